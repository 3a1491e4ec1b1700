"""One case whole, as a desk reads it, and the templates that its routine begins with."""

from collections.abc import Mapping
from typing import Any

from backend.model.case import CaseCard, CaseComment, CaseEvent, CaseNote, CaseState, CaseStep
from backend.model.category import Category
from backend.model.clock import Micros
from backend.model.event import Happened
from backend.policy.cases import missing, routine_of
from backend.store.codec import load_reason
from backend.store.read.cases import STANDING, load_row, people_of
from backend.store.read.charters import charter_of
from backend.store.read.masks import covered
from backend.store.read.promises import promises_where
from backend.store.reader import Reader

EXCERPT = 400
"""Characters of a comment in a case."""

LOGGED = 60
"""Lines of a case's log, the newest."""


def case_card(reader: Reader, case_id: int, member_id: int | None = None) -> CaseCard | None:
    """Return all that is known of a case, None when there is none. `member_id` is whose notes are `mine`."""
    with reader.snapshot():
        found = reader.one(STANDING.format(where="f.id = ?"), (case_id,))
        if found is None:
            return None
        row = load_row(found, people_of(reader, [case_id], 20).get(case_id, ()))
        charter, opened_by, close_when, said, closed_by, joined_to = reader.rows(
            "SELECT f.charter, coalesce(o.name, ''), f.close_when, f.said, coalesce(c.name, ''), f.joined_to"
            " FROM case_file AS f LEFT JOIN member AS o ON o.id = f.opened_by"
            " LEFT JOIN member AS c ON c.id = f.closed_by WHERE f.id = ?",
            (case_id,),
        )[0]
        return CaseCard(
            row=row,
            charter=charter,
            opened_by=opened_by,
            close_when=close_when,
            said=said,
            closed_by=closed_by,
            joined_to=joined_to,
            steps=_steps(reader, case_id),
            comments=_comments(reader, case_id),
            notes=_notes(reader, case_id, member_id),
            promises=promises_where(
                reader, "p.comment_id IN (SELECT comment_id FROM case_comment WHERE case_id = ?)", (case_id,)
            ),
            log=_log(reader, case_id),
            missing=missing(row) if row.state is CaseState.OPEN else (),
            templates=_templates(reader, row.account_id, row.category),
        )


def _steps(reader: Reader, case_id: int) -> tuple[CaseStep, ...]:
    rows = reader.rows(
        "SELECT s.number, s.text, s.done_at, coalesce(m.name, '') FROM case_step AS s"
        " LEFT JOIN member AS m ON m.id = s.done_by WHERE s.case_id = ? ORDER BY s.number",
        (case_id,),
    )
    return tuple(CaseStep(*row) for row in rows)


def _comments(reader: Reader, case_id: int) -> tuple[CaseComment, ...]:
    """Return the comments of a case in the order they were written."""
    rows = reader.rows(
        f"""SELECT c.id, a.name, a.handle, substr(r.text, 1, {EXCERPT}), r.spots, c.written_at, c.state,
            EXISTS (SELECT 1 FROM comment AS o WHERE o.parent_id = c.id AND o.own AND o.remote_state <> 'deleted'),
            c.expired_at IS NOT NULL, coalesce((SELECT m.name FROM referral AS f JOIN member AS m ON m.id = f.to_id
                WHERE f.comment_id = c.id AND f.answered_at IS NULL), '')
        FROM case_comment AS x JOIN comment AS c ON c.id = x.comment_id JOIN author AS a ON a.id = c.author_id
        LEFT JOIN comment_revision AS r ON r.comment_id = c.id AND r.number = c.revision
        WHERE x.case_id = ? ORDER BY c.sort_at, c.id""",
        (case_id,),
    )
    return tuple(
        CaseComment(key, name or handle, covered(text or "", spots or ""), at, state, bool(answered), bool(gone), asked)
        for key, name, handle, text, spots, at, state, answered, gone, asked in rows
    )


def _notes(reader: Reader, case_id: int, member_id: int | None) -> tuple[CaseNote, ...]:
    """Return the notes of a case and of those that were joined to it, oldest first."""
    rows = reader.rows(
        "SELECT n.id, m.name, n.text, n.made_at, n.member_id FROM case_note AS n JOIN member AS m ON m.id = n.member_id"
        " WHERE n.case_id = ? OR n.case_id IN (SELECT id FROM case_file WHERE joined_to = ?) ORDER BY n.id",
        (case_id, case_id),
    )
    return tuple(CaseNote(key, name, text, at, whose == member_id) for key, name, text, at, whose in rows)


def _log(reader: Reader, case_id: int) -> tuple[CaseEvent, ...]:
    """Return a case's newest events, oldest first."""
    rows = reader.rows(
        "SELECT e.what, coalesce(m.name, ''), e.at, e.comment_id, e.code, e.params FROM event AS e"
        " LEFT JOIN member AS m ON m.id = e.actor_id AND e.actor_kind = 'member'"
        " WHERE e.case_id = ? ORDER BY e.id DESC LIMIT ?",
        (case_id, LOGGED),
    )
    names: dict[object, str] = dict(reader.rows("SELECT id, name FROM member"))
    return tuple(_event(row, names) for row in reversed(rows))


def _event(row: tuple[Any, ...], names: Mapping[object, str]) -> CaseEvent:
    """Return one event; whoever a case was given to is kept by key (`after`, 0: nobody) and told by name."""
    what, who, at, comment_id, code, params = row
    said = load_reason(code, params)
    told = dict(said.params) if said else {}
    whom = names.get(told.get("after"), "") if what == Happened.CASE_GIVEN else ""
    return CaseEvent(what, who, Micros(at), comment_id, told, whom)


def _templates(reader: Reader, account_id: int, category: Category) -> tuple[str, ...]:
    holds = charter_of(reader, account_id)
    return routine_of(holds.charter, category).templates if holds is not None else ()


def templates_for(reader: Reader, comment_id: int) -> tuple[str, ...]:
    """Return the codes and tags of templates that an answer to a comment begins with: those of its case's routine."""
    found = reader.one(
        "SELECT f.account_id, f.category FROM case_comment AS x JOIN case_file AS f ON f.id = x.case_id"
        " WHERE x.comment_id = ? AND f.state = 'open'",
        (comment_id,),
    )
    return () if found is None else _templates(reader, found[0], Category(found[1]))
