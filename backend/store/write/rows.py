"""The tables as the writing half speaks to them, and the few moves every write shares."""

from collections.abc import Iterator, Mapping, Sequence
from itertools import islice
from operator import itemgetter
from typing import Any, TypeVar

from sqlalchemy import CursorResult, Table, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlmodel import SQLModel

from backend.store import tables
from backend.store.engine import Writer

assert tables.__all__  # importing the package registers every table below

_tables = SQLModel.metadata.tables
account = _tables["account"]
account_health = _tables["account_health"]
account_login = _tables["account_login"]
account_renewer = _tables["account_renewer"]
answer_time = _tables["answer_time"]
attachment = _tables["attachment"]
author = _tables["author"]
brief = _tables["brief"]
brief_read = _tables["brief_read"]
brief_version = _tables["brief_version"]
case_comment = _tables["case_comment"]
case_file = _tables["case_file"]
case_note = _tables["case_note"]
case_question = _tables["case_question"]
case_step = _tables["case_step"]
charter_version = _tables["charter_version"]
claim = _tables["claim"]
comment = _tables["comment"]
comment_revision = _tables["comment_revision"]
contact = _tables["contact"]
cursor = _tables["cursor"]
deed = _tables["deed"]
deed_item = _tables["deed_item"]
desk_session = _tables["desk_session"]
draft = _tables["draft"]
erasure = _tables["erasure"]
event = _tables["event"]
hold = _tables["hold"]
journal = _tables["journal"]
lease = _tables["lease"]
mail_out = _tables["mail_out"]
mail_spot = _tables["mail_spot"]
member = _tables["member"]
member_role = _tables["member_role"]
member_setting = _tables["member_setting"]
mention = _tables["mention"]
note = _tables["note"]
outbox = _tables["outbox"]
page_draft = _tables["page_draft"]
place = _tables["place"]
place_look = _tables["place_look"]
place_step = _tables["place_step"]
post = _tables["post"]
presence = _tables["presence"]
private_inbox = _tables["private_inbox"]
promise = _tables["promise"]
question_answer = _tables["question_answer"]
question_quote = _tables["question_quote"]
referral = _tables["referral"]
responsibility = _tables["responsibility"]
saved_view = _tables["saved_view"]
second_opinion = _tables["second_opinion"]
strike = _tables["strike"]
sync_request = _tables["sync_request"]
template = _tables["template"]
template_pick = _tables["template_pick"]
template_remark = _tables["template_remark"]
template_version = _tables["template_version"]
template_word = _tables["template_word"]
worker = _tables["worker"]

CHUNK = 500
"""Values in one IN list: well under every database's limit on parameters."""

T = TypeVar("T")


def chunks(values: Sequence[T], size: int = CHUNK) -> Iterator[list[T]]:
    """Cut values into lists of at most `size`."""
    left = iter(values)
    while piece := list(islice(left, size)):
        yield piece


def upsert(w: Writer, table: Table) -> Any:
    """Return an INSERT that knows ON CONFLICT, in the dialect of the store."""
    return postgresql.insert(table) if w.postgres else sqlite.insert(table)


def run(w: Writer, sql: str, params: Sequence[object] = ()) -> CursorResult[Any]:
    """Run a statement with `?` placeholders, as `Reader` does, inside the transaction."""
    if w.postgres:
        sql = sql.replace("%", "%%").replace("?", "%s")
    return w.conn.exec_driver_sql(sql, tuple(params))


def rows(w: Writer, sql: str, params: Sequence[object] = ()) -> list[Any]:
    """Run a SELECT with `?` placeholders and return all its rows."""
    return list(run(w, sql, params).fetchall())


def listed(w: Writer, sql: str, account_id: int, values: Sequence[str]) -> Iterator[Any]:
    """Run a SELECT of an account's rows for a list of values, in pieces: `(?)` in it becomes the list."""
    for some in chunks(values):
        marks = ", ".join("?" * len(some))
        yield from rows(w, sql.replace("(?)", f"({marks})"), (account_id, *some))


def insert_many(w: Writer, table: Table, values: Sequence[Mapping[str, Any]]) -> None:
    """Insert rows that all have the same columns. By the driver itself: building each row in Core costs twice SQLite.

    Columns that are left out must be nullable: no default of the tables is filled in here.
    """
    if not values:
        return
    names = tuple(values[0])
    marks = ", ".join(("%s" if w.postgres else "?",) * len(names))
    take = itemgetter(*names)
    sql = f"INSERT INTO {table.name} ({', '.join(names)}) VALUES ({marks})"
    w.conn.exec_driver_sql(sql, [take(row) for row in values])


def new_ids(w: Writer, table: Table, count: int) -> list[int]:
    """Set aside `count` keys, so that rows which name each other go in with one executemany.

    SQLite has one writer at a time, and takes max + 1 itself; PostgreSQL gives them from the key's sequence.
    """
    if count == 0:
        return []
    if w.postgres:
        sql = "SELECT nextval(pg_get_serial_sequence(?, 'id')) FROM generate_series(1, ?)"
        return sorted(row[0] for row in rows(w, sql, (table.name, count)))
    ((highest,),) = rows(w, f"SELECT coalesce(max(id), 0) FROM {table.name}")
    return list(range(highest + 1, highest + 1 + count))


def lock_account(w: Writer, account_id: int) -> Any:
    """Lock an account's row and return it, None when there is none.

    Locks are taken in one order everywhere: deed, account, comment, outbox. Otherwise PostgreSQL ends one of two
    transactions that wait for each other.
    """
    asked = select(account).where(account.c.id == account_id).with_for_update(key_share=True)
    return w.conn.execute(asked).one_or_none()


def lock_comment(w: Writer, comment_id: int | None, *, skip_locked: bool = False) -> Any:
    """Lock a comment's row and return it, None when there is none (or, with `skip_locked`, somebody has it)."""
    asked = select(comment).where(comment.c.id == comment_id)
    return w.conn.execute(asked.with_for_update(key_share=True, skip_locked=skip_locked)).one_or_none()


def lock_action(w: Writer, outbox_id: int, *, skip_locked: bool = False) -> Any:
    """Lock an outbox row and return it, None when there is none (or, with `skip_locked`, somebody has it)."""
    asked = select(outbox).where(outbox.c.id == outbox_id)
    return w.conn.execute(asked.with_for_update(key_share=True, skip_locked=skip_locked)).one_or_none()
