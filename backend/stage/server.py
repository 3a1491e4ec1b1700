"""Puts the stage together and serves it on loopback, in a process of its own."""

import asyncio
import socket
import struct
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager, suppress

import uvicorn
from starlette.applications import Starlette

from backend.model.clock import Clock
from backend.stage.faults import Hang, Weather
from backend.stage.presence import Presences, Setting, not_found
from backend.stage.script import load
from backend.stage.teller import Teller

HOST = "127.0.0.1"


def make(setting: Setting, clock: Clock) -> Weather:
    """Return the whole stage as an ASGI application, with the opening of its script already said."""
    script = load()
    presences = Presences(script, clock, setting)
    first = presences.first
    teller = Teller(first.world, script, setting.speed)
    teller.open()
    playing = Starlette(routes=first.routes, lifespan=_playing(teller), exception_handlers={404: not_found})
    presences.lead(playing)
    weather = Weather(presences, first.clock)
    first.control.weather = weather
    return weather


def bind(port: int) -> socket.socket:
    """Take a port of this machine alone; 0 takes any free one. Raises OSError when it is taken."""
    # With its protocol named, asyncio sends each answer at once: else one in two pieces waits 40 ms for the client.
    taken = socket.socket(socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    try:
        taken.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        taken.bind((HOST, port))
    except OSError:
        taken.close()
        raise
    return taken


def address(taken: socket.socket) -> str:
    """Return the URL of a taken port."""
    return f"http://{HOST}:{taken.getsockname()[1]}"


def serve(
    setting: Setting, clock: Clock, taken: socket.socket, ready: Callable[[], None], leash: Callable[[], bool]
) -> None:
    """Serve until SIGTERM or SIGINT, or until `leash` says that whoever started the stage is gone.

    `ready` is called once requests are answered.
    """
    weather = make(setting, clock)
    config = uvicorn.Config(
        weather,
        log_level="error",
        access_log=False,
        lifespan="on",
        timeout_graceful_shutdown=1,
        ws="none",
        date_header=False,  # each account's platforms have a clock of their own
    )
    server = uvicorn.Server(config)
    weather.hang_up = _hanging_up(server)

    async def run() -> None:
        watching = asyncio.create_task(_watch(server, ready, leash))
        await server.serve(sockets=[taken])
        await watching

    with suppress(KeyboardInterrupt):
        asyncio.run(run())


def _hanging_up(server: uvicorn.Server) -> Hang:
    def hang_up(client: object) -> None:
        for line in list(server.server_state.connections):
            transport = getattr(line, "transport", None)
            if isinstance(transport, asyncio.Transport) and getattr(line, "client", None) == client:
                # without lingering it goes with a reset, not with an orderly end
                taken = transport.get_extra_info("socket")
                taken.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
                transport.abort()

    return hang_up


async def _watch(server: uvicorn.Server, ready: Callable[[], None], leash: Callable[[], bool]) -> None:
    while not server.started and not server.should_exit:
        await asyncio.sleep(0.02)
    if server.started:
        ready()
    while not server.should_exit:
        await asyncio.sleep(0.2)
        server.should_exit = server.should_exit or leash()


def _playing(teller: Teller) -> Callable[[Starlette], AbstractAsyncContextManager[None]]:
    @asynccontextmanager
    async def lifespan(_app: Starlette) -> AsyncIterator[None]:
        playing = asyncio.create_task(teller.play())
        try:
            yield
        finally:
            playing.cancel()
            with suppress(asyncio.CancelledError):
                await playing

    return lifespan
