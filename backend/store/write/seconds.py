"""Criticism is not abuse: an act that silences it is not done but put to a second member.

The comment waits meanwhile, held by nobody. The act stands in the deed of the member who asked, who takes it back as
any other; the answer (`seconding`) completes it. At most one such question is open about a comment.
"""

from collections.abc import Collection, Mapping, Sequence
from typing import Any

from sqlalchemy import delete, select, update

from backend.model.account import Capabilities
from backend.model.actor import Actor, ActorKind
from backend.model.category import Category
from backend.model.change import Topic
from backend.model.comment import CommentState
from backend.model.desk import Result
from backend.model.event import Happened
from backend.model.reason import Reason
from backend.model.triage import Decision, Verb, Why
from backend.policy.seconds import GRAVE, needs_second, silences, took_away
from backend.store.codec import dump
from backend.store.engine import Writer
from backend.store.write.actions import log_many, why_code
from backend.store.write.rows import claim, comment, deed, event, insert_many, second_opinion
from backend.store.write.standing import name_of, refused, taken

ASKED = Reason("second.asked")

_CRITICISM = f"category.{Category.CRITICISM}"

WAITS: Mapping[str, object] = {
    "state": CommentState.WAITING.value,
    "snoozed_until": None,
    "wake_on_reply": False,
}
"""What is written into a comment while a second member is asked about it."""

OPEN = second_opinion.c.answered_at.is_(None)


def needing_in(
    w: Writer, actor: Actor, verb: Verb, why: Why | None, rows: Sequence[Any], able: Mapping[int, Capabilities]
) -> list[Any]:
    """Return those of these comments on which the actor may not do the act alone.

    Whoever takes a colleague's word away that a comment is criticism does not silence it alone after that. `able` are
    the capabilities of the comments' accounts.
    """
    firsts = {key: can.asks_first for key, can in able.items()}
    silent = [row for row in rows if silences(verb, firsts.get(row.account_id, ()))]
    if not silent:
        return []
    taken_away = set() if why in GRAVE else _taken_away(w, actor, [row.id for row in silent])
    return [
        row
        for row in silent
        if row.id in taken_away
        or needs_second(verb, why, row.category, row.category_by, firsts.get(row.account_id, ()))
    ]


def _taken_away(w: Writer, actor: Actor, ids: Sequence[int]) -> set[int]:
    if actor.kind is not ActorKind.MEMBER or actor.id is None:
        return set()
    asked = (
        select(event.c.comment_id, event.c.actor_id, event.c.code, deed.c.undone_by)
        .outerjoin(deed, deed.c.id == event.c.deed_id)
        .where(event.c.comment_id.in_(ids), event.c.what == Happened.CATEGORISED.value)
        .where(event.c.actor_kind == ActorKind.MEMBER.value)
    )
    said: dict[int, list[tuple[int, bool]]] = {}
    for row in w.conn.execute(asked.order_by(event.c.id)):
        theirs = said.setdefault(row.comment_id, [])
        theirs.append((row.actor_id, row.code == _CRITICISM))
        if row.undone_by is not None:
            theirs.append((row.undone_by, False))
    return {key for key, each in said.items() if took_away(each, actor.id)}


def seconded_in(
    w: Writer,
    actor: Actor,
    decision: Decision,
    rows: Sequence[Any],
    able: Mapping[int, Capabilities],
    again: Collection[int] = (),
) -> tuple[list[int], dict[int, Result]]:
    """Return which of these comments the act may only be asked about, and which it may not even be asked about.

    `again`: comments that are asked about in any case. Nobody but a member can ask. TAKEN names who has asked already;
    a question about a comment that somebody has dealt with otherwise since is over.
    """
    needing = {row.id for row in needing_in(w, actor, decision.verb, decision.why, rows, able)}
    asking = [row for row in rows if row.id in needing or row.id in again]
    if not asking:
        return [], {}
    if actor.kind is not ActorKind.MEMBER:
        return [], {row.id: refused("second.never_alone") for row in asking}
    ids = [row.id for row in asking]
    live = select(second_opinion.c.comment_id, second_opinion.c.asked_by).where(OPEN)
    waiting = {row.id for row in asking if row.state == CommentState.WAITING}
    found = w.conn.execute(live.where(second_opinion.c.comment_id.in_(ids))).all()
    nos = {one.comment_id: taken(name_of(w, one.asked_by), "second.open") for one in found if one.comment_id in waiting}
    return [key for key in ids if key not in nos], nos


def ask_in(w: Writer, actor: Actor, deed_id: int, decision: Decision, rows: Sequence[Any]) -> None:
    """Put an act on each of these comments to a second member; the comments wait."""
    if not rows:
        return
    ids = [row.id for row in rows]
    close_in(w, ids)
    w.conn.execute(update(comment).where(comment.c.id.in_(ids)).values(WAITS))
    w.conn.execute(delete(claim).where(claim.c.comment_id.in_(ids), claim.c.member_id == actor.id))
    params = dump({} if decision.until is None else {"until": decision.until})
    said = {"verb": decision.verb.value, "why": decision.why or "", "params": params, "deed_id": deed_id}
    asked = said | {"asked_by": actor.id, "asked_at": w.now, "verdict": "", "said": ""}
    insert_many(w, second_opinion, [{"comment_id": row.id, "revision": row.revision, **asked} for row in rows])
    log_many(w, actor, [_line(deed_id, decision, row) for row in rows])
    for key in ids:
        w.tell(Topic.COMMENT, key)


def _line(deed_id: int, decision: Decision, row: Any) -> dict[str, Any]:
    return {
        "what": Happened.SECOND_ASKED.value,
        "account_id": row.account_id,
        "comment_id": row.id,
        "revision": row.revision,
        "deed_id": deed_id,
        "before": row.state,
        "after": CommentState.WAITING.value,
        "code": why_code(decision.why or ""),
    }


def close_in(w: Writer, comment_ids: Sequence[int], deed_id: int | None = None) -> int:
    """End the open questions about comments without an answer (those of one deed, where it is given); count them."""
    over = update(second_opinion).where(second_opinion.c.comment_id.in_(comment_ids), OPEN)
    if deed_id is not None:
        over = over.where(second_opinion.c.deed_id == deed_id)
    return int(w.conn.execute(over.values(answered_at=w.now)).rowcount)


def reason_binds_in(w: Writer, deed_id: int) -> str:
    """Return how far a second member has a say in a deed: `open` while one is asked, `yes` once one agreed, else ''."""
    asked = select(second_opinion.c.answered_at, second_opinion.c.verdict).where(second_opinion.c.deed_id == deed_id)
    found = w.conn.execute(asked).all()
    if any(row.answered_at is None for row in found):
        return "open"
    return "yes" if any(row.verdict == "yes" for row in found) else ""
