"""Connecting the first account: what to run on the worker's side, and a wait that ends when the account is there."""

from collections.abc import Sequence

from rich.segment import Segment
from textual import events
from textual.app import ComposeResult
from textual.message import Message
from textual.screen import Screen

from backend.i18n import _
from backend.model.account import Account
from backend.model.desk import WorkerStatus
from tui.ink import ROOM, Ink
from tui.text import Clean, safe_line, wrap
from tui.widgets.lines import Line, Lines
from tui.widgets.marks import badge


class Steps(Lines, can_focus=True):
    """Draws the commands, and what has come of them so far."""

    def __init__(self, ink: Ink, name: str) -> None:
        super().__init__(ink, id="steps")
        self.member = name
        self.accounts: tuple[Account, ...] = ()
        self.worker: WorkerStatus | None = None

    def draw(self) -> list[Line]:
        """Return greeting, commands, what is there, and the way on."""
        style = self.ink.style
        greeting = _("Hello {name}. Now connect an account.").format(name=safe_line(self.member, 60))
        lines: list[Line] = [[], [Segment("  " + greeting, style("lamp", bold=True))]]
        lines += self._words(
            _("Comments under its posts come to your inbox and your answers go out through it."), "dim"
        )
        lines += [[], *self._words(_("Run this on the worker's machine, as the worker's user:"), "text")]
        lines += self._commands()
        lines += [[], *self._found(), []]
        if not self.accounts:
            lines += self._command("nightdesk demo", _("Only looking? Made-up comments on a throwaway store."))
            lines.append([])
        return lines + self._words(
            _("Enter goes to the inbox, ^Q leaves. Accounts also appear there by themselves."), "dim"
        )

    def _commands(self) -> list[Line]:
        return [
            *self._command(
                "nightdesk account add mastodon SERVER", _("Gives you a link to open, and asks for its code.")
            ),
            *self._command("nightdesk account add bluesky HANDLE", _("Asks for an app password, never your own.")),
            *self._command(
                "nightdesk account add --help",
                _("Facebook, Instagram, LinkedIn, Threads, YouTube: with an app of yours."),
            ),
            *self._command("nightdesk worker", _("Reads and sends; leave it running. Or: nightdesk up")),
        ]

    def _command(self, command: str, what: str) -> list[Line]:
        return [
            [Segment("    " + command, self.ink.style("info", bold=True))],
            *([Segment("      " + line, self.ink.style("faint"))] for line in wrap(Clean(what), self._cells - 4)),
        ]

    def _found(self) -> list[Line]:
        """Say what is there and what is still missing."""
        style = self.ink.style
        if not self.accounts:
            lines = [[Segment("  ○ " + _("Waiting for the first account…"), style("lamp"))]]
        else:
            lines = [
                [
                    Segment("  ✓ ", style("good", bold=True)),
                    *badge(self.ink, account, "background"),
                    Segment(" " + _("is connected"), style("good")),
                ]
                for account in self.accounts
            ]
        if self.worker is not None:
            alive = self.worker.alive
            words = "✓ " + _("A worker is running.") if alive else "○ " + _("No worker is running yet.")
            lines.append([Segment("  " + words, style("good" if alive else "lamp"))])
        return lines

    @property
    def _cells(self) -> int:
        return max(20, min(96, self.size.width) - 4)

    def _words(self, words: str, token: str) -> list[Line]:
        return [[Segment("  " + line, self.ink.style(token))] for line in wrap(Clean(words), self._cells)]

    def on_key(self, event: events.Key) -> None:
        """Enter and Escape go on to the inbox."""
        if event.key in ("enter", "escape"):
            event.stop()
            self.post_message(Connect.Left())


class Connect(Screen[None]):
    """Waits for the first account; whoever shows it tells it of accounts, and decides what comes after `Left`."""

    DEFAULT_CSS = (ROOM / "help.tcss").read_text(encoding="utf-8")
    AUTO_FOCUS = "#steps"

    class Left(Message):
        """On to the inbox, with an account or without."""

    def __init__(self, ink: Ink, name: str) -> None:
        super().__init__()
        self.steps = Steps(ink, name)

    def compose(self) -> ComposeResult:
        """Compose the one pane."""
        yield self.steps

    def accounts_changed(self, accounts: Sequence[Account], worker: WorkerStatus | None = None) -> None:
        """Show which accounts there are now, and whether a worker runs."""
        self.steps.accounts, self.steps.worker = tuple(accounts), worker
        self.steps.paint()
