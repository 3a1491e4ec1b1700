"""A Graph host as Meta runs them: tokens, proofs, limits, errors and lists. Facebook, Instagram and Threads live on it.

Source: Graph API, guides/error-handling, overview/rate-limiting, results, securing-requests (v26.0).
"""

import base64
import hashlib
import hmac
import json
import secrets
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Protocol
from urllib.parse import urlencode

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from backend.model.clock import MINUTE, SECOND, Clock, Micros, iso
from backend.stage.graph_fields import BadFields, Field, parse
from backend.stage.limits import Budget, Left
from backend.stage.pictures import form
from backend.stage.wire import Json, Refusal, answer, bearer, fields

MANY = 100
HOUR_S = 3600
DAY_S = 86_400


class GraphError(Refusal):
    """An error in Meta's envelope; nearly all come as 400, a throttle too."""

    def __init__(self, code: int, message: str, subcode: int = 0, status: int = 400, **more: object) -> None:
        error: Json = {"message": message, "type": "OAuthException", "code": code, "fbtrace_id": "A" + "x" * 22}
        if subcode:
            error["error_subcode"] = subcode
        super().__init__(status, {"error": error | more})


def gone(node: str) -> GraphError:
    """Return what is said of an object that is not there, or not for us."""
    return GraphError(
        100,
        f"Unsupported request. Object with ID '{node}' does not exist, cannot be loaded due to missing permissions,"
        " or does not support this operation",
        33,
        type="GraphMethodException",
    )


def bad(message: str) -> GraphError:
    """Return what is said of a wrong parameter."""
    return GraphError(100, f"(#100) {message}")


@dataclass(frozen=True, slots=True)
class Token:
    """Whose a token is (`kind`: user, page, instagram, threads), what it may do, and until when (None: for ever)."""

    kind: str
    scopes: frozenset[str]
    until: Micros | None = None


@dataclass(frozen=True, slots=True)
class Call:
    """One call: `node` is an object's id or `me`, `edge` what hangs on it; `params` from the query and the body.

    `file`: type and bytes of the picture that came with it.
    """

    method: str
    node: str
    edge: str
    params: Mapping[str, str]
    shown: tuple[Field, ...]
    token: Token
    url: str
    file: tuple[str, bytes] | None = None

    def needs(self, *scopes: str) -> None:
        """Refuse a login that lacks one of these. Raises GraphError."""
        for scope in scopes:
            if scope not in self.token.scopes:
                raise GraphError(200, f"(#200) Requires {scope} permission to manage the object", status=403)

    def inside(self, node: str, field: Field) -> "Call":
        """Return the call of an edge that is expanded inside an object: its parameters are the field's modifiers."""
        url = "/".join([*self.url.split("/")[:4], node, field.name])
        return Call("GET", node, field.name, field.modifiers, field.inside, self.token, url)

    def number(self, name: str, usual: int, most: int) -> int:
        """Return a parameter that is a number, at most `most`. Raises GraphError."""
        value = self.params.get(name, str(usual))
        if not value.isdigit():
            raise bad(f"Param {name} must be an integer")
        return min(int(value), most)


class Nodes(Protocol):
    """A platform's objects on a Graph host."""

    def serve(self, call: Call) -> Json | None:
        """Answer a call about an object of this platform; None when it is not one. Raises GraphError."""
        ...


