"""The connector contract: what every platform offers, in one set of types and one family of errors.

A connector is a thin httpx module. It keeps no state of ours, knows no keys of the store, and never retries a write by
itself: the outbox decides that. Reads may be repeated freely. Every method may block; none is called on an event loop.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import ClassVar, Protocol, runtime_checkable

from backend.model.account import Capabilities, Reach, Source, Unread
from backend.model.clock import Micros
from backend.model.inflow import Page
from backend.model.outbox import Intent, Receipt, Wire
from backend.model.reason import Reason

Saver = Callable[[Mapping[str, str]], None]
"""Writes a renewed login back to where it came from (Bluesky replaces its refresh token at each use)."""

KnownRoots = Callable[[Sequence[str]], Mapping[str, str]]
"""Asks the caller which of these remote ids it knows, and the thread root of each: saves a request per comment."""


_PLAIN = re.compile(r"[A-Za-z0-9._@:-]{1,100}")


class PlatformError(Exception):
    """Base of the family. `reason` is safe to store and show: codes and numbers, never a body, URL or token."""

    def __init__(self, code: str, **params: str | int) -> None:
        super().__init__(code)
        self.reason = Reason(code, dict(params))


class LoginExpired(PlatformError):
    """The token is no longer accepted: nothing was done, the account waits for a person."""


class NotPermitted(PlatformError):
    """The login may not do this, or the platform blocks it: nothing was done, repeating is useless."""


class Throttled(PlatformError):
    """Too many requests: nothing was done. `until` is when to come back (UTC microseconds)."""

    def __init__(self, until: Micros, code: str = "throttled", **params: str | int) -> None:
        super().__init__(code, until=until, **params)
        self.until = until


class PutOff(Throttled):
    """One kind of act alone has to wait: nothing was done, and whatever else the account does may go on."""


class Gone(PlatformError):
    """The target is deleted, hidden from us or was never there: nothing was done."""


class Duplicate(PlatformError):
    """The platform says it has this already: look it up before deciding."""


class Refused(PlatformError):
    """The platform found the request wrong (too long, malformed): nothing was done, repeating is useless."""


class TryAgain(PlatformError):
    """No usable answer. `reached` tells whether the request may have been carried out.

    False: it certainly never left (DNS, connection refused, TLS, its deadline passed). True: a timeout, a 5xx, a cut or
    unreadable answer; a write is then `unknown` and must be settled before anything is sent again.
    """

    def __init__(self, code: str, *, reached: bool, **params: str | int) -> None:
        super().__init__(code, **params)
        self.reached = reached


def unwritten(error: PlatformError) -> PlatformError:
    """Return a failed read as the failure of a write that never left: a lost answer to a question changes nothing."""
    if isinstance(error, TryAgain):
        return TryAgain(error.reason.code, reached=False, **error.reason.params)
    return error


def sources(read: Iterable[Source], **others: Reach) -> dict[Source, Reach]:
    """Return the declaration of every source: those `read`, the `others` by their names, and all else missing."""
    told = dict.fromkeys(Source, Reach.MISSING) | dict.fromkeys(read, Reach.READ)
    return told | {Source(name): reach for name, reach in others.items()}


@dataclass(frozen=True, slots=True)
class Profile:
    """Who the login is on the platform, and what it can do there."""

    remote_id: str
    handle: str
    name: str
    url: str | None
    base_url: str
    capabilities: Capabilities

    def stranger_to(self, remote_id: str) -> Reason | None:
        """Return why this is not the account with that id, naming whose login it is; None when it is that account.

        A handle is outside text: one that is not plain ASCII is named by its id.
        """
        if self.remote_id == remote_id:
            return None
        names = (self.handle.lstrip("@"), self.remote_id)
        return Reason("platform.other_account", {"handle": next(filter(_PLAIN.fullmatch, names), "?")})


@dataclass(frozen=True, slots=True)
class Usage:
    """The rate limit the last answers spoke of: `share` used (0..1) and when it starts anew (UTC microseconds)."""

    share: float = 0.0
    resets_at: Micros | None = None


class Fate(StrEnum):
    """What became of a write whose answer was lost."""

    SENT = "sent"  # it stands there; `receipt` names it
    ABSENT = "absent"  # it does not stand there, and the same bytes may be sent again without doubling
    UNSURE = "unsure"  # cannot be told now (try later), or ever (a person must look)


@dataclass(frozen=True, slots=True)
class Settled:
    """The answer to 'did it get there?'. `final` on UNSURE: no later look will tell more."""

    fate: Fate
    receipt: Receipt | None = None
    final: bool = False


class Connector(Protocol):
    """One account on one platform. Methods raise only the family above."""

    platform: ClassVar[str]
    streams: ClassVar[tuple[str, ...]]
    """What can be pulled with a cursor, most urgent first; 'inbox' is what others wrote to us, 'posts' ours."""
    pace: ClassVar[float]
    """How many of the usual pauses lie between two looks at the inbox: what the platform's daily limit bears."""

    def check(self) -> Profile:
        """Ask the platform who we are and what we can do. Also the cheapest test of a login."""
        ...

    def pull(self, stream: str, cursor: str | None, since: Micros, known: KnownRoots) -> Page:
        """Read the next page of a stream after `cursor`; without one start at `since` at the earliest (backfill bound).

        The caller saves rows and `page.cursor` in one transaction and comes back at once while `page.more`.
        Pages overlap (the same row may come again); remote ids are unique, so nothing doubles.
        """
        ...

    def thread(self, remote_id: str, cursor: str | None = None) -> Page:
        """Read the whole thread around any post or comment in it: root, replies at every depth, as they are now.

        Raises Gone when that post is no longer there.
        """
        ...

    def probe(self, remote_ids: Sequence[str]) -> frozenset[str]:
        """Return those of the ids that are gone from the platform. Any number; asked in batches."""
        ...

    def prepare(self, intent: Intent) -> Wire:
        """Fix the exact request for an intent. The same intent gives the same key. May read, writes nothing that shows.

        Pictures are put up here, because the request names them: nobody sees one before it is named, and the platforms
        drop those that never are.

        Where several acts and people change one object (a thread's gate), the wire names the change and not the bytes:
        `send` then makes it on what it finds, so that it never takes back what others changed.
        Raises Refused when the text breaks the platform's limits, NotPermitted for an act the platform does not have,
        or that it does not allow there; Gone when what it is aimed at is deleted (`send` may say so first).
        """
        ...

    def send(self, wire: Wire) -> Receipt:
        """Make the prepared request once. No redirects are followed and nothing is retried.

        What is so already is done: a like that stands, a block that is gone. The receipt names what the act made, or
        holds what its reverse needs (`Target.record`). Called inside `leaving_before`: a request that would leave too
        late is TryAgain, not reached.
        """
        ...

    def settle(self, wire: Wire, first_attempt_at: Micros, now: Micros) -> Settled:
        """Find out whether a prepared write got there: by its key, or by reading back.

        An act that changes nothing a second time may be called ABSENT without a look: sending it again settles it. One
        that would be there twice (a report) and cannot be read back is UNSURE for good.
        """
        ...

    def usage(self) -> Usage:
        """Return the share of the rate limit used, as the last answers told."""
        ...

    def close(self) -> None:
        """Close connections."""
        ...


