"""Briefs at a desk: what holds now, read and unread, and a brief as a page to be written."""

from backend.desk.session import Desk, DeskError
from backend.model.actor import CONTENT_ROLES
from backend.model.brief import Brief, BriefText
from backend.model.clock import HOUR, Micros, plus
from backend.store.read import briefs as reading
from backend.store.read.accounts import accounts

USUAL = 12 * HOUR
"""How long a new brief holds unless something else is written (µs)."""


def now(desk: Desk) -> tuple[Brief, ...]:
    """Return the briefs that hold now for what the member works with: unread ones first, the newest on top.

    Raises DeskError, StoreError.
    """
    found = _mine(desk, reading.briefs_now(desk.reader, desk.must_read().id, desk.clock.now()))
    return tuple(sorted(found, key=lambda one: one.read))


def every(desk: Desk) -> tuple[Brief, ...]:
    """Return the newest briefs, those that are over too. Raises DeskError, StoreError."""
    return _mine(desk, reading.briefs(desk.reader, desk.must_read().id))


def _mine(desk: Desk, found: tuple[Brief, ...]) -> tuple[Brief, ...]:
    held = {where for where, role in desk.me.roles if role in CONTENT_ROLES}
    return tuple(one for one in found if one.account_id is None or None in held or one.account_id in held)


def version(desk: Desk, brief_id: int, number: int | None = None) -> Brief | None:
    """Return a brief as it is, or as it was in a version. Raises DeskError, StoreError."""
    found = reading.brief(desk.reader, desk.must_read().id, brief_id, number)
    return None if found is None else next(iter(_mine(desk, (found,))), None)


def page(desk: Desk, brief: Brief | None) -> str:
    """Return a brief as the page that is edited, a new one without one; times are the member's own."""
    from backend.policy.brief_page import write_brief

    names = {one.id: one.short_name for one in accounts(desk.reader)}
    account = names.get(brief.account_id or 0, "") if brief else ""
    return write_brief(brief, account, desk.me.time_zone, plus(desk.clock.now(), USUAL))


def save_page(desk: Desk, brief_id: int, text: str, base: int) -> int:
    """Save a page as a new brief (`brief_id` 0) or the next version of one, and return its key.

    Raises DeskError for a mistake in the page, with its `line`; Conflict as `store.write.briefs.save_brief`.
    """
    from backend.policy.brief_page import read_brief
    from backend.policy.charter_error import CharterError

    try:
        written = read_brief(text, desk.clock.now(), desk.me.time_zone)
    except CharterError as error:
        raise DeskError(error.reason.code, **{**error.reason.params, "line": error.line}) from error
    return save(desk, brief_id, written, base)


def save(desk: Desk, brief_id: int, written: BriefText, base: int) -> int:
    """Save a brief: see `store.write.briefs.save_brief`."""
    from backend.store.write.briefs import save_brief

    return save_brief(desk.store, desk.actor, written, brief_id, base)


def until_of(desk: Desk, typed: str) -> Micros | None:
    """Read until when a brief holds, in the member's own time; None for what is no moment."""
    from backend.policy.moments import moment_of

    return moment_of(typed, desk.clock.now(), desk.me.time_zone)


def read(desk: Desk, brief_id: int, number: int) -> None:
    """Note that the member has read a version of a brief."""
    from backend.store.write.briefs import read_brief

    read_brief(desk.store, desk.actor, brief_id, number)


def end(desk: Desk, brief_id: int) -> None:
    """End a brief before its time. Raises Conflict."""
    from backend.store.write.briefs import end_brief

    end_brief(desk.store, desk.actor, brief_id)
