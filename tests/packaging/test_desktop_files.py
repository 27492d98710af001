"""The files by which a Linux desktop knows the program agree with the program."""

import re
from configparser import ConfigParser
from xml.etree import ElementTree as ET

import pytest

from otp_gui import __version__
from otp_gui.domain.link import SCHEME
from tests.checkout import TOP

DESKTOP = TOP / "resources" / "desktop"
LANGUAGE = "{http://www.w3.org/XML/1998/namespace}lang"


@pytest.fixture
def entry() -> dict[str, str]:
    parser = ConfigParser(interpolation=None)
    parser.optionxform = str  # type: ignore[assignment,method-assign]  # the way that its docs name
    parser.read(DESKTOP / "otp-gui.desktop", "utf-8")
    return dict(parser["Desktop Entry"])


@pytest.fixture
def metainfo() -> ET.Element:
    (file,) = DESKTOP.glob("*.metainfo.xml")
    return ET.parse(file).getroot()  # noqa: S314 - our own file


def test_the_desktop_opens_the_links_that_the_program_reads(entry: dict[str, str]) -> None:
    assert f"x-scheme-handler/{SCHEME};" in entry["MimeType"]
    assert entry["Exec"] == "otp-gui %u"


def test_the_window_belongs_to_its_entry_and_icon(entry: dict[str, str]) -> None:
    source = (TOP / "otp_gui/ui/app.py").read_text("utf-8")
    assert '_NAME: Final = "otp-gui"' in source
    assert "app.setDesktopFileName(_NAME)" in source
    assert entry["StartupWMClass"] == entry["Icon"] == "otp-gui"
    assert (TOP / "resources/icons" / f"{entry['Icon']}.svg").is_file()


def test_everything_read_in_a_menu_is_said_in_russian(entry: dict[str, str]) -> None:
    for key in ("GenericName", "Comment", "Keywords"):
        assert re.search("[а-яё]{3}", entry[f"{key}[ru]"])


def test_the_metainfo_leads_to_the_entry(metainfo: ET.Element) -> None:
    (file,) = DESKTOP.glob("*.metainfo.xml")
    assert metainfo.findtext("id") == file.name.removesuffix(".metainfo.xml")
    assert metainfo.findtext("launchable") == "otp-gui.desktop"
    assert metainfo.findtext("icon") == "otp-gui"
    assert f"x-scheme-handler/{SCHEME}" in [e.text for e in metainfo.iter("mediatype")]


def test_the_metainfo_says_everything_in_russian(metainfo: ET.Element) -> None:
    for tag in ("summary", "p", "li"):
        said = [element.get(LANGUAGE) for element in metainfo.iter(tag)]
        assert said.count("ru") == said.count(None) > 0


def test_the_newest_release_is_this_version_as_the_changelog_dates_it(
    metainfo: ET.Element,
) -> None:
    changelog = (TOP / "CHANGELOG.md").read_text("utf-8")
    dated = dict(re.findall(r"^## (\d\S*) – (\d{4}-\d\d-\d\d)$", changelog, re.MULTILINE))
    releases = [(e.get("version"), e.get("date")) for e in metainfo.iter("release")]
    assert releases == list(dated.items())
    assert releases[0][0] == __version__
