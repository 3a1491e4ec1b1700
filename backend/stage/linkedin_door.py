"""What stands in front of every door of the stage's LinkedIn: headers, encoding, tokens, quotas, and words for errors.

Sources: learn.microsoft.com/linkedin, shared/api-guide/concepts/{protocol-version,urns,error-handling,rate-limits} and
marketing/versioning; Rest.li's own text on protocol 2.0 for what must be percent-encoded.
"""

import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from urllib.parse import unquote

from starlette.requests import Request

from backend.model.clock import SECOND, Clock, Micros
from backend.stage.limits import Budget
from backend.stage.wire import Json, Refusal, bearer

OLDEST, NEWEST = "202511", "202611"
"""The versions that are spoken; each lives for a year."""

READ, WRITE, ADMIN = "r_organization_social_feed", "w_organization_social_feed", "rw_organization_admin"
PEOPLE = "people"
"""Stands for the look-up of members, which LinkedIn grants to few apps and no scope of its own opens."""

ADMINISTRATOR = "ADMINISTRATOR"
TOKEN_S = 5_184_000
DAY_S = 86_400
_RESERVED = "(),:'"

Value = str | list["Value"] | dict[str, "Value"]


def refused(status: int, code: str, message: str, number: int = 0) -> Refusal:
    """Return an error in LinkedIn's form; `number` is its serviceErrorCode."""
    body: Json = {"status": status, "code": code, "message": message}
    return Refusal(status, body | ({"serviceErrorCode": number} if number else {}))


def bad(message: str) -> Refusal:
    """Return what is said of a request that is wrong in its form."""
    return refused(400, "ILLEGAL_ARGUMENT", message)


def gone(name: str) -> Refusal:
    """Return what is said of something that is not there."""
    return refused(404, "NOT_FOUND", f"Could not find entity {name}")


@dataclass(frozen=True, slots=True)
class Call:
    """One call: the parts of its path (percent-decoded, keys read), its Rest.li method, its query and its body."""

    method: str
    parts: tuple[Value, ...]
    query: Mapping[str, Value]
    body: Json
    token: "Token"
    version: str

    def text(self, name: str) -> str:
        """Return a parameter that is one value. Raises Refusal."""
        value = self.query.get(name)
        if not isinstance(value, str) or not value:
            raise bad(f"Parameter '{name}' is required and must be a single value")
        return value

    def several(self, name: str) -> list[str]:
        """Return a parameter that is a list of values. Raises Refusal."""
        value = self.query.get(name)
        if not isinstance(value, list):
            raise bad(f"Parameter '{name}' must be a List(...)")
        return [one for one in value if isinstance(one, str)]

    def number(self, name: str, usual: int, most: int) -> int:
        """Return a whole number. Raises Refusal when it is none or too large."""
        value = self.query.get(name, str(usual))
        if not isinstance(value, str) or not value.isdigit() or int(value) > most:
            raise bad(f"Parameter '{name}' is invalid")
        return int(value)

    def needs(self, scope: str, resource: str) -> None:
        """Refuse a login that lacks a scope: permission is per method. Raises Refusal."""
        if scope not in self.token.scopes:
            wanted = f"{resource}.{self.method}.{self.version}01"
            raise refused(403, "ACCESS_DENIED", f"Not enough permissions to access: {wanted}", 100)


@dataclass(frozen=True, slots=True)
class Token:
    """What a login may do, in which role on the page (empty: none any more), and until when."""

    scopes: frozenset[str]
    role: str
    until: Micros


@dataclass(slots=True)
class Tokens:
    """The logins given out. Those taken back are remembered: LinkedIn says of them that they were revoked."""

    clock: Clock
    _given: dict[str, Token] = field(default_factory=dict, repr=False)
    _revoked: set[str] = field(default_factory=set, repr=False)

    def give(self, scopes: Sequence[str], role: str, lives_s: int) -> str:
        """Make a token."""
        made = "AQ" + secrets.token_urlsafe(60)
        self._given[made] = Token(frozenset(scopes), role, Micros(self.clock.now() + lives_s * SECOND))
        return made

    def knows(self, text: str) -> bool:
        """Tell whether a token was given here, taken back or not."""
        return text in self._given or text in self._revoked

    def forget(self) -> None:
        """Take all tokens back."""
        self._revoked |= set(self._given)
        self._given = {}

    def holder(self, text: str) -> Token:
        """Return what a token may do. Raises Refusal when it is none, or no longer one."""
        if text in self._revoked:
            raise refused(401, "REVOKED_ACCESS_TOKEN", "The token used in the request has been revoked", 65601)
        token = self._given.get(text)
        if token is None:
            raise refused(401, "INVALID_ACCESS_TOKEN", "Invalid access token", 65600)
        if token.until <= self.clock.now():
            raise refused(401, "EXPIRED_ACCESS_TOKEN", "The token used in the request has expired", 65602)
        return token


