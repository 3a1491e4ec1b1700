"""What stands in the way of a decision: per verb, the checks in the order in which they are said."""

from collections.abc import Callable
from typing import Any

from backend.model.account import REVERSE, Act
from backend.model.comment import CommentState, RemoteState
from backend.model.desk import Outcome, Result
from backend.model.reason import Reason
from backend.model.triage import AT_THREAD, NEEDS_WHY, REPLYING, At, Decision, Verb
from backend.store.write.sight import Sight
from backend.store.write.standing import changed, moved, refused, taken

QUEUED = (CommentState.OPEN, CommentState.WAITING)
"""Triage states in which a comment is work."""

Check = Callable[[Sight, Any, At, Decision], Result | None]


def obstacle(sight: Sight, at: At, decision: Decision, *, anew: bool = False) -> Result | None:
    """Return why this comment must not be decided about so, None when nothing is in the way.

    `anew`: the same act has just been taken back; that this is still on its way is not in the way then.
    """
    row = sight.rows.get(at.comment_id)
    if row is None:
        return Result(Outcome.GONE, Reason("comment.missing"))
    if not sight.may(row.account_id):
        return refused("member.no_role")
    checks = [check for check in CHECKS[decision.verb] if not (anew and check in _BACK)]
    return next((no for check in checks if (no := check(sight, row, at, decision)) is not None), None)


def _work(_sight: Sight, row: Any, _at: At, _decision: Decision) -> Result | None:
    return refused("comment.aside") if row.state == CommentState.ASIDE else None


def _queued(sight: Sight, row: Any, _at: At, _decision: Decision) -> Result | None:
    if row.state in QUEUED:
        return None
    return moved("comment.answered" if _answering(sight, row) is not None else "comment.decided")


def _answering(sight: Sight, row: Any) -> str | None:
    """Return who has an answer on its way, None when nobody."""
    return next((who for act, who in sight.live.get(row.id, {}).items() if act in REPLYING), None)


def _closed(sight: Sight, row: Any, _at: At, _decision: Decision) -> Result | None:
    if row.state in QUEUED:
        return moved("comment.open")
    if row.remote_state == RemoteState.DELETED:
        return refused("comment.deleted")
    who = _answering(sight, row)
    return None if who is None else taken(who, "reply.on_its_way")


def _there(_sight: Sight, row: Any, _at: At, _decision: Decision) -> Result | None:
    return moved("comment.deleted") if row.remote_state == RemoteState.DELETED else None


def _as_shown(_sight: Sight, row: Any, at: At, _decision: Decision) -> Result | None:
    return changed(row, at.revision or row.revision)


def _undecided(_sight: Sight, row: Any, at: At, _decision: Decision) -> Result | None:
    """Only an open comment that has been closed since it was shown is a surprise."""
    surprise = at.state in QUEUED and row.state == CommentState.DONE
    return moved("comment.decided") if surprise else None


def _free(sight: Sight, row: Any, _at: At, _decision: Decision) -> Result | None:
    who = sight.held.get(row.id)
    return None if who is None else taken(who, "claim.held")


def _theirs(_sight: Sight, row: Any, _at: At, _decision: Decision) -> Result | None:
    return refused("comment.own") if row.own else None


def _snoozed(_sight: Sight, row: Any, _at: At, _decision: Decision) -> Result | None:
    return moved("comment.awake") if row.snoozed_until is None else None


def _to_come(_sight: Sight, _row: Any, _at: At, decision: Decision) -> Result | None:
    return refused("snooze.when") if decision.until is None else None


def _why(_sight: Sight, _row: Any, _at: At, decision: Decision) -> Result | None:
    return refused("act.why") if decision.verb in NEEDS_WHY and decision.why is None else None


def _able(sight: Sight, row: Any, _at: At, decision: Decision) -> Result | None:
    """The platform must be able to, here: some acts work only in threads of our own."""
    act = decision.verb.act
    assert act is not None, "only acts of a platform are checked so"
    can = sight.able.get(row.account_id)
    if can is None:
        return refused("account.removed")
    if row.captured:
        return refused("capture.in_browser")
    if act not in can.acts:
        return refused("platform.no_such_act")
    if act in can.own_threads and row.post_id not in sight.own_posts:
        return refused("platform.own_threads")
    return None


def _alone(sight: Sight, row: Any, _at: At, decision: Decision) -> Result | None:
    """The same act, or its reverse, must not be on its way already."""
    act = Act(decision.verb.value)
    live = sight.live.get(row.id, {})
    who = live.get(act, live.get(REVERSE.get(act, act)))
    return None if who is None else taken(who, "act.on_its_way")


def _not_so_already(sight: Sight, row: Any, _at: At, decision: Decision) -> Result | None:
    verb = decision.verb
    hidden = row.remote_state in (RemoteState.HIDDEN, RemoteState.HELD)  # what a filter holds is released by unhiding
    liked, locked = row.liked, row.post_id in sight.locked_posts
    so = {Verb.HIDE: hidden, Verb.UNHIDE: not hidden, Verb.LIKE: liked, Verb.UNLIKE: not liked,
          Verb.LOCK: locked, Verb.UNLOCK: not locked}.get(verb, False)  # fmt: skip
    return moved("thread.so_already" if verb in AT_THREAD else "comment.so_already") if so else None


_BACK = (_alone, _not_so_already)
"""What stands in the way of an act while its reverse is on its way."""

_PLATFORM: tuple[Check, ...] = (_theirs, _able, _there, _alone, _not_so_already)

CHECKS: dict[Verb, tuple[Check, ...]] = {
    Verb.DONE: (_work, _queued, _as_shown, _free),
    Verb.REOPEN: (_work, _closed),
    Verb.SNOOZE: (_work, _queued, _as_shown, _free, _to_come),
    Verb.WAKE: (_work, _queued, _snoozed),
    Verb.ASSIGN: (_work, _queued),
    Verb.HIDE: (*_PLATFORM, _as_shown, _undecided, _free, _why),
    Verb.DELETE: (*_PLATFORM, _as_shown, _undecided, _free, _why),
    Verb.BLOCK: (*_PLATFORM, _free, _why),
    Verb.MUTE: (*_PLATFORM, _free, _why),
    Verb.REPORT: (*_PLATFORM, _as_shown, _free, _why),
    Verb.LIKE: (*_PLATFORM, _as_shown),
    Verb.LOCK: (_able, _there, _alone, _not_so_already, _why),
    Verb.UNLOCK: (_able, _alone, _not_so_already),
    Verb.UNHIDE: (_theirs, _able, _there, _alone, _not_so_already),
    Verb.UNLIKE: (_theirs, _able, _there, _alone, _not_so_already),
    Verb.UNMUTE: (_theirs, _able, _alone),
    Verb.UNBLOCK: (_theirs, _able, _alone),
    Verb.CATEGORISE: (),
}
"""Verbs that are decided about many comments at once. Reply, note, refer and claim have files of their own."""
