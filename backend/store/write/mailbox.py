"""What mails say of watched places, into the store: captures and how far the mailbox was read, in one transaction."""

from collections.abc import Collection, Mapping, Sequence

from sqlalchemy import select

from backend.model.account import Health, HealthState
from backend.model.actor import SYSTEM
from backend.model.place import Capture
from backend.model.reason import Reason
from backend.store.engine import Store
from backend.store.errors import Conflict
from backend.store.read.mailbox import MAIL
from backend.store.write.accounts import health_in
from backend.store.write.capture import capture_in
from backend.store.write.inflow import keep_cursor_in
from backend.store.write.places import stand_in
from backend.store.write.rows import account_health
from backend.store.write.sync import check_fence_in

OURS = "mailbox."
"""How the codes of a mailbox's troubles begin."""


def keep_mails(
    store: Store, captures: Sequence[tuple[int, Capture]], cursors: Mapping[int, str], fence: tuple[str, int]
) -> tuple[int, list[Reason]]:
    """Keep captures (account, what) and each place's cursor, all or nothing. The same mail twice is one comment.

    Returns how many were new, and why others were refused (their place was removed meanwhile, say): these are passed
    over, since they would be refused again. Raises LeaseLost.
    """
    new, refused = 0, list[Reason]()
    with store.write() as w:
        check_fence_in(w, fence)
        for account_id, what in captures:
            try:
                new += capture_in(w, SYSTEM, account_id, what).new
            except Conflict as error:
                refused.append(error.reason)
        for account_id, value in sorted(cursors.items()):
            keep_cursor_in(w, account_id, MAIL, value)
    return new, refused


def show_mailbox(store: Store, account_ids: Collection[int], trouble: Reason | None) -> None:
    """Say at each place that its mails cannot be read, or take that back (None). What else is wrong there stays."""
    with store.write() as w:
        for account_id in account_ids:
            asked = select(account_health.c.state, account_health.c.code)
            row = w.conn.execute(asked.where(account_health.c.account_id == account_id)).one_or_none()
            ours = row is not None and row.code.startswith(OURS)
            well = row is None or row.state in (HealthState.OK, HealthState.NEW)
            if trouble is None:
                stand_in(w, account_id)
            elif ours or well:
                health_in(w, account_id, Health(HealthState.LATE, w.now, trouble))
