"""Cases at a desk: the list, one of them whole, everything a member does to it, and the promises beside it."""

from collections.abc import Sequence
from dataclasses import replace

from backend.desk.session import Desk, DeskError
from backend.model.actor import CONTENT_ROLES
from backend.model.case import CaseBoard, CaseCard, CaseResult, CaseRow, Promise
from backend.model.category import Category
from backend.model.charter import Charter
from backend.model.clock import Micros
from backend.policy.moments import moment_of
from backend.policy.promises import named
from backend.store.read import accounts
from backend.store.read import cases as reading
from backend.store.read import promises as promising
from backend.store.read.case_card import case_card
from backend.store.read.charters import charter_of
from backend.text.whens import when


def board(desk: Desk) -> CaseBoard:
    """Return the cases of the accounts the member may read, and the promises to be kept there. Raises DeskError."""
    here = _accounts(desk)
    with desk.reader.snapshot() as reader:
        return CaseBoard(reading.cases(reader, here), promising.open_promises(reader, here))


def _accounts(desk: Desk) -> list[int]:
    held = {where for where, role in desk.must_read().roles if role in CONTENT_ROLES}
    return [one.id for one in accounts.accounts(desk.reader) if None in held or one.id in held]


def card(desk: Desk, case_id: int) -> CaseCard:
    """Return all that is known of a case. Raises DeskError: no such case, no right to read its account."""
    found = case_card(desk.reader, case_id, desk.me.id)
    if found is None:
        raise DeskError("case.missing")
    desk.must_read(found.row.account_id)
    return found


def case_of(desk: Desk, comment_id: int) -> int | None:
    """Return the open case that a comment is in, None when it is in none."""
    desk.must_read()
    return reading.case_of(desk.reader, comment_id)


def open_case(desk: Desk, comment_ids: Sequence[int], category: Category | None = None) -> CaseResult:
    """Open a case on comments of one account. MOVED with the key of the case that one of them is in already."""
    from backend.store.write.cases import open_case as begin

    return begin(desk.store, desk.actor, comment_ids, category)


def add_comment(desk: Desk, case_id: int, comment_id: int) -> CaseResult:
    """Put one more comment into a case."""
    from backend.store.write import cases_comments

    return cases_comments.add_comment(desk.store, desk.actor, case_id, comment_id)


def remove_comment(desk: Desk, case_id: int, comment_id: int) -> CaseResult:
    """Take a comment out of a case."""
    from backend.store.write import cases_comments

    return cases_comments.remove_comment(desk.store, desk.actor, case_id, comment_id)


def join(desk: Desk, case_id: int, into_id: int) -> CaseResult:
    """Join a case to another, which has its comments from now on; opened again it has them back."""
    from backend.store.write import cases_comments

    return cases_comments.join(desk.store, desk.actor, case_id, into_id)


def give(desk: Desk, case_id: int, member_id: int | None) -> CaseResult:
    """Give a case to a member, or to nobody."""
    from backend.store.write import cases_working

    return cases_working.give(desk.store, desk.actor, case_id, member_id)


def tick(desk: Desk, case_id: int, number: int, *, done: bool) -> CaseResult:
    """Tick a step off, or open it again."""
    from backend.store.write import cases_working

    return cases_working.tick(desk.store, desk.actor, case_id, number, done=done)


def note(desk: Desk, case_id: int, text: str) -> CaseResult:
    """Note something on a case."""
    from backend.store.write import cases_working

    return cases_working.note(desk.store, desk.actor, case_id, text)


def drop_note(desk: Desk, case_id: int, note_id: int) -> CaseResult:
    """Take a note of the member's own away."""
    from backend.store.write import cases_working

    return cases_working.drop_note(desk.store, desk.actor, case_id, note_id)


def acknowledge(desk: Desk, case_id: int, *, done: bool) -> CaseResult:
    """Note that the person has been told that we are at it, or take that back."""
    from backend.store.write import cases_working

    return cases_working.acknowledge(desk.store, desk.actor, case_id, done=done)


def close(desk: Desk, case_id: int, said: str = "") -> CaseResult:
    """Close a case; `said` is the word that is wanted where something stands open."""
    from backend.store.write import cases_working

    return cases_working.close(desk.store, desk.actor, case_id, said)


def reopen(desk: Desk, case_id: int) -> CaseResult:
    """Open a closed or joined case again."""
    from backend.store.write import cases_working

    return cases_working.reopen(desk.store, desk.actor, case_id)


def move_promise(desk: Desk, promise: Promise, words: str) -> CaseResult:
    """Give a promise another time. Raises DeskError: see `time_of`."""
    from backend.store.write import promises

    return promises.move(desk.store, desk.actor, promise.id, time_of(desk, words, promise.account_id))


def move_case(desk: Desk, case: CaseRow, words: str) -> CaseResult:
    """Give a case another time to be closed by. Raises DeskError: see `time_of`."""
    from backend.store.write import cases_working

    return cases_working.move(desk.store, desk.actor, case.id, time_of(desk, words, case.account_id))


def time_of(desk: Desk, words: str, account_id: int) -> Micros:
    """Return a time (UTC µs) as moments are typed (`18:00`, `2d`), or in words (`fredag`, `in two days`).

    Raises DeskError: words that name no time to come.
    """
    now = desk.clock.now()
    at = moment_of(words, now, desk.me.time_zone)
    if at is None:
        plain = " ".join(words.casefold().split())
        said = when(plain) or when(f"senast {plain}")  # `12/3` alone is a time here
        holds = charter_of(desk.reader, account_id)
        at = None if said is None else named(said, now, _charter(desk, holds.charter if holds else None))
    if at is None:
        raise DeskError("deadline.no_time")
    return at


def _charter(desk: Desk, charter: Charter | None) -> Charter:
    """Return the charter whose clock counts; without one the member's own clock on the wall does."""
    if charter is not None:
        return charter
    silent = Charter()
    return replace(silent, hours=replace(silent.hours, zone=desk.me.time_zone))


def settle_promise(desk: Desk, promise_id: int, *, kept: bool) -> CaseResult:
    """Say that a promise is kept, or that it was none."""
    from backend.store.write import promises

    return promises.settle(desk.store, desk.actor, promise_id, kept=kept)


def reopen_promise(desk: Desk, promise_id: int) -> CaseResult:
    """Put a promise back that was kept or dropped."""
    from backend.store.write import promises

    return promises.open_again(desk.store, desk.actor, promise_id)
