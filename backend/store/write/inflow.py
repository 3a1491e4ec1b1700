"""A page from a platform into the store: rows, what changed, what is gone, and the cursor, in one transaction.

The same page twice changes nothing, so that pages may overlap and a worker may die anywhere.
"""

from backend.model.inflow import Page, Saved
from backend.policy.retention import KEEP
from backend.store.engine import Store, Writer
from backend.store.errors import Conflict
from backend.store.write.adopting import adopt
from backend.store.write.arriving import file_new
from backend.store.write.filing import Filing
from backend.store.write.personal import hide_in
from backend.store.write.revising import file_gone, file_known
from backend.store.write.rows import lock_account, run
from backend.store.write.sync import check_fence_in
from backend.store.write.threads import file_authors, file_posts


def save_page(
    store: Store, account_id: int, page: Page, *, stream: str | None, fence: tuple[str, int] | None = None
) -> Saved:
    """Save what one request brought, and its cursor when `stream` names one. Returns what became of its comments.

    `fence` is the lease (name, number) under which the worker reads. Raises LeaseLost when another holds it by now,
    Conflict when the account was removed: nothing is written then.
    """
    with store.write() as w:
        check_fence_in(w, fence)
        account = lock_account(w, account_id)
        if account is None or account.removed_at is not None:
            raise Conflict("account.removed")
        filing = Filing.of(w, account_id, page, limited=account.platform in KEEP)
        file_posts(filing)
        file_authors(filing)
        adopt(filing)
        changed, gone, same = file_known(filing)
        new = file_new(filing)
        gone += file_gone(filing)
        hide_in(w, account, filing.personal)
        if stream is not None and page.cursor is not None:
            keep_cursor_in(w, account_id, stream, page.cursor)
        return Saved(new, changed, gone, same)


def keep_cursor_in(w: Writer, account_id: int, stream: str, value: str) -> None:
    """Keep in this transaction how far a stream of an account has been read."""
    run(
        w,
        "INSERT INTO cursor (account_id, stream, value, saved_at) VALUES (?, ?, ?, ?)"
        " ON CONFLICT (account_id, stream) DO UPDATE SET value = excluded.value, saved_at = excluded.saved_at"
        " WHERE cursor.value <> excluded.value",
        (account_id, stream, value, w.now),
    )
