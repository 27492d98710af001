"""What holds for every test of the console."""

import gettext
from collections.abc import Iterator

import pytest


@pytest.fixture(autouse=True)
def _own_language(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Keep from other tests what the console does to the language of its process."""
    monkeypatch.setenv("LANGUAGE", "en")
    yield
    gettext.textdomain("messages")
