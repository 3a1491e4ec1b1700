"""Whose answers wait for somebody's yes before they leave, and who may say it. Pure."""

from backend.model.charter import Approval, Approving
from backend.model.clock import MINUTE, Micros, plus


def must_wait(approving: Approving, sent: int, *, approver: bool) -> bool:
    """Tell whether a member's answer waits for a yes. `sent`: their sent answers on the account so far.

    `approver`: they may approve answers there themselves.
    """
    if approver or approving.approval is Approval.OFF:
        return False
    return approving.approval is Approval.ALWAYS or sent < approving.trusted_after


def lapses_at(approving: Approving, now: Micros) -> Micros:
    """Return when an answer that nobody has approved lapses (UTC µs)."""
    return plus(now, approving.expires_min * MINUTE)
