"""What an installed program lacks is told in its window."""

import asyncio
import importlib.metadata
import importlib.util
import sys
from collections.abc import Callable
from typing import Any

import pytest

from otp_gui import bootstrap
from otp_gui.api import tls
from otp_gui.domain.outcome import Remark
from otp_gui.i18n import render
from otp_gui.vault import os_keyring


def without(part: str) -> Callable[..., Any]:
    find = importlib.util.find_spec
    return lambda name, *rest: None if name == part else find(name, *rest)


def test_this_installation_lacks_nothing_of_its_keyring() -> None:
    assert os_keyring.missing_parts() is None


@pytest.mark.parametrize("part", os_keyring._PARTS[sys.platform])
def test_a_part_of_the_keyring_that_was_left_out_is_named(
    monkeypatch: pytest.MonkeyPatch, part: str | None
) -> None:
    if part is None:
        pytest.skip("this system's keyring needs no library")
    monkeypatch.setattr(importlib.util, "find_spec", without(part))
    problem = os_keyring.missing_parts()
    assert problem is not None
    assert part in render(problem)


def test_a_keyring_without_its_entry_points_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(importlib.metadata, "entry_points", lambda **_: ())
    assert os_keyring.missing_parts() is not None


def test_a_system_without_certificates_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise tls.TrustError(Remark.NO_CA_CERTIFICATES)

    monkeypatch.setattr(tls, "_build", refuse)
    monkeypatch.setattr(os_keyring, "missing_parts", lambda: None)
    (problem,) = bootstrap.shortcomings()
    assert "store of CA certificates cannot be found" in render(problem)


def test_a_library_of_certificates_that_was_left_out_is_told(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise ImportError("no truststore", name="truststore")

    monkeypatch.setattr(tls, "_build", refuse)
    problem = tls.store_problem()
    assert problem is not None
    assert "truststore is missing" in render(problem)


def test_it_can_be_asked_on_a_thread() -> None:
    asyncio.run(asyncio.to_thread(bootstrap.shortcomings))
