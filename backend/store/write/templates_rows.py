"""The moves that every write on a template shares: its rows, who may write and approve it, and what is logged."""

from collections.abc import Callable, Sequence
from typing import Any, TypeVar

from sqlalchemy import func, insert, select, update
from sqlalchemy.exc import IntegrityError

from backend.model.actor import CONTENT_ROLES, Actor, ActorKind, Role
from backend.model.change import Topic
from backend.model.event import Happened
from backend.model.reason import Reason
from backend.model.template import TemplateText, VersionState
from backend.policy.templates import check_body
from backend.store.codec import dump_words
from backend.store.engine import Writer
from backend.store.errors import Conflict
from backend.store.write.rows import account, member, member_role, template, template_version
from backend.store.write.standing import may_in, roles_in
from backend.text.clean import clean, clean_line

APPROVING = (Role.APPROVER, Role.LEAD)

TRIES = 5

T = TypeVar("T")

PLACE = ("code", "language", "account_id", "platforms", "purposes")
"""The columns that say how and where a template is found."""

EVERY_ACCOUNT = 0
"""An account that no role is for alone: only roles on all of them count."""


def words_of(text: TemplateText) -> dict[str, str]:
    """Return the columns of a version that a text fills. Raises Conflict: a body that cannot be read."""
    for body in (text.body, *text.variants):
        reason = check_body(body)
        if reason is not None:
            raise Conflict(reason.code, **reason.params)
    variants = [clean(body) for body in text.variants]
    return {"title": clean_line(text.title), "body": clean(text.body), "variants": dump_words(variants)}


def scope_of(w: Writer, text: TemplateText) -> dict[str, Any]:
    """Return the columns of a template that a text fills, its code and language aside. Raises Conflict: no account."""
    return {
        "tags": dump_words(clean_line(tag) for tag in text.tags),
        "account_id": _account_id(w, text),
        "platforms": dump_words(text.platforms),
        "purposes": dump_words(text.purposes),
        "paragraph": clean_line(text.paragraph),
    }


def _account_id(w: Writer, text: TemplateText) -> int | None:
    if text.account is None:
        return None
    named = func.lower(account.c.short_name) == text.account.lower()
    found = w.conn.execute(select(account.c.id).where(named, account.c.removed_at.is_(None))).scalar_one_or_none()
    if found is None:
        raise Conflict("template.no_such_account", template=text.code, name=text.account)
    return int(found)


def lock_template(w: Writer, template_id: int) -> Any:
    """Lock a template's row and return it. Raises Conflict when there is none."""
    row = w.conn.execute(select(template).where(template.c.id == template_id).with_for_update()).one_or_none()
    if row is None:
        raise Conflict("template.missing")
    return row


def known_in(w: Writer, text: TemplateText) -> Any:
    """Lock and return the template of a text's code and language, None when there is none."""
    asked = select(template).where(template.c.code == text.code, template.c.language == text.language)
    return w.conn.execute(asked.with_for_update()).one_or_none()


def version_in(w: Writer, template_id: int, number: int | None) -> Any:
    """Return a version of a template, None when there is none of that number."""
    theirs = (template_version.c.template_id == template_id) & (template_version.c.number == number)
    asked = select(template_version, member.c.name).outerjoin(member, member.c.id == template_version.c.member_id)
    return w.conn.execute(asked.where(theirs)).one_or_none()


def add_template(w: Writer, actor: Actor, text: TemplateText, values: dict[str, Any]) -> int:
    """Enter a template without a version and return its key. The member who enters it answers for it."""
    row = {"code": text.code, "language": text.language, "version": 1, "owner_id": actor.id, "uses": 0} | values
    return int(w.conn.execute(insert(template).returning(template.c.id), row).scalar_one())


def code_free(enter: Callable[[], T]) -> T:
    """Enter templates; once more where another transaction took a code meanwhile, on PostgreSQL, which is seen then.

    There is no row to lock before there is one. Each try is a transaction of its own.
    """
    for _try in range(TRIES - 1):
        try:
            return enter()
        except IntegrityError:
            continue
    return enter()


