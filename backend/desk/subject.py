"""The comment a verb is about, read once: who wrote it where, and how long an answer may be and must name them."""

from backend.desk.session import Desk, DeskError
from backend.model.account import Account, Act, Limits
from backend.model.charter import Charter
from backend.model.value import dataclass
from backend.policy.leaving import limits_under
from backend.policy.warning import leaving
from backend.store.read import accounts
from backend.store.read import target as reading
from backend.store.read.charters import charter_of


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


def limits_for(desk: Desk, it: About, act: str = Act.REPLY) -> Limits:
    """Return how long a text of this act may be, less what the content warning takes that leaves with it."""
    limits, warning = it.account.capabilities.limits_of(act), it.comment.target.spoiler
    if warning and not it.comment.own:
        held = charter_of(desk.reader, it.account.id)
        warning = leaving(warning, it.comment.target.language, held.charter if held is not None else Charter())
    return limits_under(warning, limits)
