"""Which column of a list is which: by its name, else by what stands in it."""

from dataclasses import dataclass

from otp_gui.domain.table import Table


@dataclass(frozen=True, slots=True)
class Columns:
    """Where the request ID and the recipient stand, from 0; None where that is not known."""

    request_id: int | None = None
    recipient: int | None = None

    @property
    def are_known(self) -> bool:
        """Whether both are named, and are two."""
        both = self.request_id is not None and self.recipient is not None
        return both and self.request_id != self.recipient


def guess_columns(table: Table) -> Columns:
    """Guess by the names of the columns, and by their content where these say nothing."""
    raise NotImplementedError
