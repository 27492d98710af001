"""What Windows shows of an executable under *Properties*, and installers compare."""

import re
from typing import Final

_NUMBERS: Final = re.compile(r"(\d+)\.(\d+)\.(\d+)")
_NEUTRAL_UNICODE: Final = ("000004B0", [0, 1200])


def version_resource(version: str, program: str, description: str) -> str:
    """Return the text of a version file for PyInstaller's ``EXE(version=…)``.

    :raises ValueError: for a version that does not begin with three numbers.
    """
    match = _NUMBERS.match(version)
    if match is None:
        raise ValueError(f"no version of three numbers: {version!r}")
    numbers = (*map(int, match.groups()), 0)
    block, translation = _NEUTRAL_UNICODE
    texts = {
        "CompanyName": "OTP GUI",
        "FileDescription": description,
        "FileVersion": version,
        "InternalName": program,
        "LegalCopyright": "MIT licence",
        "OriginalFilename": f"{program}.exe",
        "ProductName": "OTP GUI",
        "ProductVersion": version,
    }
    entries = ",\n".join(
        f"            StringStruct({name!r}, {text!r})" for name, text in texts.items()
    )
    return f"""\
VSVersionInfo(
    ffi=FixedFileInfo(
        filevers={numbers},
        prodvers={numbers},
        mask=0x3F,
        flags=0x0,
        OS=0x40004,
        fileType=0x1,
        subtype=0x0,
        date=(0, 0),
    ),
    kids=[
        StringFileInfo([StringTable({block!r}, [
{entries},
        ])]),
        VarFileInfo([VarStruct('Translation', {translation})]),
    ],
)
"""
