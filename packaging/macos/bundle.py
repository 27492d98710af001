"""What macOS is told of ``OTP GUI.app``, as its ``Info.plist``; ``otp_gui.spec`` puts it in."""

from typing import Final

NAME: Final = "OTP GUI"
# A bundle's identifier has no underscore; it is else that of the desktop's metadata on Linux.
IDENTIFIER: Final = "internal.otp-gui.OtpGui"
SCHEME: Final = "otp-gui"
EXECUTABLE: Final = "otp-gui"
MINIMUM_SYSTEM: Final = "13.0"
"""Below it Qt's libraries do not load, as the name of PySide6's wheel says."""
LANGUAGES: Final = ("en", "ru")


def info_plist(version: str) -> dict[str, object]:
    """Return the entries for ``version``."""
    return {
        "CFBundleName": NAME,
        "CFBundleDisplayName": NAME,
        "CFBundleIdentifier": IDENTIFIER,
        "CFBundleExecutable": EXECUTABLE,
        "CFBundlePackageType": "APPL",
        "CFBundleShortVersionString": version,
        "CFBundleVersion": version,
        "CFBundleDevelopmentRegion": LANGUAGES[0],
        "CFBundleLocalizations": list(LANGUAGES),
        # The file dialogs of the system speak the language of the window, not that of the region.
        "CFBundleAllowMixedLocalizations": True,
        "CFBundleURLTypes": [
            {
                "CFBundleURLName": IDENTIFIER,
                "CFBundleURLSchemes": [SCHEME],
                "CFBundleTypeRole": "Viewer",
            }
        ],
        "LSMinimumSystemVersion": MINIMUM_SYSTEM,
        "LSApplicationCategoryType": "public.app-category.developer-tools",
        # The folder holds a console program, too; PyInstaller would else hide the whole from the
        # Dock.
        "LSBackgroundOnly": False,
        "NSHighResolutionCapable": True,
        "NSPrincipalClass": "NSApplication",
        "NSHumanReadableCopyright": "MIT licence",
    }
