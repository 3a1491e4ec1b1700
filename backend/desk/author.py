"""The author of a comment as a member may see them: their card, and their earlier comments page by page."""

from backend.desk.session import Desk, DeskError
from backend.model.author import AuthorCard, PastComment, PastComments
from backend.store.read import author as reading
from backend.store.read.target import subject


def author(desk: Desk, comment_id: int) -> AuthorCard:
    """Return what is known of a comment's author. Raises DeskError: no such comment, no right to read it."""
    _must_read(desk, comment_id)
    card = reading.card(desk.reader, comment_id)
    if card is None:
        raise DeskError("comment.missing")
    return card


def comments(desk: Desk, comment_id: int, before: PastComment | None) -> PastComments:
    """Return 20 comments of a comment's author, the newest first, older than `before`. Raises as `author` does."""
    _must_read(desk, comment_id)
    key = reading.author_of(desk.reader, comment_id)
    if key is None:
        raise DeskError("comment.missing")
    return reading.past(desk.reader, key, (before.sort_at, before.id) if before else None)


def _must_read(desk: Desk, comment_id: int) -> None:
    desk.must_read()
    comment = subject(desk.reader, comment_id)
    if comment is None:
        raise DeskError("comment.missing")
    desk.must_read(comment.account_id)
