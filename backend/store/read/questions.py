"""Contacts, questions with what came back, and what the mailbox's reader must know to begin."""

from collections.abc import Sequence
from typing import Any

from backend.model.clock import DAY, Micros
from backend.model.mail import MailState
from backend.model.question import Answer, Came, Contact, Question, Quote, Turn
from backend.model.reason import Reason
from backend.store.codec import load_reason
from backend.store.reader import Reader

READ_TO = "answers"
"""Under which name it is kept how far the mailbox was read for answers."""

TROUBLE = "answers.trouble"
"""Under which name it is kept why answers cannot be read now."""

WAITED_FOR = 120 * DAY
"""How long after a question its answer is still read (µs)."""

_CONTACTS = """
SELECT c.id, c.name, c.area, c.mail, c.language, f.id, f.name FROM contact AS c
LEFT JOIN contact AS f ON f.id = c.fallback_id AND f.active WHERE c.active
"""

_QUESTIONS = """
SELECT q.id, q.case_id, c.name, c.area, m.name, q.question, q.asked_at, q.deadline, q.reminded_at, q.passed_at,
       coalesce(p.name, ''), q.answered_at, q.withdrawn_at, q.late_at, q.lost_at, o.state, o.code, o.params
FROM case_question AS q JOIN contact AS c ON c.id = q.contact_id JOIN member AS m ON m.id = q.member_id
LEFT JOIN contact AS p ON p.id = q.passed_to
LEFT JOIN mail_out AS o ON o.id = (SELECT max(n.id) FROM mail_out AS n
    WHERE n.ref = q.id AND n.about IN ('question', 'reminder', 'fallback', 'withdrawn')
        AND n.code <> 'mail.over')
WHERE q.case_id = ? ORDER BY q.id
"""


def contacts(reader: Reader) -> list[Contact]:
    """Return who can be asked, by area and name."""
    rows = reader.rows(f"{_CONTACTS} ORDER BY c.area, c.name")
    return [_contact(row) for row in rows]


def contact_named(reader: Reader, name: str) -> Contact | None:
    """Return the contact of a name, None when there is none (any more)."""
    row = reader.one(f"{_CONTACTS} AND c.name = ?", (name,))
    return _contact(row) if row else None


def questions(reader: Reader, case_id: int) -> list[Question]:
    """Return a case's questions with all that came back, oldest first. Texts are as they were written: outside text."""
    found = reader.rows(_QUESTIONS, (case_id,))
    if not found:
        return []
    unread, quotes, answers = _unread(reader), _quotes(reader, case_id), _answers(reader, case_id)
    return [_question(row, unread, quotes.get(row[0], ()), answers.get(row[0], ())) for row in found]


def answers_awaited(reader: Reader, now: Micros) -> bool:
    """Tell whether anybody was asked anything within the last months."""
    sql = "SELECT EXISTS (SELECT 1 FROM case_question WHERE asked_at > ?)"
    return bool(reader.value(sql, (now - WAITED_FOR,)))


def questions_wait(reader: Reader) -> bool:
    """Tell whether any question is not answered yet."""
    sql = "SELECT EXISTS (SELECT 1 FROM case_question WHERE answered_at IS NULL AND withdrawn_at IS NULL)"
    return bool(reader.value(sql))


def read_to(reader: Reader) -> str | None:
    """Return how far the mailbox was read for answers, None when it never was."""
    found = reader.value("SELECT value FROM mail_spot WHERE name = ?", (READ_TO,))
    return None if found is None else str(found)


def _unread(reader: Reader) -> Reason | None:
    kept = reader.value("SELECT value FROM mail_spot WHERE name = ?", (TROUBLE,))
    code, _, params = str(kept or "").partition(" ")
    return load_reason(code, params)


def _quotes(reader: Reader, case_id: int) -> dict[int, tuple[Quote, ...]]:
    rows = reader.rows(
        "SELECT k.question_id, k.comment_id, k.excerpt FROM question_quote AS k"
        " JOIN case_question AS q ON q.id = k.question_id WHERE q.case_id = ? ORDER BY k.question_id, k.comment_id",
        (case_id,),
    )
    return _grouped((row[0], Quote(row[1], row[2])) for row in rows)


def _answers(reader: Reader, case_id: int) -> dict[int, tuple[Answer, ...]]:
    rows = reader.rows(
        "SELECT a.question_id, a.id, a.kind, a.proven, a.sender, a.text, a.whole, a.attached, a.written_at, m.name"
        " FROM question_answer AS a JOIN case_question AS q ON q.id = a.question_id"
        " LEFT JOIN member AS m ON m.id = a.accepted_by WHERE q.case_id = ? ORDER BY a.id",
        (case_id,),
    )
    return _grouped(
        (key, Answer(own, Came(kind), bool(proven), sender, text, whole, attached, Micros(at), by or ""))
        for key, own, kind, proven, sender, text, whole, attached, at, by in rows
    )


def _grouped(pairs: Any) -> dict[int, tuple[Any, ...]]:
    found: dict[int, tuple[Any, ...]] = {}
    for key, one in pairs:
        found[key] = (*found.get(key, ()), one)
    return found


def _question(
    row: Sequence[Any], unread: Reason | None, quotes: tuple[Quote, ...], answers: tuple[Answer, ...]
) -> Question:
    turn = _turn(*row[9:10], *row[11:15])
    trouble = load_reason(row[16] or "", row[17] or "{}")
    waits = turn in (Turn.ASKED, Turn.PASSED, Turn.LATE)
    return Question(
        id=row[0],
        case_id=row[1],
        contact=row[2],
        area=row[3],
        member=row[4],
        text=row[5],
        asked_at=Micros(row[6]),
        deadline=Micros(row[7]),
        turn=turn,
        reminded_at=row[8],
        passed_at=row[9],
        passed_to=row[10],
        answered_at=row[11],
        withdrawn_at=row[12],
        mail=MailState(row[15] or MailState.QUEUED),
        trouble=trouble or (unread if waits else None),
        quotes=quotes,
        answers=answers,
    )


def _turn(
    passed: Micros | None, answered: Micros | None, withdrawn: Micros | None, late: Micros | None, lost: Micros | None
) -> Turn:
    """Return where a question stands: what ended it, else what went wrong, else whose turn it is."""
    stands = ((answered, Turn.ANSWERED), (withdrawn, Turn.WITHDRAWN), (lost, Turn.LOST), (late, Turn.LATE))
    return next((turn for at, turn in stands if at is not None), Turn.ASKED if passed is None else Turn.PASSED)


def _contact(row: Sequence[Any]) -> Contact:
    key, name, area, mail, language, fallback_id, fallback = row
    return Contact(key, name, area, mail, language, fallback_id, fallback or "")
