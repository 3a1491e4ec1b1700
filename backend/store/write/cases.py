"""Cases begun, and which comments are in them: opened by hand or by what a comment is about, added, removed, joined.

A comment is in one open case at most: its row is locked while that is looked up. Nothing here is final: what is added
can be removed, a case that was joined to another is opened again and has its comments back.
"""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import delete, insert, select, update

from backend.model.actor import CONTENT_ROLES, Actor, ActorKind
from backend.model.case import CaseResult, CaseState
from backend.model.category import Category
from backend.model.change import Topic
from backend.model.comment import CommentState
from backend.model.desk import Outcome, Result
from backend.model.event import Happened
from backend.model.reason import Reason
from backend.model.traits import about
from backend.policy.cases import Area, deadlines, opens_case, owner, routine_of
from backend.store.engine import Store, Writer
from backend.store.write.charters import charter_in
from backend.store.write.rows import (
    case_comment,
    case_file,
    case_step,
    comment,
    insert_many,
    member,
    member_role,
    responsibility,
    rows,
)
from backend.store.write.standing import entered, may_in, name_of

MOST = 200
"""Comments put into a case at once."""

_VERSION = """
SELECT coalesce((SELECT max(number) FROM charter_version WHERE account_id = ?),
    (SELECT max(number) FROM charter_version WHERE account_id IS NULL), 0)
"""
_ANSWERED = """
SELECT 1 FROM outbox WHERE comment_id = ? AND act IN ('reply', 'private_reply') AND state IN ('sent', 'reported')
UNION ALL SELECT 1 FROM comment WHERE parent_id = ? AND own AND remote_state <> 'deleted'
"""


_WORKED_ON = """
SELECT 1 FROM case_file WHERE id = ? AND NOT by_category
UNION ALL SELECT 1 FROM case_step WHERE case_id = ? AND done_at IS NOT NULL
UNION ALL SELECT 1 FROM case_note WHERE case_id = ?
UNION ALL SELECT 1 FROM case_question WHERE case_id = ?
UNION ALL SELECT 1 FROM event WHERE case_id = ? AND what NOT IN ('case.opened', 'case.added', 'case.removed')
"""
"""What shows that a case is more than the category that opened it."""


def open_case(store: Store, actor: Actor, comment_ids: Sequence[int], category: Category | None = None) -> CaseResult:
    """Open a case on comments of one account, by its charter's routine for a category.

    The category is the first comment's own or suggested one when none is named, else a complaint. MOVED with the key of
    the case that one of the comments is in already; REFUSED without the right, or for comments of several accounts.
    """
    with store.write() as w:
        found, no = comments_for(w, actor, comment_ids)
        if no is not None:
            return no
        first = found[0]
        told = about(first.category, first.category_by, first.traits)[0]
        return CaseResult(Outcome.DONE, open_in(w, actor, found, category or told or Category.COMPLAINT))


def comments_for(w: Writer, actor: Actor, comment_ids: Sequence[int]) -> tuple[list[Any], CaseResult | None]:
    """Lock the comments that are to go into a case, and say why they must not."""
    found = []
    for key in sorted(set(comment_ids))[:MOST]:
        row, no = entered(w, actor, key)
        no = no or _unfit(row)
        if no is not None:
            return [], CaseResult(no.outcome, 0, no.reason, no.who)
        found.append(row)
    if not found or len({row.account_id for row in found}) > 1:
        return [], CaseResult(Outcome.REFUSED, 0, Reason("case.accounts" if found else "comment.missing"))
    there = case_of(w, [row.id for row in found])
    return found, CaseResult(Outcome.MOVED, min(there.values()), Reason("case.exists")) if there else None


def _unfit(row: Any) -> Result | None:
    return Result(Outcome.REFUSED, Reason("comment.aside")) if row.state == CommentState.ASIDE else None


def case_of(w: Writer, comment_ids: Sequence[int]) -> dict[int, int]:
    """Return the open case of each comment that is in one, by comment."""
    asked = (
        select(case_comment.c.comment_id, case_comment.c.case_id)
        .join(case_file, case_file.c.id == case_comment.c.case_id)
        .where(case_comment.c.comment_id.in_(comment_ids), case_file.c.state == CaseState.OPEN.value)
    )
    return {row.comment_id: row.case_id for row in w.conn.execute(asked)}


