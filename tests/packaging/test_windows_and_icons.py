import struct

import pytest

import draw_icons
from otp_gui import __version__
from version_resource import version_resource

PNG = b"\x89PNG made up"


def test_windows_is_told_the_version_of_the_package() -> None:
    resource = version_resource("1.22.3", "otp-check", "OTP GUI, console")
    assert "filevers=(1, 22, 3, 0)" in resource
    assert "StringStruct('ProductVersion', '1.22.3')" in resource
    assert "StringStruct('OriginalFilename', 'otp-check.exe')" in resource
    assert "filevers=(" in version_resource(__version__, "otp-gui", "OTP GUI")


def test_a_version_file_is_an_expression_as_pyinstaller_reads_it() -> None:
    compile(version_resource("1.2.3.dev4", "otp-gui", "It's"), "version", "eval")


def test_a_version_without_three_numbers_is_refused() -> None:
    with pytest.raises(ValueError, match="three numbers"):
        version_resource("1.2", "otp-gui", "OTP GUI")


def test_an_icon_of_windows_leads_to_each_drawing() -> None:
    icon = draw_icons.ico({256: PNG, 16: b"small"})
    assert struct.unpack_from("<HHH", icon) == (0, 1, 2)
    small, large = (struct.unpack_from("<BBBBHHII", icon, 6 + 16 * n) for n in range(2))
    assert small[:2] == (16, 16)
    # Zero stands for 256.
    assert large[:2] == (0, 0)
    for (*_, length, offset), drawing in ((small, b"small"), (large, PNG)):
        assert icon[offset : offset + length] == drawing


def test_an_icon_of_macos_tells_its_length_and_that_of_each_drawing() -> None:
    icon = draw_icons.icns({128: PNG})
    assert icon == struct.pack(">4sI4sI", b"icns", 16 + len(PNG), b"ic07", 8 + len(PNG)) + PNG
