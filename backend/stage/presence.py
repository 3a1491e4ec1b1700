"""Who we are on the stage: any number of accounts of ours on every platform, each with a world of its own.

The platforms tell accounts apart by the login alone, and so does the stage: a request goes to the account whose token
it carries, or whose handle or DID it names where no login is needed. What is said in one account's world does not show
in another's, as with companies that do not know each other; one person's login on Facebook lists the pages of all.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route
from starlette.types import Message, Receive, Scope, Send

from backend.model.clock import SECOND, Clock, Micros, plus
from backend.stage.bluesky import Bluesky
from backend.stage.consent import Consent
from backend.stage.control import Control
from backend.stage.crowd import Crowd
from backend.stage.facebook import Facebook
from backend.stage.faults import dated
from backend.stage.graph import App, Door
from backend.stage.instagram import Instagram
from backend.stage.linkedin import LinkedIn
from backend.stage.mastodon import Mastodon
from backend.stage.script import Script, Wire
from backend.stage.threads import Threads
from backend.stage.wire import Dialect, Json, answer, bearer, fields
from backend.stage.world import World
from backend.stage.youtube import YouTube

CONTROL = "/_stage"
MOST = 100
"""How many of us there can be."""

_TOKENS = ("access_token", "refresh_token", "token", "identifier", "input_token")
_NAMES = ("handle", "repo")


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


class Skewed:
    """A platform's clock: `ahead` µs before ours (after it, when negative)."""

    def __init__(self, clock: Clock) -> None:
        self.ahead = 0
        self._clock = clock

    def now(self) -> Micros:
        """Return the present as the platform takes it (UTC µs)."""
        return plus(self._clock.now(), self.ahead)


