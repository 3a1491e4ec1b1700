"""The change feed of a desk's store."""

from backend.desk.session import Desk
from backend.store.changes import Feed, open_feed

__all__ = ["Feed", "feed"]


def feed(desk: Desk) -> Feed:
    """Open the feed: wait on it in a thread of its own, close it when the desk closes. Raises StoreError."""
    return open_feed(desk.url)
