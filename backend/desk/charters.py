"""Charters at a desk: what holds, what was changed when and why, a charter as a page to be edited, and guidelines.

Everybody with a role on content reads; only a lead saves, which the store sees to as well.
"""

from pathlib import Path

from backend.desk.session import Desk, DeskError
from backend.desk.signing import terms
from backend.desk.subject import about
from backend.model.actor import CONTENT_ROLES, Role
from backend.model.charter import Charter, CharterVersion
from backend.model.guidance import Guidance
from backend.policy.guidance import mattering
from backend.policy.targets import target_of
from backend.store.read import charters as reading
from backend.store.read.guided import guided

STARTERS = Path(__file__).parent / "charters"
"""Ready-made charters to start from: `company.sv.md`."""


def charters(desk: Desk) -> tuple[CharterVersion, ...]:
    """Return the charters that hold now, of the house and of the accounts the member may read.

    Raises DeskError, StoreError.
    """
    held = {where for where, role in desk.must_read().roles if role in CONTENT_ROLES}
    known = reading.charters(desk.reader)
    return tuple(one for one in known if one.account_id is None or None in held or one.account_id in held)


def charter(desk: Desk, account_id: int | None) -> CharterVersion | None:
    """Return the charter that holds for an account, its own or the house's; None where there is neither.

    Raises DeskError: no right to read the account.
    """
    desk.must_read(account_id)
    return reading.charter_of(desk.reader, account_id)


def versions(desk: Desk, account_id: int | None) -> tuple[CharterVersion, ...]:
    """Return the versions of an account's own charter (None: the house's), the newest first. Raises DeskError."""
    desk.must_read(account_id)
    return tuple(reading.charter_versions(desk.reader, account_id))


def version(desk: Desk, account_id: int | None, number: int | None) -> CharterVersion | None:
    """Return one version of an own charter, None as its number: the newest. Raises DeskError."""
    known = versions(desk, account_id)
    return next((one for one in known if number is None or one.number == number), None)


def diff(desk: Desk, account_id: int | None, old: int, new: int) -> tuple[str, ...]:
    """Return what changed between two versions, as lines of a unified difference in the member's language.

    Raises DeskError: no right to read it, no such version.
    """
    from backend.policy.charter_file import difference

    before, after = version(desk, account_id, old), version(desk, account_id, new)
    if before is None or after is None:
        raise DeskError("charter.no_version", number=old if before is None else new)
    return tuple(difference(before.charter, after.charter, desk.me.language))


def begun(desk: Desk, account_id: int | None) -> str:
    """Return the page that an own charter begins with: what holds now, else one that says nothing. Raises DeskError."""
    holds = charter(desk, account_id)
    return as_text(desk, holds.charter if holds is not None else Charter())


def as_text(desk: Desk, charter: Charter) -> str:
    """Return a charter as a page in Markdown, with headings in the member's language."""
    from backend.policy.charter_file import write_charter

    return write_charter(charter, desk.me.language)


def save(desk: Desk, account_id: int | None, text: str, base: int, said: str = "") -> int:
    """Save a page as the next version of an own charter, written on version `base`, and return its number.

    Raises DeskError for a mistake in the page, with its `line`; Conflict: charter.moved, no right to do it.
    """
    from backend.policy.charter_file import CharterError, read_charter
    from backend.store.write.charters import save_charter

    try:
        read = read_charter(text, "charter.md")
    except CharterError as error:
        raise DeskError(error.reason.code, **{**error.reason.params, "line": error.line}) from error
    return save_charter(desk.store, desk.actor, account_id, read, base, said)


def may_save(desk: Desk, account_id: int | None) -> bool:
    """Tell whether the member is a lead on an account (None: everywhere, as the house's charter needs it)."""
    held = {where for where, role in desk.me.roles if role is Role.LEAD}
    return None in held or (account_id is not None and account_id in held)


def starters() -> tuple[str, ...]:
    """Return the names of the ready-made charters, as `company.en`."""
    return tuple(sorted(path.stem for path in STARTERS.glob("*.md")))


def start_from(desk: Desk, account_id: int | None, starter: str) -> str:
    """Return a ready-made charter as a page to be edited and saved. Raises DeskError: no right to, no such one."""
    if not may_save(desk, account_id):
        raise DeskError("member.no_role")
    if starter not in starters():
        raise DeskError("charter.no_starter", name=starter)
    return (STARTERS / f"{starter}.md").read_text(encoding="utf-8")


def guidance(desk: Desk, comment_id: int) -> Guidance:
    """Return what the charter says about a comment. Raises DeskError: no such comment, no right to read it."""
    it = about(desk, comment_id)
    holds, subject = charter(desk, it.account.id), guided(desk.reader, comment_id)
    if subject is None:
        raise DeskError("comment.missing")
    if holds is None:
        return Guidance(comment_id, subject, None, (), None)
    said, kinds = holds.charter, (subject.category, subject.suggested)
    paragraphs = mattering(said, subject.text, *kinds)
    target = target_of(said, subject.about)
    return Guidance(comment_id, subject, holds, paragraphs, target, terms(desk, it).signs)
