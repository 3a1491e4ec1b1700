"""What is said of templates as they are written and reviewed: states, groups, who and when, one as a sentence. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from enum import StrEnum
from typing import TYPE_CHECKING

from backend.i18n import _, ngettext, pgettext
from backend.model.account import platform_name
from backend.model.template import Purpose, TemplateState
from tui import symbols as sign
from tui.text import Clean, safe_line
from tui.when import day
from tui.widgets.look import Look
from tui.widgets.marks import Mark

if TYPE_CHECKING:
    from backend.model.account import Account
    from backend.model.template import Template, TemplateCard, TemplateVersion
    from backend.model.template_view import TemplateBoard


class Group(StrEnum):
    """Which templates are listed."""

    ALL = "all"
    AWAITING = "awaiting"
    MINE = "mine"
    DUE = "due"
    RETIRED = "retired"


# -- groups


def group_word(group: Group) -> str:
    """Return what a group is called."""
    return {
        Group.ALL: pgettext("templates", "all"),
        Group.AWAITING: pgettext("templates", "for my approval"),
        Group.MINE: pgettext("templates", "mine"),
        Group.DUE: pgettext("templates", "to be read anew"),
        Group.RETIRED: pgettext("templates", "retired"),
    }[group]


def in_group(board: TemplateBoard, group: Group, me: int) -> list[TemplateCard]:
    """Return the templates of a group: what waits, by how long it has; mine with the rejected ones on top."""
    waiting = {Group.AWAITING: board.awaiting, Group.DUE: board.due}.get(group)
    if waiting is not None:
        by_id = {one.template.id: one for one in board.cards}
        return [by_id[key] for key in waiting if key in by_id]
    if group is Group.RETIRED:
        return [one for one in board.cards if retired(one)]
    rest = [one for one in board.cards if not retired(one)]
    if group is Group.ALL:
        return rest
    return sorted((one for one in rest if me in (one.owner_id, one.writer_id)), key=lambda one: not rejected(one))


def matches(card: TemplateCard, wanted: str, accounts: Mapping[int, Account]) -> bool:
    """Tell whether all words that were typed stand in a template: its code, title, tags, words, account or owner."""
    one = card.template
    account = accounts.get(one.account_id or 0)
    named = (one.code, one.language, one.title, card.owner, account.short_name if account else "")
    have = " ".join((*named, *one.tags, *one.bodies)).casefold()
    return all(part in have for part in wanted.casefold().split())


# -- states


def retired(card: TemplateCard) -> bool:
    """Tell whether a template is out of use."""
    return card.template.state is TemplateState.RETIRED


def rejected(card: TemplateCard) -> bool:
    """Tell whether the newest words were given back."""
    return card.newest.verdict == "rejected"


def state_mark(card: TemplateCard) -> Mark:
    """Return the state of a template's newest words as a sign, a word and a colour."""
    state = card.template.state
    if state is TemplateState.RETIRED:
        return Mark(sign.NO_NUMBER, pgettext("template", "retired"), "dim")
    if state is TemplateState.APPROVED:
        return Mark(sign.DONE, pgettext("template", "approved"), "good")
    if state is TemplateState.IN_REVIEW:
        return Mark(sign.OPEN, pgettext("template", "in review"), "lamp")
    if rejected(card):
        return Mark(sign.BAD, pgettext("template", "rejected"), "danger")
    return Mark(sign.WRITING, pgettext("template", "draft"), "info")


def in_use(card: TemplateCard) -> int | None:
    """Return the version that answers are made from while a newer one is written or judged; None without such a one."""
    one = card.template
    return one.approved if one.approved != card.newest.number else None


def use_words(card: TemplateCard) -> str:
    """Say which version is in use although there is a newer one."""
    number = in_use(card)
    return _("version {n} stays in use until then").format(n=number) if number is not None else ""


def review_words(card: TemplateCard, look: Look) -> str:
    """Say when a template is to be read anew; a day that has come bears a sign."""
    if card.review_at is None:
        return ""
    when = day(card.review_at, look.now, look.zone)
    return f"{sign.LATE} {when}" if is_due(card, look) else when


def is_due(card: TemplateCard, look: Look) -> bool:
    """Tell whether a template should have been read anew."""
    return card.review_at is not None and card.review_at <= look.now and not retired(card)


# -- who and when


def version_words(version: TemplateVersion, look: Look) -> str:
    """Say which version it is, by whom and since when."""
    who = safe_line(version.member, 30) or _("the program")
    when = day(version.made_at, look.now, look.zone)
    return _("version {n} by {name}, {time}").format(n=version.number, name=who, time=when)


def verdict_words(version: TemplateVersion, look: Look) -> str:
    """Say who approved or rejected a version, when, and with which word; nothing while nobody has."""
    if not version.verdict or version.reviewed_at is None:
        return ""
    said = _("approved by {name}, {time}") if version.verdict == "approved" else _("rejected by {name}, {time}")
    who = safe_line(version.reviewer, 30) or _("the program")
    told = said.format(name=who, time=day(version.reviewed_at, look.now, look.zone))
    word = safe_line(version.said, 300)
    return f"{told}: {word}" if word else told


def scope_words(template: Template, look: Look) -> str:
    """Say where a template is meant for: account, platforms, and the decisions it goes with."""
    account = look.accounts.get(template.account_id or 0)
    where = [safe_line(account.short_name, 20) if account is not None else _("all accounts")]
    where += [platform_name(name) for name in template.platforms]
    where += purpose_words(template.purposes)
    return f" {sign.DOT} ".join(where)


def purpose_words(purposes: Sequence[str]) -> list[str]:
    """Return what the decisions are called that a template belongs to."""
    words = {
        Purpose.REPLY.value: pgettext("purpose", "reply"),
        Purpose.PRIVATE_REPLY.value: pgettext("purpose", "private reply"),
        Purpose.HIDE.value: pgettext("purpose", "hide"),
        Purpose.REFER.value: pgettext("purpose", "refer"),
    }
    return [words.get(one, safe_line(one, 20)) for one in purposes]


def uses_words(template: Template) -> str:
    """Say how often answers were made from a template."""
    return ngettext("{n} answer", "{n} answers", template.uses).format(n=template.uses)


def spoken(card: TemplateCard, place: str, look: Look) -> Clean:
    """Return a template as a sentence, for who listens."""
    one = card.template
    told = (
        safe_line(f"{one.code} {one.language} {place}", 80),
        safe_line(one.title, 120),
        state_mark(card).words,
        use_words(card),
        scope_words(one, look),
        uses_words(one),
        _("to be read anew {time}").format(time=review_words(card, look)) if card.review_at is not None else "",
    )
    return Clean(", ".join(filter(None, told)))
