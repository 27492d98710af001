"""What an administrator has locked, and what the user's own lists come to under it.

It keeps people from slips; who owns the computer can run another copy of the tool.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Final, NamedTuple
from urllib.parse import urlsplit

from otp_gui.domain.environment import Environment, Kind, presets
from otp_gui.domain.phrase import Phrase, phrase
from otp_gui.domain.preferences import RETENTION_DAYS, Preferences

PROVIDED: Final = phrase("Your administrator provides this environment: it cannot be changed here.")
_STANDARD_PORTS: Final = (80, 443)


class Policy(NamedTuple):
    """The locks; without any the user decides.

    ``max_retention_days`` is the longest that calls may be kept; ``holds_retention`` keeps the
    user's choice as it is. ``confirm_production`` has completing confirmed on every production.
    ``allowed_kinds`` are the kinds of environments that a user may have beside those that the
    administrator provides and the embedded sandbox, which does no harm; ``require_https`` wants
    theirs to be called by https, with the certificate checked, unless they are on this computer.
    """

    max_retention_days: int | None = None
    holds_retention: bool = False
    confirm_production: bool = False
    allowed_kinds: frozenset[Kind] | None = None
    require_https: bool = False

    @property
    def locks_retention(self) -> bool:
        """Whether calls cannot be kept for as long as the user likes."""
        return self.holds_retention or self.max_retention_days is not None

    @property
    def retention_choices(self) -> Sequence[int | None]:
        """How long calls may be kept, as :data:`RETENTION_DAYS` has it."""
        return [days for days in RETENTION_DAYS if self._allows(days)]

    def capped(self, preferences: Preferences) -> Preferences:
        """Return ``preferences`` with calls kept no longer than allowed.

        Where that is less than was chosen, nobody was told yet that older calls go.
        """
        if self._allows(preferences.retention_days):
            return preferences
        return replace(preferences, retention_days=self.max_retention_days, retention_since=None)

    def applied(self, environment: Environment) -> Environment:
        """Return an environment as it is to be used."""
        if self.forces_confirmation(environment.kind):
            return replace(environment, confirm_complete=True)
        return environment

    def forces_confirmation(self, kind: Kind) -> bool:
        """Tell whether completing is confirmed there, whatever the environment says."""
        return self.confirm_production and kind is Kind.PRODUCTION

    def problems(self, environment: Environment) -> dict[str, Phrase]:
        """Return why a user may not have such an environment, by the name of the field."""
        found = {}
        if not environment.is_embedded_sandbox and not self._allows_kind(environment.kind):
            found["kind"] = phrase("Your administrator does not allow this kind.")
        if self.require_https and environment.is_plain:
            found["base_url"] = phrase("Your administrator allows https only.")
        if self.require_https and not environment.verify_tls and not environment.is_local:
            found["verify_tls"] = phrase("Your administrator wants the certificate checked.")
        if self.applied(environment) != environment:
            found["confirm_complete"] = phrase(
                "Your administrator wants completing confirmed on a production."
            )
        return found

    def _allows_kind(self, kind: Kind) -> bool:
        return self.allowed_kinds is None or kind in self.allowed_kinds

    def _allows(self, days: int | None) -> bool:
        longest = self.max_retention_days
        return longest is None or (days is not None and days <= longest)


class Listed(NamedTuple):
    """The environments in force, never none, and what of them is the user's to change.

    ``notice`` is what the user is to be told; ``provided`` are the IDs of the administrator's. With
    a file that is damaged ``is_editable`` is False.
    """

    environments: Sequence[Environment]
    notice: Phrase | None = None
    policy: Policy = Policy()
    provided: frozenset[str] = frozenset()
    is_editable: bool = True

    def problems(self, environment: Environment) -> Mapping[str, Phrase]:
        """Return why the user may not have ``environment``, by the name of the field."""
        return self.policy.problems(environment)


def merged(
    provided: Sequence[Environment], own: Sequence[Environment], policy: Policy
) -> tuple[Sequence[Environment], Sequence[Phrase]]:
    """Put the user's environments below the administrator's; say which are not used, and why.

    Presets that nobody has changed go untold: they were nobody's choice.
    """
    used = [policy.applied(environment) for environment in provided]
    remarks = []
    for environment in own:
        problem = next(_obstacles(environment, provided, policy), None)
        if problem is None:
            used.append(policy.applied(environment))
        elif environment not in presets():
            remarks.append(_unused(environment, problem))
    if not used:
        # Harmless, and a window without any environment could do nothing.
        used = [preset for preset in presets() if preset.is_embedded_sandbox]
    return used, remarks


def joined(remarks: Sequence[Phrase]) -> Phrase | None:
    """Return several sentences as one phrase; None where there is none."""
    whole: Phrase | None = None
    for remark in remarks:
        whole = (
            remark
            if whole is None
            else Phrase("{first} {second}", {"first": whole, "second": remark})
        )
    return whole


def _obstacles(
    environment: Environment, provided: Sequence[Environment], policy: Policy
) -> Iterator[Phrase]:
    if any(environment.id == other.id for other in provided):
        yield phrase("Your administrator provides one with this ID.")
    if any(_place(environment) == _place(other) for other in provided):
        yield phrase("Your administrator provides one with this address.")
    for field, problem in policy.problems(environment).items():
        if field != "confirm_complete":
            yield problem


def _unused(environment: Environment, problem: Phrase) -> Phrase:
    return phrase(
        "Your environment “{name}” ({id}) is not used. {problem}",
        name=environment.name,
        id=environment.id,
        problem=problem,
    )


def _place(environment: Environment) -> tuple[str, int | None, str]:
    """Return where an environment leads to: by http and https it is the same service."""
    parts = urlsplit(environment.base_url)
    port = None if parts.port in _STANDARD_PORTS else parts.port
    return parts.hostname or "", port, parts.path
