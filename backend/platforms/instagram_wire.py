"""What a prepared request does, as its method, path and body show; and how fast likes may follow each other."""

import json
from collections import deque
from enum import Enum, auto
from threading import Lock

from backend.model.clock import EPOCH, SECOND, Clock, Micros, plus
from backend.model.outbox import Wire
from backend.platforms.base import PutOff, Throttled
from backend.platforms.fields import Fields, record

BURST = 40
BURST_SPAN = 5 * SECOND
"""More than 50 calls in 5 seconds lock likes for an hour (reference/ig-user/user-likes): we stay below."""


class Kind(Enum):
    """What a request does."""

    REPLY = auto()
    WHISPER = auto()
    DELETION = auto()
    LIKE = auto()
    UNLIKE = auto()
    BLOCK = auto()
    HIDING = auto()
    UNHIDING = auto()
    CLOSING = auto()


_EDGES = {"replies": Kind.REPLY, "messages": Kind.WHISPER, "likes": Kind.LIKE, "moderate_conversations": Kind.BLOCK}


def asked_of(wire: Wire) -> Fields:
    """Return what a request asks for; of a DELETE these are the parameters of its query."""
    return record(json.loads(wire.body or "{}"))


def kind_of(wire: Wire) -> Kind:
    """Return what a request does."""
    edge = wire.path.removeprefix("/").partition("/")[2]
    if wire.method == "DELETE":
        return Kind.UNLIKE if edge else Kind.DELETION
    if edge:
        return _EDGES[edge]
    asked = asked_of(wire)
    if "comment_enabled" in asked:
        return Kind.CLOSING
    return Kind.HIDING if asked.get("hide") is True else Kind.UNHIDING


LOCKED = "instagram.likes_locked"


class Pace:
    """Counts our likes. Safe to use from several threads."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._lock = Lock()
        self._made: deque[Micros] = deque(maxlen=BURST)
        self._locked_until = EPOCH

    def lock(self, until: Micros) -> PutOff:
        """Let none be taken until then (UTC µs): each that is tried may prolong it. Returns what to raise."""
        with self._lock:
            self._locked_until = until
        return PutOff(until, LOCKED)

    def take(self) -> None:
        """Count one more. Raises Throttled when it comes too soon, PutOff while all are locked: nothing was done."""
        with self._lock:
            now = self._clock.now()
            if now < self._locked_until:
                raise PutOff(self._locked_until, LOCKED)
            free_at = plus(self._made[0], BURST_SPAN) if len(self._made) == BURST else now
            if free_at > now:
                raise Throttled(free_at)
            self._made.append(now)
