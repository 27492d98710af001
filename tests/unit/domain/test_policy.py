from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from otp_gui.domain.environment import Environment, Kind, presets
from otp_gui.domain.policy import Policy, joined, merged
from otp_gui.domain.preferences import RETENTION_DAYS, Preferences
from otp_gui.i18n import render

STAGE, PRODUCTION, SANDBOX = presets()
CORPORATE = Environment(
    "corporate", "Corporate", "https://otp.corp.example/api", Kind.STAGE, confirm_complete=False
)
MINE = Environment("mine", "Mine", "https://mine.example/api", Kind.CUSTOM, confirm_complete=False)
REAL = replace(MINE, id="real", kind=Kind.PRODUCTION)


def words(remarks: object) -> list[str]:
    assert isinstance(remarks, list)
    return [render(remark) for remark in remarks]


def test_without_a_policy_nothing_changes() -> None:
    own = (MINE, REAL, STAGE)
    assert merged((), own, Policy()) == (list(own), [])


def test_what_the_user_has_comes_below_what_is_provided() -> None:
    used, remarks = merged((CORPORATE,), (MINE,), Policy())
    assert (used, remarks) == ([CORPORATE, MINE], [])


@pytest.mark.parametrize(
    ("change", "why"),
    [
        ({"id": "corporate"}, "with this ID"),
        ({"base_url": "https://OTP.corp.example:443/api"}, "with this address"),
        ({"base_url": "http://otp.corp.example/api"}, "with this address"),
    ],
)
def test_what_is_provided_wins_and_that_is_told(change: dict[str, str], why: str) -> None:
    rival = replace(MINE, name="Rival", **change)  # type: ignore[arg-type] # texts only
    used, remarks = merged((CORPORATE,), (rival,), Policy())
    assert used == [CORPORATE]
    (told,) = words(remarks)
    assert told.startswith(f"Your environment “Rival” ({rival.id}) is not used.")
    assert why in told


def test_a_preset_that_nobody_changed_goes_untold() -> None:
    provided = replace(PRODUCTION, name="Ours", base_url="https://otp.corp.example/api")
    used, remarks = merged((provided,), presets(), Policy(require_https=True))
    assert (used, remarks) == ([provided, SANDBOX], [])
    _used, remarks = merged((provided,), (replace(PRODUCTION, name="Mine"),), Policy())
    assert len(remarks) == 1


@pytest.mark.parametrize(
    ("change", "policy", "why"),
    [
        ({}, Policy(allowed_kinds=frozenset({Kind.STAGE})), "this kind"),
        ({"base_url": "http://mine.example/api"}, Policy(require_https=True), "https only"),
        ({"verify_tls": False}, Policy(require_https=True), "certificate checked"),
    ],
)
def test_what_is_not_allowed_is_not_used(
    change: dict[str, object], policy: Policy, why: str
) -> None:
    forbidden = replace(MINE, **change)  # type: ignore[arg-type] # fields of it
    used, remarks = merged((CORPORATE,), (forbidden, replace(CORPORATE, id="x")), policy)
    assert used == [CORPORATE]
    assert why in words(remarks)[0]
    assert merged((forbidden,), (), policy) == ([forbidden], [])


def test_on_this_computer_http_and_own_certificates_do_no_harm() -> None:
    policy = Policy(require_https=True)
    local = replace(MINE, base_url="http://127.0.0.1:8080/api", verify_tls=False)
    assert merged((), (local,), policy) == ([local], [])


def test_a_production_is_confirmed_whoever_lists_it() -> None:
    policy = Policy(confirm_production=True)
    lax = replace(CORPORATE, kind=Kind.PRODUCTION)
    used, remarks = merged((lax,), (REAL, MINE), policy)
    assert [e.confirm_complete for e in used] == [True, True, False]
    assert remarks == []
    assert set(policy.problems(REAL)) == {"confirm_complete"}
    assert policy.problems(replace(REAL, confirm_complete=True)) == {}


def test_the_sandbox_of_the_tool_itself_is_always_allowed() -> None:
    policy = Policy(allowed_kinds=frozenset({Kind.PRODUCTION}))
    assert merged((), presets(), policy) == ([PRODUCTION, SANDBOX], [])
    served = replace(SANDBOX, base_url="http://127.0.0.1:8080/api")
    assert set(policy.problems(served)) == {"kind"}


def test_where_nothing_is_left_there_is_the_sandbox() -> None:
    policy = Policy(allowed_kinds=frozenset({Kind.STAGE}))
    used, remarks = merged((), (MINE,), policy)
    assert (used, len(remarks)) == ([SANDBOX], 1)


@given(st.sampled_from(RETENTION_DAYS), st.sampled_from([1, 7, 30, 90, 180, 365]))
def test_calls_are_never_kept_longer_than_allowed(chosen: int | None, longest: int) -> None:
    policy = Policy(max_retention_days=longest)
    before = Preferences(retention_days=chosen, retention_since="2026-01-01")
    after = policy.capped(before)
    assert after.retention_days is not None
    assert after.retention_days <= longest
    assert after.retention_days in policy.retention_choices
    if chosen is not None and chosen <= longest:
        assert after == before
    else:
        # Whoever kept more is told before any of it goes.
        assert after.retention_since is None


def test_without_a_limit_every_time_may_be_chosen() -> None:
    assert tuple(Policy().retention_choices) == RETENTION_DAYS
    assert Policy(holds_retention=True).capped(Preferences(retention_days=None)) == Preferences(
        retention_days=None
    )


def test_several_remarks_are_one_sentence_after_the_other() -> None:
    _used, remarks = merged((CORPORATE,), (replace(MINE, id="corporate"),) * 2, Policy())
    whole = joined(remarks)
    assert whole is not None
    assert render(whole).count("is not used.") == 2
    assert joined([]) is None
