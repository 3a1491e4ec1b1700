"""The queue for scripts: what `nightdesk list` prints."""

from collections.abc import Iterator

from backend.desk.inbox import page
from backend.desk.session import Desk
from backend.model.comment import QueueKey, QueueRow, Visibility

STEP = 200


def listing(desk: Desk, query: str, limit: int, *, private: bool = False) -> Iterator[QueueRow]:
    """Yield at most `limit` rows that match, in the queue's order. Private comments are left out unless asked for.

    Raises QueryError, DeskError, StoreError.
    """
    after: QueueKey | None = None
    left = limit
    while left > 0:
        rows = page(desk, query, after, limit=min(STEP, limit))
        for row in rows.rows:
            if private or row.visibility is not Visibility.PRIVATE:
                yield row
                left -= 1
                if left == 0:
                    return
        if not rows.more or not rows.rows:
            return
        after = rows.rows[-1].key
