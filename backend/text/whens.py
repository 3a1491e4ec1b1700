"""The time that a sentence names, in Swedish and English: `senast fredag`, `within two days`, `innan kl 15`.

What is read is kept as it was said and is no moment yet: that needs to know when it was said, and in whose wall clock
(`backend.policy.promises.due`). Words that name no time anybody could hold us to (`soon`, `snarast`) are not read.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import replace
from re import Match, Pattern

from backend.model.value import dataclass

NOON, AFTERNOON, EVENING = 12 * 60, 17 * 60, 22 * 60
"""When a morning, an afternoon and an evening are over, in minutes of the day."""


@dataclass(frozen=True, slots=True)
class When:
    """A time as it was said; of the first five one is set.

    `minutes` from now, on any clock; `days` from today, of working days with `working`; `weekday` (Monday is 0),
    `weeks` on; `date` (year or 0, month, day); `week_end`: by the end of the week, `weeks` on. `clock` is the minute
    of that day, `before`: it is too late when that day begins, `after`: the next working day is meant.
    """

    minutes: int | None = None
    days: int | None = None
    weekday: int | None = None
    date: tuple[int, int, int] | None = None
    week_end: bool = False
    weeks: int = 0
    working: bool = False
    clock: int | None = None
    before: bool = False
    after: bool = False


_COUNTS: Mapping[str, int] = {
    "en": 1, "ett": 1, "ett par": 2, "ett par tre": 3, "två": 2, "några": 3, "tre": 3, "fyra": 4, "fem": 5, "sex": 6,
    "sju": 7, "åtta": 8, "nio": 9, "tio": 10, "tolv": 12, "a couple of": 2, "a few": 3, "few": 3, "a": 1, "an": 1,
    "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8, "nine": 9, "ten": 10,
    "twelve": 12, "the next": 1, "next": 1,
}  # fmt: skip
_WEEKDAYS: Mapping[str, int] = {
    name: day
    for names in ("måndag tisdag onsdag torsdag fredag lördag söndag",
                  "monday tuesday wednesday thursday friday saturday sunday")
    for day, name in enumerate(names.split())
}  # fmt: skip
_MONTHS: Mapping[str, int] = {
    name: month
    for names in ("januari februari mars april maj juni juli augusti september oktober november december",
                  "january february march april may june july august september october november december",
                  "jan feb mar apr - jun jul aug sep okt nov dec", "- - - - - - - - sept oct - -")
    for month, name in enumerate(names.split(), 1)
    if name != "-"
}  # fmt: skip
_PARTS: Mapping[str, int] = {
    "bitti": NOON, "förmiddag": NOON, "lunch": NOON, "eftermiddag": AFTERNOON, "kväll": EVENING,
    "morning": NOON, "noon": NOON, "afternoon": AFTERNOON, "evening": EVENING, "night": EVENING,
}  # fmt: skip
_DAYS: Mapping[str, int] = {
    "i dag": 0, "idag": 0, "under dagen": 0, "dagens slut": 0, "dagen är slut": 0, "i kväll": 0, "ikväll": 0,
    "i eftermiddag": 0, "i förmiddag": 0, "under förmiddag": 0, "under eftermiddag": 0, "under kväll": 0,
    "före lunch": 0, "innan lunch": 0, "under morgondagen": 1, "i morgon": 1, "imorgon": 1, "i morron": 1,
    "imorron": 1, "i övermorgon": 2, "övermorgon": 2, "today": 0, "tonight": 0, "this afternoon": 0,
    "this evening": 0, "this morning": 0, "end of day": 0, "end of the day": 0, "eod": 0, "close of business": 0,
    "by noon": 0, "before noon": 0, "before lunch": 0, "the day after tomorrow": 2, "day after tomorrow": 2,
    "tomorrow": 1,
}  # fmt: skip
_UNITS: Mapping[str, int] = {"minut": 1, "minute": 1, "timm": 60, "hour": 60, "dygn": 1440}
"""Minutes of the units that go on whatever the clock on the wall says."""


def _any(words: Mapping[str, int]) -> str:
    return "|".join(sorted(map(re.escape, words), key=len, reverse=True))


_EDGE = r"(?:(?:(?P<before>innan|före|before)|(?P<after>efter|after)) )?"
_TO = r" ?(?:[-–—]|till|to|eller|or) ?"
_PART = r"(?: (?:på )?(?P<part>" + _any(_PARTS) + r")(?:en)?)?"
_SPAN = re.compile(
    r"\b(?:inom|om|within|in)(?: (?:de|den|det|the))?"
    r"(?: (?:närmaste|närmsta|kommande|next|coming|max|högst|cirka|ca|about))?"
    rf"(?: (?:\d{{1,3}}|{_any(_COUNTS)}){_TO}| )(?:(?:(?P<digits>\d{{1,3}}) ?|(?P<count>{_any(_COUNTS)}) ))?(?:av )?"
    r"(?P<work>(?:working|business|work) |arbets|var)?"
    r"(?:(?P<unit>minut|timm|dygn|dag|veck|minute|hour|day|week)(?P<those>arna|orna)?(?:er|ar|e|en|an|or|a|s)?"
    r"|(?:(?<=\d)|(?<=\d ))(?P<short>hrs?|h|tim))"
    rf"(?: (?:eller|or) (?P<most>{_any(_COUNTS)}))?\b"
)
_DAY = re.compile(rf"\b(?P<day>{_any(_DAYS)})(?:en)?{_PART}\b")
_WEEKDAY = re.compile(
    rf"\b{_EDGE}(?:(?P<next>nästa|next) )?(?:(?:{_any(_WEEKDAYS)}){_TO}(?:på |on )?)?"
    rf"(?P<weekday>{_any(_WEEKDAYS)})(?:en)?{_PART}(?P<later> (?:i )?nästa vecka| next week)?\b"
)
_DATE = re.compile(
    rf"\b{_EDGE}(?:den |the )?(?:"
    r"(?P<year>20\d\d)-(?P<month>\d\d)-(?P<mday>\d\d)"
    rf"|(?P<dfirst>\d{{1,2}})(?::?(?:e|a)|st|nd|rd|th)?(?: of)? (?P<named>{_any(_MONTHS)})\b"
    rf"|(?P<mfirst>{_any(_MONTHS)}) (?P<dlast>\d{{1,2}})(?:st|nd|rd|th)?\b(?! ?%)"
    r"|(?:(?<=senast )|(?<=den )|(?<=till )|(?<=före )|(?<=innan )|(?<=by )|(?<=before )|(?<=efter )|(?<=after ))"
    r"(?P<dsv>\d{1,2})/(?P<msv>\d{1,2}))(?![\d/])"
)
_WEEK = re.compile(
    r"\b(?:(?P<after>efter|after) )?(?:(?P<this>i veckan|under veckan|denna vecka|den här veckan|veckan är slut"
    r"|veckans slut|helgen|this week|(?:end of|the) week|the weekend)|(?P<next>nästa vecka|next week))\b"
)
_CLOCK = re.compile(
    r"\b(?:(?:kl(?:ockan)?|innan|före|senast|till|by|before|at|around|until)\.? ?(?:kl(?:ockan)?\.? ?)?"
    r"|(?=\d{1,2}:\d\d))"
    r"(?P<hour>\d{1,2})(?:[:.](?P<minute>\d\d))?(?: ?(?P<half>am|pm|a\.m|p\.m))?(?![/:.]?\d| ?%)"
)
_ABOUT = re.compile(
    r"\b(?:(?:angående|gällande|regarding|(?<!within )(?<!in )(?<!at )about) (?!(?:this|that|it|detta|det|saken)\b)"
    r"(?:(?! (?:senast|inom|till|innan|före|within|by|before|until|no later)\b)[^,;])*"
    r"|(?:från|from) (?:(?:den|the|last|förra) )?"
    rf"(?:{_any(_MONTHS)}|{_any(_WEEKDAYS)}|{_any(_DAYS)}|\d[\d:./-]*(?: (?:{_any(_MONTHS)}))?)\b)"
)
"""What an answer is about, up to the next words of a deadline: `about your order of 12 March`, `felet från i dag`."""


def when(sentence: str) -> When | None:
    """Return the first kind of time that a sentence (lower case, single blanks) names; None when it names none.

    A time that belongs to what it is about is none, and of a range the later end is meant.
    """
    sentence = _ABOUT.sub("", sentence)
    clock = _clock(sentence)
    for pattern, read in _READERS:
        found = pattern.search(sentence)
        said = read(found) if found else None
        if said is not None:
            whole = clock is None or said.minutes is not None
            return said if whole else replace(said, clock=clock, before=False)
    return None if clock is None else When(days=0, clock=clock)


def _clock(sentence: str) -> int | None:
    for found in _CLOCK.finditer(sentence):
        named = found.group(0).startswith("kl") or " kl" in found.group(0)
        hour, half = int(found["hour"]), (found["half"] or "")[:1]
        if not (named or half or found["minute"]) or hour > 24:
            continue  # `by 5` may be anything
        hour += 12 if half == "p" and hour < 12 else -12 if half == "a" and hour == 12 else 0
        minute = int(found["minute"] or 0)
        if minute < 60 and hour * 60 + minute <= 1440:
            return hour * 60 + minute
    return None


def _count(found: Match[str]) -> int:
    if found["digits"] and not found["most"]:
        return int(found["digits"])
    word = found["most"] or found["count"]
    return 3 if found["those"] else 1 if word is None else _COUNTS[word]


def _span(found: Match[str]) -> When | None:
    unit, many = found["unit"] or "hour", _count(found)
    if unit in _UNITS:
        return When(minutes=many * _UNITS[unit])
    days = many * 7 if unit in ("veck", "week") else many
    return When(days=days, working=found["work"] is not None)


def _day(found: Match[str]) -> When:
    part = found["part"] or max((part for part in _PARTS if part in found["day"]), key=len, default="")
    late = {"tonight": EVENING}.get(found["day"], _PARTS.get(part))
    return When(days=_DAYS[found["day"]], clock=late)


def _weekday(found: Match[str]) -> When:
    part = found["part"]
    return When(
        weekday=_WEEKDAYS[found["weekday"]],
        weeks=int(found["next"] is not None or found["later"] is not None),
        clock=_PARTS[part] if part else None,
        before=found["before"] is not None,
        after=found["after"] is not None,
    )


def _date(found: Match[str]) -> When | None:
    year = int(found["year"] or 0)
    month = int(found["month"] or found["msv"] or 0) or _MONTHS[found["named"] or found["mfirst"]]
    day = int(found["mday"] or found["dfirst"] or found["dlast"] or found["dsv"])
    if not (1 <= month <= 12 and 1 <= day <= 31):
        return None
    before, after = found["before"] is not None, found["after"] is not None
    return When(date=(year, month, day), before=before, after=after)


def _week(found: Match[str]) -> When:
    return When(week_end=True, weeks=int(found["next"] is not None), after=found["after"] is not None)


_READERS: tuple[tuple[Pattern[str], Callable[[Match[str]], When | None]], ...] = (
    (_DATE, _date),
    (_SPAN, _span),
    (_WEEKDAY, _weekday),
    (_DAY, _day),
    (_WEEK, _week),
)
