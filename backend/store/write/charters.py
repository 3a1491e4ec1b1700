"""Charters: a save is a new version; what holds for an account is read where a rule needs it."""

from sqlalchemy import ColumnElement, insert, select
from sqlalchemy.exc import IntegrityError

from backend.model.actor import Actor, ActorKind, Role
from backend.model.change import Topic
from backend.model.charter import Charter
from backend.model.event import Happened
from backend.policy.charter_words import out_of_reach
from backend.store.codec_charter import dump_charter, load_charter
from backend.store.engine import Store, Writer
from backend.store.errors import Conflict
from backend.store.write.filing import storable
from backend.store.write.people import refuse_zone
from backend.store.write.rows import charter_version, lock_account, member, rows
from backend.store.write.standing import may_in, roles_in
from backend.text.clean import clean_line


def save_charter(
    store: Store, actor: Actor, account_id: int | None, charter: Charter, base: int, said: str = ""
) -> int:
    """Save a charter as the next version of an account's own (None: the house's), and return its number.

    `base` is the number it was written on, 0 for the first. `said` is why, in a line. Raises Conflict: charter.moved
    with `number` and `who` when another version came meanwhile, no right to do it, a removed account, a time zone that
    is none: every deadline would fail on it; durations that the watch hours do not hold within a year.
    """
    refuse_zone(charter.hours.zone)
    far = out_of_reach(charter)
    if far is not None:
        raise Conflict("charter.out_of_reach", name=far)
    try:
        with store.write() as w:
            _refuse(w, actor, account_id)
            _refuse_moved(w, account_id, base)
            return _save_in(w, actor, account_id, charter, base + 1, said)
    except IntegrityError:  # two first versions at the same moment, on PostgreSQL: there was no row to lock
        with store.write() as w:
            _refuse_moved(w, account_id, base)
        raise


def _refuse(w: Writer, actor: Actor, account_id: int | None) -> None:
    if account_id is None:
        allowed = actor.kind is not ActorKind.MEMBER or (None, Role.LEAD) in roles_in(w, actor)
    else:
        row = lock_account(w, account_id)
        if row is None or row.removed_at is not None:
            raise Conflict("account.removed")
        allowed = may_in(w, actor, account_id, (Role.LEAD,))
    if not allowed:
        raise Conflict("member.no_role")


def _refuse_moved(w: Writer, account_id: int | None, base: int) -> None:
    asked = (
        select(charter_version.c.number, member.c.name)
        .outerjoin(member, member.c.id == charter_version.c.member_id)
        .where(_owner(account_id))
        .order_by(charter_version.c.number.desc())
        .limit(1)
    )
    newest = w.conn.execute(asked).one_or_none()
    number = 0 if newest is None else int(newest.number)
    if number != base:
        raise Conflict("charter.moved", number=number, who=(newest and newest.name) or "–")


def _owner(account_id: int | None) -> ColumnElement[bool]:
    column = charter_version.c.account_id
    return column.is_(None) if account_id is None else column == account_id


def _save_in(w: Writer, actor: Actor, account_id: int | None, charter: Charter, number: int, said: str) -> int:
    row = {
        "account_id": account_id,
        "number": number,
        "body": storable(dump_charter(charter)),
        "said": clean_line(said),
        "member_id": actor.id if actor.kind is ActorKind.MEMBER else None,
        "made_at": w.now,
    }
    w.conn.execute(insert(charter_version), row)
    w.log(Happened.CHARTER_SAVED, actor, account_id=account_id, before=str(number - 1), after=str(number))
    w.tell(Topic.CHARTER, account_id or 0)
    return number


_HOLDS = """
SELECT body FROM (SELECT body FROM charter_version WHERE account_id = ? ORDER BY number DESC LIMIT 1) AS own
UNION ALL
SELECT body FROM (SELECT body FROM charter_version WHERE account_id IS NULL ORDER BY number DESC LIMIT 1) AS house
"""


def charter_in(w: Writer, account_id: int) -> Charter:
    """Return the charter that holds for an account: its own, else the house's, else one that says nothing.

    Read once a batch. Reading the JSON is spared where this process has read the same version before.
    """
    found = rows(w, _HOLDS, (account_id,))
    return load_charter(found[0].body) if found else SILENT


SILENT = Charter()
"""What holds where nobody has written a charter."""
