import asyncio
from collections.abc import AsyncIterator

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLineEdit, QWidget
from pytestqt.qtbot import QtBot

from otp_gui.domain.environment import presets
from otp_gui.domain.ports import Keeping, StoredToken, Vault
from otp_gui.domain.redact import Secret
from otp_gui.services.tokens import TokenService
from otp_gui.ui.dialogs.question import Question
from otp_gui.ui.dialogs.token import TokenDialog
from otp_gui.ui.tasks import Tasks
from otp_gui.ui.theme import Theme
from otp_gui.vault.session import SessionVault
from tests.fakes import RefusingVault
from tests.ui.shouting import shout, whispered
from tests.ui.waiting import opened, until

STAGE, PRODUCTION, SANDBOX = presets()
TOKEN = "made-up-token-9f3c"


class KeyringInMemory:
    """A keyring that works; its answers wait for ``gate``, if there is one."""

    def __init__(self) -> None:
        self.tokens: dict[str, Secret] = {}
        self.gate: asyncio.Event | None = None

    async def read(self, environment_id: str) -> StoredToken | None:
        await self._pass()
        found = self.tokens.get(environment_id)
        return StoredToken(found, Keeping.KEYRING) if found is not None else None

    async def write(self, environment_id: str, secret: Secret) -> None:
        await self._pass()
        self.tokens[environment_id] = secret

    async def delete(self, environment_id: str) -> None:
        await self._pass()
        self.tokens.pop(environment_id, None)

    async def _pass(self) -> None:
        if self.gate is not None:
            await self.gate.wait()


class Bench:
    """Opens the dialog over a keyring and keeps what it said."""

    def __init__(self, theme: Theme, window: QWidget) -> None:
        self.theme = theme
        self.window = window
        self.tasks = Tasks(asyncio.get_running_loop())
        self.session = SessionVault()
        self.changes = 0

    def _changed(self) -> None:
        self.changes += 1

    def open(self, keyring: Vault) -> TokenDialog:
        tokens = TokenService(
            keyring=keyring, session=self.session, sandbox_token=Secret("made-up-sandbox")
        )
        dialog = TokenDialog(self.theme, self.window, PRODUCTION, tokens, self.tasks, self._changed)
        dialog.open()
        return dialog

    async def idle(self, keyring: Vault) -> TokenDialog:
        dialog = self.open(keyring)
        await until(dialog.edit.isEnabled)
        return dialog


@pytest.fixture
async def bench(theme: Theme, qtbot: QtBot) -> AsyncIterator[Bench]:
    window = QWidget()
    qtbot.addWidget(window)
    made = Bench(theme, window)
    yield made
    await made.tasks.close()


async def test_a_token_is_stored_cleaned_and_told_by_its_tail(bench: Bench) -> None:
    keyring = KeyringInMemory()
    dialog = await bench.idle(keyring)
    assert dialog.state_label.text() == "No token"
    assert dialog.store_button.isDefault()
    dialog.show_button.click()
    QTest.keyClicks(dialog.edit, f"  Bearer {TOKEN} ")
    dialog.store_button.click()
    await until(lambda: "9f3c" in dialog.state_label.text())
    assert keyring.tokens == {"production": Secret(TOKEN)}
    assert dialog.state_label.text() == "Token stored · …9f3c"
    assert dialog.edit.text() == ""
    assert dialog.edit.echoMode() is QLineEdit.EchoMode.Password
    assert bench.changes == 1


async def test_what_is_typed_is_hidden_until_asked_for(bench: Bench) -> None:
    dialog = await bench.idle(KeyringInMemory())
    assert dialog.edit.echoMode() is QLineEdit.EchoMode.Password
    dialog.show_button.click()
    assert dialog.edit.echoMode() is QLineEdit.EchoMode.Normal
    assert dialog.show_button.accessibleName() == "Hide the token"
    dialog.show_button.click()
    assert dialog.edit.echoMode() is QLineEdit.EchoMode.Password


