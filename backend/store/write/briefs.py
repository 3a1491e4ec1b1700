"""Briefs: written, edited as new versions, read, and ended before their time."""

from typing import Any

from sqlalchemy import func, insert, select, update

from backend.model.actor import CONTENT_ROLES, Actor, ActorKind
from backend.model.brief import BriefText
from backend.model.change import Topic
from backend.model.event import Happened
from backend.store.codec import dump_words
from backend.store.engine import Store, Writer
from backend.store.errors import Conflict
from backend.store.write.rows import account, brief, brief_read, brief_version, upsert
from backend.store.write.standing import name_of, roles_in
from backend.text.clean import clean, clean_line

LONGEST = 4000
"""Characters of a brief: what has to be read before the work is short."""


def save_brief(store: Store, actor: Actor, text: BriefText, brief_id: int = 0, base: int = 0) -> int:
    """Write a brief (`brief_id` 0), or another version of one as it was shown in version `base`; return its key.

    Whoever wrote it has read it. Raises Conflict: brief.moved with `number` and `who` when another version came
    meanwhile, brief.over for one that has ended, no right to speak to those accounts, an account or a text that does
    not do, an end that has passed.
    """
    with store.write() as w:
        account_id = _account_in(w, text.account)
        _refuse_role(w, actor, account_id)
        _refuse_text(w, text)
        number = base + 1
        if brief_id:
            _change_in(w, actor, brief_id, base, {"account_id": account_id, "version": number, "until": text.until})
        else:
            row = {"account_id": account_id, "version": number, "until": text.until}
            brief_id = int(w.conn.execute(insert(brief).returning(brief.c.id), row).scalar_one())
        w.conn.execute(insert(brief_version), _version(w, actor, brief_id, number, text))
        _read_in(w, actor, brief_id, number)
        w.log(
            Happened.BRIEF_WRITTEN,
            actor,
            account_id=account_id,
            before=f"{brief_id}.{base}",
            after=f"{brief_id}.{number}",
        )
        w.tell(Topic.BRIEF, brief_id)
        return brief_id


def read_brief(store: Store, actor: Actor, brief_id: int, version: int) -> None:
    """Note that a member has read a version of a brief; an older one than they have read before changes nothing.

    Raises Conflict when there is no such brief.
    """
    with store.write() as w:
        row = _locked(w, brief_id)
        mine = (brief_read.c.brief_id == brief_id) & (brief_read.c.member_id == actor.id)
        known = w.conn.execute(select(brief_read.c.version).where(mine)).scalar_one_or_none() or 0
        if known < min(version, row.version):
            _read_in(w, actor, brief_id, min(version, row.version))
            w.tell(Topic.BRIEF, brief_id)


def end_brief(store: Store, actor: Actor, brief_id: int) -> None:
    """End a brief before its time; one that is over stays so. Raises Conflict: no such brief, no right to do it."""
    with store.write() as w:
        row = _locked(w, brief_id)
        _refuse_role(w, actor, row.account_id)
        if row.ended_at is not None or row.until <= w.now:
            return
        ended = update(brief).where(brief.c.id == brief_id).values(ended_at=w.now, ended_by=actor.id)
        w.conn.execute(ended)
        w.log(Happened.BRIEF_ENDED, actor, account_id=row.account_id, before=f"{brief_id}.{row.version}")
        w.tell(Topic.BRIEF, brief_id)


def _account_in(w: Writer, name: str) -> int | None:
    if not name:
        return None
    named = func.lower(account.c.short_name) == name.lower()
    found = w.conn.execute(select(account.c.id).where(named, account.c.removed_at.is_(None))).scalar_one_or_none()
    if found is None:
        raise Conflict("brief.no_such_account", name=clean_line(name))
    return int(found)


def _refuse_role(w: Writer, actor: Actor, account_id: int | None) -> None:
    """Whoever works with all that a brief speaks of may write it: at night there may be nobody else."""
    held = {where for where, role in roles_in(w, actor) if role in CONTENT_ROLES}
    if actor.kind is ActorKind.MEMBER and not held & {None, account_id}:
        raise Conflict("member.no_role")


def _refuse_text(w: Writer, text: BriefText) -> None:
    if not clean_line(text.title):
        raise Conflict("brief.no_title")
    if len(text.text) > LONGEST:
        raise Conflict("brief.too_long", most=LONGEST)
    if text.until <= w.now:
        raise Conflict("brief.past")


def _change_in(w: Writer, actor: Actor, brief_id: int, base: int, values: dict[str, Any]) -> None:
    row = _locked(w, brief_id)
    _refuse_role(w, actor, row.account_id)
    if row.version != base:
        newest = select(brief_version.c.member_id).where(
            brief_version.c.brief_id == brief_id, brief_version.c.number == row.version
        )
        raise Conflict("brief.moved", number=row.version, who=name_of(w, w.conn.execute(newest).scalar_one()))
    if row.ended_at is not None:
        raise Conflict("brief.over")
    w.conn.execute(update(brief).where(brief.c.id == brief_id).values(values))


def _locked(w: Writer, brief_id: int) -> Any:
    row = w.conn.execute(select(brief).where(brief.c.id == brief_id).with_for_update()).one_or_none()
    if row is None:
        raise Conflict("brief.missing")
    return row


def _version(w: Writer, actor: Actor, brief_id: int, number: int, text: BriefText) -> dict[str, Any]:
    return {
        "brief_id": brief_id,
        "number": number,
        "title": clean_line(text.title),
        "text": clean(text.text).strip(),
        "use": dump_words(map(clean_line, text.use)),
        "avoid": dump_words(map(clean_line, text.avoid)),
        "until": text.until,
        "member_id": actor.id if actor.kind is ActorKind.MEMBER else None,
        "made_at": w.now,
    }


def _read_in(w: Writer, actor: Actor, brief_id: int, version: int) -> None:
    if actor.kind is ActorKind.MEMBER:
        said = {"version": version, "read_at": w.now}
        once = upsert(w, brief_read).values(brief_id=brief_id, member_id=actor.id, **said)
        w.conn.execute(once.on_conflict_do_update(index_elements=["brief_id", "member_id"], set_=said))
