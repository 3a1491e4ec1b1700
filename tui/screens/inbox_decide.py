"""Deciding: one key, one verb, on the comment under the cursor or on all that are marked."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from backend.i18n import _, ngettext
from backend.i18n.reasons import word
from backend.model.category import Setter
from backend.model.comment import CommentState, RemoteState
from backend.model.desk import Outcome
from backend.model.reason import Reason
from backend.model.triage import CLOSES, NEEDS_WHY, WHYS, At, Decision, Deed, Verb, Why
from tui.bound import key_of
from tui.screens.inbox_words import done_words, name, verb_done
from tui.text import safe_line
from tui.widgets.footer import Tone

if TYPE_CHECKING:
    from backend.model.comment import QueueRow
    from backend.model.desk import Result
    from backend.model.triage import Item
    from tui.calls import Door
    from tui.keymap import Press
    from tui.screens.inbox import Inbox

VERBS: dict[str, Callable[[QueueRow], Verb]] = {
    "done": lambda _row: Verb.DONE,
    "hide": lambda row: Verb.UNHIDE if row.remote_state in (RemoteState.HIDDEN, RemoteState.HELD) else Verb.HIDE,
    "like": lambda row: Verb.UNLIKE if row.liked else Verb.LIKE,
    "mute": lambda row: Verb.UNMUTE if row.muted else Verb.MUTE,
    "block": lambda row: Verb.UNBLOCK if row.blocked else Verb.BLOCK,
    "lock": lambda row: Verb.UNLOCK if row.locked else Verb.LOCK,
    "report": lambda _row: Verb.REPORT,
    "reopen": lambda row: Verb.REOPEN if row.state is CommentState.DONE else Verb.WAKE,
}
"""Commands that decide at once, and the verb that each means on a comment as it stands."""


class Deciding:
    """The verbs that need no words. The cursor moves on at once; what fails is put back and said."""

    def __init__(self, desk: Inbox) -> None:
        self.desk = desk
        self._whys: dict[Verb, Why] = {}
        self._deed: tuple[int, Verb] | None = None  # the last deed that a digit may give another reason

    def verbs(self) -> dict[str, Callable[[Press], None]]:
        """Return what each command of deciding does."""
        return dict.fromkeys(VERBS, self._key)

    def know(self, whys: dict[Verb, Why]) -> None:
        """Take the reasons that the member gave last, on any desk."""
        self._whys = {**whys, **self._whys}

    def forget(self) -> None:
        """Another key was pressed: a digit is no longer the reason of what was done."""
        self._deed = None

    def _key(self, press: Press) -> None:
        row = self.desk.row
        if press.reason is not None:
            self.change_why(press.reason)
        elif row is not None:
            verb = VERBS[press.command.id](row)
            self.decide(Decision(verb, self.why(verb)), press)

    def why(self, verb: Verb) -> Why | None:
        """A reason never costs a dialog: the last one for this verb is taken."""
        return self._whys.get(verb, Why.OTHER) if verb in NEEDS_WHY else None

    # -- doing it

    def decide(self, decision: Decision, press: Press) -> None:
        """Decide about the comment under the cursor, or all that are marked; asks first where too much would go."""
        if not self.desk.parts.final.asks(decision, press):
            self.carry_out(decision, press)

    def carry_out(self, decision: Decision, press: Press) -> None:
        """Decide without asking again."""
        row = self.desk.row
        if press.marked:
            self.desk.parts.marks.apply(decision)
        elif row is not None and self.desk.window.folds.stands_for(row):
            self._decide_folded(row, decision, stay=press.stay)
        elif row is not None:
            self._decide_one(row, decision, stay=press.stay)

    def _decide_one(self, row: QueueRow, decision: Decision, *, stay: bool) -> None:
        at = At(row.id, row.revision, row.state.value)
        self.moved_on(_as_decided(row, decision), stay=stay or decision.verb not in _GOES_ON)

        def came(deed: Deed) -> None:
            (item,) = deed.items
            if item.ok:
                said = _("{author}: a second member is asked").format(author=name(row))
                self.did(deed, said if _asked(deed) else self.said(decision, name(row)))
            else:
                self.put_back(row, item)

        desk = self.desk
        desk.calls.act(lambda door: door.decide(decision, [at]), came, lambda reason: self._broken(row, reason))

    def _decide_folded(self, row: QueueRow, decision: Decision, *, stay: bool) -> None:
        """Decide about a row and all that it stands for, as one deed."""
        desk, at = self.desk, At(row.id, row.revision, row.state.value, row.account_id)
        asked, shape = desk.asked, desk.shape
        alike = ngettext("{author} + {n} alike", "{author} + {n} alike", row.alike)
        whom = alike.format(author=name(row), n=f"{row.alike:,}")
        said = self.said(decision, whom)
        watch = desk.parts.marks.watch(said)
        self.moved_on(_as_decided(row, decision), stay=stay or decision.verb not in _GOES_ON)

        def work(door: Door) -> Deed:
            return door.decide(decision, [at, *door.alike_ids(row.id, asked, shape)], watch)

        def came(deed: Deed) -> None:
            desk.parts.marks.running = False
            if deed.done:
                asked = _("{author}: a second member is asked").format(author=whom)
                self.did(deed, asked if _asked(deed) else said)
            if deed.failed:
                desk.say(f"✗ {whom}: {self.results(deed)}", Tone.BAD)
            desk.parts.catching.several([item.comment_id for item in deed.items])

        desk.calls.act(work, came, lambda reason: self._broken(row, reason))

    def said(self, decision: Decision, whom: str) -> str:
        """Return what is done and to whom, and until when where that was decided as well."""
        return done_words(decision, whom, self.desk.clock.now(), self.desk.zone)

    def did(self, deed: Deed, said: str) -> None:
        """Say what was done, why, and how it is taken back."""
        self._deed = (deed.id, deed.verb) if deed.verb in NEEDS_WHY else None
        self.desk.parts.undoing.remember(said)
        parts = [f"… {said}" if _asked(deed) else f"✓ {said}", *self.besides(deed)]
        if deed.why is not None:
            self._remember(deed.verb, deed.why)
            why = word(Reason(f"why.{deed.why}"))
            digit = (WHYS.index(deed.why) + 1) % 10
            parts.append(_("{digit} {why} (0…9 changes it)").format(digit=digit, why=why))
        window = deed.due_at is not None
        tail = _("{key} takes it back for 10 s") if window else _("{key} takes it back")
        parts.append(tail.format(key=key_of("undo")))
        self.desk.say(" · ".join(parts), Tone.LAMP if window else Tone.GOOD, passing=window)
        for item in deed.items[:1]:
            self.desk.parts.catching.again(item.comment_id)

    def change_why(self, digit: int) -> None:
        """Give the act that was just done another reason."""
        if self._deed is None or not 0 < digit <= len(WHYS):
            return
        (deed_id, verb), why = self._deed, WHYS[digit - 1]
        self._remember(verb, why)

        def came(result: Result | Deed) -> None:
            if isinstance(result, Deed):
                self._done_anew(result)
            elif result.ok:
                said = _("The reason is now: {why}").format(why=word(Reason(f"why.{why}")))
                self.desk.say(f"✓ {said}", Tone.GOOD)
            else:
                self.refused(result)

        self.desk.calls.act(lambda door: door.change_why(deed_id, why), came)

    def _done_anew(self, deed: Deed) -> None:
        """With the other reason it was another act: say what became of it."""
        asked = _("a second member is asked") if _asked(deed) else verb_done(deed.verb).format(author="…")
        if deed.done:
            self.did(deed, asked)
        else:
            self.desk.say(f"✗ {self.results(deed)}", Tone.BAD)
        self.desk.parts.catching.several([item.comment_id for item in deed.items])

    def _remember(self, verb: Verb, why: Why) -> None:
        """The next act takes the same reason by itself, unless it is one that nobody acts for alone."""
        if why is not Why.CRITICISM:
            self._whys[verb] = why

    # -- the cursor, and what fails

    def moved_on(self, decided: QueueRow, *, stay: bool = False) -> None:
        """Show a row as it was decided, where it stands, and go on to the next open one unless told to `stay`."""
        desk = self.desk
        desk.window.update([decided])
        following = None if stay else desk.window.next_open()
        if following is not None:
            desk.window.cursor = following
        desk.parts.moves.arrived()

    def put_back(self, row: QueueRow, ended: Item | Result) -> None:
        """The verb was not done: show the row as it was, say why, and read it again."""
        self.desk.window.update([row])
        self.desk.queue.paint()
        self.refused(ended)
        self.desk.parts.catching.again(row.id)

    def _broken(self, row: QueueRow, reason: Reason) -> None:
        self.desk.window.update([row])
        self.desk.queue.paint()
        self.desk.fail(reason)

    def refused(self, ended: Item | Result) -> None:
        """Say why a verb was not done."""
        self.desk.say(f"✗ {self.no(ended)}", Tone.BAD)

    def no(self, ended: Item | Result) -> str:
        """Return why something was not done, as a sentence."""
        if ended.outcome is Outcome.TAKEN:
            return _("{name} has it").format(name=safe_line(ended.who) or _("somebody else"))
        if ended.reason is not None:
            return word(ended.reason, self.desk.zone)
        return {
            Outcome.MOVED: _("it has changed since it was shown; nothing was done"),
            Outcome.GONE: _("too late: it has left already"),
        }.get(ended.outcome, _("it was refused"))

    def results(self, deed: Deed) -> str:
        """Say how a batch ended: how many, and why the others did not."""
        said = ngettext("{n} done", "{n} done", deed.done).format(n=f"{deed.done:,}")
        not_done = _tally([self.no(item) for item in deed.items if not item.ok])
        return " · ".join((said, *not_done, *(self.besides(deed) if len(deed.items) > 1 else [])))

    def besides(self, deed: Deed) -> list[str]:
        """Say what else there is to know of what was done: that the platform was not asked, and why."""
        said = [word(item.reason, self.desk.zone) for item in deed.items if item.ok and item.reason is not None]
        return said if len(deed.items) == 1 else _tally(said)


def _asked(deed: Deed) -> bool:
    """Tell whether nothing was done yet: a second member is asked."""
    reasons = [item.reason for item in deed.items]
    return bool(reasons) and all(reason is not None and reason.code == "second.asked" for reason in reasons)


def _tally(reasons: Sequence[str]) -> list[str]:
    """Return each reason with how often it stands, the most frequent first, at most three."""
    counts = {one: reasons.count(one) for one in dict.fromkeys(reasons)}
    ranked = sorted(counts.items(), key=lambda pair: -pair[1])
    return [f"{count:,} × {reason}" for reason, count in ranked[:3]]


_GOES_ON = CLOSES | {Verb.SNOOZE}
"""Verbs after which the next comment is shown: what is left to do with this one is over."""


def _as_decided(row: QueueRow, decision: Decision) -> QueueRow:
    """Return a row as it will look when the decision has been taken."""
    if decision.verb in CLOSES:
        return replace(row, state=CommentState.DONE, claimed_by=None)
    match decision.verb:
        case Verb.SNOOZE:
            return replace(row, snoozed_until=decision.until, claimed_by=None)
        case Verb.REOPEN:
            return replace(row, state=CommentState.OPEN)
        case Verb.WAKE:
            return replace(row, snoozed_until=None)
        case Verb.LIKE | Verb.UNLIKE:
            return replace(row, liked=decision.verb is Verb.LIKE)
        case Verb.CATEGORISE:
            by = Setter.NOBODY if decision.category is None else Setter.MEMBER
            return replace(row, category=decision.category, category_by=by)
    return row
