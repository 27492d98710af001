"""The window: PySide6 on a qasync loop. Renders and asks; holds no rules."""
