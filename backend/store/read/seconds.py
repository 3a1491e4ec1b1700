"""Acts that wait for a second member, and what became of one's own."""

import json
from typing import Any

from backend.model.approving import Second
from backend.model.clock import Micros
from backend.model.triage import Verb, Why
from backend.store.read.masks import covered
from backend.store.reader import Reader

_SECONDS = """
    SELECT s.id, s.comment_id, c.account_id, s.verb, s.why, asker.name, s.asked_at, s.params, a.name, a.handle, r.text,
        r.spots, s.verdict, m.name, s.said
    FROM second_opinion AS s
    JOIN comment AS c ON c.id = s.comment_id
    JOIN author AS a ON a.id = c.author_id
    JOIN member AS asker ON asker.id = s.asked_by
    LEFT JOIN comment_revision AS r ON r.comment_id = c.id AND r.number = c.revision
    LEFT JOIN member AS m ON m.id = s.answered_by
"""
_WAITS = "s.answered_at IS NULL AND c.state = 'waiting'"


def waiting(reader: Reader, but_of: int) -> list[Second]:
    """Return the acts that wait for a second member, but those a member asked about, oldest first."""
    sql = f"{_SECONDS} WHERE {_WAITS} AND s.asked_by <> ? ORDER BY s.id"
    return [_second(row) for row in reader.rows(sql, (but_of,))]


def asked_about(reader: Reader, comment_id: int) -> Second | None:
    """Return what a second member is asked about a comment, else the newest answer; None when nothing was asked."""
    row = reader.one(
        f"{_SECONDS} WHERE s.comment_id = ? AND ({_WAITS} OR s.verdict <> '') ORDER BY s.id DESC LIMIT 1", (comment_id,)
    )
    return _second(row) if row else None


def answered_since(reader: Reader, member_id: int, since: Micros) -> list[Second]:
    """Return which of a member's questions others have answered since (UTC µs), oldest first, at most 50."""
    sql = f"{_SECONDS} WHERE s.asked_by = ? AND s.verdict <> '' AND s.answered_at > ? ORDER BY s.answered_at LIMIT 50"
    return [_second(row) for row in reader.rows(sql, (member_id, since))]


def _second(row: tuple[Any, ...]) -> Second:
    key, comment_id, account_id, verb, why, asker, at, params, name, handle, text, spots, verdict, by, said = row
    until, words = json.loads(params).get("until"), covered(text, spots)
    what = (Verb(verb), Why(why), asker, Micros(at), until)
    return Second(key, comment_id, account_id, *what, name or handle, words, verdict, by or "", said)
