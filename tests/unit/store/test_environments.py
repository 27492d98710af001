import tomllib
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from otp_gui.domain.environment import Environment, Kind, presets
from otp_gui.domain.ports import StoreError
from otp_gui.i18n import render
from otp_gui.store.environments import TomlEnvironments

PROVIDED = """\
# Provided by operations; ask before changing.
title = "kept"

# Our stage
[[environment]]
id = "ours"  # the ID
name = "Ours"    # the name
base_url = 'https://ours.example/api/'
kind = "stage"
owner = "operations"  # not ours to know

# The real thing
[[environment]]
id = "real"
name = "Real"
base_url = "https://real.example/api"
kind = "production"

# Something else altogether
[other]
x = 1
# the end
"""
OURS = Environment("ours", "Ours", "https://ours.example/api", Kind.STAGE, confirm_complete=False)
REAL = Environment(
    "real", "Real", "https://real.example/api", Kind.PRODUCTION, confirm_complete=True
)
NEW = Environment("new", "New", "https://new.example", Kind.CUSTOM, confirm_complete=True)
ENTRY = '[[environment]]\nid = "{id}"\nname = "N"\nbase_url = "{url}"\nkind = "{kind}"\n'
SOUND = ENTRY.format(id="a", url="https://a.example", kind="stage")
REST = " The presets are used instead; the file is left as it is: "


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "config" / "environments.toml"


@pytest.fixture
def environments(path: Path) -> TomlEnvironments:
    return TomlEnvironments(path)


@pytest.fixture
def provided(path: Path) -> Path:
    path.parent.mkdir()
    path.write_text(PROVIDED)
    return path


def refusal(call: object, *arguments: object) -> str:
    assert callable(call)
    with pytest.raises(StoreError) as refused:
        call(*arguments)
    return render(refused.value.explanation)


def test_without_a_file_there_are_the_presets_and_nothing_is_written(
    environments: TomlEnvironments, path: Path
) -> None:
    assert environments.load() == (presets(), None)
    assert not path.parent.exists()


@pytest.mark.parametrize("text", ["", "# nothing yet\n", "environment = []\n"])
def test_file_that_lists_nothing_means_the_presets(
    environments: TomlEnvironments, path: Path, text: str
) -> None:
    path.parent.mkdir()
    path.write_text(text)

    assert environments.load() == (presets(), None)


def test_sound_file_is_the_whole_list(environments: TomlEnvironments, provided: Path) -> None:
    assert environments.load() == ((OURS, REAL), None)
    assert provided.read_text() == PROVIDED


def test_every_key_is_read(environments: TomlEnvironments, path: Path) -> None:
    path.parent.mkdir()
    path.write_text(
        SOUND + "confirm_complete = true\ntimeout_seconds = 30\nca_bundle = '/etc/ca.pem'\n"
        "proxy = 'http://proxy.example:3128'\nverify_tls = false\n"
    )

    [environment] = environments.load()[0]

    assert environment == Environment(
        "a",
        "N",
        "https://a.example",
        Kind.STAGE,
        confirm_complete=True,
        timeout_seconds=30.0,
        ca_bundle="/etc/ca.pem",
        proxy="http://proxy.example:3128",
        verify_tls=False,
    )


@pytest.mark.parametrize("kind", Kind)
def test_confirmation_depends_on_the_kind_where_the_file_is_silent(
    environments: TomlEnvironments, path: Path, kind: Kind
) -> None:
    path.parent.mkdir()
    path.write_text(ENTRY.format(id="a", url="https://a.example", kind=kind))

    assert environments.load()[0][0].confirm_complete is (kind is Kind.PRODUCTION)


