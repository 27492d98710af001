"""Lets click say its own words in the user's language.

Click asks gettext's current domain for them; here they get into the catalogue of that domain.
"""

import gettext
import os
from typing import Final

from otp_gui import assets, i18n
from otp_gui.domain.phrase import phrase, phrases

CLICK_WORDS: Final = (
    phrase("Usage:"),
    phrase("Options"),
    phrase("Commands"),
    phrase("Positional arguments"),
    phrase("Show this message and exit."),
    phrase("required"),
    phrase("default: {default}"),
    phrase("Error: {message}"),
    phrase("Try '{command} {option}' for help."),
    phrase("Missing command."),
    phrase("Missing argument"),
    phrase("Missing option"),
    phrase("No such option {name!r}."),
    phrase("No such command {name!r}."),
    phrases("Got unexpected extra argument ({args})", "Got unexpected extra arguments ({args})", 1),
    phrases(
        "Option {name!r} requires an argument.", "Option {name!r} requires {nargs} arguments.", 1
    ),
    phrases("{value!r} is not {choice}.", "{value!r} is not one of {choices}.", 1),
    phrase("Choose from:\n\t{choices}"),
    phrases("Did you mean {possibility}?", "(Did you mean one of: {possibilities}?)", 1),
    phrase("Invalid value: {message}"),
    phrase("Invalid value for {param_hint}: {message}"),
    phrase("{value!r} is not a valid {number_type}."),
    phrase("{value} is not in the range {range}."),
    phrase("Option {name!r} does not take a value."),
    phrase("file"),
    phrase("{name} {filename!r} does not exist."),
    phrase("{name} {filename!r} is a directory."),
    phrase("{name} {filename!r} is not readable."),
)


def teach_click(language: str) -> None:
    """Make gettext, and so click, speak ``language`` from the catalogue of this program."""
    os.environ["LANGUAGE"] = language
    gettext.bindtextdomain(i18n.DOMAIN, str(assets.root() / "locale"))
    gettext.textdomain(i18n.DOMAIN)
