"""A member's decision about one comment or many: one deed, worked off in steps that each commit whole.

A step is set-based: a batch of a thousand costs a few statements, not a few thousand. What can be taken back later is
written beside each comment (`deed_item.before`), and every decision leaves an event with member, reason and revision.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from sqlalchemy import delete, select, update

from backend.model.account import REVERSE, Act
from backend.model.actor import Actor, ActorKind
from backend.model.category import Setter
from backend.model.change import Topic
from backend.model.clock import DAY, SECOND, Micros, plus
from backend.model.comment import CommentState
from backend.model.desk import Outcome, Result
from backend.model.event import Happened
from backend.model.outbox import UNDO_WINDOW_S, OutboxState
from backend.model.triage import AT_AUTHOR, AT_THREAD, CLOSES, WINDOWED, At, Decision, Deed, Item, Verb, Why
from backend.store.codec import dump, dump_params
from backend.store.engine import Store, Writer
from backend.store.write.actions import action, log_many, queue_in, queued_line, why_code
from backend.store.write.categories import said_in
from backend.store.write.deeds import goes_on, open_deed_in
from backend.store.write.obstacles import QUEUED, obstacle
from backend.store.write.rows import CHUNK, author, claim, comment, deed, deed_item, insert_many, outbox, strike
from backend.store.write.seconds import ASKED, WAITS, ask_in, seconded_in
from backend.store.write.sight import Sight, look
from backend.store.write.standing import refused
from backend.store.write.targets import retarget_in

STEP = CHUNK
"""Most comments of one step, which is one transaction: others get their turn in between."""

STRIKE_LASTS = 90 * DAY
STRIKES = frozenset({Verb.HIDE, Verb.DELETE, Verb.BLOCK, Verb.REPORT})
HARMLESS = frozenset({Why.OFF_TOPIC, Why.OTHER, Why.CRITICISM})
"""Reasons that are no strike against the author."""

_EVENTS = {
    Verb.DONE: Happened.LET_STAND,
    Verb.REOPEN: Happened.REOPENED,
    Verb.SNOOZE: Happened.SNOOZED,
    Verb.WAKE: Happened.WOKEN,
    Verb.ASSIGN: Happened.ASSIGNED,
}
BACK = frozenset({Act.UNHIDE, Act.UNLIKE, Act.UNMUTE, Act.UNBLOCK, Act.UNLOCK})
"""Acts that take another one back, and may need to know what that one made."""

_AIMS = {**dict.fromkeys(AT_AUTHOR, "author_id"), **dict.fromkeys(AT_THREAD, "post_id")}
"""What an act is aimed at, where it is not the comment itself: many comments of one author make one block."""

_AWAKE: dict[str, object] = {"snoozed_until": None, "wake_on_reply": False}


def decide(
    store: Store,
    actor: Actor,
    decision: Decision,
    ats: Sequence[At],
    *,
    deed_id: int = 0,
    total: int = 0,
    undo_s: float = UNDO_WINDOW_S,
    anew: bool = False,
) -> Deed:
    """Decide about at most STEP comments as they were shown.

    `deed_id` goes on with a deed begun by an earlier step; `total` is how many comments the whole deed is meant for.
    A decision about a single comment that was refused leaves no deed (key 0). Only members decide. `anew`: the act was
    taken back for another reason just now; where that is still on its way a second member is asked meanwhile.
    """
    with store.write() as w:
        if deed_id and not goes_on(w, deed_id):
            return Deed(
                deed_id, decision.verb, _items({at.comment_id: refused("undo.already") for at in ats}, {}), 0, 0
            )
        sight = look(w, actor, [at.comment_id for at in ats])
        nos = {at.comment_id: obstacle(sight, at, decision) for at in ats}
        again = [at.comment_id for at in ats if anew and _on_its_way(sight, at, decision)]
        nos |= dict.fromkeys(again)
        good = [sight.rows[key] for key in sorted(nos) if nos[key] is None]
        asked, not_asked = seconded_in(w, actor, decision, good, sight.able, again)
        nos |= not_asked
        good = [row for row in good if row.id not in not_asked]
        whole = max(total, len(ats))
        if not deed_id and not good and whole <= 1:
            return Deed(0, decision.verb, _items(nos, {}), 0, len(ats))
        deed_id = deed_id or open_deed_in(w, actor, decision, whole)
        sent = carry_out(w, actor, deed_id, decision, [row for row in good if row.id not in asked], undo_s)
        ask_in(w, actor, deed_id, decision, [row for row in good if row.id in asked])
        items = _asking(_items(nos, sent), asked)
        _book(w, deed_id, decision, items, sight.rows)
        return _told(w, deed_id, decision, items, undo_s)


def _on_its_way(sight: Sight, at: At, decision: Decision) -> bool:
    """Tell whether nothing is in the way but that the same act is still being taken back."""
    return obstacle(sight, at, decision) is not None and obstacle(sight, at, decision, anew=True) is None


def _told(w: Writer, deed_id: int, decision: Decision, items: tuple[Item, ...], undo_s: float) -> Deed:
    counted = w.conn.execute(select(deed.c.done, deed.c.failed).where(deed.c.id == deed_id)).one()
    due_at = plus(w.now, int(undo_s * SECOND)) if decision.verb in WINDOWED else None
    return Deed(deed_id, decision.verb, items, counted.done, counted.failed, decision.why, due_at)


def _items(nos: Mapping[int, Result | None], sent: Mapping[int, int]) -> tuple[Item, ...]:
    return tuple(
        Item(key, Outcome.DONE, outbox_id=sent.get(key)) if no is None else Item(key, no.outcome, no.reason, no.who)
        for key, no in nos.items()
    )


def _asking(items: tuple[Item, ...], asked: Sequence[int]) -> tuple[Item, ...]:
    """Say of the items that a second member was asked about that they were."""
    return tuple(replace(item, reason=ASKED) if item.comment_id in asked else item for item in items)


def _changes(decision: Decision, row: Any) -> dict[str, object]:
    """Return what the decision writes into the comment's row."""
    verb = decision.verb
    if verb in CLOSES:
        return {"state": CommentState.DONE.value, **_AWAKE} if row.state in QUEUED else {}
    match verb:
        case Verb.REOPEN:
            return {"state": CommentState.OPEN.value, **_AWAKE}
        case Verb.SNOOZE:
            return {"snoozed_until": decision.until, "wake_on_reply": decision.on_reply}
        case Verb.WAKE:
            return dict(_AWAKE)
        case Verb.ASSIGN:
            return {"assigned_to": decision.member_id}
        case Verb.CATEGORISE:
            said = decision.category
            return {"category": said or "", "category_by": Setter.MEMBER.value if said else ""}
    return {}