def test_production_by_plain_http_is_loaded_but_never_saved(
    environments: TomlEnvironments, path: Path
) -> None:
    path.parent.mkdir()
    path.write_text(ENTRY.format(id="a", url="http://a.example", kind="production"))

    [environment], problem = environments.load()

    assert problem is None
    assert environment.refuses_transport
    assert refusal(environments.save, environment) == (
        "A production is called by https only: with http the token travels unencrypted."
    )


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("x = 1\ny = = 2\n", "environments.toml is damaged at line 2, column 5."),
        ("x = [1,\n", "environments.toml is damaged at line 2, column 1."),
        ("x = 1\n\nя = 2\n", "environments.toml is damaged at line 3, column 1."),
        (
            f"{SOUND}timeout_seconds = 0\n",
            "line 6, column 19, timeout_seconds: The time limit is 1 to 300",
        ),
        (f"{SOUND}timeout_seconds = nan\n", "line 6, column 19, timeout_seconds: The time limit"),
        (
            f"{SOUND}timeout_seconds = {'9' * 400}\n",
            "line 6, column 19, timeout_seconds: The time limit",
        ),
        (
            f"{SOUND}timeout_seconds = true\n",
            "line 6, column 19, timeout_seconds: It must be a number.",
        ),
        (f"{SOUND}verify_tls = 'no'\n", "line 6, column 14, verify_tls: It must be true or false."),
        (f"{SOUND}proxy = 1\n", "line 6, column 9, proxy: It must be text in quotes."),
        (f"{SOUND}proxy = 'x'\n", "line 6, column 9, proxy: The proxy is a URL such as"),
        (
            f"{SOUND}\n{SOUND}",
            "environments.toml, line 8, column 6, id: Another entry has this ID.",
        ),
        (f"{SOUND}\n[[environment]]\nid = 'b'\n", "toml, line 7, column 1: “kind” is missing."),
        (
            SOUND.replace('"stage"', '"live"'),
            "line 5, column 8, kind: It must be one of: production, stage",
        ),
        (
            SOUND.replace("https", "ftp"),
            "line 4, column 12, base_url: The URL begins with https://",
        ),
        (
            SOUND.replace('"a"', '"A b"'),
            "line 2, column 6, id: Use 1 to 64 lower-case Latin letters",
        ),
        (
            "environment = 1\n",
            "line 1, column 15, environment: It must be a list of tables: [[environment]].",
        ),
        ("[environment]\nid = 'a'\n", "line 1, column 1, environment: It must be a list"),
        (
            "environment = [1, 2]\n",
            "environments.toml, line 1, column 15: entry 1: It must be a table.",
        ),
        ("environment = [{id = 1}]\n", "line 1, column 15: entry 1: “kind” is missing."),
        (
            "x = 1\nenvironment = [{kind = 'live'}]\n",
            "line 2, column 15: entry 1, kind: It must be one of: production",
        ),
    ],
)
def test_damage_is_told_with_its_place_and_the_file_is_left_as_it_is(
    environments: TomlEnvironments, path: Path, text: str, words: str
) -> None:
    path.parent.mkdir()
    path.write_text(text)

    loaded, problem = environments.load()

    assert loaded == presets()
    assert problem is not None
    assert words in render(problem)
    assert render(problem).endswith(f"{REST}{path}")
    for refused in (
        refusal(environments.save, NEW),
        refusal(environments.remove, "stage"),
        refusal(environments.restore_presets),
    ):
        assert f"{refused}{REST}{path}" == render(problem)
    assert path.read_text() == text


def test_file_that_is_not_utf_8_is_told_with_its_place(
    environments: TomlEnvironments, path: Path
) -> None:
    path.parent.mkdir()
    path.write_bytes(b"# ok\nx = '\xd1\x8b\xff'")

    _, problem = environments.load()

    assert problem is not None
    assert render(problem) == f"environments.toml is damaged at line 2, column 7.{REST}{path}"
    refusal(environments.save, NEW)


def test_file_that_cannot_be_read_is_told(environments: TomlEnvironments, path: Path) -> None:
    path.mkdir(parents=True)

    loaded, problem = environments.load()

    assert loaded == presets()
    assert problem is not None
    assert render(problem).startswith("environments.toml cannot be used.")
    assert refusal(environments.save, NEW).startswith("environments.toml cannot be used.")


def test_endless_nesting_is_damage(environments: TomlEnvironments, path: Path) -> None:
    path.parent.mkdir()
    path.write_text(f"x = '[' # [\n{SOUND}x = [[], " + "[" * 100_000)

    _, problem = environments.load()

    assert problem is not None
    assert render(problem) == (
        f"environments.toml, line 7, column 5: It is nested too deeply.{REST}{path}"
    )


@pytest.mark.parametrize("ending", ["\n", "\r\n"])
def test_byte_order_mark_and_line_ends_of_windows_are_fine(
    environments: TomlEnvironments, path: Path, ending: str
) -> None:
    path.parent.mkdir()
    path.write_bytes(b"\xef\xbb\xbf" + PROVIDED.replace("\n", ending).encode())

    environments.save(NEW)

    assert environments.load() == ((OURS, REAL, NEW), None)
    assert path.read_bytes().count(b"\n") == path.read_bytes().count(ending.encode())


def test_first_change_writes_the_presets_so_that_a_deletion_lasts(
    environments: TomlEnvironments, path: Path
) -> None:
    environments.remove("production")

    assert environments.load() == ((presets()[0], presets()[2]), None)
    assert path.stat().st_mode & 0o777 == 0o600
    assert path.parent.stat().st_mode & 0o777 == 0o700
    assert path.read_text().startswith('[[environment]]\nid = "stage"\n')


def test_change_touches_only_the_value_that_changed(
    environments: TomlEnvironments, provided: Path
) -> None:
    environments.save(replace(OURS, name="Renamed"))

    assert provided.read_text() == PROVIDED.replace('"Ours"', '"Renamed"')
    assert provided.stat().st_mode & 0o777 == 0o600


