"""Deciding: let stand, reopen, claim, delete our answer, and take back the last of these."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from backend.i18n import _
from backend.i18n.reasons import word
from backend.model.account import Act
from backend.model.comment import CommentState
from backend.model.desk import Outcome
from backend.model.outbox import LIVE, OutboxState, Verdict
from backend.model.triage import At, Decision, Verb
from tui.bound import key_of
from tui.commands import COMMANDS, Where
from tui.text import safe_line, short
from tui.widgets.footer import Tone

if TYPE_CHECKING:
    from backend.model.account import Account
    from backend.model.comment import QueueRow, ThreadItem
    from backend.model.desk import Result
    from backend.model.reason import Reason
    from backend.model.triage import Item
    from tui.calls import Door
    from tui.keymap import Press
    from tui.screens.inbox import Inbox


NEED_COMMENT = (*(one.id for one in COMMANDS if one.alters), "replies", "thread")
"""Commands that do nothing where there is no comment."""


@dataclass(frozen=True)
class Taken:
    """An act of mine and how to reverse it. `said` names it, as a message does."""

    said: str
    comment_id: int
    reverse: Callable[[Door], Result | Item]


class Acts:
    """The verbs on the comment under the cursor. The cursor moves on at once; what fails is put back."""

    def __init__(self, desk: Inbox) -> None:
        self.desk = desk
        self._mine: list[Taken] = []

    def verbs(self) -> dict[str, Callable[[Press], None]]:
        """Return what each command of deciding does."""
        return {
            "done": lambda press: self._done(stay=press.stay),
            "reopen": lambda _press: self._reopen(),
            "claim": lambda _press: self._claim(),
            "delete": lambda _press: self._ask_delete(),
            "undo": lambda _press: self._take_back(),
            "settle": lambda _press: self._ask_settle(),
        }

    def off(self) -> Mapping[str, str]:
        """Say which commands do nothing on this comment, and why, by command id."""
        row = self.desk.row
        off = dict.fromkeys(NEED_COMMENT, _("no comment")) if row is None else self._off_here(row)
        if not self._mine:
            off["undo"] = _("nothing yet")
        return off

    def _off_here(self, row: QueueRow) -> dict[str, str]:
        off = self._off_platform(self.desk.accounts.get(row.account_id))
        if row.delivery is not None and row.delivery.state in LIVE:
            off["reply"] = off["done"] = _("an answer is on its way")
        elif row.state is CommentState.DONE:
            off["done"] = _("done already")
        if row.delivery is None or row.delivery.state is not OutboxState.UNKNOWN:
            off["settle"] = _("nothing is unknown here")
        if row.state is not CommentState.DONE:
            off["reopen"] = _("it is open")
        if self._own_answer() is None:
            off.setdefault("delete", _("no answer of ours"))
        return off

    @staticmethod
    def _off_platform(account: Account | None) -> dict[str, str]:
        """Say which commands the account's platform has no act for."""
        if account is None:
            return {}
        able, why = account.capabilities.acts, _("not on {platform}").format(platform=account.platform)
        return {one.id: why for one in COMMANDS if one.act is not None and Act(one.act) not in able}

    def _own_answer(self) -> ThreadItem | None:
        """Return our latest answer to the comment under the cursor."""
        view, row = self.desk.thread.view, self.desk.row
        if view is None or row is None or view.comment_id != row.id:
            return None
        own = [item for item in self.desk.thread.comments if item.own and item.parent_id == row.id]
        return own[-1] if own else None

    # -- let stand

    def _done(self, *, stay: bool) -> None:
        row = self.desk.row
        if row is None:
            return
        self.moved_on(replace(row, state=CommentState.DONE, claimed_by=None), stay=stay)

        def came(result: Result | Item) -> None:
            if result.ok:
                self.remember(_("let stand"), row, lambda door: _reopened(door, row))
                said = _("✓ {author}: let stand · {key} takes it back")
                self.desk.say(said.format(author=name(row), key=key_of("undo")), Tone.GOOD)
            else:
                self.put_back(row, result)

        self.desk.calls.act(
            lambda door: _let_stand(door, row),
            came,
            lambda reason: self._broken(row, reason),
        )

    def moved_on(self, decided: QueueRow, *, stay: bool = False) -> None:
        """Mark a row as decided where it stands, and go on to the next open one unless told to `stay`."""
        desk = self.desk
        desk.window.update([decided])
        following = None if stay else desk.window.next_open()
        if following is not None:
            desk.window.cursor = following
        desk.parts.moves.arrived()

    def put_back(self, row: QueueRow, result: Result | Item) -> None:
        """The verb was not done: show the row as it was, say why, and read it again."""
        self.desk.window.update([row])
        self.desk.queue.paint()
        self.refused(result)
        self.desk.parts.catching.again(row.id)

    def _broken(self, row: QueueRow, reason: Reason) -> None:
        self.desk.window.update([row])
        self.desk.queue.paint()
        self.desk.fail(reason)

    def refused(self, result: Result | Item) -> None:
        """Say why a verb was not done."""
        if result.outcome is Outcome.TAKEN:
            said = _("{name} has it").format(name=safe_line(result.who) or _("somebody else"))
        elif result.reason is not None:
            said = word(result.reason, self.desk.zone)
        else:
            said = {
                Outcome.MOVED: _("it has changed since it was shown; nothing was done"),
                Outcome.GONE: _("too late: it has left already"),
            }.get(result.outcome, _("it was refused"))
        self.desk.say(f"✗ {said}", Tone.BAD)

    # -- reopen, claim

    def _reopen(self) -> None:
        row = self.desk.row
        if row is not None:
            self._simply(row, lambda door: _reopened(door, row), _("{author}: open again").format(author=name(row)))

    def _claim(self) -> None:
        row = self.desk.row
        if row is None:
            return
        if row.claimed_by and self.desk.member is not None and row.claimed_by == self.desk.member.name:
            self._simply(row, lambda door: door.release(row.id), _("{author}: let go").format(author=name(row)))
            return
        self._simply(row, lambda door: door.claim(row.id), _("{author}: yours").format(author=name(row)),
                     Taken(_("claim"), row.id, lambda door: door.release(row.id)))  # fmt: skip

    def _simply(
        self, row: QueueRow, verb: Callable[[Door], Result | Item], said: str, taken: Taken | None = None
    ) -> None:
        """Do a verb that leaves the cursor where it is."""

        def came(result: Result | Item) -> None:
            if not result.ok:
                self.refused(result)
            else:
                self.desk.say(said, Tone.GOOD)
                if taken is not None:
                    self._mine.append(taken)
            self.desk.parts.catching.again(row.id)

        self.desk.calls.act(verb, came)

    # -- delete our own answer

    def _ask_delete(self) -> None:
        row = self.desk.row
        if row is not None:
            asked = _("Our answer to {author} goes for good. Type {word}:").format(author=name(row), word=_("delete"))
            self.desk.ask("delete", asked)

    def delete(self, typed: str) -> None:
        """Delete our answer when the word was typed."""
        row, own = self.desk.row, self._own_answer()
        if row is None or own is None or typed.strip().lower() != _("delete"):
            self.desk.say(_("Not deleted."))
            return

        def came(result: Result | Item) -> None:
            if not result.ok:
                self.refused(result)
            else:
                if (outbox_id := result.outbox_id) is not None:
                    self.remember(_("deletion"), row, lambda door: door.cancel(outbox_id))
                said = _("Deleting our answer · {key} takes it back for 10 s").format(key=key_of("undo"))
                self.desk.say(said, Tone.LAMP, passing=True)
            self.desk.parts.catching.again(row.id)

        self.desk.calls.act(lambda door: door.take_down(own.id), came)

    # -- settle by hand

    def _ask_settle(self) -> None:
        words = ", ".join(self._verdicts())
        self.desk.ask("settle", _("Does our answer stand on the platform? {words}:").format(words=words))

    @staticmethod
    def _verdicts() -> dict[str, Verdict]:
        return {_("there"): "sent", _("again"): "again", _("drop"): "drop"}

    def settle(self, typed: str) -> None:
        """Settle the answer whose fate is unknown by the word that was typed."""
        row, verdict = self.desk.row, self._verdicts().get(typed.strip().lower())
        if row is None or row.delivery is None or verdict is None:
            self.desk.say(_("Nothing was settled."))
            return
        outbox_id = row.delivery.outbox_id
        self._simply(row, lambda door: door.settle(outbox_id, verdict), _("{author}: settled").format(author=name(row)))

    # -- take back

    def remember(self, said: str, row: QueueRow, reverse: Callable[[Door], Result | Item]) -> None:
        """Keep an act so that `z` can take it back."""
        self._mine.append(Taken(f"{name(row)}: {said}", row.id, reverse))
        self.desk.show_keys()

    def _take_back(self) -> None:
        taken = self._mine.pop()

        def came(result: Result | Item) -> None:
            if result.ok:
                self.desk.say(_("Taken back: {act}").format(act=taken.said), Tone.GOOD)
                self._return_to(taken.comment_id)
            else:
                self.refused(result)
            self.desk.show_keys()
            self.desk.parts.catching.again(taken.comment_id)

        self.desk.calls.act(taken.reverse, came)

    def _return_to(self, comment_id: int) -> None:
        """Stand on the comment whose act was taken back, where it is still listed."""
        desk = self.desk
        if desk.where is Where.QUEUE:
            desk.parts.moves.to(comment_id)


def _let_stand(door: Door, row: QueueRow) -> Item:
    return door.decide(Decision(Verb.DONE), [At(row.id, row.revision)]).items[0]


def _reopened(door: Door, row: QueueRow) -> Item:
    return door.decide(Decision(Verb.REOPEN), [At(row.id, 0)]).items[0]


def name(row: QueueRow) -> str:
    """Return the author's name for a message."""
    return short(safe_line(row.author or row.handle), 30)
