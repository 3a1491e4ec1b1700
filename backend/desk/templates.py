"""Canned replies brought in: from a file, from the starters, and from an answer; and what is said about them."""

from pathlib import Path
from typing import TYPE_CHECKING

from backend.desk.palette import charter_for
from backend.desk.session import STARTERS, Desk
from backend.desk.signing import terms
from backend.desk.subject import about
from backend.desk.template_file import read_templates
from backend.model.actor import SYSTEM, Actor
from backend.model.desk import Outcome, Result
from backend.model.reason import Reason
from backend.model.template import Imported, TemplateText
from backend.policy.stems import language_of
from backend.policy.template_back import proposed, unfilled
from backend.store.errors import Conflict
from backend.store.read.answered import Answered, by_comment, by_outbox
from backend.store.read.templates_review import approvers
from backend.text.outgoing import address

if TYPE_CHECKING:
    from backend.store.engine import Store


def import_file(desk: "Desk | Store", path: Path, *, approve: bool | None = None) -> Imported:
    """Enter the templates of a file (TOML or CSV), all or none. Raises DeskError naming file and line, StoreError.

    From a desk they are approved when the member is the only one who approves, else drafts; from the machine's side,
    approved.
    """
    texts = read_templates(path)
    from backend.store.write.templates import import_templates

    store, actor, may = _door(desk)
    return import_templates(store, actor, texts, approve=may if approve is None else approve)


def _door(desk: "Desk | Store") -> "tuple[Store, Actor, bool]":
    if isinstance(desk, Desk):
        return desk.store, desk.actor, approvers(desk.reader, None) == {desk.me.id}
    return desk, SYSTEM, True


def import_starters(desk: Desk) -> Imported:
    """Enter the templates to begin with, approved."""
    from backend.store.write.templates import import_templates

    texts = [text for path in sorted(STARTERS.glob("*.toml")) for text in read_templates(path)]
    return import_templates(desk.store, desk.actor, texts, approve=True)


def remark(desk: Desk, template_id: int, text: str, comment_id: int | None = None) -> Result:
    """Say something about a template; with a comment: it did not fit that one. REFUSED with the reason."""
    from backend.store.write import templates_talk

    try:
        templates_talk.remark(desk.store, desk.actor, template_id, text, comment_id)
    except Conflict as error:
        return Result(Outcome.REFUSED, error.reason)
    return Result(Outcome.DONE)


def propose(desk: Desk, *, outbox_id: int | None = None, comment_id: int | None = None) -> Result:
    """Make a draft template of a sent answer, named by its action or by its own comment's key.

    DONE with the reason `template.proposed` (`template`: its code, `key`: its key); REFUSED when no such answer was
    sent. Raises DeskError, StoreError.
    """
    sent = by_outbox(desk.reader, outbox_id) if outbox_id is not None else by_comment(desk.reader, comment_id or 0)
    if sent is None:
        return Result(Outcome.REFUSED, Reason("template.not_sent"))
    from backend.store.write import templates_talk

    try:
        key, code = templates_talk.propose(desk.store, desk.actor, _back(desk, sent), sent.comment_id)
    except Conflict as error:
        return Result(Outcome.REFUSED, error.reason)
    return Result(Outcome.DONE, Reason("template.proposed", {"template": code, "key": key}))


def _back(desk: Desk, sent: Answered) -> TemplateText:
    it = about(desk, sent.comment_id)
    name = address(it.comment.to, it.comment.to_handle)
    charter = charter_for(desk, it)
    body = unfilled(
        sent.text,
        it.mention,
        (sent.signature, terms(desk, it).signature, charter.signature.team),
        (it.comment.to, name, *name.split()[:1]),
    )
    language = language_of(sent.text, it.comment.target.language) or ""
    return proposed(body, language if language.isalpha() else charter.languages[0])
