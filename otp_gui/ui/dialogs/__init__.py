"""Dialogs of the window; each opens with ``open()`` and answers by a signal."""
