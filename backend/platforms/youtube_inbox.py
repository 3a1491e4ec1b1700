"""One turn of reading what others wrote on YouTube: a page of something, or the replies of one thread."""

import logging
from collections.abc import Iterable
from dataclasses import dataclass, field, replace

from backend.model.clock import Micros
from backend.model.inflow import InPost, Page
from backend.platforms.base import Gone, KnownRoots, NotPermitted, Refused
from backend.platforms.fields import Fields, Odd
from backend.platforms.youtube_api import Api, Listed, is_video
from backend.platforms.youtube_errors import COMMENTS_OFF, PAGE_LOST
from backend.platforms.youtube_rows import (
    QUEUES,
    Read,
    comment_rows,
    in_post,
    thread_rows,
    threads,
)
from backend.platforms.youtube_walk import VIDEOS, Walk

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Turn:
    """What a turn brought, and where the walk is behind it."""

    walk: Walk
    read: Read = field(default_factory=Read)
    posts: tuple[InPost, ...] = ()
    gone: tuple[str, ...] = ()


def pull_inbox(api: Api, cursor: str | None, since: Micros, known: KnownRoots) -> Page:
    """Do one turn. A round that would use more of the day's budget than looking may is put off."""
    walk = Walk.parse(cursor, since)
    if walk.resting and not api.quota.may_look():
        return Page(cursor=cursor)
    api.quota.look()
    try:
        turn = _turn(api, walk, known)
    except Refused as error:
        if error.reason.code != PAGE_LOST:
            raise
        return Page(cursor=walk.restarted().text(), more=True)
    after, read = turn.walk.rested(), turn.read.since(walk.bound)
    if read.skipped:
        _log.warning("%d comments could not be read", read.skipped)
    return Page(turn.posts, read.comments, turn.gone, after.text(), not after.resting, skipped=read.skipped)


def pull_posts(api: Api, cursor: str | None, since: Micros) -> Page:
    """Read a page of our videos, newest first, back to `since`; each round begins at the newest."""
    try:
        uploads = api.uploads(cursor or None)
    except Refused as error:
        if error.reason.code != PAGE_LOST:
            raise
        return Page(cursor="", more=True)
    posts, skipped = in_posts(api.videos(video_ids(uploads)))
    young = tuple(post for post in posts if post.written_at >= since)
    after = uploads.after if young else None
    return Page(young, cursor=after or "", more=after is not None, skipped=skipped)


def video_ids(uploads: Listed) -> list[str]:
    """Return the ids of the videos that a page of a playlist names."""
    details = (row.get("contentDetails") for row in uploads.rows)
    ids = (one.get("videoId") for one in details if isinstance(one, dict))
    return [one for one in ids if isinstance(one, str) and is_video(one)]


def in_posts(videos: Iterable[Fields]) -> tuple[tuple[InPost, ...], int]:
    """Return videos as posts, and how many could not be read."""
    posts: list[InPost] = []
    skipped = 0
    for video in videos:
        try:
            posts.append(in_post(video))
        except Odd:
            skipped += 1
    return tuple(posts), skipped


def _turn(api: Api, walk: Walk, known: KnownRoots) -> Turn:
    if walk.threads.todo:
        return _replies(api, walk)
    if walk.videos.todo:
        return _video(api, walk, known)
    if walk.step == VIDEOS:
        return _look_at_videos(api, walk)
    if walk.step in QUEUES:
        return _queue(api, walk, known)
    return _channel(api, walk, known)


def _channel(api: Api, walk: Walk, known: KnownRoots) -> Turn:
    listed = api.threads(walk.page, allThreadsRelatedToChannelId=api.me())
    turn, on = _page(api, walk, listed, known)
    step = replace(turn.walk, page=listed.after) if on and listed.after else turn.walk.next_step(api.clock.now())
    return replace(turn, walk=step)


def _video(api: Api, walk: Walk, known: KnownRoots) -> Turn:
    """Read a page of a video's threads: to its end, since replies may hang in old ones; the first time to the bound.

    A video whose comments are closed, or that is gone, is done. What it brings has been counted already.
    """
    video = walk.videos.todo[0][0]
    try:
        listed = api.threads(walk.videos.after, videoId=video)
    except Gone:
        return Turn(replace(walk, videos=walk.videos.stepped(None, known=True)), gone=(video,))
    except NotPermitted as error:
        if error.reason.code != COMMENTS_OFF:
            raise
        return Turn(replace(walk, videos=walk.videos.stepped(None, known=True)))
    turn, on = _page(api, walk, listed, known)
    videos = turn.walk.videos.stepped(listed.after, known=not (on or walk.whole))
    return replace(turn, walk=replace(turn.walk, videos=videos, came=walk.came))


def _page(api: Api, walk: Walk, listed: Listed, known: KnownRoots) -> tuple[Turn, bool]:
    """Return what a page of threads brought, and whether what is behind it may be new as well.

    The first way back ends at the bound, whatever is known; later ones where nothing is new.
    """
    found, skipped = threads(listed.rows)
    me, roots = api.me(), {thread.root for thread in found}
    there = known([*(thread.id for thread in found), *roots])
    young = [one for one in found if one.at >= walk.bound]
    fresh = [one.id for one in young if one.id not in there]
    read = sum((thread_rows(one, me) for one in found), Read(skipped=skipped))
    posts = _unknown_posts(api, [one for one in roots if one not in there])
    on = bool(fresh) or walk.changed(found) if walk.whole else bool(young)
    return Turn(walk.seen(found, fresh), read, posts), on


def _unknown_posts(api: Api, roots: list[str]) -> tuple[InPost, ...]:
    """Read the videos among the roots of threads."""
    videos = [one for one in roots if is_video(one)]
    return in_posts(api.videos(videos))[0] if videos else ()


def _queue(api: Api, walk: Walk, known: KnownRoots) -> Turn:
    """Read a page of what is held back; a thread is in it for its first comment or for one of its replies."""
    me = api.me()
    listed = api.threads(walk.page, allThreadsRelatedToChannelId=me, moderationStatus=walk.step)
    found, skipped = threads(listed.rows)
    read = sum((thread_rows(one, me, walk.step) for one in found), Read(skipped=skipped))
    there = known([row.remote_id for row in read.comments])
    on = any(row.remote_id not in there and row.written_at >= walk.bound for row in read.comments)
    after = replace(walk, page=listed.after) if on and listed.after else walk.next_step(api.clock.now())
    return Turn(after, read)


def _look_at_videos(api: Api, walk: Walk) -> Turn:
    videos = api.videos(video_ids(api.uploads()))
    posts, skipped = in_posts(videos)
    counts = [(post.remote_id, post.comments) for post in posts]
    return Turn(walk.counted(counts).next_step(api.clock.now()), Read(skipped=skipped), posts)


def _replies(api: Api, walk: Walk) -> Turn:
    """Read a page of all replies of a thread: a list of threads holds only a few of them."""
    root, _, thread = walk.threads.todo[0][0].partition("/")
    try:
        listed = api.replies(thread, walk.threads.after)
    except Gone:
        return Turn(replace(walk, threads=walk.threads.stepped(None, known=True)), gone=(thread,))
    after = replace(walk, threads=walk.threads.stepped(listed.after, known=False))
    return Turn(after, comment_rows(listed.rows, api.me(), root, thread))
