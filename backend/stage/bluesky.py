"""The world over Bluesky's wire: the AppView's reads, with the limits and errors of the reference server."""

from collections.abc import Awaitable, Callable, Sequence
from typing import TypeVar

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from backend.model.clock import SECOND, Clock
from backend.stage import bluesky_views as views
from backend.stage.bluesky_acts import Acts
from backend.stage.bluesky_chat import Chat
from backend.stage.bluesky_repo import Repo
from backend.stage.bluesky_session import Sessions
from backend.stage.ids import did
from backend.stage.limits import Budget, Left
from backend.stage.script import Person, Wire
from backend.stage.wire import Json, Refusal, answer, number
from backend.stage.world import Notice, Said, World

Handler = Callable[[Request], Awaitable[Response]]
Row = TypeVar("Row", Said, Notice)

_POINTS = {"com.atproto.repo.createRecord": 3, "com.atproto.repo.putRecord": 2, "com.atproto.repo.deleteRecord": 1}
_OPEN = ("com.atproto.identity.resolveHandle", "com.atproto.server.describeServer", "com.atproto.repo.getRecord")


class Bluesky:
    """One PDS with us on it, and the AppView behind. `requests` is how many an address may make in five minutes."""

    def __init__(
        self, world: World, clock: Clock, password: str, *, requests: int = 3000, access_s: int = 7200
    ) -> None:
        self.sessions = Sessions(world.us, password, clock, access_s)
        self._login = {"identifier": world.us.bluesky, "password": password}
        self._world = world
        self._repo = Repo(world)
        acts = Acts(world, self._repo.id_of)
        self._api = Budget(requests, 300, clock)
        self._writes = Budget(5000, 3600, clock)
        self._logins = Budget(30, 300, clock)
        self._get: dict[str, Handler] = {
            "com.atproto.identity.resolveHandle": self.resolve_handle,
            "com.atproto.server.describeServer": self.describe_server,
            "com.atproto.server.getSession": self.sessions.get,
            "com.atproto.repo.getRecord": self._repo.get,
            "com.atproto.repo.listRecords": self._repo.many,
            "app.bsky.actor.getProfile": self.profile,
            "app.bsky.actor.getProfiles": self.profiles,
            "app.bsky.feed.getAuthorFeed": self.author_feed,
            "app.bsky.feed.getPostThread": self.post_thread,
            "app.bsky.feed.getPosts": self.posts,
            "app.bsky.feed.getQuotes": self.quotes,
            "app.bsky.notification.listNotifications": self.notifications,
            "chat.bsky.convo.listConvos": Chat(world).list,
        }
        self._post: dict[str, Handler] = {
            "com.atproto.server.createSession": self.sessions.create,
            "com.atproto.server.refreshSession": self.sessions.refresh,
            "com.atproto.server.deleteSession": self.sessions.delete,
            "com.atproto.repo.createRecord": self._repo.create,
            "com.atproto.repo.uploadBlob": self._repo.put_up,
            "com.atproto.repo.putRecord": self._repo.put,
            "com.atproto.repo.deleteRecord": self._repo.delete,
            "com.atproto.moderation.createReport": acts.report,
            "app.bsky.graph.muteActor": acts.mute,
            "app.bsky.graph.unmuteActor": acts.unmute,
        }

    def routes(self) -> list[Route]:
        """Return the server's doors; the last is the directory of DID documents."""
        return [
            Route("/xrpc/{nsid}", self.call, methods=["GET", "POST"]),
            Route("/.well-known/atproto-did", self.own_did, methods=["GET"]),
            Route("/{did:path}", self.document, methods=["GET"]),
        ]

    def give(self, _asked: Json) -> Json:
        """Give the app password."""
        return dict(self._login)

    def forget(self) -> None:
        """Make every token and the app password worthless."""
        self.sessions.forget()

    def holds(self, name: str) -> bool:
        """Tell whether a token, a handle or a DID is this account's."""
        return self.sessions.means_us(name)

    async def call(self, request: Request) -> Response:
        """Carry out one call: limits first, then the login, then the call itself."""
        nsid = request.path_params["nsid"]
        left = self._take(nsid)
        told = _limit_headers(left)
        try:
            if not left.ok:
                raise Refusal(429, {"error": "RateLimitExceeded", "message": "Rate Limit Exceeded"})
            handler = (self._get if request.method == "GET" else self._post).get(nsid)
            if handler is None:
                raise Refusal(501, {"error": "MethodNotImplemented", "message": "Method Not Implemented"})
            if nsid not in _OPEN and not nsid.startswith("com.atproto.server."):
                self.sessions.check(request)
            reply = await handler(request)
        except Refusal as refusal:
            reply = answer(refusal.body, refusal.status)
        reply.headers.update(told)
        return reply

    async def own_did(self, _request: Request) -> Response:
        """Tell our DID, as the web server behind a handle does."""
        return Response(did(self._world.us.key), media_type="text/plain")

    async def document(self, request: Request) -> Response:
        """Show a DID document, as the PLC directory does."""
        person = self._person(request.path_params["did"])
        if person is None:
            return answer({"message": "Not Found"}, 404)
        return answer(views.did_document(person, str(request.base_url).rstrip("/")))

    async def resolve_handle(self, request: Request) -> Response:
        """Tell the DID of a handle."""
        person = self._person(request.query_params.get("handle", "").lower())
        if person is None:
            raise Refusal(400, {"error": "InvalidRequest", "message": "Unable to resolve handle"})
        return answer({"did": did(person.key)})

    async def describe_server(self, _request: Request) -> Response:
        """Tell what kind of server this is."""
        return answer({"did": "did:web:stage", "availableUserDomains": [".test"], "inviteCodeRequired": True})

    async def profile(self, request: Request) -> Response:
        """Show somebody's profile."""
        return answer(views.profile(self._world, self._actor(request)))

    async def profiles(self, request: Request) -> Response:
        """Show the profiles of those of the asked people that are there."""
        found = (self._person(name) for name in request.query_params.getlist("actors")[:25])
        return answer({"profiles": [views.profile(self._world, one) for one in found if one is not None]})

    async def author_feed(self, request: Request) -> Response:
        """List what somebody posted, newest first."""
        person, kind = self._actor(request), request.query_params.get("filter", "posts_with_replies")
        rows = self._world.by(Wire.BLUESKY, person)
        if kind in ("posts_no_replies", "posts_and_author_threads"):
            rows = [one for one in rows if one.parent is None]
        page, cursor = _page(request, rows)
        return answer({"feed": [views.feed_item(self._world, one) for one in page]} | cursor)

    async def post_thread(self, request: Request) -> Response:
        """Show what stands around a post."""
        uri = request.query_params.get("uri", "")
        said = self._repo.found(uri)
        if said is None:
            raise Refusal(400, {"error": "NotFound", "message": f"Post not found: {uri}"})
        depth, height = _depth(request, "depth", 6), _depth(request, "parentHeight", 80)
        body = {"thread": views.thread(self._world, said, depth, height)}
        gate = views.threadgate(self._world, said.root)
        return answer(body | ({"threadgate": gate} if gate else {}))

    async def posts(self, request: Request) -> Response:
        """Show those of the asked posts that are there."""
        uris = request.query_params.getlist("uris")
        if len(uris) > 25:
            message = "Error: Params must not have more than 25 elements at uris"
            raise Refusal(400, {"error": "InvalidRequest", "message": message})
        found = [self._repo.found(uri) for uri in dict.fromkeys(uris)]
        blocked = self._world.deeds[Wire.BLUESKY].blocked
        shown = [one for one in found if one is not None and one.by.key not in blocked]
        return answer({"posts": [views.post(self._world, one) for one in shown]})

    async def quotes(self, request: Request) -> Response:
        """List what quotes a post."""
        uri = request.query_params.get("uri", "")
        quoted = self._repo.found(uri)
        rows = [one for one in quoted.quoted if not one.deleted] if quoted is not None else []
        page, cursor = _page(request, rows)
        return answer({"uri": uri, "posts": [views.post(self._world, one) for one in page]} | cursor)

    async def notifications(self, request: Request) -> Response:
        """List what we were told, newest first."""
        wanted = request.query_params.getlist("reasons")
        shuns = self._world.deeds[Wire.BLUESKY].shuns
        rows = [one for one in self._world.notices(Wire.BLUESKY) if not shuns(one.said.by.key)]
        rows = [one for one in rows if not wanted or one.kind in wanted]
        page, cursor = _page(request, rows)
        shown = [views.notification(self._world, one) for one in page]
        return answer({"notifications": shown, "priority": False} | cursor)

    def _person(self, name: str) -> Person | None:
        people = self._world.people.values()
        return next((one for one in people if name in (one.bluesky, did(one.key))), None)

    def _actor(self, request: Request) -> Person:
        person = self._person(request.query_params.get("actor", ""))
        if person is None:
            raise Refusal(400, {"error": "InvalidRequest", "message": "Profile not found"})
        return person

    def _take(self, nsid: str) -> Left:
        lefts = [self._api.take()]
        if nsid in _POINTS:
            lefts.append(self._writes.take(_POINTS[nsid]))
        if nsid == "com.atproto.server.createSession":
            lefts.append(self._logins.take())
        return min(lefts, key=lambda left: (left.ok, left.remaining))


def _page(request: Request, rows: Sequence[Row]) -> tuple[list[Row], dict[str, str]]:
    """Return one page, newest first, and the cursor to go on backwards in time from."""
    cursor, limit = request.query_params.get("cursor", ""), number(request, "limit", 50, 100)
    newest_first = sorted(rows, key=lambda row: row.at, reverse=True)
    if cursor.isdigit():
        newest_first = [row for row in newest_first if row.at < int(cursor)]
    page = newest_first[:limit]
    more = len(newest_first) > limit
    return page, {"cursor": str(page[-1].at)} if more else {}


def _depth(request: Request, name: str, usual: int) -> int:
    text = request.query_params.get(name, "")
    return min(int(text), 1000) if text.isdigit() and len(text) < 6 else usual


def _limit_headers(left: Left) -> dict[str, str]:
    return {
        "RateLimit-Limit": str(left.limit),
        "RateLimit-Remaining": str(left.remaining),
        "RateLimit-Reset": str(left.resets_at // SECOND),
        "RateLimit-Policy": f"{left.limit};w={left.window_s}",
    }
