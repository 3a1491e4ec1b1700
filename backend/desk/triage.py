"""Deciding: verbs on one comment or many, second thoughts, and what colleagues tell each other about a comment."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import time

from backend.desk.session import Desk, DeskError
from backend.model.clock import Micros
from backend.model.desk import Colleague, Result
from backend.model.triage import At, Decision, Deed, Item, Progress, Snooze, Verb, Why
from backend.policy.snooze import until
from backend.store.read import deeds as reading
from backend.store.read import people

SHIFTS = (time(6), time(14), time(22))
"""When shifts begin, in the member's own time, until a roster says otherwise."""


def decide(
    desk: Desk, decision: Decision, ats: Sequence[At], progress: Progress | None = None, *, anew: bool = False
) -> Deed:
    """Decide about comments as they were shown: one deed, whatever their number, and an item for each.

    Long batches go in steps, and others get their turn in between; what was done when `progress` says stop stays one
    deed. `anew`: the same act was just taken back. Raises DeskError (nobody sits here), StoreError.
    """
    from backend.store.write.deciding import STEP, decide
    from backend.store.write.deeds import end_deed

    ordered = sorted(ats, key=lambda at: at.comment_id)
    deed = Deed(0, decision.verb, (), 0, 0, decision.why)
    items: list[Item] = []
    for start in range(0, len(ordered), STEP):
        step = ordered[start : start + STEP]
        deed = decide(desk.store, desk.actor, decision, step, deed_id=deed.id, total=len(ordered), anew=anew)
        items.extend(deed.items)
        if progress is not None and not progress(len(items), len(ordered)):
            break
    if deed.id and len(ordered) > 1:
        end_deed(desk.store, deed.id)
    return Deed(deed.id, deed.verb, tuple(items), deed.done, deed.failed, deed.why, deed.due_at)


def undo(
    desk: Desk, deed_id: int | None = None, progress: Progress | None = None, *, whole: bool = False
) -> Deed | Result:
    """Take back a deed as one: the member's own last one when none is named. A Result says why there is nothing to.

    `whole`: nothing of it is taken back where an act of it has left for good.
    """
    from backend.store.write.deciding import STEP
    from backend.store.write.undoing import undo as step

    first = step(desk.store, desk.actor, deed_id, whole=whole)
    if isinstance(first, Result):
        return first
    items, last = list(first.items), first
    while len(last.items) == STEP and (progress is None or progress(len(items), len(items) + STEP)):
        again = step(desk.store, desk.actor, first.id, after=items[-1].comment_id)
        if isinstance(again, Result):
            break
        last = again
        items.extend(again.items)
    done = sum(item.ok for item in items)
    return Deed(first.id, first.verb, tuple(items), done, len(items) - done, first.why)


def redo(desk: Desk, progress: Progress | None = None) -> Deed | Result:
    """Do again what the member has just taken back, unless it is of the kind that is never repeated."""
    from backend.store.write.undoing import to_redo

    again = to_redo(desk.store, desk.actor)
    return again if isinstance(again, Result) else decide(desk, *again, progress)


def change_why(desk: Desk, deed_id: int, why: Why) -> Result | Deed:
    """Give the member's own deed another reason.

    Where that takes a second member, or no longer does, the deed is taken back and done anew for that reason: the new
    deed is returned. REFUSED, and left as it is, where it cannot be taken back any more.
    """
    from backend.store.write.deeds import change_why as change
    from backend.store.write.undoing import taken_back

    result = change(desk.store, desk.actor, deed_id, why)
    if result.reason is None or result.reason.code != "second.anew":
        return result
    undone = undo(desk, deed_id, whole=True)
    if isinstance(undone, Result):
        return undone
    decision, ats = taken_back(desk.store, desk.actor, deed_id)
    return decide(desk, replace(decision, why=why), ats, anew=True) if ats else result


def snooze_until(desk: Desk, choice: Snooze) -> Micros:
    """Return when a snooze ends (UTC µs), in the member's own time zone."""
    return until(choice, desk.clock.now(), desk.me.time_zone, SHIFTS)


def snooze(desk: Desk, ats: Sequence[At], choice: Snooze, progress: Progress | None = None) -> Deed:
    """Let comments sleep for a while."""
    decision = Decision(Verb.SNOOZE, until=snooze_until(desk, choice), on_reply=choice is Snooze.REPLY)
    return decide(desk, decision, ats, progress)


def note(desk: Desk, comment_id: int, text: str, *, on_author: bool = False) -> Deed | Result:
    """Put an internal note on a comment, or on its author."""
    from backend.store.write.talk import add_note

    return add_note(desk.store, desk.actor, comment_id, text, on_author=on_author)


def refer(desk: Desk, at: At, decision: Decision) -> Deed | Result:
    """Put a comment to a colleague, or to who answers for an area, with a question and a deadline."""
    from backend.store.write.talk import refer as ask

    return ask(desk.store, desk.actor, at, decision)


def answer_referral(desk: Desk, comment_id: int, text: str) -> Result:
    """Answer what a colleague asked about a comment."""
    from backend.store.write.talk import answer_referral as answer

    return answer(desk.store, desk.actor, comment_id, text)


def claim(desk: Desk, comment_id: int) -> Result:
    """Take a comment until it is given back. TAKEN names who has it."""
    from backend.store.write import claims

    return claims.claim(desk.store, desk.actor, comment_id, explicit=True)


def take_over(desk: Desk, comment_id: int) -> Result:
    """Take a comment from whoever has it; they are told. `who` names them."""
    from backend.store.write import claims

    return claims.take_over(desk.store, desk.actor, comment_id)


def release(desk: Desk, comment_id: int) -> Result:
    """Give a comment back. GONE when it was not held."""
    from backend.store.write import claims

    return claims.release(desk.store, desk.actor, comment_id)


def colleagues(desk: Desk) -> tuple[Colleague, ...]:
    """Return who can be asked: areas first, then members, each by name."""
    if desk.member is None:
        raise DeskError("member.nobody")
    areas = [Colleague(area, area_id=key) for key, area in reading.areas(desk.reader)]
    return (*areas, *(Colleague(one.name, member_id=one.id) for one in people.members(desk.reader)))


def last_deed(desk: Desk) -> Deed | None:
    """Return what `z` would take back now, None when there is nothing."""
    return reading.last_of(desk.reader, desk.me.id)


def reversals(desk: Desk, since: Micros) -> tuple[tuple[str, Verb], ...]:
    """Return which of the member's deeds others have taken back since (UTC µs): by whom, and what it was."""
    return reading.reversed_by_others(desk.reader, desk.me.id, since)


def last_whys(desk: Desk) -> dict[Verb, Why]:
    """Return the reason the member gave last for each verb: what the next one takes without asking."""
    return reading.last_whys(desk.reader, desk.me.id)
