"""Fills the form with what others wrote, and says in a line what it took; sends nothing."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import reduce
from typing import Final, TypeVar

from PySide6.QtCore import QEvent, QObject, Slot
from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QWidget

from otp_gui.domain.display import visible
from otp_gui.domain.environment import Environment, Kind
from otp_gui.domain.pasted import Pasted, summary
from otp_gui.domain.phrase import Phrase, phrase, phrases
from otp_gui.i18n import render
from otp_gui.ui.main_window import MainWindow
from otp_gui.ui.naming import named
from otp_gui.ui.plain_text import PlainLabel
from otp_gui.ui.theme import SPACE, SPACE_TIGHT, Size, Theme

_T = TypeVar("_T")
_FILLING: Final = "filling"
"""What notices about links and pastes are about: only the last one is of interest."""


class FormFiller(QObject):
    """Knows when the form may be filled; what it held before and was not found stays."""

    def __init__(self, window: MainWindow, theme: Theme, is_busy: Callable[[], bool]) -> None:
        super().__init__(window)
        self._window = window
        self._is_busy = is_busy
        self._form = window.form
        self._line = SummaryLine(theme)
        self._form.below.addWidget(self._line)
        self._spoken_of = self._held()
        """What the form held when the line was written."""
        self._form.edited.connect(self._on_edited)

    @property
    def environments(self) -> Sequence[Environment]:
        """The environments that the form offers."""
        return self._form.environments

    @property
    def environment(self) -> Environment | None:
        """The environment that the form has now."""
        return self._form.environment

    def refuses(self, what: Phrase | None = None) -> bool:
        """Tell whether the form is taken by a call; says so to the user, too.

        ``what`` says what is not taken: a whole clause without an end mark.
        """
        if self._is_busy():
            running = phrase(
                "Something is running: the form was left as it is. Try again after its end."
            )
            self._refuse(
                running if what is None else phrase("{what}. {why}", what=what, why=running)
            )
            return True
        return False

    def refuse(self, why: Phrase) -> None:
        """Say ``why`` nothing was filled in, in a notice; the line about what was is old news."""
        self._refuse(_one_after_the_other(why, *self._still_there()))

    def _refuse(self, why: Phrase) -> None:
        self._line.clear()
        self._window.tell(why, anew=True, about=_FILLING)

    def fill(self, taken: Pasted, *, wholly: bool = False, remarks: Iterable[Phrase] = ()) -> None:
        """Put ``taken`` into the form, at most one of a kind, and say what that was.

        What it does not hold stays as it is, and that is said, too; ``wholly`` empties it instead.
        ``remarks`` are told after the rest.
        """
        self._window.retract(_FILLING)
        form, before = self._form, self._form.environment
        kept = () if wholly else tuple(self._kept(taken))
        form.fill(
            _only(taken.request_ids, "" if wholly else form.request_id_edit.text()),
            _only(taken.recipients, "" if wholly else form.recipient_edit.text()),
            _only(taken.environments, None),
        )
        if taken.recipients or wholly:
            form.as_typed_box.setChecked(False)
        self._lead_on()
        now = form.environment
        switched = now is not None and before is not None and now.id != before.id
        told = (_switched(now),) if now is not None and switched else ()
        self.say(
            summary(taken, self.environments),
            *kept,
            *_about_strangers(taken, now),
            *remarks,
            *told,
            doubtful=bool(kept and not taken.is_empty)
            or bool(taken.strangers)
            or (now is not None and switched and now.kind is Kind.PRODUCTION),
        )

    def _kept(self, taken: Pasted) -> Iterator[Phrase]:
        """Say what of another login may still stand in the form."""
        if taken.is_empty:
            yield from self._still_there()
        if taken.request_ids and not taken.recipients and self._form.recipient_edit.text():
            yield phrase("The recipient is still the one from before.")
        if taken.recipients and not taken.request_ids and self._form.request_id_edit.text():
            yield phrase("The request ID is still the one from before.")

    def _still_there(self) -> Iterator[Phrase]:
        """Say that a login stands in the form, though nothing was taken this time."""
        if self._form.request_id_edit.text() or self._form.recipient_edit.text():
            yield phrase("The form still holds the login from before.")

    def say_nothing_taken(self, why: Phrase) -> None:
        """Say ``why`` nothing was taken from a text."""
        self._window.retract(_FILLING)
        self.say(why, *self._still_there())

    def say(self, *sentences: Phrase, doubtful: bool = False) -> None:
        """Say ``sentences`` in the line under the buttons, in amber where in doubt."""
        self._spoken_of = self._held()
        self._line.say(sentences, doubtful=doubtful)

    @Slot()
    def clear(self) -> None:
        """Take the line away: it is old news."""
        self._line.clear()

    def _held(self) -> tuple[str, str, str | None]:
        environment = self._form.environment
        return (
            self._form.request_id_edit.text(),
            self._form.recipient_edit.text(),
            environment.id if environment is not None else None,
        )

    def _lead_on(self) -> None:
        """Move the keyboard to what is wanted next: Enter must not fall on an old answer."""
        form = self._form
        if form.request is not None:
            form.inspect_button.setFocus()
        elif not form.request_id_edit.text():
            form.request_id_edit.setFocus()
        else:
            form.recipient_edit.setFocus()

    @Slot()
    def _on_edited(self) -> None:
        """Take the line away where the form holds something else by now, whoever put it there."""
        if self._held() != self._spoken_of:
            self._line.clear()


class SummaryLine(QWidget):
    """One line with an icon, there as long as it speaks of what stands in the form."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self._sentences: Sequence[Phrase] = ()
        self._doubtful = False
        self._icon = QLabel()
        self._label = named(PlainLabel(theme.font(Size.SMALL)), "pasteSummary")
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, SPACE_TIGHT, 0, 0)
        layout.setSpacing(SPACE)
        layout.addWidget(self._icon)
        layout.addWidget(self._label, 1)
        theme.changed.connect(self._dress)
        self.hide()

    def say(self, sentences: Sequence[Phrase], *, doubtful: bool) -> None:
        """Show ``sentences`` one after the other; a screen reader speaks them."""
        self._sentences, self._doubtful = sentences, doubtful
        self._retranslate()
        self._dress()
        self.setVisible(bool(sentences))
        if QAccessible.isActive() and sentences:
            QAccessible.updateAccessibility(
                QAccessibleAnnouncementEvent(self._label, self._label.text())
            )

    @Slot()
    def clear(self) -> None:
        """Say nothing."""
        if self._sentences:
            self.say((), doubtful=False)

    def changeEvent(self, event: QEvent) -> None:  # noqa: N802 - Qt's name
        """Follow a change of the language."""
        if event.type() is QEvent.Type.LanguageChange:
            self._retranslate()
        super().changeEvent(event)

    def _retranslate(self) -> None:
        self._label.setText(visible(" ".join(render(s) for s in self._sentences))[0])

    @Slot()
    def _dress(self) -> None:
        name, ink, colour = (
            ("triangle-alert", "amber_icon", "amber_text")
            if self._doubtful
            else ("info", "muted", "muted")
        )
        self._icon.setPixmap(self._theme.pixmap(name, ink))
        self._label.set_colour(self._theme.color(colour))


