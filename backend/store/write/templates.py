"""Templates from a file: entered, changed with a new version, or the same as they are."""

from collections.abc import Sequence
from typing import Any

from backend.model.actor import Actor, ActorKind
from backend.model.event import Happened
from backend.model.template import Imported, TemplateState, TemplateText, VersionState
from backend.store.engine import Store, Writer
from backend.store.errors import Conflict
from backend.store.write.templates_rows import (
    add_template,
    add_version,
    code_free,
    known_in,
    lock_template,
    log_template,
    must_approve,
    must_place,
    must_write,
    other_approver,
    put_template,
    put_version,
    scope_of,
    version_in,
    words_of,
)


def import_templates(store: Store, actor: Actor, texts: Sequence[TemplateText], *, approve: bool) -> Imported:
    """Enter templates, all or none. A known one (code and language) whose words differ gets a new version.

    With `approve` they can be used at once, else they are drafts for somebody to approve, and what was approved before
    stays in use. What says what is in use already is the same, whatever draft lies beside it. A file holds no pictures:
    with `approve` those in use go on, and those of a draft are not approved. Raises Conflict: an account that is not
    there, no right to do it, words that another approver must read.
    """

    def enter() -> Imported:
        with store.write() as w:
            done = [_import_in(w, actor, text, approve=approve) for text in texts]
            return Imported(done.count("added"), done.count("changed"), done.count("same"))

    return code_free(enter)


def _import_in(w: Writer, actor: Actor, text: TemplateText, *, approve: bool) -> str:
    words, scope = words_of(text), scope_of(w, text)
    known = known_in(w, text)
    accounts = {scope["account_id"], scope["account_id"] if known is None else known.account_id}
    _refuse(w, actor, accounts, approve=approve)
    if known is None:
        _add(w, actor, text, words, scope, approve=approve)
        return "added"
    must_place(w, actor, known, scope)
    return _change(w, actor, known, words, scope, approve=approve)


def _refuse(w: Writer, actor: Actor, accounts: set[int | None], *, approve: bool) -> None:
    must_write(w, actor, *accounts)
    if not approve or actor.kind is not ActorKind.MEMBER:
        return
    must_approve(w, actor, *accounts)
    others = [name for one in accounts if (name := other_approver(w, actor, one))]
    if others:
        raise Conflict("template.four_eyes", who=others[0])


def _add(
    w: Writer, actor: Actor, text: TemplateText, words: dict[str, str], scope: dict[str, Any], *, approve: bool
) -> None:
    key = add_template(w, actor, text, scope | _state(1, approve=approve))
    add_version(w, actor, key, 1, words, **_verdict(w, actor, approve=approve))
    put_template(w, key)
    log_template(w, Happened.TEMPLATE_IMPORTED, actor, lock_template(w, key), 1)


def _state(number: int, *, approve: bool) -> dict[str, Any]:
    """Return the columns of a template whose version of this number came in just now."""
    state = TemplateState.APPROVED if approve else TemplateState.DRAFT
    in_use = {"approved": number} if approve else {}
    return {"state": state.value, "version": number, "retired_at": None} | in_use


def _verdict(w: Writer, actor: Actor, *, approve: bool) -> dict[str, Any]:
    if not approve:
        return {"state": VersionState.DRAFT.value}
    return {"state": VersionState.APPROVED.value, "reviewer_id": actor.id, "reviewed_at": w.now}


def _change(w: Writer, actor: Actor, known: Any, words: dict[str, str], scope: dict[str, Any], *, approve: bool) -> str:
    placed = all(getattr(known, name) == value for name, value in scope.items())
    newest, approved = version_in(w, known.id, known.version), version_in(w, known.id, known.approved)
    in_use = _same(approved, words)
    pictures = {"attachments": "[]" if approved is None else approved.attachments} if approve else {}
    there = _same(newest, words | pictures)
    if placed and (in_use or (there and not approve)):
        return "same"
    number = known.version
    if in_use or (there and not approve):  # only where it is meant for differs
        state: dict[str, Any] = {}
    elif there:
        put_version(w, newest.id, sent_at=None, **_verdict(w, actor, approve=approve))
        state = _state(number, approve=approve)
    else:
        number += 1
        add_version(w, actor, known.id, number, words, **pictures, **_verdict(w, actor, approve=approve))
        state = _state(number, approve=approve)
    put_template(w, known.id, **scope, **state)
    log_template(w, Happened.TEMPLATE_CHANGED, actor, known, number, after=state.get("state", ""))
    return "changed"


def _same(version: Any, words: dict[str, str]) -> bool:
    return version is not None and all(getattr(version, name) == value for name, value in words.items())
