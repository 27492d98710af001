"""The rules by which the packages of Linux are made; that they install is proven by a build."""

import gzip
import subprocess
from datetime import UTC, datetime
from pathlib import Path

import pytest

from linux import by_reference, compare, dependencies, make_deb, share
from tests.checkout import TOP

AT = datetime(2026, 11, 25, 4, 29, tzinfo=UTC)


@pytest.mark.parametrize(
    ("ours", "debians"),
    [
        ("1.2.0", "1.2.0"),
        ("1.2.0.dev3", "1.2.0~dev3"),
        ("1.2.0rc1", "1.2.0~rc1"),
        ("1.2.0b2", "1.2.0~b2"),
    ],
)
def test_a_version_before_a_release_comes_before_it(ours: str, debians: str) -> None:
    assert make_deb.debian_version(ours) == debians


def test_the_changelog_has_the_form_that_debian_reads(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OTP_GUI_MAINTAINER", "Help Desk <desk@help.invalid>")
    first, _, entry, _, last = make_deb.changelog("0.1.0", AT).splitlines()
    assert first == "otp-gui (0.1.0) stable; urgency=medium"
    assert entry.startswith("  * ")
    assert last == " -- Help Desk <desk@help.invalid>  Wed, 25 Nov 2026 04:29:00 +0000"


def test_the_dependencies_are_read_from_what_dpkg_prints() -> None:
    printed = "shlibs:Suggests=libgtk-3-0\nshlibs:Depends=libc6 (>= 2.35), zlib1g\n"
    assert dependencies.parse(printed) == ["libc6 (>= 2.35)", "zlib1g"]
    with pytest.raises(ValueError, match="no dependencies"):
        dependencies.parse("")


def test_programs_and_libraries_are_told_from_other_files(tmp_path: Path) -> None:
    (tmp_path / "lib").mkdir()
    (tmp_path / "lib/one.so").write_bytes(b"\x7fELF\x02")
    (tmp_path / "lib/link.so").symlink_to("one.so")
    (tmp_path / "words.txt").write_bytes(b"ELF")
    (tmp_path / "empty").touch()
    assert dependencies.elf_files(tmp_path) == [tmp_path / "lib/one.so"]


@pytest.mark.parametrize("licence", ["GPL-3.0.txt", "LGPL-3.0.txt"])
def test_long_licences_are_told_by_reference(licence: str) -> None:
    whole = (TOP / "packaging" / "licences" / licence).read_text("utf-8")
    short = by_reference.by_reference(f"Qt (LGPL)\n\n{whole}\n\nICU (Unicode)\n")
    assert "/usr/share/common-licenses/" in short
    assert len(short) < len(whole) / 4
    assert short.startswith("Qt (LGPL)\n")
    assert short.endswith("ICU (Unicode)\n")


def test_a_compressed_page_holds_no_time_and_no_name(tmp_path: Path) -> None:
    page = tmp_path / "otp-gui.1"
    page.write_text("page")
    share.compress(page)
    packed = (tmp_path / "otp-gui.1.gz").read_bytes()
    assert gzip.decompress(packed) == b"page"
    assert packed[3:8] == bytes(5)
    assert not page.exists()


def test_a_comparison_names_what_is_missing_and_what_differs(tmp_path: Path) -> None:
    for folder, words in (("first", "a"), ("second", "b")):
        (tmp_path / folder).mkdir()
        (tmp_path / folder / "same").write_text("same")
        (tmp_path / folder / "other").write_text(words)
        (tmp_path / folder / f"only-{words}").write_text("")
    found = compare.differences(*(compare.contents(tmp_path / f) for f in ("first", "second")))
    assert found == ["only in the first: only-a", "only in the second: only-b", "differs: other"]


@pytest.mark.parametrize("script", sorted((TOP / "packaging" / "linux").rglob("*.sh")), ids=str)
def test_every_script_is_one_that_bash_can_read(script: Path) -> None:
    subprocess.run(["bash", "-n", script], check=True)
