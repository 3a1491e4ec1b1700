"""Settings: the file beside the environment, secrets kept out of it, and clear words for what is wrong."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from backend.config.desk import DeskSettings, desk_settings
from backend.config.errors import ConfigError
from backend.config.variables import KNOWN, TOKEN_PREFIX
from backend.config.worker import worker_settings
from backend.i18n.reasons import SENTENCES, word

ROOT = Path(__file__).parents[2]


def env_file(folder: Path, text: str, mode: int = 0o600) -> Path:
    path = folder / ".env"
    path.write_bytes(text.encode())
    path.chmod(mode)
    return path


def test_without_anything_the_store_is_a_file_in_the_data_folder(tmp_path: Path) -> None:
    settings = desk_settings({"NIGHTDESK_DATA_DIR": str(tmp_path / "d")}, tmp_path)
    assert settings.url == f"sqlite:///{tmp_path}/d/nightdesk.sqlite3"
    assert settings.data_dir == tmp_path / "d"
    assert settings.language == ""


def test_a_relative_data_folder_and_store_belong_to_the_working_directory(tmp_path: Path) -> None:
    environ = {"NIGHTDESK_DATA_DIR": "d", "NIGHTDESK_DATABASE_URL": "sqlite:///x.db"}
    settings = desk_settings(environ, tmp_path)
    assert settings.data_dir == tmp_path / "d"
    assert settings.url == f"sqlite:///{tmp_path}/x.db"


def test_the_environment_wins_over_the_file_and_the_file_stays_out_of_it(tmp_path: Path) -> None:
    env_file(tmp_path, "NIGHTDESK_DATA_DIR=/from/file\nNIGHTDESK_LANGUAGE=sv\nOTHER=1\n")
    settings = desk_settings({"NIGHTDESK_DATA_DIR": "/from/env"}, tmp_path)
    assert settings.data_dir == Path("/from/env")
    assert settings.language == "sv"
    assert "NIGHTDESK_LANGUAGE" not in os.environ
    assert "OTHER" not in os.environ


def test_a_value_is_never_expanded_and_mark_and_line_ends_of_windows_are_fine(tmp_path: Path) -> None:
    env_file(tmp_path, "\ufeffNIGHTDESK_TOKEN_NEWS='abc${HOME}def'\r\nNIGHTDESK_LANGUAGE=sv\r\n")
    settings = worker_settings({"HOME": "/root", "NIGHTDESK_DATA_DIR": str(tmp_path)}, tmp_path)
    assert settings.tokens == {"NEWS": "abc${HOME}def"}
    assert settings.secrets().load(1, "news") == {"token": "abc${HOME}def"}


@pytest.mark.parametrize(
    ("text", "line"), [("A=1\n\n# ok\nKEY:value\n", 4), ("NIGHTDESK_LANGUAGE\n", 1), ('A=1\nB="open\n', 2)]
)
def test_a_line_that_cannot_be_read_is_named(tmp_path: Path, text: str, line: int) -> None:
    env_file(tmp_path, text)
    with pytest.raises(ConfigError) as caught:
        desk_settings({}, tmp_path)
    assert caught.value.reason.code == "config.env_line"
    assert caught.value.reason.params["line"] == line
    assert f"Line {line} of" in word(caught.value.reason)


def test_a_named_file_must_be_there_and_an_empty_name_means_none(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="no_env_file"):
        desk_settings({"NIGHTDESK_ENV_FILE": "gone.env"}, tmp_path)
    env_file(tmp_path, "NIGHTDESK_LANGUAGE=sv\n")
    assert desk_settings({"NIGHTDESK_ENV_FILE": ""}, tmp_path).language == ""


@pytest.mark.parametrize(
    "text", ["NIGHTDESK_TOKEN_NEWS=x\n", "NIGHTDESK_DATABASE_URL=postgresql://u:p@h/d\n", "NIGHTDESK_APP_PASSWORD=x\n"]
)
def test_a_file_with_a_secret_that_others_can_read_is_refused(tmp_path: Path, text: str) -> None:
    path = env_file(tmp_path, text, 0o640)
    with pytest.raises(ConfigError) as caught:
        desk_settings({}, tmp_path)
    assert word(caught.value.reason).endswith(f"chmod 600 {path}")
    path.chmod(0o600)
    desk_settings({}, tmp_path)


def test_a_secret_in_another_users_file_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    env_file(tmp_path, "NIGHTDESK_TOKEN_NEWS=x\n")
    monkeypatch.setattr(os, "geteuid", lambda: 65_534)
    with pytest.raises(ConfigError, match="not_owner"):
        desk_settings({}, tmp_path)


def test_a_file_without_secrets_may_be_read_by_others(tmp_path: Path) -> None:
    env_file(tmp_path, "NIGHTDESK_LANGUAGE=sv\nNIGHTDESK_DATABASE_URL=postgresql://anna@h/d\n", 0o644)
    assert desk_settings({}, tmp_path).language == "sv"


def test_no_repr_and_no_error_holds_a_password(tmp_path: Path) -> None:
    environ = {"NIGHTDESK_DATABASE_URL": "postgresql://u:hunter2@h/d", "NIGHTDESK_TOKEN_NEWS": "hunter2"}
    assert "hunter2" not in repr(desk_settings(environ, tmp_path))
    assert "hunter2" not in repr(worker_settings(environ, tmp_path))
    with pytest.raises(ConfigError) as caught:
        desk_settings({"NIGHTDESK_DATABASE_URL": "mysql://u:hunter2@h"}, tmp_path)
    assert "hunter2" not in f"{caught.value!r} {caught.value.reason}"


def test_the_desk_has_no_field_for_a_secret_of_a_platform() -> None:
    assert set(DeskSettings.__slots__) == {"url", "data_dir", "language", "theme", "symbols", "layout", "keymap"}


@pytest.mark.parametrize(
    ("name", "value"),
    [("NIGHTDESK_POLL_S", "often"), ("NIGHTDESK_RATE_SHARE", "60"), ("NIGHTDESK_HTTP_TIMEOUT_S", "nan")],
)
def test_a_number_outside_its_bounds_is_refused_by_name(tmp_path: Path, name: str, value: str) -> None:
    with pytest.raises(ConfigError) as caught:
        worker_settings({name: value}, tmp_path)
    assert name in word(caught.value.reason)


def test_the_worker_has_its_own_places_and_pace(tmp_path: Path) -> None:
    environ = {"NIGHTDESK_DATA_DIR": "d", "NIGHTDESK_LOG_LEVEL": "DEBUG", "NIGHTDESK_READ_YOUNG_S": "7"}
    settings = worker_settings(environ, tmp_path)
    assert settings.secrets_dir == tmp_path / "d" / "secrets"
    assert settings.log_level == "debug"
    assert (settings.pace.young_s, settings.pace.week_s) == (7, 3600)
    with pytest.raises(ConfigError, match="one_of"):
        worker_settings({"NIGHTDESK_LOG_LEVEL": "loud"}, tmp_path)


@pytest.mark.parametrize(
    ("locale", "language"), [("sv_SE.UTF-8", "sv"), ("C.UTF-8", ""), ("POSIX", ""), ("de_DE", "de"), ("", "")]
)
def test_the_language_follows_the_locale(tmp_path: Path, locale: str, language: str) -> None:
    assert desk_settings({"LANG": locale, "LC_ALL": ""}, tmp_path).language == language


def test_the_desks_settings_are_light_to_import() -> None:
    heavy = ("dotenv", "platformdirs", "tempfile", "httpx", "json")
    code = f"import sys, backend.config.desk; print([name for name in {heavy} if name in sys.modules])"
    answer = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    assert answer.stdout.strip() == "[]"


def test_the_example_names_every_variable_and_no_other() -> None:
    text = (ROOT / ".env.example").read_text(encoding="utf-8")
    lines = [line.removeprefix("#").strip() for line in text.splitlines()]
    names = [line.split("=")[0] for line in lines if line.startswith("NIGHTDESK_")]
    assert [name for name in names if not name.startswith(TOKEN_PREFIX)] == list(KNOWN)
    assert [name for name in names if name.startswith(TOKEN_PREFIX)]
    for number, line in enumerate(lines):
        if line.startswith("NIGHTDESK_"):
            assert lines[number - 1], f"{line} is not explained"


def test_every_code_has_a_sentence() -> None:
    for path in (ROOT / "backend" / "config").glob("*.py"):
        text = path.read_text(encoding="utf-8")
        for code in set(re.findall(r'Error\(\s*"([a-z_]+\.[a-z_]+)"', text)):
            assert code in SENTENCES, code


def test_a_keymap_file_is_the_named_one_or_the_usual_one_if_it_is_there(tmp_path: Path) -> None:
    home = {"HOME": str(tmp_path), "NIGHTDESK_ENV_FILE": ""}
    assert desk_settings(home, tmp_path).keymap is None
    usual = tmp_path / ".config" / "nightdesk" / "keys.toml"
    usual.parent.mkdir(parents=True)
    usual.write_text("")
    assert desk_settings(home, tmp_path).keymap == usual
    assert desk_settings({**home, "XDG_CONFIG_HOME": "relative"}, tmp_path).keymap == usual
    assert desk_settings({**home, "XDG_CONFIG_HOME": str(tmp_path / "x")}, tmp_path).keymap is None
    assert desk_settings({**home, "NIGHTDESK_KEYMAP": ""}, tmp_path).keymap is None
    assert desk_settings({**home, "NIGHTDESK_KEYMAP": "mine.toml"}, tmp_path).keymap == tmp_path / "mine.toml"
