"""Facebook Pages on the stage's Graph host: whose a login is, the page, and which call is about what.

Source: Meta's own specification (facebook-business-sdk-codegen: Page, PagePost, Comment, User); Graph API, reference.
"""

from collections.abc import Mapping, Sequence

from starlette.routing import Route

from backend.stage.facebook_acts import Acts
from backend.stage.facebook_views import AD, SITE, Views, person_id
from backend.stage.graph import App, Call, Door, GraphError, Shown, bad, gone, listed, show, subscribing
from backend.stage.graph_fields import Field
from backend.stage.ids import digits
from backend.stage.script import Wire
from backend.stage.wire import Json
from backend.stage.world import Said, World

RIGHTS = (
    "pages_show_list pages_read_engagement pages_read_user_content pages_manage_engagement pages_manage_posts "
    "pages_manage_metadata pages_manage_ads ads_management pages_messaging read_insights"
).split()

_PAGE_LISTS: Mapping[str, tuple[str, ...]] = {
    "published_posts": ("pages_read_engagement",),
    "posts": ("pages_read_engagement",),
    "feed": ("pages_read_engagement", "pages_read_user_content"),
    "visitor_posts": ("pages_read_engagement", "pages_read_user_content"),
    "tagged": ("pages_read_engagement", "pages_read_user_content"),
    "ads_posts": ("pages_manage_ads", "ads_management"),
}
"""What each list of posts needs (Graph API, reference/page/feed and reference/page/ads_posts)."""

_UNSHOWN_PAGE = "category_list cover emails phone website verification_status instagram_business_account".split()


