"""Deciding without an answer: let a comment stand, open it again, take it or give it back."""

from backend.desk.session import Desk
from backend.model.desk import Result


def let_stand(desk: Desk, comment_id: int, revision: int) -> Result:
    """Close a comment as it was shown. MOVED when it changed since, TAKEN when another member has it."""
    from backend.store.write import triage

    return triage.let_stand(desk.store, desk.actor, comment_id, revision)


def reopen(desk: Desk, comment_id: int) -> Result:
    """Put a closed comment back into the queue."""
    from backend.store.write import triage

    return triage.reopen(desk.store, desk.actor, comment_id)


def claim(desk: Desk, comment_id: int) -> Result:
    """Take a comment until it is given back. TAKEN names who has it."""
    from backend.store.write import claims

    return claims.claim(desk.store, desk.actor, comment_id, explicit=True)


def release(desk: Desk, comment_id: int) -> Result:
    """Give a comment back. GONE when it was not held."""
    from backend.store.write import claims

    return claims.release(desk.store, desk.actor, comment_id)
