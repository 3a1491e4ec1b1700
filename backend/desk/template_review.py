"""Templates as they are written and reviewed at a desk: what there is, what waits for me, and every verb on one.

Verbs raise Conflict (what was asked does not fit what is there), DeskError and StoreError; nothing is done then.
"""

from backend.desk.evidence import until_of
from backend.desk.session import Desk, DeskError
from backend.desk.template_page import edit_text, read_text
from backend.model.template import Remark, Template, TemplateCard, TemplateText, TemplateVersion
from backend.policy.template_diff import difference
from backend.policy.template_steps import EVERY_ACCOUNT, approves
from backend.store.read import templates_review as reading
from backend.store.read.accounts import accounts


def cards(desk: Desk, *, retired: bool = False) -> tuple[TemplateCard, ...]:
    """Return all templates with their newest words, by code and language."""
    desk.must_read()
    return tuple(reading.cards(desk.reader, retired=retired))


def awaiting(desk: Desk) -> tuple[TemplateCard, ...]:
    """Return the templates whose newest words I may approve or reject, those that have waited longest first."""
    desk.must_read()
    return tuple(one for one in reading.in_review(desk.reader) if _mine_to_judge(desk, one))


def _mine_to_judge(desk: Desk, card: TemplateCard) -> bool:
    if not approves(desk.me, card.template.account_id):
        return False
    return card.writer_id != desk.me.id or reading.approvers(desk.reader, card.template.account_id) == {desk.me.id}


def rejected(desk: Desk) -> tuple[TemplateCard, ...]:
    """Return what I wrote and somebody rejected, with their word, until it is mended or retired."""
    return tuple(reading.rejected_of(desk.reader, desk.must_read().id))


def due(desk: Desk) -> tuple[TemplateCard, ...]:
    """Return the templates that I am to read anew: my own, and those I may approve that nobody answers for."""
    me, now = desk.must_read(), desk.clock.now()
    nobodys = reading.due_without_owner(desk.reader, now)
    theirs = [one for one in nobodys if approves(desk.me, one.template.account_id)]
    return (*reading.due_for_review(desk.reader, me.id, now), *theirs)


def versions(desk: Desk, template_id: int) -> tuple[TemplateVersion, ...]:
    """Return all versions of a template, the newest first."""
    desk.must_read()
    return tuple(reading.versions(desk.reader, template_id))


def diff(desk: Desk, template_id: int, old: int, new: int) -> tuple[str, ...]:
    """Return what differs between two versions: all lines, each behind a blank, `-` or `+`. Raises DeskError."""
    there = {one.number: one for one in versions(desk, template_id)}
    if old not in there or new not in there:
        raise DeskError("template.missing")
    return difference(there[old], there[new])


def remarks(desk: Desk, template_id: int) -> tuple[Remark, ...]:
    """Return the discussion on a template, in order. A line about a comment whose writer had it deleted is empty."""
    desk.must_read()
    return tuple(reading.remarks(desk.reader, template_id))


def editing(desk: Desk, template_id: int) -> tuple[str, int]:
    """Return the newest words as a page to edit, and the number that a save is based on. Raises DeskError."""
    desk.must_read()
    card = reading.card(desk.reader, template_id)
    if card is None:
        raise DeskError("template.missing")
    return edit_text(as_text(desk, card.template)), card.newest.number


def as_text(desk: Desk, template: Template) -> TemplateText:
    """Return a template as it is written down, with its account's short name."""
    return text_of(template, {one.id: one.short_name for one in accounts(desk.reader)})


def text_of(template: Template, names: dict[int, str]) -> TemplateText:
    """Return a template as it is written down; `names` are the accounts' short names."""
    return TemplateText(
        template.code,
        template.language,
        template.title,
        template.body,
        template.tags,
        names.get(template.account_id or EVERY_ACCOUNT),
        template.variants,
        template.platforms,
        template.purposes,
        template.paragraph,
    )


def save(desk: Desk, template_id: int | None, page: str, base: int) -> tuple[int, int]:
    """Save a page (None and 0: of a new template) as a draft; return the template's key and the version's number.

    Raises Conflict template.moved with `number` and `who` when another version came since `base`: theirs is kept as a
    version, and the page is still in the caller's hands.
    """
    text = read_text(page)
    from backend.store.write.templates_draft import save_draft

    return save_draft(desk.store, desk.actor, template_id, text, base)


def submit(desk: Desk, template_id: int, number: int) -> None:
    """Send the newest version for approval."""
    from backend.store.write.templates_review import submit

    submit(desk.store, desk.actor, template_id, number)


def approve(desk: Desk, template_id: int, number: int) -> None:
    """Approve the version in review; nobody's own, unless nobody else approves there."""
    from backend.store.write.templates_review import approve

    approve(desk.store, desk.actor, template_id, number)


def reject(desk: Desk, template_id: int, number: int, said: str) -> None:
    """Give the version in review back to its writer with a word."""
    from backend.store.write.templates_review import reject

    reject(desk.store, desk.actor, template_id, number, said)


def retire(desk: Desk, template_id: int) -> None:
    """Take a template out of use."""
    from backend.store.write.templates_review import retire

    retire(desk.store, desk.actor, template_id)


def bring_back(desk: Desk, template_id: int) -> int:
    """Make a retired template a draft again; return the number of its new version."""
    from backend.store.write.templates_review import bring_back

    return bring_back(desk.store, desk.actor, template_id)


def set_review(desk: Desk, template_id: int, typed: str) -> None:
    """Say when a template is to be read anew: `90d`, `6m`, `1y`, the day at whose end that is, or nothing for never.

    It is also how a template that is due is said to be read.
    """
    review_at = until_of(desk, typed) if typed.strip() else None
    if typed.strip() and review_at is None:
        raise DeskError("template.past")
    from backend.store.write.templates_review import set_review

    set_review(desk.store, desk.actor, template_id, review_at)


def set_owner(desk: Desk, template_id: int, member_id: int) -> None:
    """Let another member answer for a template."""
    from backend.store.write.templates_review import set_owner

    set_owner(desk.store, desk.actor, template_id, member_id)
