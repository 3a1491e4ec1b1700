"""The canned replies."""

from typing import Any

from backend.model.template import Template, TemplateState
from backend.store.codec import load_words
from backend.store.reader import Reader

_TEMPLATES = """
    SELECT t.id, t.code, t.language, t.title, v.body, t.state, t.version, t.tags, t.account_id, t.uses
    FROM template AS t JOIN template_version AS v ON v.template_id = t.id AND v.number = t.version
"""


def templates(reader: Reader, account_id: int | None, *, approved_only: bool = True) -> list[Template]:
    """Return the templates that an answer from this account may use (None: all of them), often used ones first.

    Without `approved_only` drafts and those in review come as well, retired ones never.
    """
    states = ("approved",) if approved_only else ("approved", "in_review", "draft")
    where, params = f"t.state IN ({', '.join('?' * len(states))})", list[object](states)
    if account_id is not None:
        where += " AND (t.account_id IS NULL OR t.account_id = ?)"
        params.append(account_id)
    sql = f"{_TEMPLATES} WHERE {where} ORDER BY t.uses DESC, t.code, t.language, t.id"
    return [_template(row) for row in reader.rows(sql, params)]


def template(reader: Reader, template_id: int) -> Template | None:
    """Return one template in whatever state."""
    row = reader.one(f"{_TEMPLATES} WHERE t.id = ?", (template_id,))
    return _template(row) if row else None


def _template(row: tuple[Any, ...]) -> Template:
    key, code, language, title, body, state, version, tags, account_id, uses = row
    return Template(key, code, language, title, body, TemplateState(state), version, load_words(tags), account_id, uses)
