import tomllib
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from otp_gui.domain.ports import StoreError
from otp_gui.domain.preferences import RETENTION_DAYS, Preferences, Scheme
from otp_gui.i18n import LANGUAGES, render
from otp_gui.store.settings import TomlPreferences

REST = " The defaults are used instead; the file is left as it is."
WRITTEN = """\
# My settings
language = "ru"  # the language
unknown = [1, 2]

# Templates for replies
[templates]
short = "yes"
"""
texts = st.none() | st.text(st.characters(codec="utf-8"), max_size=20)
anything = st.builds(
    Preferences,
    language=st.sampled_from([None, *LANGUAGES]),
    scheme=st.sampled_from(Scheme),
    environment=texts,
    geometry=texts,
    splitter=texts,
    columns=texts,
    retention_days=st.sampled_from(RETENTION_DAYS),
    replies=st.dictionaries(
        st.sampled_from(LANGUAGES),
        st.dictionaries(
            st.sampled_from(["completed", "wait", "a b"]),
            st.text(st.characters(codec="utf-8"), max_size=20),
            min_size=1,
        ),
    ),
    watch_interval=st.integers(1, 60),
    relative_times=st.booleans(),
)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "settings.toml"


@pytest.fixture
def store(path: Path) -> TomlPreferences:
    return TomlPreferences(path)


def test_without_a_file_there_are_the_defaults_and_nothing_is_written(
    store: TomlPreferences, path: Path
) -> None:
    assert store.load() == (Preferences(), None)
    assert not path.exists()


def test_saving_keeps_comments_and_unknown_keys(store: TomlPreferences, path: Path) -> None:
    path.write_text(WRITTEN)

    store.save(Preferences(language="en", scheme=Scheme.DARK, geometry="AdnQywAD"))

    expected = WRITTEN.replace('"ru"', '"en"').replace(
        "[1, 2]\n", '[1, 2]\nscheme = "dark"\ngeometry = "AdnQywAD"\n'
    )
    assert path.read_text() == expected
    assert path.stat().st_mode & 0o777 == 0o600


@settings(
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
    max_examples=50,
)
@given(one=anything, other=anything)
def test_what_is_saved_is_loaded(
    store: TomlPreferences, path: Path, one: Preferences, other: Preferences
) -> None:
    path.write_text(WRITTEN)
    for preferences in (one, other):
        store.save(preferences)
        assert store.load() == (preferences, None)

    values = tomllib.loads(path.read_text())
    assert values["unknown"] == [1, 2]
    assert values["templates"] == {"short": "yes"}
    assert "# Templates for replies\n[templates]" in path.read_text()


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("language = \n", "settings.toml is damaged at line 1, column 12."),
        (
            "language = 'de'\n",
            "settings.toml, line 1, column 12, language: It must be one of: en, ru.",
        ),
        (
            "# mine\n  'language'  =  {}\n",
            "settings.toml, line 2, column 18, language: It must be one of: en, ru.",
        ),
        (
            "scheme = 'pink'\n",
            "settings.toml, line 1, column 10, scheme: It must be one of: system, light, dark.",
        ),
        (
            "language = 'ru'\ngeometry = 1\n",
            "settings.toml, line 2, column 12, geometry: It must be text in quotes.",
        ),
        (
            "language.of = 'ru'\n",
            "settings.toml, line 1, column 1, language: It must be one of: en, ru.",
        ),
        (
            "x = [[[1]]]\nlanguage = " + "[" * 50_000,
            "settings.toml, line 2, column 12: It is nested too deeply.",
        ),
    ],
)
def test_damage_is_told_and_the_file_is_left_as_it_is(
    store: TomlPreferences, path: Path, text: str, words: str
) -> None:
    path.write_text(text)

    loaded, problem = store.load()
    with pytest.raises(StoreError) as refused:
        store.save(Preferences(language="ru"))

    assert loaded == Preferences()
    assert problem is not None
    assert render(problem) == words + REST
    assert render(refused.value.explanation) == words
    assert path.read_text() == text


@pytest.mark.parametrize(
    ("text", "days"),
    [
        ("", 30),
        ("retention_days = 0", None),
        ("retention_days = 7", 7),
        ("retention_days = 365", 365),
    ],
)
def test_calls_are_kept_for_thirty_days_unless_told_otherwise(
    store: TomlPreferences, path: Path, text: str, days: int | None
) -> None:
    path.write_text(text)

    assert store.load() == (Preferences(retention_days=days), None)


