"""Reads LinkedIn's lists as pages of ours: the inbox, our posts, and a whole thread."""

import json
import logging
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Self

from backend.model.clock import MINUTE, Micros
from backend.model.inflow import InComment, InPost, Page
from backend.platforms.base import Gone, NotPermitted, Refused, TryAgain
from backend.platforms.fields import Fields, Odd, child, from_cursor, number, text
from backend.platforms.linkedin_api import COMMENTS, LAP, POSTS, Api
from backend.platforms.linkedin_homes import Homes
from backend.platforms.linkedin_inbox import Cursor, Told, told
from backend.platforms.linkedin_people import People
from backend.platforms.linkedin_rows import Us, actor_of, hand_of, in_comment, in_post, moment_ms
from backend.platforms.linkedin_urns import Name, is_post, name_of, parsed

_log = logging.getLogger(__name__)

_MS = 1000
LATE = 5 * MINUTE
"""How far behind the post that changed last a look at our posts goes on."""


@dataclass(frozen=True, slots=True)
class Walk:
    """Where we are in our posts, the last changed first: all changed up to `seen` (ms) has been read.

    During a walk `start` is the offset of the next page and `top` the newest change it met.
    """

    seen: int = 0
    start: int = 0
    top: int = 0

    @classmethod
    def parse(cls, stored: str | None) -> Self:
        """Read a stored cursor; one that cannot be read starts anew."""
        fields = from_cursor(stored)
        return cls(*(number(fields, name) or 0 for name in ("seen", "start", "top")))

    def text(self) -> str:
        """Return the cursor as it is stored."""
        return json.dumps({"seen": self.seen, "start": self.start, "top": self.top}, separators=(",", ":"))

    def floor(self, since: Micros) -> Micros:
        """Return how old a change may be; only the first walk is bounded by `since`."""
        return Micros(self.seen * _MS - LATE) if self.seen else since

    def stepped(self, changes: Sequence[Micros], *, more: bool) -> Self:
        """Return the walk behind a page of posts that were changed then."""
        top = max([self.top, *(at // _MS for at in changes)])
        if more:
            return replace(self, start=self.start + POSTS - LAP, top=top)
        return type(self)(seen=max(self.seen, top))


class Reader:
    """Reads one page's comments and posts. Safe in several threads."""

    def __init__(self, api: Api, homes: Homes) -> None:
        self._api = api
        self._homes = homes
        self._people = People(api)

    def us(self) -> Us:
        """Return our page and what it is called."""
        return Us.of(self._api.me(), self._api.about())

    def inbox(self, stored: str | None, since: Micros) -> Page:
        """Read on in the inbox: a page of a post that moved, a look at all posts, or a page of notifications."""
        cursor, now = Cursor.parse(stored), self._api.clock.now()
        if cursor.round.post() is not None:
            return self._moved(cursor, since, now)
        return self._look(cursor, now) if cursor.due(now) else self._listen(cursor, since, now)

    def posts(self, stored: str | None, since: Micros) -> Page:
        """Read on in our posts."""
        walk = Walk.parse(stored)
        batch = self._api.posts(walk.start, sort="LAST_MODIFIED")
        floor = walk.floor(since)
        changes = [moment_ms(row, "lastModifiedAt") or Micros(0) for row in batch.rows]
        fresh = [row for row, at in zip(batch.rows, changes, strict=True) if at >= floor]
        more = batch.more and len(fresh) == len(batch.rows)
        posts, skipped = self._as_posts(fresh, {})
        return _page(posts, (), walk.stepped(changes, more=more).text(), more=more, skipped=skipped)

    def thread(self, remote_id: str, stored: str | None) -> Page:
        """Read a page of a whole thread: the post, and comments with all their replies. Raises Gone."""
        post, _, start = (stored or f"{self._root(remote_id)} 0").partition(" ")
        root = self._api.post(post)
        comments, skipped, more = self._under(post, int(start))
        posts, odd = self._as_posts([root], {})
        after = f"{post} {int(start) + COMMENTS - LAP}"
        return _page(posts, comments, after if more else None, more=more, skipped=skipped + odd)

    def gone(self, remote_ids: Sequence[str]) -> frozenset[str]:
        """Return those that are gone. What a batch leaves out is asked for once more by itself."""
        posts = [one for one in remote_ids if is_post(one)]
        there = set(self._api.several_posts(posts)) if posts else set()
        names = [name for one in remote_ids if (name := parsed(one)) is not None]
        there |= {name.urn for name in self._in_batches(names)}
        left = [one for one in dict.fromkeys(remote_ids) if one not in there]
        return frozenset(one for one in left if self._is_gone(one))

    def _is_gone(self, remote_id: str) -> bool:
        name = parsed(remote_id)
        try:
            if name is not None:
                self._homes.find(name)
            else:
                self._api.post(remote_id)
        except Gone:
            return True
        return False

    def _root(self, remote_id: str) -> str:
        name = parsed(remote_id)
        if name is None:
            return remote_id
        comment, _ = self._homes.find(name)
        return self._homes.locate(name, text(comment, "object"))

    def _look(self, cursor: Cursor, now: Micros) -> Page:
        batch = self._api.posts(0)
        counts = self._api.comment_counts([urn for row in batch.rows if is_post(urn := text(row, "id"))])
        posts, skipped = self._as_posts(batch.rows, counts)
        moved = [(post.remote_id, counts[post.remote_id]) for post in posts if post.remote_id in counts]
        after = cursor.looking(moved, now)
        return _page(posts, (), after.text(), more=_waits(after, now), skipped=skipped)

    def _moved(self, cursor: Cursor, since: Micros, now: Micros) -> Page:
        post = cursor.round.post() or ""
        try:
            comments, skipped, more = self._under(post, int(cursor.round.after or 0))
        except Gone:
            after = cursor.read(more=False)
            return Page(gone=(post,), cursor=after.text(), more=_waits(after, now))
        except Refused:  # one that cannot be read must not stop the others
            after = cursor.passed_over()
            return _page((), (), after.text(), more=_waits(after, now), skipped=1)
        if not cursor.whole:  # only the first walk back is bounded
            comments = [row for row in comments if row.written_at >= since]
        after = cursor.read(more=more)
        return _page((), comments, after.text(), more=_waits(after, now), skipped=skipped)

    def _listen(self, cursor: Cursor, since: Micros, now: Micros) -> Page:
        heard = cursor.heard.begun(since, now)
        if heard.since >= heard.until:
            return Page(cursor=cursor.text())
        try:
            batch = self._api.notices(heard.since, heard.until, heard.start)
        except NotPermitted as error:
            return Page(cursor=cursor.deafened(error, now).text())
        try:
            news = told(cursor.unread(heard.fresh(batch.rows)))
            after = heard.stepped(batch.rows, more=batch.more)
        except Odd:
            raise TryAgain("platform.unreadable", reached=True, host=self._api.http.host, status=200) from None
        rows, gone, closed = self._read(news)
        comments, skipped = self._as_comments(rows)
        skipped += news.skipped + closed
        page = _page((), comments, replace(cursor, heard=after).text(), more=batch.more, skipped=skipped)
        return replace(page, gone=tuple(name.urn for name in (*news.deleted, *gone)))

    def _read(self, news: Told) -> tuple[list[tuple[Fields, str]], list[Name], int]:
        """Return the comments that came or changed, each with its post; those gone by now; how many are closed to us.

        Some hang on posts that are not ours: one that we may not see must not stop the others.
        """
        for name, post in news.changed.items():
            self._homes.learn(name.thread, post)
        found, gone, closed = self._in_batches(news.changed), [], 0
        rows: list[tuple[Fields, str]] = []
        for name, post in news.changed.items():
            try:
                row = found.get(name) or self._homes.find(name, post)[0]
                rows.append((row, post or self._homes.locate(name, text(row, "object"))))
            except Gone:
                gone.append(name)
            except (NotPermitted, Refused):
                closed += 1
        return rows, gone, closed

    def _in_batches(self, names: Iterable[Name]) -> dict[Name, Fields]:
        """Return those comments that batches find, a batch for each thread."""
        threads: dict[str, list[Name]] = {}
        for name in names:
            threads.setdefault(name.thread, []).append(name)
        found: dict[Name, Fields] = {}
        for thread, wanted in threads.items():
            rows = self._api.several_comments(thread, [name.number for name in wanted])
            found |= {name: rows[name.number] for name in wanted if name.number in rows}
        return found

    def _under(self, post: str, start: int) -> tuple[list[InComment], int, bool]:
        """Return a page of the comments under a post with all their replies. Raises Gone."""
        batch = self._homes.comments(post, start)
        rows: list[tuple[Fields, str]] = []
        for top in batch.rows:
            rows.append((top, post))
            if number(child(top, "commentsSummary"), "totalFirstLevelComments"):
                rows += [(reply, post) for reply in self._replies(top)]
        comments, skipped = self._as_comments(rows)
        return comments, skipped, batch.more

    def _replies(self, top: Fields) -> list[Fields]:
        try:
            return list(self._api.replies(name_of(top).urn))
        except (Gone, Odd):  # deleted meanwhile, or without a name: then it is counted as skipped itself
            return []

    def _as_comments(self, rows: Iterable[tuple[Fields, str]]) -> tuple[list[InComment], int]:
        """Return comments as ours, each once, and how many could not be read."""
        rows, us = list(rows), self.us()
        names = self._people.names(one for row, _ in rows for one in (actor_of(row), hand_of(row)))
        found: dict[str, InComment] = {}
        skipped = 0
        for row, post in rows:
            try:
                self._homes.learn_from(row, post)
                comment = in_comment(row, us, post, names)
            except Odd:
                skipped += 1
            else:
                found[comment.remote_id] = comment
        return sorted(found.values(), key=lambda one: one.written_at), skipped

    def _as_posts(self, rows: Iterable[Fields], counts: dict[str, int]) -> tuple[list[InPost], int]:
        us, found, skipped = self.us(), [], 0
        for row in rows:
            try:
                found.append(in_post(row, us, counts.get(text(row, "id"), 0)))
            except Odd:
                skipped += 1
        return found, skipped


def _waits(cursor: Cursor, now: Micros) -> bool:
    """Tell whether more is to be read at once: posts that moved, and then the notifications."""
    return cursor.round.post() is not None or not cursor.is_deaf(now)


def _page(posts: Iterable[InPost], comments: Iterable[InComment], cursor: str | None, more: bool, skipped: int) -> Page:
    if skipped:
        _log.warning("%d rows could not be read", skipped)
    return Page(tuple(posts), tuple(comments), cursor=cursor, more=more, skipped=skipped)
