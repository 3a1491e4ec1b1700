"""What waits for a second member: answers to approve, acts that nobody does alone; and how one signs."""

from __future__ import annotations

from typing import TYPE_CHECKING

from backend.i18n import _
from backend.model.outbox import OutboxState
from tui.bound import key_of
from tui.screens.inbox_words import name
from tui.text import safe_line, short
from tui.widgets.footer import Tone

if TYPE_CHECKING:
    from collections.abc import Callable

    from backend.model.actor import Member
    from backend.model.approving import Second
    from backend.model.comment import QueueRow, ThreadItem
    from backend.model.desk import Result
    from backend.model.outbox import Delivery
    from tui.calls import Door
    from tui.keymap import Press
    from tui.screens.inbox import Inbox

WAITS = (OutboxState.AWAITING_APPROVAL, OutboxState.PENDING, OutboxState.COPIED)
"""States in which an answer has not left."""


class Judging:
    """One pair of keys says yes and no, whatever it is that waits under the cursor."""

    def __init__(self, desk: Inbox) -> None:
        self.desk = desk
        self._about: QueueRow | None = None

    def verbs(self) -> dict[str, Callable[[Press], None]]:
        """Return what the commands do."""
        return {
            "say_yes": lambda _press: self._yes(),
            "say_other": lambda _press: self._change(),
            "say_no": self._no,
            "withdraw": lambda _press: self._withdraw(),
            "alias": lambda press: self._set(alias=press.text.strip()),
            "consent": self._consent,
            "mail": lambda press: self._set(mail=press.text.strip()),
        }

    def answers(self) -> dict[str, Callable[[str], None]]:
        """Return who takes the typed line, by its purpose."""
        return {"say_no": self.say_no}

    def off(self) -> dict[str, str]:
        """Say why nothing can be judged or taken back here, by command id."""
        if self.desk.row is None:
            return {}
        answer, second = self._answer(), self._second()
        found: dict[str, str] = {}
        if answer is None and second is None:
            found |= dict.fromkeys(("say_yes", "say_no"), _("nothing waits for your yes"))
        if answer is None:
            found["say_other"] = _("no answer waits for your yes")
        if self._mine() is None and self._approved() is None:
            found["withdraw"] = _("nothing of yours waits here")
        return found

    # -- what waits here

    def _items(self) -> list[ThreadItem]:
        """Return the comment under the cursor and our answers to it, as the thread shows them."""
        view, row = self.desk.thread.view, self.desk.row
        if view is None or row is None or view.comment_id != row.id:
            return []
        return [item for item in self.desk.thread.comments if item.id == row.id or item.parent_id == row.id]

    def _deliveries(self) -> list[tuple[int, Delivery]]:
        return [(item.id, item.delivery) for item in self._items() if item.delivery is not None]

    def _answer(self) -> tuple[int, Delivery] | None:
        """Return the comment and the answer that waits for my yes."""
        me = self.desk.member.name if self.desk.member is not None else ""
        waits = ((key, one) for key, one in self._deliveries() if one.state is OutboxState.AWAITING_APPROVAL)
        return next(((key, one) for key, one in waits if one.judged is not None and me in one.judged.approvers), None)

    def _second(self) -> Second | None:
        """Return what a colleague asks me as a second member."""
        view, row, member = self.desk.thread.view, self.desk.row, self.desk.member
        if view is None or row is None or view.comment_id != row.id or view.second is None or member is None:
            return None
        return view.second if not view.second.verdict and view.second.asker != member.name else None

    def _mine(self) -> Delivery | None:
        mine = (one for _key, one in self._deliveries() if one.mine and one.text)
        return next((one for one in mine if one.state in WAITS), None)

    def _approved(self) -> Delivery | None:
        """Return the answer here that I have approved and that has not left."""
        me = self.desk.member.name if self.desk.member is not None else ""
        waits = (one for _key, one in self._deliveries() if one.state in WAITS[1:] and one.judged is not None)
        return next((one for one in waits if one.judged is not None and one.judged.by == me), None)

    # -- yes and no

    def _yes(self) -> None:
        row, answer, second = self.desk.row, self._answer(), self._second()
        if row is None:
            return
        if answer is not None:
            key = answer[1].outbox_id
            self._judge(row, lambda door: door.approve(key), _("{author}: approved, it leaves in 10 s"))
        elif second is not None:
            asked = second.id
            self._judge(row, lambda door: door.answer_second(asked, True), _("{author}: you agreed, it is done"))

    def _change(self) -> None:
        row, answer = self.desk.row, self._answer()
        if row is not None and answer is not None:
            self.desk.parts.answering.change(row, answer[0])

    def _no(self, press: Press) -> None:
        self._about = self.desk.row
        if press.text:
            self.say_no(press.text)
        elif self._answer() is not None:
            self.desk.ask("say_no", _("Why it goes back, in a word to its writer:"))
        else:
            self.desk.ask("say_no", _("Why not, in a word to whoever asked:"))

    def say_no(self, typed: str) -> None:
        """Send the answer back with what was typed, or do not agree."""
        row, answer, second = self._about, self._answer(), self._second()
        if row is None or self.desk.row is None or self.desk.row.id != row.id:
            self.desk.say(_("Nothing was said."))
        elif answer is not None:
            key = answer[1].outbox_id
            self._judge(row, lambda door: door.reject(key, typed), _("{author}: sent back to its writer"))
        elif second is not None:
            asked = second.id
            said = _("{author}: you did not agree, it is open again")
            self._judge(row, lambda door: door.answer_second(asked, False, typed), said)

    def _judge(self, row: QueueRow, verb: Callable[[Door], Result], said: str) -> None:
        self.desk.parts.owning.simply(row, verb, said.format(author=name(row)))

    def _withdraw(self) -> None:
        row, mine, approved = self.desk.row, self._mine(), self._approved()
        if row is not None and mine is None and approved is not None:
            key = approved.outbox_id
            self._judge(row, lambda door: door.reconsider(key), _("{author}: your yes is taken back, it waits again"))
        elif row is not None and mine is not None:
            said = _("{author}: our answer is taken back, {key} opens its text")
            told = said.format(author=name(row), key=key_of("reply"))
            self.desk.parts.owning.simply(row, lambda door: door.cancel(mine.outbox_id), told)

    # -- what became of what I asked

    def tell(self, since: int) -> None:
        """Say which of my questions a second member has answered since (UTC µs)."""
        from backend.model.clock import Micros

        def came(found: tuple[Second, ...]) -> None:
            for one in found[-1:]:
                author, who = short(safe_line(one.author), 30), safe_line(one.by, 30)
                agreed = _("{name} agreed: it is done ({author})")
                not_agreed = _("{name} said no: {said} · the comment is open again ({author})")
                told = agreed if one.verdict == "yes" else not_agreed
                word = short(safe_line(one.said or "–"), 60)
                self.desk.say(told.format(name=who, author=author, said=word), Tone.LAMP)

        self.desk.calls.read(lambda door: door.seconds_answered(Micros(since)), came)

    # -- how I sign

    def _consent(self, press: Press) -> None:
        said = press.text.strip().casefold()
        known = {_("yes"): True, _("no"): False, "yes": True, "no": False}
        if said in known:
            self._set(consent=known[said])
        else:
            self.desk.say(_("Say :consent yes, or :consent no."), Tone.LAMP)

    def _set(self, *, alias: str | None = None, consent: bool | None = None, mail: str | None = None) -> None:
        def came(member: Member) -> None:
            self.desk.take_member(member)
            named = _("named as {name}").format(name=safe_line(member.alias or member.name, 40))
            how = named if member.sign_consent else _("not named in public")
            where = safe_line(member.mail, 60) or _("no mail address")
            self.desk.say(f"✓ {how} · {where}", Tone.GOOD)

        self.desk.calls.act(lambda door: door.set_me(alias=alias, consent=consent, mail=mail), came)
