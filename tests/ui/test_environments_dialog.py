import asyncio
from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QDialog, QFileDialog, QLineEdit, QWidget
from pytestqt.qtbot import QtBot

from otp_gui.domain.environment import Environment, Kind, presets
from otp_gui.domain.redact import Secret
from otp_gui.services.tokens import TokenService
from otp_gui.store.environments import TomlEnvironments
from otp_gui.ui.dialogs.environments import EnvironmentsDialog
from otp_gui.ui.dialogs.question import Question
from otp_gui.ui.tasks import Tasks
from otp_gui.ui.theme import Theme
from otp_gui.vault.session import SessionVault
from tests.fakes import RefusingVault
from tests.ui.shouting import shout, whispered
from tests.ui.waiting import opened, until

STAGE, PRODUCTION, SANDBOX = presets()


class Bench:
    """Opens the dialog over a file and keeps what it said."""

    def __init__(self, theme: Theme, window: QWidget, file: Path) -> None:
        self.theme = theme
        self.window = window
        self.file = file
        self.store = TomlEnvironments(file)
        self.tasks = Tasks(asyncio.get_running_loop())
        self.keyring: SessionVault | RefusingVault = SessionVault()
        self.changes = 0

    def _changed(self) -> None:
        self.changes += 1

    async def open(self, chosen: str | None = None) -> EnvironmentsDialog:
        tokens = TokenService(
            keyring=self.keyring, session=SessionVault(), sandbox_token=Secret("made-up-sandbox")
        )
        dialog = EnvironmentsDialog(
            self.theme,
            self.window,
            environments=self.store,
            tokens=tokens,
            tasks=self.tasks,
            on_changed=self._changed,
            chosen=chosen,
        )
        dialog.open()
        await until(dialog.list.view.count)
        return dialog

    def listed(self) -> dict[str, Environment]:
        environments, damage = self.store.load()
        assert damage is None
        return {environment.id: environment for environment in environments}


@pytest.fixture
async def bench(theme: Theme, qtbot: QtBot, tmp_path: Path) -> AsyncIterator[Bench]:
    window = QWidget()
    qtbot.addWidget(window)
    (tmp_path / "config").mkdir()
    made = Bench(theme, window, tmp_path / "config" / "environments.toml")
    yield made
    await made.tasks.close()


def write(edit: QLineEdit, text: str) -> None:
    edit.selectAll()
    edit.insert(text)


async def saved(bench: Bench, dialog: EnvironmentsDialog) -> None:
    before = bench.changes
    dialog.save_button.click()
    await until(lambda: bench.changes > before and dialog.editor.isEnabled())


async def test_it_shows_the_one_that_is_chosen_in_the_window(bench: Bench) -> None:
    dialog = await bench.open("production")
    assert dialog.editor.name_edit.text() == "Production"
    assert dialog.editor.id_label.text() == "production"
    assert not dialog.save_button.isEnabled()


async def test_a_change_is_saved_and_told(bench: Bench) -> None:
    dialog = await bench.open("stage")
    write(dialog.editor.name_edit, "Our stage")
    dialog.editor.timeout_box.setValue(7.5)
    dialog.editor.confirm_box.click()
    await saved(bench, dialog)
    assert bench.listed()["stage"] == replace(
        STAGE, name="Our stage", timeout_seconds=7.5, confirm_complete=True
    )
    assert dialog.editor.name_edit.text() == "Our stage"
    assert not dialog.save_button.isEnabled()


async def test_the_rest_of_an_environment_can_be_set(bench: Bench) -> None:
    dialog = await bench.open("stage")
    write(dialog.editor.url_edit, "https://stage.example/api/")
    write(dialog.editor.ca_edit, "/etc/ssl/own.pem")
    write(dialog.editor.proxy_edit, "http://proxy.example:3128")
    dialog.editor.verify_box.click()
    await saved(bench, dialog)
    found = bench.listed()["stage"]
    assert found.base_url == "https://stage.example/api"
    assert (found.ca_bundle, found.proxy) == ("/etc/ssl/own.pem", "http://proxy.example:3128")
    assert not found.verify_tls


@pytest.mark.parametrize(
    ("url", "problem"),
    [
        ("", "Enter the base URL."),
        ("ftp://x.example", "begins with https://"),
        ("https://me:pw@x.example", "user names and passwords"),
        ("https://x.example/?a", "holds no ?"),
    ],
)
async def test_what_is_wrong_is_said_at_once_and_not_saved(
    bench: Bench, url: str, problem: str
) -> None:
    dialog = await bench.open("stage")
    dialog.editor.url_edit.setText(url)
    assert problem in dialog.editor.note("base_url")
    assert not dialog.save_button.isEnabled()


