"""Accounts: added, removed, what they can do, how they are doing. No secret ever comes here."""

import re
from collections.abc import Callable
from dataclasses import replace
from typing import Any

from sqlalchemy import func, insert, or_, select, update
from sqlalchemy.exc import IntegrityError

from backend.model.account import Capabilities, Health, HealthState
from backend.model.actor import SYSTEM, Actor
from backend.model.change import Topic
from backend.model.clock import Micros, plus
from backend.model.desk import WorkerStatus
from backend.model.event import Happened
from backend.model.outbox import OutboxState
from backend.model.reason import Reason
from backend.policy.health import KNOWN_ILL, OVERDUE, honest
from backend.store.codec import dump_capabilities, dump_params, load_capabilities, load_reason
from backend.store.engine import Store, Writer
from backend.store.errors import Conflict
from backend.store.write.moves import end_in, locked
from backend.store.write.rows import account, account_health, outbox, upsert
from backend.store.write.standing import admin_in
from backend.text.clean import clean_line

COLOURS = ("#6cb6ff", "#c792ea", "#7bd88f", "#e46fae", "#37a6d8", "#a7b86b", "#9b8cff", "#c8ccd6")
"""Given in turn to accounts that ask for none."""

_SHORT_NAME = re.compile(r"\w[\w-]{0,7}\Z")


def add_account(
    store: Store,
    actor: Actor,
    platform: str,
    short_name: str,
    *,
    remote_id: str,
    handle: str,
    name: str,
    base_url: str,
    capabilities: Capabilities,
    colour: str = "",
) -> int:
    """Enter an account and return its key. One that was removed earlier comes back with its history.

    Raises Conflict: a short name that is taken or unfit (1 to 8 letters, digits, `-`, `_`), the same account twice, no
    right to do it.
    """
    values = {
        "platform": platform,
        "short_name": short_name,
        "remote_id": remote_id,
        "handle": clean_line(handle),
        "name": clean_line(name),
        "base_url": base_url,
        "capabilities": dump_capabilities(capabilities),
        "removed_at": None,
    }
    return enter_account(store, actor, values, colour)


def enter_account(
    store: Store,
    actor: Actor,
    values: dict[str, Any],
    colour: str = "",
    also: Callable[[Writer, int], None] | None = None,
) -> int:
    """Enter an account by the values of its row; see `add_account`.

    `also` is told the key in the same transaction, and writes what else belongs to the account.
    """
    short_name = str(values["short_name"])
    if not _SHORT_NAME.match(short_name):
        raise Conflict("account.short_name", name=short_name)
    try:
        with store.write() as w:
            key = _add_in(w, actor, values, colour)
            if also is not None:
                also(w, key)
            return key
    except IntegrityError as error:
        raise Conflict("account.short_name_taken", name=short_name) from error


def _add_in(w: Writer, actor: Actor, values: dict[str, Any], colour: str) -> int:
    if not admin_in(w, actor):
        raise Conflict("member.no_role")
    _refuse_twin(w, values)
    earlier = select(account.c.id).where(*(account.c[name] == values[name] for name in _SAME))
    key = w.conn.execute(earlier.order_by(account.c.id)).scalars().first()
    if key is None:
        count = w.conn.execute(select(func.count()).select_from(account)).scalar_one()
        values |= {"created_at": w.now, "colour": colour or COLOURS[count % len(COLOURS)]}
        key = w.conn.execute(insert(account).values(values).returning(account.c.id)).scalar_one()
    else:
        values |= {"colour": colour} if colour else {}
        w.conn.execute(update(account).where(account.c.id == key).values(values))
    fresh = {"state": HealthState.NEW.value, "since": w.now, "code": "", "params": "{}", "next_at": None}
    health = upsert(w, account_health).values(account_id=key, rate_share=0.0, **fresh)
    w.conn.execute(health.on_conflict_do_update(index_elements=["account_id"], set_=fresh))
    w.log(Happened.ACCOUNT_ADDED, actor, account_id=key)
    w.tell(Topic.ACCOUNT, key)
    return int(key)


_SAME = ("platform", "base_url", "remote_id")


def _refuse_twin(w: Writer, values: dict[str, Any]) -> None:
    active = account.c.removed_at.is_(None)
    named = select(account.c.id).where(active, func.lower(account.c.short_name) == values["short_name"].lower())
    same = select(account.c.short_name).where(active, *(account.c[name] == values[name] for name in _SAME))
    twin = w.conn.execute(same).scalar_one_or_none()
    if twin is not None:
        raise Conflict("account.exists", name=twin)
    if w.conn.execute(named).first():
        raise Conflict("account.short_name_taken", name=values["short_name"])


