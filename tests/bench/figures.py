"""One figure, its bound, and the table they are printed in."""

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Figure:
    """A measured value against its bound; ``how`` tells the readings behind it."""

    name: str
    value: float
    bound: float
    unit: str
    how: str

    @property
    def holds(self) -> bool:
        """Whether the value is within its bound."""
        return self.value <= self.bound


def table(figures: Sequence[Figure]) -> str:
    """Lay the figures out as text, a line each."""
    rows = [("figure", "measured", "bound", "", "readings")]
    rows += [
        (
            figure.name,
            f"{figure.value:.2f} {figure.unit}",
            f"≤ {figure.bound:g} {figure.unit}",
            "ok" if figure.holds else "OVER",
            figure.how,
        )
        for figure in figures
    ]
    widths = [max(len(row[column]) for row in rows) for column in range(4)]
    return "\n".join(
        "  ".join([*(cell.ljust(w) for cell, w in zip(row[:4], widths, strict=True)), row[4]])
        for row in rows
    )
