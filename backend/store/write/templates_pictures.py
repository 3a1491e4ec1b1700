"""Pictures of templates: put to one or taken off it, which is a new version like any other change of its words."""

from collections.abc import Callable
from typing import Any

from backend.model.account import Limits
from backend.model.actor import Actor
from backend.model.attachment import Attachment
from backend.model.event import Happened
from backend.model.template import TemplateState, VersionState
from backend.policy.pictures import going
from backend.store.codec import dump_keys, load_keys
from backend.store.engine import Store, Writer
from backend.store.errors import Conflict
from backend.store.read.attachments import LISTED
from backend.store.read.placeholders import marks
from backend.store.write.attachments import attach_in
from backend.store.write.rows import rows
from backend.store.write.templates_rows import (
    add_version,
    lock_template,
    log_template,
    must_write,
    put_template,
    version_in,
)

MOST = 4
"""Pictures of one template: what the platforms take with an answer at most."""

Pictures = tuple[int, ...]


def attach(store: Store, actor: Actor, template_id: int, name: str, alt: str, data: bytes) -> int:
    """Put a picture to a template as a new version, a draft, and return that version's number.

    One of the same name takes the place of the one before. Raises Conflict: what is no picture or too large, no `alt`,
    too many pictures, no right to do it, a retired template.
    """

    def more(w: Writer, there: Pictures) -> Pictures:
        key = attach_in(w, actor, name, alt, data)
        kept = tuple(one for one in there if one != key and name not in _names(w, (one,)))
        if len(kept) >= MOST:
            raise Conflict("attachment.too_many", most=MOST)
        return (*kept, key)

    return _put(store, actor, template_id, more)


def detach(store: Store, actor: Actor, template_id: int, name: str) -> int:
    """Take a picture off a template as a new version, a draft, and return that version's number.

    Raises Conflict: attachment.none_such with those there are, no right to do it, a retired template.
    """

    def less(w: Writer, there: Pictures) -> Pictures:
        kept = tuple(one for one in there if name not in _names(w, (one,)))
        if kept == there:
            raise Conflict("attachment.none_such", name=name, known=", ".join(_names(w, there)) or "–")
        return kept

    return _put(store, actor, template_id, less)


def _put(store: Store, actor: Actor, template_id: int, change: Callable[[Writer, Pictures], Pictures]) -> int:
    with store.write() as w:
        row = lock_template(w, template_id)
        must_write(w, actor, row.account_id)
        if row.state == TemplateState.RETIRED:
            raise Conflict("template.retired")
        newest = version_in(w, template_id, row.version)
        there = load_keys(newest.attachments)
        changed = change(w, there)
        if changed == there:
            return int(row.version)
        return _next(w, actor, row, newest, dump_keys(changed))


def _next(w: Writer, actor: Actor, row: Any, newest: Any, pictures: str) -> int:
    number = int(row.version) + 1
    words = {"title": newest.title, "body": newest.body, "variants": newest.variants}
    add_version(w, actor, row.id, number, words, state=VersionState.DRAFT.value, attachments=pictures)
    put_template(w, row.id, version=number, state=TemplateState.DRAFT.value)
    log_template(w, Happened.TEMPLATE_CHANGED, actor, row, number, after=TemplateState.DRAFT.value)
    return number


def _names(w: Writer, keys: Pictures) -> list[str]:
    found = rows(w, f"SELECT name FROM attachment WHERE id IN ({marks(len(keys))})", keys) if keys else []
    return sorted(row.name for row in found)


_IN_USE = """
SELECT v.attachments FROM template AS t
JOIN template_version AS v ON v.template_id = t.id AND v.number = t.approved WHERE t.id = ?
"""


def pictures_in(w: Writer, template_id: int | None, limits: Limits) -> str:
    """Return the pictures (JSON keys) that go with an answer made from a template, where these limits hold."""
    found = rows(w, _IN_USE, (template_id,)) if template_id is not None and limits.media_types else []
    keys = load_keys(found[0].attachments) if found else ()
    if not keys:
        return "[]"
    sql = f"SELECT {LISTED} FROM attachment WHERE id IN ({marks(len(keys))})"
    kept = {row.id: Attachment(*row) for row in rows(w, sql, keys)}
    return dump_keys(one.id for one in going([kept[key] for key in keys], limits))
