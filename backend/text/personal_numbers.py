"""Numbers of persons in a text: Swedish, Norwegian, Danish and Finnish, told by date and check digits (python-stdnum).

Texts are handed in as `backend.text.personal` makes them: every dash a hyphen, every space a space, digits of ASCII.
"""

import re
from collections.abc import Iterator

from backend.model.personal import Spot, SpotKind
from backend.text.number_words import names_other

_IDENTITY = re.compile(
    r"(?<![\w+/-])(?<![0-9][.,])(?:"
    r"(?P<ten>(?:19|20)?(?:[0-9]{6}(?: ?[-+_] ?| )?|[0-9]{2}-[0-9]{2}-[0-9]{2}[- ])[0-9]{4})"  # Swedish, Danish
    r"|(?P<eleven>[0-9]{6} ?[0-9]{5})"  # Norwegian
    r"|(?P<finnish>[0-9]{6}[-+A-FU-Ya-fu-y][0-9]{3}[0-9A-Ya-y])"
    r")(?!\w|[-.,/][0-9])"
)
_NO_DIGIT = re.compile(r"[^0-9]")


def identities(text: str) -> Iterator[Spot]:
    """Find the numbers of persons."""
    for match in _IDENTITY.finditer(text):
        if _is_identity(match) and not (match[0].isdigit() and names_other(text, match.start())):
            yield Spot(match.start(), match.end(), SpotKind.IDENTITY)


def _is_identity(match: re.Match[str]) -> bool:
    """Tell whether the digits are somebody's number: by the day of birth, and by the check digits where there are any.

    Danish numbers have had none since 2007 (https://cpr.dk): one is only seen where it is written with its hyphen.
    """
    from stdnum.dk import cpr
    from stdnum.fi import hetu
    from stdnum.no import fodselsnummer

    if match["finnish"]:
        return bool(hetu.is_valid(match["finnish"]))
    if match["eleven"]:
        return bool(fodselsnummer.is_valid(match["eleven"]))
    said = match["ten"].replace(" ", "")
    danish = len(said) == 11 and said[6] == "-" and cpr.is_valid(said)
    return danish or _is_swedish(match["ten"])


def _is_swedish(said: str) -> bool:
    """Tell whether it is a personnummer, or a samordningsnummer, whose day is 60 too high (Skatteverket's SKV 707)."""
    from stdnum import luhn
    from stdnum.exceptions import ValidationError
    from stdnum.se import personnummer

    digits = _NO_DIGIT.sub("", said)
    day = int(digits[-6:-4])
    born = digits[:-6] + f"{day - 60 if day > 60 else day:02}" + digits[-4:]
    try:
        personnummer.get_birth_date(born)
    except ValidationError:
        return False
    return bool(luhn.is_valid(digits[-10:]))
