"""The SQL of a thread: its root, one comment in it, and full rows by key."""

from collections.abc import Sequence
from typing import Any

from backend.model.category import Setter
from backend.model.clock import Micros
from backend.model.comment import CommentState, Inflow, RemoteState, ThreadItem, ThreadPost, Visibility
from backend.model.traits import about
from backend.model.value import dataclass
from backend.store.codec import load_words
from backend.store.read.masks import covered, covered_media
from backend.store.read.placeholders import marks, pieces
from backend.store.read.shown import COLUMNS, HAND_NAME, JOINS, THERE, WIDTH, delivery
from backend.store.reader import Reader


@dataclass(frozen=True, slots=True)
class Focus:
    """The comment a thread is opened at. `root_id` is the comment that is the thread's root, where there is one."""

    id: int
    sort_at: int
    account_id: int
    post_id: int
    parent_id: int | None
    remote_id: str
    root_id: int | None
    complete_since: Micros | None

    @property
    def hidden_root(self) -> int:
        """The root's key when it is drawn as the post and not among the comments; 0 otherwise."""
        return self.root_id if self.root_id is not None and self.root_id != self.id else 0


def focus(reader: Reader, comment_id: int) -> Focus | None:
    """Return where a comment stands, None when there is no such comment."""
    row = reader.one(
        """SELECT c.id, c.sort_at, c.account_id, c.post_id, c.parent_id, c.remote_id, r.id, n.complete_since
        FROM comment AS c
        JOIN account AS n ON n.id = c.account_id
        JOIN post AS p ON p.id = c.post_id
        LEFT JOIN comment AS r ON r.account_id = c.account_id AND r.remote_id = p.remote_id
        WHERE c.id = ?""",
        (comment_id,),
    )
    return Focus(*row) if row else None


def post(reader: Reader, at: Focus, comments: int) -> ThreadPost | None:
    """Return the thread's root as it is drawn above it; None when the focus is that root itself."""
    if at.root_id == at.id:
        return None
    row = reader.one(_POST, (at.root_id or 0, at.post_id))
    assert row is not None, "a comment's post_id is a foreign key"
    key, account_id, own, known, author, handle, text, media, url, written_at, remote_state, ad = row[:12]
    return ThreadPost(
        id=key,
        account_id=account_id,
        own=bool(own),
        known=bool(known) or at.root_id is not None,
        author=author or handle or "",
        text=covered(text, row[14]),
        media=covered_media(media, row[14]),
        url=url,
        written_at=Micros(written_at),
        remote_state=RemoteState(remote_state),
        comments=comments,
        ad=bool(ad),
        expired=row[12] is not None,
        nameless=row[13] is not None,
    )


_POST = """
    SELECT p.id, p.account_id, p.own, p.known, CASE WHEN p.own THEN n.name ELSE a.name END,
        CASE WHEN p.own THEN n.handle ELSE a.handle END, CASE WHEN p.own THEN p.text ELSE COALESCE(r.text, p.text) END,
        CASE WHEN p.own THEN p.media ELSE r.media END, COALESCE(p.url, c.url), COALESCE(c.written_at, p.written_at),
        COALESCE(c.remote_state, p.remote_state), p.ad, c.expired_at, a.expired_at,
        CASE WHEN p.own THEN '' ELSE r.spots END
    FROM post AS p
    JOIN account AS n ON n.id = p.account_id
    LEFT JOIN comment AS c ON c.id = ?
    LEFT JOIN author AS a ON a.id = c.author_id
    LEFT JOIN comment_revision AS r ON r.comment_id = c.id AND r.number = c.revision
    WHERE p.id = ?
"""


def items(reader: Reader, ids: Sequence[int], now: Micros, member_id: int | None) -> list[ThreadItem]:
    """Return these comments in the order of time, their depth not yet known (0)."""
    rows = [row for piece in pieces(ids) for row in reader.rows(f"{_ITEMS} ({marks(len(piece))})", (now, *piece))]
    return [_item(row[1:], member_id) for row in sorted(rows, key=lambda row: (row[0], row[1]))]


_ITEMS = f"""
    SELECT c.sort_at, c.id, c.parent_id, c.parent_remote_id, c.root_remote_id, c.kind, c.state, c.remote_state,
        c.visibility, c.own, a.name, a.handle, r.text, r.media, c.url, c.written_at, c.edited_at, c.revision, c.labels,
        COALESCE(writer.name, {HAND_NAME.format(author="a")}), c.likes, c.expired_at, a.expired_at, c.captured,
        (c.own AND {THERE.format(own="c")}), c.category, c.category_by, c.traits, r.spots, {COLUMNS}
    FROM comment AS c
    JOIN author AS a ON a.id = c.author_id
    LEFT JOIN comment_revision AS r ON r.comment_id = c.id AND r.number = c.revision
    LEFT JOIN outbox AS w ON w.id = c.outbox_id
    LEFT JOIN member AS writer ON writer.id = w.actor_id AND w.actor_kind = 'member'
    {JOINS}
    WHERE c.id IN
"""


def _item(row: tuple[Any, ...], member_id: int | None) -> ThreadItem:
    key, parent_id, parent_remote_id, root_remote_id, kind, state, remote_state, visibility, own = row[:9]
    name, handle, text, media, url, written_at, edited_at, revision, labels, writer, likes = row[9:20]
    expired_at, nameless_since, captured, there, category, category_by, traits, spots = row[20:28]
    about_what, by = (None, Setter.NOBODY) if own else about(category, category_by, traits)
    return ThreadItem(
        id=key,
        parent_id=parent_id,
        depth=0,
        kind=Inflow(kind),
        state=CommentState(state),
        remote_state=RemoteState(remote_state),
        visibility=Visibility(visibility),
        own=bool(own),
        author=name or handle,
        handle=handle,
        text=covered(text, spots),
        media=covered_media(media, spots),
        url=url,
        written_at=Micros(written_at),
        edited_at=edited_at,
        revision=revision,
        missing_parent=parent_id is None and parent_remote_id not in (None, root_remote_id),
        claimed_by=row[-WIDTH],
        delivery=delivery(row[-WIDTH + 1 :], member_id),
        sent_by=writer,
        labels=load_words(labels),
        likes=likes,
        expired=expired_at is not None,
        nameless=nameless_since is not None,
        captured=captured,
        there=bool(there),
        category=about_what,
        category_by=by,
        personal=bool(spots),
    )
