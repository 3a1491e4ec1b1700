"""The canned replies, as an answer uses them."""

from collections.abc import Sequence
from functools import lru_cache
from typing import Any

from backend.model.template import Template, TemplateState
from backend.store.codec import load_keys, load_words
from backend.store.reader import Reader

COLUMNS = """t.id, t.code, t.language, v.title, v.body, t.state, t.version, t.tags, t.account_id, t.uses, v.variants,
        t.platforms, t.purposes, t.paragraph, t.approved, v.attachments"""
"""What `load_template` reads, of a template `t` and the version `v` whose words are wanted."""

_TEMPLATES = f"""
    SELECT {COLUMNS} FROM template AS t
    JOIN template_version AS v ON v.template_id = t.id AND v.number = COALESCE(t.approved, t.version)
"""


def templates(reader: Reader, account_id: int | None, *, approved_only: bool = True) -> list[Template]:
    """Return the templates that an answer from this account may use (None: all of them), often used ones first.

    The words are those that are in use. Without `approved_only` those that have none in use come as well, with their
    newest words; retired ones never come.
    """
    where, params = "t.approved IS NOT NULL" if approved_only else "t.state <> 'retired'", list[object]()
    if account_id is not None:
        where += " AND (t.account_id IS NULL OR t.account_id = ?)"
        params.append(account_id)
    sql = f"{_TEMPLATES} WHERE {where} ORDER BY t.uses DESC, t.code, t.language, t.id"
    return [_read(row) for row in reader.rows(sql, params)]


def template(reader: Reader, template_id: int) -> Template | None:
    """Return one template in whatever state, with the words in use, else its newest ones."""
    row = reader.one(f"{_TEMPLATES} WHERE t.id = ?", (template_id,))
    return load_template(row) if row else None


def coded(reader: Reader, code: str) -> list[Template]:
    """Return what is one reply in several languages: the templates of a code (without case), in whatever state."""
    sql = f"{_TEMPLATES} WHERE lower(t.code) = ? ORDER BY t.language"
    return [load_template(row) for row in reader.rows(sql, (code.lower(),))]


@lru_cache(maxsize=4096)
def _read(row: tuple[Any, ...]) -> Template:
    """Read a row once: the palette asks for all templates at every key, and hardly one has changed since."""
    return load_template(row)


def load_template(row: Sequence[Any]) -> Template:
    """Make a template of what COLUMNS names."""
    key, code, language, title, body, state, version, tags, account_id, uses, variants = row[:11]
    platforms, purposes, paragraph, approved, pictures = row[11:16]
    return Template(
        key,
        code,
        language,
        title,
        body,
        TemplateState(state),
        version,
        load_words(tags),
        account_id,
        uses,
        load_words(variants),
        load_words(platforms),
        load_words(purposes),
        paragraph,
        approved,
        load_keys(pictures),
    )