@dataclass(slots=True)
class App:
    """The app behind the tokens: Meta knows it by its id and secret. One for the whole stage."""

    clock: Clock
    id: str = "1122334455667788"
    secret: str = field(default_factory=lambda: secrets.token_hex(16), repr=False)
    tokens: dict[str, Token] = field(default_factory=dict, repr=False)

    def give(self, kind: str, scopes: Sequence[str], lives_s: int | None = None) -> str:
        """Make a token that lives so many seconds (None: for ever)."""
        until = None if lives_s is None else Micros(self.clock.now() + lives_s * SECOND)
        made = "EAA" + secrets.token_hex(40)
        self.tokens[made] = Token(kind, frozenset(scopes), until)
        return made

    def forget(self, *kinds: str) -> None:
        """Make all tokens of these kinds worthless."""
        self.tokens = {text: token for text, token in self.tokens.items() if token.kind not in kinds}

    def holder(self, text: str, proof: str | None) -> Token:
        """Return whose a token is. Raises GraphError when it is none, has expired, or its proof is wrong."""
        if not text:
            raise GraphError(104, "An access token is required to request this resource.", status=401)
        token = self.tokens.get(text)
        if token is None:
            raise GraphError(190, "Invalid OAuth access token - Cannot parse access token", 467)
        if token.until is not None and token.until <= self.clock.now():
            raise GraphError(190, "Error validating access token: Session has expired", 463)
        wanted = hmac.new(self.secret.encode(), text.encode(), hashlib.sha256).hexdigest()
        if proof is not None and not hmac.compare_digest(proof, wanted):
            raise bad("Invalid appsecret_proof provided in the API argument")
        return token


class Door:
    """One Graph host. `kinds` are the tokens it takes; every platform that lives on it is asked whose an object is."""

    def __init__(self, app: App, prefix: str, kinds: Sequence[str], requests: int = 4800) -> None:
        """`requests` is how many calls of an hour fit (Meta gives 4800 per person engaged and day)."""
        self.nodes: list[Nodes] = []
        self._app = app
        self._prefix = prefix
        self._kinds = tuple(kinds)
        self._budget = Budget(requests, HOUR_S, app.clock)

    def routes(self) -> list[Route]:
        """Return its one door, through which all calls go."""
        return [Route(f"{self._prefix}/{{path:path}}", self.call, methods=["GET", "POST", "DELETE"])]

    async def call(self, request: Request) -> Response:
        """Carry out one call: the limit, the token, and then the object."""
        left = self._budget.take()
        told = _usage(self._app, left)
        try:
            if not left.ok:
                raise GraphError(4, "(#4) Application request limit reached", is_transient=True)
            body = self._answered(await self._read(request))
            return answer(body, headers=told)
        except Refusal as refusal:
            return answer(refusal.body, refusal.status, headers=told)

    async def _read(self, request: Request) -> Call:
        asked, file = dict(request.query_params), None
        if request.headers.get("content-type", "").startswith("multipart/"):
            told, mime, data = await form(request, "source")
            asked, file = asked | told, (mime, data)
        elif request.method == "POST":
            asked |= {name: _plain(value) for name, value in (await fields(request)).items()}
        token = self._app.holder(bearer(request) or asked.pop("access_token", ""), asked.pop("appsecret_proof", None))
        if token.kind not in self._kinds:
            raise GraphError(190, "This method must be called with a Page Access Token")
        node, _, edge = request.path_params["path"].strip("/").partition("/")
        try:
            shown = parse(asked.get("fields", ""))
        except BadFields as where:
            raise GraphError(2500, f"Syntax error at character {where} in fields", status=400) from None
        return Call(request.method, node, edge, asked, shown, token, str(request.url.replace(query="")), file)

    def _answered(self, call: Call) -> Json:
        if not call.node and call.method == "GET" and "ids" in call.params:
            return self._several(call)
        for nodes in self.nodes:
            found = nodes.serve(call)
            if found is not None:
                return found
        raise gone(call.node)

    def _several(self, call: Call) -> Json:
        """Show several objects at once, by `ids`; one that is not there spoils the whole call, as at Meta's."""
        wanted = call.params["ids"].split(",")
        if len(wanted) > 50:
            raise bad("Too many IDs. Maximum: 50")
        one_by_one = (Call("GET", one, "", call.params, call.shown, call.token, call.url) for one in wanted)
        return {one.node: self._answered(one) for one in one_by_one}


