"""Templates as those read them who write and review them: newest words, versions, discussion, who may approve."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from backend.model.attachment import Attachment
from backend.model.clock import Micros
from backend.model.template import Remark, TemplateCard, TemplateVersion, VersionState
from backend.store.codec import load_keys, load_words
from backend.store.read.attachments import attachments
from backend.store.read.templates import COLUMNS, load_template
from backend.store.reader import Reader

_VERSION = """v.number, v.title, v.body, v.variants, w.name, v.made_at, v.state, r.name, v.reviewed_at, v.said,
    v.attachments"""

_PEOPLE = "LEFT JOIN member AS w ON w.id = v.member_id LEFT JOIN member AS r ON r.id = v.reviewer_id"

_CARDS = f"""
    SELECT {COLUMNS}, {_VERSION}, v.member_id, t.owner_id, o.name, t.review_at,
        (SELECT count(*) FROM template_remark AS m WHERE m.template_id = t.id)
    FROM template AS t JOIN template_version AS v ON v.template_id = t.id AND v.number = t.version
    {_PEOPLE} LEFT JOIN member AS o ON o.id = t.owner_id
"""

Pictures = Mapping[int, Attachment]

_VERDICTS = (VersionState.APPROVED.value, VersionState.REJECTED.value)


def cards(reader: Reader, *, retired: bool = False) -> list[TemplateCard]:
    """Return every template with its newest words, by code and language; the retired ones only when asked for."""
    where = "" if retired else "WHERE t.state <> 'retired'"
    return _cards(reader, f"{where} ORDER BY t.code, t.language")


def card(reader: Reader, template_id: int) -> TemplateCard | None:
    """Return one template with its newest words, None when there is none."""
    return next(iter(_cards(reader, "WHERE t.id = ?", (template_id,))), None)


def in_review(reader: Reader) -> list[TemplateCard]:
    """Return the templates whose newest words wait for an approver, those that have waited longest first."""
    return _cards(reader, "WHERE v.state = 'in_review' ORDER BY v.sent_at, t.id")


def rejected_of(reader: Reader, member_id: int) -> list[TemplateCard]:
    """Return the templates whose newest words are this member's and were rejected, the newest verdict first."""
    where = "WHERE v.state = 'rejected' AND v.member_id = ? AND t.state <> 'retired'"
    return _cards(reader, f"{where} ORDER BY v.reviewed_at DESC, t.id", (member_id,))


def due_for_review(reader: Reader, member_id: int, now: Micros) -> list[TemplateCard]:
    """Return the member's own templates whose date to be read anew has passed, the oldest date first."""
    return _cards(reader, f"WHERE t.owner_id = ? AND {_DUE}", (member_id, now))


def due_without_owner(reader: Reader, now: Micros) -> list[TemplateCard]:
    """Return the templates that are due and that nobody answers for who still works here."""
    return _cards(reader, f"WHERE (t.owner_id IS NULL OR NOT o.active) AND {_DUE}", (now,))


_DUE = "t.review_at <= ? AND t.state <> 'retired' ORDER BY t.review_at, t.id"


def versions(reader: Reader, template_id: int) -> list[TemplateVersion]:
    """Return all versions of a template, the newest first."""
    sql = f"SELECT {_VERSION} FROM template_version AS v {_PEOPLE} WHERE v.template_id = ? ORDER BY v.number DESC"
    rows = reader.rows(sql, (template_id,))
    pictures = _pictures(reader, [row[-1] for row in rows])
    return [_version(row, pictures) for row in rows]


def remarks(reader: Reader, template_id: int) -> list[Remark]:
    """Return what was said about a template, in order."""
    sql = """
        SELECT m.id, m.version, p.name, m.text, m.made_at, m.comment_id FROM template_remark AS m
        JOIN member AS p ON p.id = m.member_id WHERE m.template_id = ? ORDER BY m.id
    """
    return [Remark(*row) for row in reader.rows(sql, (template_id,))]


def approvers(reader: Reader, account_id: int | None) -> set[int]:
    """Return the members who may approve the templates of an account (None: those that are meant for all accounts)."""
    sql = """
        SELECT DISTINCT r.member_id FROM member_role AS r JOIN member AS m ON m.id = r.member_id
        WHERE m.active AND r.role IN ('approver', 'lead') AND (r.account_id IS NULL OR r.account_id = ?)
    """
    return {row[0] for row in reader.rows(sql, (account_id or 0,))}


def _cards(reader: Reader, where: str, params: Sequence[object] = ()) -> list[TemplateCard]:
    rows = reader.rows(f"{_CARDS} {where}", params)
    pictures = _pictures(reader, [row[26] for row in rows])
    return [_card(row, pictures) for row in rows]


def _card(row: tuple[Any, ...], pictures: Pictures) -> TemplateCard:
    writer_id, owner_id, owner, review_at, said = row[27:]
    newest = _version(row[16:27], pictures)
    return TemplateCard(load_template(row), newest, writer_id, owner_id, owner or "", review_at, said)


def _version(row: tuple[Any, ...], pictures: Pictures) -> TemplateVersion:
    number, title, body, variants, member, made_at, state, reviewer, reviewed_at, said, keys = row
    return TemplateVersion(
        number,
        title,
        body,
        load_words(variants),
        member or "",
        made_at,
        state if state in _VERDICTS else "",
        reviewer or "",
        reviewed_at,
        said,
        tuple(pictures[key] for key in load_keys(keys) if key in pictures),
    )


def _pictures(reader: Reader, lists: Iterable[str]) -> Pictures:
    """Return the pictures that versions name, by key, with one read."""
    keys = sorted({key for one in lists for key in load_keys(one)})
    return {one.id: one for one in attachments(reader, keys)}
