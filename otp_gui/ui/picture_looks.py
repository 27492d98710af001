"""How each kind of call looks in the picture: words, an icon, and a colour with a pattern."""

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Final

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QBrush, QColor, QPainter

from otp_gui.domain.advice import advice
from otp_gui.domain.catalogue.model import Severity, Symbol
from otp_gui.domain.display import visible
from otp_gui.domain.labels import verdict_label
from otp_gui.domain.outcome import Operation, Outcome, Verdict
from otp_gui.domain.picture import OTHER_TYPES
from otp_gui.domain.record import CheckRecord, Source
from otp_gui.domain.stacks import Kind, Picture
from otp_gui.i18n import render, tr
from otp_gui.ui.theme import Theme

_TYPE_LIMIT: Final = 60
_Style = Qt.BrushStyle
_PATTERNS: Final = (
    _Style.NoBrush,
    _Style.BDiagPattern,
    _Style.Dense6Pattern,
    _Style.FDiagPattern,
    _Style.HorPattern,
    _Style.DiagCrossPattern,
    _Style.VerPattern,
    _Style.CrossPattern,
)
"""Drawn over the colour, one after the other, so that neighbours differ without it."""


@dataclass(frozen=True, slots=True)
class Look:
    """What a kind is called, in short and in full, and what it is drawn with."""

    short: str
    full: str
    symbol: Symbol
    severity: Severity
    pattern: Qt.BrushStyle

    def paint(self, painter: QPainter, place: QRectF, theme: Theme) -> None:
        """Fill ``place`` with the colour and the pattern."""
        painter.fillRect(place, theme.severity(self.severity).icon)
        if self.pattern is not _Style.NoBrush:
            lines = QColor(theme.color("surface"))
            painter.fillRect(place, QBrush(lines, self.pattern))


def looks(picture: Picture) -> dict[Kind, Look]:
    """Return the look of every kind in ``picture``, in the current language."""
    return {
        kind: _look(kind, _PATTERNS[place % len(_PATTERNS)])
        for place, (kind, _count) in enumerate(picture.kinds)
    }


def _look(kind: Kind, pattern: Qt.BrushStyle) -> Look:
    told = advice(_example(kind))
    verdict = render(verdict_label(kind.verdict))
    type_words = type_name(kind)
    plain = render(told.short)
    # Only of a refusal the catalogue knows more than the verdict.
    is_known = kind.verdict is Verdict.ERROR and plain != verdict
    short = plain if type_words and is_known else type_words or verdict
    full = f"{verdict} · {type_words}" if type_words else verdict
    return Look(short, full, told.symbol, told.severity, pattern)


def type_name(kind: Kind) -> str:
    """Return what the server calls a kind; empty where it gave no type."""
    if kind.error_type == OTHER_TYPES:
        return tr("Other types")
    return visible(kind.error_type or "", _TYPE_LIMIT)[0]


def _example(kind: Kind) -> CheckRecord:
    """Return a call of a kind, about which the catalogue can be asked."""
    return CheckRecord(
        uid="",
        started_at=datetime.min.replace(tzinfo=UTC),
        environment="",
        base_url="",
        operation=Operation.COMPLETE,
        request_id="",
        recipient="",
        operator="",
        source=Source.GUI,
        outcome=Outcome(kind.verdict, error_type=kind.error_type),
    )
