"""The language of the user: gettext catalogues, Russian and English.

English is the language of the source, so its catalogue is the identity; Russian lives in
``resources/locale/ru``. The current language is the process's, as with gettext itself.
"""

import gettext as _gettext
import os
from collections.abc import Callable
from datetime import datetime
from typing import Final

from otp_gui import assets
from otp_gui.domain.phrase import Phrase

LANGUAGES: Final = ("en", "ru")
DOMAIN: Final = "otp_gui"


class _Words:
    """What can be said in one language."""

    __slots__ = ("_catalogue", "language")

    def __init__(self, language: str, catalogue: _gettext.NullTranslations) -> None:
        self.language = language
        self._catalogue = catalogue

    def tr(self, template: str, **values: object) -> str:
        # The catalogue's entry for an empty text is its own header.
        text = self._catalogue.gettext(template) if template else ""
        return text.format(**values) if values else text

    def ntr(self, singular: str, plural: str, count: int, **values: object) -> str:
        text = self._catalogue.ngettext(singular, plural, count)
        return text.format(**{**values, "count": count})

    def render(self, phrase: Phrase) -> str:
        values = {name: self._said(value) for name, value in phrase.values.items()}
        if phrase.plural is None:
            return self.tr(phrase.template, **values)
        values.pop("count", None)
        return self.ntr(phrase.template, phrase.plural, phrase.count, **values)

    def moment(self, at: datetime) -> str:
        local = at.astimezone()
        day = f"{local:%d.%m.%Y}" if self.language == "ru" else f"{local:%Y-%m-%d}"
        return f"{day} {local:%H:%M:%S}"

    def _said(self, value: object) -> object:
        match value:
            case Phrase():
                return self.render(value)
            case datetime():
                return self.moment(value)
            case _:
                return value


class _Current:
    """The catalogue in force, replaced as a whole by :func:`install`."""

    language = "en"
    catalogue: _gettext.NullTranslations = _gettext.NullTranslations()


def system_language(desktop: str | None = None) -> str:
    """Return the language of the user's system, ``ru`` or ``en`` (English where it is neither).

    ``desktop`` is the locale that the desktop names, such as ``ru_RU``: a program that is started
    from the Finder or from Windows' menu has no variables that tell it.
    """
    for variable in ("LANGUAGE", "LC_ALL", "LC_MESSAGES", "LANG"):
        if value := os.environ.get(variable):
            return "ru" if value.lower().startswith("ru") else "en"
    if desktop is not None:
        return "ru" if desktop.lower().startswith("ru") else "en"
    import locale  # noqa: PLC0415 - where the variables tell, the first frame does without it

    code, _encoding = locale.getlocale()
    return "ru" if code and code.lower().startswith("ru") else "en"


def install(language: str) -> None:
    """Make ``language`` the current one.

    :raises ValueError: for a language that is not in :data:`LANGUAGES`.
    :raises FileNotFoundError: if its catalogue is missing: the installation is broken, or a source
        tree has not compiled its catalogues yet.
    """
    _Current.catalogue = _catalogue(language)
    _Current.language = language


def speaker(language: str) -> Callable[[Phrase], str]:
    """Return what :func:`render` is, for ``language`` whatever the current one is or becomes.

    :raises ValueError: for a language that is not in :data:`LANGUAGES`.
    :raises FileNotFoundError: if its catalogue is missing.
    """
    return _Words(language, _catalogue(language)).render


def _catalogue(language: str) -> _gettext.NullTranslations:
    if language not in LANGUAGES:
        raise ValueError(f"no catalogue for {language!r}")
    return _gettext.NullTranslations() if language == "en" else _translations(language)


def _translations(language: str) -> _gettext.NullTranslations:
    folder = assets.root() / "locale"
    try:
        return _gettext.translation(DOMAIN, folder, [language])
    except FileNotFoundError:
        raise FileNotFoundError(
            f"no compiled catalogue for {language!r} in {folder};"
            " in a source tree, run: python packaging/build_catalogues.py"
        ) from None


def language() -> str:
    """Return the current language, one of :data:`LANGUAGES`."""
    return _Current.language


def tr(template: str, **values: object) -> str:
    """Translate ``template`` and fill its ``{name}`` place-holders."""
    return _current().tr(template, **values)


def ntr(singular: str, plural: str, count: int, **values: object) -> str:
    """Translate with the plural form for ``count``; ``{count}`` is filled too."""
    return _current().ntr(singular, plural, count, **values)


def render(phrase: Phrase) -> str:
    """Say a domain phrase in the current language; phrases and moments within it as well."""
    return _current().render(phrase)


def figure(number: int) -> str:
    """Write a number as people of the current language do: 1,234, or 1 234 in Russian."""
    text = f"{number:,}"
    return text.replace(",", "\N{NO-BREAK SPACE}") if _Current.language == "ru" else text


def moment(at: datetime) -> str:
    """Say a moment with its day, in the time zone of this computer (digits only, to the second)."""
    return _current().moment(at)


def _current() -> _Words:
    return _Words(_Current.language, _Current.catalogue)
