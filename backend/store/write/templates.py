"""Templates from a file: entered, changed with a new version, or the same as they are."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import func, insert, select, update

from backend.model.actor import Actor
from backend.model.change import Topic
from backend.model.event import Happened
from backend.model.template import Imported, TemplateState, TemplateText
from backend.store.codec import dump_words
from backend.store.engine import Store, Writer
from backend.store.errors import Conflict
from backend.store.write.rows import account, template, template_version
from backend.store.write.standing import admin_in
from backend.text.clean import clean, clean_line


def import_templates(store: Store, actor: Actor, texts: Sequence[TemplateText], *, approve: bool) -> Imported:
    """Enter templates, all or none. A known one (code and language) whose words differ gets a new version.

    With `approve` they can be used at once, else they are drafts for somebody to approve. Raises Conflict: an account
    that is not there, no right to approve.
    """
    with store.write() as w:
        if approve and not admin_in(w, actor):
            raise Conflict("member.no_role")
        state = TemplateState.APPROVED if approve else TemplateState.DRAFT
        done = [_import_in(w, actor, text, state) for text in texts]
        return Imported(done.count("added"), done.count("changed"), done.count("same"))


def _import_in(w: Writer, actor: Actor, text: TemplateText, state: TemplateState) -> str:
    values = {
        "title": clean_line(text.title),
        "tags": dump_words(clean_line(tag) for tag in text.tags),
        "account_id": _account_id(w, text),
    }
    body = clean(text.body)
    known = _known(w, text)
    if known is None:
        _add(w, actor, text, values | {"state": state.value}, body)
        return "added"
    same = known.body == body and all(getattr(known, name) == value for name, value in values.items())
    if same and (known.state == state or state is TemplateState.DRAFT):
        return "same"
    _change(w, actor, known, values | {"state": state.value}, body)
    return "changed"


def _account_id(w: Writer, text: TemplateText) -> int | None:
    if text.account is None:
        return None
    named = func.lower(account.c.short_name) == text.account.lower()
    found = w.conn.execute(select(account.c.id).where(named, account.c.removed_at.is_(None))).scalar_one_or_none()
    if found is None:
        raise Conflict("template.no_such_account", template=text.code, name=text.account)
    return int(found)


def _known(w: Writer, text: TemplateText) -> Any:
    newest = (template_version.c.template_id == template.c.id) & (template_version.c.number == template.c.version)
    asked = select(template, template_version.c.body).join(template_version, newest)
    return w.conn.execute(asked.where(template.c.code == text.code, template.c.language == text.language)).one_or_none()


def _add(w: Writer, actor: Actor, text: TemplateText, values: dict[str, Any], body: str) -> None:
    row = {"code": text.code, "language": text.language, "version": 1, "owner_id": actor.id, "uses": 0} | values
    key = int(w.conn.execute(insert(template).returning(template.c.id), row).scalar_one())
    _version(w, actor, key, 1, body)
    w.log(Happened.TEMPLATE_IMPORTED, actor, after=values["state"])


def _change(w: Writer, actor: Actor, known: Any, values: dict[str, Any], body: str) -> None:
    number = known.version
    if known.body != body:
        number += 1
        _version(w, actor, known.id, number, body)
    w.conn.execute(update(template).where(template.c.id == known.id).values(version=number, **values))
    w.tell(Topic.TEMPLATE, known.id)
    w.log(Happened.TEMPLATE_CHANGED, actor, before=known.state, after=values["state"])


def _version(w: Writer, actor: Actor, template_id: int, number: int, body: str) -> None:
    row = {"template_id": template_id, "number": number, "body": body, "member_id": actor.id, "made_at": w.now}
    w.conn.execute(insert(template_version), row)
    w.tell(Topic.TEMPLATE, template_id)
