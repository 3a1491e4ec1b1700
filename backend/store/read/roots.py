"""Which remote ids the store knows already, and the thread root of each: saves a connector a request per comment."""

from collections.abc import Sequence

from backend.store.read.placeholders import marks, pieces
from backend.store.reader import Reader


def known_roots(reader: Reader, account_id: int, remote_ids: Sequence[str]) -> dict[str, str]:
    """Return the remote id of the thread's root for each of `remote_ids` that this account has a row of."""
    known: dict[str, str] = {}
    for ids in pieces(remote_ids):
        among = f"account_id = ? AND remote_id IN ({marks(len(ids))})"
        known |= reader.rows(
            f"SELECT remote_id, remote_id FROM post WHERE {among}"
            f" UNION ALL SELECT remote_id, root_remote_id FROM comment WHERE {among}",
            (account_id, *ids, account_id, *ids),
        )
    return known
