"""What colleagues have said about a comment."""

from backend.model.clock import Micros
from backend.model.talk import Note, Referral
from backend.store.reader import Reader

MOST = 20
"""Notes shown with a comment, the newest."""


def notes(reader: Reader, comment_id: int) -> tuple[Note, ...]:
    """Return the newest notes on a comment and on its author, oldest first."""
    rows = reader.rows(
        """SELECT n.id, m.name, n.text, n.made_at, n.author_id IS NOT NULL FROM note AS n
        JOIN member AS m ON m.id = n.member_id
        WHERE n.id IN (SELECT id FROM note WHERE comment_id = ?
            UNION ALL SELECT x.id FROM note AS x JOIN comment AS c ON c.author_id = x.author_id WHERE c.id = ?)
        ORDER BY n.id DESC LIMIT ?""",
        (comment_id, comment_id, MOST),
    )
    return tuple(Note(name, text, Micros(at), bool(on_author)) for _key, name, text, at, on_author in reversed(rows))


def referral(reader: Reader, comment_id: int) -> Referral | None:
    """Return what is asked about a comment and not answered yet, None when nothing is."""
    row = reader.one(
        """SELECT asker.name, asked.name, r.question, r.due_at FROM referral AS r
        JOIN member AS asker ON asker.id = r.from_id JOIN member AS asked ON asked.id = r.to_id
        WHERE r.comment_id = ? AND r.answered_at IS NULL""",
        (comment_id,),
    )
    return Referral(*row) if row else None
