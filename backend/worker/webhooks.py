"""`nightdesk webhooks`: takes what platforms push and asks for a reading. A push is a hint, the poll is the truth.

Pushes come to an event loop that never touches the store; a thread beside it writes what they hint at.
"""

import asyncio
import socket
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from random import Random
from threading import Event
from urllib.parse import urlsplit

import uvicorn
from uvicorn.protocols.http.h11_impl import H11Protocol

from backend.config.errors import ConfigError
from backend.config.webhooks import WebhookSettings
from backend.model.clock import MINUTE, SECOND, Clock
from backend.store.engine import Store
from backend.store.errors import StoreError, StoreNewer
from backend.worker.backoff import Backoff
from backend.worker.log import close_log, open_log
from backend.worker.loop import Loop
from backend.worker.redact import Redactor
from backend.worker.webhooks_door import Doors
from backend.worker.webhooks_guard import PATIENCE_S
from backend.worker.webhooks_hints import Gatherer, writer
from backend.worker.webhooks_keys import Keys
from backend.worker.webhooks_log import Tally, log

CONNECTIONS = 200
"""Senders at a time; further ones are told to come later (503)."""

HEAD = 16 * 1024
"""Bytes of a request's head."""

LOOK_S = 0.1
"""How often it is looked whether to end (seconds)."""


def bind(host: str, port: int) -> socket.socket:
    """Take an address to listen on; port 0 takes any free one. Raises OSError when it cannot be had."""
    family, kind, protocol, _name, address = socket.getaddrinfo(
        host, port, type=socket.SOCK_STREAM, proto=socket.IPPROTO_TCP, flags=socket.AI_PASSIVE
    )[0]
    taken = socket.socket(family, kind, protocol)
    try:
        taken.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        taken.bind(address)
    except OSError:
        taken.close()
        raise
    return taken


def run(settings: WebhookSettings, clock: Clock, taken: socket.socket, stop: Event, ready: Callable[[], None]) -> int:
    """Take pushes on a bound socket until `stop` is set; `ready` is called once it listens.

    Returns the exit status: 0, or 1 when the store has become newer than this program. Raises ConfigError when there
    is nothing to check a signature with, StoreError when the store cannot be opened, OSError when the log cannot.
    """
    redactor = Redactor()
    redactor.learn_values([urlsplit(settings.worker.url).password or "", *settings.worker.tokens.values()])
    handler = open_log(settings.worker.log_file, settings.worker.log_level, redactor)
    try:
        store = Store.open(settings.worker.url, clock)
        try:
            return _Post(settings, store, Keys(settings, redactor), stop).run(taken, ready)
        finally:
            store.close()
    finally:
        close_log(handler)


class _Post:
    """The doors, and the two threads behind them: one writes hints, one reads secrets anew and tells of refusals."""

    def __init__(self, settings: WebhookSettings, store: Store, keys: Keys, stop: Event) -> None:
        keys.learn(store.reader)
        if not keys.meta and not keys.linkedin:
            raise ConfigError("webhooks.no_secret")
        if keys.meta and not settings.verify_token:
            log.warning("without NIGHTDESK_META_VERIFY_TOKEN Meta's handshake is refused: no push can be subscribed to")
        self._store = store
        self._keys = keys
        self._stop = stop
        self._tally = Tally()
        self._gatherer = Gatherer(writer(store, settings.worker.pace.young_s))
        self._status = 0

    def run(self, taken: socket.socket, ready: Callable[[], None]) -> int:
        """Serve until told to stop; what has been gathered by then is written."""
        loops = (
            Loop("hints", self._gatherer.turn, _backoff(), self._failed),
            Loop("house", self._house, _backoff(), self._failed),
        )
        self._gatherer.bell = loops[0].ring
        for loop in loops:
            loop.start()
        asyncio.run(_serve(Doors(self._keys, self._gatherer, self._tally, store=self._store), taken, self._stop, ready))
        for loop in loops:
            loop.stop()
        for loop in loops:
            loop.join(PATIENCE_S)
        self._end()
        return self._status

    def _house(self) -> int:
        self._tally.tell()
        self._keys.learn(self._store.reader)
        return MINUTE

    def _failed(self, error: Exception) -> None:
        """End when the store was migrated by a newer program: this one cannot write to it any more."""
        if isinstance(error, StoreNewer):
            self._status = 1
            self._stop.set()

    def _end(self) -> None:
        try:
            self._gatherer.finish()
        except StoreError as error:
            log.error("the last hints could not be written", extra={"reason": error.reason.code})
        self._tally.tell()
        log.info("webhooks closed")


class _Patient(H11Protocol):
    """One request a connection, whose head must have come before PATIENCE_S seconds have passed."""

    _timer: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """Begin to wait."""
        super().connection_made(transport)
        self._timer = self.loop.call_later(PATIENCE_S, self._too_slow)

    def connection_lost(self, exc: Exception | None) -> None:
        """Wait no longer."""
        super().connection_lost(exc)
        if self._timer is not None:
            self._timer.cancel()

    def _too_slow(self) -> None:
        if not self.headers:
            self.transport.abort()


class _Server(uvicorn.Server):
    """A server that leaves the signals to whoever runs it."""

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        """Capture none."""
        yield


async def _serve(doors: Doors, taken: socket.socket, stop: Event, ready: Callable[[], None]) -> None:
    config = uvicorn.Config(
        doors.app(),
        http=_Patient,
        ws="none",
        lifespan="off",
        access_log=False,
        log_config=None,
        log_level="warning",
        server_header=False,
        limit_concurrency=CONNECTIONS,
        h11_max_incomplete_event_size=HEAD,
        timeout_graceful_shutdown=2,
        headers=[("Connection", "close")],
    )
    server = _Server(config)
    watching = asyncio.create_task(_watch(server, stop, ready))
    await server.serve(sockets=[taken])
    await watching


async def _watch(server: uvicorn.Server, stop: Event, ready: Callable[[], None]) -> None:
    while not (server.started or stop.is_set()):
        await asyncio.sleep(0.02)
    if server.started:
        log.info("webhooks open")
        ready()
    while not stop.is_set():
        await asyncio.sleep(LOOK_S)
    server.should_exit = True


def _backoff() -> Backoff:
    return Backoff(Random(), SECOND, MINUTE)  # noqa: S311 - spreads waits, hides nothing
