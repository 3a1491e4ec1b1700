"""What the team picks: for which words, counted when the answer stands there, and which wording of a template."""

from typing import Any

from sqlalchemy import select

from backend.policy.ranking import counted
from backend.policy.stems import language_of
from backend.policy.wordings import wording_of
from backend.store.codec import load_words
from backend.store.engine import Writer
from backend.store.write.rows import (
    comment,
    comment_revision,
    template,
    template_pick,
    template_version,
    template_word,
    upsert,
)


def note_pick_in(w: Writer, template_id: int, comment_id: int | None) -> None:
    """Count a template for the words of the comment that it answered; nothing when those are gone."""
    newest = (comment_revision.c.comment_id == comment.c.id) & (comment_revision.c.number == comment.c.revision)
    asked = select(comment_revision.c.text, comment.c.language).join(comment, newest)
    found = w.conn.execute(asked.where(comment.c.id == comment_id)).one_or_none()
    words = counted(found.text, language_of(found.text, found.language)) if found is not None else []
    if not words:
        return
    _count(w, template_pick, [{"template_id": template_id, "picks": 1}])
    _count(w, template_word, [{"template_id": template_id, "word": word, "picks": 1} for word in sorted(set(words))])


def _count(w: Writer, table: Any, values: list[dict[str, int]]) -> None:
    """Add one to each row, or make it. In one order of keys everywhere: two who count at once do not wait in a ring."""
    one = upsert(w, table).values(values)
    keys = [column.name for column in table.primary_key]
    w.conn.execute(one.on_conflict_do_update(index_elements=keys, set_={"picks": table.c.picks + 1}))


def wording_in(w: Writer, template_id: int | None, text: str) -> int:
    """Return which wording in use of a template a text was made from: 0 the body (or no template), then the variants.

    Told from the text, so that it is right as well for a draft that was kept, and for one that was changed.
    """
    in_use = (template_version.c.template_id == template.c.id) & (template_version.c.number == template.c.approved)
    asked = select(template_version.c.body, template_version.c.variants).join(template, in_use)
    found = w.conn.execute(asked.where(template.c.id == template_id)).one_or_none()
    variants = load_words(found.variants) if found is not None else ()
    return wording_of((found.body, *variants), text) if found is not None and variants else 0
