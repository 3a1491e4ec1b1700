"""A platform in memory that keeps the connector contract and fails as a test says: for clock and schedule logic only.

What it must prove about real platforms is proven on real servers; here every step can be crashed and every answer lost.
"""

from collections import deque
from collections.abc import Callable, Mapping, Sequence
from typing import ClassVar

from backend.model.account import Capabilities
from backend.model.clock import MINUTE, Clock, Micros
from backend.model.inflow import Page
from backend.model.outbox import Intent, Receipt, Wire
from backend.platforms import leaving
from backend.platforms.base import Fate, Gone, KnownRoots, Profile, Refused, Settled, TryAgain, Usage

KEY_KEPT = 60 * MINUTE


class Killed(BaseException):
    """The process dies here: nothing catches it, nothing after it runs."""


class Platform:
    """What stands on the platform, whoever asks. A repeated key within its time is the same post, as on Mastodon."""

    def __init__(self, clock: Clock, *, keeps_keys: bool = True) -> None:
        self.clock = clock
        self.keeps_keys = keeps_keys
        self.standing: list[tuple[str, str]] = []
        """Every post ever made: (key, body)."""
        self._keys: dict[str, Micros] = {}
        self.on_its_way: list[Wire] = []
        """Requests whose sender gave up waiting, and which the server still carries out."""

    def arrive(self, next_one: Wire) -> None:
        """Carry out what was on its way before the next request with the same key: a server takes them in turn."""
        for wire in [one for one in self.on_its_way if one.key == next_one.key]:
            self.on_its_way.remove(wire)
            self.make(wire)

    def make(self, wire: Wire) -> Receipt:
        """Carry a request out."""
        now = self.clock.now()
        first = self._keys.get(wire.key)
        if first is None or now - first > KEY_KEPT or not self.keeps_keys:
            self._keys[wire.key] = now
            self.standing.append((wire.key, wire.body))
        return self.receipt(wire)

    def has(self, wire: Wire) -> bool:
        """Tell whether it stands there."""
        return (wire.key, wire.body) in self.standing

    @staticmethod
    def receipt(wire: Wire) -> Receipt:
        """What the platform answers."""
        return Receipt(f"remote-{wire.key}", f"uri:{wire.key}", None)


class ScriptedConnector:
    """One account on `platform`. `script` gives, call by call, what goes wrong before and after the effect."""

    platform: ClassVar[str] = "mastodon"
    streams: ClassVar[tuple[str, ...]] = ("inbox", "posts")
    pace: ClassVar[float] = 1

    def __init__(self, platform: Platform) -> None:
        self.server = platform
        self.before: dict[str, deque[BaseException | None]] = {}
        self.after: dict[str, deque[BaseException | None]] = {}
        self.pages: dict[str, deque[Page]] = {"inbox": deque(), "posts": deque()}
        self.threads: dict[str, Page] = {}
        self.gone: set[str] = set()
        self.calls: list[tuple[str, object]] = []
        self.used = Usage()
        self.able = Capabilities()
        self.closed = False
        self.who = "me"
        self.unsure = 0
        self.late = 0
        self.meanwhile: Callable[[], None] | None = None

    def fail(self, call: str, *errors: BaseException | None, after: bool = False) -> None:
        """Let the next calls of this name end so: before the effect, or after it."""
        (self.after if after else self.before).setdefault(call, deque()).extend(errors)

    def forget(self) -> None:
        """Nothing that was told goes wrong any more."""
        self.before.clear()
        self.after.clear()
        self.late = 0
        self.meanwhile = None

    def be_well(self) -> None:
        """Nothing goes wrong any more, and what was on its way has arrived."""
        self.forget()
        self.unsure = 0
        for wire in list(self.server.on_its_way):
            self.server.arrive(wire)

    def check(self) -> Profile:
        self._enter("check", None)
        return Profile(self.who, f"{self.who}@example.org", self.who.title(), None, "http://127.0.0.1:9", self.able)

    def pull(self, stream: str, cursor: str | None, since: Micros, known: KnownRoots) -> Page:
        self._enter("pull", (stream, cursor, since))
        return self.pages[stream].popleft() if self.pages[stream] else Page(cursor=cursor)

    def thread(self, remote_id: str, cursor: str | None = None) -> Page:
        self._enter("thread", remote_id)
        if remote_id in self.gone:
            raise Gone("platform.gone")
        return self.threads.get(remote_id, Page())

    def probe(self, remote_ids: Sequence[str]) -> frozenset[str]:
        self._enter("probe", tuple(remote_ids))
        return frozenset(remote_ids) & self.gone

    def prepare(self, intent: Intent) -> Wire:
        self._enter("prepare", intent)
        return Wire("POST", "/posts", intent.text, intent.intent_id, intent.at)

    def send(self, wire: Wire) -> Receipt:
        if self.meanwhile is not None:
            meanwhile, self.meanwhile = self.meanwhile, None
            meanwhile()
        _still_in_time()
        self.server.arrive(wire)
        if self.late:
            self.late -= 1
            self.server.on_its_way.append(wire)
        self.calls.append(("send", wire))
        # what stands under a key is answered with itself before anything else of the request is looked at
        _raise_next(self.before.get("send"), but=Refused if self.server.has(wire) and self.server.keeps_keys else None)
        receipt = self.server.make(wire)
        self._leave("send")
        return receipt

    def settle(self, wire: Wire, first_attempt_at: Micros, now: Micros) -> Settled:
        self._enter("settle", wire)
        if wire in self.server.on_its_way:
            self.server.arrive(wire)  # a connector says absent only when a request cannot be on its way any more
            return Settled(Fate.UNSURE)
        if self.unsure > 0:
            self.unsure -= 1
            return Settled(Fate.UNSURE)
        if self.server.has(wire):
            return Settled(Fate.SENT, self.server.receipt(wire))
        return Settled(Fate.ABSENT)

    def usage(self) -> Usage:
        return self.used

    def close(self) -> None:
        self.closed = True

    def named(self, call: str) -> list[object]:
        """What the calls of this name were given."""
        return [given for name, given in self.calls if name == call]

    def _enter(self, call: str, given: object) -> None:
        self.calls.append((call, given))
        _raise_next(self.before.get(call))

    def _leave(self, call: str) -> None:
        _raise_next(self.after.get(call))


def _still_in_time() -> None:
    """Check the deadline where a real line checks it: after everything that takes time, before the bytes leave."""
    try:
        leaving.check()
    except leaving.TooLate:
        raise TryAgain("platform.too_late", reached=False) from None


def _raise_next(errors: "deque[BaseException | None] | None", but: type[BaseException] | None = None) -> None:
    error = errors.popleft() if errors else None
    if error is not None and (but is None or not isinstance(error, but)):
        raise error


def opener(connector: ScriptedConnector) -> Callable[..., ScriptedConnector]:
    """Return what `Login` opens."""

    def open_(platform: str, base_url: str, secret: Mapping[str, str], save: object) -> ScriptedConnector:
        return connector

    return open_
