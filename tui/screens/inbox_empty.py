"""What an empty queue says: what it will show, and how to get there."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.segment import Segment

from backend.i18n import _, ngettext
from backend.i18n.reasons import word
from tui.bound import key_of
from tui.text import Clean, safe_line, wrap
from tui.widgets.health_words import health_mark, is_ill

if TYPE_CHECKING:
    from tui.screens.inbox import Inbox
    from tui.widgets.lines import Line

FEW, SEVERAL, TALL = 2, 5, 30
"""How many accounts are named one by one in a low and in a tall queue, and how many lines make it tall."""


def empty_lines(desk: Inbox) -> list[Line]:
    """Return the lines of an empty queue, for what was searched and for how the accounts are doing."""
    style, cells = desk.ink.style, desk.queue.size.width - 6
    lines: list[Line] = [[]]
    for words, token in _said(desk):
        lines += [[Segment(f"   {line}", style(token))] for line in wrap(Clean(words), cells)]
        lines.append([])
    return lines


def _said(desk: Inbox) -> list[tuple[str, str]]:
    board = desk.board
    if not desk.is_inbox:
        return [
            *_unseen(desk),
            (_("Nothing matches {query}.").format(query=safe_line(desk.asked)), "text"),
            (
                _("{back} goes back to what is open, {search} searches for something else.").format(
                    back=key_of("unsearch"), search=key_of("search")
                ),
                "dim",
            ),
        ]
    if board is not None and not board.accounts:
        return [
            (_("No account is connected yet."), "text"),
            (_("Comments under your posts will stand here, the most urgent on top. Connect an account first:"), "dim"),
            ("nightdesk account add mastodon", "info"),
            ("nightdesk account add bluesky", "info"),
            (_("Or look around with made-up comments: nightdesk demo"), "dim"),
        ]
    unseen = _unseen(desk)
    said = unseen or [(_("✓ Nothing is open."), "good")]
    said.append((_("New comments show here by themselves, the most urgent on top."), "dim"))
    said.append((_("{search} is:done shows what has been handled.").format(search=key_of("search")), "dim"))
    if board is not None and not board.worker.alive:
        said.append((_("No worker is running, so nothing new comes in: run nightdesk worker"), "danger"))
    return said


def _unseen(desk: Inbox) -> list[tuple[str, str]]:
    """Say which accounts are not read as they should be: an empty list must not look like silence out there."""
    board = desk.board
    ill = [one for one in board.accounts if is_ill(one)] if board is not None else []
    if board is None or not ill:
        return []
    now, said = desk.clock.now(), list[tuple[str, str]]()
    most = SEVERAL if desk.queue.size.height >= TALL else FEW
    for one in ill[:most]:
        mark = health_mark(one.health, now, desk.zone)
        shown = f"{safe_line(one.short_name, 20)}: {mark.words}."
        why = board.mending.get(one.id) or one.health.reason
        sentence = f" {safe_line(word(why, desk.zone))}" if why is not None else ""
        said.append((f"{mark.sign} {shown}{sentence}", mark.token))
    if left := len(ill[most:]):
        words = ngettext("{n} more account is not well.", "{n} more accounts are not well.", left)
        said.append((words.format(n=left), "danger"))
    said.append((_("{key} shows how all accounts are doing.").format(key=key_of("health")), "dim"))
    return [(_("Nothing is open here, but more may be out there:"), "text"), *said] if desk.is_inbox else said
