"""Holds the user's choices while the window is open, and writes them off the UI thread."""

import asyncio
from dataclasses import replace
from typing import Any

from otp_gui.domain.phrase import Phrase
from otp_gui.domain.policy import Policy
from otp_gui.domain.ports import PreferencesStore, StoreError
from otp_gui.domain.preferences import Preferences
from otp_gui.ui.tasks import on_thread


class PreferencesKeeper:
    """The current choices; writes follow each other, so that the last one stays."""

    def __init__(self, store: PreferencesStore, loaded: Preferences) -> None:
        self._store = store
        self._writing = asyncio.Lock()
        self.current = loaded

    def change(self, **choices: Any) -> None:  # noqa: ANN401 - the fields of Preferences
        """Replace fields of ``Preferences``; :meth:`save` writes them."""
        self.current = replace(self.current, **choices)

    async def policy(self) -> Policy:
        """Return what an administrator has locked."""
        return await on_thread(self._store.policy)

    async def save(self) -> Phrase | None:
        """Write the choices as they are; return why that failed, if it did."""
        async with self._writing:
            chosen = self.current
            try:
                await on_thread(lambda: self._store.save(chosen))
            except StoreError as error:
                return error.explanation
        return None