def test_saving_what_is_there_already_changes_nothing(
    environments: TomlEnvironments, provided: Path
) -> None:
    environments.save(OURS)

    assert provided.read_text() == PROVIDED


def test_new_key_goes_above_the_comment_of_the_next_entry(
    environments: TomlEnvironments, provided: Path
) -> None:
    environments.save(replace(OURS, timeout_seconds=20.0, proxy="http://proxy.example:3128"))

    assert provided.read_text() == PROVIDED.replace(
        "to know\n",
        'to know\ntimeout_seconds = 20\nproxy = "http://proxy.example:3128"\n',
    )


def test_key_that_means_nothing_any_more_is_taken_out(
    environments: TomlEnvironments, provided: Path
) -> None:
    environments.save(replace(OURS, proxy="http://proxy.example:3128"))
    environments.save(OURS)

    assert provided.read_text() == PROVIDED


def test_new_entry_comes_last_and_above_what_follows_the_list(
    environments: TomlEnvironments, provided: Path
) -> None:
    environments.save(NEW)

    added = (
        '\n[[environment]]\nid = "new"\nname = "New"\nbase_url = "https://new.example"\n'
        'kind = "custom"\nconfirm_complete = true\n'
    )
    assert provided.read_text() == PROVIDED.replace(
        'kind = "production"\n', f'kind = "production"\n{added}'
    )


def test_removed_entry_takes_no_comment_with_it_but_its_own(
    environments: TomlEnvironments, provided: Path
) -> None:
    environments.remove("ours")

    start = PROVIDED.index("[[environment]]")
    end = PROVIDED.index("\n# The real thing")
    assert provided.read_text() == PROVIDED[:start] + PROVIDED[end:]
    assert environments.load() == ((REAL,), None)


def test_removing_what_is_not_there_is_no_error(
    environments: TomlEnvironments, provided: Path
) -> None:
    environments.remove("never-there")

    assert provided.read_text() == PROVIDED


def test_only_environment_cannot_be_removed(environments: TomlEnvironments, path: Path) -> None:
    path.parent.mkdir()
    path.write_text(SOUND)

    assert refusal(environments.remove, "a") == (
        "The only environment cannot be deleted: add another one first."
    )
    assert path.read_text() == SOUND


def test_id_can_be_changed(environments: TomlEnvironments, provided: Path) -> None:
    environments.save(replace(OURS, id="renamed"), replacing="ours")

    assert provided.read_text() == PROVIDED.replace('"ours"', '"renamed"')


def test_id_of_another_environment_is_refused(
    environments: TomlEnvironments, provided: Path
) -> None:
    words = refusal(environments.save, replace(OURS, id="real"), "ours")

    assert words == "Another environment has this ID."
    assert provided.read_text() == PROVIDED


def test_environment_that_another_program_has_deleted_is_added_again(
    environments: TomlEnvironments, provided: Path
) -> None:
    TomlEnvironments(provided).remove("ours")

    environments.save(replace(OURS, name="Edited"), replacing="ours")

    assert [environment.name for environment in environments.load()[0]] == ["Real", "Edited"]


def test_unsound_environment_is_refused(environments: TomlEnvironments, provided: Path) -> None:
    assert refusal(environments.save, replace(NEW, name=" ")) == "Give it a name."
    assert provided.read_text() == PROVIDED


def test_edits_of_two_programs_are_both_kept(
    environments: TomlEnvironments, provided: Path
) -> None:
    other = TomlEnvironments(provided)
    assert environments.load() == other.load()

    environments.save(replace(OURS, name="Mine"))
    other.save(replace(REAL, name="Theirs"))

    assert [environment.name for environment in other.load()[0]] == ["Mine", "Theirs"]


def test_restoring_presets_keeps_the_others(environments: TomlEnvironments) -> None:
    stage, production, sandbox = presets()
    environments.save(replace(stage, name="Changed", verify_tls=False, proxy="http://p.example:1"))
    environments.save(NEW)
    environments.remove("production")

    environments.restore_presets()

    assert environments.load() == ((stage, sandbox, NEW, production), None)


