from contextlib import suppress
from datetime import UTC, datetime
from itertools import count

import pytest
from hypothesis import given
from hypothesis import strategies as st

from otp_gui.domain.outcome import Failure
from otp_gui.domain.ports import StoredToken, VaultError
from otp_gui.domain.redact import Secret
from otp_gui.vault.entries import PART_LENGTH, Note, TokenEntries, digest
from tests.unit.vault.keyrings import KeyringDiedError, MemoryKeyring

AT = datetime(2026, 11, 23, 10, 20, 30, 123000, tzinfo=UTC)
WINDOWS_LIMIT = 1_280
SHORT, OTHER_SHORT = "made-up-short-token", "another-short-token"
LONG, OTHER_LONG = "L" * 3_000, "M" * 4_000
TOKENS = st.integers(1, 5 * PART_LENGTH).map(lambda length: ("made-up-" * length)[:length])


def windows(keyring: MemoryKeyring) -> TokenEntries:
    return TokenEntries(keyring, short_entries=True)


def text_of(token: StoredToken | None) -> str | None:
    return None if token is None else token.secret.reveal()


@given(TOKENS)
def test_a_token_of_any_length_comes_back_whole_from_short_entries(token: str) -> None:
    keyring = MemoryKeyring(limit=WINDOWS_LIMIT)
    windows(keyring).write("stage", Secret(token), AT)
    stored = windows(keyring).read("stage")
    assert text_of(stored) == token
    assert stored is not None
    assert stored.stored_at == AT


@pytest.mark.parametrize("length", [PART_LENGTH - 1, PART_LENGTH])
def test_a_token_that_fits_is_an_entry_that_other_tools_can_read(length: int) -> None:
    keyring = MemoryKeyring(limit=WINDOWS_LIMIT)
    windows(keyring).write("stage", Secret("t" * length), AT)
    assert keyring.entries["otp-gui/stage"] == "t" * length


def test_a_long_token_is_not_split_where_entries_may_be_long() -> None:
    keyring = MemoryKeyring()
    TokenEntries(keyring, short_entries=False).write("stage", Secret(LONG), AT)
    assert keyring.entries["otp-gui/stage"] == LONG


