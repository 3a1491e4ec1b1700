"""Answering: the composer under the thread, the palette of canned replies, drafts, and the sending."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING

from backend.i18n import _
from backend.model.account import Act
from backend.model.comment import CommentState
from backend.model.desk import Outcome
from tui.bound import bound, key_of
from tui.screens.inbox_acts import name
from tui.text import safe_line
from tui.widgets.footer import Tone

if TYPE_CHECKING:
    from textual import events

    from backend.model.comment import QueueRow
    from backend.model.desk import Composing, Result, Suggestion
    from backend.model.reason import Reason
    from tui.keymap import Press
    from tui.screens.inbox import Inbox
    from tui.widgets.composer import Composer
    from tui.widgets.replies import Replies

AHEAD = 2000
"""Characters typed before the composer was open that are kept for it."""

RENEW_S = 20.0
"""How often the claim is renewed while somebody is typing; it runs out after five minutes."""


class Answering:
    """Wires composer and palette to the desk's verbs. One comment is answered at a time."""

    def __init__(self, desk: Inbox) -> None:
        self.desk = desk
        self.row: QueueRow | None = None  # the comment being answered
        self._composer: Composer | None = None
        self._replies: Replies | None = None
        self._insert: Suggestion | None = None  # what to insert once the composer is open
        self._opening = False
        self._stay = False  # whether the cursor stays on the comment when the answer is sent
        self._ahead = ""  # what was typed before the composer was open

    def verbs(self) -> dict[str, Callable[[Press], None]]:
        """Return what each command of answering does."""
        return {
            "reply": lambda press: self.open(stay=press.stay),
            "replies": lambda _press: self.show_replies(),
            **dict.fromkeys(("send", "insert", "keep"), self._in_composer),
            **dict.fromkeys(("pick", "filter", "answer", "close"), self._in_replies),
        }

    def _in_composer(self, press: Press) -> None:
        if self._composer is not None:
            self._composer.obey(press)

    def _in_replies(self, press: Press) -> None:
        if self._replies is not None:
            self._replies.obey(press)

    # -- the composer

    def open(self, *, stay: bool | None = None) -> None:
        """Claim the comment under the cursor and open the composer; `stay` on it afterwards (None: as set)."""
        row = self.desk.row
        if row is None or self._opening or self.row is not None:
            return
        self._opening, self._ahead = True, ""
        self._stay = bound().stay if stay is None else stay
        self.desk.queue.ahead = self.desk.thread.ahead = self._typed

        def came(composing: Composing) -> None:
            self.desk.run_worker(self._opened(row, composing), exclusive=False)

        def failed(reason: Reason) -> None:
            self._opening = False
            self.desk.fail(reason)

        self.desk.calls.act(lambda door: door.compose(row.id), came, failed)

    def _typed(self, event: events.Key) -> bool:
        """Take a key that reached a list after `r`: it is text of the answer, and must never decide about a comment."""
        desk, composer = self.desk, self._composer
        words = "\n" if event.key == "enter" else event.character
        if not words or not (words == "\n" or words.isprintable()):
            return self._opening
        if self._opening:
            self._ahead = (self._ahead + words)[:AHEAD]
        elif self.row is not None and composer is not None and not (desk.queue.has_focus or desk.thread.has_focus):
            composer.type(words)
        else:
            return False
        return True

    async def _opened(self, row: QueueRow, composing: Composing) -> None:
        try:
            await self._show_composer(row, composing)
        finally:
            self._opening = False

    async def _show_composer(self, row: QueueRow, composing: Composing) -> None:
        desk = self.desk
        self.row = row
        if self._composer is None:
            from tui.widgets.composer import Composer

            self._composer = Composer(desk.ink)
            await desk.query_one("#reading").mount(self._composer)
        desk.add_class("-composing", "-reading")
        self._composer.open(composing)
        if composing.holder:
            desk.say(_("{name} is answering this one").format(name=safe_line(composing.holder)), Tone.LAMP)
        if self._insert is not None:
            self._composer.insert(self._insert.text, self._insert.template.id)
            self._insert = None
        elif desk.has_class("-wide"):
            self.show_replies(focus=False)
        if self._ahead:
            self._composer.type(self._ahead)
        desk.parts.catching.again(row.id)

    def close(self) -> None:
        """Close composer and palette; the queue has the focus again."""
        desk = self.desk
        self.row = None
        if self._composer is not None:
            self._composer.close()
        desk.remove_class("-composing", "-replies", "-reading")
        desk.queue.focus()

    def left(self, comment_id: int) -> None:
        """The composer was left: the claim is let go and the draft kept."""
        self.close()
        self.desk.calls.act(
            lambda door: door.leave(comment_id), lambda _none: self.desk.parts.catching.again(comment_id)
        )

    def renew(self) -> None:
        """Keep the claim while the composer is open, or show who has taken it meanwhile."""
        row, composer = self.row, self._composer
        if row is None or composer is None:
            return

        def came(result: Result) -> None:
            if self.row is row:
                composer.hold(safe_line(result.who) if result.outcome is Outcome.TAKEN else None)

        self.desk.calls.act(lambda door: door.renew(row.id), came)

    def save(self, comment_id: int, text: str, revision: int, template_id: int | None) -> None:
        """Keep what has been typed so far."""
        self.desk.calls.act(lambda door: door.save_draft(comment_id, text, revision, template_id), lambda _none: None)

    # -- sending

    def send(self, comment_id: int, text: str, revision: int, template_id: int | None) -> None:
        """Queue the answer. The composer stays as it is until that has been done."""
        row = self.row
        if row is None:
            return

        def came(result: Result) -> None:
            if result.ok:
                self._sent(row, result)
            else:
                self._refused(result)
                self.desk.parts.catching.again(comment_id)

        self.desk.calls.act(lambda door: door.send(comment_id, text, revision, template_id, Act.REPLY), came)

    def _refused(self, result: Result) -> None:
        """Say below, and under the text, why it was not sent; the text stays."""
        self.desk.parts.acts.refused(result)
        if self._composer is not None:
            self._composer.say(self.desk.footer.message)

    def _sent(self, row: QueueRow, result: Result) -> None:
        desk = self.desk
        if (outbox_id := result.outbox_id) is not None:
            desk.parts.acts.remember(_("answer"), row, lambda door: door.cancel(outbox_id))
        self.close()
        said = _("Sending to {author} in 10 s · {key} takes it back").format(author=name(row), key=key_of("undo"))
        desk.say(said, Tone.LAMP, passing=True)
        answered = replace(row, state=CommentState.DONE, claimed_by=None, drafted_by=None)
        desk.parts.acts.moved_on(answered, stay=self._stay)
        desk.parts.catching.again(row.id)

    # -- the palette

    def show_replies(self, *, focus: bool = True) -> None:
        """Open the palette for the comment being answered, or the one under the cursor."""
        self.desk.run_worker(self._show_replies(focus), exclusive=False)

    async def _show_replies(self, focus: bool) -> None:
        desk = self.desk
        if self._replies is None:
            from tui.widgets.replies import Replies

            self._replies = Replies(desk.ink)
            await desk.mount(self._replies)
        if desk.has_class("-two"):
            desk.move_child(self._replies, before=desk.queue)  # in the queue's place: the thread stays in view
        else:
            desk.move_child(self._replies, after=desk.query_one("#reading"))
        anew = not desk.has_class("-replies")
        desk.add_class("-replies")
        if anew:
            self._replies.start()
            self.filter_replies("")
        if focus:
            desk.set_focus(self._replies)
            self._replies.type(self._composer.give_aside() if self._composer is not None else "")

    def filter_replies(self, wanted: str) -> None:
        """Rank the canned replies anew for what was typed."""
        row, replies = self.row or self.desk.row, self._replies
        if row is None or replies is None:
            return

        def came(found: tuple[Suggestion, ...]) -> None:
            replies.show(found, wanted, self.desk.accounts.get(row.account_id))

        self.desk.calls.read(lambda door: door.palette(row.id, wanted), came, slot="palette")

    def insert_number(self, number: int) -> None:
        """Insert the canned reply of a digit: of those on show, else of those that fit this comment best."""
        row, replies = self.row, self._replies
        if row is None:
            return
        if replies is not None and self.desk.has_class("-replies"):
            self._insert_one(replies.numbered(number), number)
            return

        def came(found: tuple[Suggestion, ...]) -> None:
            if self.row is row:
                self._insert_one(found[number - 1] if number <= len(found) else None, number)

        self.desk.calls.read(lambda door: door.palette(row.id, ""), came, slot="palette")

    def _insert_one(self, suggestion: Suggestion | None, number: int) -> None:
        if suggestion is None:
            self.desk.say(_("There is no canned reply {number} here.").format(number=number), Tone.LAMP)
        else:
            self.picked(suggestion)

    def focus_composer(self) -> None:
        """Type on in the composer; without one, in the queue. The palette stays where it is."""
        if self.row is not None and self._composer is not None:
            self._composer.focus()
        else:
            self.desk.queue.focus()

    def picked(self, suggestion: Suggestion) -> None:
        """Insert a canned reply; the composer opens for it when it is not open yet."""
        if self.row is None or self._composer is None:
            self._insert = suggestion
            self.close_replies()
            self.open()
            return
        self._composer.insert(suggestion.text, suggestion.template.id)
        if not self.desk.has_class("-wide"):
            self.desk.remove_class("-replies")
        self._composer.focus()

    def close_replies(self) -> None:
        """Close the palette; typing goes on where it was."""
        self.desk.remove_class("-replies")
        self.focus_composer()

    def save_now(self) -> None:
        """Keep what is being typed, because the desk is about to end."""
        kept = self._composer.unsaved() if self._composer is not None else None
        if kept is not None:
            self.save(kept.comment_id, kept.text, kept.revision, kept.template_id)
