"""The world over Instagram's wire: one professional account, reached by either of its two logins.

With Facebook Login calls go to graph.facebook.com with the page's token, with Instagram Login to graph.instagram.com;
here both stand behind one door, and the kind of the token tells them apart. Less can be done with the latter.
Sources: Instagram Platform, reference/{ig-user,ig-media,ig-comment}, comment-moderation, private-replies,
reference/refresh_access_token; Messenger Platform, reference/moderate_conversations.
"""

from collections.abc import Callable

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from backend.model.clock import DAY, SECOND
from backend.stage import instagram_views as views
from backend.stage.graph import App, Call, Door, GraphError, Shown, bad, gone, listed, part, show, subscribing, when
from backend.stage.ids import digits
from backend.stage.instagram_acts import Acts
from backend.stage.script import Wire
from backend.stage.wire import Json, Refusal, answer
from backend.stage.world import Said, World

LIVES_S = 60 * DAY // SECOND
YOUNG_S = DAY // SECOND

RIGHTS = {
    "facebook": (
        "instagram_basic",
        "instagram_manage_comments",
        "instagram_manage_engagement",
        "instagram_manage_contents",
        "instagram_manage_messages",
        "pages_show_list",
        "pages_read_engagement",
        "pages_manage_metadata",
        "business_management",
    ),
    "instagram": (
        "instagram_business_basic",
        "instagram_business_manage_comments",
        "instagram_business_manage_messages",
    ),
}

Handler = Callable[[Said, Call], Json]

_MESSAGES = {
    "page": ("instagram_basic", "instagram_manage_messages", "pages_manage_metadata"),
    "instagram": ("instagram_business_basic", "instagram_business_manage_messages"),
}
"""What it takes to see private conversations, by the kind of token (Graph API, reference/page/conversations)."""


