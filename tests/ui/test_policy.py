"""What an administrator has locked, as the window shows it."""

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication

from otp_gui import paths
from otp_gui.ui.dialogs.environments import EnvironmentsDialog
from otp_gui.ui.dialogs.retention import RetentionDialog
from tests.ui.desk import Desk
from tests.ui.upkeep import seed
from tests.ui.waiting import opened, until

LIST = """\
[[environment]]
id = "corporate"
name = "Corporate"
base_url = "https://otp.corp.example/api"
kind = "production"
"""
POLICY = (
    'confirm_production = true\nallowed_kinds = ["production", "stage"]\nrequire_https = true\n'
)


@pytest.fixture
def system() -> Path:
    """Return the administrator's directory; what lies there counts from the next look on."""
    directory = paths.system_directory()
    directory.mkdir()
    return directory


async def environments_of(desk: Desk) -> EnvironmentsDialog:
    desk.workplace.menus.environments.trigger()
    dialog = await opened(EnvironmentsDialog)
    await until(dialog.list.view.count)
    return dialog


async def test_an_administrators_environment_is_shown_but_not_changed(
    desk: Desk, system: Path
) -> None:
    (system / "environments.toml").write_text(LIST)
    dialog = await environments_of(desk)
    row = [dialog.list.view.item(i).text() for i in range(dialog.list.view.count())].index(
        "Corporate"
    )
    dialog.list.view.setCurrentRow(row)
    assert dialog.message.text().startswith("Your administrator provides this environment")
    assert not dialog.editor.isEnabled()
    assert not dialog.list.delete_button.isEnabled()
    dialog.list.duplicate_button.click()
    # A copy is the user's own.
    assert dialog.editor.isEnabled()
    dialog.reject()


async def test_the_editor_holds_to_the_policy(desk: Desk, system: Path) -> None:
    (system / "policy.toml").write_text(POLICY)
    dialog = await environments_of(desk)
    dialog.list.add_button.click()
    editor = dialog.editor
    editor.name_edit.setText("Mine")
    editor.url_edit.setText("http://mine.example/api")
    assert editor.note("kind") == "Your administrator does not allow this kind."
    assert editor.note("base_url") == "Your administrator allows https only."
    editor.url_edit.setText("https://mine.example/api")
    editor.verify_box.setChecked(False)
    assert editor.note("verify_tls") == "Your administrator wants the certificate checked."
    editor.verify_box.setChecked(True)
    editor.confirm_box.setChecked(False)
    editor.kind_combo.setCurrentIndex(0)
    assert (editor.confirm_box.isChecked(), editor.confirm_box.isEnabled()) == (True, False)
    assert editor.confirm_box.text() == "Ask before completing (set by your administrator)"
    dialog.save_button.click()
    await until(lambda: dialog.list.view.isEnabled() and editor.isEnabled())
    assert "mine" in {e.id for e in desk.front.environments.load()[0]}
    editor.kind_combo.setCurrentIndex(1)
    assert editor.confirm_box.isEnabled()
    dialog.revert_button.click()
    dialog.reject()


async def test_longer_times_than_allowed_cannot_be_chosen(desk: Desk, system: Path) -> None:
    await seed(desk, young=1)
    (system / "policy.toml").write_text("max_retention_days = 7\n")
    desk.workplace.menus.retention.trigger()
    dialog = await opened(RetentionDialog)
    assert dialog.lock.text() == "Set by your administrator: 7 days at most."
    model = dialog.combo.model()
    flags = [model.flags(model.index(i, 0)) for i in range(model.rowCount())]
    enabled = [bool(each & Qt.ItemFlag.ItemIsEnabled) for each in flags]
    assert enabled == [True, True, *(False,) * 5]
    assert dialog.days == 7
    dialog.reject()


async def test_a_policy_that_cannot_be_read_holds_what_was_chosen(desk: Desk, system: Path) -> None:
    await seed(desk, young=1)
    (system / "policy.toml").write_text("max_retention_days = \n")
    desk.workplace.menus.retention.trigger()
    dialog = await opened(RetentionDialog)
    assert not dialog.combo.isEnabled()
    assert dialog.lock.text() == "Locked: what your administrator has set cannot be read."
    assert dialog.days == 30
    dialog.reject()


async def test_what_a_shorter_time_deletes_is_told_a_week_before(desk: Desk, system: Path) -> None:
    await seed(desk, young=1, old=2)
    desk.keeper.change(retention_days=None, retention_since="2026-01-01")
    await desk.keeper.save()
    (system / "policy.toml").write_text("max_retention_days = 7\n")
    desk.keeper.current, _notice = desk.front.preferences.load()
    await desk.workplace.upkeep._tidy()
    assert await desk.parts.history.total() == 3
    (notice,) = desk.notices()
    assert "kept for 7 days, as your administrator has set" in notice
    assert "2 calls" in notice


def test_a_demo_begins_in_the_sandbox_whatever_is_provided(
    qapp: QApplication, system: Path
) -> None:
    from otp_gui.ui import app  # noqa: PLC0415 - as below

    (system / "environments.toml").write_text(LIST)
    (system / "policy.toml").write_text('allowed_kinds = ["production"]\n')
    demo = app.Wishes(demo=True)
    with app._paths(demo) as own:
        window = app._show_first_frame(qapp, own, demo).window
    assert window.windowTitle() == "OTP GUI – Sandbox"
    window.close()
    window.deleteLater()


def test_it_is_told_with_the_first_frame(qapp: QApplication, system: Path) -> None:
    from otp_gui.ui import app  # noqa: PLC0415 - it keeps the garbage collector out

    (system / "policy.toml").write_text("allowed_kinds = [1]\n")
    demo = app.Wishes(demo=True)
    with app._paths(demo) as own:
        window = app._show_first_frame(qapp, own, demo).window
    assert window.notices is not None
    assert "policy.toml, line 1, column 17, allowed_kinds" in window.notices.texts()[0]
    assert [e.id for e in window.form.environments] == ["production", "sandbox"]
    window.close()
    window.deleteLater()
