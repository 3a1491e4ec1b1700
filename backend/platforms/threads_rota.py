"""Which of our posts are asked for new replies, and when: Threads tells of none how many replies it has.

A post says only whether it has any (`has_replies`), and its newest replies cost one call, as much as any number would
(`insights` has one, and needs a right of its own). So each round looks once at the newest posts and then asks some of
them for their newest replies: all that we have never asked, and of the others those that have waited longest beyond
their pause, which grows with the post's age. A day's worth of rounds stays far below the 48,000 calls that the smallest
account has (overview, rate limiting), however many posts it has. What stands under posts older than the look reaches is
found when their threads are read again, and by the mention when it names us.

Replies that wait for our approval are a list of their own, which only a post has that was published so; a post that
refuses it is not asked again, as that cannot be changed later (reply-management).
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from urllib.parse import unquote

from backend.model.clock import DAY, HOUR, MINUTE, Micros
from backend.platforms.fields import Fields, maybe_identifier, moment
from backend.platforms.threads_api import part

LOOK = 100
"""How many of the newest posts a round looks at: one page."""

PER_ROUND = 12
"""How many lists are read again in a round."""

REPLIES = "conversation"
WAITING = "pending_replies"

_MILLI = 1000
NEVER = 2**62
"""The mark of a list that a post does not have."""

_PAUSES = ((DAY, 0), (7 * DAY, 10 * MINUTE))
_LONGEST_PAUSE = HOUR


@dataclass(frozen=True, slots=True)
class _Turn:
    """A list and how long it has waited beyond its pause (ms); `overdue` is None when it was never read."""

    path: str
    overdue: int | None


def mark(now: Micros) -> int:
    """Return the mark of a list that is read now: milliseconds."""
    return now // _MILLI


def post_of(path: str) -> str:
    """Return the post that a list hangs on."""
    return unquote(path.partition("/")[0])


def is_waiting(path: str) -> bool:
    """Tell whether a list is that of replies that wait for approval."""
    return path.endswith(f"/{WAITING}")


def chosen(posts: Iterable[Fields], marks: Mapping[str, int], now: Micros) -> list[str]:
    """Return the lists to be read in a round: those never read, newest post first, then the most overdue."""
    turns = [turn for post in posts for turn in _turns(post, marks, now)]
    due = sorted(((one.overdue, one.path) for one in turns if one.overdue is not None), reverse=True)
    again = [path for overdue, path in due[:PER_ROUND] if overdue >= 0]
    return [*(one.path for one in turns if one.overdue is None), *again]


def _turns(post: Fields, marks: Mapping[str, int], now: Micros) -> Iterator[_Turn]:
    remote_id = maybe_identifier(post, "id")
    if remote_id is None:
        return
    pause = _pause(now - (moment(post, "timestamp") or now))
    for edge in (REPLIES, WAITING) if post.get("has_replies") is not False else (WAITING,):
        path = f"{part(remote_id)}/{edge}"
        last = marks.get(path)
        if last != NEVER:
            yield _Turn(path, _overdue(last, mark(now), pause // _MILLI))


def _overdue(last: int | None, now: int, pause: int) -> int | None:
    """A mark from the future (the clock was put back) says nothing: the list is read as if for the first time."""
    return None if last is None or last > now else now - last - pause


def _pause(age: int) -> int:
    return next((pause for until, pause in _PAUSES if age < until), _LONGEST_PAUSE)