def remove_account(store: Store, actor: Actor, account_id: int) -> bool:
    """Retire an account: its history stays, what still waits to be sent is stopped with the text kept.

    Returns False when it was removed already. Raises Conflict without the right to do it.
    """
    with store.write() as w:
        if not admin_in(w, actor):
            raise Conflict("member.no_role")
        alive = update(account).where(account.c.id == account_id, account.c.removed_at.is_(None))
        if w.conn.execute(alive.values(removed_at=w.now)).rowcount != 1:
            return False
        waiting = (OutboxState.PENDING, OutboxState.AWAITING_APPROVAL, OutboxState.COPIED)
        asked = select(outbox.c.id).where(outbox.c.account_id == account_id, outbox.c.state.in_(waiting))
        for outbox_id in w.conn.execute(asked).scalars().all():
            row = locked(w, outbox_id)
            if row.state in waiting:
                end_in(w, row, OutboxState.STOPPED, actor, Reason("account.removed"))
        w.log(Happened.ACCOUNT_REMOVED, actor, account_id=account_id)
        w.tell(Topic.ACCOUNT, account_id)
        return True


def set_health(store: Store, account_id: int, health: Health) -> None:
    """Write down how an account is doing. Only another state or reason is journalled, only another state an event.

    What the store said before decides: neither a poll nor a worker's restart makes a second event of one change.
    """
    with store.write() as w:
        health_in(w, account_id, health)


def note_overdue(store: Store) -> list[int]:
    """Write down which accounts have become blind because nobody looked when it was promised; return their keys.

    Also for a time in which no worker ran: the next one notes it before it looks, so that the log knows of every gap.
    """
    asleep = WorkerStatus(alive=True, seen_at=None)  # the one that asks is alive
    with store.write() as w:
        asked = (
            select(account_health)
            .join(account, account.c.id == account_health.c.account_id)
            .where(account.c.removed_at.is_(None), account_health.c.next_at < plus(w.now, -OVERDUE))
            .where(account_health.c.state.not_in(KNOWN_ILL))
        )
        late = w.conn.execute(asked.with_for_update(of=account_health)).all()
        for row in late:
            health_in(w, row.account_id, honest(_health(row), asleep, w.now))
        return [int(row.account_id) for row in late]


def _health(row: Any) -> Health:
    reason = load_reason(row.code, row.params)
    return Health(HealthState(row.state), row.since, reason, row.last_complete_at, row.rate_share, row.next_at)


def health_in(w: Writer, account_id: int, health: Health) -> None:
    """Write down how an account is doing in this transaction; see `set_health`."""
    asked = select(account_health).where(account_health.c.account_id == account_id)
    before = w.conn.execute(asked.with_for_update()).one_or_none()
    reason = health.reason or Reason("")
    values = {
        "state": health.state.value,
        "since": health.since,
        "code": reason.code,
        "params": dump_params(reason.params),
        "last_complete_at": health.last_complete_at,
        "rate_share": health.rate_share,
        "next_at": health.next_at,
    }
    if before is not None and before.state == health.state:
        values["since"] = before.since
    new = upsert(w, account_health).values(account_id=account_id, **values)
    w.conn.execute(new.on_conflict_do_update(index_elements=["account_id"], set_=values))
    if before is None or (before.state, before.code) != (health.state, reason.code):
        w.tell(Topic.ACCOUNT, account_id)
    if before is None or before.state != health.state:
        w.log(
            Happened.HEALTH_CHANGED,
            SYSTEM,
            account_id=account_id,
            reason=health.reason,
            before=before.state if before is not None else "",
            after=health.state.value,
            since=health.since,
        )


def set_capabilities(store: Store, account_id: int, capabilities: Capabilities) -> None:
    """Write down what the account can do, as just observed; told only when it is another than before."""
    with store.write() as w:
        asked = select(account.c.capabilities).where(account.c.id == account_id)
        before = load_capabilities(w.conn.execute(asked).scalar_one())
        new = dump_capabilities(capabilities)
        w.conn.execute(update(account).where(account.c.id == account_id).values(capabilities=new))
        if replace(before, observed_at=capabilities.observed_at) != capabilities:
            w.tell(Topic.ACCOUNT, account_id)


def set_profile(store: Store, account_id: int, handle: str, name: str) -> None:
    """Write down what the account is called on its platform now."""
    _set(store, account_id, handle=clean_line(handle), name=clean_line(name))


def set_complete_since(store: Store, account_id: int, at: Micros) -> None:
    """Note that everything written since `at` has been read: the bound of the backfill."""
    _set(store, account_id, complete_since=at)


def _set(store: Store, account_id: int, **values: object) -> None:
    with store.write() as w:
        differs = [account.c[name].is_distinct_from(value) for name, value in values.items()]
        change = update(account).where(account.c.id == account_id, or_(*differs))
        if w.conn.execute(change.values(values)).rowcount:
            w.tell(Topic.ACCOUNT, account_id)
