"""A comment's author: one card of their history here, each part of it bounded, and the few facts a decision needs.

All of it goes out from their newest comments (`comment_author`), at most MOST of them, so that somebody with a hundred
thousand comments opens as fast as a newcomer.
"""

from backend.model.author import (
    DECISIONS,
    MOST,
    AuthorBrief,
    AuthorCard,
    AuthorNote,
    Decided,
    PastComment,
    PastComments,
    Strike,
    Tally,
)
from backend.model.clock import Micros
from backend.model.comment import CommentState, RemoteState
from backend.policy.priority import Standing
from backend.store.read.filter_sql import DELIVERED
from backend.store.read.masks import covered, covered_media
from backend.store.read.placeholders import marks
from backend.store.reader import Reader, Row

PAGE, NOTES, STRIKES, EVENTS = 20, 20, 20, 10
"""Rows of each part of the card."""

NEAR = 200
"""Newest comments that the line under a comment looks at."""

PREVIEW = 400

THEIRS = "SELECT t.id FROM comment AS t WHERE t.author_id = ? ORDER BY t.sort_at DESC, t.id DESC LIMIT ?"


def author_of(reader: Reader, comment_id: int) -> int | None:
    """Return the key of a comment's author, None when there is no such comment."""
    found = reader.value("SELECT author_id FROM comment WHERE id = ?", (comment_id,))
    return None if found is None else int(found)


def card(reader: Reader, comment_id: int) -> AuthorCard | None:
    """Return what is known of a comment's author, None when there is no such comment."""
    with reader.snapshot():
        row = reader.one(_AUTHOR, (comment_id,))
        if row is None:
            return None
        key, account_id, handle, name, url, seen, muted, blocked, until = row
        return AuthorCard(
            id=key,
            account_id=account_id,
            handle=handle,
            name=name,
            url=url,
            first_seen_at=Micros(seen),
            muted=bool(muted),
            blocked=bool(blocked),
            block_until=until,
            tally=_tally(reader, key),
            strikes=_strikes(reader, key),
            notes=_notes(reader, key),
            decisions=_decisions(reader, key),
            past=past(reader, key),
        )


def past(reader: Reader, author_id: int, before: tuple[int, int] | None = None, limit: int = PAGE) -> PastComments:
    """Return their comments, the newest first, older than the place (`sort_at`, id)."""
    bound = " AND (c.sort_at, c.id) < (?, ?)" if before else ""
    rows = reader.rows(
        f"""SELECT c.id, c.sort_at, substr(r.text, 1, {PREVIEW}), r.media, c.state, c.remote_state, c.written_at,
            r.spots
        FROM comment AS c
        LEFT JOIN comment_revision AS r ON r.comment_id = c.id AND r.number = c.revision
        WHERE c.author_id = ?{bound} ORDER BY c.sort_at DESC, c.id DESC LIMIT ?""",
        (author_id, *(before or ()), limit + 1),
    )
    return PastComments(tuple(_past(row) for row in rows[:limit]), len(rows) > limit)


def _past(row: Row) -> PastComment:
    key, sort_at, text, media, state, remote_state, written_at, spots = row
    states = (CommentState(state), RemoteState(remote_state))
    return PastComment(
        key, Micros(sort_at), covered(text, spots), covered_media(media, spots), *states, Micros(written_at)
    )


_AUTHOR = """
    SELECT a.id, a.account_id, a.handle, a.name, a.url, a.first_seen_at, a.muted, a.blocked, a.block_until
    FROM comment AS c JOIN author AS a ON a.id = c.author_id WHERE c.id = ?"""


def _tally(reader: Reader, author_id: int) -> Tally:
    sent = "EXISTS (SELECT 1 FROM outbox AS o WHERE o.comment_id = s.id AND o.act = '{}' AND o.state = 'sent')"
    row = reader.one(
        f"""SELECT count(*), count(*) FILTER (WHERE s.state = 'open'), count(*) FILTER (WHERE s.state = 'done'),
            count(*) FILTER (WHERE s.remote_state = 'hidden' AND {sent.format("hide")}),
            count(*) FILTER (WHERE s.remote_state = 'deleted' AND {sent.format("delete")})
        FROM (SELECT t.id, t.state, t.remote_state FROM comment AS t WHERE t.author_id = ?
            ORDER BY t.sort_at DESC, t.id DESC LIMIT ?) AS s""",
        (author_id, MOST),
    )
    assert row is not None, "a count always has a row"
    return Tally(*row)


def _strikes(reader: Reader, author_id: int) -> tuple[Strike, ...]:
    rows = reader.rows(
        "SELECT why, at, expires_at, comment_id FROM strike WHERE author_id = ? ORDER BY expires_at DESC, id DESC"
        f" LIMIT {STRIKES}",
        (author_id,),
    )
    return tuple(Strike(why, Micros(at), Micros(expires_at), key) for why, at, expires_at, key in rows)