def open_in(w: Writer, actor: Actor, found: Sequence[Any], category: Category, *, by_category: bool = False) -> int:
    """Open a case on locked comments of one account that are in none, and return its key.

    `by_category`: nobody asked for it but the charter's routine, and it goes with the category that opened it.
    """
    account_id = found[0].account_id
    charter = charter_in(w, account_id)
    routine = routine_of(charter, category)
    acknowledge_by, due_at = deadlines(charter, category, w.now)
    opener = actor.id if actor.kind is ActorKind.MEMBER else None
    values = {
        "account_id": account_id,
        "category": category.value,
        "charter": rows(w, _VERSION, (account_id,))[0][0],
        "owner_id": _owner(w, routine.owner, account_id, opener),
        "opened_by": opener,
        "opened_at": w.now,
        "acknowledge_by": acknowledge_by,
        "due_at": due_at,
        "close_when": routine.close_when,
        "by_category": by_category,
        "acknowledged_at": w.now if any(rows(w, _ANSWERED, (row.id, row.id)) for row in found) else None,
    }
    key = int(w.conn.execute(insert(case_file).returning(case_file.c.id), values).scalar_one())
    steps = [{"case_id": key, "number": at, "text": text} for at, text in enumerate(routine.steps, 1)]
    insert_many(w, case_step, steps)
    put_in_case(w, key, [row.id for row in found], opener)
    log_case(w, Happened.CASE_OPENED, actor, key, account_id, comment_id=found[0].id, category=category.value)
    return key


def _owner(w: Writer, named: str, account_id: int, opener: int | None) -> int | None:
    """Return whose a case is: see `backend.policy.cases.owner`."""
    here = select(member_role.c.member_id).where(
        (member_role.c.account_id == account_id) | member_role.c.account_id.is_(None),
        member_role.c.role.in_([role.value for role in CONTENT_ROLES]),
    )
    able = select(member.c.id, member.c.name).where(member.c.active, member.c.id.in_(here))
    members = {row.name: row.id for row in w.conn.execute(able)}
    columns = (responsibility.c.area, responsibility.c.account_id, responsibility.c.member_id)
    areas = [Area(*row) for row in w.conn.execute(select(*columns, responsibility.c.fallback_id))] if named else []
    return owner(named, account_id, members, areas, set(members.values()), opener)


def put_in_case(w: Writer, case_id: int, comment_ids: Sequence[int], by: int | None) -> None:
    """Put comments into a case that are in no other open one, and tell."""
    insert_many(
        w,
        case_comment,
        [{"case_id": case_id, "comment_id": key, "added_by": by, "added_at": w.now} for key in comment_ids],
    )
    tell_case(w, case_id, comment_ids)


def by_hand_in(w: Writer, case_id: int) -> None:
    """Note that a member put a comment into a case or out of it: it is theirs now, whatever opened it."""
    w.conn.execute(update(case_file).where(case_file.c.id == case_id).values(by_category=False))


def comments_of(w: Writer, case_id: int) -> list[int]:
    """Return the comments of a case."""
    asked = select(case_comment.c.comment_id).where(case_comment.c.case_id == case_id)
    return list(w.conn.execute(asked.order_by(case_comment.c.comment_id)).scalars())


def hold_comments(w: Writer, *case_ids: int) -> None:
    """Lock the comments of cases whose deadlines are about to be let go of: always before the cases themselves."""
    theirs = select(case_comment.c.comment_id).where(case_comment.c.case_id.in_(case_ids))
    locked = select(comment.c.id).where(comment.c.id.in_(theirs)).order_by(comment.c.id)
    w.conn.execute(locked.with_for_update(key_share=True)).all()


def take_out(w: Writer, case_id: int, comment_ids: Sequence[int]) -> None:
    """Take comments out of a case, and tell."""
    out = delete(case_comment).where(case_comment.c.case_id == case_id, case_comment.c.comment_id.in_(comment_ids))
    w.conn.execute(out)
    tell_case(w, case_id, comment_ids)


def tell_case(w: Writer, case_id: int, comment_ids: Sequence[int] = ()) -> None:
    """Tell whoever looks that a case has changed, and with it these comments."""
    w.tell(Topic.CASE, case_id)
    for key in comment_ids:
        w.tell(Topic.COMMENT, key)


