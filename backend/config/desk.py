"""What a desk needs to know to start: where the store is, and in which language to speak. No secret of a platform."""

from collections.abc import Mapping
from dataclasses import field
from pathlib import Path

from backend.config.envfile import variables
from backend.config.errors import ConfigError
from backend.config.variables import DATA_DIR, DATABASE_URL, KEYMAP, LANGUAGE, LAYOUT, SYMBOLS, THEME
from backend.model.value import dataclass

STORE_FILE = "nightdesk.sqlite3"
KEYMAP_FILE = "keys.toml"

_SCHEMES = ("sqlite:///", "postgresql://", "postgres://", "postgresql+psycopg://")


@dataclass(frozen=True, slots=True)
class DeskSettings:
    """Where the store is and how this desk speaks. `url` may hold the database's password, hence no repr of it.

    `language` is what was asked for (`sv`), or what the terminal's locale says, empty when neither says any. `theme`,
    `symbols` and `layout` are as written, empty where nothing is: what can be chosen is known to the screens. `keymap`
    is the file that changes keys: a named one, there or not, else the usual one if it is there, else None.
    """

    url: str = field(repr=False)
    data_dir: Path
    language: str = ""
    theme: str = ""
    symbols: str = ""
    layout: str = ""
    keymap: Path | None = None


def desk_settings(environ: Mapping[str, str], cwd: Path) -> DeskSettings:
    """Read the desk's settings. Raises ConfigError."""
    return settings_of(variables(environ, cwd), environ, cwd)


def settings_of(ours: Mapping[str, str], environ: Mapping[str, str], cwd: Path) -> DeskSettings:
    """Read the desk's settings from variables already collected. Raises ConfigError."""
    named = ours.get(DATA_DIR)
    folder = cwd / Path(named).expanduser() if named else _default_folder()
    url = ours.get(DATABASE_URL) or f"sqlite:///{folder / STORE_FILE}"
    if not url.startswith(_SCHEMES):
        raise ConfigError("config.database_url")
    language = ours.get(LANGUAGE) or _locale(environ)
    theme, symbols, layout = (ours.get(name, "") for name in (THEME, SYMBOLS, LAYOUT))
    keymap = _keymap(ours.get(KEYMAP), environ, cwd)
    return DeskSettings(_absolute(url, cwd), folder, language, theme, symbols, layout, keymap)


def usual_keymap(environ: Mapping[str, str]) -> Path:
    """Return where a keymap file lies unless another is named: in the user's settings (XDG base directories)."""
    # by hand: platformdirs would cost every start more than reading the file
    named = environ.get("XDG_CONFIG_HOME", "")
    folder = Path(named) if named.startswith("/") else Path(environ.get("HOME") or "/", ".config")
    return folder / "nightdesk" / KEYMAP_FILE


def _keymap(named: str | None, environ: Mapping[str, str], cwd: Path) -> Path | None:
    if named is not None:
        return cwd / Path(named).expanduser() if named else None
    usual = usual_keymap(environ)
    try:
        return usual if usual.exists() else None
    except OSError:  # settings of somebody else's
        return None


def _absolute(url: str, cwd: Path) -> str:
    if not url.startswith("sqlite:///"):
        return url
    return f"sqlite:///{cwd / Path(url.removeprefix('sqlite:///')).expanduser()}"


def _default_folder() -> Path:
    from platformdirs import user_data_path

    return user_data_path("nightdesk", appauthor=False)


def _locale(environ: Mapping[str, str]) -> str:
    """Return the language of the terminal's locale as POSIX ranks the variables."""
    for name in ("LC_ALL", "LC_MESSAGES", "LANG"):
        if value := environ.get(name):
            code = value.split(".")[0].split("_")[0].lower()
            return "" if code in ("c", "posix") else code
    return ""
