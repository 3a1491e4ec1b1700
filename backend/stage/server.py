"""Puts the stage together and serves it on loopback, in a process of its own."""

import asyncio
import socket
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager, suppress
from dataclasses import dataclass, field

import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response

from backend.model.clock import Clock
from backend.stage.bluesky import Bluesky
from backend.stage.consent import Consent
from backend.stage.control import Control
from backend.stage.facebook import Facebook
from backend.stage.faults import Weather
from backend.stage.graph import App, Door
from backend.stage.instagram import Instagram
from backend.stage.linkedin import LinkedIn
from backend.stage.mastodon import Mastodon
from backend.stage.script import Wire, load
from backend.stage.teller import Teller
from backend.stage.threads import Threads
from backend.stage.wire import Dialect, answer
from backend.stage.world import World
from backend.stage.youtube import YouTube

HOST = "127.0.0.1"


@dataclass(frozen=True, slots=True)
class Setting:
    """How the stage is set. `speed` 0 lets nothing arrive by itself; `access_s` is how long Bluesky's tokens live.

    `requests` overrides both platforms' rate limits (per five minutes), None keeps the real ones.
    """

    token: str = field(repr=False)
    password: str = field(repr=False)
    speed: float = 1.0
    access_s: int = 7200
    requests: int | None = None


def make(setting: Setting, clock: Clock) -> Weather:
    """Return the whole stage as an ASGI application, with the opening of its script already said."""
    script = load()
    world = World(script, clock)
    teller = Teller(world, script, setting.speed)
    teller.open()
    app = App(clock)
    meta = Door(app, "/v26.0", ("user", "page", "instagram"), setting.requests or 4800)
    facebook = Facebook(world, app, meta)
    dialects: dict[Wire, Dialect] = {
        Wire.MASTODON: Mastodon(world, clock, setting.requests or 300),
        Wire.FACEBOOK: facebook,
        Wire.THREADS: Threads(world, app, setting.requests or 4800),  # takes its renewals alone, Instagram the others
        Wire.INSTAGRAM: Instagram(world, app, meta, facebook.linked),
        Wire.LINKEDIN: LinkedIn(world, clock, setting.requests or 50_000, setting.requests or 60),
        Wire.YOUTUBE: YouTube(world, clock, setting.requests or 10_000),
        Wire.BLUESKY: Bluesky(
            world, clock, setting.password, requests=setting.requests or 3000, access_s=setting.access_s
        ),
    }
    consent = Consent(app, dialects)
    control = Control(world, setting.token, dialects, consent)
    doors = [route for dialect in dialects.values() for route in dialect.routes()]  # Bluesky's last takes what is left
    routes = [*control.routes(), *consent.routes(), *doors]
    weather = Weather(Starlette(routes=routes, lifespan=_playing(teller), exception_handlers={404: _not_found}))
    control.weather = weather
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
    config = uvicorn.Config(
        make(setting, clock), log_level="error", access_log=False, lifespan="on", timeout_graceful_shutdown=1, ws="none"
    )
    server = uvicorn.Server(config)

    async def run() -> None:
        watching = asyncio.create_task(_watch(server, ready, leash))
        await server.serve(sockets=[taken])
        await watching

    with suppress(KeyboardInterrupt):
        asyncio.run(run())


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


async def _not_found(request: Request, _error: Exception) -> Response:
    if request.url.path.startswith("/api/"):
        return answer({"error": "The page you were looking for doesn't exist."}, 404)
    return answer({"error": "NotFound"}, 404)
