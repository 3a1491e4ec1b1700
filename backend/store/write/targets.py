"""Answer targets: until when a comment is to be answered, which are late, and how long an answer took.

A deadline counts from when the comment came, or came back to be decided: after an edit of what was done, or because a
member opened it again and has not taken that back. It stays with the comment when it is decided, where nobody sees it,
so that what is taken back is due as before, by the charter of then. Only what is open can be late.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from sqlalchemy import select

from backend.model.actor import SYSTEM
from backend.model.change import Topic
from backend.model.charter import Charter
from backend.model.clock import SECOND, Micros
from backend.model.comment import QUEUED, CommentState, Inflow
from backend.model.event import Happened
from backend.model.traits import about
from backend.policy.hours import watched_s
from backend.policy.priority import LATE, NORMAL, RETURNED
from backend.policy.targets import due
from backend.store.engine import Writer
from backend.store.write.actions import log_many
from backend.store.write.charters import charter_in
from backend.store.write.rows import account, answer_time, chunks, insert_many, rows, run

_COMMENTS = """
SELECT c.id, c.account_id, c.kind, c.state, c.category, c.category_by, c.traits, c.sort_at, c.due_at, c.urgency,
    c.revision, a.created_at,
    (SELECT max(e.at) FROM event AS e WHERE e.comment_id = c.id AND e.before = 'done' AND e.after = 'open'
        AND e.what IN ('comment.reopened', 'comment.edited')
        AND NOT EXISTS (SELECT 1 FROM deed_item AS i WHERE i.deed_id = e.deed_id AND i.comment_id = e.comment_id
            AND i.undone_code = 'undone')) AS back_at,
    EXISTS (SELECT 1 FROM outbox AS o WHERE o.comment_id = c.id AND o.state IN ('failed', 'stopped')) AS returned,
    EXISTS (SELECT 1 FROM case_comment AS x JOIN case_file AS f ON f.id = x.case_id
        WHERE x.comment_id = c.id AND f.state = 'open' AND f.late_at IS NOT NULL)
    OR EXISTS (SELECT 1 FROM promise AS p WHERE p.comment_id = c.id AND p.overdue_at IS NOT NULL
        AND p.kept_at IS NULL AND p.dropped_at IS NULL) AS owed
FROM comment AS c JOIN account AS a ON a.id = c.account_id
WHERE c.id IN (?)
"""

_NO_WORK = (Inflow.OWN, Inflow.CONTEXT)


def due_new_in(w: Writer, account_id: int, fresh: Iterable[dict[str, Any]]) -> None:
    """Write into the rows of comments that just came (`due_at`) until when they are to be answered.

    What stood there unread for too long is late from the start (`urgency`), with its event.
    """
    work = [row for row in fresh if row["state"] == CommentState.OPEN]
    charter = charter_in(w, account_id) if work else Charter()
    if not charter.targets:
        return
    connected = w.conn.execute(select(account.c.created_at).where(account.c.id == account_id)).scalar_one()
    for row in work:
        row["due_at"] = due(charter, "", "", row["traits"], row["sort_at"], connected)
    late = [row for row in work if _passed(row["due_at"], w.now)]
    for row in late:
        row["urgency"] = LATE
    log_targets(w, Happened.LATE, late)


def retarget_in(w: Writer, comment_ids: Sequence[int]) -> int:
    """Set the deadlines of comments anew, and return how many moved.

    What is decided or no work is left alone, and what a late case or an overdue promise has put in front.

    Called when the category of comments was set, when their words changed, when they are opened again, and when a case
    or a promise holds them no longer. One that was late and is not any more loses its place in front.
    """
    charters: dict[int, Charter] = {}
    calm: list[Any] = []
    moved = 0
    for row in _read(w, comment_ids):
        if row.state not in QUEUED or row.owed:
            continue
        at = _due(w, charters, row)
        if at == row.due_at:
            continue
        urgency = row.urgency
        if urgency == LATE and _passed(row.due_at, w.now) and not _passed(at, w.now):
            urgency = RETURNED if row.returned else NORMAL
            calm.append(row._mapping)
        run(w, "UPDATE comment SET due_at = ?, urgency = ? WHERE id = ?", (at, urgency, row.id))
        w.tell(Topic.COMMENT, row.id)
        moved += 1
    log_targets(w, Happened.IN_TIME, calm)
    return moved


def _passed(at: Micros | None, now: Micros) -> bool:
    return at is not None and at < now


def answered_in(w: Writer, answers: Sequence[tuple[int, Micros, int | None]]) -> None:
    """Note how long comments waited: (comment, when it was answered, by which member). Only the first answer counts.

    None stands for an answer of which no member of ours is known: it was written in the platform's own app.
    """
    latest_first = sorted(answers, key=lambda one: one[1], reverse=True)
    of = {key: (at, member_id) for key, at, member_id in latest_first}
    charters: dict[int, Charter] = {}
    noted = _noted(w, list(of))
    found = [row for row in _read(w, list(of)) if row.id not in noted and row.kind not in _NO_WORK]
    insert_many(w, answer_time, [_took(w, charters, row, *of[row.id]) for row in found])


def _noted(w: Writer, comment_ids: Sequence[int]) -> set[int]:
    found: set[int] = set()
    for some in chunks(comment_ids):
        found |= set(
            w.conn.execute(select(answer_time.c.comment_id).where(answer_time.c.comment_id.in_(some))).scalars()
        )
    return found


def _took(w: Writer, charters: dict[int, Charter], row: Any, at: Micros, member_id: int | None) -> Mapping[str, object]:
    came = _came(row)
    hours = _charter(w, charters, row.account_id).hours
    category, _ = about(row.category, row.category_by, row.traits)
    return {
        "comment_id": row.id,
        "account_id": row.account_id,
        "category": category.value if category else "",
        "came_at": came,
        "answered_at": at,
        "took_s": max(0, at - came) // SECOND,
        "watched_s": watched_s(hours, came, at),
        "late": row.due_at is not None and at > row.due_at,
        "member_id": member_id,
    }


def _read(w: Writer, comment_ids: Sequence[int]) -> Iterator[Any]:
    for some in chunks(comment_ids):
        yield from rows(w, _COMMENTS.replace("(?)", f"({', '.join('?' * len(some))})"), some)


def _came(row: Any) -> Micros:
    return Micros(row.sort_at if row.back_at is None else max(row.sort_at, row.back_at))


def _due(w: Writer, charters: dict[int, Charter], row: Any) -> Micros | None:
    charter = _charter(w, charters, row.account_id)
    return due(charter, row.category, row.category_by, row.traits, _came(row), row.created_at)


def _charter(w: Writer, charters: dict[int, Charter], account_id: int) -> Charter:
    if account_id not in charters:
        charters[account_id] = charter_in(w, account_id)
    return charters[account_id]


def log_targets(w: Writer, what: Happened, found: Sequence[Mapping[str, Any]]) -> None:
    """Log for each comment that its deadline has passed, or is no longer passed; `since` is the deadline."""
    lines = [
        {
            "what": what.value,
            "account_id": row["account_id"],
            "comment_id": row["id"],
            "revision": row["revision"],
            "since": row["due_at"],
        }
        for row in found
    ]
    if lines:
        log_many(w, SYSTEM, lines)
