import asyncio
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta

import pytest
from PySide6.QtGui import QPalette
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from otp_gui.domain.environment import presets
from otp_gui.domain.outcome import Failure
from otp_gui.domain.ports import Keeping, StoredToken, Vault
from otp_gui.domain.redact import Secret
from otp_gui.i18n import render
from otp_gui.services.tokens import TokenService
from otp_gui.ui.tasks import Tasks
from otp_gui.ui.theme import Theme
from otp_gui.ui.token_status import TokenStatus, describe
from otp_gui.vault.session import SessionVault
from tests.fakes import RefusingVault
from tests.ui.jwt import jwt
from tests.ui.waiting import until

STAGE, PRODUCTION, SANDBOX = presets()
TOKEN = Secret("made-up-token-9f3c")


@pytest.fixture
async def tasks() -> AsyncIterator[Tasks]:
    made = Tasks(asyncio.get_running_loop())
    yield made
    await made.close()


@pytest.fixture
def parent(qtbot: QtBot) -> QWidget:
    made = QWidget()
    qtbot.addWidget(made)
    return made


@pytest.fixture
def status(theme: Theme, parent: QWidget) -> TokenStatus:
    made = TokenStatus(theme, parent)
    made.retranslate()
    return made


def tokens(keyring: Vault, session: Vault | None = None) -> TokenService:
    return TokenService(
        keyring=keyring, session=session or SessionVault(), sandbox_token=Secret("made-up-sandbox")
    )


async def test_until_it_knows_it_says_that_it_looks(status: TokenStatus) -> None:
    assert status.label.text() == "Looking for the token…"


@pytest.mark.parametrize(
    ("failure", "words"),
    [
        (Failure.KEYRING_UNAVAILABLE, "No keyring to keep a token in"),
        (Failure.KEYRING_LOCKED, "The keyring is locked"),
        (Failure.KEYRING_TIMEOUT, "The keyring does not answer"),
    ],
)
async def test_trouble_with_the_keyring_is_put_into_words(
    status: TokenStatus, tasks: Tasks, failure: Failure, words: str
) -> None:
    told: list[str] = []
    status.refused.connect(lambda explanation: told.append(render(explanation)))
    status.show_for(STAGE)
    status.attach(tokens(RefusingVault(failure)), tasks.spawn)
    await until(lambda: status.label.text() == words)
    assert told == ["The keyring does not answer."]
    assert "does not answer" in status.label.toolTip()


async def test_a_session_token_stands_in_for_a_refusing_keyring(
    status: TokenStatus, tasks: Tasks
) -> None:
    session = SessionVault()
    await session.write("stage", TOKEN)
    status.show_for(STAGE)
    status.attach(tokens(RefusingVault(), session), tasks.spawn)
    await until(lambda: status.label.text().startswith("Kept for this session only · …9f3c"))
    assert status.label.toolTip() == ""


async def test_an_answer_that_comes_late_is_not_told_of_another_environment(
    status: TokenStatus, tasks: Tasks
) -> None:
    class Slow(SessionVault):
        gate = asyncio.Event()

        async def read(self, environment_id: str) -> StoredToken | None:
            if environment_id == "stage":
                await self.gate.wait()
            return await super().read(environment_id)

    keyring = Slow()
    await keyring.write("stage", TOKEN)
    status.show_for(STAGE)
    status.attach(tokens(keyring), tasks.spawn)
    status.show_for(PRODUCTION)
    await until(lambda: status.label.text() == "No token")
    keyring.gate.set()
    await tasks.close()
    assert status.label.text() == "No token"


@pytest.mark.parametrize(
    ("token", "words"),
    [
        (StoredToken(TOKEN, Keeping.KEYRING), "Token stored · …9f3c"),
        (StoredToken(Secret("short"), Keeping.KEYRING), "Token stored"),
        (StoredToken(TOKEN, Keeping.BUILT_IN), "The sandbox's own token"),
        (StoredToken(TOKEN, Keeping.VARIABLE), "Token from the variable OTP_GUI_TOKEN · …9f3c"),
        (
            StoredToken(TOKEN, Keeping.KEYRING, datetime(2024, 11, 12, 12, tzinfo=UTC)),
            "Token stored · …9f3c · 12 Nov 2024",
        ),
    ],
)
def test_a_token_is_described_by_its_tail_and_day(token: StoredToken, words: str) -> None:
    assert describe(token) == words


# When it expires, and where else it is


def test_a_jwt_is_described_with_its_expiry() -> None:
    token = StoredToken(jwt(timedelta(hours=5, minutes=5)), Keeping.KEYRING)
    assert describe(token) == "Token stored · …9f3c · expires in 5 hours"


async def test_an_expired_token_is_red_and_warned_of(status: TokenStatus, tasks: Tasks) -> None:
    session = SessionVault()
    await session.write("stage", jwt(timedelta(days=-3, hours=-1)))
    warned: list[list[str]] = []
    status.warnings_changed.connect(lambda told: warned.append([render(each) for each in told]))
    status.show_for(STAGE)
    status.attach(tokens(SessionVault(), session), tasks.spawn)
    await until(lambda: status.label.text().endswith("expired 3 days ago"))
    assert status.label.foregroundRole() is QPalette.ColorRole.BrightText
    assert warned[-1] == [
        "The token of Stage expired 3 days ago: the server will refuse it. Replace it first."
    ]
    status.show_for(PRODUCTION)
    await until(lambda: status.label.text() == "No token")
    assert status.warnings() == []


async def test_a_token_of_another_kind_of_environment_is_warned_of(
    status: TokenStatus, tasks: Tasks
) -> None:
    keyring = SessionVault()
    await keyring.write("stage", TOKEN)
    await keyring.write("production", TOKEN)
    status.show_for(STAGE)
    status.attach(tokens(keyring), tasks.spawn, presets)
    await until(status.warnings)
    (warning,) = status.warnings()
    assert render(warning).startswith("The same token is also stored for Production")
    assert "9f3c" not in render(warning)
