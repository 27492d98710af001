"""What an administrator provides: read strictly, and never less than it says."""

import os
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from otp_gui import paths
from otp_gui.bootstrap import Front, front
from otp_gui.domain.environment import Environment, Kind, presets
from otp_gui.domain.policy import Policy
from otp_gui.domain.ports import StoreError
from otp_gui.i18n import render
from otp_gui.store.provisioned import STRICTEST, SystemFiles

STAGE, PRODUCTION, SANDBOX = presets()
LIST = """\
# Ours
[[environment]]
id = "corporate"
name = "Corporate"
base_url = "https://otp.corp.example/api"
kind = "production"
confirm_complete = false
"""
CORPORATE = Environment(
    "corporate",
    "Corporate",
    "https://otp.corp.example/api",
    Kind.PRODUCTION,
    confirm_complete=False,
)
MINE = Environment("mine", "Mine", "https://mine.example/api", Kind.CUSTOM, confirm_complete=False)
ALL = """\
max_retention_days = 7
confirm_production = true
allowed_kinds = ["stage", "sandbox"]
require_https = true
"""


@pytest.fixture
def system(tmp_path: Path) -> Path:
    directory = tmp_path / "system"
    directory.mkdir()
    return directory


@pytest.fixture
def files(system: Path) -> SystemFiles:
    return SystemFiles(system / "environments.toml", system / "policy.toml")


@pytest.fixture
def lists() -> Front:
    """Return the lists of a user, as the window and the console have them."""
    return front(paths.default())


def told(lists: Front) -> str:
    _environments, notice = lists.environments.load()
    return "" if notice is None else render(notice)


def refusal(call: object, *arguments: object) -> str:
    assert callable(call)
    with pytest.raises(StoreError) as refused:
        call(*arguments)
    return render(refused.value.explanation)


def test_without_files_nothing_is_locked(files: SystemFiles, lists: Front) -> None:
    assert files.policy() == (Policy(), None)
    assert lists.environments.load() == (presets(), None)


def test_a_policy_says_what_is_locked(files: SystemFiles, system: Path) -> None:
    (system / "policy.toml").write_text(ALL)
    assert files.policy() == (
        Policy(
            max_retention_days=7,
            confirm_production=True,
            allowed_kinds=frozenset({Kind.STAGE, Kind.SANDBOX}),
            require_https=True,
        ),
        None,
    )


@pytest.mark.parametrize(
    ("line", "place"),
    [
        ("confirm_prodction = true", "line 1, column 21, confirm_prodction: There is no such key."),
        ("max_retention_days = 8", "line 1, column 22, max_retention_days: It must be one of: 1,"),
        ("max_retention_days = 0", "max_retention_days: It must be one of"),
        ("max_retention_days = true", "max_retention_days: It must be one of"),
        ('confirm_production = "yes"', "confirm_production: It must be true or false."),
        ("allowed_kinds = []", "allowed_kinds: It must be a list of at least one of"),
        ('allowed_kinds = "stage"', "allowed_kinds: It must be a list"),
        ('allowed_kinds = ["stage", "test"]', "allowed_kinds: It must be a list"),
        ("require_https = 1", "require_https: It must be true or false."),
        ("[retention]", "retention: There is no such key."),
    ],
)
def test_a_mistake_locks_more_and_is_told_with_its_place(
    files: SystemFiles, system: Path, line: str, place: str
) -> None:
    (system / "policy.toml").write_text(f"{line}\n")
    policy, notice = files.policy()
    assert policy == STRICTEST
    assert notice is not None
    assert place in render(notice)
    assert str(system / "policy.toml") in render(notice)


def test_what_is_right_beside_a_mistake_counts(files: SystemFiles, system: Path) -> None:
    (system / "policy.toml").write_text('max_retention_days = 7\nallowed_kind = ["stage"]\n')
    policy, _notice = files.policy()
    assert policy == STRICTEST._replace(max_retention_days=7)


@given(st.text(st.characters(codec="utf-8"), max_size=60))
@settings(
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
    max_examples=60,
)
def test_no_text_unlocks_without_a_word(system: Path, text: str) -> None:
    (system / "policy.toml").write_text(f"require_https = true\n{text}", "utf-8", newline="")
    policy, notice = SystemFiles(system / "environments.toml", system / "policy.toml").policy()
    assert policy.require_https
    assert notice is not None or not policy.holds_retention


def test_a_file_that_is_not_toml_locks_all_that_can_be(
    files: SystemFiles, system: Path, lists: Front
) -> None:
    (system / "policy.toml").write_text("confirm_production = \n")
    policy, _notice = files.policy()
    assert policy == STRICTEST
    assert "policy.toml is damaged at line 1, column 22" in told(lists)
    # The preset of a stage is called by http.
    assert [e.id for e in lists.environments.load()[0]] == ["production", "sandbox"]
    assert lists.preferences.load()[0].retention_days == 30


@pytest.mark.skipif(getattr(os, "geteuid", lambda: 0)() == 0, reason="root may read everything")
def test_a_file_that_cannot_be_read_locks(files: SystemFiles, system: Path) -> None:
    (system / "policy.toml").write_text("")
    (system / "policy.toml").chmod(0)
    assert files.policy()[0] == STRICTEST


def test_a_directory_in_its_place_locks(files: SystemFiles, system: Path) -> None:
    (system / "policy.toml").mkdir()
    assert files.policy()[0] == STRICTEST


