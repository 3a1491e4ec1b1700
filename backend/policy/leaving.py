"""Whether an answer may leave as it is written: one judgement for every way out. Pure."""

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import field, replace

from backend.model.account import Limits
from backend.model.charter import Charter
from backend.model.reason import Reason
from backend.model.signing import Signed
from backend.model.value import dataclass
from backend.policy.only_templates import not_a_template
from backend.policy.signing import unsigned, with_signature, wrongly_signed
from backend.policy.templates import left_open
from backend.text.counting import count, over
from backend.text.visible import says_nothing, seen


@dataclass(frozen=True, slots=True)
class Leaving:
    """All that decides whether a text may leave.

    `charter` is None where nobody has written one: then `own` is the member's own signature, which says nothing by
    itself. `signatures` are those of the team and of all members. `bodies` are the approved templates' wordings and
    `values` what their variables may have been filled with, needed only where the charter lets nothing else leave.
    `warning` is the content warning that stands over it, which the platform counts with it (see `warning.leaving`).
    """

    mention: str
    limits: Limits
    charter: Charter | None = None
    signed: Signed | None = None
    own: str = ""
    signatures: tuple[str, ...] = ()
    bodies: Sequence[str] = ()
    values: Mapping[str, Sequence[str]] = field(default_factory=dict)
    warning: str = ""


def as_it_leaves(text: str, leaving: Leaving) -> str:
    """Return the text with the signature that it must have and lacks. One that says nothing is left alone."""
    if leaving.signed is None or _says_nothing(text, leaving):
        return text
    no = _wrongly_signed(text, leaving)
    return with_signature(text, leaving.signed) if no is not None and no.code == "sign.missing" else text


def unfit(text: str, leaving: Leaving) -> Reason | None:
    """Return why a whole text must not leave, None when it may."""
    if _says_nothing(text, leaving):
        return Reason("reply.empty")
    left = left_open(text)
    if left is not None:
        return Reason("reply.blank", {"blank": left})
    too_long = over(text, limits_under(leaving.warning, leaving.limits))
    if too_long:
        return Reason("reply.too_long", {"over": too_long})
    return _against(text, leaving, leaving.charter) if leaving.charter is not None else None


def limits_under(warning: str, limits: Limits) -> Limits:
    """Return the limits of a text under a content warning, which takes its part of them."""
    return replace(limits, text=limits.text - count(warning, limits)) if warning else limits


def _against(text: str, leaving: Leaving, charter: Charter) -> Reason | None:
    """Return what the charter has against the text."""
    bare = _without_mention(text, leaving.mention)
    no = forbidden(bare, charter) or _wrongly_signed(text, leaving)
    if no is not None or not charter.approving.only_templates:
        return no
    part = _foreign(bare, leaving)
    return None if part is None else Reason("charter.only_templates", {"part": part})


def _foreign(bare: str, leaving: Leaving) -> str | None:
    """Return what comes from no template, signature left aside, unless it is one of a template's own words."""
    without = unsigned(bare, _signatures(leaving))
    part = not_a_template(without, leaving.bodies, leaving.values)
    whole = part is not None and without != bare.rstrip()
    return None if whole and not_a_template(bare, leaving.bodies, leaving.values) is None else part


def _wrongly_signed(text: str, leaving: Leaving) -> Reason | None:
    if leaving.signed is None or leaving.charter is None:
        return None
    return wrongly_signed(text, leaving.signed, leaving.charter.signature.form, leaving.signatures)


def forbidden(text: str, charter: Charter) -> Reason | None:
    """Return which phrase of the charter's list stands in a text, with the paragraph that speaks of it, if any.

    What is set between its letters or words to get past the list does not help: signs that nobody sees, underscores.
    """
    apart = "".join(sign if seen(sign) else " " for sign in text)
    read = (_folded(seen(text)), _folded(apart))
    for phrase in charter.forbidden:
        words = r"[\s_‐–-]+".join(map(re.escape, _folded(seen(phrase)).split()))
        if words and any(re.search(rf"(?<![^\W_]){words}(?![^\W_])", one) for one in read):
            number = _paragraph(phrase, charter)
            if number:
                return Reason("charter.forbidden_by", {"phrase": phrase, "paragraph": number})
            return Reason("charter.forbidden", {"phrase": phrase})
    return None


def _paragraph(phrase: str, charter: Charter) -> str:
    wanted = _folded(phrase)
    spoken = (one for one in charter.paragraphs if wanted in map(_folded, one.words) or wanted in _folded(one.text))
    return next((one.number for one in spoken), "")


def _folded(text: str) -> str:
    return unicodedata.normalize("NFKC", text).casefold()


def _without_mention(text: str, mention: str) -> str:
    bare = text.lstrip()
    return bare[len(mention) :].lstrip() if mention and bare.casefold().startswith(mention.casefold()) else bare


def _signatures(leaving: Leaving) -> tuple[str, ...]:
    signed = leaving.signed.text if leaving.signed is not None else ""
    return (*leaving.signatures, *(one for one in (signed, leaving.own) if one))


def _says_nothing(text: str, leaving: Leaving) -> bool:
    bare = _without_mention(seen(text), leaving.mention)
    while bare != (again := _without_mention(bare, leaving.mention)):
        bare = again
    return says_nothing(unsigned(bare, _signatures(leaving)))


_STOPPED = {
    "reply.blank": "stopped.blank",
    "charter.only_templates": "stopped.template",
    "charter.forbidden_by": "stopped.phrase",
    "charter.forbidden": "stopped.phrase",
}


def stopping(reason: Reason) -> Reason:
    """Return the reason with which a queued answer is stopped: the same without words of the text, as it is logged."""
    if reason.code.startswith("sign."):
        return Reason("stopped.signature")
    return Reason(_STOPPED[reason.code]) if reason.code in _STOPPED else reason
