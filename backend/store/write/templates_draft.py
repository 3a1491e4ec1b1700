"""Templates being written: a save is a new version, a draft; what was approved before stays in use meanwhile."""

from typing import Any

from sqlalchemy.exc import IntegrityError

from backend.model.actor import Actor
from backend.model.event import Happened
from backend.model.template import TemplateState, TemplateText
from backend.store.engine import Store, Writer
from backend.store.errors import Conflict
from backend.store.write.templates_rows import (
    add_template,
    add_version,
    known_in,
    lock_template,
    log_template,
    must_place,
    must_write,
    put_template,
    scope_of,
    version_in,
    words_of,
)


def save_draft(store: Store, actor: Actor, template_id: int | None, text: TemplateText, base: int) -> tuple[int, int]:
    """Save a template's text as the next version, a draft, and return the template's key and the version's number.

    `base` is the number it was written on, 0 and no key for a new one. The same words are no new version. Raises
    Conflict: template.moved with `number` and `who` when another version came meanwhile (nothing of either is lost), no
    right to do it, an account that is not there, a code that another template has, a retired template.
    """
    try:
        with store.write() as w:
            if template_id is None:
                return new_in(w, actor, text), 1
            return template_id, _save_in(w, actor, lock_template(w, template_id), text, base)
    except IntegrityError as error:  # two of one code at the same moment, on PostgreSQL: there was no row to lock
        raise _taken(text) from error


def new_in(w: Writer, actor: Actor, text: TemplateText, what: Happened = Happened.TEMPLATE_CHANGED) -> int:
    """Enter a new template as a draft and return its key. Raises Conflict as `save_draft` does."""
    words, scope = words_of(text), scope_of(w, text)
    must_write(w, actor, scope["account_id"])
    if known_in(w, text) is not None:
        raise _taken(text)
    key = add_template(w, actor, text, scope | {"state": TemplateState.DRAFT.value})
    add_version(w, actor, key, 1, words)
    log_template(w, what, actor, lock_template(w, key), 1)
    put_template(w, key)
    return key


def _taken(text: TemplateText) -> Conflict:
    return Conflict("template.code_taken", name=text.code, language=text.language)


def _save_in(w: Writer, actor: Actor, row: Any, text: TemplateText, base: int) -> int:
    words = words_of(text)
    place = scope_of(w, text) | {"code": text.code, "language": text.language}
    must_write(w, actor, row.account_id, place["account_id"])
    newest = version_in(w, row.id, row.version)
    if row.version != base:
        raise Conflict("template.moved", number=row.version, who=newest.name or "")
    if row.state == TemplateState.RETIRED:
        raise Conflict("template.retired")
    must_place(w, actor, row, place)
    if all(getattr(newest, name) == value for name, value in words.items()):
        _place_alone(w, actor, row, place)
        return base
    add_version(w, actor, row.id, base + 1, words)
    put_template(w, row.id, **place, version=base + 1, state=TemplateState.DRAFT.value)
    log_template(w, Happened.TEMPLATE_CHANGED, actor, row, base + 1, after=TemplateState.DRAFT.value)
    return base + 1


def _place_alone(w: Writer, actor: Actor, row: Any, place: dict[str, Any]) -> None:
    """Change where a template is meant for, and no words."""
    if any(getattr(row, name) != value for name, value in place.items()):
        put_template(w, row.id, **place)
        log_template(w, Happened.TEMPLATE_CHANGED, actor, row, row.version)
