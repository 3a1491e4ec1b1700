"""Members with their roles."""

from collections.abc import Collection
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from sqlalchemy import func, insert, select, update
from sqlalchemy.exc import IntegrityError

from backend.model.actor import Actor, ActorKind, Role
from backend.model.change import Topic
from backend.model.event import Happened
from backend.model.reason import Reason
from backend.policy.signing import LONGEST_NAME, MOST_WORDS, is_name
from backend.store.engine import Store, Writer
from backend.store.errors import Conflict
from backend.store.write.mails import checked_address
from backend.store.write.rows import member, member_role
from backend.store.write.standing import admin_in
from backend.text.clean import clean, clean_line


def add_member(
    store: Store,
    actor: Actor,
    name: str,
    signature: str,
    language: str,
    time_zone: str,
    login: str | None,
    roles: Collection[tuple[int | None, Role]],
    *,
    first: bool = False,
) -> int:
    """Enter a member with roles (account or None for all, role) and return the key.

    `first` enters one only into a store that has none, whoever asks. Raises Conflict: no name, a name or login that
    another member has, an unknown time zone, no right to do it.
    """
    name = clean_line(name)
    if not name:
        raise Conflict("member.no_name")
    refuse_zone(time_zone)
    values: dict[str, object] = {
        "name": name,
        "signature": clean(signature).strip(),
        "language": language,
        "time_zone": time_zone,
        "login": login or None,
        "active": True,
    }
    try:
        with store.write() as w:
            _refuse(w, actor, name, first=first)
            return _add_in(w, actor, values, roles)
    except IntegrityError as error:
        raise Conflict("member.login_taken", name=login or "") from error


def set_member(
    store: Store,
    actor: Actor,
    member_id: int,
    *,
    alias: str | None = None,
    consent: bool | None = None,
    mail: str | None = None,
) -> None:
    """Change how a member signs and where their digest goes; None leaves a value as it is, an empty one takes it away.

    One's own, or anybody's from the machine's side; nobody agrees for another. Raises Conflict: no such member, no
    right to do it, an address that is none, an alias that is no name.
    """
    said = {"alias": clean_line(alias) if alias is not None else None, "sign_consent": consent, "mail": mail}
    values = {name: value for name, value in said.items() if value is not None}
    if values.get("alias") and not is_name(str(values["alias"])):
        raise Conflict("member.alias", name=clean_line(alias or ""), most=LONGEST_NAME, words=MOST_WORDS)
    if mail is not None:
        values["mail"] = _address(mail)
    with store.write() as w:
        if actor.kind is ActorKind.MEMBER and actor.id != member_id:
            raise Conflict("member.not_yourself")
        changed = update(member).where(member.c.id == member_id, member.c.active)
        if values and not w.conn.execute(changed.values(values)).rowcount:
            raise Conflict("member.unknown", name=str(member_id))
        if values:
            w.log(Happened.MEMBER_CHANGED, actor, after=" ".join(sorted(values)), reason=_whose(member_id))
            w.tell(Topic.MEMBER, member_id)


def _address(mail: str) -> str:
    try:
        return checked_address(mail) if mail.strip() else ""
    except Conflict as error:
        raise Conflict("member.mail", name=clean_line(mail)) from error


def _whose(member_id: int) -> Reason:
    return Reason("member.changed", {"member": member_id})


def refuse_zone(time_zone: str) -> None:
    """Raise Conflict for a time zone that nobody knows."""
    try:
        ZoneInfo(time_zone)
    except (ZoneInfoNotFoundError, ValueError, OSError) as error:
        raise Conflict("member.time_zone", name=time_zone) from error


def _refuse(w: Writer, actor: Actor, name: str, *, first: bool) -> None:
    anybody = w.conn.execute(select(member.c.id).limit(1)).first() is not None
    if first and anybody:
        raise Conflict("member.not_first")
    if not first and not admin_in(w, actor):
        raise Conflict("member.no_role")
    twin = select(member.c.id).where(func.lower(member.c.name) == name.lower(), member.c.active)
    if w.conn.execute(twin).first():
        raise Conflict("member.name_taken", name=name)


def _add_in(w: Writer, actor: Actor, values: dict[str, object], roles: Collection[tuple[int | None, Role]]) -> int:
    row = values | {"created_at": w.now}
    key = int(w.conn.execute(insert(member).returning(member.c.id), row).scalar_one())
    held = [{"member_id": key, "account_id": where, "role": role.value} for where, role in sorted(set(roles), key=str)]
    if held:
        w.conn.execute(insert(member_role), held)
    w.log(Happened.MEMBER_ADDED, actor)
    w.tell(Topic.MEMBER, key)
    return key
