"""Who sits here? A list by number, when the store has members and none of them is this OS user."""

from collections.abc import Sequence

from rich.segment import Segment
from textual import events
from textual.app import ComposeResult
from textual.message import Message
from textual.screen import Screen

from backend.i18n import _
from backend.model.actor import Member, Role
from tui.ink import ROOM, Ink
from tui.text import Clean, fit, safe_line, wrap
from tui.widgets.lines import Line, Lines

NAME = 30


class Members(Lines, can_focus=True):
    """Draws the members; a digit or Enter chooses."""

    def __init__(self, ink: Ink, members: Sequence[Member]) -> None:
        super().__init__(ink, id="members")
        self.members = tuple(members)
        self.index = 0
        self.said = ""
        self._first = 0

    def draw(self) -> list[Line]:
        """Return the question and as many members as there is room for."""
        style = self.ink.style
        title = [Segment("  " + _("Who sits here?"), style("lamp", bold=True))]
        why = wrap(Clean(_("What you claim, answer and decide will carry your name.")), self.size.width - 4)
        lines: list[Line] = [[], title, *([Segment("  " + line, style("dim"))] for line in why), []]
        room = max(1, self.size.height - len(lines) - 5)
        self._first = min(max(self._first, self.index - room + 1), self.index)
        for at in range(self._first, min(len(self.members), self._first + room)):
            lines.append(self._row(at))
        lines += [[], *self._below()]
        return lines

    def _row(self, at: int) -> Line:
        member, chosen = self.members[at], at == self.index
        back = "lift" if chosen else "background"
        style = self.ink.style
        roles = ", ".join(dict.fromkeys(_role(role) for _account, role in sorted(member.roles, key=str)))
        return [
            Segment(" ▌" if chosen else "  ", style("lamp", back)),
            Segment(f"{at + 1 if at < 9 else ' '}  ", style("lamp", back, bold=True)),
            Segment(fit(safe_line(member.name), NAME), style("text", back, bold=chosen)),
            Segment(fit(roles, max(0, self.size.width - NAME - 5)), style("dim", back)),
        ]

    def _below(self) -> list[Line]:
        style, cells = self.ink.style, self.size.width - 4
        said = [(f"✗ {self.said}", "danger")] if self.said else []
        said.append((_("A digit or Enter chooses, ^Q leaves."), "dim"))
        said.append((_("Not listed? Somebody who is admin runs: nightdesk member add NAME"), "faint"))
        return [[Segment("  " + line, style(token))] for words, token in said for line in wrap(Clean(words), cells)]

    def on_key(self, event: events.Key) -> None:
        """Choose, or move."""
        if len(event.key) == 1 and event.key in "123456789":
            self._choose(int(event.key) - 1)
        elif event.key == "enter":
            self._choose(self.index)
        elif event.key in ("down", "j", "up", "k"):
            step = 1 if event.key in ("down", "j") else -1
            self.index = max(0, min(len(self.members) - 1, self.index + step))
            self.paint()
        else:
            return
        event.stop()

    def _choose(self, index: int) -> None:
        if index < len(self.members):
            self.post_message(Choose.Chosen(self.members[index].id))


class Choose(Screen[None]):
    """Lists the members. Whoever gets `Chosen` lets them sit down."""

    DEFAULT_CSS = (ROOM / "help.tcss").read_text(encoding="utf-8")
    AUTO_FOCUS = "#members"

    class Chosen(Message):
        """A member was chosen, by key."""

        def __init__(self, member_id: int) -> None:
            super().__init__()
            self.member_id = member_id

    def __init__(self, ink: Ink, members: Sequence[Member]) -> None:
        super().__init__()
        self.list = Members(ink, members)

    def compose(self) -> ComposeResult:
        """Compose the list."""
        yield self.list

    def refused(self, words: str) -> None:
        """Say why this member cannot sit down."""
        self.list.said = words
        self.list.paint()


def _role(role: Role) -> str:
    return {
        Role.MODERATOR: _("moderator"),
        Role.WRITER: _("writer"),
        Role.APPROVER: _("approver"),
        Role.LEAD: _("lead"),
        Role.ADMIN: _("admin"),
    }[role]
