"""LinkedIn's names (URNs): their kinds, and how they are written into an address.

A post is a share or a ugcPost; comments hang on the activity that LinkedIn makes of it, whose number is another. In
paths and queries a URN is percent-encoded whole; the brackets and commas of `List(...)` and `(a:..,b:..)` are not.
Sources: learn.microsoft.com/linkedin, shared/api-guide/concepts/{urns,protocol-version}; community-management,
shares/comments-api. The short form `(activity:1,2)` stands in notifications.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from urllib.parse import quote, unquote

from backend.platforms.base import NotPermitted
from backend.platforms.fields import Fields, Odd, maybe_identifier, text

_COMMENT = re.compile(r"urn:li:comment:\((?:urn:li:)?(activity|share|ugcPost|groupPost):(\d{1,25}),(\d{1,25})\)")
_POST = re.compile(r"urn:li:(?:share|ugcPost):\d{1,25}")
_NUMBER = re.compile(r"\d{1,25}")


@dataclass(frozen=True, slots=True)
class Name:
    """A comment's name: the URN of what it hangs on (an activity, as a rule), and its number there."""

    thread: str
    number: str

    @property
    def urn(self) -> str:
        """The whole URN, which is the comment's remote id."""
        return f"urn:li:comment:({self.thread},{self.number})"


def is_post(urn: str) -> bool:
    """Tell whether a URN names a post."""
    return _POST.fullmatch(urn) is not None


def parsed(urn: str) -> Name | None:
    """Return the comment that a URN names, in either form and encoded or not; None when it names none."""
    found = _COMMENT.fullmatch(unquote(urn))
    return Name(f"urn:li:{found[1]}:{found[2]}", found[3]) if found else None


def comment_name(remote_id: str) -> Name:
    """Return the comment that an act is aimed at. Raises NotPermitted when it is none."""
    found = parsed(remote_id)
    if found is None:
        raise NotPermitted("platform.no_such_act")
    return found


def post_name(remote_id: str) -> str:
    """Return the post that an act is aimed at. Raises NotPermitted when it is none."""
    if not is_post(remote_id):
        raise NotPermitted("platform.no_such_act")
    return remote_id


def name_of(comment: Fields) -> Name:
    """Return a comment's name from its fields. Raises Odd when it has none."""
    whole = parsed(text(comment, "$URN")) or parsed(text(comment, "commentUrn"))
    number = maybe_identifier(comment, "id") or ""
    if whole is not None:
        return whole
    if not text(comment, "object").startswith("urn:li:") or not _NUMBER.fullmatch(number):
        raise Odd("$URN")
    return Name(text(comment, "object"), number)


def created(told: str, thread: str) -> Name | None:
    """Return the comment that an answer to a creation names: by its URN, or by its number alone."""
    return parsed(told) or (Name(thread, told) if _NUMBER.fullmatch(told) else None)


def encoded(urn: str) -> str:
    """Write a URN for a path or a query."""
    return quote(urn, safe="")


def listed(values: Iterable[str]) -> str:
    """Write a Rest.li list for a query."""
    return f"List({','.join(map(encoded, values))})"


def distance(one: str, other: str) -> int:
    """Return how far two URNs' numbers are apart: those made of one post at one moment are close to each other."""
    return abs(_number(one) - _number(other))


def _number(urn: str) -> int:
    last = urn.rsplit(":", 1)[-1]
    return int(last) if _NUMBER.fullmatch(last) else 0
