"""The change feed: what a desk or a worker is told when somebody committed."""

from enum import StrEnum

from backend.model.value import dataclass


class Topic(StrEnum):
    """What a journal line speaks of; `ref` is a key of that concept (0 for a batch line)."""

    COMMENT = "comment"
    POST = "post"
    ACCOUNT = "account"
    OUTBOX = "outbox"
    CLAIM = "claim"
    DRAFT = "draft"
    TEMPLATE = "template"
    MEMBER = "member"
    SYNC = "sync"
    NOTE = "note"
    VIEW = "view"
    DEED = "deed"
    SETTING = "setting"
    CHARTER = "charter"
    CASE = "case"
    CONTACT = "contact"
    MAIL = "mail"
    BRIEF = "brief"


@dataclass(frozen=True, slots=True)
class Change:
    """One journal line. `count` rows are meant by it; over 100 rows of one commit become one line with ref 0."""

    seq: int
    topic: Topic
    ref: int
    count: int = 1


@dataclass(frozen=True, slots=True)
class Woken:
    """What a wait on the feed gives: the lines since, or `behind` when the oldest line is already newer than asked."""

    changes: tuple[Change, ...]
    last: int
    behind: bool = False
