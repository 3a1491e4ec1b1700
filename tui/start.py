"""Opening the desk: checks the terminal, starts reading the store, and only then loads the interface."""

from __future__ import annotations

import gc
import os
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from backend.config.desk import desk_settings
from backend.config.errors import ConfigError
from backend.i18n import _, language_of, set_language
from backend.model.clock import SystemClock
from tui.calls import Door
from tui.crash import CrashLog
from tui.lanes import Calls

if TYPE_CHECKING:
    from backend.model.reason import Reason

ZONES = Path("/usr/share/zoneinfo")

SWITCH_S = 0.001
"""Seconds after which a busy thread gives way: keys must be answered while writing is made ready behind them."""


def run(as_name: str | None = None, query: str = "") -> int:
    """Open the desk in this terminal until it is left. Returns the exit status: 0, or 1 with a sentence on stderr."""
    refusal = _refusal()
    if refusal:
        sys.stderr.write(refusal + "\n")
        return 1
    try:
        settings = desk_settings(os.environ, Path.cwd())
    except ConfigError as error:
        return _refuse(error)
    set_language(language_of(settings.language))
    _quiet_environment()
    sys.setswitchinterval(SWITCH_S)
    gc.disable()  # until the first rows are shown: collecting what imports leave behind is a tenth of the start
    clock = SystemClock()
    calls = Calls(Door(settings, clock, as_name), CrashLog(settings.data_dir, clock))
    try:
        return _show(calls, query, as_name or str(os.getuid()))
    except ConfigError as error:
        return _refuse(error)
    finally:
        calls.close()


def _refuse(error: ConfigError) -> int:
    from backend.i18n.reasons import word

    sys.stderr.write(word(error.reason) + "\n")
    return 1


def _refusal() -> str:
    """Return why this is no place for a desk, empty when it is one."""
    if not (sys.stdin.isatty() and sys.stdout.isatty() and sys.stderr.isatty()):
        return _("The desk needs a terminal on stdin, stdout and stderr. For scripts there is: nightdesk list")
    if os.environ.get("TERM", "dumb") == "dumb":
        return _("This terminal cannot move its cursor (TERM=dumb). For scripts there is: nightdesk list")
    return ""


def _quiet_environment() -> None:
    """Drop what the environment could make Textual do: load drivers, write logs and screenshots, press keys."""
    for name in [name for name in os.environ if name.startswith("TEXTUAL")]:
        del os.environ[name]
    if not os.environ.get("NO_COLOR", "1"):
        del os.environ["NO_COLOR"]  # empty it asks for nothing (https://no-color.org), but Textual would hear it
    os.environ["TEXTUAL_ANIMATIONS"] = "none"
    os.environ["TEXTUAL_SMOOTH_SCROLL"] = "0"
    if ZONES.is_dir():  # spares zoneinfo the loading of the interpreter's build settings
        os.environ.setdefault("PYTHONTZPATH", str(ZONES))


def mouse_wanted(environ: Mapping[str, str]) -> bool:
    """Tell whether the desk takes the mouse: as NIGHTDESK_MOUSE says (1 or 0), else not over SSH.

    With it a terminal reports every move of the pointer, and no longer selects text by itself.
    """
    said = environ.get("NIGHTDESK_MOUSE", "")
    return said == "1" if said else not (environ.get("SSH_CONNECTION") or environ.get("SSH_TTY"))


def bind_keys(path: Path | None) -> Sequence[Reason]:
    """Use the keys of a keymap file. Returns what is wrong with it: then the usual keys are used."""
    if path is None:
        return ()
    from tui import bound, keymap_file

    checked = keymap_file.read(path)
    bound.use(checked.bound)
    return checked.problems


def _show(calls: Calls, query: str, member: str) -> int:
    from tui.app import Nightdesk
    from tui.looks import looks_of

    looks = looks_of(calls.door.settings, os.environ, member)
    if looks.prefs.language:
        set_language(looks.prefs.language)
    wrong = bind_keys(calls.door.settings.keymap)
    app = Nightdesk(calls, calls.door.clock, looks.ink, query, looks=looks, wrong=wrong)
    app.run(mouse=mouse_wanted(os.environ))
    app.inbox.parts.catching.stop()
    return app.return_code or 0
