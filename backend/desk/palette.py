"""Canned replies at hand: ranked for a comment, filled in, and measured by the account's limit."""

from collections.abc import Sequence
from dataclasses import replace

from backend.desk.session import Desk
from backend.desk.signing import terms
from backend.desk.subject import About, about, limits_for
from backend.model.account import Act, Limits, platform_name
from backend.model.charter import Charter
from backend.model.palette import Suggestion, Wording
from backend.model.template import Purpose
from backend.policy.pictures import going
from backend.policy.ranking import Learned, Ranked, Situation, asked, rank
from backend.policy.stems import language_of
from backend.policy.template_scope import charter_words, is_meant, spoken
from backend.policy.templates import fill
from backend.policy.wordings import in_turn
from backend.store.read import picks
from backend.store.read.attachments import attachments
from backend.store.read.briefs import template_codes
from backend.store.read.case_card import templates_for
from backend.store.read.charters import charter_of
from backend.store.read.templates import templates
from backend.text.counting import count, fits
from backend.text.outgoing import address, outgoing


def palette(
    desk: Desk,
    comment_id: int,
    filter: str = "",
    limit: int = 9,
    purpose: str = Purpose.REPLY,
    *,
    act: str = Act.REPLY,
) -> tuple[Suggestion, ...]:
    """Return the templates that fit a comment best, filled in for it; `filter` is what was typed to narrow them.

    Only those that are meant for its account, its platform and the `purpose`, each in one language, measured by what
    the platform takes of the `act`. Raises DeskError, StoreError.
    """
    it = about(desk, comment_id)
    charter = charter_for(desk, it)
    ranked = ranked_for(desk, it, charter, filter, limit, purpose)
    used = picks.wordings_used(desk.reader, comment_id, it.account.id)
    values = values_for(desk, it)
    limits = limits_for(desk, it, act)
    shown = (_suggestion(it, one, charter, values, used.get(one.template.id, []), limits) for one in ranked)
    takes = act == Act.REPLY and not it.comment.captured
    return tuple(_pictured(desk, limits, one, takes=takes) for one in shown)


def _pictured(desk: Desk, limits: Limits, one: Suggestion, *, takes: bool) -> Suggestion:
    """Add the pictures of a template, and which of them go along where an answer takes any at all."""
    if not one.template.attachments:
        return one
    pictures = attachments(desk.reader, one.template.attachments)
    return replace(one, pictures=pictures, going=going(pictures, limits) if takes else ())


def charter_for(desk: Desk, it: About) -> Charter:
    """Return the charter that holds for a comment, one that says nothing where there is none."""
    held = charter_of(desk.reader, it.account.id)
    return Charter() if held is None else held.charter


def ranked_for(desk: Desk, it: About, charter: Charter, typed: str, limit: int, purpose: str) -> list[Ranked]:
    """Return the templates in use that are meant for a comment, ranked for it."""
    text = it.comment.text
    language = language_of(text, it.comment.target.language)
    mine = templates(desk.reader, it.account.id)
    fitting = [one for one in mine if is_meant(one, it.account.id, it.account.platform, purpose)]
    meant = [one for one, _foreign in spoken(fitting, language, charter.languages)]
    learned = Learned(*picks.picked(desk.reader, asked(text, language)))
    return rank(meant, _situation(desk, it, charter, language, typed), learned, limit)


def _situation(desk: Desk, it: About, charter: Charter, language: str | None, typed: str) -> Situation:
    on = picks.about(desk.reader, it.comment.comment_id)
    wanted, unwanted = template_codes(desk.reader, it.account.id, desk.clock.now())
    routines = [routine for category in on.categories[:1] if (routine := charter.routine(category))]
    of_case = templates_for(desk.reader, it.comment.comment_id)
    named = [*of_case, *(code for routine in routines for code in routine.templates if code not in of_case)]
    return Situation(
        it.comment.text,
        language,
        charter.languages,
        on.categories,
        on.is_set,
        on.personal,
        (*named, *(charter.personal.templates if on.personal else ())),
        wanted,
        unwanted,
        typed,
    )


def values_for(desk: Desk, it: About) -> dict[str, str]:
    """Return what the variables of a template are filled with for a comment, but for the charter's.

    What is left out is a blank. Under a charter an answer may go unsigned, and names only a member who agreed to it.
    """
    me, said = desk.me, terms(desk, it)
    values = {
        "author": address(it.comment.to, it.comment.to_handle),
        "handle": it.comment.to_handle,
        "account": it.account.name,
        "platform": platform_name(it.account.platform),
        "member": (me.alias or me.name) if said.signs is None or me.sign_consent else "",
        "signature": said.signature,
    }
    return {name: one for name, one in values.items() if one or (name == "signature" and said.signs is not None)}


def _suggestion(
    it: About, ranked: Ranked, charter: Charter, values: dict[str, str], used: Sequence[int], limits: Limits
) -> Suggestion:
    template = ranked.template
    words = values | charter_words(charter, template.language)
    turns = in_turn(len(template.bodies), used)
    wordings = tuple(wording(it, template.bodies[number], words, limits, number) for number in turns)
    return Suggestion(template, wordings, ranked.whys, charter.paragraph(template.paragraph))


def wording(it: About, body: str, values: dict[str, str], limits: Limits, number: int = 0) -> Wording:
    """Fill a body in for a comment and measure it. Raises TemplateError."""
    filled = fill(body, values)
    whole = outgoing(filled.text, it.mention)
    return Wording(number, filled.text.rstrip(), filled.blanks, count(whole, limits), limits.text, fits(whole, limits))
