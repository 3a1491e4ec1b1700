"""The root of a status's thread: from what the caller knows, else by climbing, a whole page of statuses at a time."""

from collections.abc import Sequence

from backend.platforms.base import Gone, KnownRoots
from backend.platforms.fields import Fields, maybe_identifier
from backend.platforms.mastodon_api import Api
from backend.platforms.mastodon_status import author_id

LEVELS = 3
"""Parents read one level at a time, in batches; what is deeper is asked for as a context of its own."""


class Roots:
    """Finds roots for one page. `read` holds every status met on the way, so that none is thrown away."""

    def __init__(self, api: Api, known: KnownRoots) -> None:
        self._api = api
        self._known = known
        self.read: dict[str, Fields] = {}
        self._roots: dict[str, str] = {}
        self._own: dict[str, bool] = {}

    def find(self, statuses: Sequence[Fields]) -> None:
        """Read what is needed to place these statuses (each has an id)."""
        for status in statuses:
            self.read[maybe_identifier(status, "id") or ""] = status
        for _ in range(LEVELS):
            gaps = {gap for status in statuses if (gap := self._climb(status)[1])}
            if not gaps:
                break
            self._fill(sorted(gaps))
        for status in statuses:
            if self._climb(status)[1]:
                self._ask_context(status)
        self._learn_owners({self.root(status) for status in statuses})

    def root(self, status: Fields) -> str:
        """Return the id of the topmost status of the thread that can be read."""
        return self._climb(status)[0]

    def own(self, root: str) -> bool:
        """Tell whether a root is ours."""
        return self._own.get(root, False)

    def _climb(self, status: Fields) -> tuple[str, str | None]:
        """Return how far up we get, and the parent that is missing there (None when the root is sure)."""
        start = top = maybe_identifier(status, "id") or ""
        for _ in range(len(self.read) + 1):
            if top in self._roots:
                top = self._roots[start] = self._roots[top]
                return top, None
            parent = maybe_identifier(self.read.get(top, {}), "in_reply_to_id")
            if parent is None:
                return top, None
            if parent not in self._roots and parent not in self.read:
                return top, parent
            top = parent
        return top, None  # a ring of replies, which only a broken server makes

    def _fill(self, gaps: Sequence[str]) -> None:
        self._roots.update(self._known(gaps))
        self.read.update(self._api.statuses(gap for gap in gaps if gap not in self._roots))

    def _ask_context(self, status: Fields) -> None:
        """Place a status whose chain is too long, or broken by one that is hidden from us."""
        remote_id = maybe_identifier(status, "id") or ""
        try:
            above, _ = self._api.context(remote_id)
        except Gone:
            above = []
        ids = [one for row in above if (one := maybe_identifier(row, "id"))]
        self.read.update({one: row for row in above if (one := maybe_identifier(row, "id"))})
        root = ids[0] if ids else self._climb(status)[0]
        self._roots.update(dict.fromkeys((*ids, remote_id, root), root))

    def _learn_owners(self, roots: set[str]) -> None:
        me = self._api.me()
        for row in self.read.values():
            parent = maybe_identifier(row, "in_reply_to_id")
            if parent not in roots or parent in self._own:
                continue
            answered = maybe_identifier(row, "in_reply_to_account_id")
            if parent is not None and answered is not None:
                self._own[parent] = answered == me
        unread = [root for root in roots if root not in self._own and root not in self.read]
        self.read.update(self._api.statuses(unread))
        self._own.update({root: author_id(self.read[root]) == me for root in roots if root in self.read})