@runtime_checkable
class CountsUnread(Protocol):
    """A connector that can count the private messages which nobody has read. It never reads them."""

    def unread(self) -> Unread:
        """Count them. Raises the family: NotPermitted when the login may not, Gone and Refused where nothing tells."""
        ...


def countable(connector: CountsUnread) -> Reach:
    """Return whether an account's private messages are counted, by trying. Raises LoginExpired.

    The inbox may be a service with limits of its own: that it throttles us concerns nothing else.
    """
    try:
        connector.unread()
    except NotPermitted:
        return Reach.DENIED
    except (Gone, Refused, Throttled, TryAgain):
        return Reach.MISSING
    return Reach.COUNTED


@runtime_checkable
class Subscribes(Protocol):
    """A connector that can ask its platform to push what happens to our address (`Capabilities.pushes` says what)."""

    def subscribe(self) -> frozenset[str]:
        """Ask for it, and return what is pushed from now on. Asking again changes nothing. Raises the family."""
        ...


class Stir(StrEnum):
    """What a platform's own stream can tell."""

    NEW = "new"  # somebody may have written to us
    MOVED = "moved"  # changed or answered: a matter of ours only where we know it
    GONE = "gone"  # taken away: likewise


@dataclass(frozen=True, slots=True)
class Stirring:
    """What a stream hints at: nothing of what it says but the remote ids of what it is about, none when untold."""

    what: Stir
    remote_ids: tuple[str, ...] = ()


class Stream(Protocol):
    """A platform's open stream. Read by one thread; `close` may be called from any and ends the reading."""

    def stirrings(self) -> Iterator[Stirring]:
        """Yield what stirs until the platform ends the stream or `close` does. Raises the family."""
        ...

    def close(self) -> None:
        """End the stream. May be called again."""
        ...


@runtime_checkable
class Listens(Protocol):
    """A connector whose platform tells by itself when something happens (`platforms.STREAMED`)."""

    def listen(self, silence_s: float) -> Stream:
        """Open the platform's stream, which is broken when nothing at all comes for `silence_s` seconds.

        Raises the family: Gone, NotPermitted and Refused say that there is none for us.
        """
        ...
