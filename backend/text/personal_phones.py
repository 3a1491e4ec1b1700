"""Phone numbers in a text, by the numbering plans of the countries where its language is spoken (phonenumbers).

What is a date, a clock or an amount is taken out before the matcher is asked: it calls `08.00-17.00` a number in
Stockholm. Numbers that only companies and authorities have (toll-free, shared cost, premium, UAN: 020, 0771, 0900, 010)
are left alone. Texts are handed in as `backend.text.personal` makes them.
"""

import re
from collections.abc import Iterator

from backend.model.personal import Spot, SpotKind
from backend.text.number_words import names_other

_PHONE = re.compile(
    r"(?<![\w+/])(?<![A-Z0-9 ][.,-])(?:\+|\(\+?)?[0-9][0-9 ()\-./]{5,28}[0-9](?!(?!(?:kr|sek|st)(?!\w))\w)"
)
_CUE = re.compile(r"(?:tel|ring|phone|call|mob|nummer|number|whats|sms|tlf|puh|nås)", re.IGNORECASE)
_NEAR = 24
"""Characters before a bare run of digits in which something must say that it is a phone number."""

_COUNTED = re.compile(
    r"\s*(?:[€$£%:]|(?:kr|sek|nok|dkk|kronor|euros?|usd|st|personer|people|gånger|times|km|kg|kwh)(?!\w))",
    re.IGNORECASE,
)
_LIST = re.compile(r"(?:[0-9]{1,2}[ .,-]{1,3}){7}")
"""The start of a row of small numbers: more of them than any phone number has groups."""

_D, _M, _Y = r"(?:0?[1-9]|[12][0-9]|3[01])", r"(?:0?[1-9]|1[0-2])", r"(?:19|20)[0-9]{2}"
_H, _MIN = r"(?:[01]?[0-9]|2[0-4])", r"[0-5][0-9]"
_TO = " ?- ?"
_ISO = f"{_Y}[./-]{_M}[./-]{_D}"
_WRITTEN = rf"(?:{_D}[./-]{_M}|{_M}/{_D})[./-](?:{_Y}|[0-9]{{2}})"
_TIMES = re.compile(
    r"(?<![\w+])(?<![0-9][.,/:-])(?:"
    rf"(?:{_ISO}(?:{_TO}{_ISO})?|{_WRITTEN}(?:{_TO}{_WRITTEN})?"  # a date, or from one to another
    rf"|{_H}[.:]{_MIN}{_TO}{_H}[.:]{_MIN}|{_D}/{_M}{_TO}{_D}/{_M}"  # 08.00-17.00, 12/3-14/3
    rf"|(?:0|[1-9][0-9]{{0,2}})\.[0-9]{{4,9}}|{_Y}/[0-9]{{2,7}}(?:-[0-9]{{1,5}})?)"  # a coordinate, a file's number
    r"(?![0-9]|[./:-][0-9])"
    rf"|(?:[0-2][0-9]{_MIN}{_TO}[0-2][0-9]{_MIN}|[0-9]{{1,2}}{_TO}[0-9]{{1,2}},? {_Y}|{_Y}{_TO}{_Y}|{_H}[.:]{_MIN})"
    r"(?! ?[-./:]? ?[0-9])"  # 0800-1700, week 08-12 2026, 08.00: the start of a phone number as well, so nothing behind
    r")"
)

_FREE = ("0800", "0808")
"""Toll-free in Britain and Finland; Sweden's plan would let it pass as a number in Stockholm, where none begins so."""

MOST = 100
"""Pieces of one text that the matcher is asked about: of a text with more, all that looks like a number is covered."""

_REGIONS = {
    "sv": ("SE", "FI"), "nb": ("NO",), "nn": ("NO",), "no": ("NO",), "da": ("DK",), "fi": ("FI",), "en": ("GB", "US"),
    "de": ("DE", "AT"), "fr": ("FR",), "es": ("ES",), "nl": ("NL",), "pl": ("PL",),
}  # fmt: skip
_ANYWHERE = ("SE", "GB")
"""Where numbers without a country code are looked up as well, or when no language is told: where the users are.

The language of a comment is often its writer's setting, not what it is written in.
"""


def phones(text: str, language: str | None) -> Iterator[Spot]:
    """Find phone numbers: what looks like one is handed to the matcher of phonenumbers, piece by piece."""
    text = _TIMES.sub(lambda match: "_" * len(match[0]), text)
    looked = 0
    for match in _PHONE.finditer(text):
        if looked >= MOST:
            yield Spot(*match.span(), SpotKind.PHONE)
        elif _may_be_phone(text, match):
            looked += 1
            yield from _matched(match, language)


def _may_be_phone(text: str, match: re.Match[str]) -> bool:
    """Tell apart what is only a large number: an amount, an invoice's, or digits that nothing calls a phone number."""
    if match[0].startswith(_FREE) or names_other(text, match.start()):
        return False
    if match[0].startswith(("0", "+", "(")):  # no amount begins so, whatever is counted behind
        return True
    if _COUNTED.match(text, match.end()) or _LIST.match(match[0]):
        return False
    return not match[0].isdigit() or _CUE.search(text, max(0, match.start() - _NEAR), match.start()) is not None


def _matched(match: re.Match[str], language: str | None) -> Iterator[Spot]:
    from phonenumbers import PhoneNumberMatcher

    for region, at_home in _regions(match[0], language):
        found = list(PhoneNumberMatcher(match[0], region))
        if found:
            yield from (_bare(match.start(), one.start, one.raw_string) for one in found if _is_private(one, at_home))
            return


def _regions(said: str, language: str | None) -> Iterator[tuple[str, bool]]:
    """Return where to look a number up, and whether the language is spoken there; elsewhere numbers begin with a 0."""
    home = _REGIONS.get((language or "")[:2].lower(), _ANYWHERE)
    anywhere = _ANYWHERE if said.startswith(("0", "(0")) else ()
    for region in dict.fromkeys((home[0], *anywhere, *home)):
        yield region, region in home


def _is_private(found: object, at_home: bool) -> bool:
    """Tell whether a person may have the number. Bare digits from elsewhere are one only where they are a mobile's."""
    from phonenumbers import PhoneNumberMatch, PhoneNumberType, number_type

    assert isinstance(found, PhoneNumberMatch)
    kind = number_type(found.number)
    mobile = (PhoneNumberType.MOBILE, PhoneNumberType.FIXED_LINE_OR_MOBILE)
    if not at_home and found.raw_string.isdigit():
        return kind in mobile
    private = (*mobile, PhoneNumberType.FIXED_LINE, PhoneNumberType.VOIP, PhoneNumberType.PERSONAL_NUMBER)
    return kind in private


def _bare(at: int, start: int, said: str) -> Spot:
    """Return where a number stands, without a parenthesis that it does not close itself: `(070-123 45 67)`."""
    lead = said.startswith("(") and ")" not in said
    return Spot(at + start + lead, at + start + len(said), SpotKind.PHONE)
