"""How a token lies in the entries of a keyring, whole or in parts.

The entry named like the environment holds the token as it is, so that other tools can set and read
it; a second entry, ``<environment>#note``, tells when it was stored. Where the keyring holds only
short entries, a longer token lies in parts ``<environment>#a1``, ``#a2``, … and the main entry
holds a note that describes them. The next long token goes into ``#b1``, …, and the main entry is
switched last: whenever writing is interrupted, either the old token or the new one is there.
"""

import hashlib
import re
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Final, Protocol

from otp_gui.domain.outcome import Failure
from otp_gui.domain.phrase import Phrase, phrase
from otp_gui.domain.ports import Keeping, StoredToken, VaultError
from otp_gui.domain.redact import Secret
from otp_gui.domain.token import read_token

SERVICE: Final = "otp-gui"
PART_LENGTH: Final = 1_200
"""Below the 1,280 characters of a Windows credential (2,560 bytes of UTF-16)."""
_SLOTS: Final = ("a", "b")
# The spaces keep a note from being a token: a token holds visible characters only.
_MARK: Final = "otp-gui note "
_NOTE: Final = re.compile(
    rf"{_MARK}(?:parts=(?P<slot>[ab])(?P<count>[1-9]\d?) )?"
    r"sha256=(?P<digest>[0-9a-f]{64}) stored_at=(?P<stored_at>[0-9T:.+-]{1,40})"
)
# Entries of one name may have been made by several programs, with further attributes.
_MOST_DUPLICATES: Final = 8


class Keyring(Protocol):
    """What is used of a ``keyring`` backend; any method may raise anything."""

    def get_password(self, service: str, username: str) -> str | None:
        """Return an entry, or None where there is none."""
        ...

    def set_password(self, service: str, username: str, password: str) -> None:
        """Write an entry."""
        ...

    def delete_password(self, service: str, username: str) -> None:
        """Delete an entry that is there."""
        ...


@dataclass(frozen=True, slots=True)
class Note:
    """What is known of a token: its digest, when it was stored, and its parts (0 if whole)."""

    digest: str
    stored_at: datetime
    slot: str = _SLOTS[0]
    count: int = 0

    @classmethod
    def parse(cls, text: str) -> "Note | None":
        """Read a note back; None for anything else."""
        match = _NOTE.fullmatch(text)
        if match is None:
            return None
        try:
            stored_at = datetime.fromisoformat(match["stored_at"]).astimezone(UTC)
        except (ValueError, OverflowError):
            return None
        return cls(match["digest"], stored_at, match["slot"] or _SLOTS[0], int(match["count"] or 0))

    def __str__(self) -> str:
        parts = f"parts={self.slot}{self.count} " if self.count else ""
        return f"{_MARK}{parts}sha256={self.digest} stored_at={self.stored_at.isoformat()}"

    def describes(self, token: str) -> bool:
        """Tell whether ``token`` is the very one that this note was written for."""
        return digest(token) == self.digest


def digest(token: str) -> str:
    """Return the SHA-256 of a token, hexadecimal."""
    return hashlib.sha256(token.encode("utf-8", "surrogatepass")).hexdigest()


class TokenEntries:
    """Reads, writes and deletes tokens in one keyring; blocking.

    Raises :class:`VaultError` where an entry is not what it ought to be, and whatever the backend
    raises.
    """

    def __init__(self, keyring: Keyring, *, short_entries: bool) -> None:
        self._keyring = keyring
        self._short_entries = short_entries

    def read(self, environment_id: str) -> StoredToken | None:
        """Return the token of an environment, or None.

        One that was set from outside may carry white space or ``Bearer``: these are taken off.
        """
        text = self._get(environment_id)
        if not text:
            return None
        if text.startswith(_MARK):
            return self._join(environment_id, Note.parse(text))
        note = Note.parse(self._get(_note_name(environment_id)) or "")
        stored_at = note.stored_at if note is not None and note.describes(text) else None
        return StoredToken(read_token(text).value or Secret(text), Keeping.KEYRING, stored_at)

    def write(self, environment_id: str, secret: Secret, stored_at: datetime) -> None:
        """Replace the token of an environment; every entry is read back."""
        token = secret.reveal()
        if self._short_entries and len(token) > PART_LENGTH:
            note = self._write_parts(environment_id, token, stored_at)
        else:
            note = Note(digest(token), stored_at)
            self._put(_note_name(environment_id), str(note))
            self._put(environment_id, token)
        # The token is saved. What is left of its predecessor is found by the next write or delete.
        with suppress(Exception):
            self._sweep(environment_id, note)

    def delete(self, environment_id: str) -> None:
        """Delete a token with all that belongs to it; there need not be any."""
        # The main entry goes after the parts: an interrupted deletion shows as a broken token.
        for slot in _SLOTS:
            self._remove_parts(environment_id, slot, keep=0)
        self._remove(environment_id)
        self._remove(_note_name(environment_id))

    def _join(self, environment_id: str, note: Note | None) -> StoredToken:
        if note is not None:
            names = _part_names(environment_id, note.slot, 1, note.count)
            token = "".join(self._get(name) or "" for name in names)
            if note.describes(token):
                return StoredToken(Secret(token), Keeping.KEYRING, note.stored_at)
        raise _refusal(
            phrase("The stored token is damaged: a part of it is missing. Set it again.")
        )

    def _write_parts(self, environment_id: str, token: str, stored_at: datetime) -> Note:
        old = Note.parse(self._get(environment_id) or "")
        slot = _SLOTS[1] if old is not None and old.slot == _SLOTS[0] else _SLOTS[0]
        starts = range(0, len(token), PART_LENGTH)
        names = _part_names(environment_id, slot, 1, len(starts))
        for name, start in zip(names, starts, strict=True):
            self._put(name, token[start : start + PART_LENGTH])
        note = Note(digest(token), stored_at, slot, len(starts))
        self._put(environment_id, str(note))
        return note

    def _sweep(self, environment_id: str, note: Note) -> None:
        """Remove every entry that ``note``, now in force, does not need."""
        for slot in _SLOTS:
            self._remove_parts(environment_id, slot, keep=note.count if slot == note.slot else 0)
        if note.count:
            self._remove(_note_name(environment_id))

    def _remove_parts(self, environment_id: str, slot: str, keep: int) -> None:
        """Remove the parts above number ``keep``, last first: what is left has no gaps."""
        found = []
        for name in _part_names(environment_id, slot, keep + 1, 99):
            if self._get(name) is None:
                break
            found.append(name)
        for name in reversed(found):
            self._remove(name)

    def _get(self, name: str) -> str | None:
        return self._keyring.get_password(SERVICE, name)

    def _put(self, name: str, text: str) -> None:
        self._keyring.set_password(SERVICE, name, text)
        if self._get(name) != text:
            raise _refusal(
                phrase(
                    "The token is not saved: the keyring gave back something else than was written."
                    " Delete the token, then set it again."
                )
            )

    def _remove(self, name: str) -> None:
        for _ in range(_MOST_DUPLICATES):
            if self._get(name) is None:
                return
            self._keyring.delete_password(SERVICE, name)
        raise _refusal(phrase("The keyring still holds the token after deleting it."))


def _note_name(environment_id: str) -> str:
    return f"{environment_id}#note"


def _part_names(environment_id: str, slot: str, first: int, last: int) -> Iterator[str]:
    return (f"{environment_id}#{slot}{number}" for number in range(first, last + 1))


def _refusal(explanation: Phrase) -> VaultError:
    return VaultError(Failure.KEYRING_UNAVAILABLE, explanation)
