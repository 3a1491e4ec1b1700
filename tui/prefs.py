"""What a member prefers, kept beside the store so that it is known before anything is painted.

The store is the truth: what it says is applied while the desk runs, and kept here for the next start.
"""

import os
import tomllib
from contextlib import suppress
from dataclasses import asdict, fields
from pathlib import Path

from backend.i18n import LANGUAGES
from backend.model.value import dataclass
from tui.ink import themes
from tui.symbols import MODES

PANES, LINEAR = LAYOUTS = ("panes", "linear")
LEVELS = ("off", "urgent", "mine", "all")
"""What rings, or shows in the title: nothing, what is late or dangerous, what is mine as well, everything new."""

LARGEST = 4096
"""Bytes of a file that can be one of ours."""


@dataclass(frozen=True, slots=True)
class Prefs:
    """Each is empty where nothing was chosen. `quiet` is the time without bell and title: `22:00-06:00`."""

    language: str = ""
    theme: str = ""
    symbols: str = ""
    layout: str = ""
    bell: str = ""
    title: str = ""
    quiet: str = ""


def known(name: str) -> tuple[str, ...]:
    """Return what can be chosen for a preference; empty for `quiet`, which is a time."""
    return {
        "language": tuple(LANGUAGES), "theme": themes(), "symbols": MODES, "layout": LAYOUTS, "bell": LEVELS,
        "title": LEVELS, "quiet": (),
    }[name]  # fmt: skip


def valid(name: str, value: object) -> bool:
    """Tell whether a preference can have this value; an empty one always fits."""
    if not isinstance(value, str):
        return False
    return value == "" or (_hours(value) if name == "quiet" else value in known(name))


def _hours(value: str) -> bool:
    times = [tuple(part.split(":")) for part in value.split("-")]
    return len(times) == 2 and len(value) == len("22:00-06:00") and all(
        len(time) == 2 and all(len(part) == 2 and part.isascii() and part.isdecimal() for part in time)
        and int(time[0]) < 24 and int(time[1]) < 60 for time in times
    )  # fmt: skip


def place(member: str, folder: Path | None = None) -> Path:
    """Return the file of a member's preferences: in the user's cache, unless a folder is given."""
    if folder is None:
        from platformdirs import user_cache_path  # Textual has loaded it

        folder = user_cache_path("nightdesk", appauthor=False)
    name = "".join(char if char.isascii() and char.isalnum() else f"%{ord(char):x}" for char in member)[:120]
    return folder / f"prefs-{name}.toml"


def read(path: Path) -> tuple[Prefs, bool]:
    """Return what is kept, and whether all of it could be used; what cannot is as if nothing was chosen."""
    try:
        with path.open("rb") as file:
            said = tomllib.loads(file.read(LARGEST).decode("utf-8"))
    except FileNotFoundError:
        return Prefs(), True
    except (OSError, ValueError):  # a file that is no TOML, or no text, raises a ValueError
        return Prefs(), False
    ours = {field.name for field in fields(Prefs)}
    good = {name: value for name, value in said.items() if name in ours and valid(name, value)}
    return Prefs(**good), len(good) == len(said)


def keep(path: Path, prefs: Prefs) -> bool:
    """Write the preferences for the next start, for their owner's eyes alone. Tells whether that could be done."""
    text = "".join(f'{name} = "{value}"\n' for name, value in asdict(prefs).items() if value and valid(name, value))
    fresh = path.with_suffix(f".{os.getpid()}")
    try:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        with open(os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w", encoding="utf-8") as file:  # noqa: PTH123 - with a mode of its own
            file.write(text)
        fresh.replace(path)
    except OSError:
        with suppress(OSError):
            fresh.unlink()
        return False
    return True
