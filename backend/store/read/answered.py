"""An answer of ours that was sent: what it said, to which comment, by whom."""

from typing import Any

from backend.model.value import dataclass
from backend.store.reader import Reader


@dataclass(frozen=True, slots=True)
class Answered:
    """A sent answer: its whole text, the comment that it answers, and the signature of the member who sent it."""

    text: str
    comment_id: int
    signature: str


def by_outbox(reader: Reader, outbox_id: int) -> Answered | None:
    """Return the answer that an action sent, None when it sent none."""
    return _answered(
        reader.one(
            "SELECT o.text, o.comment_id, m.signature FROM outbox AS o"
            " LEFT JOIN member AS m ON m.id = o.actor_id AND o.actor_kind = 'member'"
            " WHERE o.id = ? AND o.act IN ('reply', 'private_reply') AND o.state IN ('sent', 'reported')",
            (outbox_id,),
        )
    )


def by_comment(reader: Reader, comment_id: int) -> Answered | None:
    """Return the answer that stands as a comment of ours, None when it is none or answers nothing we know."""
    return _answered(
        reader.one(
            "SELECT r.text, c.parent_id, m.signature FROM comment AS c"
            " JOIN comment_revision AS r ON r.comment_id = c.id AND r.number = c.revision"
            " LEFT JOIN outbox AS o ON o.id = c.outbox_id"
            " LEFT JOIN member AS m ON m.id = o.actor_id AND o.actor_kind = 'member' WHERE c.id = ? AND c.own",
            (comment_id,),
        )
    )


def _answered(row: tuple[Any, ...] | None) -> Answered | None:
    if row is None or row[1] is None or not row[0].strip():
        return None
    return Answered(row[0], row[1], row[2] or "")