class Presence:
    """One account of ours on each platform: the world it sees, every wire to it, and the doors behind its scene.

    `pages` are all our accounts on Facebook, this one too, once it is there.
    """

    def __init__(self, script: Script, clock: Clock, setting: Setting, secret: str, pages: list[Facebook]) -> None:
        self.clock = Skewed(clock)
        self.world = World(script, self.clock)
        app = App(self.clock, secret=secret)
        meta = Door(app, "/v26.0", ("user", "page", "instagram"), setting.requests or 4800)
        facebook = Facebook(self.world, app, meta, pages)
        pages.append(facebook)
        mastodon = Mastodon(self.world, self.clock, setting.requests or 300)
        self.dialects: dict[Wire, Dialect] = {
            Wire.MASTODON: mastodon,
            Wire.FACEBOOK: facebook,
            Wire.THREADS: Threads(self.world, app, setting.requests or 4800),  # takes its renewals alone
            Wire.INSTAGRAM: Instagram(self.world, app, meta, facebook.linked),
            Wire.LINKEDIN: LinkedIn(self.world, self.clock, setting.requests or 50_000, setting.requests or 60),
            Wire.YOUTUBE: YouTube(self.world, self.clock, setting.requests or 10_000),
            Wire.BLUESKY: Bluesky(
                self.world,
                self.clock,
                setting.password,
                requests=setting.requests or 3000,
                access_s=setting.access_s,
            ),
        }
        consent = Consent(app, self.dialects)
        crowd = Crowd(self.world)
        doors = {
            "fill": crowd.fill,
            "truth": crowd.truth,
            "skew": self.skew,
            "messages": self.messages,
            "streams": mastodon.streams.control,
        }
        self.control = Control(self.world, setting.token, self.dialects, consent, doors)
        wires = [route for dialect in self.dialects.values() for route in dialect.routes()]  # Bluesky's last takes all
        self.routes: list[Route] = [*self.control.routes(), *consent.routes(), *wires]

    def holds(self, name: str) -> bool:
        """Tell whether a token, or what else a request names, is of this account."""
        return any(dialect.holds(name) for dialect in self.dialects.values())

    def messages(self, asked: Json) -> Json:
        """Let `unread` private conversations wait `on` a wire (Facebook, Instagram, Bluesky); `shut_out` hides them."""
        deeds = self.world.deeds[Wire(asked["on"])]
        deeds.unread, deeds.shut_out = int(asked["unread"]), bool(asked.get("shut_out"))
        return {"unread": deeds.unread}

    def skew(self, asked: Json) -> Json:
        """Put the platforms' clock `seconds` ahead of ours, or behind it."""
        self.clock.ahead = int(asked["seconds"]) * SECOND
        return {"seconds": self.clock.ahead // SECOND}


class Presences:
    """All of us, as one ASGI application. The first plays the script; every other begins with nothing said."""

    def __init__(self, script: Script, clock: Clock, setting: Setting) -> None:
        self._script = script
        self._clock = clock
        self._setting = setting
        self._pages: list[Facebook] = []
        self._secret = App(clock).secret
        self._all: dict[int, Presence] = {}
        self._apps: dict[int, Starlette] = {}
        self._whose: dict[str, int] = {}
        self.first = self._enter(1, script)

    def lead(self, app: Starlette) -> None:
        """Let the first be served by `app`, which has more than the routes of one account."""
        self._apps[1] = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Hand a request to the account that it is about; the first has what is about none."""
        if scope["type"] != "http":
            await self._apps[1](scope, receive, send)
            return
        request = Request(scope, receive)
        try:
            number = await self._asked(request) if scope["path"].startswith(CONTROL) else await self._named(request)
        except ValueError:
            await answer({"error": "there is no such account"}, 400)(scope, receive, send)
            return
        if request.method != "GET":
            receive = _again(await request.body(), receive)
        await self._apps[number](scope, receive, dated(send, self._all[number].clock))

    async def _asked(self, request: Request) -> int:
        """Return whom a control request is about: `as`, the first when it does not say. Raises ValueError."""
        number = (await fields(request)).get("as", 1)
        if not isinstance(number, int) or not 0 < number <= MOST:
            raise ValueError(number)
        if number not in self._all:
            self._enter(number, _another(self._script, number)).control.weather = self.first.control.weather
        return number

    async def _named(self, request: Request) -> int:
        for name in await _names(request):
            if name in self._whose:
                return self._whose[name]
            for number, presence in self._all.items():
                if presence.holds(name):
                    self._whose[name] = number
                    return number
        return 1

    def _enter(self, number: int, script: Script) -> Presence:
        made = Presence(script, self._clock, self._setting, self._secret, self._pages)
        self._all[number] = made
        self._apps[number] = Starlette(routes=made.routes, exception_handlers={404: not_found})
        return made


def _another(script: Script, number: int) -> Script:
    """Return a script for another of us, with the same people and nothing to say."""
    us = script.us
    name, _, rest = us.bluesky.partition(".")
    ours = replace(
        us,
        key=f"{us.key}{number}",
        name=f"{us.name} {number}",
        mastodon=f"{us.mastodon}{number}",
        bluesky=f"{name}{number}.{rest}",
    )
    return replace(script, us=ours, opening=(), arrivals=())


async def _names(request: Request) -> Sequence[str]:
    """Return what a request says of whose it is, the surest first: its token, then what it asks about."""
    asked = request.query_params
    found = [bearer(request), *(asked.get(one, "") for one in _TOKENS)]
    if not any(found) and request.method != "GET":
        body = await fields(request)
        found += [str(body.get(one) or "") for one in _TOKENS]
    found += [*(asked.get(one, "") for one in _NAMES), request.url.path[1:]]
    return [one for one in found if one]


def _again(body: bytes, receive: Receive) -> Receive:
    """Return what gives a body that has been read once more, and then what else comes."""
    given = False

    async def once_more() -> Message:
        nonlocal given
        if given:
            return await receive()
        given = True
        return {"type": "http.request", "body": body, "more_body": False}

    return once_more


async def not_found(request: Request, _error: Exception) -> Response:
    """Say that there is no such address, in Mastodon's words or in nobody's."""
    if request.url.path.startswith("/api/"):
        return answer({"error": "The page you were looking for doesn't exist."}, 404)
    return answer({"error": "NotFound"}, 404)
