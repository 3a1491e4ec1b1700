"""Reads a `.env` file beside the environment, without ever putting what it says into the environment.

The file is read from its opened descriptor, so that what was checked is what was read. Variables are not expanded: a
token that holds `${…}` would be changed silently.
"""

import io
import os
import stat
from collections.abc import Mapping
from pathlib import Path

from backend.config.errors import ConfigError
from backend.config.variables import ENV_FILE, PREFIX, is_secret


def variables(environ: Mapping[str, str], cwd: Path) -> dict[str, str]:
    """Return our variables: those of the `.env` file, overruled by those of the environment.

    The file is the one NIGHTDESK_ENV_FILE names (empty: none), else `.env` in `cwd` if there is one.
    Raises ConfigError for a named file that is missing, a line that cannot be read, or secrets open to others.
    """
    ours = {name: value for name, value in environ.items() if name.startswith(PREFIX)}
    named = environ.get(ENV_FILE)
    if named == "":
        return ours
    path = cwd / (named or ".env")
    try:
        text, mode, owner = _read(path)
    except FileNotFoundError:
        if named:
            raise ConfigError("config.no_env_file", file=str(path)) from None
        return ours
    except (OSError, UnicodeDecodeError) as error:
        raise ConfigError("config.env_unreadable", file=str(path)) from error
    found = {name: value for name, value in parse(text, str(path)).items() if name.startswith(PREFIX)}
    if any(is_secret(name, value) for name, value in found.items()):
        check_private(str(path), mode, owner)
    return {**found, **ours}


def parse(text: str, name: str) -> dict[str, str]:
    """Return the variables of a `.env` file's text; `name` is what to call it.

    Raises ConfigError with the line's number where python-dotenv itself would skip the line with a log message.
    """
    from dotenv import dotenv_values  # 45 ms, and most desks have no such file
    from dotenv.parser import parse_stream

    for line in parse_stream(io.StringIO(text)):
        if line.error or (line.key is not None and line.value is None):
            lead = line.original.string
            skipped = len(lead[: len(lead) - len(lead.lstrip())].splitlines())
            raise ConfigError("config.env_line", file=name, line=line.original.line + skipped)
    return {key: value or "" for key, value in dotenv_values(stream=io.StringIO(text), interpolate=False).items()}


def check_private(name: str, mode: int, owner: int) -> None:
    """Refuse a file with secrets that others can read, or that another user owns. Raises ConfigError."""
    if owner != os.geteuid():
        raise ConfigError("config.not_owner", file=name, owner=user_name(owner), user=user_name(os.geteuid()))
    if stat.S_IMODE(mode) & 0o077:
        raise ConfigError("config.open_file", file=name, mode=f"{stat.S_IMODE(mode):04o}")


def user_name(uid: int) -> str:
    """Return a user's name, or the number where it has none."""
    import pwd

    try:
        return pwd.getpwuid(uid).pw_name
    except KeyError:
        return str(uid)


def _read(path: Path) -> tuple[str, int, int]:
    with path.open("rb") as file:
        status = os.fstat(file.fileno())
        return file.read().decode("utf-8-sig"), status.st_mode, status.st_uid
