"""What a pane on its own needs of a test."""


class Seconds:
    """A clock that only the test moves on."""

    now = 100.0

    def __call__(self) -> float:
        return self.now
