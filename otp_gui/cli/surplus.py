"""Arguments that must not be there, caught so that the parser's own complaint does not print them.

Every program could read them on the command line, and the shell would remember them.
"""

import click


class Surplus(click.Argument):
    """Takes, as ``surplus``, all arguments that nobody else does; it is no part of the usage."""

    def __init__(self) -> None:
        super().__init__(["surplus"], nargs=-1, type=click.UNPROCESSED)

    def get_usage_pieces(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 - of what it overrides
        """Return nothing."""
        return []
