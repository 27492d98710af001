"""Offers a token that was found in a pasted text to the vault; shows no more than its tail."""

from collections.abc import Iterator
from datetime import UTC, datetime
from functools import reduce

from PySide6.QtCore import QObject, Signal

from otp_gui.domain.environment import Environment
from otp_gui.domain.phrase import Phrase, phrase
from otp_gui.domain.ports import Keeping, StoredToken, VaultError
from otp_gui.domain.redact import Secret
from otp_gui.domain.token_expiry import expiry, is_expired
from otp_gui.services.tokens import TokenService
from otp_gui.ui.dialogs.dialog import answer
from otp_gui.ui.dialogs.question import Question, Wording
from otp_gui.ui.main_window import MainWindow
from otp_gui.ui.theme import Theme


class TokenOffer(QObject):
    """Asks for which environment it names, and stores; ``stored`` follows."""

    stored = Signal()

    def __init__(self, window: MainWindow, theme: Theme, tokens: TokenService) -> None:
        super().__init__(window)
        self._window = window
        self._theme = theme
        self._tokens = tokens

    async def make(self, token: Secret, environment: Environment) -> None:
        """Ask whether ``token`` is to be that of ``environment``; not where it is so already."""
        present = await self._present(environment)
        if present is not None and present.secret == token:
            return
        if not await self._accepted(_offer(token, environment, present)):
            return
        try:
            await self._tokens.store(environment.id, token)
        except VaultError as error:
            if not await self._accepted(_memory_instead(error.explanation)):
                return
            await self._tokens.keep_for_session(environment.id, token)
        self.stored.emit()

    async def _present(self, environment: Environment) -> StoredToken | None:
        try:
            return await self._tokens.read(environment)
        except VaultError:
            return None

    async def _accepted(self, wording: Wording) -> bool:
        return await answer(Question(self._theme, self._window, wording, "key-round", "primary"))


def _offer(token: Secret, environment: Environment, present: StoredToken | None) -> Wording:
    sentences = list(_sentences(token, environment, present))
    return Wording(
        phrase("Store the token for {name}?", name=environment.name),
        reduce(lambda told, more: phrase("{told} {more}", told=told, more=more), sentences),
        reject=phrase("Do not store"),
        accept=phrase("Store in the keyring"),
    )


def _sentences(
    token: Secret, environment: Environment, present: StoredToken | None
) -> Iterator[Phrase]:
    if token.tail:
        yield phrase(
            "There is a token in the text, which ends in {tail}. It went into no field.",
            tail=token.tail,
        )
    else:
        yield phrase("There is a token in the text; it went into no field.")
    yield phrase(
        "It can be kept in the keyring of this computer as the token of {name}.",
        name=environment.name,
    )
    if present is None:
        pass
    elif present.keeping is Keeping.VARIABLE:
        yield phrase("This run goes on with the token of its variable.")
    elif present.keeping is not Keeping.BUILT_IN:
        yield phrase("It replaces the token that is stored there.")
    if is_expired(expiry(token), datetime.now(UTC)):
        yield phrase("By what it says of itself it has expired.")


def _memory_instead(reason: Phrase) -> Wording:
    return Wording(
        phrase("The keyring cannot be used"),
        phrase(
            "{reason} The token can be kept in memory instead, until you close the tool.",
            reason=reason,
        ),
        reject=phrase("Do not store"),
        accept=phrase("Keep for this session only"),
    )
