"""The comment a verb is about, read once: who wrote it where, and how an answer must name them."""

from dataclasses import dataclass

from backend.desk.session import Desk, DeskError
from backend.model.account import Account
from backend.model.comment import QueueRow
from backend.store.read import accounts, queue


@dataclass(frozen=True, slots=True)
class Subject:
    """A comment with its account. `mention` stands in front of an answer, empty where the platform needs none."""

    row: QueueRow
    account: Account
    mention: str


def subject(desk: Desk, comment_id: int) -> Subject:
    """Read a comment for an answer. Raises DeskError: no such comment, no right to read it, its account removed."""
    desk.must_read()
    rows = queue.rows(desk.reader, [comment_id], desk.clock.now())
    if not rows:
        raise DeskError("comment.missing")
    row = rows[0]
    desk.must_read(row.account_id)
    account = accounts.account(desk.reader, row.account_id)
    if account is None:
        raise DeskError("account.removed")
    return Subject(row, account, account.capabilities.mention.replace("{handle}", row.handle))
