"""How the header's facts are drawn: counts, the worker's absence, accounts that are not well. Pure."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.segment import Segment

from backend.i18n import _, ngettext
from backend.model.account import BADGES, Account
from backend.model.clock import Micros
from backend.model.desk import CAP, Board
from backend.model.place import PLACE
from tui.bound import key_of
from tui.symbols import DOT
from tui.text import safe_line, short
from tui.when import age, clock
from tui.widgets.health_words import header_words, is_ill
from tui.widgets.lines import Line, put

if TYPE_CHECKING:
    from tui.ink import Ink
    from tui.widgets.status import Status

BACK = "panel"

ROOMY = 40
"""Cells beside the worker's absence in which an account that is ill is named as well."""


def counts(board: Board, ink: Ink) -> Line:
    """Return the numbers, each with its word; those that are nothing are left out."""
    number = board.counts
    said = [
        (ngettext("{n} open", "{n} open", number.open), number.open, "text"),
        (ngettext("{n} mine", "{n} mine", number.mine), number.mine, "dim"),
        (ngettext("{n} late", "{n} late", number.late), number.late, "danger"),
        (ngettext("{n} failed", "{n} failed", number.failed), number.failed, "danger"),
    ]
    line: Line = [Segment("  ", ink.style("dim", BACK))]
    for words, n, tone in said:
        if n or tone == "text":
            shown = words.format(n=f"{CAP}+" if n > CAP else n)
            line.append(Segment(f"  {shown}", ink.style(tone, BACK, bold=tone != "dim")))
    return line


def for_me(number: int, ink: Ink) -> Line:
    """Return how many things wait for the member, and the key that shows them; nothing when none does."""
    said = _("{n} for you").format(n=number) + f" {key_of('for_you')}"
    return [Segment(f"  {said}", ink.style("lamp", BACK, bold=True))] if number else []


def care(status: Status, board: Board, room: int) -> Line:
    """Return the worker's absence, or the accounts that are not well as far as there is room, or that all are."""
    style = status.ink.style
    ill = [one for one in board.accounts if is_ill(one)]
    if not board.worker.alive:
        said = short(_no_worker(board, status.zone), max(20, room))
        line = put((f"{said} ", style("danger", BACK, bold=True)))
        left = room - _cells(line)
        return [*line, *_ill(status, ill, left)] if ill and left >= ROOMY else line
    return _ill(status, ill, max(20, room)) if ill else _well(status, board, room)


def _no_worker(board: Board, zone: str) -> str:
    if board.worker.seen_at is None:
        return _("no worker yet: run nightdesk worker")
    return _("no worker since {time}: run nightdesk worker").format(time=clock(board.worker.seen_at, zone))


def _well(status: Status, board: Board, room: int) -> Line:
    places = [one for one in board.accounts if one.platform == PLACE]
    style, number = status.ink.style, len(board.accounts) - len(places)
    said = ngettext("✓ {n} account", "✓ {n} accounts", number).format(n=number) if number else ""
    said = said if number or places else _("no account yet")
    who = f" {DOT} {safe_line(status.member, 24)} " if status.member else " "
    if len(said) + 1 > room:
        return []
    if len(said) + len(who) > room:
        who = " "
    line = put((said, style("good" if number else "lamp", BACK)))
    line += _looked(status, places, room - len(said) - len(who))
    return [*line, Segment(who, style("dim", BACK))]


def _looked(status: Status, places: list[Account], room: int) -> Line:
    """Return of each watched place, as far as there is room, who looked last and when: none of them is ever well."""
    style = status.ink.style
    line: Line = []
    for one in places:
        known = one.health.reason.params if one.health.reason is not None else {}
        at = known.get("looked_at")
        said = _("nobody yet")
        if isinstance(at, int):
            said = f"{safe_line(str(known.get('name', '')), 16)} {age(Micros(at), status.time.now())}"
        part = put(
            (f"  {BADGES[PLACE]} ", style(status.ink.badge(PLACE), BACK)),
            (safe_line(one.short_name), style(one.colour, BACK)),
            (f" {said}", style("dim" if isinstance(at, int) else "lamp", BACK)),
        )
        if _cells(line) + _cells(part) > room:
            break
        line += part
    return line


def _ill(status: Status, ill: list[Account], room: int) -> Line:
    line: Line = []
    for at, account in enumerate(ill):
        part = _ill_one(status, account)
        rest = f"  +{len(ill) - at} "
        if line and _cells(line) + _cells(part) + len(rest) > room:
            return [*line, Segment(rest, status.ink.style("danger", BACK))]
        line += part
    return [*line, Segment(" ", status.ink.style("dim", BACK))]


def _ill_one(status: Status, account: Account) -> Line:
    style = status.ink.style
    words, tone = header_words(account.health, status.time.now(), status.zone)
    letters = BADGES.get(account.platform, account.platform[:2].upper())
    return put(
        (f"  {letters} ", style(status.ink.badge(account.platform), BACK)),
        (safe_line(account.short_name), style(account.colour, BACK)),
        (f" {words}", style(tone, BACK, bold=True)),
    )


def _cells(line: Line) -> int:
    return sum(len(segment.text) for segment in line)