@given(st.lists(TOKENS, min_size=1, max_size=5))
def test_a_replaced_token_leaves_nothing_behind(tokens: list[str]) -> None:
    keyring = MemoryKeyring(limit=WINDOWS_LIMIT)
    for token in tokens:
        windows(keyring).write("stage", Secret(token), AT)
        assert text_of(windows(keyring).read("stage")) == token
        parts = -(-len(token) // PART_LENGTH)
        assert len(keyring.entries) == (2 if parts == 1 else parts + 1)
    windows(keyring).delete("stage")
    assert keyring.entries == {}


@pytest.mark.parametrize("before", [True, False], ids=["before", "after"])
@pytest.mark.parametrize(
    ("old", "new"),
    [
        (SHORT, OTHER_SHORT),
        (SHORT, LONG),
        (LONG, SHORT),
        (LONG, OTHER_LONG),
        (OTHER_LONG, LONG),
        (None, LONG),
    ],
)
def test_writing_that_breaks_off_at_any_call_leaves_the_old_token_or_the_new_one(
    old: str | None, new: str, *, before: bool
) -> None:
    for number in count(1):
        keyring = MemoryKeyring(limit=WINDOWS_LIMIT)
        if old is not None:
            windows(keyring).write("stage", Secret(old), AT)
        keyring.calls, keyring.dies_at, keyring.before = 0, number, before
        try:
            windows(keyring).write("stage", Secret(new), AT)
            acknowledged = True
        except KeyringDiedError:
            acknowledged = False
        reached_the_end = keyring.calls < number
        keyring.dies_at = None
        assert text_of(windows(keyring).read("stage")) in ({new} if acknowledged else {old, new})
        windows(keyring).delete("stage")
        assert keyring.entries == {}
        if reached_the_end:
            assert acknowledged
            return


@pytest.mark.parametrize("before", [True, False], ids=["before", "after"])
@pytest.mark.parametrize("token", [SHORT, LONG])
def test_deleting_that_breaks_off_at_any_call_can_be_repeated(token: str, *, before: bool) -> None:
    for number in count(1):
        keyring = MemoryKeyring(limit=WINDOWS_LIMIT)
        windows(keyring).write("stage", Secret(token), AT)
        keyring.calls, keyring.dies_at, keyring.before = 0, number, before
        with suppress(KeyringDiedError):
            windows(keyring).delete("stage")
        reached_the_end = keyring.calls < number
        keyring.dies_at = None
        assert what_is_read(keyring) in (token, "damaged", None)
        windows(keyring).delete("stage")
        assert keyring.entries == {}
        if reached_the_end:
            return


def what_is_read(keyring: MemoryKeyring) -> str | None:
    try:
        return text_of(windows(keyring).read("stage"))
    except VaultError as error:
        return "damaged" if "damaged" in error.explanation.template else None


@pytest.mark.parametrize("loss", ["otp-gui/stage#a1", "otp-gui/stage#a3"])
def test_a_lost_part_is_told_and_no_other_token_is_made_of_the_rest(loss: str) -> None:
    keyring = MemoryKeyring()
    windows(keyring).write("stage", Secret(LONG), AT)
    del keyring.entries[loss]
    with pytest.raises(VaultError) as caught:
        windows(keyring).read("stage")
    assert caught.value.failure is Failure.KEYRING_UNAVAILABLE
    assert "damaged" in caught.value.explanation.template


def test_a_changed_part_is_told() -> None:
    keyring = MemoryKeyring()
    windows(keyring).write("stage", Secret(LONG), AT)
    keyring.entries["otp-gui/stage#a2"] = "x" * PART_LENGTH
    with pytest.raises(VaultError, match="keyring_unavailable"):
        windows(keyring).read("stage")


@pytest.mark.parametrize(
    "main",
    [
        "otp-gui note of a later version",
        f"otp-gui note parts=a99 sha256={'0' * 64} stored_at=2026-11-23T10:20:30+00:00",
        f"otp-gui note parts=a2 sha256={'0' * 64} stored_at=2026-99-99T10:20:30+00:00",
    ],
)
def test_a_note_that_cannot_be_followed_is_never_taken_for_a_token(main: str) -> None:
    with pytest.raises(VaultError, match="keyring_unavailable"):
        windows(MemoryKeyring({"otp-gui/stage": main})).read("stage")


@pytest.mark.parametrize(
    "entry", ["made-up-token", "made-up-token\n", "Bearer made-up-token", "  'made-up-token'"]
)
def test_a_token_set_by_another_tool_reads_without_a_time(entry: str) -> None:
    stored = windows(MemoryKeyring({"otp-gui/stage": entry})).read("stage")
    assert text_of(stored) == "made-up-token"
    assert stored is not None
    assert stored.stored_at is None


def test_a_foreign_entry_that_is_no_token_is_handed_on_for_the_caller_to_refuse() -> None:
    stored = windows(MemoryKeyring({"otp-gui/stage": "two words"})).read("stage")
    assert text_of(stored) == "two words"


def test_the_time_of_a_token_replaced_by_another_tool_is_not_told() -> None:
    keyring = MemoryKeyring()
    windows(keyring).write("stage", Secret(SHORT), AT)
    keyring.entries["otp-gui/stage"] = OTHER_SHORT
    stored = windows(keyring).read("stage")
    assert stored is not None
    assert stored.stored_at is None


@pytest.mark.parametrize("entries", [{}, {"otp-gui/stage": ""}])
def test_nothing_and_an_empty_entry_are_no_token(entries: dict[str, str]) -> None:
    assert windows(MemoryKeyring(entries)).read("stage") is None


def test_environments_do_not_share_entries() -> None:
    keyring = MemoryKeyring(limit=WINDOWS_LIMIT)
    windows(keyring).write("stage", Secret(LONG), AT)
    windows(keyring).write("stage-2", Secret(OTHER_LONG), AT)
    windows(keyring).delete("stage")
    assert windows(keyring).read("stage") is None
    assert text_of(windows(keyring).read("stage-2")) == OTHER_LONG


class Forgetful(MemoryKeyring):
    """Takes an entry and drops it, as the null backend does."""

    def set_password(self, service: str, username: str, password: str) -> None:
        """Keep nothing."""


class Cutting(MemoryKeyring):
    """Keeps the first hundred characters only."""

    def set_password(self, service: str, username: str, password: str) -> None:
        super().set_password(service, username, password[:100])


class Sticky(MemoryKeyring):
    """Says that it deleted and did not."""

    def delete_password(self, service: str, username: str) -> None:
        """Delete nothing."""


class Doubled(MemoryKeyring):
    """Holds two entries of each name, as when two programs stored them; deletes one at a time."""

    doubles: set[str]

    def delete_password(self, service: str, username: str) -> None:
        name = f"{service}/{username}"
        if name in self.doubles:
            self.doubles.remove(name)
        else:
            super().delete_password(service, username)


@pytest.mark.parametrize("keyring", [Forgetful(), Cutting()])
@pytest.mark.parametrize("token", [SHORT * 10, LONG])
def test_what_does_not_read_back_is_reported_as_not_saved(
    keyring: MemoryKeyring, token: str
) -> None:
    with pytest.raises(VaultError) as caught:
        windows(keyring).write("stage", Secret(token), AT)
    assert caught.value.failure is Failure.KEYRING_UNAVAILABLE
    assert "not saved" in caught.value.explanation.template


def test_a_keyring_that_does_not_delete_is_found_out() -> None:
    with pytest.raises(VaultError) as caught:
        windows(Sticky({"otp-gui/stage": SHORT})).delete("stage")
    assert "still holds" in caught.value.explanation.template


def test_deleting_takes_every_entry_of_the_name() -> None:
    keyring = Doubled({"otp-gui/stage": SHORT})
    keyring.doubles = {"otp-gui/stage"}
    windows(keyring).delete("stage")
    assert keyring.entries == {}


@given(st.datetimes(timezones=st.just(UTC)), st.sampled_from("ab"), st.integers(0, 99), st.text())
def test_a_note_reads_back_as_written(at: datetime, slot: str, number: int, token: str) -> None:
    note = Note(digest(token), at, slot if number else "a", number)
    assert Note.parse(str(note)) == note
    assert note.describes(token)


@given(st.text())
def test_no_other_text_is_a_note(text: str) -> None:
    assert Note.parse(text) is None
