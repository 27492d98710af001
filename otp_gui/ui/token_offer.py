"""Offers a token that was found in a pasted text to the vault; shows no more than its tail."""

from collections.abc import Iterator
from datetime import UTC, datetime
from functools import reduce

from PySide6.QtCore import QObject, Signal

from otp_gui.domain.environment import Environment
from otp_gui.domain.phrase import Phrase, phrase
from otp_gui.domain.ports import Keeping, StoredToken, VaultError
from otp_gui.domain.redact import Secret
from otp_gui.domain.token_expiry import describe_expiry, expiry, is_expired
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
        """Ask whether ``token`` is to be that of ``environment``; not where it is so already.

        Where the keyring cannot be used, the session is offered at once.
        """
        present, refusal = await self._present(environment)
        if present is not None and present.secret == token:
            return
        expired = _expired(token)
        wording = _offer(token, environment, present, expired, refusal)
        if not await self._accepted(wording, urges=expired is None):
            return
        if refusal is None:
            try:
                await self._tokens.store(environment.id, token)
            except VaultError as error:
                if not await self._accepted(_memory_instead(error.explanation)):
                    return
                await self._tokens.keep_for_session(environment.id, token)
        else:
            await self._tokens.keep_for_session(environment.id, token)
        self.stored.emit()

    async def _present(
        self, environment: Environment
    ) -> tuple[StoredToken | None, VaultError | None]:
        """Return the token that is there, and why the keyring cannot be used, if it cannot."""
        try:
            present = await self._tokens.read(environment)
        except VaultError as error:
            return None, error
        if present is None or present.keeping is Keeping.KEYRING:
            return present, None
        # It was not the keyring that answered.
        return present, await self._tokens.keyring_refusal(environment)

    async def _accepted(self, wording: Wording, *, urges: bool = True) -> bool:
        question = Question(self._theme, self._window, wording, "key-round", "primary", urges=urges)
        return await answer(question)


def _expired(token: Secret) -> Phrase | None:
    """Say since when the token has expired, None where it has not, or nobody knows."""
    at, now = expiry(token), datetime.now(UTC)
    return describe_expiry(at, now) if is_expired(at, now) else None


def _offer(
    token: Secret,
    environment: Environment,
    present: StoredToken | None,
    expired: Phrase | None,
    refusal: VaultError | None,
) -> Wording:
    sentences = _sentences(token, environment, present, expired, refusal)
    return Wording(
        phrase("Store the token for {name}?", name=environment.name)
        if expired is None
        else phrase("Store an expired token for {name}?", name=environment.name),
        reduce(lambda told, more: phrase("{told} {more}", told=told, more=more), sentences),
        reject=phrase("Do not store"),
        accept=phrase("Store in the keyring")
        if refusal is None
        else phrase("Keep for this session only"),
    )


def _sentences(
    token: Secret,
    environment: Environment,
    present: StoredToken | None,
    expired: Phrase | None,
    refusal: VaultError | None,
) -> Iterator[Phrase]:
    if expired is not None:
        yield phrase(
            "By its own account the token {expired}: the server will refuse it.", expired=expired
        )
    if token.tail:
        yield phrase(
            "There is a token in the text; its last characters: …{tail}. It went into no field.",
            tail=token.tail,
        )
    else:
        yield phrase("There is a token in the text; it went into no field.")
    if refusal is None:
        yield phrase(
            "It can be kept in the keyring of this computer as the token of {name}.",
            name=environment.name,
        )
    else:
        yield refusal.explanation
        yield phrase(
            "The token can be kept in memory as that of {name}, until you close the tool.",
            name=environment.name,
        )
    if present is None:
        pass
    elif present.keeping is Keeping.VARIABLE:
        yield phrase("This run goes on with the token of its variable.")
    elif present.keeping is not Keeping.BUILT_IN:
        yield phrase("It replaces the token that is stored there.")


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