class Door:
    """Reads calls. `requests` is how many the app may make in a UTC day, `comments` how many it may write a minute."""

    def __init__(self, clock: Clock, requests: int, comments: int) -> None:
        self.tokens = Tokens(clock)
        self._daily = Budget(requests, DAY_S, clock)
        self._minute = Budget(comments, 60, clock)

    def read(self, request: Request, body: Json) -> Call:
        """Return the call that a request makes. Raises Refusal."""
        version = _version(request)
        if request.headers.get("x-restli-protocol-version") != "2.0.0":
            raise bad("Syntax exception in path variables: protocol version 2.0.0 is required")
        token = self.tokens.holder(bearer(request))
        if not self._daily.take().ok:
            raise _throttled("Resource level throttle APPLICATION DAY limit for calls to this resource is reached.")
        raw = request.scope["raw_path"].decode("ascii", "replace").split("?")[0].removeprefix("/rest/")
        parts = tuple(decoded(part) for part in raw.split("/"))
        query = _query(request.scope["query_string"].decode("ascii", "replace"))
        return Call(_method(request, query), parts, query, body, token, version)

    def take_comment(self) -> None:
        """Count one written comment. Raises Refusal when there are too many in a minute."""
        if not self._minute.take().ok:
            raise _throttled("Too many comment creation requests from this member. Please slow down.")


def decoded(text: str) -> Value:
    """Read one Rest.li value: `List(a,b)`, `(key:a,other:b)`, or text whose reserved signs are percent-encoded.

    Raises Refusal when a reserved sign stands bare in a text.
    """
    if text.startswith("List(") and text.endswith(")"):
        return [decoded(one) for one in _split(text[5:-1])]
    if text.startswith("(") and text.endswith(")"):
        pairs = (one.partition(":") for one in _split(text[1:-1]))
        return {unquote(key): decoded(value) for key, _, value in pairs}
    if any(sign in text for sign in _RESERVED):
        raise bad("Syntax exception in path variables")
    return unquote(text)


def _split(text: str) -> list[str]:
    """Split at the commas that stand in no brackets."""
    found, depth = [""], 0
    for sign in text:
        depth += {"(": 1, ")": -1}.get(sign, 0)
        if sign == "," and not depth:
            found.append("")
        else:
            found[-1] += sign
    return [one for one in found if one]


def _query(text: str) -> dict[str, Value]:
    pairs = (one.partition("=") for one in text.split("&") if one)
    return {unquote(name): decoded(value.replace("+", "%20")) for name, _, value in pairs}


def _version(request: Request) -> str:
    version = request.headers.get("linkedin-version", "")
    if not version:
        wish = "Please specify a version by adding the LinkedIn-Version header."
        raise refused(400, "VERSION_MISSING", f"A version must be present. {wish}")
    if not OLDEST <= version[:6] <= NEWEST:
        raise refused(426, "NONEXISTENT_VERSION", f"Requested version {version}01 is not active")
    return version


def _method(request: Request, query: Mapping[str, Value]) -> str:
    """Return the Rest.li method: told by a header, or plain from the request; a patch must be told. Raises Refusal."""
    told = request.headers.get("x-restli-method", "").upper()
    if told:
        return told
    if request.method == "GET":
        return "FINDER" if "q" in query else "BATCH_GET" if "ids" in query else "GET"
    return {"POST": "CREATE"}.get(request.method, request.method)


def _throttled(message: str) -> Refusal:
    return refused(429, "TOO_MANY_REQUESTS", message, 101)