class Instagram:
    """Our account at the door that it shares with Facebook."""

    def __init__(self, world: World, app: App, door: Door, page: dict[str, Shown]) -> None:
        """It stands in front of Facebook: two edges of the page are about people of ours.

        `page` are the fields of the page that show what hangs on it: our account.
        """
        self._world = world
        self._app = app
        self._given: set[str] = set()
        self._acts = Acts(world)
        door.nodes.insert(0, self)
        linked = {"id": views.account_id(world.us), "username": world.us.username}
        page["instagram_business_account"] = lambda field: part(linked, field)

    def routes(self) -> list[Route]:
        """Return what is only here: the door itself belongs to Facebook."""
        return [Route("/refresh_access_token", self.refresh, methods=["GET"])]

    def give(self, asked: Json) -> Json:
        """Give a login of one `route`; `scopes`, `lives_s` and `mode` (development) narrow it."""
        route = asked.get("route", "facebook")
        scopes = str(asked["scopes"]).split() if "scopes" in asked else list(RIGHTS[route])
        if asked.get("mode") == "development":
            scopes.append(views.DEVELOPMENT)
        lives = asked.get("lives_s", LIVES_S if route == "instagram" else None)
        token = self._app.give("page" if route == "facebook" else "instagram", scopes, lives)
        self._given.add(token)
        told = {"token": token, "app_secret": self._app.secret, "route": route}
        told["ig_user"] = views.account_id(self._world.us)
        return told | ({"page": digits(self._world.us.key)} if route == "facebook" else {})

    def holds(self, name: str) -> bool:
        """Tell whether a token is of this account."""
        return name in self._app.tokens

    def forget(self) -> None:
        """Make our logins worthless, and no others."""
        for token in self._given:
            self._app.tokens.pop(token, None)
        self._given.clear()

    async def refresh(self, request: Request) -> Response:
        """Give an Instagram token 60 more days, once it is a day old."""
        asked = request.query_params
        try:
            token = self._app.holder(asked.get("access_token", ""), None)
            if asked.get("grant_type") != "ig_refresh_token" or token.kind != "instagram" or token.until is None:
                raise bad("Unsupported grant_type")
            if token.until - self._world.now() > (LIVES_S - YOUNG_S) * SECOND:
                raise GraphError(10, "(#10) The token is too young to be refreshed")
        except Refusal as refusal:
            return answer(refusal.body, refusal.status)
        made = self._app.give("instagram", sorted(token.scopes), LIVES_S)
        self._given.add(made)
        rights = ",".join(sorted(token.scopes))
        told = {"access_token": made, "token_type": "bearer", "expires_in": LIVES_S, "permissions": rights}
        return answer(told)

    def serve(self, call: Call) -> Json | None:
        """Answer a call about our account, a media, a comment, or about people of ours on the page's edges."""
        us = views.account_id(self._world.us)
        if call.node == us or (call.node == "me" and call.token.kind == "instagram"):
            return self._account(call)
        if call.node == digits(self._world.us.key):
            return self._conversations(call) if _of_instagram(call) else self._acts.on_page(call)
        said = self._world.find(Wire.INSTAGRAM, call.node)
        if said is None or not views.stands(said) or said.root.by is not self._world.us:
            return None
        self._reads(call)
        handlers: dict[tuple[str, str, bool], Handler] = self._acts.handlers() | {
            ("GET", "", True): self._show_media,
            ("GET", "comments", True): self._show_comments,
            ("GET", "", False): self._show_comment,
            ("GET", "replies", False): self._show_replies,
        }
        handler = handlers.get((call.method, call.edge, said.parent is None))
        if handler is None:
            raise gone(call.node)
        return handler(said, call)

    def _account(self, call: Call) -> Json:
        self._reads(call)
        if (call.method, call.edge) == ("GET", ""):
            return views.account(self._world, self._world.us, call)
        if (call.method, call.edge) == ("GET", "media"):
            self._reads_inside(call)
            return views.media_list(self._world, call)
        if (call.method, call.edge) == ("GET", "conversations") and call.token.kind == "instagram":
            return self._conversations(call)
        if call.edge == "subscribed_apps" and call.method in ("GET", "POST") and call.token.kind == "instagram":
            return subscribing(call, self._app.id, self._world.deeds[Wire.INSTAGRAM].pushed)
        return self._acts.on_account(call)

    def _conversations(self, call: Call) -> Json:
        """List private conversations: as many as the deeds say that nobody has read, and one that somebody has."""
        call.needs(*_MESSAGES[call.token.kind])
        unread = self._world.deeds[Wire.INSTAGRAM].unread
        counts = [*(1 for _ in range(unread)), 0]
        known: dict[str, Shown] = {"updated_time": lambda _: when(self._world.now())}
        rows = [
            show("UnifiedThread", digits(f"thread {place}"), call.shown, "id", known | _told(count))
            for place, count in enumerate(counts)
        ]
        return listed(call, rows)

    def _reads(self, call: Call) -> None:
        call.needs("instagram_business_basic" if call.token.kind == "instagram" else "instagram_basic")

    def _reads_inside(self, call: Call) -> None:
        if any(field.name == "comments" for field in call.shown):
            self._acts.needs_comments(call)

    def _show_media(self, said: Said, call: Call) -> Json:
        self._reads_inside(call)
        return views.media(self._world, said, call)

    def _show_comments(self, said: Said, call: Call) -> Json:
        self._acts.needs_comments(call)
        return views.comments(self._world, said, call)

    def _show_comment(self, said: Said, call: Call) -> Json:
        self._acts.needs_comments(call)
        return views.comment(self._world, said, call)

    def _show_replies(self, said: Said, call: Call) -> Json:
        self._acts.needs_comments(call)
        return views.replies(self._world, said, call)


def _of_instagram(call: Call) -> bool:
    """Tell whether a call on the page asks for its conversations on Instagram."""
    return (call.method, call.edge) == ("GET", "conversations") and call.params.get("platform") == "instagram"


def _told(unread: int) -> dict[str, Shown]:
    return {"unread_count": lambda _: unread, "id": lambda _: None}