@pytest.mark.skipif(os.name != "posix", reason="Windows has no such bits")
@pytest.mark.parametrize(("file", "directory"), [(0o666, 0o755), (0o664, 0o755), (0o644, 0o775)])
def test_what_others_can_write_is_not_trusted(
    files: SystemFiles, system: Path, file: int, directory: int
) -> None:
    for name, text in (("policy.toml", "require_https = false\n"), ("environments.toml", LIST)):
        (system / name).write_text(text)
        (system / name).chmod(file)
    system.chmod(directory)
    policy, notice = files.policy()
    assert policy == STRICTEST
    assert notice is not None
    assert "policy.toml is not trusted: others than its owner can change" in render(notice)
    given = files.provided()
    assert (given.environments, given.is_known) == ((), False)


@pytest.mark.skipif(os.name != "posix", reason="Windows has no such bits")
@pytest.mark.parametrize("loose", ["system", "elsewhere"])
def test_a_link_is_trusted_no_more_than_both_its_ends(
    files: SystemFiles, system: Path, tmp_path: Path, loose: str
) -> None:
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    (elsewhere / "policy.toml").write_text(ALL)
    (system / "policy.toml").symlink_to(elsewhere / "policy.toml")
    assert files.policy()[1] is None
    (tmp_path / loose).chmod(0o777)
    assert files.policy()[0] == STRICTEST


def test_the_users_file_adds_to_what_is_provided(lists: Front, system: Path) -> None:
    (system / "environments.toml").write_text(LIST)
    assert lists.environments.load() == ((CORPORATE, SANDBOX), None)
    lists.environments.save(MINE)
    assert lists.environments.load() == ((CORPORATE, SANDBOX, MINE), None)
    assert lists.environments.listed().provided == {"corporate"}
    # The only one of the user's own may go, too.
    lists.environments.remove("sandbox")
    lists.environments.remove("mine")
    assert lists.environments.load() == ((CORPORATE, SANDBOX), None)


def test_what_is_provided_cannot_be_changed(lists: Front, system: Path) -> None:
    (system / "environments.toml").write_text(LIST)
    before = (system / "environments.toml").read_bytes()
    provides = "Your administrator provides this environment: it cannot be changed here."
    assert refusal(lists.environments.save, replace(CORPORATE, name="Mine")) == provides
    assert refusal(lists.environments.remove, "corporate") == provides
    renamed = refusal(lists.environments.save, replace(MINE, id="corporate"), "mine")
    assert renamed == "Another environment has this ID."
    lists.environments.restore_presets()
    assert [e.id for e in lists.environments.load()[0]] == [
        *("corporate", "sandbox", "stage", "production"),
    ]
    assert (system / "environments.toml").read_bytes() == before


def test_what_is_not_allowed_is_not_saved(lists: Front, system: Path) -> None:
    (system / "policy.toml").write_text(ALL)
    assert "this kind" in refusal(lists.environments.save, MINE)
    plain = replace(MINE, kind=Kind.STAGE, base_url="http://mine.example/api")
    assert "https only" in refusal(lists.environments.save, plain)
    assert not paths.default().environments.exists()


def test_presets_that_are_not_allowed_do_not_come_back(lists: Front, system: Path) -> None:
    (system / "policy.toml").write_text('allowed_kinds = ["production"]\n')
    lists.environments.restore_presets()
    assert lists.environments.load() == ((PRODUCTION, SANDBOX), None)


def test_a_file_of_the_user_cannot_take_confirmation_away(lists: Front, system: Path) -> None:
    (system / "policy.toml").write_text("confirm_production = true\n")
    files = paths.default()
    files.create()
    files.environments.write_text(LIST)
    ((listed,), notice) = lists.environments.load()
    assert (listed.confirm_complete, notice) == (True, None)


def test_a_damaged_list_lets_nobody_step_into_its_place(lists: Front, system: Path) -> None:
    files = paths.default()
    files.create()
    files.environments.write_text(LIST)
    (system / "environments.toml").write_text('[[environment]]\nid = "corporate"\n')
    listed = lists.environments.listed()
    assert (listed.environments, listed.is_editable) == (presets(), False)
    assert "environments.toml, line 1, column 1: “kind” is missing." in told(lists)
    assert "only presets are used" in refusal(lists.environments.save, MINE)
    assert files.environments.read_text() == LIST


@pytest.mark.parametrize(
    ("text", "place"),
    [
        (f'{LIST}colour = "red"\n', "line 8, column 10, colour: There is no such key."),
        (f"version = 1\n{LIST}", "line 1, column 11, version: There is no such key."),
    ],
)
def test_a_key_that_means_nothing_is_told(
    lists: Front, system: Path, text: str, place: str
) -> None:
    (system / "environments.toml").write_text(text)
    assert lists.environments.load()[0] == (CORPORATE, SANDBOX)
    assert place in told(lists)


def test_a_damaged_file_of_the_users_leaves_what_is_provided(lists: Front, system: Path) -> None:
    files = paths.default()
    files.create()
    files.environments.write_text("[[environment]\n")
    (system / "environments.toml").write_text(LIST)
    listed = lists.environments.listed()
    assert (listed.environments, listed.is_editable) == ((CORPORATE, SANDBOX), False)
    assert "None of your own environments is used" in told(lists)


def test_calls_are_kept_no_longer_than_is_allowed(lists: Front, system: Path) -> None:
    files = paths.default()
    files.create()
    files.settings.write_text('retention_days = 0\nretention_since = "2026-01-01"\n')
    (system / "policy.toml").write_text("max_retention_days = 90\n")
    preferences, _notice = lists.preferences.load()
    assert (preferences.retention_days, preferences.retention_since) == (90, None)
    lists.preferences.save(preferences)
    assert files.settings.read_text() == "retention_days = 90\n"
