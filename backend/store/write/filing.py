"""What saving a page needs at hand: the page without repeats and unstorable signs, and the rows it names already.

Everything a page names is looked up in a handful of queries, whatever its length.
"""

import re
from dataclasses import dataclass, field, replace
from typing import Any

from backend.model.clock import SECOND, plus
from backend.model.inflow import HAND, InAuthor, InComment, InPost, Page
from backend.store.engine import Writer
from backend.store.write.rows import chunks, listed, rows
from backend.text.clean import MAX_BYTES, clean, clean_line

_UNSTORABLE = re.compile("[\0\ud800-\udfff]")

RAW = 256 * 1024
"""Characters kept of a raw body: four times what `clean` keeps of the text."""

_KNOWN = """
SELECT c.id, c.remote_id, c.revision, c.state, c.remote_state, c.visibility, c.kind, c.own, c.edited_at, c.cid, c.url,
       c.remote_uri, c.labels, c.language, c.spoiler, c.likes, c.parent_remote_id, c.root_remote_id, c.fetched_at,
       r.digest, r.media, c.erased
FROM comment AS c JOIN comment_revision AS r ON r.comment_id = c.id AND r.number = c.revision
WHERE c.account_id = ? AND c.remote_id IN (?)
"""

SETTLING = 90 * SECOND
"""How long after an act of ours a page may still show how it was before (µs): it was read earlier, or a server lags."""

_OURS = """
SELECT comment_id, act FROM outbox
WHERE comment_id IN (?) AND act IN ('hide', 'unhide', 'delete', 'delete_own', 'edit_own', 'reply', 'private_reply')
    AND (state = 'sending' OR state = 'unknown' AND lease_until IS NOT NULL
        OR state = 'sent' AND settled_at > @ AND act NOT IN ('reply', 'private_reply'))
"""


def storable(text: str) -> str:
    """Return text that both databases take: a NUL or a lone surrogate becomes U+FFFD, the rest stays as it came."""
    if text.isascii() and "\0" not in text:
        return text
    return _UNSTORABLE.sub("\ufffd", text)


def _or_none(text: str | None) -> str | None:
    return None if text is None else storable(text)


@dataclass(slots=True)
class Filing:
    """One page on its way into the store. `known` holds the comments it names, by remote id.

    `limited`: the platform limits how long this may be kept, so that it is noted when it was read. `ours` holds, by
    key, the acts on a comment that are on their way or have just been carried out: a page may not know of them yet.
    `personal` gathers comments with new words that hold personal data.
    """

    w: Writer
    account_id: int
    comments: dict[str, InComment]
    posts: dict[str, InPost]
    gone: frozenset[str]
    threads: tuple[str, ...]
    limited: bool = False
    known: dict[str, Any] = field(default_factory=dict)
    post_ids: dict[str, int] = field(default_factory=dict)
    author_ids: dict[str, int] = field(default_factory=dict)
    ours: dict[int, frozenset[str]] = field(default_factory=dict)
    personal: list[int] = field(default_factory=list)

    @classmethod
    def of(cls, w: Writer, account_id: int, page: Page, *, limited: bool) -> "Filing":
        """Sort a page; of a comment that comes twice in it the later one counts."""
        filing = cls(
            w,
            account_id,
            comments={one.remote_id: one for one in map(_fit_comment, page.comments)},
            posts={one.remote_id: one for one in map(_fit_post, page.posts)},
            gone=frozenset(map(storable, page.gone)),
            threads=tuple(map(storable, page.threads)),
            limited=limited,
        )
        parents = {one.parent_remote_id for one in filing.comments.values() if one.parent_remote_id}
        named = sorted({*filing.comments, *parents, *filing.gone})
        filing.known = {row.remote_id: row for row in listed(w, _KNOWN, account_id, named)}
        filing.leave_out_erased()
        filing.ours = _ours(w, sorted(row.id for row in filing.known.values()))
        return filing

    def leave_out_erased(self) -> None:
        """Leave out what somebody had us delete: it still stands on the platform, and must not come back."""
        erased = {remote_id for remote_id, row in self.known.items() if row.erased}
        if erased:
            self.comments = {name: one for name, one in self.comments.items() if name not in erased}
            self.posts = {name: one for name, one in self.posts.items() if name not in erased}

    def learn(self, remote_id: str) -> None:
        """Look up a comment that has become known by this id just now."""
        self.known.update((row.remote_id, row) for row in listed(self.w, _KNOWN, self.account_id, [remote_id]))

    def changing(self, comment_id: int, *acts: str) -> bool:
        """Tell whether one of these acts of ours is changing a comment, so that a page does not tell the last of it."""
        return not self.ours.get(comment_id, frozenset()).isdisjoint(acts)


def _ours(w: Writer, comment_ids: list[int]) -> dict[int, frozenset[str]]:
    found: dict[int, set[str]] = {}
    since = plus(w.now, -SETTLING)
    for some in chunks(comment_ids):
        marks = ", ".join("?" * len(some))
        for comment_id, act in rows(w, _OURS.replace("(?)", f"({marks})").replace("@", "?"), (*some, since)):
            found.setdefault(comment_id, set()).add(act)
    return {comment_id: frozenset(acts) for comment_id, acts in found.items()}


def _fit_comment(one: InComment) -> InComment:
    """Return a comment that both databases take. Connectors clean what they bring, so one look is usually all.

    What is written in our name is its writer's where we are told who that is.
    """
    if one.own and one.hand is not None:
        one = replace(one, author=replace(one.hand, remote_id=HAND + one.hand.remote_id), hand=None)
    who = one.author
    said = "".join(
        (
            *(one.remote_id, one.remote_uri, one.root_remote_id, one.parent_remote_id or "", one.text, one.raw),
            *(one.url or "", one.cid, one.language or "", one.spoiler, *one.labels),
            *(who.remote_id, who.handle, who.name, who.url or ""),
        )
    )
    if len(said) <= MAX_BYTES // 4 and (said.isascii() or not _UNSTORABLE.search(said)) and "\0" not in said:
        return one
    return replace(
        one,
        remote_id=storable(one.remote_id),
        remote_uri=storable(one.remote_uri),
        root_remote_id=storable(one.root_remote_id),
        parent_remote_id=_or_none(one.parent_remote_id),
        text=clean(one.text),
        raw=storable(one.raw),
        url=_or_none(one.url),
        cid=storable(one.cid),
        language=_or_none(one.language),
        spoiler=clean(one.spoiler),
        labels=tuple(map(storable, one.labels)),
        author=InAuthor(storable(who.remote_id), clean_line(who.handle), clean_line(who.name), _or_none(who.url)),
    )


def _fit_post(one: InPost) -> InPost:
    return replace(
        one,
        remote_id=storable(one.remote_id),
        remote_uri=storable(one.remote_uri),
        text=clean(one.text),
        raw=storable(one.raw),
        url=_or_none(one.url),
        cid=storable(one.cid),
    )
