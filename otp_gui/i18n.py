"""The language of the user: gettext catalogues, Russian and English.

English is the language of the source, so its catalogue is the identity; Russian lives in
``resources/locale/ru``. The current language is the process's, as with gettext itself.
"""

import gettext as _gettext
import locale
import os
from typing import Final

from otp_gui import assets
from otp_gui.domain.phrase import Phrase

LANGUAGES: Final = ("en", "ru")
DOMAIN: Final = "otp_gui"


class _Current:
    """The catalogue in force, replaced as a whole by :func:`install`."""

    language = "en"
    catalogue: _gettext.NullTranslations = _gettext.NullTranslations()


def system_language() -> str:
    """Return the language of the user's system, ``ru`` or ``en`` (English where it is neither)."""
    for variable in ("LANGUAGE", "LC_ALL", "LC_MESSAGES", "LANG"):
        if value := os.environ.get(variable):
            return "ru" if value.lower().startswith("ru") else "en"
    code, _encoding = locale.getlocale()
    return "ru" if code and code.lower().startswith("ru") else "en"


def install(language: str) -> None:
    """Make ``language`` the current one.

    :raises ValueError: for a language that is not in :data:`LANGUAGES`.
    """
    if language not in LANGUAGES:
        raise ValueError(f"no catalogue for {language!r}")
    _Current.catalogue = (
        _gettext.NullTranslations()
        if language == "en"
        else _gettext.translation(DOMAIN, assets.root() / "locale", [language])
    )
    _Current.language = language


def language() -> str:
    """Return the current language, one of :data:`LANGUAGES`."""
    return _Current.language


def tr(template: str, **values: object) -> str:
    """Translate ``template`` and fill its ``{name}`` place-holders."""
    text = _Current.catalogue.gettext(template)
    return text.format(**values) if values else text


def ntr(singular: str, plural: str, count: int, **values: object) -> str:
    """Translate with the plural form for ``count``; ``{count}`` is filled too."""
    return _Current.catalogue.ngettext(singular, plural, count).format(count=count, **values)


def render(phrase: Phrase) -> str:
    """Say a domain phrase in the current language."""
    values = {
        name: render(value) if isinstance(value, Phrase) else value
        for name, value in phrase.values.items()
        if name != "count"
    }
    if phrase.plural is None:
        return tr(phrase.template, **values)
    return ntr(
        phrase.template,
        phrase.plural,
        phrase.count,
        **{k: v for k, v in values.items() if k != "count"},
    )
