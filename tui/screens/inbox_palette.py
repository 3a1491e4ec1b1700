"""The palette of canned replies and earlier answers: opened beside an answer, or before one is begun."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, NamedTuple

from backend.i18n import _
from backend.i18n.reasons import word
from tui.text import safe_line
from tui.widgets.footer import Tone

if TYPE_CHECKING:
    from backend.model.desk import Result
    from backend.model.palette import Earlier, Suggestion, Wording
    from tui.keymap import Press
    from tui.screens.inbox import Inbox
    from tui.widgets.replies import Replies


class Chosen(NamedTuple):
    """A text that is to stand in the answer; `template_id` is the canned reply it comes from, None for none.

    `pictures` are the names of those that go with it.
    """

    text: str
    template_id: int | None
    pictures: tuple[str, ...] = ()


class Picking:
    """Shows, ranks and inserts canned replies and earlier answers for the comment being answered, or under the cursor.

    `chosen` is what to insert once the composer is open.
    """

    def __init__(self, desk: Inbox) -> None:
        self.desk = desk
        self.chosen: Chosen | None = None
        self._last: tuple[Suggestion, int] | None = None  # what was inserted last, and which of its wordings
        self._replies: Replies | None = None

    def verbs(self) -> dict[str, Callable[[Press], None]]:
        """Return what each command of the palette does."""
        return {
            "replies": lambda _press: self.show(),
            "wording": lambda _press: self._other_wording(),
            "misfit": lambda _press: self._misfit(),
            "propose": lambda _press: self._propose(),
            **dict.fromkeys(("pick", "filter", "answer", "close"), self._inside),
        }

    def _inside(self, press: Press) -> None:
        if self._replies is not None:
            self._replies.obey(press)

    def show(self, *, focus: bool = True) -> None:
        """Open the palette."""
        self.desk.run_worker(self._show(focus), exclusive=False)

    async def _show(self, focus: bool) -> None:
        desk, composer = self.desk, self.desk.parts.answering.composer
        if self._replies is None:
            from tui.widgets.replies import Replies

            self._replies = Replies(desk.ink)
            await desk.mount(self._replies)
        if desk.has_class("-two"):
            desk.move_child(self._replies, before=desk.queue)  # in the queue's place: the thread stays in view
        else:
            desk.move_child(self._replies, after=desk.query_one("#reading"))
        anew = not desk.has_class("-replies")
        desk.parts.guiding.give_way()
        desk.add_class("-replies")
        if anew:
            self._start(self._replies)
        if focus:
            desk.set_focus(self._replies)
            self._replies.type(composer.give_aside() if composer is not None else "")

    def _start(self, replies: Replies) -> None:
        row = self.desk.parts.answering.row or self.desk.row
        covered = row is not None and self.desk.has_class("-one")
        replies.asked = (row.author, row.text) if row is not None and covered else None
        replies.start()
        self.filter("")

    def filter(self, wanted: str) -> None:
        """Rank the canned replies anew for what was typed, and look for earlier answers that have it."""
        answering, replies, desk = self.desk.parts.answering, self._replies, self.desk
        row, act = answering.row or desk.row, answering.act
        if row is None or replies is None:
            return

        def came(found: tuple[Suggestion, ...]) -> None:
            replies.show(found, wanted, desk.accounts.get(row.account_id))

        def answered(found: tuple[Earlier, ...]) -> None:
            replies.show_earlier(found, wanted, desk.clock.now(), desk.zone)

        desk.calls.read(lambda door: door.palette(row.id, wanted, act), came, slot="palette")
        desk.calls.read(lambda door: door.earlier(row.id, wanted, act), answered, slot="earlier")

    # -- inserting

    def insert_number(self, number: int) -> None:
        """Insert the canned reply of a digit: of those on show, else of those that fit this comment best.

        The digit of the one that was just inserted gives another wording of it.
        """
        answering, replies = self.desk.parts.answering, self._replies
        row = answering.row
        if row is None:
            return
        if replies is not None and self.desk.has_class("-replies"):
            self._insert_one(replies.numbered(number), number)
            return

        def came(found: tuple[Suggestion, ...]) -> None:
            if answering.row is row:
                self._insert_one(found[number - 1] if number <= len(found) else None, number)

        self.desk.calls.read(lambda door: door.palette(row.id, "", answering.act), came, slot="palette")

    def _insert_one(self, suggestion: Suggestion | None, number: int) -> None:
        if suggestion is None:
            self.desk.say(_("There is no canned reply {number} here.").format(number=number), Tone.LAMP)
        elif not self._is_last(suggestion) or not self._exchanged():
            replies = self._replies
            self.picked(suggestion, replies.wording(suggestion) if replies is not None else suggestion.best)

    def _is_last(self, suggestion: Suggestion) -> bool:
        return self._last is not None and self._last[0].template.id == suggestion.template.id

    def picked(self, suggestion: Suggestion, wording: Wording) -> None:
        """Insert a canned reply; the composer opens for it when it is not open yet."""
        if self._is_last(suggestion) and self._exchanged():
            return
        self._last = (suggestion, suggestion.wordings.index(wording))
        self._put(Chosen(wording.text, suggestion.template.id, tuple(one.name for one in suggestion.going)))

    def picked_earlier(self, earlier: Earlier) -> None:
        """Insert an earlier answer, or say why it may not stand here."""
        if earlier.refused is not None:
            self.desk.fail(earlier.refused)
            return
        self._last = None
        self._put(Chosen(earlier.wording.text, None))

    def _put(self, chosen: Chosen) -> None:
        answering = self.desk.parts.answering
        if answering.row is None or answering.composer is None:
            self.chosen = chosen
            self.close()
            answering.open()
            return
        answering.composer.insert(*chosen)
        if not self.desk.has_class("-wide"):
            self.desk.remove_class("-replies")
        answering.composer.focus()

    # -- wordings

    def _other_wording(self) -> None:
        """Show another wording in the palette; in the answer, exchange the one that was just inserted."""
        replies = self._replies
        if replies is not None and replies.has_focus:
            chosen = self._chosen_reply()
            if chosen is None or len(chosen.wordings) < 2:
                self.desk.say(_("There is no other wording of it."), Tone.LAMP)
            else:
                replies.turn(chosen)
        elif not self._exchanged():
            self.desk.say(_("Nothing was just inserted that could be exchanged."), Tone.LAMP)

    def _exchanged(self) -> bool:
        """Exchange the last insertion for its next wording; False when it has been written on since."""
        composer, last = self.desk.parts.answering.composer, self._last
        if last is None or composer is None or self.desk.parts.answering.row is None:
            return False
        suggestion, at = last
        count = len(suggestion.wordings)
        after = (at + 1) % count
        if not composer.exchange(suggestion.wordings[after].text):
            return False
        self._last = (suggestion, after)
        said = _("wording {n} of {count}").format(n=after + 1, count=count)
        self.desk.say(said if count > 1 else _("There is no other wording of it."), Tone.LAMP)
        composer.focus()
        return True

    # -- what is said about replies

    def _misfit(self) -> None:
        """Say about the chosen canned reply that it does not fit this comment."""
        row = self.desk.parts.answering.row or self.desk.row
        chosen = self._chosen_reply()
        if row is None or chosen is None:
            self.desk.say(_("Choose the canned reply that does not fit, in the palette."), Tone.LAMP)
            return
        template = chosen.template

        def came(result: Result) -> None:
            said = _("Noted on {code}: it did not fit this comment.").format(code=safe_line(template.code, 20))
            self._told(result, said)

        self.desk.calls.act(lambda door: door.did_not_fit(template.id, "", row.id), came)

    def _propose(self) -> None:
        """Propose the earlier answer under the cursor, in a list our own answer there, as a canned reply."""
        key = self._answer_id()
        if key is None:
            self.desk.say(_("Put the cursor on an answer of ours that was sent."), Tone.LAMP)
            return

        def came(result: Result) -> None:
            self._told(result, safe_line(word(result.reason)) if result.reason is not None else "")

        self.desk.calls.act(lambda door: door.propose_template(key), came)

    def _answer_id(self) -> int | None:
        from tui.screens.inbox_off import own_answer

        if self._replies is not None and self._replies.has_focus:
            from backend.model.palette import Earlier

            chosen = self._replies.chosen
            return chosen.comment_id if isinstance(chosen, Earlier) else None
        own = own_answer(self.desk)
        return own.id if own is not None else None

    def _chosen_reply(self) -> Suggestion | None:
        """Return the canned reply under the cursor of the palette, None while typing goes elsewhere."""
        from backend.model.palette import Suggestion

        chosen = self._replies.chosen if self._replies is not None and self._replies.has_focus else None
        return chosen if isinstance(chosen, Suggestion) else None

    def _told(self, result: Result, said: str) -> None:
        if result.ok:
            self.desk.say(said)
        elif result.reason is not None:
            self.desk.fail(result.reason)

    def close(self) -> None:
        """Close the palette; typing goes on where it was."""
        self.desk.remove_class("-replies")
        self.desk.parts.answering.focus()
