"""Deleting what somebody wrote because they asked for it through the platform. It does not come back with a page."""

from collections.abc import Collection

from sqlalchemy import func, select, update

from backend.model.change import Topic
from backend.model.erasure import Erasure
from backend.store.engine import Store, Writer
from backend.store.reader import Reader
from backend.store.write.promises import drop_erased_in
from backend.store.write.question_erasing import blank_asked, blank_case_questions
from backend.store.write.retention import AT_ONCE, blank_authors, blank_comments, is_held
from backend.store.write.rows import (
    account,
    author,
    case_comment,
    case_file,
    case_note,
    comment,
    lock_account,
    outbox,
    second_opinion,
    upsert,
)
from backend.store.write.rows import erasure as erasures
from backend.store.write.rows import hold as holds


def erase_person(store: Store, platforms: Collection[str], remote_id: str, code: str) -> Erasure:
    """Blank all that a person wrote on every account of these platforms, and their name, and note it under `code`.

    What is held as evidence stays until then. Asking again changes nothing more. Raises StoreError; asked again, it
    goes on where it was.
    """
    asked = select(author.c.id, author.c.account_id).join(account, account.c.id == author.c.account_id)
    with store.write() as w:
        whose = asked.where(author.c.remote_id == remote_id, account.c.platform.in_(sorted(platforms)))
        people: list[tuple[int, int]] = [(row.id, row.account_id) for row in w.conn.execute(whose)]
    for author_id, account_id in people:
        while _batch(store, account_id, author_id):
            pass
    with store.write() as w:
        return _noted(w, [author_id for author_id, _ in people], code)


def erasure(reader: Reader, code: str) -> Erasure | None:
    """Return what became of a request, None when there was none under this code."""
    row = reader.one("SELECT done_at, comments, kept FROM erasure WHERE code = ?", (code,))
    return Erasure(*row) if row else None


def _batch(store: Store, account_id: int, author_id: int) -> int:
    """Blank some comments of somebody, those that are not held; return how many."""
    with store.write() as w:
        lock_account(w, account_id)
        left = select(comment.c.id).where(comment.c.author_id == author_id, ~comment.c.own, ~comment.c.erased)
        free = left.where(~is_held(w, comment.c.id == holds.c.comment_id)).limit(AT_ONCE)
        found = list(w.conn.execute(free).scalars())
        if found:
            theirs = comment.c.id.in_(found)
            w.conn.execute(update(comment).where(theirs).values(erased=True))
            columns = (comment.c.id, comment.c.account_id, comment.c.author_id, comment.c.remote_id)
            blank_comments(w, select(*columns).where(theirs))
            blank_asked(w, found)
            _blank_cases(w, found)
            _blank_verdicts(w, found)
            drop_erased_in(w, found)
        return len(found)


def _blank_cases(w: Writer, comment_ids: Collection[int]) -> None:
    """Blank what members said of cases in which nobody is left: it can only be of whoever had their words erased."""
    theirs = select(case_comment.c.case_id).where(case_comment.c.comment_id.in_(comment_ids))
    left = (
        select(case_comment.c.case_id)
        .join(comment, comment.c.id == case_comment.c.comment_id)
        .where(case_comment.c.case_id.in_(theirs), ~comment.c.erased)
    )
    keys = list(w.conn.execute(theirs.where(case_comment.c.case_id.not_in(left)).distinct()).scalars())
    w.conn.execute(update(case_note).where(case_note.c.case_id.in_(keys)).values(text=""))
    w.conn.execute(update(case_file).where(case_file.c.id.in_(keys)).values(said=""))
    blank_case_questions(w, keys)
    for key in keys:
        w.tell(Topic.CASE, key)


def _blank_verdicts(w: Writer, comment_ids: Collection[int]) -> None:
    """Blank what members said as they approved, rejected or judged: it may quote what was erased."""
    about = outbox.c.comment_id.in_(comment_ids) & outbox.c.settled_at.is_not(None)
    w.conn.execute(update(outbox).where(about).values(written="", said=""))
    judged = second_opinion.c.comment_id.in_(comment_ids) & (second_opinion.c.said != "")
    w.conn.execute(update(second_opinion).where(judged).values(said=""))


def _noted(w: Writer, people: list[int], code: str) -> Erasure:
    """Blank the names where nothing is held, and note how much was erased and kept."""
    theirs = comment.c.author_id.in_(people) & ~comment.c.own
    held = select(comment.c.author_id).where(theirs, ~comment.c.erased)
    blank_authors(w, author.c.id.in_(people) & author.c.id.not_in(held))
    counted = select(func.count()).select_from(comment)
    erased = int(w.conn.execute(counted.where(theirs, comment.c.erased)).scalar_one())
    kept = int(w.conn.execute(counted.where(theirs, ~comment.c.erased)).scalar_one())
    values = {"done_at": w.now, "comments": erased, "kept": kept}
    new = upsert(w, erasures).values(code=code, **values)
    w.conn.execute(new.on_conflict_do_update(index_elements=["code"], set_=values))
    return Erasure(w.now, erased, kept)
