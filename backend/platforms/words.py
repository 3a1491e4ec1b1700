"""What we write, before it leaves: the words as they will stand, and a request's body as it will be stored and sent."""

import json
from collections.abc import Mapping

from backend.model.account import Limits
from backend.platforms.base import Refused
from backend.text.clean import clean
from backend.text.counting import over


def words_of(text: str, limits: Limits) -> str:
    """Return the words of an answer as they are sent. Raises Refused when there are none, or too many."""
    words = clean(text).strip()
    if not words:
        raise Refused("reply.empty")
    too_many = over(words, limits)
    if too_many:
        raise Refused("reply.too_long", over=too_many)
    return words


def compact(body: Mapping[str, object]) -> str:
    """Write a request's body: the same for the same values, and without blanks."""
    return json.dumps(body, ensure_ascii=False, separators=(",", ":"))
