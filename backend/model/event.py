"""The append-only log of what was done. Events hold ids, codes and digests, never text or names."""

from enum import StrEnum


class Happened(StrEnum):
    """What an event tells of."""

    REPLY_QUEUED = "reply.queued"
    REPLY_SENT = "reply.sent"
    REPLY_FAILED = "reply.failed"
    REPLY_UNKNOWN = "reply.unknown"
    REPLY_STOPPED = "reply.stopped"
    REPLY_CANCELLED = "reply.cancelled"
    REPLY_SETTLED = "reply.settled"
    LET_STAND = "comment.let_stand"
    REOPENED = "comment.reopened"
    COMMENT_EDITED = "comment.edited"
    COMMENT_DELETED = "comment.deleted"
    COMMENT_HIDDEN = "comment.hidden"
    COMMENT_RETURNED = "comment.returned"
    CLAIMED = "claim.taken"
    RELEASED = "claim.released"
    ACCOUNT_ADDED = "account.added"
    ACCOUNT_REMOVED = "account.removed"
    HEALTH_CHANGED = "account.health"
    MEMBER_ADDED = "member.added"
    TEMPLATE_IMPORTED = "template.imported"
    DELETE_QUEUED = "delete.queued"
    DELETE_SENT = "delete.sent"