@pytest.mark.parametrize(
    "text",
    [
        f"{SOUND}\n[other]\nx = 1\n\n{SOUND.replace('a', 'b', 1)}".replace('"a"', '"a"', 1),
        f"{SOUND}[environment.extra]\nq = 1\n# kept\n",
        f"{SOUND}extra.q = 1\n# kept\n",
        f"{SOUND}[[environment.extra]]\nq = 1\n# kept\n",
        "environment = [{id = 'a', name = 'N', base_url = 'https://a.example', kind = 'stage'}]",
        f"x = 2026-11-23\n{SOUND}".rstrip(),
    ],
)
def test_any_way_to_write_the_list_can_be_edited(
    environments: TomlEnvironments, path: Path, text: str
) -> None:
    path.parent.mkdir()
    path.write_text(text)
    before, problem = environments.load()
    before_values = tomllib.loads(text)
    if problem is not None:
        pytest.fail(render(problem))

    environments.save(replace(before[0], name="Changed", timeout_seconds=7.5))
    environments.save(NEW)
    environments.remove("new")

    changed = {**before_values["environment"][0], "name": "Changed", "timeout_seconds": 7.5}
    expected = [changed, *before_values["environment"][1:]]
    assert tomllib.loads(path.read_text()) == {**before_values, "environment": expected}
    assert path.read_text().count("# kept") == text.count("# kept")


def test_file_that_the_editor_cannot_render_alike_is_left_as_it_is(
    environments: TomlEnvironments, path: Path
) -> None:
    path.parent.mkdir()
    text = f"x = nan\n{SOUND}"
    path.write_text(text)

    assert refusal(environments.save, NEW) == (
        "environments.toml cannot be changed from here: edit it by hand."
    )
    assert path.read_text() == text


def test_link_of_an_administrator_stays_a_link(
    environments: TomlEnvironments, path: Path, tmp_path: Path
) -> None:
    path.parent.mkdir()
    target = tmp_path / "provided.toml"
    target.write_text(PROVIDED)
    path.symlink_to(target)

    environments.save(NEW)

    assert path.is_symlink()
    assert NEW in environments.load()[0]
    assert '"new"' in target.read_text()


comments = st.text(st.characters(categories=("L", "N", "P", "Zs")), max_size=12).map("# {}".format)
texts = st.text(st.characters(codec="utf-8", exclude_characters="\r#"), max_size=12)
keys = st.text("abcdefgh", min_size=1, max_size=6).map("x_{}".format)
entries = st.builds(
    Environment,
    id=st.text("abc123", min_size=1, max_size=8),
    name=texts.filter(str.strip),
    base_url=st.sampled_from(["https://a.example", "http://b.example/x", "https://[::1]:8443/y"]),
    kind=st.sampled_from([Kind.STAGE, Kind.CUSTOM, Kind.SANDBOX]),
    confirm_complete=st.booleans(),
    timeout_seconds=st.floats(1, 300),
    ca_bundle=st.none() | texts.filter(bool),
    proxy=st.none() | st.just("http://proxy.example:3128"),
    verify_tls=st.booleans(),
)


@st.composite
def documents(draw: st.DrawFn) -> str:
    """Write a file as a person may: comments anywhere, keys that the tool does not know."""
    lines = [draw(comments), f"{draw(keys)} = 1", ""]
    for name in draw(st.lists(st.sampled_from("pqrs"), min_size=1, max_size=4, unique=True)):
        known = ["id", "name", "base_url", "kind"]
        values = [f'"{name}"', '"N"', '"https://n.example"', '"custom"']
        own = [f"{key} = {value}" for key, value in zip(known, values, strict=True)]
        own += [f"{key} = '{key}'" for key in draw(st.lists(keys, max_size=2, unique=True))]
        lines += [draw(comments), f"[[environment]]  {draw(comments)}"]
        for line in draw(st.permutations(own)):
            lines += draw(st.sampled_from([[], [""], [draw(comments)]]))
            lines.append(f"{line}  {draw(comments)}")
        lines += draw(st.sampled_from([[], [""]]))
    tail = [draw(comments), "[last]", "z = 1", draw(comments)]
    return "\n".join(lines + draw(st.sampled_from([[], tail]))) + "\n"


def comments_of(text: str) -> list[str]:
    return sorted(f"#{line.split('#', 1)[1]}".rstrip() for line in text.split("\n") if "#" in line)


@settings(
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
    max_examples=60,
)
@given(text=documents(), entry=entries, data=st.data())
def test_edits_keep_every_comment_and_every_unknown_key(
    environments: TomlEnvironments, path: Path, text: str, entry: Environment, data: st.DataObject
) -> None:
    path.parent.mkdir(exist_ok=True)
    path.write_text(text, newline="\n")
    before, problem = environments.load()
    assert problem is None
    replacing = data.draw(st.sampled_from([None, *(each.id for each in before)]))
    kept = [each for each in before if each.id not in (entry.id, replacing)]

    environments.save(entry, replacing)

    after = environments.load()[0]
    assert entry in after
    assert [each for each in after if each != entry] == kept
    assert comments_of(path.read_text()) == comments_of(text)
    values, values_before = tomllib.loads(path.read_text()), tomllib.loads(text)
    assert {**values, "environment": 0} == {**values_before, "environment": 0}

    if len(after) > 1:
        environments.remove(entry.id)
        assert list(environments.load()[0]) == kept
