import errno
import stat
from pathlib import Path

import pytest

from otp_gui import paths
from otp_gui.i18n import render


def test_everything_lies_under_the_home_of_the_variable(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(paths.HOME_VARIABLE, str(tmp_path / "home"))
    found = paths.default()
    home = tmp_path / "home"
    assert found.environments == home / "config" / "environments.toml"
    assert found.settings == home / "config" / "settings.toml"
    assert found.history == home / "data" / "history.sqlite3"
    assert found.log == home / "logs" / "otp-gui.log"


def test_a_relative_home_does_not_move_with_the_working_directory(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv(paths.HOME_VARIABLE, "here")
    assert paths.default() == paths.under(tmp_path / "here")


def test_a_tilde_is_the_users_home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv(paths.HOME_VARIABLE, "~/otp")
    assert paths.default() == paths.under(tmp_path / "otp")


@pytest.mark.parametrize("value", [None, ""])
def test_without_the_variable_the_platform_decides(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, value: str | None
) -> None:
    monkeypatch.delenv(paths.HOME_VARIABLE)
    if value is not None:
        monkeypatch.setenv(paths.HOME_VARIABLE, value)
    monkeypatch.setenv("HOME", str(tmp_path))
    for name in ("XDG_CONFIG_HOME", "XDG_DATA_HOME", "XDG_STATE_HOME", "XDG_CACHE_HOME"):
        monkeypatch.setenv(name, str(tmp_path / name.lower()))
    found = paths.default()
    assert len({found.config, found.data, found.logs}) == 3
    for directory in (found.config, found.data, found.logs):
        assert directory.is_relative_to(tmp_path)
        assert "otp-gui" in directory.parts


def test_the_directories_are_private_even_if_they_were_not(tmp_path: Path) -> None:
    found = paths.under(tmp_path / "home")
    found.config.mkdir(parents=True, mode=0o755)
    found.create()
    found.create()
    for directory in (found.config, found.data, found.logs):
        assert stat.S_IMODE(directory.stat().st_mode) == 0o700


def test_what_the_directories_lie_in_is_made_private_too(tmp_path: Path) -> None:
    home = tmp_path / "of" / "the" / "tool"
    paths.under(home).create()
    for made in (home, home.parent, home.parent.parent):
        assert stat.S_IMODE(made.stat().st_mode) == 0o700


def test_only_the_permissions_of_others_are_taken(tmp_path: Path) -> None:
    found = paths.under(tmp_path / "home")
    found.config.mkdir(parents=True)
    found.config.chmod(0o2555)
    found.create()
    assert stat.S_IMODE(found.config.stat().st_mode) == 0o2500


@pytest.mark.parametrize("refusal", [errno.EPERM, errno.EACCES, errno.EROFS])
def test_a_directory_that_somebody_else_owns_is_used_as_it_is(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, refusal: int
) -> None:
    def refuse(path: Path, _mode: int) -> None:
        raise OSError(refusal, "refused", str(path))

    found = paths.under(tmp_path / "home")
    for directory in (found.config, found.data):
        directory.mkdir(parents=True)
        directory.chmod(0o755)
    monkeypatch.setattr(Path, "chmod", refuse)
    found.create()
    assert found.logs.is_dir()


def test_one_directory_that_is_refused_does_not_cost_the_others(tmp_path: Path) -> None:
    found = paths.under(tmp_path / "home")
    found.config.parent.mkdir()
    found.config.write_text("in the way")
    with pytest.raises(FileExistsError):
        found.create()
    assert found.data.is_dir()
    assert found.logs.is_dir()


@pytest.mark.parametrize("value", ["~no-such-user-of-this-machine/x", "loop/home"])
def test_a_home_that_is_no_directory_is_told_in_words(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, value: str
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("loop").symlink_to("loop")
    monkeypatch.setenv(paths.HOME_VARIABLE, value)
    with pytest.raises(paths.NoHomeError) as refused:
        paths.default()
    assert render(refused.value.explanation).endswith(value)


def test_a_file_in_the_way_is_told(tmp_path: Path) -> None:
    (tmp_path / "home").write_text("in the way")
    with pytest.raises(OSError, match="home"):
        paths.under(tmp_path / "home").create()


def test_the_administrators_files_count_wherever_the_users_lie(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv(paths.SYSTEM_VARIABLE)
    monkeypatch.setattr(paths, "_platforms_place", lambda: tmp_path / "etc")
    assert paths.default().policy == tmp_path / "etc" / "otp-gui" / "policy.toml"
    assert paths.default().provided_environments == (
        tmp_path / "etc" / "otp-gui" / "environments.toml"
    )


def test_a_variable_leads_elsewhere_only_where_the_administrator_has_put_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    place = tmp_path / "etc" / "otp-gui"
    monkeypatch.setenv(paths.SYSTEM_VARIABLE, str(tmp_path / "elsewhere"))
    monkeypatch.setattr(paths, "_platforms_place", lambda: tmp_path / "etc")
    assert paths.system_directory() == tmp_path / "elsewhere"
    place.mkdir(parents=True)
    assert paths.system_directory() == tmp_path / "elsewhere"
    (place / "policy.toml").touch()
    assert paths.system_directory() == place
