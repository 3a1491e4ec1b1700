"""The world over LinkedIn's wire, as the Community Management API shows a company page to those who run it.

Sources: learn.microsoft.com/linkedin/marketing/community-management (see linkedin_views).
"""

import re
from collections.abc import Callable, Sequence

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from backend.model.clock import Clock
from backend.stage import linkedin_views as views
from backend.stage.linkedin_acts import Acts
from backend.stage.linkedin_door import (
    ADMIN,
    ADMINISTRATOR,
    PEOPLE,
    READ,
    TOKEN_S,
    WRITE,
    Call,
    Door,
    Value,
    bad,
    gone,
    refused,
)
from backend.stage.wire import Json, Refusal, answer, fields
from backend.stage.world import Said, World

READERS = (ADMINISTRATOR, "DIRECT_SPONSORED_CONTENT_POSTER")
"""Roles that see comments; others may write, and read nothing."""

MOST = 100
_COMMENT = re.compile(r"urn:li:comment:\((?:urn:li:)?((?:activity|share):\d+),(\d+)\)")

Handler = Callable[[Call], Response]


class LinkedIn:
    """LinkedIn with our page on it. `requests` is how many calls fit a day, `comments` how many we write a minute."""

    def __init__(self, world: World, clock: Clock, requests: int = 50_000, comments: int = 60) -> None:
        self._door = Door(clock, requests, comments)
        self._world = world
        self._acts = Acts(world, self._door, self.found)
        self._doors: dict[tuple[str, str], Handler] = {
            ("organizationAcls", "FINDER"): self.acls,
            ("organizations", "GET"): self.organization,
            ("people", "BATCH_GET"): self.people,
            ("posts", "FINDER"): self.posts,
            ("posts", "BATCH_GET"): self.several_posts,
            ("posts", "GET"): self.post,
            ("socialMetadata", "GET"): self.metadata,
            ("socialMetadata", "BATCH_GET"): self.several_metadata,
            ("organizationalEntityNotifications", "FINDER"): self.notifications,
            ("socialActions", "GET"): self.comments,
            ("socialActions", "GET_ALL"): self.comments,
            ("socialActions", "BATCH_GET"): self.several_comments,
            ("reactions", "GET"): self.reaction,
            **self._acts.doors(),
        }

    def routes(self) -> list[Route]:
        """Return its one door, through which all calls go."""
        return [Route("/rest/{path:path}", self.call, methods=["GET", "POST", "DELETE", "PUT"])]

    def give(self, asked: Json) -> Json:
        """Give a token at once, with `scopes`, in a `role` on our page, that lives `lives_s` seconds."""
        scopes = str(asked.get("scopes") or f"{READ} {WRITE} {ADMIN}").split()
        role = str(asked.get("role", ADMINISTRATOR))
        token = self._door.tokens.give(scopes, role, int(asked.get("lives_s", TOKEN_S)))
        return {"token": token, "organization": views.organization(self._world)}

    def holds(self, name: str) -> bool:
        """Tell whether a token is, or was, of this page."""
        return self._door.tokens.knows(name)

    def forget(self) -> None:
        """Make every token worthless."""
        self._door.tokens.forget()

    async def call(self, request: Request) -> Response:
        """Carry out one call."""
        try:
            call = self._door.read(request, await fields(request))
            handler = self._doors.get((str(call.parts[0]), call.method))
            if handler is None:
                raise self._unknown(str(call.parts[0]), call.method)
            reply = handler(call)
        except Refusal as refusal:
            reply = answer(refusal.body, refusal.status)
        reply.headers["x-li-uuid"] = "AAZBstage"
        return reply

    def _unknown(self, resource: str, method: str) -> Refusal:
        if any(resource == known for known, _ in self._doors):
            return bad(f"Method {method} is not supported on {resource}: check X-RestLi-Method")
        return refused(404, "RESOURCE_NOT_FOUND", "No virtual resource found")

    def acls(self, call: Call) -> Response:
        """List which pages whoever logged in has a role on."""
        call.needs(ADMIN, "organizationAcls")
        rows = [views.acl(self._world, call.token.role)] if call.token.role else []
        return answer(views.collection(rows, 0, 10, "organizationAcls", dict))

    def organization(self, call: Call) -> Response:
        """Show our page."""
        self._as_reader(call, "organizations")
        if _text(call.parts[-1]) != views.organization(self._world).rsplit(":", 1)[1]:
            raise gone("organization")
        return answer(views.about_us(self._world))

    def people(self, call: Call) -> Response:
        """Show what members are called, by keys of one part."""
        call.needs(PEOPLE, "people")
        keys = call.query.get("ids")
        wanted = [str(key.get("id")) for key in keys if isinstance(key, dict)] if isinstance(keys, list) else []
        known = {views.member(self._world, one).rsplit(":", 1)[1]: one for one in self._world.people.values()}
        results = {f"(id:{one})": views.person(self._world, known[one]) for one in wanted if one in known}
        return answer({"results": results, "statuses": dict.fromkeys(results, 200), "errors": {}})

    def posts(self, call: Call) -> Response:
        """List our posts, the last created or the last changed first."""
        self._as_reader(call, "posts")
        self._ours(call.text("author"))
        rows = views.posts(self._world)
        if call.query.get("sortBy") == "LAST_MODIFIED":
            rows = sorted(rows, key=lambda one: one.edited_at or one.at, reverse=True)
        return self._listed(call, rows, "posts", lambda one: views.post(self._world, one))

    def post(self, call: Call) -> Response:
        """Show one post: by its own URN, not by its activity's."""
        self._as_reader(call, "posts")
        return answer(views.post(self._world, self._post(_text(call.parts[1]))))

    def several_posts(self, call: Call) -> Response:
        """Show several posts."""
        self._as_reader(call, "posts")
        return self._several(call, lambda name: views.post(self._world, self._post(name)))

    def metadata(self, call: Call) -> Response:
        """Show what is counted about a post or comment."""
        self._as_reader(call, "socialMetadata")
        return answer(views.metadata(self._world, self.found(_text(call.parts[1]))))

    def several_metadata(self, call: Call) -> Response:
        """Show what is counted about several."""
        self._as_reader(call, "socialMetadata")
        return self._several(call, lambda name: views.metadata(self._world, self.found(name)))

    def comments(self, call: Call) -> Response:
        """Show one comment, or list those right under a post, or the replies under a comment."""
        self._as_reader(call, "socialActions")
        said = self.found(_text(call.parts[1]))
        if len(call.parts) > 3:
            return answer(views.comment(self._world, self.numbered(said, _text(call.parts[3]))))
        if call.parts[2:] != ("comments",):
            raise bad("Unknown sub-resource")
        rows = views.comments(self._world, said.root)
        if said.parent is None:
            rows = [one for one in rows if views.top(one) is one]
        else:
            rows = [one for one in rows if one is not said and views.top(one) is said]
        path = f"socialActions/{call.parts[1]}/comments"
        return self._listed(call, rows, path, lambda one: views.comment(self._world, one))

    def several_comments(self, call: Call) -> Response:
        """Show several comments of one post by their numbers."""
        self._as_reader(call, "socialActions")
        said = self.found(_text(call.parts[1]))
        return self._several(call, lambda name: views.comment(self._world, self.numbered(said, name)))

    def notifications(self, call: Call) -> Response:
        """List what happened on our posts in a span of time, of the wanted kinds, newest first."""
        call.needs(ADMIN, "organizationalEntityNotifications")
        self._as_member(call)
        self._ours(call.text("organizationalEntity"))
        wanted, span = call.several("actions"), call.query.get("timeRange")
        if not isinstance(span, dict):
            raise bad("Parameter 'timeRange' must be (start:..,end:..)")
        start, end = _whole(span.get("start", "")), _whole(span.get("end", ""))
        happened = views.happenings(self._world)
        rows = [one for one in happened if one.action in wanted and start <= one.at // 1000 <= end]
        path = "organizationalEntityNotifications"
        return self._listed(call, rows, path, lambda one: views.notification(self._world, one))

    def reaction(self, call: Call) -> Response:
        """Show our reaction to something."""
        self._as_reader(call, "reactions")
        said = self._acts.reacted(call)
        return answer(views.reaction(self._world, said))

    def found(self, name: str) -> Said:
        """Return the post, activity or comment of a URN. Raises Refusal when there is none."""
        comment = _COMMENT.fullmatch(name)
        if comment is not None:
            return self.numbered(self.found(f"urn:li:{comment[1]}"), comment[2])
        for said in views.posts(self._world):
            if name in (said.id, views.thread(said)):
                return said
        raise gone(name)

    def numbered(self, post: Said, number: str) -> Said:
        """Return the comment of a post with this number. Raises Refusal."""
        for one in views.comments(self._world, post.root):
            if views.number(one) == number:
                return one
        raise gone(number)

    def _post(self, name: str) -> Said:
        if not re.fullmatch(r"urn:li:(share|ugcPost):\d+", name):
            raise bad(f"Invalid post urn {name}")
        return self.found(name)

    def _several(self, call: Call, shown: Callable[[str], Json]) -> Response:
        """Show several by their keys, which stand encoded in the answer; what is missing is told as an error."""
        results: Json = {}
        errors: Json = {}
        names = call.several("ids")
        if len(names) > MOST:
            raise bad("Too many ids")
        for name in names:
            key = name.replace(":", "%3A")
            try:
                results[key] = shown(name)
            except Refusal as refusal:
                errors[key] = refusal.body
        statuses = dict.fromkeys(results, 200) | {key: body["status"] for key, body in errors.items()}
        return answer({"results": results, "statuses": statuses, "errors": errors})

    def _listed(self, call: Call, rows: Sequence[views.Row], path: str, shown: Callable[[views.Row], Json]) -> Response:
        start, count = call.number("start", 0, 1_000_000), call.number("count", 10, MOST)
        return answer(views.collection(rows, start, count, path, shown))

    def _as_member(self, call: Call) -> None:
        if not call.token.role:
            us = views.organization(self._world)
            raise refused(403, "ACCESS_DENIED", f"The member is unauthorized on {us}: not an administrator", 100)

    def _as_reader(self, call: Call, resource: str) -> None:
        """Let in who may read. Raises Refusal."""
        call.needs(READ, resource)
        self._as_member(call)
        if call.token.role not in READERS:
            raise refused(403, "ACCESS_DENIED", f"Not enough permissions to access: {resource}.{call.method}", 100)

    def _ours(self, name: str) -> None:
        if name != views.organization(self._world):
            raise refused(403, "ACCESS_DENIED", f"The member is unauthorized on {name}", 100)


def _text(value: Value) -> str:
    if not isinstance(value, str):
        raise bad("Syntax exception in path variables")
    return value


def _whole(value: Value) -> int:
    text = _text(value)
    if not text.isdigit():
        raise bad("Parameter 'timeRange' must be in milliseconds")
    return int(text)
