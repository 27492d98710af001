import sys

import pytest

import contents

QT = "PySide6/Qt"


@pytest.mark.parametrize(
    "name",
    [
        f"{QT}/lib/libQt6Core.so.6",
        f"{QT}/lib/libQt6DBus.so.6",
        f"{QT}/lib/libicudata.so.73",
        f"{QT}/plugins/platforms/libqxcb.so",
        f"{QT}/plugins/platforms/libqwayland.so",
        f"{QT}/plugins/platforms/libqoffscreen.so",
        f"{QT}/plugins/platformthemes/libqgtk3.so",
        f"{QT}/plugins/iconengines/libqsvgicon.so",
        f"{QT}/translations/qtbase_ru.qm",
        "PySide6/QtWidgets.abi3.so",
        "PySide6/libpyside6.abi3.so.6.11",
        "shiboken6/Shiboken.abi3.so",
        "libpython3.11.so.1.0",
        "libxcb-cursor.so.0",
        "python3.11/lib-dynload/_ssl.cpython-311-x86_64-linux-gnu.so",
        "keyring-25.7.0.dist-info/entry_points.txt",
        "certifi/cacert.pem",
    ],
)
def test_what_is_used_stays(name: str) -> None:
    assert contents.keeps(name, "linux")


@pytest.mark.parametrize(
    "name",
    [
        f"{QT}/lib/libQt6Pdf.so.6",
        f"{QT}/lib/libQt6Qml.so.6",
        f"{QT}/lib/libQt6Test.so.6",
        f"{QT}/plugins/platforms/libqeglfs.so",
        f"{QT}/plugins/imageformats/libqpdf.so",
        f"{QT}/plugins/tls/libqopensslbackend.so",
        f"{QT}/plugins/qmltooling/libqmldbg_debugger.so",
        f"{QT}/translations/qtbase_de.qm",
        f"{QT}/translations/assistant_ru.qm",
        "libgtk-3.so.0",
        "libglib-2.0.so.0",
        "libssl.so.3",
        "libstdc++.so.6",
        "keyring-25.7.0.dist-info/RECORD",
        "otp_gui-0.1.0.dist-info/direct_url.json",
    ],
)
def test_what_is_not_used_goes(name: str) -> None:
    assert not contents.keeps(name, "linux")


def test_a_module_of_python_beside_the_libraries_stays() -> None:
    # The keyring's encryption loads it, by no import that can be seen.
    assert contents.keeps("_cffi_backend.cpython-311-x86_64-linux-gnu.so", "linux")


@pytest.mark.parametrize(
    ("name", "stays"),
    [
        ("PySide6/Qt6Core.dll", True),
        ("PySide6/plugins/platforms/qwindows.dll", True),
        ("PySide6/translations/qtbase_ru.qm", True),
        ("PySide6/QtCore.pyd", True),
        ("VCRUNTIME140.dll", True),
        ("libcrypto-3.dll", True),
        ("PySide6/Qt6Pdf.dll", False),
        ("PySide6/opengl32sw.dll", False),
        ("PySide6/D3Dcompiler_47.dll", False),
        ("PySide6/plugins/platforms/qdirect2d.dll", False),
    ],
)
def test_windows_names_its_files_otherwise(name: str, stays: bool) -> None:  # noqa: FBT001
    assert contents.keeps(name, "win32") == stays


@pytest.mark.parametrize(
    ("name", "stays"),
    [
        ("PySide6/Qt/lib/QtCore.framework/Versions/A/QtCore", True),
        ("PySide6/Qt/plugins/platforms/libqcocoa.dylib", True),
        ("libssl.3.dylib", True),
        ("PySide6/Qt/lib/QtPdf.framework/Versions/A/QtPdf", False),
        ("PySide6/Qt/plugins/imageformats/libqpdf.dylib", False),
    ],
)
def test_macos_names_its_files_otherwise(name: str, stays: bool) -> None:  # noqa: FBT001
    assert contents.keeps(name, "darwin") == stays


def test_resources_go_in_as_the_program_reads_them() -> None:
    assert contents.keeps_resource("icons/otp-gui.svg")
    assert contents.keeps_resource("locale/ru/LC_MESSAGES/otp_gui.mo")
    assert not contents.keeps_resource("locale/ru/LC_MESSAGES/otp_gui.po")
    assert not contents.keeps_resource("desktop/otp-gui.desktop")


def test_tools_and_tests_have_no_place_in_a_build() -> None:
    names = ["otp_gui.ui.app", "pip", "pip._vendor", "h11._tests", "h11.tests.test_x", "attr"]
    assert contents.unwanted_modules(names) == [
        "attr",
        "h11._tests",
        "h11.tests.test_x",
        "pip",
        "pip._vendor",
    ]
    assert not contents.unwanted_modules(["attrition", "statistics", "openpyxl.chart.protest"])


def test_nothing_is_both_wanted_and_excluded() -> None:
    assert not contents.unwanted_modules(contents.HIDDEN_MODULES)


def test_no_module_of_the_product_is_excluded() -> None:
    ours = [name for name in sys.modules if name.partition(".")[0] == "otp_gui"]
    assert not contents.unwanted_modules(ours)
