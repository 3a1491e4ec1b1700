"""What saving a page needs at hand: the page without repeats, the rows it names that are known already, and clean text.

Everything a page names is looked up in a handful of queries, whatever its length.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import bindparam, select

from backend.model.inflow import InComment, InPost, Page
from backend.store.engine import Writer
from backend.store.write.rows import chunks, comment, comment_revision

_SURROGATES = re.compile("[\ud800-\udfff]")

RAW = 256 * 1024
"""Characters kept of a raw body: four times what `clean` keeps of the text."""


def storable(text: str) -> str:
    """Return text that both databases take: a NUL or a lone surrogate becomes U+FFFD, the rest stays as it came."""
    if "\0" in text:
        text = text.replace("\0", "\ufffd")
    return text if text.isascii() else _SURROGATES.sub("\ufffd", text)


def storable_or_none(text: str | None) -> str | None:
    """Return text that both databases take, or None."""
    return None if text is None else storable(text)


@dataclass(slots=True)
class Filing:
    """One page on its way into the store. `known` holds the comments it names, by remote id."""

    w: Writer
    account_id: int
    comments: dict[str, InComment]
    posts: dict[str, InPost]
    gone: frozenset[str]
    threads: tuple[str, ...]
    known: dict[str, Any] = field(default_factory=dict)
    post_ids: dict[str, int] = field(default_factory=dict)
    author_ids: dict[str, int] = field(default_factory=dict)

    @classmethod
    def of(cls, w: Writer, account_id: int, page: Page) -> "Filing":
        """Sort a page; of a comment that comes twice in it the later one counts."""
        filing = cls(
            w,
            account_id,
            comments={storable(one.remote_id): one for one in page.comments},
            posts={storable(one.remote_id): one for one in page.posts},
            gone=frozenset(storable(remote_id) for remote_id in page.gone),
            threads=tuple(storable(remote_id) for remote_id in page.threads),
        )
        filing._find()
        return filing

    def _find(self) -> None:
        parents = {storable(one.parent_remote_id) for one in self.comments.values() if one.parent_remote_id}
        self.known = {row.remote_id: row for row in self._rows(sorted({*self.comments, *parents, *self.gone}))}

    def _rows(self, remote_ids: list[str]) -> Iterable[Any]:
        for some in chunks(remote_ids):
            yield from self.w.conn.execute(_KNOWN, {"account": self.account_id, "ids": some})


def _known_query() -> Any:
    newest = (comment_revision.c.comment_id == comment.c.id) & (comment_revision.c.number == comment.c.revision)
    return (
        select(comment, comment_revision.c.digest, comment_revision.c.media)
        .join(comment_revision, newest)
        .where(
            comment.c.account_id == bindparam("account"),
            comment.c.remote_id.in_(bindparam("ids", expanding=True)),
        )
    )


_KNOWN = _known_query()
