"""What is said about a template, and templates that are made of answers which were sent."""

from dataclasses import replace
from itertools import count

from sqlalchemy import insert, select

from backend.model.actor import Actor
from backend.model.event import Happened
from backend.model.template import TemplateText
from backend.store.engine import Store, Writer
from backend.store.errors import Conflict
from backend.store.write.rows import comment, template, template_remark
from backend.store.write.standing import may_in
from backend.store.write.templates_draft import new_in
from backend.store.write.templates_rows import code_free, lock_template, log_template, must_write, put_template
from backend.text.clean import clean


def remark(store: Store, actor: Actor, template_id: int, text: str, comment_id: int | None = None) -> int:
    """Say something about a template as it is now, and return the line's key.

    With a comment it says that the template did not fit that one, and may do without a text. Raises Conflict: nothing
    said, no such template or comment, no right.
    """
    text = clean(text).strip()
    if not text and comment_id is None:
        raise Conflict("template.no_word")
    with store.write() as w:
        row = lock_template(w, template_id)
        must_write(w, actor, row.account_id)
        if comment_id is not None:
            _must_read(w, actor, comment_id)
        key = _remark_in(w, actor, row.id, row.version, text, comment_id)
        put_template(w, row.id)
        log_template(w, Happened.TEMPLATE_REMARKED, actor, row, row.version)
        return key


def propose(store: Store, actor: Actor, text: TemplateText, comment_id: int) -> tuple[int, str]:
    """Enter a template made of an answer to a comment, as a draft with that comment attached; return key and code.

    Where the code is taken a number is put behind it. Raises Conflict as `save_draft` does, StoreError.
    """

    def enter() -> tuple[int, str]:
        with store.write() as w:
            _must_read(w, actor, comment_id)
            free = _free(w, text)
            key = new_in(w, actor, free, Happened.TEMPLATE_PROPOSED)
            _remark_in(w, actor, key, 1, "", comment_id)
            return key, free.code

    return code_free(enter)


def _must_read(w: Writer, actor: Actor, comment_id: int) -> None:
    account_id = w.conn.execute(select(comment.c.account_id).where(comment.c.id == comment_id)).scalar_one_or_none()
    if account_id is None:
        raise Conflict("comment.missing")
    if not may_in(w, actor, account_id):
        raise Conflict("member.no_role")


def _free(w: Writer, text: TemplateText) -> TemplateText:
    """Return the text with a code that no template of its language has."""
    taken = set(w.conn.execute(select(template.c.code).where(template.c.language == text.language)).scalars())
    codes = (f"{text.code}-{number}" if number > 1 else text.code for number in count(1))
    return replace(text, code=next(code for code in codes if code not in taken))


def _remark_in(w: Writer, actor: Actor, template_id: int, version: int, text: str, comment_id: int | None) -> int:
    row = {
        "template_id": template_id,
        "version": version,
        "member_id": actor.id,
        "text": text,
        "comment_id": comment_id,
        "made_at": w.now,
    }
    return int(w.conn.execute(insert(template_remark).returning(template_remark.c.id), row).scalar_one())
