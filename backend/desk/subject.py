"""The comment a verb is about, read once: who wrote it where, and how an answer must name them."""

from backend.desk.session import Desk, DeskError
from backend.model.account import Account
from backend.model.value import dataclass
from backend.store.read import accounts
from backend.store.read import target as reading


@dataclass(frozen=True, slots=True)
class About:
    """A comment with its account. `mention` stands in front of an answer, empty where the platform needs none."""

    comment: reading.Subject
    account: Account
    mention: str


def about(desk: Desk, comment_id: int) -> About:
    """Read a comment for an answer. Raises DeskError: no such comment, no right to read it."""
    desk.must_read()
    comment = reading.subject(desk.reader, comment_id)
    account = accounts.account(desk.reader, comment.account_id) if comment is not None else None
    if comment is None or account is None:
        raise DeskError("comment.missing")
    desk.must_read(comment.account_id)
    mention = account.capabilities.mention.replace("{handle}", comment.to_handle) if comment.to_handle else ""
    return About(comment, account, mention)
