"""How the header's facts are drawn: counts, the worker's absence, accounts that are not well. Pure."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.segment import Segment

from backend.i18n import _, ngettext
from backend.model.account import BADGES, SEVERITY, Account, HealthState
from backend.model.desk import CAP, Board
from tui.symbols import DOT
from tui.text import safe_line, short
from tui.when import age, clock
from tui.widgets.lines import Line, put

if TYPE_CHECKING:
    from tui.ink import Ink
    from tui.widgets.status import Status

BACK = "panel"


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


def care(status: Status, board: Board, room: int) -> Line:
    """Return the worker's absence, or the accounts that are not well as far as there is room, or that all are."""
    style = status.ink.style
    if not board.worker.alive:
        said = short(_no_worker(board, status.zone), max(20, room))
        return put((f"{said} ", style("danger", BACK, bold=True)))
    ill = [one for one in board.accounts if SEVERITY[one.health.state] > SEVERITY[HealthState.NEW]]
    return _ill(status, ill, max(20, room)) if ill else _well(status, board, room)


def _no_worker(board: Board, zone: str) -> str:
    if board.worker.seen_at is None:
        return _("no worker yet: run nightdesk worker")
    return _("no worker since {time}: run nightdesk worker").format(time=clock(board.worker.seen_at, zone))


def _well(status: Status, board: Board, room: int) -> Line:
    style, number = status.ink.style, len(board.accounts)
    said = ngettext("✓ {n} account", "✓ {n} accounts", number).format(n=number) if number else _("no account yet")
    who = f" {DOT} {safe_line(status.member, 24)} " if status.member else " "
    if len(said) + 1 > room:
        return []
    if len(said) + len(who) > room:
        who = " "
    return put((said, style("good" if number else "lamp", BACK)), (who, style("dim", BACK)))


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
    words, tone = _health_words(account.health.state)
    gone = age(account.health.since, status.time.now())
    letters = BADGES.get(account.platform, account.platform[:2].upper())
    return put(
        (f"  {letters} ", style(status.ink.badge(account.platform), BACK)),
        (safe_line(account.short_name), style(account.colour, BACK)),
        (f" {words} {gone}", style(tone, BACK, bold=True)),
    )


def _cells(line: Line) -> int:
    return sum(len(segment.text) for segment in line)


def _health_words(state: HealthState) -> tuple[str, str]:
    return {
        HealthState.OK: (_("ok"), "good"),
        HealthState.NEW: (_("new"), "info"),
        HealthState.LATE: (_("late"), "lamp"),
        HealthState.THROTTLED: (_("throttled"), "lamp"),
        HealthState.BLIND: (_("blind"), "danger"),
        HealthState.NEEDS_LOGIN: (_("login expired"), "danger"),
    }[state]
