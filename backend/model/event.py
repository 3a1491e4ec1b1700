"""The append-only log of what was done. Events hold ids, codes and digests, never text or names."""

from enum import StrEnum

from backend.model.account import Act


class Happened(StrEnum):
    """What an event tells of. An action on its way out has words of its own: see `outbox_event`."""

    REPLY_SENT = "reply.sent"
    LET_STAND = "comment.let_stand"
    REOPENED = "comment.reopened"
    COMMENT_EDITED = "comment.edited"
    COMMENT_DELETED = "comment.deleted"
    POST_DELETED = "post.deleted"
    COMMENT_HIDDEN = "comment.hidden"
    COMMENT_RETURNED = "comment.returned"
    COMMENT_KEPT = "comment.kept"
    HOLD_ENDED = "comment.hold_ended"
    CAPTURED = "comment.captured"
    SNOOZED = "comment.snoozed"
    WOKEN = "comment.woken"
    ASSIGNED = "comment.assigned"
    REFERRED = "comment.referred"
    REFERRAL_ANSWERED = "comment.referral_answered"
    NOTED = "comment.noted"
    REASON_CHANGED = "deed.reason"
    DEED_UNDONE = "deed.undone"
    CLAIMED = "claim.taken"
    RELEASED = "claim.released"
    TAKEN_OVER = "claim.taken_over"
    ACCOUNT_ADDED = "account.added"
    ACCOUNT_REMOVED = "account.removed"
    HEALTH_CHANGED = "account.health"
    LOGIN_RENEWED = "account.login"
    RENEWER_ADDED = "account.renewer_added"
    RENEWER_REMOVED = "account.renewer_removed"
    PLACE_LOOKED = "place.looked"
    MEMBER_ADDED = "member.added"
    TEMPLATE_IMPORTED = "template.imported"
    TEMPLATE_CHANGED = "template.changed"


_ABOUT = {Act.DELETE_OWN: "delete", Act.PRIVATE_REPLY: "reply", Act.EDIT_OWN: "edit"}


def outbox_event(act: str, word: str) -> str:
    """Return the event of an outbox action: what it does, and `word`, what became of it (queued, sent, failed, …)."""
    return f"{_ABOUT.get(Act(act), act)}.{word}"
