"""A template's way: sent for review, approved or rejected by somebody else, retired, brought back, read anew."""

from typing import Any

from backend.model.actor import Actor, ActorKind
from backend.model.clock import Micros
from backend.model.event import Happened
from backend.model.template import TemplateState, VersionState
from backend.store.engine import Store, Writer
from backend.store.errors import Conflict
from backend.store.write.standing import name_of
from backend.store.write.templates_rows import (
    add_version,
    lock_template,
    log_template,
    must_approve,
    must_write,
    other_approver,
    put_template,
    put_version,
    version_in,
    withdraw,
)
from backend.text.clean import clean


def submit(store: Store, actor: Actor, template_id: int, number: int) -> None:
    """Send the newest version for review. Raises Conflict: it is not the newest (any more), or not a draft."""
    with store.write() as w:
        row = lock_template(w, template_id)
        must_write(w, actor, row.account_id)
        version = _newest(w, row, number)
        if row.state == TemplateState.RETIRED:
            raise Conflict("template.retired")
        if version.state != VersionState.DRAFT:
            raise Conflict(f"template.{version.state}")
        put_version(w, version.id, state=VersionState.IN_REVIEW.value, sent_at=w.now)
        put_template(w, row.id, state=TemplateState.IN_REVIEW.value)
        log_template(w, Happened.TEMPLATE_SENT, actor, row, number, after=TemplateState.IN_REVIEW.value)


def approve(store: Store, actor: Actor, template_id: int, number: int) -> None:
    """Approve the version in review: from now on the palette inserts it.

    Nobody approves their own words where the account has another approver; a lone one may, and the event says so.
    Raises Conflict: no right to do it, their own words, another version came or somebody was faster.
    """
    with store.write() as w:
        row, version = _reviewed(w, actor, template_id, number)
        own = actor.kind is ActorKind.MEMBER and version.member_id == actor.id
        other = other_approver(w, actor, row.account_id) if own else ""
        if other:
            raise Conflict("template.four_eyes", who=other)
        _judge(w, actor, version, VersionState.APPROVED)
        put_template(w, row.id, state=TemplateState.APPROVED.value, approved=number)
        code = "template.alone" if own else "template.version"
        after = TemplateState.APPROVED.value
        log_template(w, Happened.TEMPLATE_APPROVED, actor, row, number, after=after, code=code)


def reject(store: Store, actor: Actor, template_id: int, number: int, said: str) -> None:
    """Give the version in review back to its writer, with a word why. What was approved before stays in use.

    Raises Conflict: no word, no right to do it, another version came or somebody was faster.
    """
    said = clean(said).strip()
    if not said:
        raise Conflict("template.no_word")
    with store.write() as w:
        row, version = _reviewed(w, actor, template_id, number)
        _judge(w, actor, version, VersionState.REJECTED, said)
        put_template(w, row.id, state=TemplateState.DRAFT.value)
        log_template(w, Happened.TEMPLATE_REJECTED, actor, row, number, after=TemplateState.DRAFT.value)


def _newest(w: Writer, row: Any, number: int) -> Any:
    """Return the newest version. Raises Conflict when it is not the one that was shown."""
    version = version_in(w, row.id, row.version)
    if row.version != number:
        raise Conflict("template.moved", number=row.version, who=version.name or "")
    return version


def _reviewed(w: Writer, actor: Actor, template_id: int, number: int) -> tuple[Any, Any]:
    row = lock_template(w, template_id)
    must_approve(w, actor, row.account_id)
    version = _newest(w, row, number)
    if version.reviewed_at is not None:
        raise Conflict("template.reviewed", who=name_of(w, version.reviewer_id))
    if version.state != VersionState.IN_REVIEW:
        raise Conflict("template.not_in_review")
    return row, version


def _judge(w: Writer, actor: Actor, version: Any, state: VersionState, said: str = "") -> None:
    put_version(w, version.id, state=state.value, reviewer_id=actor.id, reviewed_at=w.now, said=said)


def retire(store: Store, actor: Actor, template_id: int) -> None:
    """Take a template out of use; its versions and its discussion stay.

    An approver may; the owner of one that was never approved may as well. Raises Conflict: no right, retired already.
    """
    with store.write() as w:
        row = lock_template(w, template_id)
        mine = row.approved is None and row.owner_id is not None and row.owner_id == actor.id
        if not mine:
            must_approve(w, actor, row.account_id)
        if row.state == TemplateState.RETIRED:
            raise Conflict("template.retired")
        withdraw(w, row.id)
        put_template(w, row.id, state=TemplateState.RETIRED.value, approved=None, retired_at=w.now)
        log_template(w, Happened.TEMPLATE_RETIRED, actor, row, row.version, after=TemplateState.RETIRED.value)


def bring_back(store: Store, actor: Actor, template_id: int) -> int:
    """Make a retired template a draft again, with its last words as a new version, and return that number.

    Raises Conflict: no right, not retired.
    """
    with store.write() as w:
        row = lock_template(w, template_id)
        must_write(w, actor, row.account_id)
        if row.state != TemplateState.RETIRED:
            raise Conflict("template.not_retired")
        last, number = version_in(w, row.id, row.version), int(row.version) + 1
        add_version(w, actor, row.id, number, {"title": last.title, "body": last.body, "variants": last.variants})
        put_template(w, row.id, state=TemplateState.DRAFT.value, version=number, retired_at=None)
        log_template(w, Happened.TEMPLATE_RETURNED, actor, row, number, after=TemplateState.DRAFT.value)
        return number


def set_review(store: Store, actor: Actor, template_id: int, review_at: Micros | None) -> None:
    """Say when a template is to be read anew (UTC µs; None: never), which also says that it has been read now.

    Raises Conflict: neither its owner nor an approver, a moment that has passed.
    """
    with store.write() as w:
        row = _owned(w, actor, template_id)
        if review_at is not None and review_at <= w.now:
            raise Conflict("template.past")
        put_template(w, row.id, review_at=review_at)
        log_template(w, Happened.TEMPLATE_REVIEWED, actor, row, row.version)


def set_owner(store: Store, actor: Actor, template_id: int, member_id: int) -> None:
    """Let another member answer for a template. Raises Conflict: no right to do it, or they could not work on it."""
    with store.write() as w:
        row = _owned(w, actor, template_id)
        theirs = Actor(ActorKind.MEMBER, member_id)
        must_write(w, theirs, row.account_id)
        put_template(w, row.id, owner_id=member_id)
        log_template(w, Happened.TEMPLATE_GIVEN, actor, row, row.version)


def _owned(w: Writer, actor: Actor, template_id: int) -> Any:
    """Lock a template for its owner or an approver."""
    row = lock_template(w, template_id)
    if row.owner_id is None or row.owner_id != actor.id:
        must_approve(w, actor, row.account_id)
    return row