def log_case(
    w: Writer,
    what: Happened,
    actor: Actor,
    case_id: int | None,
    account_id: int,
    *,
    comment_id: int | None = None,
    **params: str | int,
) -> None:
    """Append a case's event."""
    said = Reason(what.value, dict(params)) if params else None
    w.log(what, actor, account_id=account_id, comment_id=comment_id, reason=said, case_id=case_id)


def entered_case(
    w: Writer, actor: Actor, case_id: int, state: CaseState | None = CaseState.OPEN
) -> tuple[Any, CaseResult | None]:
    """Lock a case for a verb on it: the row, and why it must not be touched (None when it may).

    `state` is the one it must be in, None for any.
    """
    row = w.conn.execute(select(case_file).where(case_file.c.id == case_id).with_for_update()).one_or_none()
    if row is None:
        return None, CaseResult(Outcome.GONE, 0, Reason("case.missing"))
    if not may_in(w, actor, row.account_id):
        return row, CaseResult(Outcome.REFUSED, case_id, Reason("member.no_role"))
    if state is not None and row.state != state:
        closed = row.state == CaseState.CLOSED
        said = Reason("case.closed" if closed else "case.open")
        return row, CaseResult(Outcome.MOVED, case_id, said, name_of(w, row.closed_by) if closed else "")
    return row, None


def categorised_in(w: Writer, actor: Actor, comment_ids: Sequence[int], category: Category | None) -> None:
    """Open cases for comments that have just been given a category, where the charter's routine says so.

    A person has one case: their comments of one account go into one, and into the one of this category that is open
    already. What another category had put into a case on which nothing was done yet comes out again; a case that a
    member opened stays.
    """
    found = w.conn.execute(select(comment).where(comment.c.id.in_(comment_ids)).order_by(comment.c.id)).all()
    there = case_of(w, [row.id for row in found])
    for case_id in sorted(set(there.values())):
        keys = [key for key, its in there.items() if its == case_id]
        if _left(w, actor, case_id, keys, category):
            there = {key: other for key, other in there.items() if other != case_id}
    if category is None:
        return
    opens = {key: opens_case(charter_in(w, key), category) for key in {row.account_id for row in found}}
    people: dict[tuple[int, int], list[Any]] = {}
    for row in found:
        if opens[row.account_id] and row.id not in there and row.state != CommentState.ASIDE:
            people.setdefault((row.account_id, row.author_id), []).append(row)
    for (account_id, author_id), theirs in people.items():
        _file(w, actor, account_id, author_id, theirs, category)


def _file(w: Writer, actor: Actor, account_id: int, author_id: int, theirs: Sequence[Any], category: Category) -> None:
    """Put a person's comments into their open case of this category, else into a new one."""
    open_ = (
        select(case_file.c.id)
        .join(case_comment, case_comment.c.case_id == case_file.c.id)
        .join(comment, comment.c.id == case_comment.c.comment_id)
        .where(case_file.c.account_id == account_id, case_file.c.state == CaseState.OPEN.value)
        .where(case_file.c.category == category.value, comment.c.author_id == author_id)
    )
    case_id = w.conn.execute(open_.order_by(case_file.c.id)).scalars().first()
    if case_id is None:
        open_in(w, actor, theirs, category, by_category=True)
        return
    put_in_case(w, case_id, [row.id for row in theirs], actor.id if actor.kind is ActorKind.MEMBER else None)
    for row in theirs:
        log_case(w, Happened.CASE_ADDED, actor, case_id, account_id, comment_id=row.id)


def _left(w: Writer, actor: Actor, case_id: int, keys: Sequence[int], category: Category | None) -> bool:
    """Take comments out of a case that another category had put them into, unless somebody has worked on it since.

    The case goes with the last of them. Returns whether they are out.
    """
    row = w.conn.execute(select(case_file).where(case_file.c.id == case_id).with_for_update()).one()
    if row.category == (category or "") or rows(w, _WORKED_ON, (case_id,) * 5):
        return False
    last = set(comments_of(w, case_id)) <= set(keys)
    take_out(w, case_id, keys)
    if last:
        by = actor.id if actor.kind is ActorKind.MEMBER else None
        closed = {"state": CaseState.CLOSED.value, "closed_at": w.now, "closed_by": by}
        w.conn.execute(update(case_file).where(case_file.c.id == case_id).values(closed))
    what = Happened.CASE_WITHDRAWN if last else Happened.CASE_REMOVED
    log_case(w, what, actor, case_id, row.account_id, comment_id=min(keys))
    return True
