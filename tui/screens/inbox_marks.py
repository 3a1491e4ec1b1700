"""Marks: one by one, a range, or all that match; and the next act on all of them at once.

A mark is bound to a comment as it was shown, never to a row. What was marked stays marked when lists change.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from typing import TYPE_CHECKING

from backend.i18n import _, ngettext
from backend.model.account import Act
from backend.model.triage import At, Decision
from tui.bound import key_of
from tui.screens.inbox_off import ON_MARKS, of_marks
from tui.text import safe_line
from tui.widgets.footer import Tone

if TYPE_CHECKING:
    from backend.model.comment import QueueRow
    from backend.model.triage import Deed, Progress
    from tui.calls import Door
    from tui.keymap import Press
    from tui.screens.inbox import Inbox

MOST = 100_000
"""Comments that can be marked at once."""


class Marks:
    """What is marked, and the batches that act on it."""

    def __init__(self, desk: Inbox) -> None:
        self.desk = desk
        self._at: dict[int, At] = {}  # by comment, as it was shown
        self._before: dict[int, At] | None = None  # what was marked when a range was begun
        self._from: int | None = None
        self._stop = False
        self.running = False

    def verbs(self) -> dict[str, Callable[[Press], None]]:
        """Return what the commands of marking do."""
        return {
            "mark": lambda press: self._mark(press.times or 1),
            "range": lambda _press: self._toggle_range(),
            "mark_all": lambda _press: self._mark_all(),
        }

    def __len__(self) -> int:
        return len(self._at)

    def keys(self) -> tuple[int, ...]:
        """Return the comments that are marked."""
        return tuple(self._at)

    def accounts(self) -> set[int]:
        """Return the accounts on which comments are marked."""
        return {at.account_id for at in self._at.values()}

    def able(self, act: Act | None) -> int:
        """Return on how many of the marked comments the platform can do an act."""
        if act is None:
            return len(self._at)
        can = {key for key, account in self.desk.accounts.items() if act in account.capabilities.acts}
        return sum(at.account_id in can for at in self._at.values())

    def _able(self) -> dict[str, str]:
        """Say on how many of the marked comments each act works, where that is not all of them."""
        most = len(self._at)
        able = {key: self.able(act) for key, act in ON_MARKS.items()}
        return {key: _("{n} of {all}").format(n=f"{n:,}", all=f"{most:,}") for key, n in able.items() if n != most}

    # -- marking

    def _put(self, row: QueueRow) -> None:
        self._at[row.id] = At(row.id, row.revision, row.state.value, row.account_id)

    def _mark(self, times: int) -> None:
        """Mark, or unmark, and move on: a held key goes down the list."""
        for _again in range(times):
            row = self.desk.row
            if row is None:
                return
            if row.id in self._at:
                del self._at[row.id]
            else:
                self._put(row)
            if not self.desk.window.move(1):
                break
        self._shown()
        self.desk.parts.moves.arrived()

    def _toggle_range(self) -> None:
        if self._before is not None:
            self._before = self._from = None
            self._shown()
        elif self.desk.row is not None:
            self._before, self._from = dict(self._at), self.desk.row.id
            self.stretch()

    def stretch(self) -> None:
        """The cursor has moved: a range that is open reaches to it now."""
        window = self.desk.window
        start = window.at(self._from)
        if self._before is None or start is None:
            return
        begin, end = sorted((start, window.index))
        self._at = dict(self._before)
        for row in window.rows[begin : end + 1]:
            self._put(row)
        self._shown()

    def _mark_all(self) -> None:
        asked = self.desk.asked

        def read(door: Door) -> list[At]:
            return [at for piece in door.everything(asked, MOST) for at in piece]

        def came(found: list[At]) -> None:
            self._at.update((at.comment_id, at) for at in found)
            self._shown()

        self.desk.calls.read(read, came, slot="marks")

    def escape(self) -> bool:
        """Stop a batch, else end a range, else unmark everything. Tells whether there was anything of these."""
        if self.running:
            self._stop = True
        elif self._before is not None:
            self._toggle_range()
        elif self._at:
            self._at.clear()
            self._shown()
        else:
            return False
        return True

    def _shown(self) -> None:
        desk = self.desk
        desk.queue.marked = frozenset(self._at)
        desk.footer.marked = (of_marks(desk, len(self._at)), self._able())
        desk.queue.paint()
        desk.show_keys()
        if self._at:
            said = ngettext("{n} comment marked", "{n} comments marked", len(self._at)).format(n=f"{len(self._at):,}")
            acts = _("{key} and an act does it to them, Esc unmarks").format(key=key_of("marked"))
            desk.say(f"{said}: {self.where()} · {acts}", Tone.LAMP)
        else:
            desk.say("")

    def where(self) -> str:
        """Say on which accounts the marked comments are."""
        count = Counter(at.account_id for at in self._at.values())
        named = ((self.desk.accounts.get(key), n) for key, n in count.most_common(5))
        return " · ".join(f"{safe_line(one.short_name)} {n:,}" for one, n in named if one is not None)

    # -- acting on all of them

    def watch(self, said: str) -> Progress:
        """Return what a long deed is watched with: shows how far it is, and stops it when that was asked for."""
        desk, self._stop, self.running = self.desk, False, True

        def progress(done: int, total: int) -> bool:
            if total > done:
                words = _("{said}: {done} of {total} · Esc stops").format(
                    said=said, done=f"{done:,}", total=f"{total:,}"
                )
                desk.calls.deliver(lambda: desk.say(f"… {words}", Tone.LAMP))
            return not self._stop

        return progress

    def apply(self, decision: Decision) -> None:
        """Decide about all that are marked, as one deed."""
        desk, ats = self.desk, list(self._at.values())
        if not ats:
            said = _("Nothing is marked: {one} marks, {all} marks all that match.")
            desk.say(said.format(one=key_of("mark"), all=key_of("mark_all")), Tone.LAMP)
            return
        n = ngettext("{n} comment", "{n} comments", len(ats)).format(n=f"{len(ats):,}")
        said = desk.parts.deciding.said(decision, n)
        watch = self.watch(said)

        def came(deed: Deed) -> None:
            self.running = False
            self._came(deed, said)

        desk.calls.act(lambda door: door.decide(decision, ats, watch), came)

    def _came(self, deed: Deed, said: str) -> None:
        """Say what became of a batch; what was not done stays marked, to be seen and tried again."""
        desk = self.desk
        if deed.done:
            desk.parts.undoing.remember(said)
        done = {item.comment_id for item in deed.items if item.ok}
        self._at = {key: at for key, at in self._at.items() if key not in done}
        desk.queue.marked = frozenset(self._at)
        back = _("{key} takes it back").format(key=key_of("undo"))
        desk.say(f"{said}: {desk.parts.deciding.results(deed)} · {back}", Tone.BAD if deed.failed else Tone.GOOD)
        desk.parts.catching.several(sorted(done))
