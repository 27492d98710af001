"""What the tests of the real window share."""

from collections.abc import Iterator

import pytest

from tests.e2e.desktop import Desktop, desktop


@pytest.fixture(scope="module", name="desktop")
def _desktop() -> Iterator[Desktop]:
    """Share one desktop among a module's programs; their files and logins are their own."""
    with desktop() as made:
        yield made
