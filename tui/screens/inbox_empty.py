"""What an empty queue says: what it will show, and how to get there."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.segment import Segment

from backend.i18n import _
from tui.bound import key_of
from tui.text import Clean, safe_line, wrap

if TYPE_CHECKING:
    from tui.screens.inbox import Inbox
    from tui.widgets.lines import Line


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
    said = [(_("✓ Nothing is open."), "good")]
    said.append((_("New comments show here by themselves, the most urgent on top."), "dim"))
    said.append((_("{search} is:done shows what has been handled.").format(search=key_of("search")), "dim"))
    if board is not None and not board.worker.alive:
        said.append((_("No worker is running, so nothing new comes in: run nightdesk worker"), "danger"))
    return said
