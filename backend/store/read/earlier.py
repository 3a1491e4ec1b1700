"""What we answered before: comments with the same words by the search index, and our answers to them.

The index is asked for each word by itself, for its newest comments: how many there are tells how telling the word is,
and SQLite need not work out a rank for a hundred thousand texts (its index keeps no sizes, see `backend.store.search`).
"""

from collections.abc import Iterator, Sequence
from math import log

from backend.model.clock import Micros
from backend.model.comment import RemoteState
from backend.model.value import dataclass
from backend.store.read.masks import covered
from backend.store.read.words import words_match
from backend.store.reader import Reader, Row

NEWEST = 2000
"""Comments looked at for one word, the newest first."""

WORDS = 10
"""Words of a comment that are looked up."""

PREFIX = 4
"""Letters from which on a stem is looked up with any ending."""

AT_ONCE = 300
"""Comments whose answers are read at a time, the most similar first."""

LIKE = 0.3
"""The part of what a comment's words say that another must have in common with it to count as similar."""

ASKED = 300
"""Characters of the comment that are shown with an answer."""


@dataclass(frozen=True, slots=True)
class Answer:
    """An answer of ours as it stands, what it answered, and whom: `name` and `handle` are outside text.

    `text` and `asked` are masked. `signature` is that of the member who wrote it.
    """

    comment_id: int
    asked_id: int
    text: str
    asked: str
    name: str
    handle: str
    member: str
    signature: str
    account_id: int
    account: str
    platform: str
    sent_at: Micros
    edited: bool
    deleted: bool
    url: str | None


def similar(reader: Reader, stems: Sequence[str], but: int) -> list[int]:
    """Return comments that share the most telling of these stems, the most similar first; `but` is not among them."""
    count = int(reader.value("SELECT COALESCE(MAX(id), 0) FROM comment"))
    points: dict[int, float] = {}
    most = 0.0
    for stem in _telling(stems):
        found = _holding(reader, stem)
        if not found:
            continue
        worth = log(1 + count / len(found))
        most += worth
        for comment_id in found:
            points[comment_id] = points.get(comment_id, 0.0) + worth
    points.pop(but, None)
    alike = [comment_id for comment_id, sum_ in points.items() if sum_ >= LIKE * most]
    return sorted(alike, key=lambda comment_id: (-points[comment_id], -comment_id))


def _telling(stems: Sequence[str]) -> list[str]:
    """Return the longest stems: long words say more, and fewer comments have them."""
    return sorted(stems, key=len, reverse=True)[:WORDS]


def _holding(reader: Reader, stem: str) -> list[int]:
    match = words_match(stem, prefix=len(stem) >= PREFIX, postgres=reader.postgres)
    if match is None:
        return []
    key, held = ("comment_id", "words @@ to_tsquery('simple', ?)") if reader.postgres else _FTS5
    sql = f"SELECT {key} FROM comment_search WHERE {held} ORDER BY {key} DESC LIMIT {NEWEST}"
    return [row[0] for row in reader.rows(sql, (match,))]


_FTS5 = ("rowid", "comment_search MATCH ?")

_ANSWERS = """
SELECT a.id, c.id, r.text, r.spots, q.text, q.spots, w.name, w.handle, m.name, m.signature, n.id, n.short_name,
    n.platform, a.written_at, a.revision, a.edited_at, a.remote_state, a.url
FROM comment AS c
JOIN comment AS a ON a.account_id = c.account_id AND a.parent_remote_id = c.remote_id AND a.own
JOIN comment_revision AS r ON r.comment_id = a.id AND r.number = a.revision
JOIN comment_revision AS q ON q.comment_id = c.id AND q.number = c.revision
JOIN account AS n ON n.id = a.account_id
JOIN author AS w ON w.id = c.author_id
LEFT JOIN outbox AS o ON o.id = a.outbox_id
LEFT JOIN member AS m ON m.id = o.actor_id AND o.actor_kind = 'member'
WHERE c.id IN ({marks}) AND NOT c.own AND NOT c.erased AND NOT a.erased AND a.visibility <> 'private'
    AND q.text <> '' AND r.text <> '' AND n.removed_at IS NULL
"""


def answers(reader: Reader, comment_ids: Sequence[int], most: int) -> Iterator[Answer]:
    """Give our public answers to these comments in their order, of the first `most` comments.

    Those whose comment was erased, or whose words had to go, are left out; so are private ones: what was said to one
    person is not for the next.
    """
    for start in range(0, min(len(comment_ids), most), AT_ONCE):
        some = comment_ids[start : start + AT_ONCE]
        places = {comment_id: place for place, comment_id in enumerate(some)}
        found = reader.rows(_ANSWERS.format(marks=", ".join("?" * len(some))), some)
        for row in sorted(found, key=lambda row: (places[row[1]], -row[0])):
            yield _answer(row)


def _answer(row: Row) -> Answer:
    key, asked_id, text, spots, question, masks, name, handle, member, signature, *rest = row
    account_id, account, platform, written_at, revision, edited_at, remote_state, url = rest
    return Answer(
        key, asked_id, covered(text, spots), covered(question, masks)[:ASKED], name or handle, handle, member or "",
        signature or "", account_id, account, platform, Micros(written_at), revision > 1 or edited_at is not None,
        remote_state == RemoteState.DELETED, url,
    )  # fmt: skip
