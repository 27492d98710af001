import gettext
import importlib.util
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from types import ModuleType

import pytest

from otp_gui import assets, i18n
from otp_gui.domain.phrase import phrase, phrases
from otp_gui.i18n import moment, ntr, render, tr

PROJECT = Path(__file__).resolve().parent.parent.parent
PO_HEAD = 'msgid ""\nmsgstr ""\n"Language: ru\\n"\n"Content-Type: text/plain; charset=utf-8\\n"\n\n'
SOURCE = """
from otp_gui.i18n import ntr, tr
greeting = tr("Hello, {name}", name=tr("you"))
told = Advice(headline=phrase("Nested {cause}", cause=phrase("inner " "words")), notes=(tr("you"),))
rows = ntr("{count} row", "{count} rows", 5)
later = i18n.tr("Of a module")
"""


def load_tool() -> ModuleType:
    path = PROJECT / "packaging" / "build_catalogues.py"
    spec = importlib.util.spec_from_file_location("build_catalogues", path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


tool = load_tool()


@pytest.fixture
def tree(tmp_path: Path) -> Path:
    """Make a project with one module and an empty Russian catalogue."""
    (tmp_path / "otp_gui").mkdir()
    (tmp_path / "otp_gui" / "module.py").write_text(SOURCE)
    (tmp_path / "resources" / "icons").mkdir(parents=True)
    po(tmp_path).parent.mkdir(parents=True)
    po(tmp_path).write_text(PO_HEAD)
    return tmp_path


@pytest.fixture
def translated(tree: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """Translate and compile that project's catalogue and put it in force."""
    po(tree).write_text(
        PO_HEAD
        + 'msgid "Hello, {name}"\nmsgstr "Привет, {name}"\n\n'
        + 'msgid "you"\nmsgstr "ты"\n\n'
        + 'msgid "{count} row"\nmsgid_plural "{count} rows"\n'
        + 'msgstr[0] "{count} строка"\nmsgstr[1] "{count} строки"\nmsgstr[2] "{count} строк"\n\n'
    )
    tool.update_catalogues(tree)
    tool.compile_catalogues(tree)
    monkeypatch.setattr(assets, "_PACKAGE", tree / "otp_gui")
    assets.root.cache_clear()
    i18n.install("ru")
    yield tree
    assets.root.cache_clear()


def po(tree: Path) -> Path:
    return tree / "resources" / "locale" / "ru" / "LC_MESSAGES" / "otp_gui.po"


class TestLanguage:
    @pytest.mark.parametrize(
        ("variables", "language"),
        [
            ({}, "en"),
            ({"LANG": "ru_RU.UTF-8"}, "ru"),
            ({"LANG": "RU"}, "ru"),
            ({"LANG": "C.UTF-8"}, "en"),
            ({"LANG": "de_DE.UTF-8"}, "en"),
            ({"LANG": "en_US.UTF-8", "LC_ALL": "ru_RU.UTF-8"}, "ru"),
            ({"LANG": "ru_RU.UTF-8", "LC_MESSAGES": "en_US.UTF-8"}, "en"),
            ({"LANG": "en_US.UTF-8", "LANGUAGE": "ru:en"}, "ru"),
            ({"LANG": "ru_RU.UTF-8", "LANGUAGE": ""}, "ru"),
        ],
    )
    def test_it_is_the_systems(
        self, monkeypatch: pytest.MonkeyPatch, variables: dict[str, str], language: str
    ) -> None:
        for name in ("LANGUAGE", "LC_ALL", "LC_MESSAGES", "LANG"):
            monkeypatch.delenv(name, raising=False)
        for name, value in variables.items():
            monkeypatch.setenv(name, value)
        assert i18n.system_language() == language

    @pytest.mark.parametrize(
        ("variables", "language"), [({}, "ru"), ({"LANG": "en_US.UTF-8"}, "en")]
    )
    def test_the_desktop_is_asked_where_no_variable_tells(
        self, monkeypatch: pytest.MonkeyPatch, variables: dict[str, str], language: str
    ) -> None:
        for name in ("LANGUAGE", "LC_ALL", "LC_MESSAGES", "LANG"):
            monkeypatch.delenv(name, raising=False)
        for name, value in variables.items():
            monkeypatch.setenv(name, value)
        assert i18n.system_language("ru_RU") == language

    def test_it_can_be_switched_back_and_forth(self, translated: Path) -> None:
        assert translated.exists()
        assert (i18n.language(), tr("you")) == ("ru", "ты")
        i18n.install("en")
        assert (i18n.language(), tr("you")) == ("en", "you")

    def test_one_that_we_do_not_speak_is_refused(self) -> None:
        with pytest.raises(ValueError, match="'de'"):
            i18n.install("de")

    def test_a_missing_catalogue_says_how_to_make_it_and_changes_nothing(
        self, tree: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(assets, "_PACKAGE", tree / "otp_gui")
        assets.root.cache_clear()
        with pytest.raises(FileNotFoundError, match=r"python packaging/build_catalogues\.py"):
            i18n.install("ru")
        assets.root.cache_clear()
        assert i18n.language() == "en"


@pytest.mark.usefixtures("translated")
class TestWords:
    def test_place_holders_are_filled_in_the_translation(self) -> None:
        assert tr("Hello, {name}", name="{Anna} {name}") == "Привет, {Anna} {name}"

    def test_what_is_not_in_the_catalogue_stays_english(self) -> None:
        assert tr("Unheard of") == "Unheard of"

    def test_braces_stay_where_there_is_nothing_to_fill(self) -> None:
        assert tr('{"success": true}') == '{"success": true}'

    def test_nothing_is_not_the_catalogues_header(self) -> None:
        assert tr("") == ""
        assert render(phrase("")) == ""

    @pytest.mark.parametrize(
        ("count", "expected"),
        [
            (0, "0 строк"),
            (1, "1 строка"),
            (2, "2 строки"),
            (5, "5 строк"),
            (11, "11 строк"),
            (14, "14 строк"),
            (21, "21 строка"),
            (22, "22 строки"),
            (111, "111 строк"),
        ],
    )
    def test_russian_has_three_plural_forms(self, count: int, expected: str) -> None:
        assert ntr("{count} row", "{count} rows", count) == expected
        assert render(phrases("{count} row", "{count} rows", count)) == expected

    def test_a_phrase_may_hold_a_phrase(self) -> None:
        assert render(phrase("Hello, {name}", name=phrase("you"))) == "Привет, ты"


class TestSpeaker:
    def test_it_keeps_its_language_and_leaves_the_current_one_alone(self, translated: Path) -> None:
        assert translated.exists()
        i18n.install("en")
        russian, english = i18n.speaker("ru"), i18n.speaker("en")
        told = phrase("Hello, {name}", name=phrase("you"))
        assert (russian(told), english(told)) == ("Привет, ты", "Hello, you")
        assert (i18n.language(), render(told)) == ("en", "Hello, you")
        i18n.install("ru")
        assert (russian(told), english(told)) == ("Привет, ты", "Hello, you")
        assert render(told) == "Привет, ты"

    def test_it_knows_plural_forms_and_moments(self, translated: Path) -> None:
        assert translated.exists()
        i18n.install("en")
        at = datetime(2026, 11, 23, 10, 20, 30).astimezone()
        russian = i18n.speaker("ru")
        assert russian(phrases("{count} row", "{count} rows", 3)) == "3 строки"
        assert russian(phrase("Hello, {name}", name=at)) == "Привет, 23.11.2026 10:20:30"
        assert i18n.speaker("en")(phrase("{name}", name=at)) == "2026-11-23 10:20:30"

    def test_a_language_that_we_do_not_speak_is_refused(self) -> None:
        with pytest.raises(ValueError, match="'de'"):
            i18n.speaker("de")


@pytest.mark.parametrize(("count", "expected"), [(1, "1 row"), (0, "0 rows"), (21, "21 rows")])
def test_english_has_two_plural_forms(count: int, expected: str) -> None:
    assert ntr("{count} row", "{count} rows", count) == expected


@pytest.mark.parametrize(
    ("language", "expected"), [("en", "2026-11-23 13:20:30"), ("ru", "23.11.2026 13:20:30")]
)
def test_a_moment_is_told_in_local_time(
    translated: Path, monkeypatch: pytest.MonkeyPatch, language: str, expected: str
) -> None:
    assert translated.exists()
    i18n.install(language)
    at = datetime(2026, 11, 23, 10, 20, 30, tzinfo=UTC)
    monkeypatch.setenv("TZ", "XXX-3")
    time.tzset()
    try:
        assert moment(at) == expected
        assert render(phrase("Hello, {name}", name=at)).endswith(expected)
    finally:
        monkeypatch.undo()
        time.tzset()


def test_the_russian_catalogue_is_complete() -> None:
    assert tool.check(PROJECT) == []


class TestCatalogues:
    def test_words_are_collected_from_literals_nested_ones_too(self, tree: Path) -> None:
        words = tool.collect(tree)
        assert set(words.found) == {
            ("Hello, {name}",),
            ("you",),
            ("Nested {cause}",),
            ("inner words",),
            ("{count} row", "{count} rows"),
            ("Of a module",),
        }
        assert words.problems == []

    @pytest.mark.parametrize("argument", ["name", 'f"of {name}"', '"a" + b', "", "*names", "5"])
    @pytest.mark.parametrize("keyword", ["tr", "phrase", "self.phrase"])
    def test_a_call_without_a_literal_is_found(
        self, tree: Path, keyword: str, argument: str
    ) -> None:
        (tree / "otp_gui" / "bad.py").write_text(f"x = 1\ny = {keyword}({argument})\n")
        assert "otp_gui/bad.py:2: not a literal" in tool.check(tree)

    def test_one_text_with_and_without_a_plural_is_found(self, tree: Path) -> None:
        (tree / "otp_gui" / "bad.py").write_text('x = tr("{count} row")\n')
        assert any("with and without a plural" in problem for problem in tool.check(tree))

    def test_an_update_adds_new_words_and_drops_old_ones(self, tree: Path) -> None:
        po(tree).write_text(
            PO_HEAD
            + '# A hint.\nmsgid "you"\nmsgstr "ты"\n\n'
            + 'msgid "gone"\nmsgstr "нет"\n\n#~ msgid "old"\n#~ msgstr "старое"\n'
        )
        tool.update_catalogues(tree)
        text = po(tree).read_text()
        assert '# A hint.\n#: otp_gui/module.py\nmsgid "you"\nmsgstr "ты"\n' in text
        assert 'msgid "Of a module"\nmsgstr ""\n' in text
        assert "gone" not in text
        assert "old" not in text

    def test_an_update_names_no_dates_lines_or_machine_and_repeats_itself(self, tree: Path) -> None:
        tool.update_catalogues(tree)
        first = po(tree).read_bytes()
        (tree / "otp_gui" / "module.py").write_text("\n\n\n" + SOURCE)
        tool.update_catalogues(tree)
        assert po(tree).read_bytes() == first
        assert str(tree).encode() not in first
        assert b"Date" not in first
        assert b"module.py:" not in first

    def test_a_check_names_what_is_wrong(self, tree: Path) -> None:
        po(tree).write_text(
            PO_HEAD
            + 'msgid "Hello, {name}"\nmsgstr "Привет, {nane}"\n\n'
            + '#, fuzzy\nmsgid "you"\nmsgstr "ты"\n\n'
            + 'msgid "gone"\nmsgstr "нет"\n\n'
            + 'msgid "Of a module"\nmsgstr ""\n\n'
            + 'msgid "inner words"\nmsgstr "{"\n\n'
            + 'msgid "{count} row"\nmsgid_plural "{count} rows"\n'
            + 'msgstr[0] "строка"\nmsgstr[1] "{count} строки"\nmsgstr[2] ""\n\n'
        )
        name = "resources/locale/ru/LC_MESSAGES/otp_gui.po"
        assert sorted(tool.check(tree)) == sorted(
            [
                f"{name}: missing: 'Nested {{cause}}'",
                f"{name}: obsolete: 'gone'",
                f"{name}: fuzzy: 'you'",
                f"{name}: untranslated: 'Of a module'",
                f"{name}: untranslated: '{{count}} rows'",
                f"{name}: other place-holders than 'Hello, {{name}}': 'Привет, {{nane}}'",
                f"{name}: other place-holders than 'inner words': '{{'",
            ]
        )

    def test_each_plural_form_needs_the_place_holders(self, translated: Path) -> None:
        text = po(translated).read_text()
        po(translated).write_text(text.replace("{count} строки", "две строки"))
        assert [p for p in tool.check(translated) if "place-holders" in p] != []

    def test_compiling_gives_the_same_bytes_each_time(self, translated: Path) -> None:
        (compiled,) = tool.compile_catalogues(translated)
        first = compiled.read_bytes()
        compiled.unlink()
        assert tool.compile_catalogues(translated) == [compiled]
        assert compiled.read_bytes() == first
        assert b"Date: 2000-01-01" in first
        assert [path.suffix for path in sorted(compiled.parent.iterdir())] == [".mo", ".po"]

    @pytest.mark.parametrize(
        ("target", "version", "included"),
        [("wheel", "standard", True), ("wheel", "editable", False), ("sdist", "standard", False)],
    )
    def test_a_build_compiles_and_a_wheel_takes_the_resources_in(
        self, translated: Path, target: str, version: str, *, included: bool
    ) -> None:
        for compiled in tool.compile_catalogues(translated):
            compiled.unlink()
        hook = tool.CatalogueBuildHook(str(translated), {}, None, None, "", target)
        build_data: dict[str, dict[str, str]] = {"force_include": {}}
        hook.initialize(version, build_data)
        assert po(translated).with_suffix(".mo").is_file()
        assert build_data["force_include"] == (
            {"resources": "otp_gui/resources"} if included else {}
        )

    @pytest.mark.parametrize(
        ("option", "code"), [("--check", 1), ("--update", 0), ("--extract", 0)]
    )
    def test_the_command_line(
        self,
        tree: Path,
        monkeypatch: pytest.MonkeyPatch,
        capsys: pytest.CaptureFixture[str],
        option: str,
        code: int,
    ) -> None:
        monkeypatch.setattr(tool, "ROOT", tree)
        assert tool.main([option]) == code
        out, err = capsys.readouterr()
        assert ("missing: 'you'" in err) is (option == "--check")
        assert (out == "resources/locale/ru/LC_MESSAGES/otp_gui.mo\n") is (code == 0)


@pytest.mark.parametrize(("language", "text"), [("en", "1,234,567"), ("ru", "1\u00a0234\u00a0567")])
def test_a_figure_is_written_as_the_language_does(language: str, text: str) -> None:
    i18n.install(language)
    assert i18n.figure(1_234_567) == text
    assert i18n.figure(999) == "999"


@pytest.mark.parametrize("other", ["заказчик", "request ID"])
def test_russian_has_one_name_for_one_thing(other: str) -> None:
    """The customer is «клиент», and what is typed into the form is «ID запроса»."""
    catalogue = i18n._translations("ru")
    assert isinstance(catalogue, gettext.GNUTranslations)
    texts = catalogue._catalog.values()  # type: ignore[attr-defined] # typeshed leaves it out
    assert [text for text in texts if other.lower() in str(text).lower()] == []