def _usage(app: App, left: Left) -> dict[str, str]:
    """Tell how much of the limit is used (percent), and in how many minutes a closed door opens."""
    used = min(100, round(100 * (left.limit - left.remaining) / left.limit))
    share = {"call_count": used, "total_cputime": 0, "total_time": 0}
    minutes = 0 if left.ok else -(-(left.resets_at - app.clock.now()) // MINUTE)
    page = {"type": "pages", **share, "estimated_time_to_regain_access": minutes}
    return {"X-App-Usage": json.dumps(share), "X-Business-Use-Case-Usage": json.dumps({app.id: [page]})}


Row = Json
Shown = Callable[[Field], object]


def show(kind: str, node: str, wanted: Sequence[Field], usual: str, known: Mapping[str, Shown]) -> Json:
    """Return an object with the fields `wanted` (`usual`, when none are) out of those `known` of its kind, and its id.

    What is None is left out, as what an object does not have. Raises GraphError for a field that its kind has not.
    """
    found: Json = {}
    for one in wanted or parse(usual):
        if one.name not in known:
            raise bad(f"Tried accessing nonexisting field ({one.name}) on node type ({kind})")
        value = known[one.name](one)
        if value is not None:
            found[one.name] = value
    return found | {"id": node}


def subscribing(call: Call, app_id: str, pushed: list[str]) -> Json:
    """Tell what of an object is pushed to our app, or let it be. Source: Graph API, reference/page/subscribed_apps."""
    if call.method == "GET":
        row = {"id": app_id, "name": "Nightdesk", "link": "", "subscribed_fields": list(pushed)}
        return {"data": [row] if pushed else []}
    asked = call.params.get("subscribed_fields", "")
    if not asked:
        raise bad("The parameter subscribed_fields is required")
    pushed[:] = sorted({*pushed, *(json.loads(asked) if asked.startswith("[") else asked.split(","))})
    return {"success": True}


def part(value: Json | None, field: Field) -> Json | None:
    """Return what is asked for of an object inside another; all of it when nothing is said."""
    names = [one.name for one in field.inside]
    return {name: one for name, one in value.items() if name in names or name == "id"} if value and names else value


def when(at: Micros) -> str:
    """Write a time as Graph does: seconds, and a zone without a colon."""
    return iso(at)[:19] + "+0000"


def listed(call: Call, rows: Sequence[Row], usual: int = 25, most: int = MANY) -> Json:
    """Return one page of a list, with its cursors; `next` is there only while more follows, and carries the token."""
    limit = call.number("limit", usual, most)
    return paged(rows, limit, call.params.get("after", ""), lambda after: _next(call, after))


def paged(rows: Sequence[Row], limit: int, after: str, address: Callable[[str], str]) -> Json:
    """Return the page of at most `limit` rows behind a cursor. A cursor whose row has gone begins anew."""
    ids = [str(row["id"]) for row in rows]
    start = ids.index(_opened(after)) + 1 if _opened(after) in ids else 0
    page = list(rows[start : start + limit])
    if not page:
        return {"data": []}
    cursors = {"before": _closed(str(page[0]["id"])), "after": _closed(str(page[-1]["id"]))}
    paging: Json = {"cursors": cursors}
    if start + limit < len(rows):
        paging["next"] = address(cursors["after"])
    return {"data": page, "paging": paging}


def _next(call: Call, after: str) -> str:
    return f"{call.url}?{urlencode(dict(call.params) | {'after': after, 'access_token': 'EAAsecret'})}"


def _closed(row: str) -> str:
    return base64.urlsafe_b64encode(row.encode()).decode().rstrip("=")


def _opened(cursor: str) -> str:
    try:
        return base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)).decode()
    except ValueError:
        return ""


def _plain(value: object) -> str:
    """Return a parameter as Graph reads it, whether it came in a form or in JSON."""
    return value if isinstance(value, str) else json.dumps(value)
