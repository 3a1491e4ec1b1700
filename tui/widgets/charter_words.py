"""How a charter is told: kinds of comments, durations, hours, who signs. Pure."""

from __future__ import annotations

import re
from collections.abc import Sequence

from backend.i18n import _, ngettext
from backend.i18n.reasons_categories import CATEGORIES
from backend.model.category import Category
from backend.model.charter import Approval, Charter, Hours, Routine, Signature, Signing, Span, Target
from tui.text import safe_line

DAY_MIN = 24 * 60

_NAMED = re.compile("FIRSTNAME|INITIALS|NAME")


def kind_word(category: Category | None) -> str:
    """Return the word for a kind of comment, None: every other."""
    return _("every other") if category is None else _(CATEGORIES[f"category.{category}"])


def kind_words(categories: Sequence[Category]) -> str:
    """Return the words for several kinds."""
    return ", ".join(map(kind_word, categories))


def duration(minutes: int, hours: Hours, *, always: bool = False) -> str:
    """Say minutes of watch hours in the largest unit that says them whole; a day is the longest weekday's."""
    longest = max((sum(span.end - span.start for span in spans) for spans in hours.week), default=0)
    day = longest if longest and not always else DAY_MIN
    if minutes and minutes % day == 0:
        return ngettext("{n} day", "{n} days", minutes // day).format(n=minutes // day)
    if minutes and minutes % 60 == 0:
        return ngettext("{n} hour", "{n} hours", minutes // 60).format(n=minutes // 60)
    return ngettext("{n} minute", "{n} minutes", minutes).format(n=minutes)


def target_words(target: Target, hours: Hours) -> str:
    """Say how soon something is answered, and by which clock."""
    said = duration(target.minutes, hours, always=target.always)
    if target.always or not any(hours.week):
        return _("within {span}, by day and night").format(span=said)
    return _("within {span} of watch hours").format(span=said)


def span_words(span: Span) -> str:
    """Return a part of a day as `08:00–16:30`."""
    return f"{span.start // 60:02d}:{span.start % 60:02d}–{span.end // 60:02d}:{span.end % 60:02d}"


def weekdays() -> tuple[str, ...]:
    """Return the short names of the days, Monday first."""
    return _("Mon"), _("Tue"), _("Wed"), _("Thu"), _("Fri"), _("Sat"), _("Sun")


def signature_words(signature: Signature, name: str) -> list[str]:
    """Say how answers are signed, with an example of how this member would, and when the team signs."""
    rule = {
        Signing.OFF: _("Answers are not signed."),
        Signing.OPTIONAL: _("Answers may be signed: {example}"),
        Signing.REQUIRED: _("Every answer is signed: {example}"),
    }[signature.signing].format(example=example(signature.form, name))
    said = [rule]
    if signature.team:
        team = safe_line(signature.team, 60)
        said.append(_("The team signs answers to hate and threats, and in a raid: {team}").format(team=team))
    else:
        said.append(_("Answers to hate and threats, and in a raid, bear no name."))
    if signature.signing is not Signing.OFF:
        said.append(_("Posts are signed too.") if signature.posts else _("Posts are not signed."))
    return said


def example(form: str, name: str) -> str:
    """Return a form filled in with a member's name."""
    names = name.split() or ["?"]
    values = {"FIRSTNAME": names[0], "NAME": name, "INITIALS": "".join(part[0] for part in names)}
    return safe_line(_NAMED.sub(lambda match: values[match[0]], form), 80)


def approval_words(charter: Charter) -> list[str]:
    """Say whose answers wait for a yes, and whether only canned replies leave."""
    approving = charter.approving
    untrusted = _("Answers of who has sent fewer than {n} here wait for somebody's yes.").format(
        n=approving.trusted_after
    )
    said = {Approval.OFF: [], Approval.UNTRUSTED: [untrusted], Approval.ALWAYS: [_("Every answer waits for a yes.")]}
    only = [_("Only approved canned replies leave, with their blanks filled in.")] if approving.only_templates else []
    return said[approving.approval] + only


def routine_words(routine: Routine, hours: Hours) -> str:
    """Say in a line what a routine asks for, besides its steps."""
    said = [_("opens a case")] if routine.opens_case else []
    if routine.acknowledge_min:
        said.append(_("acknowledge within {span}").format(span=duration(routine.acknowledge_min, hours)))
    if routine.close_min:
        said.append(_("close within {span}").format(span=duration(routine.close_min, hours)))
    if routine.owner:
        said.append(_("owner {name}").format(name=safe_line(routine.owner, 40)))
    if routine.templates:
        said.append(_("replies {codes}").format(codes=safe_line(", ".join(routine.templates), 80)))
    return " · ".join(said)
