"""The outbox in one place: what a member queues and takes back, what the worker takes, sends and settles.

Its parts are `enqueue` (the intention), `withdraw` (second thoughts), `jobs` (what is due), `sending` and `settling`
(the worker's). States and their moves are those of `backend.model.outbox.OutboxState`.
"""

from backend.store.write.enqueue import enqueue_delete, enqueue_reply
from backend.store.write.jobs import due, expired_sending, next_due, unknowns
from backend.store.write.reporting import report_posted
from backend.store.write.sending import fix_wire, mark_first_attempt, take
from backend.store.write.settling import back_to_pending, settle_failed, settle_sent, settle_unknown
from backend.store.write.withdraw import by_hand, cancel

__all__ = [
    "back_to_pending",
    "by_hand",
    "cancel",
    "due",
    "enqueue_delete",
    "enqueue_reply",
    "expired_sending",
    "fix_wire",
    "mark_first_attempt",
    "next_due",
    "report_posted",
    "settle_failed",
    "settle_sent",
    "settle_unknown",
    "take",
    "unknowns",
]
