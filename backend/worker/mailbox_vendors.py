"""What is known of the vendors' notification mails, all of it from use: none documents them, all change them at will.

Facebook writes from `…@facebookmail.com`, signed by that domain; LinkedIn from addresses under `linkedin.com`. Links
lead through `facebook.com/n/?groups%2F…` and `linkedin.com/comm/…` (see `backend.text.placelink`). Both ends of a
group's link are told by its own number or name. What stands here is tolerant: the link is what a mail must have.
"""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from backend.model.place import PlaceKind
from backend.text.placelink import PlaceLink
from backend.worker.mailbox_mail import Head
from backend.worker.mailbox_trust import passed

EXCERPT = 4000
"""Characters of a mail's words that are kept."""

_FACEBOOK_GROUP = re.compile(r"https://www\.facebook\.com/groups/([^/?#]+)(/(?:posts/)?\d+)?")
_LINKEDIN_GROUP = re.compile(r"https://www\.linkedin\.com/(?:groups/|\S*groupPost:)(\d+)((?:/\d+)?-\d+)?")

_DID = (
    re.compile(
        r"(?P<who>.{1,80}?) (?:also )?"
        r"(?:posted|commented|replied|shared|asked|added|mentioned|tagged|started|uploaded)\b"
        r"(?:.*?\b(?:in|to) (?P<where>.{1,150}?))?[.!]?\Z"
    ),
    re.compile(
        r"(?P<who>.{1,80}?) (?:har )?(?:också )?(?:skrev|skrivit|publicera(?:de|t)|kommentera(?:de|t)|svara(?:de|t)"
        r"|dela(?:de|t)|nämn(?:de|t)|fråga(?:de|t)|la(?:de|gt)? upp)\b(?:.*?\bi (?P<where>.{1,150}?))?[.!]?\Z"
    ),
)
"""A subject that says who did something, and in which group: English and Swedish, as far as surely known."""

_SEVERAL = re.compile(r" (?:and|och) (?:\d|others|andra)")

_GREETING = re.compile(r"(?:hi|hello|hey|dear|hej|hallå) [^.!?:,]{1,60},\Z", re.IGNORECASE)
_GREETED_BY = 8
"""Lines within which a mail greets its reader; further down it is the writer who greets."""

_RULE = re.compile(r"\W+\Z")
_LABELS = frozenset(
    "facebook|linkedin|view post|view comment|view discussion|view conversation|view group|view on facebook|see post"
    "|see comment|see more|read more|go to post|go to group|join the conversation|reply|comment|like|share"
    "|open facebook|visa inlägg|visa inlägget|visa kommentar|visa kommentaren|visa grupp|visa på facebook|se inlägg"
    "|läs mer|svara|kommentera|gilla|dela|gå till inlägget|gå till gruppen".split("|")
)
"""Lines that are buttons and headings, compared without case."""


@dataclass(frozen=True, slots=True)
class Vendor:
    """Who sends mails of one kind of place.

    `domains`: what their senders and signatures end in; `home`: what every group's own link begins with.
    """

    kind: PlaceKind
    domains: tuple[str, ...]
    home: str
    group_form: re.Pattern[str]

    def group(self, url: str) -> str:
        """Return the number or name of the group that a link in its one form leads to, empty for any other link."""
        found = self.group_form.match(url)
        return found[1].lower() if found else ""

    def names_post(self, url: str) -> bool:
        """Tell whether a link leads to one post of a group, and not to the group or its pages."""
        found = self.group_form.match(url)
        return bool(found and found[2])


VENDORS = (
    Vendor(
        PlaceKind.FACEBOOK_GROUP,
        ("facebookmail.com", "facebook.com"),
        "https://www.facebook.com/groups/",
        _FACEBOOK_GROUP,
    ),
    Vendor(PlaceKind.LINKEDIN_GROUP, ("linkedin.com",), "https://www.linkedin.com/groups/", _LINKEDIN_GROUP),
)


def vendor_of(head: Head) -> Vendor | None:
    """Return whose mail this claims to be, None for anybody else's."""
    return next((one for one in VENDORS if _home(one, head.domain)), None)


def proven(vendor: Vendor, head: Head, server: str) -> bool:
    """Tell whether our own receiving server found a good signature of the very domain that the mail is from.

    Under one registered domain a part of it may sign for another (relaxed alignment, RFC 7489, section 3.1.1).
    """
    home = _home(vendor, head.domain)
    return home is not None and any(_within(one, home) for one in passed(head.headers, server))


def _home(vendor: Vendor, domain: str) -> str | None:
    return next((one for one in vendor.domains if _within(domain, one)), None)


def _within(domain: str, home: str) -> bool:
    return domain == home or domain.endswith(f".{home}")


def said_by(subject: str) -> tuple[str, str]:
    """Return who did something in which group, as a subject says it; empty for what it does not say."""
    line = " ".join(subject.split())[:300]
    found = next(filter(None, (one.match(line) for one in _DID)), None)
    if found is None or _SEVERAL.search(found["who"]):
        return "", (found["where"] or "") if found else ""
    return found["who"], found["where"] or ""


def excerpt(text: str, subject: str, leads_here: Callable[[str], bool]) -> str:
    """Return the words between the greeting and the link; empty when nothing is surely the writer's.

    `leads_here` tells of a line whether it holds the link. A mail may hold it before the words as well (behind a name
    or a picture): then they end at the last one.
    """
    lines = [line.strip() for line in text.splitlines()]
    ends = [at for at, line in enumerate(lines) if leads_here(line)]
    for end in (ends[0], ends[-1]) if ends else ():
        words = _words(lines[:end], subject)
        if words:
            return words
    return ""


def _words(lines: Sequence[str], subject: str) -> str:
    greeted = next((at for at, line in enumerate(lines[:_GREETED_BY]) if _GREETING.match(line)), -1)
    who = said_by(subject)[0]
    kept = [line for line in lines[greeted + 1 :] if not _is_frame(line, subject, who)]
    words = re.sub(r"\n{3,}", "\n\n", "\n".join(kept)).strip()
    if len(words) > 2 and words[0] + words[-1] in ('""', "“”", "””", "«»"):
        words = words[1:-1].strip()
    return words if len(words) <= EXCERPT else f"{words[: EXCERPT - 1]}…"


def _is_frame(line: str, subject: str, who: str) -> bool:
    """Tell whether a line is the mail's own and not the writer's: a rule, a button, the headline, a bare link."""
    if not line:
        return False
    plain = line.rstrip(".:!").casefold()
    return (
        plain in _LABELS
        or plain in (subject.rstrip(".:!").casefold(), who.casefold())
        or bool(_RULE.match(line) and len(line) > 2 and len(set(line)) == 1)
        or line.startswith(("https://", "http://"))
        or (bool(who) and line.startswith(who) and said_by(line)[0] == who)
    )


def best(links: Sequence[PlaceLink]) -> PlaceLink:
    """Return the link that says most: one that names a comment, else the first."""
    return next((one for one in links if one.comment), links[0])