def _only(values: Sequence[str], otherwise: _T) -> str | _T:
    return values[0] if values else otherwise


def _one_after_the_other(first: Phrase, *more: Phrase) -> Phrase:
    return reduce(lambda told, each: phrase("{told} {more}", told=told, more=each), more, first)


def _about_strangers(taken: Pasted, chosen: Environment | None) -> Iterator[Phrase]:
    """Say which addresses of calls belong to nobody, and what that means for the token."""
    count, hosts = len(taken.strangers), ", ".join(taken.strangers)
    if count and chosen is not None and not taken.environments:
        yield phrases(
            "The address {host} in the text is none of your environments: {name} stays chosen.",
            "The addresses {host} in the text are none of your environments: {name} stays chosen.",
            count,
            host=hosts,
            name=chosen.name,
        )
    elif count:
        yield phrases(
            "The address {host} in the text is none of your environments.",
            "The addresses {host} in the text are none of your environments.",
            count,
            host=hosts,
        )
    if count and taken.token is not None:
        yield phrase("The token is not offered for storing: it may belong there.")


def _switched(environment: Environment) -> Phrase:
    if environment.kind is Kind.PRODUCTION:
        return phrase("You are on production now: {name}.", name=environment.name)
    return phrase("The environment has changed to {name}.", name=environment.name)
