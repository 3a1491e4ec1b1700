"""What an answer is signed with, as the charter and the member's consent say, and whether a text is signed so. Pure."""

import re
import unicodedata
from collections.abc import Iterable

from backend.model.category import BY_TEAM, Category
from backend.model.charter import Signature, Signing
from backend.model.reason import Reason
from backend.model.signing import By, Signed, Signer

_NAMED = re.compile(r"FIRSTNAME|INITIALS|NAME")
"""What a form holds in place of the member's name."""

_NAME = r"\w[\w.'’-]{0,39}"

LONGEST_NAME, MOST_WORDS = 40, 4
"""Characters and words of a name that a member may answer under."""

_WORD = re.compile(r"(?:[^\W\d_]\.)+|[^\W\d_]+(?:['’-][^\W\d_]+)*\.?")
"""A word of a name: initials, or letters; a point within would make a link of it."""


def signing(
    signature: Signature, signer: Signer, category: Category | None, *, raid: bool = False, post: bool = False
) -> Signed:
    """Return how an answer (`post`: a post) of this member is signed.

    `category` is what the comment was said to be, else what its words suggest. Hate, threats and raids are answered by
    the team whatever the page says; a member who did not agree to be named is not named.
    """
    if raid or category in BY_TEAM:
        return _team(signature, Reason("sign.raid") if raid else Reason(f"sign.{category}"))
    if signature.signing is Signing.OFF or (post and not signature.posts):
        return Signed("", By.NOBODY, Reason("sign.off"), never=True)
    must = signature.signing is Signing.REQUIRED
    if signer.consent:
        why = Reason("sign.required" if must else "sign.optional")
        return Signed(form_of(signature.form, signer.called), By.MEMBER, why, must=must)
    if must:
        return _team(signature, Reason("sign.no_consent"))
    return Signed("", By.NOBODY, Reason("sign.not_named"))


def _team(signature: Signature, why: Reason) -> Signed:
    team = signature.team.strip()
    return Signed(team, By.TEAM if team else By.NOBODY, why, must=bool(team), never=not team)


def is_name(text: str) -> bool:
    """Tell whether a member may answer under it: what stands as a signature is read by no gate.

    Of several words the last one begins with a capital, where letters have any: a sentence does not.
    """
    words = "".join(sign for sign in text if unicodedata.category(sign)[0] != "M").split()
    fits = len(text) <= LONGEST_NAME and 0 < len(words) <= MOST_WORDS
    return fits and all(map(_WORD.fullmatch, words)) and (len(words) == 1 or not words[-1][0].islower())


def form_of(form: str, name: str) -> str:
    """Return a signature in the form of a charter: FIRSTNAME, NAME and INITIALS are replaced by those of the name."""
    words = name.split() or [""]
    values = {"FIRSTNAME": words[0], "NAME": " ".join(words), "INITIALS": "".join(word[:1].upper() for word in words)}
    return _NAMED.sub(lambda match: values[match[0]], form).strip()


def ends_with(text: str, signature: str) -> bool:
    """Tell whether a text ends with a signature that stands by itself, whatever its case."""
    before = _before(text, signature)
    return before is not None and (not before or before[-1].isspace())


def _before(text: str, signature: str) -> str | None:
    """Return what stands before a signature at the end of a text, None where it does not end with it."""
    end, wanted = text.rstrip().casefold(), signature.strip().casefold()
    return end[: len(end) - len(wanted)] if wanted and end.endswith(wanted) else None


def _is_signature(text: str, signature: str) -> bool:
    """Tell whether a text is signed so: a bare name is a signature only on a line of its own."""
    before = _before(text, signature)
    bare = signature.strip()[:1].isalnum()
    return ends_with(text, signature) and not (bare and before and not before.endswith("\n"))


def unsigned(text: str, signatures: Iterable[str]) -> str:
    """Return the text without the longest of these signatures that it is signed with."""
    found = max((one.strip() for one in signatures if _is_signature(text, one)), key=len, default="")
    bare = text.rstrip()
    return bare[: len(bare) - len(found)].rstrip() if found else text


def with_signature(text: str, signed: Signed) -> str:
    """Return the text with its signature added where it must have one and has none."""
    if not signed.must or not signed.text or ends_with(text, signed.text):
        return text
    return f"{text.rstrip()}\n{signed.text}"


def wrongly_signed(text: str, signed: Signed, form: str, known: Iterable[str]) -> Reason | None:
    """Return what is wrong with how a text is signed, None when nothing is.

    `known` are the signatures of the team and of all members: one that is not this answer's is refused, before the
    right one as well, and so is any name in the page's form. A right one that is still missing is wrong where it must
    be there.
    """
    right = signed.text.strip()
    signs = bool(right) and ends_with(text, right)
    before = text.rstrip()[: -len(right)] if signs else text
    others = (one.strip() for one in known if one.strip().casefold() != right.casefold())
    other = next((one for one in others if _is_signature(before, one)), "")
    if signs:
        return _refusal(signed, other) if other else None
    other = other or (_in_form(text, form) if signed.must or signed.never else "")
    if other:
        return _refusal(signed, other)
    return Reason("sign.missing", {"signature": signed.text}) if signed.must and signed.text else None


def _refusal(signed: Signed, other: str) -> Reason:
    if not signed.text:
        return Reason("sign.unwanted" if signed.never else "sign.not_yours", {"other": other})
    return Reason("sign.other", {"other": other, "signature": signed.text})


def _in_form(text: str, form: str) -> str:
    """Return what stands at the end of a text in the form of a signature, empty for none.

    A form without a sign of its own before the name (`NAME` alone) fits any word and proves nothing.
    """
    before = form[: match.start()] if (match := _NAMED.search(form)) else ""
    if not before.strip() or any(sign.isalnum() for sign in before):
        return ""
    after = form[match.end() :] if match else ""
    last = text.rstrip().rsplit("\n", 1)[-1][-120:]
    found = re.search(rf"(?:^|\s)({re.escape(before)}{_NAME}{re.escape(after.rstrip())})$", last)
    return found[1] if found else ""