def carry_out(
    w: Writer, actor: Actor, deed_id: int, decision: Decision, good: Sequence[Any], undo_s: float
) -> dict[int, int]:
    """Write what was decided. Returns the outbox keys by comment, for acts of a platform."""
    changes = [(row.id, _changes(decision, row)) for row in good]
    put_in(w, [(key, values) for key, values in changes if values])
    if decision.verb in CLOSES or decision.verb is Verb.SNOOZE:
        _let_go(w, actor, [row.id for row in good])
    if decision.verb in STRIKES and decision.why is not None and decision.why not in HARMLESS:
        _strike(w, deed_id, decision.why, good)
    for row in good:
        w.tell(Topic.COMMENT, row.id)
    act = decision.verb.act
    if act is not None and good:
        return _queue(w, actor, deed_id, decision, act, good, undo_s)
    _log(w, actor, deed_id, decision, good)
    if decision.verb is Verb.REOPEN:
        retarget_in(w, [row.id for row in good])
    if decision.verb is Verb.CATEGORISE:
        said_in(w, actor, deed_id, decision.category, good)
    return {}


def put_in(w: Writer, changes: Sequence[tuple[int, Mapping[str, object]]]) -> None:
    """Write column values into comments, by the driver's own executemany. All name the same columns."""
    if not changes:
        return
    names = tuple(changes[0][1])
    mark = "%s" if w.postgres else "?"
    written = ", ".join(f"{name} = {mark}" for name in names)
    values = [(*(one[name] for name in names), key) for key, one in changes]
    w.conn.exec_driver_sql(f"UPDATE comment SET {written} WHERE id = {mark}", values)


def _let_go(w: Writer, actor: Actor, ids: Sequence[int]) -> None:
    """Give the actor's claims on decided comments back."""
    if ids and actor.kind is ActorKind.MEMBER:
        w.conn.execute(delete(claim).where(claim.c.comment_id.in_(ids), claim.c.member_id == actor.id))


