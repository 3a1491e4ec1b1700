"""Answering: the composer under the thread, drafts, the sending, and what moved meanwhile."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING

from backend.i18n import _
from backend.i18n.reasons import word
from backend.model.account import Act
from backend.model.comment import CommentState
from backend.model.desk import Outcome, Result
from backend.model.triage import Verb
from tui.bound import bound, key_of
from tui.screens.inbox_off import own_answer
from tui.screens.inbox_words import name, verb_done
from tui.text import safe_line, short
from tui.when import spoken
from tui.widgets.footer import Tone

if TYPE_CHECKING:
    from textual import events

    from backend.model.comment import QueueRow
    from backend.model.desk import Composing, Difference, Nearly
    from backend.model.reason import Reason
    from tui.calls import Door
    from tui.keymap import Press
    from tui.screens.inbox import Inbox
    from tui.widgets.composer import Composer

AHEAD = 2000
"""Characters typed before the composer was open that are kept for it."""

RENEW_S = 20.0
"""How often the claim is renewed while somebody is typing; it runs out after five minutes."""


class Answering:
    """Wires the composer to the desk's verbs. One comment is answered at a time."""

    def __init__(self, desk: Inbox) -> None:
        self.desk = desk
        self.row: QueueRow | None = None  # the comment being answered
        self._composing: Composing | None = None
        self._warned = ""  # the text of which was said that it is nearly what we said already
        self.composer: Composer | None = None  # once an answer was begun
        self._opening = False
        self._stay = False  # whether the cursor stays on the comment when the answer is sent
        self._ahead = ""  # what was typed before the composer was open
        self._private = 0  # the comment whose answer was begun in private unasked

    @property
    def act(self) -> Act:
        """What is being written: an answer, while the composer is closed."""
        return self._composing.act if self.row is not None and self._composing is not None else Act.REPLY

    def verbs(self) -> dict[str, Callable[[Press], None]]:
        """Return what each command of answering does."""
        return {
            "reply": lambda press: self.open(stay=press.stay),
            "private": lambda press: self.open(stay=press.stay, private=True),
            "edit": lambda press: self._edit(stay=press.stay),
            **dict.fromkeys(("send", "insert", "keep", "drop"), self._in_composer),
        }

    def _in_composer(self, press: Press) -> None:
        if self.composer is not None:
            self.composer.obey(press)

    # -- the composer

    def open(self, *, stay: bool | None = None, private: bool = False) -> None:
        """Claim the comment under the cursor and open the composer; `stay` on it afterwards (None: as set).

        `private`: what is written is for the comment's author alone.
        """
        row = self.desk.row
        if row is not None:
            alone = private or self._private_first(row)
            self._open(row, lambda door: door.compose(row.id, private=alone), stay)

    def _private_first(self, row: QueueRow) -> bool:
        """Tell whether an answer is begun in private, because personal data stands in the comment: once for each."""
        account = self.desk.accounts.get(row.account_id)
        able = account is not None and Act.PRIVATE_REPLY in account.capabilities.acts
        first = row.personal and able and self._private != row.id
        self._private = row.id if first else 0
        return first

    def _edit(self, *, stay: bool) -> None:
        """Open the composer on our own answer to the comment, to say something else."""
        row, own = self.desk.row, own_answer(self.desk)
        if row is not None and own is not None:
            self._open(row, lambda door: door.compose_own(own.id), stay)

    def change(self, row: QueueRow, comment_id: int) -> None:
        """Open the composer on a colleague's answer that waits for one's yes, to change and approve it."""
        self._open(row, lambda door: door.compose_change(comment_id), stay=True)

    def _open(self, row: QueueRow, start: Callable[[Door], Composing], stay: bool | None) -> None:
        if self._opening or self.row is not None:
            return
        self._opening, self._ahead = True, ""
        self._stay = bound().stay if stay is None else stay
        self.desk.queue.ahead = self.desk.thread.ahead = self._typed

        def came(composing: Composing) -> None:
            self.desk.run_worker(self._opened(row, composing), exclusive=False)

        def failed(reason: Reason) -> None:
            self._opening = False
            self.desk.fail(reason)

        self.desk.calls.act(start, came, failed)

    def _typed(self, event: events.Key) -> bool:
        """Take a key that reached a list after `r`: it is text of the answer, and must never decide about a comment."""
        desk, composer = self.desk, self.composer
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
        self.row, self._composing = row, composing
        if self.composer is None:
            from tui.widgets.composer import Composer

            self.composer = Composer(desk.ink)
            await desk.query_one("#reading").mount(self.composer)
        desk.add_class("-composing", "-reading")
        self.composer.open(composing)
        if composing.holder:
            desk.say(_("{name} is answering this one").format(name=safe_line(composing.holder)), Tone.LAMP)
        elif self._private == row.id:
            said = _("Private: it holds personal data · Esc and {key} again answers in public")
            desk.say(said.format(key=key_of("reply")), Tone.LAMP)
        picking = desk.parts.picking
        if picking.chosen is not None:
            self.composer.insert(*picking.chosen)
            picking.chosen = None
        elif desk.has_class("-wide"):
            picking.show(focus=False)
        if self._ahead:
            self.composer.type(self._ahead)
        desk.parts.catching.again(row.id)

    def close(self) -> None:
        """Close composer and palette; the queue has the focus again."""
        desk = self.desk
        self.row = None
        if self.composer is not None:
            self.composer.close()
        desk.remove_class("-composing", "-replies", "-reading", "-guide")
        desk.queue.focus()

    def left(self, comment_id: int) -> None:
        """The composer was left: the claim is let go and the draft kept."""
        judging = self._composing is not None and self._composing.approves is not None
        self.close()
        if judging:
            return
        self.desk.calls.act(
            lambda door: door.leave(comment_id), lambda _none: self.desk.parts.catching.again(comment_id)
        )

    def renew(self) -> None:
        """Keep the claim while the composer is open, or show who has taken it meanwhile."""
        row, composer, composing = self.row, self.composer, self._composing
        if row is None or composer is None or composing is None or composing.approves is not None:
            return

        def came(result: Result) -> None:
            if self.row is row:
                composer.hold(safe_line(result.who) if result.outcome is Outcome.TAKEN else None)

        self.desk.calls.act(lambda door: door.renew(composing.comment_id), came)

    def save(self, comment_id: int, text: str, revision: int, template_id: int | None) -> None:
        """Keep what has been typed so far; what is changed of a colleague's answer is kept by approving it alone."""
        if self._composing is not None and self._composing.approves is not None:
            return
        self.desk.calls.act(lambda door: door.save_draft(comment_id, text, revision, template_id), lambda _none: None)

    # -- sending

    def send(self, comment_id: int, text: str, revision: int, template_id: int | None) -> None:
        """Queue the answer, or approve with it. The composer stays as it is until that has been done."""
        row, composing = self.row, self._composing
        if row is None or composing is None:
            return

        def came(ended: Result | Nearly) -> None:
            if not isinstance(ended, Result):
                self._warn(ended, text)
            elif ended.ok:
                self._sent(row, composing, ended)
            else:
                self._refused(ended)
                if ended.outcome is Outcome.MOVED and composing.approves is None:
                    self._look_again(comment_id, revision)
                self.desk.parts.catching.again(row.id)

        approves, act, warned = composing.approves, composing.act, self._warned == text
        if approves is not None:
            self.desk.calls.act(lambda door: door.approve(approves, text), came)
        else:
            self.desk.calls.act(
                lambda door: door.send_or_warn(comment_id, text, revision, template_id, act, warned=warned), came
            )

    def _warn(self, near: Nearly, text: str) -> None:
        """Say once that it is nearly what we said already; the same text sent again leaves."""
        self._warned = text
        ago, to = spoken(self.desk.clock.now() - near.at), short(safe_line(near.to), 30)
        said = _("Nearly what we said {ago} ago to {person}. {key} again sends it all the same.")
        if self.composer is not None:
            self.composer.say(said.format(ago=ago, person=to, key=key_of("send")), "lamp")

    def _refused(self, result: Result) -> None:
        """Say below, and under the text, why it was not sent; the text stays."""
        self.desk.parts.deciding.refused(result)
        if self.composer is not None:
            self.composer.say(self.desk.footer.message)

    def _look_again(self, comment_id: int, revision: int) -> None:
        """Something has moved: show what, and let the writer decide."""

        def came(moved: Difference) -> None:
            if self.composer is not None:
                self.composer.moved(moved)

        self.desk.calls.read(lambda door: door.look_again(comment_id, revision), came)

    def drop(self, comment_id: int, revision: int) -> None:
        """Forget the answer that was being written."""
        self.save(comment_id, "", revision, None)
        self.left(comment_id)
        self.desk.say(_("The draft is dropped."))

    def _sent(self, row: QueueRow, composing: Composing, result: Result) -> None:
        desk = self.desk
        if composing.approves is None:
            desk.parts.undoing.remember(verb_done(Verb(composing.act.value)).format(author=name(row)))
        self.close()
        if composing.approves is not None:
            said = _("{author}: approved with your words, it leaves in 10 s").format(author=name(row))
            desk.say(f"✓ {said}", Tone.GOOD)
            desk.parts.catching.again(row.id)
            return
        if result.copied:
            desk.parts.placing.copied(row, result.copied, composing.link)
            return
        said = _("Sending to {author} in 10 s · {key} takes it back").format(author=name(row), key=key_of("undo"))
        if result.reason is not None:  # it waits for somebody's yes
            waits = _("{author}: {why}").format(author=name(row), why=word(result.reason, desk.zone))
            said = f"{waits} · " + _("{key} takes it back").format(key=key_of("undo"))
        desk.say(said, Tone.LAMP, passing=result.reason is None)
        answered = replace(row, state=CommentState.DONE, claimed_by=None, drafted_by=None)
        desk.parts.deciding.moved_on(answered, stay=self._stay)
        desk.parts.catching.again(row.id)

    def focus(self) -> None:
        """Type on in the composer; without one, in the queue."""
        if self.row is not None and self.composer is not None:
            self.composer.focus()
        else:
            self.desk.queue.focus()

    def save_now(self) -> None:
        """Keep what is being typed, because the desk is about to end."""
        kept = self.composer.unsaved() if self.composer is not None else None
        if kept is not None:
            self.save(kept.comment_id, kept.text, kept.revision, kept.template_id)