def _notes(reader: Reader, author_id: int, most: int = NOTES, near: int = MOST) -> tuple[AuthorNote, ...]:
    columns = "n.id, n.text, n.made_at, n.comment_id, n.member_id FROM note AS n"
    rows = reader.rows(
        f"""SELECT m.name, f.text, f.made_at, f.comment_id FROM (
            SELECT * FROM (SELECT {columns} WHERE n.author_id = ? ORDER BY n.id DESC LIMIT {most}) AS one
            UNION
            SELECT * FROM (SELECT {columns} WHERE n.comment_id IN (SELECT id FROM ({THEIRS}) AS theirs)
                ORDER BY n.id DESC LIMIT {most}) AS other) AS f
        JOIN member AS m ON m.id = f.member_id ORDER BY f.id DESC LIMIT {most}""",
        (author_id, author_id, near),
    )
    return tuple(AuthorNote(member, text, Micros(at), comment_id) for member, text, at, comment_id in rows)


def _decisions(reader: Reader, author_id: int) -> tuple[Decided, ...]:
    rows = reader.rows(
        f"""SELECT e.what, COALESCE(m.name, w.name, ''), e.at,
            COALESCE(NULLIF(o.reason, ''), NULLIF(d.why, ''), ''), e.comment_id
        FROM event AS e
        LEFT JOIN member AS m ON m.id = e.actor_id AND e.actor_kind = 'member'
        LEFT JOIN outbox AS o ON o.id = e.outbox_id
        LEFT JOIN member AS w ON w.id = o.actor_id AND o.actor_kind = 'member'
        LEFT JOIN deed AS d ON d.id = e.deed_id
        WHERE e.comment_id IN (SELECT id FROM ({THEIRS}) AS theirs) AND e.what IN ({marks(len(DECISIONS))})
        ORDER BY e.id DESC LIMIT {EVENTS}""",
        (author_id, MOST, *DECISIONS),
    )
    return tuple(Decided(what, who, Micros(at), why, comment_id) for what, who, at, why, comment_id in rows)


def brief(reader: Reader, comment_id: int, now: Micros) -> AuthorBrief:
    """Return the line under a comment; an empty one when there is no such comment."""
    row = reader.one(_AUTHOR, (comment_id,))
    if row is None:
        return AuthorBrief()
    key, muted, blocked = row[0], bool(row[6]), bool(row[7])
    hidden, since = reader.rows(
        "SELECT count(*), min(e.at) FROM event AS e"
        f" WHERE e.comment_id IN (SELECT id FROM ({THEIRS}) AS theirs) AND e.what = 'hide.sent'",
        (key, NEAR),
    )[0]
    notes = _notes(reader, key, 1, NEAR)
    return AuthorBrief(
        strikes=_struck(reader, key, now),
        hidden=hidden,
        hidden_since=since,
        noted_by=notes[0].member if notes else "",
        muted=muted,
        blocked=blocked,
        first_here=_seen(reader, key) == 1,
    )


def _struck(reader: Reader, author_id: int, now: Micros) -> int:
    sql = "SELECT count(*) FROM strike WHERE author_id = ? AND expires_at > ?"
    return int(reader.value(sql, (author_id, now)))


def standing(reader: Reader, comment_id: int, now: Micros, member_id: int) -> Standing | None:
    """Return what says why a comment stands where it does, for this member; None when there is no such comment."""
    row = reader.one(_STANDING, (comment_id,))
    if row is None:
        return None
    author_id, follow_up, traits, due_at, assigned_to, assignee, asker, to_id, to, referral_due = row
    return Standing(
        follow_up=bool(follow_up),
        traits=traits,
        due_at=due_at,
        answer=_answer(reader, comment_id),
        assigned_to="" if assigned_to == member_id else (assignee or ""),
        assigned_to_me=assigned_to == member_id,
        referred_by=asker or "",
        referred_to="" if to_id == member_id else (to or ""),
        referral_due=referral_due,
        strikes=_struck(reader, author_id, now),
        first_here=_seen(reader, author_id) == 1,
    )


_STANDING = """
    SELECT c.author_id, c.follow_up, c.traits,
        CASE WHEN c.state IN ('open', 'waiting') THEN c.due_at END, c.assigned_to, m.name, f.name, r.to_id, t.name,
        r.due_at
    FROM comment AS c
    LEFT JOIN member AS m ON m.id = c.assigned_to
    LEFT JOIN referral AS r ON r.comment_id = c.id AND r.answered_at IS NULL
    LEFT JOIN member AS f ON f.id = r.from_id
    LEFT JOIN member AS t ON t.id = r.to_id
    WHERE c.id = ?"""


def _answer(reader: Reader, comment_id: int) -> str:
    """Return the state of our newest answer to a comment, empty when there is none."""
    found = reader.value(
        f"SELECT state FROM outbox WHERE comment_id = ? AND act IN {DELIVERED} AND state <> 'cancelled'"
        " ORDER BY id DESC LIMIT 1",
        (comment_id,),
    )
    return str(found or "")


def _seen(reader: Reader, author_id: int) -> int:
    sql = "SELECT count(*) FROM (SELECT 1 FROM comment WHERE author_id = ? LIMIT 2) AS f"
    return int(reader.value(sql, (author_id,)))