def add_version(w: Writer, actor: Actor, template_id: int, number: int, words: dict[str, str], **more: Any) -> None:
    """Add a version; what was in review is a draft again, because something newer stands above it.

    It keeps the pictures of the version before, unless `more` names others.
    """
    withdraw(w, template_id)
    before = version_in(w, template_id, number - 1)
    row = {"template_id": template_id, "number": number, "member_id": actor.id, "made_at": w.now}
    pictures = {"attachments": "[]" if before is None else before.attachments}
    w.conn.execute(insert(template_version), row | pictures | words | more)


def withdraw(w: Writer, template_id: int) -> None:
    """Take out of review what is in it."""
    waiting = template_version.c.state == VersionState.IN_REVIEW.value
    put = update(template_version).where(template_version.c.template_id == template_id, waiting)
    w.conn.execute(put.values(state=VersionState.DRAFT.value, sent_at=None))


def put_template(w: Writer, template_id: int, **values: Any) -> None:
    """Change a template's row and tell every desk."""
    if values:
        w.conn.execute(update(template).where(template.c.id == template_id).values(**values))
    w.tell(Topic.TEMPLATE, template_id)


def put_version(w: Writer, version_id: int, **values: Any) -> None:
    """Note what became of a version."""
    w.conn.execute(update(template_version).where(template_version.c.id == version_id).values(**values))


def log_template(
    w: Writer, what: Happened, actor: Actor, row: Any, number: int, *, after: str = "", code: str = "template.version"
) -> None:
    """Log what was done with a version of a template (its row before), and to which state it came."""
    about = Reason(code, {"template": int(row.id), "number": number})
    w.log(what, actor, account_id=row.account_id, before=row.state, after=after or row.state, reason=about)


def must_write(w: Writer, actor: Actor, *accounts: int | None) -> None:
    """Refuse who may not write templates of these accounts; those for all accounts, whoever works with content may."""
    if actor.kind is not ActorKind.MEMBER:
        return
    anywhere = any(role in CONTENT_ROLES for _, role in roles_in(w, actor))
    if not all(anywhere if one is None else may_in(w, actor, one) for one in accounts):
        raise Conflict("member.no_role")


def may_approve(w: Writer, actor: Actor, account_id: int | None) -> bool:
    """Tell whether the actor may approve an account's templates: approver or lead there, or on all accounts."""
    return may_in(w, actor, account_id or EVERY_ACCOUNT, APPROVING)


def must_approve(w: Writer, actor: Actor, *accounts: int | None) -> None:
    """Refuse who may not approve the templates of these accounts."""
    if not all(may_approve(w, actor, one) for one in accounts):
        raise Conflict("template.no_approver")


def must_place(w: Writer, actor: Actor, row: Any, place: dict[str, Any]) -> None:
    """Refuse a move of a template that is in use to whoever may not approve it: it would count at once."""
    moved = any(getattr(row, name) != place.get(name, getattr(row, name)) for name in PLACE)
    if row.approved is None or not moved:
        return
    if not (may_approve(w, actor, row.account_id) and may_approve(w, actor, place["account_id"])):
        raise Conflict("template.in_use")


def other_approver(w: Writer, actor: Actor, account_id: int | None) -> str:
    """Return the name of another member who may approve an account's templates, empty when there is nobody else."""
    there = member_role.c.account_id.is_(None) | (member_role.c.account_id == account_id)
    asked = (
        select(member.c.name)
        .join(member_role, member_role.c.member_id == member.c.id)
        .where(member.c.active, member.c.id != actor.id, member_role.c.role.in_(_values(APPROVING)), there)
        .order_by(member.c.id)
    )
    return str(w.conn.execute(asked).scalars().first() or "")


def _values(roles: Sequence[Role]) -> list[str]:
    return [role.value for role in roles]
