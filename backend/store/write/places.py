"""Watched places: made, changed, looked at; and the chore that says which are overdue."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import insert, select, update

from backend.model.account import HealthState
from backend.model.actor import Actor, ActorKind
from backend.model.change import Topic
from backend.model.clock import SECOND, Micros
from backend.model.desk import Outcome, Result
from backend.model.event import Happened
from backend.model.place import PLACE, PlaceKind
from backend.model.reason import Reason
from backend.model.value import dataclass
from backend.policy.places import able, standing
from backend.store.codec import dump, dump_capabilities
from backend.store.engine import Store, Writer
from backend.store.errors import Conflict
from backend.store.write.accounts import enter_account, health_in
from backend.store.write.rows import account, lock_account, member, place, place_look, place_step, rows, upsert
from backend.store.write.standing import admin_in, by_hand_in, may_in, refused
from backend.text.clean import clean, clean_line
from backend.text.placelink import place_link


@dataclass(frozen=True, slots=True)
class Plan:
    """What a place is to be. `steps` None leaves the checklist as it is; `look_every_s` 0: nobody promises to look."""

    link: str
    kind: PlaceKind
    look_every_s: int = 0
    steps: tuple[str, ...] | None = None


def add_place(store: Store, actor: Actor, short_name: str, plan: Plan, name: str = "", colour: str = "") -> int:
    """Enter a watched place and return its account's key. `name` is what the platform calls it.

    Raises Conflict: no right to do it, a link that leads to no web page, a short name that is taken or unfit, the same
    link twice.
    """
    link = _fit(plan.link)
    values = {
        "platform": PLACE,
        "short_name": short_name,
        "remote_id": link,
        "handle": "",
        "name": clean_line(name) or short_name,
        "base_url": link,
        "capabilities": dump_capabilities(able(plan.kind, store.clock.now())),
        "removed_at": None,
    }
    return enter_account(store, actor, values, colour, also=lambda w, key: _plan_in(w, key, link, plan))


def change_place(store: Store, actor: Actor, account_id: int, plan: Plan) -> None:
    """Give a place another link, kind, pace or checklist; or make one of an account that waits for its login.

    Raises Conflict: no right to do it, an unfit link, an account that is read by its API or was removed.
    """
    link = _fit(plan.link)
    with store.write() as w:
        if not admin_in(w, actor):
            raise Conflict("member.no_role")
        row = lock_account(w, account_id)
        if row is None or row.removed_at is not None:
            raise Conflict("account.removed")
        if not by_hand_in(w, row):
            raise Conflict("capture.by_api", name=row.short_name)
        if row.platform == PLACE:
            values = {"remote_id": link, "base_url": link, "capabilities": dump_capabilities(able(plan.kind, w.now))}
            w.conn.execute(update(account).where(account.c.id == account_id).values(values))
        _plan_in(w, account_id, link, plan)
        w.tell(Topic.ACCOUNT, account_id)


def _fit(link: str) -> str:
    fit = place_link(link)
    if fit is None:
        raise Conflict("capture.link")
    return fit.url


def _plan_in(w: Writer, account_id: int, link: str, plan: Plan) -> None:
    values = {"link": link, "kind": plan.kind.value, "look_every_s": max(0, plan.look_every_s)}
    new = upsert(w, place).values(account_id=account_id, created_at=w.now, **values)
    w.conn.execute(new.on_conflict_do_update(index_elements=["account_id"], set_=values))
    if plan.steps is not None:
        _steps_in(w, account_id, [text for text in map(clean_line, plan.steps) if text])
    stand_in(w, account_id)


def _steps_in(w: Writer, account_id: int, texts: Sequence[str]) -> None:
    """Put another checklist in the place of the old one, whose steps stay for what was ticked off."""
    old = update(place_step).where(place_step.c.account_id == account_id, place_step.c.retired_at.is_(None))
    w.conn.execute(old.values(retired_at=w.now))
    if texts:
        new = [{"account_id": account_id, "position": at, "text": text} for at, text in enumerate(texts, 1)]
        w.conn.execute(insert(place_step), new)


def look(store: Store, actor: Actor, account_id: int, steps: Sequence[int] = (), note: str = "") -> Result:
    """Note that a member has looked at a place, which steps (keys) they ticked off, and what they noted.

    REFUSED without the right to it, for an account that its API reads, and for anybody but a member.
    """
    with store.write() as w:
        row = lock_account(w, account_id)
        if row is None or row.removed_at is not None:
            return Result(Outcome.GONE, Reason("account.removed"))
        if actor.kind is not ActorKind.MEMBER or not may_in(w, actor, account_id):
            return refused("member.no_role")
        if not by_hand_in(w, row):
            return refused("capture.by_api", name=row.short_name)
        asked = select(place_step.c.id).where(place_step.c.account_id == account_id, place_step.c.id.in_(steps))
        done = sorted(w.conn.execute(asked).scalars())
        said = {"at": w.now, "note": clean(note).strip(), "steps": dump(done)}
        w.conn.execute(insert(place_look).values(account_id=account_id, member_id=actor.id, **said))
        stand_in(w, account_id)
        w.log(Happened.PLACE_LOOKED, actor, account_id=account_id)
        w.tell(Topic.ACCOUNT, account_id)
        return Result(Outcome.DONE)


_OVERDUE = """
SELECT p.account_id FROM place AS p
JOIN account AS a ON a.id = p.account_id
JOIN account_health AS h ON h.account_id = p.account_id
WHERE a.platform = ? AND a.removed_at IS NULL AND p.look_every_s > 0 AND h.state = ?
    AND p.look_every_s * CAST(? AS BIGINT) < ? - (
        SELECT max(l.at) FROM place_look AS l WHERE l.account_id = p.account_id)
"""


def note_late(store: Store) -> list[int]:
    """Write down which places were to be looked at by now and were not; return their keys. A worker's chore."""
    with store.write() as w:
        asked = (PLACE, HealthState.OK.value, SECOND, w.now)
        late = [int(row[0]) for row in rows(w, _OVERDUE, asked)]
        for account_id in late:
            stand_in(w, account_id)
        return late


def stand_in(w: Writer, account_id: int) -> None:
    """Write down how a place is doing by its last look. An account that waits for its login keeps saying so."""
    asked = select(place.c.look_every_s, place.c.created_at, account.c.platform).join(
        account, account.c.id == place.c.account_id
    )
    found = w.conn.execute(asked.where(place.c.account_id == account_id)).one_or_none()
    if found is None or found.platform != PLACE:
        return
    at, by = _last(w, account_id)
    health_in(w, account_id, standing(w.now, found.look_every_s, Micros(found.created_at), at, by))


def _last(w: Writer, account_id: int) -> tuple[Micros | None, str]:
    asked: Any = select(place_look.c.at, member.c.name).join(member, member.c.id == place_look.c.member_id)
    newest = asked.where(place_look.c.account_id == account_id).order_by(place_look.c.id.desc()).limit(1)
    row = w.conn.execute(newest).one_or_none()
    return (None, "") if row is None else (Micros(row.at), str(row.name))
