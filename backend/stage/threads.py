"""Threads on the stage: a Graph host of its own, with our posts, everybody's replies and what names us.

Sources: fbsamples/threads_api, postman collection; Threads API, reference/{user,reply-management}, threads-mentions,
reply-management, posts/delete-posts, get-started/long-lived-tokens.
"""

from collections.abc import Callable, Iterable

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Match, Route
from starlette.types import Scope

from backend.model.clock import HOUR, SECOND, Micros
from backend.stage import threads_views as views
from backend.stage.graph import DAY_S, App, Call, Door, GraphError, bad, gone, listed
from backend.stage.ids import digits
from backend.stage.script import Wire
from backend.stage.threads_publish import Publisher
from backend.stage.wire import Json, Refusal, answer, bearer
from backend.stage.world import Said, World

SCOPES = (
    "threads_basic",
    "threads_content_publish",
    "threads_delete",
    "threads_manage_mentions",
    "threads_manage_replies",
    "threads_read_replies",
)
LIVES_S = 60 * DAY_S
YOUNGEST = 24 * HOUR
"""A token is not renewed before it is this old."""

_FIRST = Micros(1_688_540_400 * SECOND)
"""No list goes back before this (reference/user)."""

Edge = Callable[[Call, Said], Json]


class _Renewal(Route):
    """The address is Instagram's as well, on a host of its own; on the stage's one host the kind of token tells."""

    def matches(self, scope: Scope) -> tuple[Match, Scope]:
        """Leave what is not about a token of Threads to others."""
        ours = b"th_refresh_token" in scope.get("query_string", b"")
        return super().matches(scope) if ours else (Match.NONE, {})


