"""What stands around a page that is edited: what it is and whether it is kept, above; how to go on, below. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from rich.segment import Segment

from backend.i18n import _, ngettext
from tui.ink import Ink
from tui.keynames import shown_key
from tui.symbols import BAD, DONE, WRITING
from tui.text import Clean, fit, short, width, wrap
from tui.widgets.footer import Tone
from tui.widgets.keys_line import keys_line
from tui.widgets.lines import Line, spread

TALL = 30
"""Lines from which all hints are shown, not the first alone."""

MOST = 4
"""Lines of one message at most."""


class Paper(NamedTuple):
    """What is edited: `text` as it is begun or went on with, on version `base` (0: none), whose words are `saved`.

    `hints` are lines that say what the page's form is; `why` asks for a word about each save.
    """

    title: str
    text: str
    base: int
    saved: str = ""
    hints: tuple[str, ...] = ()
    why: bool = True


class Standing(NamedTuple):
    """How a page stands: the version it is on (0: none yet), whether a draft of it is kept and as of when."""

    title: Clean
    base: int
    line: int
    lines: int
    kept: str = ""  # the clock time of the kept draft
    changed: bool = False  # there is something that is not kept
    failed: bool = False  # and it could not be


def head_line(standing: Standing, ink: Ink, cells: int) -> Line:
    """Return what is edited, on which version, whether it is kept, and where the cursor is."""
    style, back = ink.style, "panel"
    on = _("on version {n}").format(n=standing.base) if standing.base else _("nothing is saved yet")
    state, token = _state(standing)
    right = [
        Segment(state, style(token, back)),
        Segment(
            "   " + _("line {n} of {total}").format(n=standing.line, total=standing.lines) + " ", style("dim", back)
        ),
    ]
    room = max(0, cells - sum(width(one.text) for one in right) - 2)
    left = [
        Segment(f" {short(standing.title, room)}", style("lamp", back, bold=True)),
        Segment(f"   {on}", style("dim", back)),
    ]
    return spread(left, right, cells, style("text", back))


def _state(standing: Standing) -> tuple[str, str]:
    if standing.failed:
        return f"{BAD} " + _("not kept"), "danger"
    if standing.changed:
        return f"{WRITING} " + _("not kept yet"), "lamp"
    if standing.kept:
        return f"{DONE} " + _("draft kept {time}").format(time=standing.kept), "good"
    return _("nothing changed"), "dim"


def message_lines(message: str, tone: Tone, ink: Ink, cells: int) -> list[Line]:
    """Return a message in as many lines as it needs, which are few."""
    wrapped = wrap(Clean(message), max(4, cells - 2))[:MOST]
    return [[Segment(f" {fit(line, cells - 2)}", ink.style(tone.value, "panel", bold=True))] for line in wrapped]


def hint_lines(hints: Sequence[str], ink: Ink, cells: int, height: int) -> list[Line]:
    """Return what to know of the page's form: all of it on a tall screen, else the first line."""
    shown = hints if height >= TALL else hints[:1]
    return [[Segment(f" {fit(hint, cells - 2)}", ink.style("dim", "panel"))] for hint in shown]


def key_line(others: int, ink: Ink, cells: int) -> Line:
    """Return the keys of the editor; `others` is how many more drafts of the page there are."""
    more = ngettext("{n} other draft", "{n} other drafts", others).format(n=others)
    keys = [
        ("ctrl+s", _("save")),
        *([("alt+n", more)] if others else []),
        ("alt+d", _("difference")),
        ("alt+x", _("drop it")),
        ("escape", _("leave, keep the draft")),
    ]
    return keys_line([(shown_key(key), label) for key, label in keys], ink, cells)
