"""How the accounts are doing, as every member may see it: it holds no comments. And the wish to read one now."""

from backend.desk.session import Desk
from backend.model.health import HealthBoard
from backend.store.read.health import health_board


def health(desk: Desk) -> HealthBoard:
    """Return all accounts, worst first, with logins and outboxes, and the worker. Raises DeskError, StoreError."""
    assert desk.me
    return health_board(desk.reader, desk.clock.now())


def sync_now(desk: Desk, account_id: int) -> None:
    """Ask the worker to read an account now. Raises Conflict without the right to its comments, StoreError."""
    from backend.store.write.sync import ask_sync

    ask_sync(desk.store, desk.actor, account_id)
