"""How the screen of cases does something and says how it ended, and how somebody is chosen there by name."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Protocol, TypeVar

from backend.i18n import _
from backend.i18n.reasons import word
from tui.text import safe_line, short
from tui.widgets.footer import Tone

if TYPE_CHECKING:
    from backend.model.case import CaseResult
    from backend.model.desk import Result
    from backend.model.reason import Reason
    from backend.model.triage import Deed
    from tui.calls import Door
    from tui.screens.cases import CasesScreen
    from tui.screens.inbox import Inbox


class Named(Protocol):
    """Somebody who can be chosen by number or by the beginning of their name."""

    @property
    def name(self) -> str:
        """What they are called."""


N = TypeVar("N", bound=Named)


def chosen(typed: str, known: Sequence[Named]) -> int | None:
    """Return the place of who was meant among those who were listed, None when that is nobody or several."""
    said = typed.strip().casefold()
    if said.isdecimal() and len(said) < 4:
        return int(said) - 1 if 0 < int(said) <= len(known) else None
    found = [at for at, one in enumerate(known) if said and one.name.casefold().startswith(said)]
    exact = [at for at in found if known[at].name.casefold() == said]
    return (exact or found)[0] if exact or len(found) == 1 else None


def listed(known: Sequence[Named]) -> str:
    """Return those who can be chosen, with their numbers."""
    return "  ".join(f"{at} {short(safe_line(one.name), 16)}" for at, one in enumerate(known[:9], 1))


class CaseDoing:
    """What every verb of the screen needs."""

    def __init__(self, desk: Inbox, screen: CasesScreen, again: Callable[[], None]) -> None:
        self.desk, self.screen, self.pane = desk, screen, screen.pane
        self._again = again

    def do(self, work: Callable[[Door], CaseResult | Result | Deed], said: str) -> None:
        """Do something, say `said` when it is done, else why not, and look again."""
        self.desk.calls.act(work, lambda ended: self._ended(ended, said), self.failed)

    def choose(
        self, asked: str, known: Sequence[N], then: Callable[[N], None], nobody: Callable[[], None] | None = None
    ) -> None:
        """Ask for one of those who are known, by number or name; `nobody` is what a 0 does, where that means something.

        `asked` is the question, with `{names}` where they are listed.
        """

        def typed(text: str) -> None:
            at = chosen(text, known)
            if at is not None:
                then(known[at])
            elif nobody is not None and text.strip() == "0":
                nobody()
            else:
                self.say(_("Nobody is called that; nothing was done."))

        self.screen.ask(asked.format(names=listed(known)), typed)

    def ask_time(self, asked: str, then: Callable[[str], None]) -> None:
        """Ask for a time; `asked` is the question, with `{example}` where it is shown how one is said."""
        self.screen.ask(asked.format(example=_("Friday, in two days, tomorrow 15:00, 2026-12-01")), then)

    def _ended(self, ended: CaseResult | Result | Deed, said: str) -> None:
        if ended.ok:
            self.pane.say("✓ " + said, Tone.GOOD)
        else:
            self.pane.say("✗ " + _no(ended, self.desk.zone), Tone.BAD)
        self._again()

    def failed(self, reason: Reason) -> None:
        """Say why something was not done."""
        self.desk.fail(reason, self.pane)

    def say(self, words: str) -> None:
        """Say something that is neither done nor refused."""
        self.pane.say(words, Tone.LAMP)


def _no(ended: CaseResult | Result | Deed, zone: str) -> str:
    """Say why something was not done, and who was faster."""
    reason = getattr(ended, "reason", None)
    who = getattr(ended, "who", "")
    items = getattr(ended, "items", ())
    if reason is None and items:
        reason, who = items[0].reason, items[0].who
    said = safe_line(word(reason, zone)) if reason is not None else _("Nothing was done.")
    return f"{said} ({safe_line(who, 40)})" if who else said
