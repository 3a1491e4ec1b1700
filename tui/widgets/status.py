"""The header: what is listed, how much of it there is, and which accounts are not well, worst first."""

from rich.segment import Segment

from backend.i18n import _, ngettext
from backend.model.account import BADGES, SEVERITY, Account, HealthState
from backend.model.clock import Clock
from backend.model.desk import CAP, Board
from tui.ink import Ink
from tui.text import safe_line, short
from tui.when import age, clock
from tui.widgets.lines import Line, Lines, put, spread


class Status(Lines):
    """One line at the top of the screen."""

    back = "panel"

    def __init__(self, ink: Ink, time: Clock) -> None:
        super().__init__(ink, id="status")
        self.time = time
        self.board: Board | None = None
        self.query_text = "is:open"
        self.member = ""
        self.zone = "UTC"

    def show(self, board: Board) -> None:
        """Show what the board says now."""
        self.board = board
        self.paint()

    def draw(self) -> list[Line]:
        """Return the one line: from the left what is listed, from the right what needs care."""
        style = self.ink.style
        name = put(("☾ ", style("lamp", "panel", bold=True)), ("Nightdesk", style("text", "panel", bold=True)))
        listed = put(
            ("  " + _("Inbox") + " ", style("soft", "panel")),
            (short(safe_line(self.query_text), 30), style("info", "panel")),
        )
        left = [Segment(" ", style("dim", "panel")), *name, *listed, *self._counts()]
        room = self.size.width - sum(len(segment.text) for segment in left) - 2
        return [spread(left, self._care(room), self.size.width, style("text", self.back))]

    def _counts(self) -> Line:
        if self.board is None:
            return []
        counts = self.board.counts
        said = [
            (ngettext("{n} open", "{n} open", counts.open), counts.open, "text"),
            (ngettext("{n} mine", "{n} mine", counts.mine), counts.mine, "dim"),
            (ngettext("{n} late", "{n} late", counts.late), counts.late, "danger"),
            (ngettext("{n} failed", "{n} failed", counts.failed), counts.failed, "danger"),
        ]
        line: Line = [Segment("  ", self.ink.style("dim", self.back))]
        for words, number, tone in said:
            if number or tone == "text":
                shown = words.format(n=f"{CAP}+" if number > CAP else number)
                line.append(Segment(f"  {shown}", self.ink.style(tone, self.back, bold=tone != "dim")))
        return line

    def _care(self, room: int) -> Line:
        """Return the worker's absence, or the accounts that are not well as far as there is room, or that all are."""
        board, style = self.board, self.ink.style
        if board is None:
            return []
        if not board.worker.alive:
            room = max(20, room)
            return put((short(self._no_worker(), room) + " ", style("danger", self.back, bold=True)))
        ill = [one for one in board.accounts if SEVERITY[one.health.state] > SEVERITY[HealthState.NEW]]
        if not ill:
            return self._well(board, room)
        line: Line = []
        room = max(20, room)
        for at, account in enumerate(ill):
            part = self._ill(account)
            rest = f"  +{len(ill) - at} "
            if line and _cells(line) + _cells(part) + len(rest) > room:
                return [*line, Segment(rest, style("danger", self.back))]
            line += part
        return [*line, Segment(" ", style("dim", self.back))]

    def _no_worker(self) -> str:
        board = self.board
        seen = board.worker.seen_at if board else None
        if seen is None:
            return _("no worker yet: run nightdesk worker")
        return _("no worker since {time}: run nightdesk worker").format(time=clock(seen, self.zone))

    def _well(self, board: Board, room: int) -> Line:
        style, number = self.ink.style, len(board.accounts)
        said = ngettext("✓ {n} account", "✓ {n} accounts", number).format(n=number) if number else _("no account yet")
        who = f" · {safe_line(self.member, 24)} " if self.member else " "
        if len(said) + 1 > room:
            return []
        if len(said) + len(who) > room:
            who = " "
        return put((said, style("good" if number else "lamp", self.back)), (who, style("dim", self.back)))

    def _ill(self, account: Account) -> Line:
        style = self.ink.style
        words, token = _health_words(account.health.state)
        gone = age(account.health.since, self.time.now())
        letters = BADGES.get(account.platform, account.platform[:2].upper())
        return put(
            (f"  {letters} ", style(self.ink.badge(account.platform), self.back)),
            (safe_line(account.short_name), style(account.colour, self.back)),
            (f" {words} {gone}", style(token, self.back, bold=True)),
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
