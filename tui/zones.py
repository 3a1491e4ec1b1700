"""Time zones a member can choose: what this machine says, what is known, and what was probably meant."""

from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path
from zoneinfo import ZoneInfo, available_timezones

UTC = "UTC"


def known(name: str) -> bool:
    """Tell whether this machine knows a zone of that name."""
    try:
        ZoneInfo(name)
    except (KeyError, ValueError, OSError):
        return name == UTC
    return True


def system_zone(environ: Mapping[str, str], etc: Path = Path("/etc")) -> str:
    """Return the zone this machine is set to: TZ, then /etc/timezone, then where /etc/localtime leads; else UTC."""
    for name in (environ.get("TZ", "").removeprefix(":"), _written(etc / "timezone"), _linked(etc / "localtime")):
        if name and known(name):
            return name
    return UTC


def _written(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8").strip()
    except (OSError, UnicodeError):
        return ""


def _linked(path: Path) -> str:
    try:
        return str(path.readlink()).partition("zoneinfo/")[2]
    except OSError:
        return ""


def matching(typed: str, most: int = 3) -> tuple[str, ...]:
    """Return the zones that were probably meant: those whose city begins so, then those that hold the words at all."""
    wanted = typed.strip().lower().replace(" ", "_")
    if not wanted:
        return ()
    held = [name for name in _all() if wanted in name.lower()]
    return tuple(sorted(held, key=lambda name: _rank(name, wanted))[:most])


def _rank(name: str, wanted: str) -> tuple[bool, bool, str]:
    area, _slash, city = name.rpartition("/")
    return not city.lower().startswith(wanted), not area, name


@lru_cache(maxsize=1)
def _all() -> tuple[str, ...]:
    return tuple(sorted(name for name in available_timezones() if not name.startswith(("Etc/", "posix", "right"))))
