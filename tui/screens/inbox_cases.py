"""The way from the inbox to cases and promises: the screen, the keys on a comment, and what keeps them as they are."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from backend.i18n import _
from backend.i18n.reasons import word
from backend.model.change import Topic
from tui.bound import key_of
from tui.screens.inbox_words import name
from tui.text import safe_line
from tui.when import stamp
from tui.widgets.footer import Tone

if TYPE_CHECKING:
    from backend.model.case import CaseBoard, CaseCard, CaseResult, Promise
    from backend.model.change import Woken
    from backend.model.comment import QueueRow
    from backend.model.question import Question
    from backend.model.reason import Reason
    from tui.calls import Door
    from tui.keymap import Press
    from tui.screens.cases import CasesScreen
    from tui.screens.inbox import Inbox

TOPICS = frozenset({Topic.CASE, Topic.OUTBOX, Topic.MAIL, Topic.MEMBER, Topic.COMMENT})
"""What the screen speaks of."""

NONE = frozenset({"none", "no", "ingen", "nej", "inget"})
KEPT = frozenset({"kept", "yes", "done", "hållet", "ja", "klart"})
AGAIN = frozenset({"again", "open", "igen", "öppna"})
"""Words that settle a promise, in either language: the line that asks names them."""


class Casing:
    """Opens cases, goes to them, and changes a promise from the queue."""

    def __init__(self, desk: Inbox) -> None:
        self.desk = desk
        self._screen: CasesScreen | None = None
        self._promise: Promise | None = None

    def verbs(self) -> dict[str, Callable[[Press], None]]:
        """Return what the commands do."""
        return {"cases": lambda _press: self.open(None), "case": self._case, "promise": self._ask_promise}

    def answers(self) -> dict[str, Callable[[str], None]]:
        """Return who takes the typed line, by its purpose."""
        return {"promise": self.promise}

    def woken(self, woken: Woken) -> None:
        """Look again when the feed told of something that the open screen shows."""
        if self._screen is not None and (woken.behind or any(one.topic in TOPICS for one in woken.changes)):
            self._again()

    # -- the screen

    def open(self, case_id: int | None) -> None:
        """Open the screen, on a case or on the first of them."""
        if self._screen is None:
            self.desk.calls.read(lambda door: door.cases(), lambda board: self._show(board, case_id), slot="cases")

    def _show(self, board: CaseBoard, case_id: int | None) -> None:
        from tui.screens.cases import CasesPane, CasesScreen
        from tui.screens.cases_verbs import CaseVerbs

        desk = self.desk
        me = desk.member.name if desk.member is not None else ""
        pane = CasesPane(desk.ink, desk.clock, desk.zone, me, desk.accounts, board)
        if case_id is not None:
            pane.chosen, pane.reading = case_id, True
        self._screen = CasesScreen(pane)
        pane.act = CaseVerbs(desk, self._screen, self._again).act
        pane.turned = self._read_card
        desk.app.push_screen(self._screen, lambda _none: self._closed())

    def _closed(self) -> None:
        self._screen = None

    def _again(self) -> None:
        def came(board: CaseBoard) -> None:
            if self._screen is not None:
                self._screen.pane.show(board)
                self._read_card()

        self.desk.calls.read(lambda door: door.cases(), came, self._failed, slot="cases")

    def _read_card(self) -> None:
        """Read the case under the cursor, with its questions."""
        case = self._screen.pane.case if self._screen is not None else None
        if case is None:
            return
        key = case.id

        def read(door: Door) -> tuple[CaseCard, tuple[Question, ...]]:
            return door.case(key), door.questions(key)

        def came(found: tuple[CaseCard, tuple[Question, ...]]) -> None:
            if self._screen is not None:
                self._screen.pane.show_card(*found)

        self.desk.calls.read(read, came, self._failed, slot="case")

    def _failed(self, reason: Reason) -> None:
        self.desk.fail(reason, self._screen.pane if self._screen is not None else None)

    # -- from a comment

    def _case(self, press: Press) -> None:
        """Open a case on the comment (or all that are marked), go to its own, or put it into the one that was named."""
        row, number = self.desk.row, press.text.strip().lstrip("#")
        keys = list(self.desk.parts.marks.keys()) if press.marked else [row.id] if row is not None else []
        if not keys:
            return
        if number:
            self._put_into(number, keys)
            return

        def work(door: Door) -> tuple[int | None, CaseResult | None]:
            there = door.case_of(keys[0]) if len(keys) == 1 else None
            return there, None if there is not None else door.open_case(keys)

        def came(found: tuple[int | None, CaseResult | None]) -> None:
            there, opened = found
            if opened is not None:
                self._opened(row, opened)
            else:
                self.open(there)

        self.desk.calls.act(work, came)

    def _opened(self, row: QueueRow | None, opened: CaseResult) -> None:
        desk = self.desk
        if not opened.ok:
            self._not_done(opened)
            return
        said = _("Case {number} is open on {author}'s comment · {key} goes to it, {screen} shows all")
        author = name(row) if row is not None else ""
        told = said.format(number=opened.case_id, author=author, key=key_of("case"), screen=key_of("cases"))
        desk.say("✓ " + told, Tone.GOOD)
        if row is not None:
            desk.parts.catching.again(row.id)

    def _put_into(self, number: str, keys: list[int]) -> None:
        if not number.isdecimal() or len(number) > 15:
            self.desk.say(_("That is no case's number; nothing was done."), Tone.BAD)
            return
        case_id = int(number)

        def work(door: Door) -> list[CaseResult]:
            return [door.case_add(case_id, key) for key in keys]

        def came(found: list[CaseResult]) -> None:
            refused = [one for one in found if not one.ok]
            if refused:
                self._not_done(refused[0])
            else:
                self.desk.say("✓ " + _("In case {case} now.").format(case=case_id), Tone.GOOD)
            for key in keys:
                self.desk.parts.catching.again(key)

        self.desk.calls.act(work, came)

    def _not_done(self, result: CaseResult) -> None:
        why = safe_line(word(result.reason, self.desk.zone)) if result.reason is not None else ""
        more = _("case {case}").format(case=result.case_id) if result.case_id else ""
        self.desk.say("✗ " + " · ".join(filter(None, (why, more, safe_line(result.who, 40)))), Tone.BAD)

    # -- a promise

    def _ask_promise(self, press: Press) -> None:
        """Ask what is to become of what our last answer promised."""
        view, row = self.desk.thread.view, self.desk.row
        known = view.promises if view is not None and row is not None and view.comment_id == row.id else ()
        if not known:
            self.desk.say(_("Our answer has promised nothing here."), Tone.LAMP)
            return
        self._promise = known[-1]
        if press.text:
            self.promise(press.text)
            return
        until = stamp(self._promise.due_at, self.desk.clock.now(), self.desk.zone)
        asked = _("Promised until {time}. Another time, or kept, none, again:").format(time=until)
        self.desk.ask("promise", asked)

    def promise(self, typed: str) -> None:
        """Do with the promise what was typed: settle it, put it back, or give it another time."""
        one, said = self._promise, typed.strip().casefold()
        if one is None or not said:
            return
        if said in NONE or said in KEPT:
            kept = said in KEPT
            told = _("The promise is kept.") if kept else _("It was no promise.")
            self._change(one, lambda door: door.promise_settle(one.id, kept=kept), told)
        elif said in AGAIN:
            self._change(one, lambda door: door.promise_reopen(one.id), _("The promise is open again."))
        else:
            self._change(one, lambda door: door.promise_move(one, typed), _("The promise has another time."))

    def _change(self, one: Promise, work: Callable[[Door], CaseResult], told: str) -> None:
        def came(result: CaseResult) -> None:
            if result.ok:
                self.desk.say("✓ " + told, Tone.GOOD)
            else:
                self._not_done(result)
            self.desk.parts.catching.again(one.comment_id)

        self.desk.calls.act(work, came)
