from pathlib import Path

import pytest

from otp_gui.domain.ports import StoreError
from otp_gui.i18n import render
from otp_gui.store.owners import Owners


@pytest.fixture
def one(tmp_path: Path) -> Owners:
    return Owners(tmp_path)


@pytest.fixture
def other(tmp_path: Path) -> Owners:
    return Owners(tmp_path)


def test_owner_is_alive_until_it_releases(one: Owners, other: Owners) -> None:
    one.hold()
    assert other.is_alive(one.name)

    one.release()
    assert not other.is_alive(one.name)


def test_owner_knows_that_it_is_alive_itself(one: Owners) -> None:
    one.hold()

    assert one.is_alive(one.name)


def test_file_without_a_lock_is_a_dead_owner_and_is_swept_away(tmp_path: Path, one: Owners) -> None:
    left = tmp_path / "left.lock"
    left.touch()

    assert not one.is_alive("left")
    one.hold()
    assert not left.exists()


def test_sweeping_leaves_the_living(tmp_path: Path, one: Owners, other: Owners) -> None:
    one.hold()
    other.hold()

    assert other.is_alive(one.name)
    assert one.is_alive(other.name)
    assert {file.name for file in tmp_path.iterdir()} == {f"{one.name}.lock", f"{other.name}.lock"}


def test_asking_makes_no_file(tmp_path: Path, one: Owners) -> None:
    assert not one.is_alive("never-there")
    assert list(tmp_path.iterdir()) == []


def test_release_leaves_no_file(tmp_path: Path, one: Owners) -> None:
    one.hold()
    one.release()

    assert list(tmp_path.iterdir()) == []


def test_lock_files_are_private(tmp_path: Path, one: Owners) -> None:
    one.hold()
    with one.opening("history.sqlite3", 0):
        modes = {file.stat().st_mode & 0o777 for file in tmp_path.iterdir()}

    assert modes == {0o600}


def test_only_one_opens_at_a_time(one: Owners, other: Owners) -> None:
    with (
        one.opening("history.sqlite3", 0),
        pytest.raises(StoreError) as refused,
        other.opening("history.sqlite3", 0),
    ):
        pass

    assert render(refused.value.explanation) == (
        "history.sqlite3 cannot be used. Another program is opening it."
    )
    with other.opening("history.sqlite3", 0):
        pass