def _queue(
    w: Writer, actor: Actor, deed_id: int, decision: Decision, act: Act, good: Sequence[Any], undo_s: float
) -> dict[int, int]:
    """Queue the act for each comment, or once for each author when it is aimed at them. Returns keys by comment."""
    due_at = plus(w.now, int(undo_s * SECOND)) if decision.verb in WINDOWED else w.now
    aim = _AIMS.get(decision.verb, "id")
    aimed = list({getattr(row, aim): row for row in reversed(good)}.values())[::-1]
    said = {"deed_id": deed_id, "reason": decision.why or ""}
    made = _made(w, act, aim, [getattr(row, aim) for row in aimed])
    actions = [action(w, actor, row, act, due_at, record=made.get(getattr(row, aim), ""), **said) for row in aimed]
    keys = queue_in(w, actions)
    lines = [queued_line(*one, after=_after(decision, one[1])) for one in zip(keys, actions, strict=True)]
    log_many(w, actor, lines)
    if decision.verb is Verb.BLOCK and decision.until is not None:
        _unblock_later(w, actor, deed_id, aimed, keys, decision.until)
    of = {getattr(row, aim): key for row, key in zip(aimed, keys, strict=True)}
    return {row.id: of[getattr(row, aim)] for row in good}


def _made(w: Writer, act: Act, aim: str, targets: Sequence[int]) -> dict[int, str]:
    """Return what the act that is now taken back by its reverse made on the platform, by what it was aimed at."""
    if act not in BACK:
        return {}
    asked = (
        select(comment.c[aim], outbox.c.remote_id)
        .join(comment, comment.c.id == outbox.c.comment_id)
        .where(comment.c[aim].in_(targets), outbox.c.act == REVERSE[act].value)
        .where(outbox.c.state == OutboxState.SENT.value, outbox.c.remote_id != "")
    )
    return {row[0]: row[1] for row in w.conn.execute(asked.order_by(outbox.c.id))}


def _after(decision: Decision, values: Mapping[str, Any]) -> str:
    return CommentState.DONE.value if decision.verb in CLOSES else str(values["comment_state"])


def _unblock_later(
    w: Writer, actor: Actor, deed_id: int, aimed: Sequence[Any], keys: Sequence[int], until: Micros
) -> None:
    """Queue the end of a block. It waits for its block, and goes with it when that is taken back."""
    pairs = zip(aimed, keys, strict=True)
    queue_in(w, [action(w, actor, row, Act.UNBLOCK, until, deed_id=deed_id, after_id=key) for row, key in pairs])
    who = update(author).where(author.c.id.in_([row.author_id for row in aimed]))
    w.conn.execute(who.values(block_until=until))


def _log(w: Writer, actor: Actor, deed_id: int, decision: Decision, good: Sequence[Any]) -> None:
    """Log what stays among us; an act's own event was logged when it was queued."""
    what = _EVENTS.get(decision.verb)
    if what is None:
        return
    lines = [
        {
            "what": what.value,
            "account_id": row.account_id,
            "comment_id": row.id,
            "revision": row.revision,
            "deed_id": deed_id,
            "before": row.state,
            "after": _changes(decision, row).get("state", row.state),
            "code": why_code(decision.why or ""),
        }
        for row in good
    ]
    log_many(w, actor, lines)


def _strike(w: Writer, deed_id: int, why: Why, good: Sequence[Any]) -> None:
    """Note a strike against each author, once a deed."""
    of = {row.author_id: row for row in reversed(good)}
    said = {"deed_id": deed_id, "why": why.value, "at": w.now, "expires_at": plus(w.now, STRIKE_LASTS)}
    insert_many(w, strike, [{"author_id": key, "comment_id": row.id, **said} for key, row in of.items()])


def _book(w: Writer, deed_id: int, decision: Decision, items: Sequence[Item], rows: Mapping[int, Any]) -> None:
    """Write what became of each comment, and what it was before, into the deed."""
    there = [(item, rows[item.comment_id]) for item in items if item.comment_id in rows]
    insert_many(w, deed_item, [_entry(deed_id, decision, item, row) for item, row in there])
    done = sum(item.ok for item in items)
    counts = {"done": deed.c.done + done, "failed": deed.c.failed + len(items) - done}
    w.conn.execute(update(deed).where(deed.c.id == deed_id).values(counts))


def _entry(deed_id: int, decision: Decision, item: Item, row: Any) -> dict[str, Any]:
    after = dict(WAITS) if item.reason == ASKED else _changes(decision, row) if item.ok else {}
    return {
        "deed_id": deed_id,
        "comment_id": item.comment_id,
        "outcome": item.outcome.value,
        "code": item.reason.code if item.reason else "",
        "params": dump_params(item.reason.params if item.reason else {}),
        "before": dump({name: getattr(row, name) for name in after}),
        "after": dump({**after, "revision": row.revision} if item.ok else {}),
        "outbox_id": item.outbox_id,
    }
