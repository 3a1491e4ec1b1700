"""Contacts: experts without a desk, who are asked by mail."""

from collections.abc import Collection
from typing import Any

from sqlalchemy import ColumnElement, exists, func, insert, or_, select, update

from backend.model.actor import Actor
from backend.model.change import Topic
from backend.model.event import Happened
from backend.model.reason import Reason
from backend.store.engine import Store, Writer
from backend.store.errors import Conflict
from backend.store.write.mails import checked_address
from backend.store.write.rows import case_question, contact, question_answer
from backend.store.write.standing import admin_in
from backend.text.clean import clean_line


def add_contact(
    store: Store,
    actor: Actor,
    name: str,
    mail: str,
    *,
    area: str = "",
    language: str = "en",
    fallback_id: int | None = None,
    languages: Collection[str] = (),
) -> int:
    """Enter a contact and return its key. `languages` are those that mails are written in.

    Raises Conflict: no right to it, no name, a name that is taken, no plain address, an unknown language or fallback.
    """
    with store.write() as w:
        values = {
            "name": _name(name),
            "area": clean_line(area).strip()[:40],
            "mail": checked_address(mail),
            "language": _language(language, languages),
            "fallback_id": fallback_id,
            "active": True,
            "made_at": w.now,
        }
        _refuse(w, actor, str(values["name"]), fallback_id, 0)
        key = int(w.conn.execute(insert(contact).returning(contact.c.id), values).scalar_one())
        _tell(w, Happened.CONTACT_ADDED, actor, key)
        return key


def set_contact(
    store: Store, actor: Actor, contact_id: int, *, languages: Collection[str] = (), **changes: str | int | None
) -> None:
    """Change a contact: any of name, area, mail, language, fallback_id. Raises Conflict as `add_contact`."""
    with store.write() as w:
        row = _active(w, contact_id)
        put: dict[str, Any] = dict(changes)
        for key, read in (("name", _name), ("mail", checked_address)):
            if key in put:
                put[key] = read(str(put[key]))
        if "area" in put:
            put["area"] = clean_line(str(put["area"])).strip()[:40]
        if "language" in put:
            _language(str(put["language"]), languages)
        _refuse(w, actor, put.get("name", row.name), put.get("fallback_id"), contact_id)
        w.conn.execute(update(contact).where(contact.c.id == contact_id).values(put))
        _tell(w, Happened.CONTACT_CHANGED, actor, contact_id)


def remove_contact(store: Store, actor: Actor, contact_id: int) -> None:
    """Take a contact out: the address is forgotten, the name stays with what was asked.

    Mails that were sent there forget it when their words go, a week later: see `blank_mails`.

    Raises Conflict: no right to it, nobody there, somebody waits for an answer from them.
    """
    with store.write() as w:
        row = _active(w, contact_id)
        if not admin_in(w, actor):
            raise Conflict("member.no_role")
        if w.conn.execute(select(case_question.c.id).where(_asked_now(contact_id))).first() is not None:
            raise Conflict("contact.asked", name=row.name)
        w.conn.execute(
            update(contact).where(contact.c.id == contact_id).values(active=False, mail="", fallback_id=None)
        )
        _forget(w, contact_id, row.mail)
        w.conn.execute(update(contact).where(contact.c.fallback_id == contact_id).values(fallback_id=None))
        _tell(w, Happened.CONTACT_REMOVED, actor, contact_id)


def _forget(w: Writer, contact_id: int, mail: str) -> None:
    """Blank where answers came from: those of this contact, and of colleagues where nobody who was asked is left."""
    theirs = or_(case_question.c.contact_id == contact_id, case_question.c.passed_to == contact_id)
    other = contact.c.id.in_([case_question.c.contact_id, case_question.c.passed_to]) & contact.c.active
    own = func.lower(question_answer.c.sender) == mail.lower()
    asked = select(case_question.c.id).where(theirs)
    alone = question_answer.c.question_id.in_(asked.where(~exists().where(other)))
    from_them = question_answer.c.question_id.in_(asked) & own
    w.conn.execute(update(question_answer).where(or_(alone, from_them)).values(sender=""))


def _asked_now(contact_id: int) -> ColumnElement[bool]:
    waiting = case_question.c.answered_at.is_(None) & case_question.c.withdrawn_at.is_(None)
    return waiting & or_(case_question.c.contact_id == contact_id, case_question.c.passed_to == contact_id)


def _active(w: Writer, contact_id: int) -> Any:
    row = w.conn.execute(select(contact).where(contact.c.id == contact_id, contact.c.active)).one_or_none()
    if row is None:
        raise Conflict("question.nobody")
    return row


def _name(text: str) -> str:
    name = clean_line(text).strip()[:80]
    if not name:
        raise Conflict("contact.no_name")
    return name


def _language(code: str, languages: Collection[str]) -> str:
    if languages and code not in languages:
        raise Conflict("contact.language", language=clean_line(code)[:20], known=", ".join(languages))
    return code


def _refuse(w: Writer, actor: Actor, name: str, fallback_id: int | None, own_id: int) -> None:
    if not admin_in(w, actor):
        raise Conflict("member.no_role")
    same = select(contact.c.id).where(contact.c.name == name, contact.c.active, contact.c.id != own_id)
    if w.conn.execute(same).first() is not None:
        raise Conflict("contact.known", name=name)
    if fallback_id is not None:
        _active(w, fallback_id)
        if fallback_id == own_id:
            raise Conflict("contact.own_fallback")


def _tell(w: Writer, what: Happened, actor: Actor, contact_id: int) -> None:
    w.log(what, actor, reason=Reason(what.value, {"contact": contact_id}))
    w.tell(Topic.CONTACT, contact_id)
