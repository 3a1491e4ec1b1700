"""A comment that somebody or a mail brought, into the store by the same code as what a connector brings.

Its identity is the link to the comment, without what tells who clicked it. A comment whose own link nobody has is
known by who wrote it, where, and its words: again within ten minutes it is the same comment, and so it is while the
first stands open, when nobody can tell the time. An account has captured comments while no API reads it: of a watched
place, or of one that waits for its login.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import or_, select, update

from backend.model.actor import Actor
from backend.model.clock import MINUTE, plus
from backend.model.comment import CommentState, Inflow
from backend.model.event import Happened
from backend.model.inflow import InAuthor, InComment, InPost, Page
from backend.model.place import Capture, Captured, Kept
from backend.model.reason import Reason
from backend.store.engine import Store, Writer
from backend.store.errors import Conflict
from backend.store.write.arriving import file_new
from backend.store.write.filing import Filing, storable
from backend.store.write.revising import file_known
from backend.store.write.rows import author, comment, comment_revision, lock_account, place, post
from backend.store.write.standing import by_hand_in, may_in
from backend.store.write.threads import file_authors, file_posts
from backend.text.clean import clean, clean_line
from backend.text.digest import digest
from backend.text.placelink import PlaceLink, place_link

SAME_WITHIN = 10 * MINUTE
"""The same words of the same person within this time (µs) are one comment."""

_UNLINKED = "said:"
"""What the id of a comment begins with whose own link nobody has."""


@dataclass(frozen=True, slots=True)
class _Found:
    """A capture in its clean form; `link` is None where there is none."""

    what: Capture
    link: PlaceLink | None
    text: str
    author: InAuthor
    root: str


def capture(store: Store, actor: Actor, account_id: int, what: Capture) -> Kept:
    """Keep a comment that was captured on an account without an API. The same one twice is one, and changes nothing.

    A longer text for a known comment (a mail's excerpt that was cut) is a new revision; a shorter one that begins like
    it is not. Raises Conflict: no words, a link that leads to no web page, an account that was removed or is read by
    its API, no right to do it.
    """
    with store.write() as w:
        return capture_in(w, actor, account_id, what)


def capture_in(w: Writer, actor: Actor, account_id: int, what: Capture) -> Kept:
    """Keep a captured comment in this transaction; see `capture`."""
    found = _clean(_home(w, actor, account_id), what)
    read = _read_before(w, account_id, found.link.names if found.link else "")
    if read is not None:
        return Kept(read, new=False)
    known = _known(w, account_id, found)
    one = _comment(w, found, known)
    filing = Filing.of(w, account_id, Page(tuple(_root(w, account_id, found)), (one,)), limited=False)
    file_posts(filing)
    w.conn.execute(update(post).where(post.c.id.in_(filing.post_ids.values())).values(next_read_at=None))
    file_authors(filing)
    if known is None:
        file_new(filing)
        return Kept(_entered(w, actor, account_id, one, what.by), new=True)
    if not is_cut(one.text, known.text):
        file_known(filing)
    return Kept(int(known.id), new=False)


def _home(w: Writer, actor: Actor, account_id: int) -> str:
    """Lock the account, and return what stands for its post where no link does. Raises Conflict where none may."""
    row = lock_account(w, account_id)
    if row is None or row.removed_at is not None:
        raise Conflict("account.removed")
    if not may_in(w, actor, account_id):
        raise Conflict("member.no_role")
    if not by_hand_in(w, row):
        raise Conflict("capture.by_api", name=row.short_name)
    link = w.conn.execute(select(place.c.link).where(place.c.account_id == account_id)).scalar_one_or_none()
    return str(link or f"place:{account_id}")


def _clean(home: str, what: Capture) -> _Found:
    text = clean(what.text).strip()
    if not text:
        raise Conflict("capture.empty")
    link = place_link(what.link) if what.link.strip() else None
    if link is None and what.link.strip():
        raise Conflict("capture.link")
    name = clean_line(what.author)
    who = InAuthor(f"name:{digest(name.casefold())[:32]}", "", name)  # an id outlives an erasure: it holds no name
    return _Found(replace(what, where=clean(what.where).strip()), link, text, who, link.post if link else home)


def _read_before(w: Writer, account_id: int, names: str) -> int | None:
    """Return the comment of this name that the API brought before the login was lost: it is not captured again."""
    if not names:
        return None
    asked = select(comment.c.id, comment.c.url).where(
        comment.c.account_id == account_id, comment.c.captured == "", comment.c.url.contains(names, autoescape=True)
    )
    for row in w.conn.execute(asked.order_by(comment.c.id)):
        link = place_link(row.url)
        if link is not None and link.names == names:
            return int(row.id)
    return None


def _known(w: Writer, account_id: int, found: _Found) -> Any:
    """Return the comment that this is, None for a new one."""
    asked = (
        select(comment, comment_revision.c.text, author.c.remote_id.label("author"), author.c.handle, author.c.name)
        .join(comment_revision, comment_revision.c.comment_id == comment.c.id)
        .join(author, author.c.id == comment.c.author_id)
        .where(comment_revision.c.number == comment.c.revision, comment.c.account_id == account_id)
    )
    link = found.link.comment if found.link else None
    if link is not None:
        named = w.conn.execute(asked.where(comment.c.remote_id == link)).one_or_none()
        if named is not None:
            return named
    there = w.conn.execute(_candidates(w, asked, found)).all()
    twin = next((row for row in there if _same_words(row.text, found.text)), None)
    if twin is None or link is None:
        return twin
    # its own link has come: from now on it is known by that
    change = update(comment).where(comment.c.id == twin.id)
    w.conn.execute(change.values(remote_id=link, remote_uri=link, url=link))
    return w.conn.execute(asked.where(comment.c.id == twin.id)).one()


def _candidates(w: Writer, asked: Any, found: _Found) -> Any:
    """Return the question for what the same person wrote under the same post about then, the newest first."""
    at = found.what.written_at
    then = w.now if at is None else at
    then_or_so = comment.c.written_at.between(plus(then, -SAME_WITHIN), plus(then, SAME_WITHIN))
    still_open = comment.c.state == CommentState.OPEN.value
    near = or_(then_or_so, still_open) if at is None else then_or_so
    there = asked.where(
        author.c.remote_id == found.author.remote_id,
        comment.c.root_remote_id == found.root,
        comment.c.captured != "",
        near,
    )
    if found.link is not None and found.link.comment is not None:
        there = there.where(comment.c.remote_id.like(f"{_UNLINKED}%"))  # one with another link is another comment
    return there.order_by(comment.c.id.desc())


def _same_words(one: str, other: str) -> bool:
    return one == other or is_cut(one, other) or is_cut(other, one)


def is_cut(text: str, whole: str) -> bool:
    """Tell whether a text is an excerpt of another, by its own word: it ends in `…` and the other begins like it."""
    words = " ".join(text.split())
    start = words.removesuffix("...").removesuffix("…").rstrip()
    return start != words and bool(start) and " ".join(whole.split()).startswith(start)


def _comment(w: Writer, found: _Found, known: Any) -> InComment:
    """Return the capture as a connector would bring it; of a known comment only the words and the link are news."""
    link = found.link
    at = found.what.written_at
    new = InComment(
        remote_id=(link.comment if link else None)
        or _UNLINKED + digest(f"{found.root}\n{found.author}\n{w.now}\n{found.text}")[:32],
        remote_uri=link.comment or "" if link else "",
        root_remote_id=found.root,
        parent_remote_id=link.parent if link else None,
        kind=Inflow.COMMENT,
        own=False,
        author=found.author,
        text=found.text,
        raw=storable(found.what.text),
        written_at=w.now if at is None else min(at, w.now),
        url=link.url if link else None,
    )
    if known is None:
        return new
    return replace(
        new,
        remote_id=known.remote_id,
        remote_uri=known.remote_uri,
        root_remote_id=known.root_remote_id,
        parent_remote_id=known.parent_remote_id,
        author=InAuthor(known.author, known.handle, known.name),
        written_at=known.written_at,
        url=known.url or new.url,
        language=known.language,
    )


def _root(w: Writer, account_id: int, found: _Found) -> Iterator[InPost]:
    """Yield what the comment stands under when that is not in the store yet, or when words for it have come."""
    words = found.what.where
    asked = select(post.c.text).where(post.c.account_id == account_id, post.c.remote_id == found.root)
    there = w.conn.execute(asked).scalar_one_or_none()
    if there is None or (words and not there):
        url = found.link.post if found.link else place_url(found.root)
        yield InPost(found.root, url or "", own=False, written_at=w.now, text=words, raw=words, url=url)


def place_url(root: str) -> str | None:
    """Return the address of what comments stand under, None where none is known."""
    return root if root.startswith("https://") else None


def _entered(w: Writer, actor: Actor, account_id: int, one: InComment, by: Captured) -> int:
    """Mark a new comment as captured, log who did it, and return its key. No platform is ever asked about it."""
    mine = update(comment).where(comment.c.account_id == account_id, comment.c.remote_id == one.remote_id)
    key = int(w.conn.execute(mine.values(captured=by.value, probed_at=None).returning(comment.c.id)).scalar_one())
    w.log(
        Happened.CAPTURED,
        actor,
        account_id=account_id,
        comment_id=key,
        revision=1,
        digest=digest(one.raw),
        after=CommentState.OPEN.value,
        reason=Reason(f"captured.{by.value}"),
    )
    return key
