"""A thread of Bluesky's as a page of ours: the tree made flat, hidden replies marked, deep ends read in further pages.

Source: lexicon app.bsky.feed.getPostThread; bluesky-social/atproto, packages/bsky/src/views: a post at the end of the
asked depth has no `replies`, one above it an empty list, and what a block hides is `blockedPost` or left out.
"""

import json
import logging
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from backend.model.inflow import InComment, InPost, Page
from backend.platforms.base import Gone
from backend.platforms.bluesky_api import DEPTHS, Api
from backend.platforms.bluesky_refs import owner, parse_uri
from backend.platforms.bluesky_views import Place, in_comment, in_post, refs
from backend.platforms.fields import Fields, Odd, child, children, number, record, text

_log = logging.getLogger(__name__)

PARENTS = 80
MOST_ENDS = 400
"""Deep ends of one thread that are read on; each costs a request."""


@dataclass(slots=True)
class Tree:
    """What has been found of one thread. `ends` are posts whose answers did not come along."""

    me: str
    hidden: frozenset[str]
    posts: dict[str, InPost] = field(default_factory=dict)
    comments: dict[str, InComment] = field(default_factory=dict)
    missing: list[str] = field(default_factory=list)
    ends: list[str] = field(default_factory=list)
    skipped: int = 0

    def add(self, answer: Fields, *, to_the_end: bool) -> None:
        """Take in the tree of an answer, what is there already stays as it is; note its ends if they are to be read."""
        anchor = child(answer, "thread")
        above = list(_above(anchor))
        below_ours = False
        for node in reversed(above):
            below_ours = self._row(node, below_ours)
        waiting = [(anchor, below_ours)]
        while waiting:
            node, below_ours = waiting.pop()
            below_ours = self._row(node, below_ours)
            waiting += [(reply, below_ours) for reply in reversed(children(node, "replies"))]
            view = child(node, "post")
            if to_the_end and "replies" not in node and number(view, "replyCount"):
                self.ends.append(text(view, "uri"))

    def _row(self, node: Fields, below_ours: bool) -> bool:
        """Take in one post, and return whether its answers stand below something of ours."""
        view = child(node, "post")
        if not view:
            self._absent(node)
            return below_ours
        try:
            uri, (root, _) = text(view, "uri"), refs(view)
            if uri not in self.comments and not (uri == root and owner(uri) == self.me):
                place = Place(self.me, below_ours, hidden=uri in self.hidden, doubted=True)
                self.comments[uri] = in_comment(view, place)
            if uri == root:
                self.posts.setdefault(uri, in_post(view, self.me))
        except Odd:
            self.skipped += 1
            return below_ours
        return below_ours or owner(uri) == self.me

    def _absent(self, node: Fields) -> None:
        uri = text(node, "uri")
        if node.get("notFound") is True and parse_uri(uri):
            self.missing.append(uri)


def read_thread(api: Api, remote_id: str, cursor: str | None) -> Page:
    """Read a thread, or what is still missing of it: see `Connector.thread`.

    Our own threads are read whole, from their root. In a stranger's thread we read what stands above and below the
    post: it may be the talk of the day, and is none of our business but there.
    """
    if cursor:
        return _read_on(api, cursor)
    me = api.session.did()
    first = _around(api, remote_id, PARENTS, DEPTHS if owner(remote_id) == me else DEPTHS[1:])
    root = _root(api, remote_id, first)
    whole = _from_root(api, root) if root != remote_id and owner(root) == me else first
    tree = Tree(me, _hidden(whole or first))
    gone = [root] if whole is None else []
    if whole:
        tree.add(whole, to_the_end=owner(root) == me)
    if first is not whole:
        tree.add(first, to_the_end=False)
    return _page(api, tree, gone, tree.ends)


def _read_on(api: Api, cursor: str) -> Page:
    """Read what is below the next of the deep ends that an earlier page left."""
    try:
        ends = [uri for uri in json.loads(cursor) if isinstance(uri, str)]
    except ValueError:
        ends = []
    tree = Tree(api.session.did(), frozenset())
    if not ends:
        return _page(api, tree, [], [])
    try:
        answer = _around(api, ends[0], 0, DEPTHS)
    except Gone:  # that of an answer, which must not read as that of its thread
        return _page(api, tree, [ends[0]], ends[1:])
    tree.hidden = _hidden(answer)
    tree.add(answer, to_the_end=True)
    return _page(api, tree, [], [*ends[1:], *(uri for uri in tree.ends if uri != ends[0])])


def _page(api: Api, tree: Tree, gone: list[str], ends: list[str]) -> Page:
    gone += api.gone(tree.missing) if tree.missing else ()
    ends = ends[:MOST_ENDS]
    if tree.skipped:
        _log.warning("%d posts of a thread could not be read", tree.skipped)
    return Page(
        posts=tuple(tree.posts.values()),
        comments=tuple(tree.comments.values()),
        gone=tuple(dict.fromkeys(gone)),
        cursor=json.dumps(ends) if ends else None,
        more=bool(ends),
        skipped=tree.skipped,
    )


def _around(api: Api, uri: str, above: int, depths: Sequence[int]) -> Fields:
    """Return the tree around a post, empty when it exists but is not shown to us (a block, or not indexed yet).

    Raises Gone when it does not exist.
    """
    try:
        return api.thread(uri, above, depths)
    except Gone:
        api.record(uri)
        return {}


def _root(api: Api, remote_id: str, answer: Fields) -> str:
    """Return the root of the thread a post stands in."""
    view = child(child(answer, "thread"), "post") or {"uri": remote_id, "record": child(api.record(remote_id), "value")}
    try:
        return refs(view).root
    except Odd:
        return remote_id


def _from_root(api: Api, root: str) -> Fields | None:
    """Return the tree of a root of ours, None when it is deleted (what was answered to it still stands)."""
    try:
        return _around(api, root, 0, DEPTHS)
    except Gone:
        return None


def _hidden(answer: Fields) -> frozenset[str]:
    """Return the replies that the owner of a thread has hidden; this call lists them like all others."""
    hidden = child(child(answer, "threadgate"), "record").get("hiddenReplies")
    return frozenset(uri for uri in hidden if isinstance(uri, str)) if isinstance(hidden, list) else frozenset()


def _above(node: Fields) -> Iterator[Fields]:
    """Give the parents of a post, nearest first."""
    while parent := record(node.get("parent")):
        yield parent
        node = parent
