"""The list of charters: the house's and each account's, which version holds, by whom and since when. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from rich.segment import Segment

from backend.i18n import _, ngettext
from backend.model.account import Account
from backend.model.charter import CharterVersion
from backend.model.clock import Micros
from tui.ink import Ink
from tui.symbols import BAR
from tui.text import Clean, fit, safe_line, short, width
from tui.when import day
from tui.widgets.lines import Line, spread
from tui.widgets.marks import badge

NAME = 12
"""Cells of a name in the list."""


class Entry(NamedTuple):
    """A row: an account (None: the house), its own charter, and the one that holds for it."""

    account: Account | None
    own: CharterVersion | None
    holds: CharterVersion | None

    @property
    def account_id(self) -> int | None:
        """The account's key, None for the house."""
        return self.account.id if self.account is not None else None

    @property
    def base(self) -> int:
        """The version of the own charter that a save goes on from, 0 without one."""
        return self.own.number if self.own is not None else 0


class Look(NamedTuple):
    """What the rows depend on besides what they show."""

    ink: Ink
    cells: int
    zone: str
    now: Micros


def entries(accounts: Mapping[int, Account], versions: Sequence[CharterVersion]) -> list[Entry]:
    """Return the rows: the house, then the accounts by name."""
    own = {one.account_id: one for one in versions}
    house = own.get(None)
    ordered = sorted(accounts.values(), key=lambda one: (one.short_name.casefold(), one.id))
    rows = (Entry(one, own.get(one.id), own.get(one.id) or house) for one in ordered)
    return [Entry(None, house, house), *rows]


def name_of(entry: Entry) -> Clean:
    """Return whose charter a row is."""
    return safe_line(entry.account.short_name, 20) if entry.account is not None else Clean(_("The house"))


def state_words(entry: Entry) -> str:
    """Say which charter holds: an own one, the house's, or none."""
    if entry.own is not None:
        return _("version {n}").format(n=entry.own.number)
    return _("as the house") if entry.holds is not None else _("none yet")


def since_words(entry: Entry, look: Look) -> str:
    """Say who saved the own charter and when."""
    if entry.own is None:
        return ""
    who = safe_line(entry.own.member, 20) or _("the program")
    return f"{who} {day(entry.own.made_at, look.now, look.zone)}"


def row_line(entry: Entry, look: Look, *, chosen: bool, focused: bool) -> Line:
    """Return one row, as wide as the list."""
    back = "lift" if chosen else "background"
    style = look.ink.style
    line: Line = [Segment(BAR if chosen else " ", style("lamp" if focused else "dim", back))]
    if entry.account is not None:
        line += badge(look.ink, entry.account, back, NAME)
    else:
        line.append(Segment(fit(name_of(entry), NAME + 3), style("text", back, bold=True)))
    token = "text" if entry.own is not None else "dim" if entry.holds is not None else "lamp"
    line.append(Segment(f" {state_words(entry)}", style(token, back)))
    room = look.cells - sum(width(one.text) for one in line) - 1
    since = [Segment(short(since_words(entry, look), max(0, room - 1)) + " ", style("dim", back))] if room > 6 else []
    return spread(line, since, look.cells, style("text", back))


def head_words(entry: Entry, look: Look) -> str:
    """Say above the text whose charter it is, which version, by whom and why."""
    holds = entry.holds
    if holds is None:
        return _("No charter is written yet.")
    who = safe_line(holds.member, 30) or _("the program")
    said = _("version {n} by {name}, {time}").format(
        n=holds.number, name=who, time=day(holds.made_at, look.now, look.zone)
    )
    whose = said if entry.own is not None else _("the house's: {version}").format(version=said)
    why = safe_line(holds.said, 200)
    return f"{whose}: {why}" if why else whose


def count_words(rows: Sequence[Entry]) -> str:
    """Say how many accounts have a charter of their own, and how many have none at all."""
    own = sum(one.own is not None and one.account is not None for one in rows)
    none = sum(one.holds is None for one in rows if one.account is not None)
    said = ngettext("{n} of its own", "{n} of their own", own).format(n=own)
    return f"{said} · " + _("{n} without any").format(n=none) if none else said


def spoken(entry: Entry, place: str, look: Look) -> Clean:
    """Say a row as a sentence, for who listens."""
    return Clean(", ".join(filter(None, (f"{name_of(entry)} {place}", state_words(entry), since_words(entry, look)))))
