"""Templates as the screen shows them: the list with what waits for me, all about one of them, and its pages.

Everything here reads; the verbs lie in `template_review`. Raises DeskError and StoreError.
"""

from collections.abc import Mapping
from dataclasses import replace

from backend.desk.palette import charter_for, values_for, wording
from backend.desk.session import Desk, DeskError
from backend.desk.subject import About, about, limits_for
from backend.desk.template_page import edit_text
from backend.desk.template_review import as_text, awaiting, cards, due
from backend.model.account import Account, platform_name
from backend.model.actor import CONTENT_ROLES, Member
from backend.model.charter import Charter, Paragraph
from backend.model.signing import Signer
from backend.model.template import Purpose, Remark, Template, TemplateCard, TemplateText, TemplateVersion
from backend.model.template_view import Length, Preview, TemplateBoard, TemplateView
from backend.policy.signing import signing
from backend.policy.template_scope import charter_words, is_meant
from backend.policy.template_steps import approves, barred
from backend.policy.templates import fill
from backend.store.read import people, target
from backend.store.read import templates_review as reading
from backend.store.read.accounts import accounts
from backend.store.read.charters import charter_of, charters
from backend.text.counting import count, fits
from backend.text.outgoing import outgoing


def board(desk: Desk) -> TemplateBoard:
    """Return all templates, by code and language, and which of them wait for me."""
    waiting, late = awaiting(desk), due(desk)
    return TemplateBoard(
        cards(desk, retired=True),
        tuple(one.template.id for one in waiting),
        tuple(one.template.id for one in late),
    )


def view(desk: Desk, template_id: int, comment_id: int | None) -> TemplateView:
    """Return all about a template, its newest words filled in for a comment where there is one."""
    me = desk.must_read()
    card = _card(desk, template_id)
    it = _subject(desk, comment_id)
    remarks = tuple(reading.remarks(desk.reader, template_id))
    return TemplateView(
        card,
        barred(card, *_sides(desk, me, card.template.account_id)),
        tuple(reading.versions(desk.reader, template_id)),
        remarks,
        _asked(desk, me, remarks),
        _paragraph(desk, card.template, it),
        _preview(desk, card.template, it) if it is not None else None,
        _lengths(desk, card.template, it),
    )


def _subject(desk: Desk, comment_id: int | None) -> About | None:
    """Return the comment to fill in for, None where there is none, or none that I may read any more."""
    try:
        return about(desk, comment_id) if comment_id is not None else None
    except DeskError:
        return None


def _card(desk: Desk, template_id: int) -> TemplateCard:
    card = reading.card(desk.reader, template_id)
    if card is None:
        raise DeskError("template.missing")
    return card


def _sides(desk: Desk, me: Member, account_id: int | None) -> tuple[Member, str]:
    """Return me with the roles I have now, and somebody else who approves an account's templates (empty: nobody)."""
    team = people.members(desk.reader)
    mine = next((one for one in team if one.id == me.id), me)
    return mine, next((one.name for one in team if one.id != me.id and approves(one, account_id)), "")


def _asked(desk: Desk, me: Member, remarks: tuple[Remark, ...]) -> dict[int, str]:
    """Return the words of the comments that remarks are about, masked, by key."""
    found = (target.subject(desk.reader, one.comment_id) for one in remarks if one.comment_id is not None)
    return {one.comment_id: one.text for one in found if one is not None and me.may(one.account_id, *CONTENT_ROLES)}


def _paragraph(desk: Desk, template: Template, it: About | None) -> Paragraph | None:
    """Return the paragraph that a template follows: of its account's charter, else of the comment's or the house's."""
    if not template.paragraph:
        return None
    where = template.account_id or (it.account.id if it is not None else None)
    held = charter_of(desk.reader, where)
    return held.charter.paragraph(template.paragraph) if held is not None else None


# -- filled in


def _preview(desk: Desk, template: Template, it: About) -> Preview:
    words = values_for(desk, it) | charter_words(charter_for(desk, it), template.language)
    limits = limits_for(desk, it)
    return Preview(
        it.comment.comment_id,
        it.account.id,
        it.comment.author,
        it.comment.text,
        tuple(wording(it, body, words, limits, number) for number, body in enumerate(template.bodies)),
        _is_for(template, it.account),
    )


def _is_for(template: Template, account: Account) -> bool:
    """Tell whether a template is meant for an account and its platform, whatever decision it belongs to."""
    return is_meant(template, account.id, account.platform, next(iter(template.purposes), Purpose.REPLY))


def _lengths(desk: Desk, template: Template, it: About | None) -> tuple[Length, ...]:
    """Return how long a template is on each platform where it may be used, without the mention; by platform."""
    held = {one.account_id: one.charter for one in charters(desk.reader)}
    said = values_for(desk, it) if it is not None else {}
    tightest: dict[str, Length] = {}
    for account in accounts(desk.reader):
        if _is_for(template, account):
            charter = held.get(account.id) or held.get(None)
            one = _length(template, account, {**said, **_of_account(desk.me, account, charter, template.language)})
            known = tightest.setdefault(one.platform, one)
            if one.limit - one.length < known.limit - known.length:
                tightest[one.platform] = one
    return tuple(tightest[name] for name in sorted(tightest))


def _of_account(me: Member, account: Account, charter: Charter | None, language: str) -> dict[str, str]:
    """Return what the variables are filled with that depend on the account alone."""
    values = {"account": account.name, "platform": platform_name(account.platform)}
    if charter is None:
        return values | {"signature": me.signature}
    signed = signing(charter.signature, Signer(me.id, me.name, me.alias, me.sign_consent, me.signature), None)
    return values | {"signature": signed.text} | charter_words(charter, language)


def _length(template: Template, account: Account, values: Mapping[str, str]) -> Length:
    limits = account.capabilities.limits
    texts = [outgoing(fill(body, values).text, "") for body in template.bodies]
    longest = max(texts, key=lambda text: count(text, limits))
    whole = all(fits(text, limits) for text in texts)
    return Length(account.platform, account.id, count(longest, limits), limits.text, whole)


# -- pages


def page(desk: Desk, template_id: int, number: int | None) -> tuple[TemplateVersion, str] | None:
    """Return a version of a template (None: the newest) and its words as a page; None when it has no such version."""
    desk.must_read()
    card = _card(desk, template_id)
    known = reading.versions(desk.reader, template_id)
    found = next((one for one in known if number is None or one.number == number), None)
    if found is None:
        return None
    words = replace(card.template, title=found.title, body=found.body, variants=found.variants)
    return found, edit_text(as_text(desk, words))


def new_page(desk: Desk) -> str:
    """Return the page that a new template begins with, in the member's language."""
    desk.must_read()
    return edit_text(TemplateText("", desk.me.language, "", "\n{signature}"))
