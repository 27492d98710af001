from collections.abc import Iterator
from pathlib import Path

import pytest

from otp_gui import assets
from otp_gui.domain.advice import Symbol


@pytest.fixture(autouse=True)
def _found_anew() -> Iterator[None]:
    assets.root.cache_clear()
    yield
    assets.root.cache_clear()


def make(directory: Path) -> Path:
    (directory / "icons").mkdir(parents=True)
    return directory


def test_this_tree_has_every_symbol_of_an_advice_and_the_russian_words() -> None:
    icons = assets.root() / "icons"
    assert [s for s in Symbol if not (icons / f"{s.value}.svg").is_file()] == []
    assert (assets.root() / "locale" / "ru" / "LC_MESSAGES" / "otp_gui.po").is_file()


def test_a_source_tree_has_them_beside_the_package(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(assets, "_PACKAGE", tmp_path / "otp_gui")
    resources = make(tmp_path / "resources")
    assert assets.root() == resources


def test_a_wheel_and_a_frozen_build_have_them_inside_the_package(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(assets, "_PACKAGE", tmp_path / "otp_gui")
    make(tmp_path / "resources")
    inside = make(tmp_path / "otp_gui" / "resources")
    assert assets.root() == inside


def test_somebody_elses_resources_are_not_ours(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(assets, "_PACKAGE", tmp_path / "otp_gui")
    (tmp_path / "resources").mkdir()
    with pytest.raises(FileNotFoundError, match="no resources"):
        assets.root()
