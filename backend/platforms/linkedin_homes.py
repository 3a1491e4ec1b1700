"""Which post an activity belongs to, and which activity a post: comments are named by the one, posts by the other."""

from threading import Lock

from backend.platforms.base import Gone, Refused
from backend.platforms.fields import Fields, text
from backend.platforms.linkedin_api import Api, Batch
from backend.platforms.linkedin_urns import Name, distance, is_post, name_of

KEPT = 2000
NEAREST = 3
"""Posts that are tried for an activity nobody told us of: the numbers of both grow with time, and are close by."""


class Homes:
    """Remembers what was told of it, and asks where nothing was. Safe in several threads."""

    def __init__(self, api: Api) -> None:
        self._api = api
        self._lock = Lock()
        self._posts: dict[str, str] = {}
        self._activities: dict[str, str] = {}

    def learn(self, thread: str, post: str) -> None:
        """Take in that a thread (what a comment's URN names) hangs on a post."""
        if thread == post or not is_post(post):
            return
        with self._lock:
            if len(self._posts) >= KEPT:
                self._posts.clear()
                self._activities.clear()
            self._posts[thread], self._activities[post] = post, thread

    def known(self, thread: str) -> str:
        """Return the post that a thread hangs on as far as it is known, empty when it is not."""
        return thread if is_post(thread) else self._posts.get(thread, "")

    def locate(self, name: Name, told: str = "") -> str:
        """Return the post that a comment stands under; `told` is what it says itself.

        Raises Refused when it cannot be found out.
        """
        found = told if is_post(told) else self.known(name.thread) or self._sought(name)
        if not found:
            raise Refused("linkedin.post_unknown")
        self.learn(name.thread, found)
        return found

    def find(self, name: Name, told: str = "") -> tuple[Fields, str]:
        """Return a comment and what it answered under; `told` is its post where that is known. Raises Gone.

        What its own thread calls missing is asked for under its post's URN before it is called gone.
        """
        try:
            return self._api.find(name, told, self.known(name.thread))
        except Gone:
            if told or self.known(name.thread) or not self._sought(name):
                raise
        return self._api.find(name, self.known(name.thread))

    def comments(self, post: str, start: int) -> Batch:
        """Return a page of what stands under a post, asked for by its other URN where its own is not known.

        Raises Gone when the post is gone.
        """
        try:
            return self._api.comments(post, start)
        except Gone:
            self._api.post(post)
        other = self._activities.get(post) or text(self._api.metadata(post), "entity")
        if other in ("", post):
            raise Refused("linkedin.post_unknown")
        return self._api.comments(other, start)

    def learn_from(self, comment: Fields, post: str) -> None:
        """Take in what a comment that was read under a post says of its activity."""
        for told in (text(comment, "object"), name_of(comment).thread):
            if told.startswith("urn:li:activity:"):
                self.learn(told, post)

    def _sought(self, name: Name) -> str:
        """Look for a comment under those of our newest posts that are closest to its activity."""
        posts = [text(one, "id") for one in self._api.posts(0, 100).rows]
        posts = sorted(filter(is_post, posts), key=lambda one: distance(one, name.thread))
        for post in posts[:NEAREST]:
            try:
                self._api.comment(post, name.number)
            except Gone:
                continue
            self.learn(name.thread, post)
            return post
        return ""
