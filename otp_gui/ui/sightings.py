"""What a look into the other environments and a trial of spellings came to, in words."""

from collections.abc import Sequence
from typing import Final

from otp_gui.domain.advice import advice
from otp_gui.domain.catalogue.model import Severity, Symbol
from otp_gui.domain.display import visible
from otp_gui.domain.phrase import phrase, phrases
from otp_gui.services.inspect import FormatTrial, Presence, Sighting, Trial
from otp_gui.ui.findings import Finding, Findings

_NAME_LIMIT: Final = 60
_WORDS: Final = {
    Presence.FOUND: phrase("Knows this session"),
    Presence.NOT_FOUND: phrase("Does not know this session"),
    Presence.NO_TOKEN: phrase("No token stored: not asked"),
    Presence.TOKEN_REFUSED: phrase("Its token was not accepted (expired?): no answer"),
    Presence.NO_ACCESS: phrase("Its token may not see this session"),
    Presence.UNCLEAR: phrase("No clear answer"),
}
_LOOKS: Final = {
    Presence.FOUND: (Severity.SUCCESS, Symbol.CIRCLE_CHECK),
    Presence.NOT_FOUND: (Severity.NOT_SENT, Symbol.SEARCH_X),
    Presence.NO_TOKEN: (Severity.NOT_SENT, Symbol.KEY_ROUND),
    Presence.TOKEN_REFUSED: (Severity.ACCESS, Symbol.KEY_ROUND),
    Presence.NO_ACCESS: (Severity.ACCESS, Symbol.LOCK),
    Presence.UNCLEAR: (Severity.UNKNOWN, Symbol.CIRCLE_HELP),
}


def of_sightings(sightings: Sequence[Sighting]) -> Findings:
    """Say where a session is, and what each environment said."""
    found = [sighting for sighting in sightings if sighting.presence is Presence.FOUND]
    lines = [_sighting(sighting) for sighting in sightings]
    if found:
        headline = phrase("Found in {name}", name=_name(found[0]))
        if len(found) > 1:
            count = len(found)
            headline = phrases(
                "Found in {count} environment", "Found in {count} environments", count
            )
        meaning = phrase(
            "Switch to it, and inspect there: Enter. The environment was wrong, not the request ID."
        )
        return Findings(
            "switchButton", headline, meaning, Severity.SUCCESS, Symbol.CIRCLE_CHECK, lines
        )
    if sightings and all(s.presence is Presence.NOT_FOUND for s in sightings):
        return Findings(
            "switchButton",
            phrase("Found nowhere"),
            phrase(
                "No other environment knows this session: the request ID is wrong, or the session"
                " has expired and is gone."
            ),
            Severity.DATA,
            Symbol.SEARCH_X,
            lines,
        )
    return Findings(
        "switchButton",
        phrase("Not found where it could be asked"),
        phrase("Not every environment gave a clear answer, so the session may still be there.")
        if sightings
        else phrase("There is no other environment that could be asked."),
        Severity.UNKNOWN,
        Symbol.CIRCLE_HELP,
        lines,
    )


def of_trial(trial: FormatTrial) -> Findings:
    """Say which spelling of a number the session knows."""
    lines = [_spelling(tried, trial.match) for tried in trial.trials]
    if trial.match is not None:
        return Findings(
            "spellingButton",
            phrase("Started with {number}", number=visible(trial.match, _NAME_LIMIT)[0]),
            phrase(
                "The session knows the number in this spelling. Put it into the form and go on; the"
                " customer's site has to send it in the same spelling everywhere."
            ),
            Severity.SUCCESS,
            Symbol.CIRCLE_CHECK,
            lines,
        )
    if trial.another_number:
        return Findings(
            "spellingButton",
            phrase("It is another number"),
            phrases(
                "There is no other spelling to try: the session was started with another number."
                " Compare the number with the user digit by digit, country code included.",
                "The session knows none of these {count} spellings: it was started with another"
                " number. Compare the number with the user digit by digit, country code included.",
                len(lines),
            ),
            Severity.DATA,
            Symbol.PHONE_OFF,
            lines,
        )
    if trial.may_be_spelled_otherwise:
        return Findings(
            "spellingButton",
            phrase("Only this spelling was tried"),
            phrase(
                "The session refuses it, which says nothing of others: it is not clear which number"
                " this is. Type it with its country code, as in +7…, without “As typed”, and try"
                " again."
            ),
            Severity.UNKNOWN,
            Symbol.CIRCLE_HELP,
            lines,
        )
    return Findings(
        "spellingButton",
        phrase("The trial had no clear end"),
        phrase("The last call gave no clear answer, so nothing is known about the spelling."),
        Severity.UNKNOWN,
        Symbol.CIRCLE_HELP,
        lines,
    )


def _sighting(sighting: Sighting) -> Finding:
    severity, symbol = _LOOKS[sighting.presence]
    name = _name(sighting)
    words = _WORDS[sighting.presence]
    record = sighting.record
    if record is not None and sighting.presence in (Presence.FOUND, Presence.UNCLEAR):
        words = phrase("{presence}: {result}", presence=words, result=advice(record).short)
    action = phrase("Switch to {name}", name=name) if sighting.presence is Presence.FOUND else None
    return Finding(
        phrase("{name}", name=name), words, severity, symbol, action, sighting.environment.id
    )


def _spelling(tried: Trial, match: str | None) -> Finding:
    told = advice(tried.record)
    number = phrase("{number}", number=visible(tried.recipient, _NAME_LIMIT)[0])
    if tried.recipient != match:
        return Finding(number, told.short, told.severity, told.symbol)
    words = phrase("The session knows it: {result}", result=told.short)
    action = phrase("Put into the form")
    return Finding(number, words, Severity.SUCCESS, Symbol.CIRCLE_CHECK, action, tried.recipient)


def _name(sighting: Sighting) -> str:
    return visible(sighting.environment.name, _NAME_LIMIT)[0]