class Facebook:
    """The page, its posts and comments, at the door that it shares with Instagram.

    `linked` are further fields of the page, as what hangs on it elsewhere.
    """

    def __init__(self, world: World, app: App, door: Door, pages: "Sequence[Facebook]" = ()) -> None:
        """`pages` are all that whoever logs in as a person runs; this one alone when there are none."""
        self.linked: dict[str, Shown] = {}
        self._world = world
        self._app = app
        self._door = door
        self._pages = pages
        self._views = Views(world)
        self._acts = Acts(world, self._views)
        self._user = digits("the moderator")
        door.nodes.append(self)

    def routes(self) -> list[Route]:
        """Return the one door of both platforms."""
        return self._door.routes()

    def give(self, asked: Json) -> Json:
        """Give us the page's login: `scopes` (all), `kind` (page), and how long it lives, `lives_s` (for ever)."""
        kind, scopes = str(asked.get("kind", "page")), str(asked.get("scopes", " ".join(RIGHTS)))
        return {"token": self._app.give(kind, scopes.split(), asked.get("lives_s")), "app_secret": self._app.secret}

    def holds(self, name: str) -> bool:
        """Tell whether a token is of this account."""
        return name in self._app.tokens

    def forget(self) -> None:
        """Make our logins worthless."""
        self._app.forget("page", "user")

    def serve(self, call: Call) -> Json | None:
        """Answer a call about an object of this platform; None when it is not one. Raises GraphError."""
        us = person_id(self._world.us)
        if call.node == "debug_token":
            return self._inspected(call)
        if call.node == us or (call.node == "me" and call.token.kind == "page"):
            return self._page(call)
        if call.node == self._user or (call.node == "me" and call.token.kind == "user"):
            return self._person(call)
        said = self._views.find(call.node)
        if said is None and "_" in call.node:
            raise gone(call.node)
        return self._about(call, said) if said is not None else None

    def _inspected(self, call: Call) -> Json:
        """Tell of a token. Source: Graph API, reference/debug_token."""
        token = self._app.tokens.get(call.params.get("input_token", ""))
        if token is None:
            return {
                "data": {"error": {"code": 190, "message": "Malformed access token"}, "is_valid": False, "scopes": []}
            }
        until = 0 if token.until is None else token.until // 1_000_000
        told = {"app_id": self._app.id, "type": token.kind.upper(), "application": "Nightdesk", "is_valid": True}
        told |= {"expires_at": until, "scopes": sorted(token.scopes), "user_id": self._user}
        return {"data": told | ({"profile_id": person_id(self._world.us)} if token.kind == "page" else {})}

    def _person(self, call: Call) -> Json:
        """Show the person behind a person's login: who they are, what they granted, and their pages."""
        if call.edge == "permissions":
            rows = [{"id": one, "permission": one, "status": "granted"} for one in sorted(call.token.scopes)]
            return {"data": [{name: row[name] for name in ("permission", "status")} for row in rows]}
        if call.edge == "accounts":
            call.needs("pages_show_list")
            return listed(call, [one.as_listed(call) for one in self._pages or (self,)])
        if call.edge or call.method != "GET":
            raise bad(f"Tried accessing nonexisting field ({call.edge}) on node type (User)")
        if any(one.name == "username" for one in call.shown):
            raise GraphError(12, "(#12) username field is deprecated for versions v2.0 and higher")
        known = {"id": lambda _: self._user, "name": lambda _: "Moa Moderator", "metadata": _kind_of(call, "user")}
        return show("User", self._user, call.shown, "name", known)

    def as_listed(self, call: Call) -> Json:
        """Show the page in the list of a person's pages."""
        usual = "access_token,category,name"
        return show("Page", person_id(self._world.us), call.shown, usual, self._page_fields(call))

    def _page(self, call: Call) -> Json:
        if call.edge in _PAGE_LISTS and call.method == "GET":
            return self._posts(call)
        if call.edge == "subscribed_apps" and call.method in ("GET", "POST"):
            call.needs("pages_manage_metadata")
            return subscribing(call, self._app.id, self._world.deeds[Wire.FACEBOOK].pushed)
        if call.edge:
            return self._acts.on_page(call)
        return show("Page", person_id(self._world.us), call.shown, "name", self._page_fields(call))

    def _page_fields(self, call: Call) -> Mapping[str, Shown]:
        us = self._world.us
        known: dict[str, Shown] = {
            "id": lambda _: person_id(us),
            "name": lambda _: us.name,
            "username": lambda _: us.username,
            "link": lambda _: f"{SITE}/{us.username}",
            "about": lambda _: us.about,
            "category": lambda _: "Utility Company",
            "fan_count": lambda _: 4711,
            "followers_count": lambda _: 4802,
            "tasks": lambda _: ["ADVERTISE", "ANALYZE", "CREATE_CONTENT", "MESSAGING", "MODERATE", "MANAGE"],
            "access_token": lambda _: self._app.give("page", sorted(call.token.scopes)),
            "metadata": _kind_of(call, "page"),
            "unread_message_count": lambda _: self._unread(call),
        }
        lists: dict[str, Shown] = {name: self._listing(call) for name in _PAGE_LISTS}
        return dict.fromkeys(_UNSHOWN_PAGE, _nothing) | known | lists | self.linked

    def _unread(self, call: Call) -> int:
        call.needs("pages_messaging")
        return self._world.deeds[Wire.FACEBOOK].unread

    def _listing(self, call: Call) -> Shown:
        return lambda field: self._posts(call.inside(person_id(self._world.us), field))

    def _posts(self, call: Call) -> Json:
        call.needs(*_PAGE_LISTS[call.edge])
        rows = [one for one in self._views.posts() if self._in_list(call.edge, one)]
        return listed(call, [self._views.show(call, one, call.shown) for one in rows])

    def _in_list(self, edge: str, post: Said) -> bool:
        """Tell whether a post is in a list of the page. An advertisement never stood on it, a tag is elsewhere."""
        ours, here, ad = post.by is self._world.us, self._views.ours(post), post.visibility == AD
        found = {"ads_posts": ad, "tagged": not here, "visitor_posts": here and not ours, "feed": not ad}
        return found.get(edge, ours and not ad)

    def _about(self, call: Call, said: Said) -> Json:
        """Answer a call about a post or a comment."""
        if call.method == "GET" and not call.edge:
            call.needs("pages_read_engagement")
            return self._views.show(call, said, call.shown)
        if call.method == "GET" and call.edge in ("comments", "likes"):
            return (self._views.comments if call.edge == "comments" else self._views.likes)(call, said)
        return self._acts.on_said(call, said)


def _kind_of(call: Call, kind: str) -> Shown:
    """Return what kind of object something is, told only to who asks for it (Graph API, introspection)."""
    return lambda _: {"type": kind} if call.params.get("metadata") == "1" else None


def _nothing(_field: Field) -> None:
    return None