@pytest.mark.parametrize("value", ["2", "-1", "true", "30.0", "'30'", "[]", "{}"])
def test_no_other_number_of_days_is_taken(store: TomlPreferences, path: Path, value: str) -> None:
    path.write_text(f"retention_days = {value}\n")

    loaded, problem = store.load()

    words = "It must be one of: 1, 7, 30, 90, 180, 365, 0."
    place = "settings.toml, line 1, column 18, retention_days: "
    assert problem is not None
    assert render(problem) == place + words + REST
    assert loaded.retention_days == 30


def test_for_ever_is_written_and_read_again(store: TomlPreferences, path: Path) -> None:
    store.save(Preferences(retention_days=None))
    assert path.read_text() == "retention_days = 0\n"

    store.save(Preferences(retention_days=90))

    assert path.read_text() == "retention_days = 90\n"
    assert store.load() == (Preferences(retention_days=90), None)


def test_choices_of_two_windows_are_both_kept(store: TomlPreferences, path: Path) -> None:
    first = Preferences(language="ru")
    store.save(first)
    TomlPreferences(path).save(replace(first, scheme=Scheme.DARK))

    assert store.load()[0] == Preferences(language="ru", scheme=Scheme.DARK)


# The user's own replies


def test_a_reply_is_added_beside_those_that_are_there(store: TomlPreferences, path: Path) -> None:
    path.write_text(
        'language = "ru"\n\n# Ours\n[replies.ru]\n# Kind words\nwait = "Ждите."\nfuture = "x"\n'
    )
    loaded, damage = store.load()
    assert (damage, loaded.replies) == (None, {"ru": {"wait": "Ждите.", "future": "x"}})
    replies = {"ru": {"future": "x", "completed": "Готово.\nСпасибо!"}, "en": {"wait": "Wait."}}

    store.save(replace(loaded, replies=replies, watch_interval=7))

    text = path.read_text()
    assert store.load() == (replace(loaded, replies=replies, watch_interval=7), None)
    assert "# Ours\n[replies.ru]\n# Kind words" in text
    assert "Ждите" not in text


def test_the_last_reply_that_is_reset_leaves_a_sound_file(store: TomlPreferences) -> None:
    store.save(Preferences(replies={"en": {"wait": "Wait."}}))
    store.save(Preferences())
    assert store.load() == (Preferences(), None)


@pytest.mark.parametrize(
    ("written", "told"),
    [
        ("replies = 3\n", "line 1, column 11, replies: It must be a table."),
        ("[replies]\nru = 3\n", "line 2, column 6, replies.ru: It must be a table."),
        (
            'language = "ru"\n[replies.ru]\nwait = "x"\ncompleted = 3\n',
            "line 4, column 13, replies.ru.completed: It must be text in quotes.",
        ),
        (
            'language = "ru"\nreplies = {ru = {wait = 3}}\n',
            "line 2, column 11, replies.ru.wait: It must be text in quotes.",
        ),
    ],
)
def test_a_damaged_reply_is_told_with_its_place(
    store: TomlPreferences, path: Path, written: str, told: str
) -> None:
    path.write_text(written)
    loaded, damage = store.load()
    assert loaded == Preferences()
    assert damage is not None
    assert render(damage) == f"settings.toml, {told}{REST}"
    with pytest.raises(StoreError):
        store.save(Preferences(replies={"ru": {"wait": "y"}}))
    assert path.read_text() == written


def test_the_seconds_between_two_looks_are_kept_as_a_number(
    store: TomlPreferences, path: Path
) -> None:
    store.save(Preferences(watch_interval=7))
    assert "watch_interval = 7" in path.read_text()
    assert store.load() == (Preferences(watch_interval=7), None)


@pytest.mark.parametrize("written", ["0", "61", "true", "2.5", '"3"'])
def test_nonsense_between_two_looks_is_named(
    store: TomlPreferences, path: Path, written: str
) -> None:
    path.write_text(f"watch_interval = {written}\n")
    preferences, damage = store.load()
    assert preferences == Preferences()
    assert damage is not None
    assert "from 1 to 60" in render(damage)