class Threads:
    """Our account, at a door of its own."""

    def __init__(self, world: World, app: App, requests: int = 4800) -> None:
        """`requests` is how many calls of an hour fit."""
        self._world = world
        self._app = app
        self._door = Door(app, "/v1.0", ("threads",), requests)
        self._door.nodes.append(self)
        self._publisher = Publisher(world)
        self._approved: set[str] = set()
        self._edges: dict[tuple[str, str], Edge] = {
            ("GET", ""): self._one,
            ("DELETE", ""): self._delete,
            ("GET", "replies"): self._replies,
            ("GET", "conversation"): self._conversation,
            ("GET", "pending_replies"): self._pending,
            ("POST", "manage_reply"): self._manage,
            ("POST", "manage_pending_reply"): self._judge,
        }
        self._ours: dict[tuple[str, str], Callable[[Call], Json]] = {
            ("GET", ""): lambda call: views.picked(views.profile(world.us), call.shown, views.PROFILE_FIELDS),
            ("GET", "threads"): lambda call: self._list(call, self._said(ours=True, replies=False)),
            ("GET", "replies"): lambda call: self._list(call, self._said(ours=True, replies=True)),
            ("GET", "mentions"): self._mentions,
            ("POST", "threads"): self._create,
            ("POST", "threads_publish"): self._publish,
            ("GET", "threads_publishing_limit"): self._limits,
        }

    def routes(self) -> list[Route]:
        """Return the door, and beside it the one that renews a token: its address has no version."""
        return [*self._door.routes(), _Renewal("/refresh_access_token", self.renew, methods=["GET"])]

    def give(self, asked: Json) -> Json:
        """Give us a login: `scopes` (without any the grant has lapsed), and `lives_s`, how long it lives on."""
        lives_s = asked.get("lives_s", LIVES_S)
        scopes = str(asked["scopes"]).split() if "scopes" in asked else SCOPES
        until = self._world.now() // SECOND + lives_s
        return {"token": self._app.give("threads", scopes, lives_s), "expires": str(until)}

    def holds(self, name: str) -> bool:
        """Tell whether a token is of this account."""
        return name in self._app.tokens

    def forget(self) -> None:
        """Make our logins worthless."""
        self._app.forget("threads")

    async def renew(self, request: Request) -> Response:
        """Give a new token for one that is a day old at least and has not run out."""
        asked = request.query_params
        try:
            token = self._app.holder(bearer(request) or asked.get("access_token", ""), None)
            if asked.get("grant_type") != "th_refresh_token" or token.kind != "threads" or token.until is None:
                raise bad("Unsupported request - method type: get")
            if self._world.now() - (token.until - LIVES_S * SECOND) < YOUNGEST:
                raise bad("The access token is not old enough to be refreshed")
        except Refusal as refusal:
            return answer(refusal.body, refusal.status)
        made = self._app.give("threads", tuple(token.scopes), LIVES_S)
        return answer({"access_token": made, "token_type": "bearer", "expires_in": LIVES_S})

    def serve(self, call: Call) -> Json | None:
        """Answer a call about ourselves, a post, a reply or a container."""
        call.needs("threads_basic")
        if call.node in ("me", digits(self._world.us.key)):
            ours = self._ours.get((call.method, call.edge))
            return ours(call) if ours else None
        container = self._publisher.status(call.node)
        if container is not None:
            return views.picked(container, call.shown, views.CONTAINER_FIELDS)
        said, edge = self._world.find(Wire.THREADS, call.node), self._edges.get((call.method, call.edge))
        return edge(call, said) if said is not None and edge is not None else None

    def _said(self, *, ours: bool, replies: bool) -> list[Said]:
        rows = self._world.everything(Wire.THREADS)
        us = self._world.us
        return [one for one in reversed(rows) if (one.by is us) is ours and (one.parent is not None) is replies]

    def _list(self, call: Call, rows: Iterable[Said], *, pending: bool = False) -> Json:
        """Show a list as far as `since` and `until` reach (unix seconds)."""
        since, until = (call.params.get(name) for name in ("since", "until"))
        if since is not None and int(since) * SECOND < _FIRST:
            raise bad("Param since must be greater than or equal to 1688540400")
        kept = [
            one
            for one in rows
            if (since is None or one.at >= int(since) * SECOND) and (until is None or one.at < int(until) * SECOND)
        ]
        known = views.PENDING_FIELDS if pending else views.MEDIA_FIELDS
        shown = [views.media(self._world, one) | self._approval(one, pending=pending) for one in kept]
        return listed(call, [views.picked(one, call.shown, known) for one in shown])

    def _approval(self, said: Said, *, pending: bool) -> Json:
        return {"reply_approval_status": self._waits(said)} if pending else {}

    def _mentions(self, call: Call) -> Json:
        call.needs("threads_manage_mentions")
        us = self._world.us
        rows = self._world.everything(Wire.THREADS)
        return self._list(call, (one for one in reversed(rows) if one.by is not us and us in one.mentions))

    def _create(self, call: Call) -> Json:
        call.needs("threads_content_publish", *(["threads_manage_replies"] if "reply_to_id" in call.params else []))
        return self._publisher.create(call)

    def _publish(self, call: Call) -> Json:
        call.needs("threads_content_publish")
        return self._publisher.publish(call)

    def _limits(self, call: Call) -> Json:
        call.needs("threads_content_publish")
        wanted = [one.name for one in call.shown]
        told = self._publisher.limits()
        return {"data": [{name: told[name] for name in wanted if name in told}]}

    def _one(self, call: Call, said: Said) -> Json:
        return views.picked(views.media(self._world, said), call.shown, views.MEDIA_FIELDS)

    def _delete(self, call: Call, said: Said) -> Json:
        call.needs("threads_delete")
        if said.by is not self._world.us:
            raise _not_ours()
        self._publisher.spend("delete_quota")
        self._world.delete(said)
        return {"success": True, "deleted_id": said.id}

    def _replies(self, call: Call, said: Said) -> Json:
        return self._under(call, [one for one in said.replies if not one.deleted])

    def _conversation(self, call: Call, said: Said) -> Json:
        return self._under(call, said.below())

    def _under(self, call: Call, rows: Iterable[Said]) -> Json:
        """Show replies that are let in, newest first unless `reverse` is false."""
        call.needs("threads_read_replies")
        return self._list(call, self._in_order(call, (one for one in rows if not self._waits(one))))

    def _pending(self, call: Call, said: Said) -> Json:
        call.needs("threads_read_replies")
        if said.by is not self._world.us:
            raise _not_ours()
        if not self._lets_in(said):
            raise bad("Reply approvals are not enabled for this post")
        wanted = call.params.get("approval_status")
        rows = [one for one in said.below() if self._waits(one) and wanted in (None, self._waits(one))]
        return self._list(call, self._in_order(call, rows), pending=True)

    def _in_order(self, call: Call, rows: Iterable[Said]) -> list[Said]:
        newest_first = call.params.get("reverse", "true") != "false"
        return sorted(rows, key=lambda one: (one.at, one.id), reverse=newest_first)

    def _lets_in(self, post: Said) -> bool:
        """Tell whether replies to a post must be approved: it was published so, or the script says so of one."""
        known = self._approved | self._world.deeds[Wire.THREADS].held.keys()
        return post.id in self._publisher.approving or any(one.id in known for one in post.below())

    def _waits(self, said: Said) -> str:
        """Tell whether a reply waits to be let in (pending), was turned away (ignored), or neither ('')."""
        if said.parent is None or said.by is self._world.us or said.id in self._approved:
            return ""
        usual = "pending" if said.root.id in self._publisher.approving else ""
        return self._world.deeds[Wire.THREADS].held.get(said.id, usual)

    def _manage(self, call: Call, said: Said) -> Json:
        call.needs("threads_manage_replies")
        self._must_be_under_ours(said)
        if said.parent is not said.root:
            raise bad("Only top-level replies can be hidden or unhidden")
        deeds, hide = self._world.deeds[Wire.THREADS], _choice(call, "hide")
        (deeds.hidden.add if hide else deeds.hidden.discard)(said.id)
        deeds.note("hide" if hide else "unhide", said.id)
        return {"success": True}

    def _judge(self, call: Call, said: Said) -> Json:
        call.needs("threads_manage_replies")
        self._must_be_under_ours(said)
        if not self._waits(said):
            raise bad("The reply is not pending")
        held = self._world.deeds[Wire.THREADS].held
        if _choice(call, "approve"):
            held.pop(said.id, None)
            self._approved.add(said.id)
        else:
            held[said.id] = "ignored"
        return {"success": True}

    def _must_be_under_ours(self, said: Said) -> None:
        if said.parent is None:
            raise gone(said.id)
        if said.root.by is not self._world.us:
            raise _not_ours()


def _choice(call: Call, name: str) -> bool:
    value = call.params.get(name, "").lower()
    if value not in ("true", "false"):
        raise bad(f"Param {name} must be a boolean")
    return value == "true"


def _not_ours() -> GraphError:
    return GraphError(10, "(#10) Application does not have permission for this action", status=403)