async def test_a_production_by_plain_http_is_refused(bench: Bench) -> None:
    dialog = await bench.open("stage")
    combo = dialog.editor.kind_combo
    combo.setFocus()
    QTest.keyClick(combo, Qt.Key.Key_Home)
    assert dialog.editor.environment().kind is Kind.PRODUCTION
    assert "https only" in dialog.editor.note("base_url")
    assert not dialog.save_button.isEnabled()


async def test_a_production_asks_before_completing_unless_told_otherwise(bench: Bench) -> None:
    dialog = await bench.open("stage")
    assert not dialog.editor.confirm_box.isChecked()
    dialog.editor.kind_combo.activated.emit(0)
    assert dialog.editor.confirm_box.isChecked()


async def test_unsafe_transport_is_warned_of(bench: Bench) -> None:
    dialog = await bench.open("stage")
    assert "unencrypted" in dialog.editor.warning()
    dialog.editor.verify_box.click()
    assert "read the token" in dialog.editor.warning()


async def test_a_stored_token_that_would_go_elsewhere_is_warned_of(bench: Bench) -> None:
    await bench.keyring.write("production", Secret("made-up-token-9f3c"))
    dialog = await bench.open("production")
    await until(lambda: dialog.editor.holds_token)
    write(dialog.editor.url_edit, "https://online.sigmasms.ru/other")
    assert dialog.editor.warning() == ""
    write(dialog.editor.url_edit, "https://elsewhere.example/api")
    assert "elsewhere.example" in dialog.editor.warning()


async def test_without_a_token_another_host_is_no_matter(bench: Bench) -> None:
    dialog = await bench.open("production")
    write(dialog.editor.url_edit, "https://elsewhere.example/api")
    assert dialog.editor.warning() == ""


async def test_while_changes_are_unsaved_the_list_waits(bench: Bench) -> None:
    dialog = await bench.open("stage")
    write(dialog.editor.name_edit, "Other")
    assert not dialog.list.view.isEnabled()
    assert not dialog.list.add_button.isEnabled()
    dialog.revert_button.click()
    assert dialog.editor.name_edit.text() == "Stage"
    assert dialog.list.view.isEnabled()
    assert bench.changes == 0


async def test_a_new_one_gets_its_id_from_its_name_and_keeps_it(bench: Bench) -> None:
    dialog = await bench.open()
    dialog.list.add_button.click()
    write(dialog.editor.name_edit, "Тест 2")
    write(dialog.editor.url_edit, "https://test.example")
    assert dialog.editor.id_label.text() == "test-2"
    await saved(bench, dialog)
    assert bench.listed()["test-2"].name == "Тест 2"
    assert dialog.editor.id_label.text() == "test-2"
    write(dialog.editor.name_edit, "Something else")
    assert dialog.editor.id_label.text() == "test-2"


async def test_a_new_one_is_not_called_wrong_before_it_was_written(bench: Bench) -> None:
    dialog = await bench.open("stage")
    dialog.list.add_button.click()
    editor = dialog.editor
    assert editor.url_edit.text() == "https://"
    assert editor.note("base_url") == ""
    write(editor.name_edit, "")
    assert (editor.note("name"), editor.note("base_url")) == ("Give it a name.", "")
    write(editor.name_edit, "Test")
    dialog.save_button.click()
    assert editor.note("base_url")
    assert dialog.focusWidget() is editor.url_edit
    assert not dialog.save_button.isEnabled()
    assert bench.changes == 0
    write(editor.url_edit, "https://test.example")
    assert editor.note("base_url") == ""
    await saved(bench, dialog)
    assert bench.listed()["test"].base_url == "https://test.example"


async def test_a_new_one_that_is_written_wrong_is_told_at_once(bench: Bench) -> None:
    dialog = await bench.open("stage")
    dialog.list.add_button.click()
    write(dialog.editor.url_edit, "https:/")
    assert dialog.editor.note("base_url")
    write(dialog.editor.url_edit, "https://")
    assert dialog.editor.note("base_url")


async def test_a_new_one_asks_before_completing(bench: Bench) -> None:
    dialog = await bench.open()
    dialog.list.add_button.click()
    assert dialog.editor.confirm_box.isChecked()
    assert dialog.editor.verify_box.isChecked()


async def test_undoing_a_new_one_asks(bench: Bench) -> None:
    dialog = await bench.open()
    dialog.list.add_button.click()
    write(dialog.editor.name_edit, "Mine")
    dialog.revert_button.click()
    (await opened(Question)).reject_button.click()
    assert dialog.editor.name_edit.text() == "Mine"
    dialog.revert_button.click()
    (await opened(Question)).accept_button.click()
    assert dialog.list.view.count() == 3
    assert dialog.list.view.isEnabled()


