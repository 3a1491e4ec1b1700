"""A whole thread on YouTube: a video with all of its comments, in pages that each cost a few requests."""

import json
from collections.abc import Sequence
from dataclasses import dataclass, replace

from backend.model.inflow import InPost, Page
from backend.platforms.base import Gone, NotPermitted, TryAgain
from backend.platforms.fields import from_cursor, text
from backend.platforms.youtube_api import Api, is_video, thread_of
from backend.platforms.youtube_errors import COMMENTS_OFF
from backend.platforms.youtube_inbox import in_posts
from backend.platforms.youtube_rows import PUBLISHED, QUEUES, Read, comment_rows, thread_rows, threads

STEPS = (PUBLISHED, *QUEUES)
REQUESTS = 10
"""How many requests one page of ours may take, at least."""


@dataclass(frozen=True, slots=True)
class Deep:
    """A place in the reading of a whole thread: of what `root` is, the step, and the page in it.

    `todo` are the threads whose replies are still to be read, `after` the place in the first of them.
    """

    root: str
    step: str = PUBLISHED
    page: str | None = None
    todo: tuple[str, ...] = ()
    after: str | None = None

    @classmethod
    def parse(cls, cursor: str) -> "Deep":
        """Read what `text` wrote."""
        fields = from_cursor(cursor)
        root, step, page, todo, after = (text(fields, name) for name in ("root", "step", "page", "todo", "after"))
        return cls(root, step, page or None, tuple(todo.split()), after or None)

    def text(self) -> str:
        """Return it as a cursor."""
        kept = {"root": self.root, "step": self.step, "page": self.page, "after": self.after}
        return json.dumps(kept | {"todo": " ".join(self.todo)})

    def behind(self, after: str | None, todo: Sequence[str] = ()) -> "Deep | None":
        """Return the place behind a page of a list of threads, None at the end of the last, which leaves no `todo`."""
        if after is None and self.step == STEPS[-1]:
            return None
        step = self.step if after else STEPS[STEPS.index(self.step) + 1]
        return replace(self, step=step, page=after, todo=tuple(todo))


def read_thread(api: Api, remote_id: str, cursor: str | None) -> Page:
    """Read a page of a whole thread. Raises Gone when what it is asked by is no longer there."""
    place: Deep | None
    posts: tuple[InPost, ...] = ()
    if cursor is None:
        place = Deep(_root_of(api, remote_id))
        posts = _post(api, place.root)
    else:
        place = Deep.parse(cursor)
    read = Read()
    for _ in range(REQUESTS):
        found, place = _step(api, place)
        read += found
        if place is None:
            return Page(posts, read.comments, skipped=read.skipped)
    return Page(posts, read.comments, cursor=place.text(), more=True, skipped=read.skipped)


def _root_of(api: Api, remote_id: str) -> str:
    """Return what a comment stands under, which only its thread tells."""
    if is_video(remote_id):
        return remote_id
    if thread_of(remote_id) != remote_id:
        api.comment(remote_id)
    found, _ = threads([api.thread(thread_of(remote_id))])
    if not found:
        raise TryAgain("platform.unreadable", reached=True, host=api.http.host, status=200)
    return found[0].root


def _post(api: Api, root: str) -> tuple[InPost, ...]:
    """Return the video at the root. A community post cannot be read, only what is said under it."""
    if not is_video(root):
        return ()
    posts, _ = in_posts(api.videos([root]))
    if not posts:
        raise Gone("platform.gone", host=api.http.host)
    return posts


def _step(api: Api, place: Deep) -> tuple[Read, Deep | None]:
    """Make one request."""
    if place.todo:
        return _replies(api, place)
    of = {"videoId" if is_video(place.root) else "postId": place.root}
    if place.step != PUBLISHED:
        of["moderationStatus"] = place.step
    try:
        listed = api.threads(place.page, **of)
    except NotPermitted as error:
        if error.reason.code != COMMENTS_OFF and place.step == PUBLISHED:
            raise
        return Read(), None
    found, skipped = threads(listed.rows)
    read = sum((thread_rows(one, api.me(), place.step) for one in found), Read(skipped=skipped))
    short = [one.id for one in found if not one.whole] if place.step == PUBLISHED else []
    return read, place.behind(listed.after, short)


def _replies(api: Api, place: Deep) -> tuple[Read, Deep | None]:
    thread, *rest = place.todo
    try:
        listed = api.replies(thread, place.after)
    except Gone:
        return Read(), replace(place, todo=tuple(rest), after=None)
    read = comment_rows(listed.rows, api.me(), place.root, thread)
    if listed.after:
        return read, replace(place, after=listed.after)
    return read, replace(place, todo=tuple(rest), after=None)
