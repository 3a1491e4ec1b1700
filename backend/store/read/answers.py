"""What we answered lately: in one thread, and to one author."""

from backend.model.clock import Micros
from backend.store.reader import Reader

Answered = tuple[str, str, Micros, bool]
"""A text of ours, to whom (outside text), when (UTC µs), and whether in the thread that was asked about."""

LOOKED_AT = 300
"""Answers of the account, the newest, that a thread's are looked for among."""

_HERE = f"""
    SELECT r.text, COALESCE(NULLIF(a.name, ''), a.handle, ''), own.sort_at
    FROM (SELECT id, post_id, parent_id, revision, sort_at FROM comment WHERE author_id IN
        (SELECT w.id FROM author AS w JOIN account AS n ON n.id = w.account_id AND n.remote_id = w.remote_id
            WHERE n.id = ?)
        ORDER BY sort_at DESC LIMIT {LOOKED_AT}) AS own
    JOIN comment_revision AS r ON r.comment_id = own.id AND r.number = own.revision
    LEFT JOIN comment AS p ON p.id = own.parent_id
    LEFT JOIN author AS a ON a.id = p.author_id
    WHERE own.post_id = ?
"""
_LEAVING = """
    SELECT o.text, COALESCE(NULLIF(a.name, ''), a.handle), o.created_at FROM outbox AS o
    JOIN comment AS c ON c.id = o.comment_id
    JOIN author AS a ON a.id = c.author_id
    WHERE o.account_id = ? AND o.state IN ('awaiting_approval', 'pending', 'sending', 'unknown', 'copied')
        AND o.act IN ('reply', 'private_reply') AND c.post_id = ?
"""
_THEM = f"""
    SELECT o.text, COALESCE(NULLIF(a.name, ''), a.handle), o.created_at
    FROM (SELECT id, author_id FROM comment WHERE author_id = ? AND sort_at > ? ORDER BY sort_at DESC
        LIMIT {LOOKED_AT}) AS c
    JOIN author AS a ON a.id = c.author_id
    JOIN outbox AS o ON o.comment_id = c.id
    WHERE o.act IN ('reply', 'private_reply') AND o.state NOT IN ('failed', 'stopped', 'cancelled') AND o.created_at > ?
"""


def answers(reader: Reader, comment_id: int, since: Micros) -> list[Answered]:
    """Return what we said in a comment's thread lately, and to its author since then (UTC µs), the newest first."""
    about = reader.one("SELECT account_id, post_id, author_id FROM comment WHERE id = ?", (comment_id,))
    if about is None:
        return []
    account_id, post_id, author_id = about
    here = [*reader.rows(_HERE, (account_id, post_id)), *reader.rows(_LEAVING, (account_id, post_id))]
    them = reader.rows(_THEM, (author_id, since, since))
    said = [(*row, True) for row in here] + [(*row, False) for row in them]
    return sorted(said, key=lambda one: (-one[2], not one[3]))