async def test_a_duplicate_differs_by_name_and_id_alone(bench: Bench) -> None:
    dialog = await bench.open("stage")
    dialog.list.duplicate_button.click()
    await saved(bench, dialog)
    found = bench.listed()
    assert found["stage-copy"] == replace(STAGE, id="stage-copy", name="Stage (copy)")
    assert found["stage"] == STAGE


async def test_deleting_asks_and_forgets_the_token_too(bench: Bench) -> None:
    await bench.keyring.write("stage", Secret("made-up-token-9f3c"))
    dialog = await bench.open("stage")
    dialog.list.delete_button.click()
    question = await opened(Question)
    QTest.keyClick(question, Qt.Key.Key_Return)
    assert "stage" in bench.listed()
    dialog.list.delete_button.click()
    (await opened(Question)).accept_button.click()
    await until(lambda: bench.changes == 1 and dialog.editor.isEnabled())
    assert set(bench.listed()) == {"production", "sandbox"}
    assert await bench.keyring.read("stage") is None


async def test_a_token_that_cannot_be_forgotten_is_told(bench: Bench) -> None:
    bench.keyring = RefusingVault()
    dialog = await bench.open("stage")
    dialog.list.delete_button.click()
    (await opened(Question)).accept_button.click()
    await until(dialog.message.isVisible)
    assert "may still be in the keyring" in dialog.message.text()
    assert "stage" not in bench.listed()


async def test_the_last_one_stays(bench: Bench) -> None:
    bench.store.save(STAGE)
    bench.store.remove("production")
    bench.store.remove("sandbox")
    dialog = await bench.open()
    assert not dialog.list.delete_button.isEnabled()


async def test_presets_are_restored_after_asking(bench: Bench) -> None:
    bench.store.save(replace(STAGE, name="Mine"))
    bench.store.remove("sandbox")
    dialog = await bench.open("stage")
    dialog.list.restore_button.click()
    assert bench.listed()["stage"].name == "Mine"
    (await opened(Question)).accept_button.click()
    await until(lambda: bench.changes == 1 and dialog.editor.isEnabled())
    assert set(bench.listed()) == {"stage", "production", "sandbox"}
    assert bench.listed()["stage"] == STAGE


async def test_a_damaged_file_is_told_and_left_alone(bench: Bench) -> None:
    damaged = "[[environment]]\nid = \n"
    bench.file.write_text(damaged)
    dialog = await bench.open()
    assert "line 2" in dialog.message.text()
    for button in (dialog.save_button, dialog.list.add_button, dialog.list.delete_button):
        assert not button.isEnabled()
    assert not dialog.editor.isEnabled()
    assert bench.file.read_text() == damaged


async def test_a_file_that_is_damaged_meanwhile_is_told(bench: Bench) -> None:
    dialog = await bench.open("stage")
    write(dialog.editor.name_edit, "Other")
    bench.file.write_text("not toml")
    dialog.save_button.click()
    await until(dialog.message.isVisible)
    assert "environments.toml" in dialog.message.text()
    assert dialog.editor.name_edit.text() == "Other"
    assert bench.file.read_text() == "not toml"


async def test_closing_with_changes_asks(bench: Bench) -> None:
    dialog = await bench.open("stage")
    closed: list[int] = []
    dialog.finished.connect(closed.append)
    write(dialog.editor.name_edit, "Other")
    QTest.keyClick(dialog, Qt.Key.Key_Escape)
    (await opened(Question)).reject_button.click()
    assert closed == []
    dialog.close_button.click()
    (await opened(Question)).accept_button.click()
    assert closed == [QDialog.DialogCode.Rejected]


async def test_a_ca_bundle_is_chosen_as_a_file(bench: Bench) -> None:
    dialog = await bench.open("stage")
    dialog.editor.ca_button.click()
    chooser = await opened(QFileDialog)
    chooser.fileSelected.emit("/etc/ssl/own.pem")
    assert dialog.editor.environment().ca_bundle == "/etc/ssl/own.pem"
    chooser.reject()


async def test_the_language_changes_while_it_is_open(
    bench: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    dialog = await bench.open("production")
    shout(monkeypatch, dialog)
    assert whispered(dialog, ["production"]) == []
    assert dialog.list.view.item(1).text() == "Production"


async def test_every_input_and_button_has_both_names(bench: Bench) -> None:
    dialog = await bench.open()
    editor, listing = dialog.editor, dialog.list
    for field in (
        listing.view,
        listing.add_button,
        listing.duplicate_button,
        listing.delete_button,
        listing.restore_button,
        editor.name_edit,
        editor.url_edit,
        editor.kind_combo,
        editor.timeout_box,
        editor.confirm_box,
        editor.verify_box,
        editor.ca_edit,
        editor.ca_button,
        editor.proxy_edit,
        dialog.save_button,
        dialog.revert_button,
        dialog.close_button,
    ):
        assert field.objectName()
        assert field.accessibleName(), field.objectName()