@pytest.mark.parametrize("by_keyboard", [True, False])
async def test_a_pasted_line_break_is_named_as_what_it_is(
    bench: Bench, *, by_keyboard: bool
) -> None:
    dialog = await bench.idle(KeyringInMemory())
    QGuiApplication.clipboard().setText("made-up-\r\ntoken\n")
    if by_keyboard:
        QTest.keyClick(dialog.edit, Qt.Key.Key_V, Qt.KeyboardModifier.ControlModifier)
    else:
        dialog.paste_button.click()
    assert "line break" in dialog.problem_label.text()
    assert not dialog.store_button.isEnabled()
    assert "made-up" not in dialog.problem_label.text()


async def test_a_refusing_keyring_is_told_and_memory_offered(bench: Bench) -> None:
    dialog = await bench.idle(RefusingVault())
    assert "The keyring does not answer." in dialog.refusal_label.text()
    dialog.edit.setText(TOKEN)
    assert dialog.session_button.isVisible()
    assert dialog.session_button.isDefault()
    assert dialog.session_button.property("variant") == "primary"
    assert not dialog.store_button.property("variant")
    QTest.keyClick(dialog.edit, Qt.Key.Key_Return)
    await until(lambda: "9f3c" in dialog.state_label.text())
    assert dialog.state_label.text().startswith("Kept for this session only")
    kept = await bench.session.read("production")
    assert kept is not None
    assert kept.secret == Secret(TOKEN)
    assert bench.changes == 1


async def test_a_keyring_that_refuses_to_store_leaves_the_token_in_the_field(bench: Bench) -> None:
    await bench.session.write("production", Secret("made-up-older-1a2b"))
    dialog = await bench.idle(RefusingVault())
    assert not dialog.session_button.isVisible()
    dialog.edit.setText(TOKEN)
    dialog.store_button.click()
    await until(dialog.session_button.isVisible)
    assert dialog.edit.text() == TOKEN
    assert "1a2b" in dialog.state_label.text()
    assert "The keyring does not answer." in dialog.refusal_label.text()


async def test_a_token_can_be_forgotten(bench: Bench) -> None:
    keyring = KeyringInMemory()
    keyring.tokens["production"] = Secret(TOKEN)
    dialog = await bench.idle(keyring)
    dialog.forget_button.click()
    (await opened(Question)).reject_button.click()
    assert keyring.tokens
    dialog.forget_button.click()
    (await opened(Question)).accept_button.click()
    await until(lambda: dialog.state_label.text() == "No token")
    assert keyring.tokens == {}
    assert not dialog.forget_button.isEnabled()


async def test_while_the_keyring_takes_its_time_the_dialog_says_so(bench: Bench) -> None:
    keyring = KeyringInMemory()
    keyring.gate = asyncio.Event()
    dialog = bench.open(keyring)
    assert dialog.state_label.text() == "Waiting for the keyring…"
    assert not dialog.store_button.isEnabled()
    keyring.gate.set()
    await until(lambda: dialog.state_label.text() == "No token")


async def test_a_change_that_ends_after_the_closing_is_told_all_the_same(bench: Bench) -> None:
    keyring = KeyringInMemory()
    dialog = await bench.idle(keyring)
    keyring.gate = asyncio.Event()
    dialog.edit.setText(TOKEN)
    dialog.store_button.click()
    await asyncio.sleep(0)
    QTest.keyClick(dialog, Qt.Key.Key_Escape)
    assert not bench.window.findChildren(TokenDialog) or not dialog.isVisible()
    keyring.gate.set()
    await until(lambda: bench.changes == 1)
    assert keyring.tokens == {"production": Secret(TOKEN)}


async def test_closing_leaves_no_token_behind(bench: Bench) -> None:
    dialog = await bench.idle(KeyringInMemory())
    dialog.edit.setText(TOKEN)
    left: list[str] = []
    dialog.finished.connect(lambda: left.append(dialog.edit.text()))
    dialog.close_button.click()
    assert left == [""]


async def test_the_language_changes_while_it_is_open(
    bench: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    dialog = await bench.idle(RefusingVault())
    dialog.edit.setText("two words")
    shout(monkeypatch, dialog)
    assert whispered(dialog, ["TOKEN OF Production"]) == []


async def test_every_input_and_button_has_both_names(bench: Bench) -> None:
    dialog = await bench.idle(RefusingVault())
    for field in (
        dialog.edit,
        dialog.show_button,
        dialog.paste_button,
        dialog.store_button,
        dialog.session_button,
        dialog.forget_button,
        dialog.close_button,
    ):
        assert field.objectName()
        assert field.accessibleName()
