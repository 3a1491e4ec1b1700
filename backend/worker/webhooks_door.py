"""The doors that platforms push to. What is refused costs little: the store is out of reach from here.

Sources: Meta, graph-api/webhooks/getting-started (handshake, X-Hub-Signature-256); Microsoft Learn,
webhook-validation (challengeCode, X-LI-Signature).
"""

import json
import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from itertools import islice

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response
from starlette.routing import Route

from backend.platforms.fields import Fields, record
from backend.store.engine import Store
from backend.worker import webhooks_linkedin, webhooks_meta
from backend.worker.webhooks_deletion import Deletions
from backend.worker.webhooks_guard import Buckets, Memory, Refused, body_of
from backend.worker.webhooks_hints import Gatherer, Hint
from backend.worker.webhooks_keys import Keys, is_signed, signature
from backend.worker.webhooks_log import Tally

UPDATES = 1000
"""Updates of one push that are looked at: more are never sent at once."""

CHALLENGE = 1000
"""Characters of a challenge that are sent back."""

PLAIN = {"X-Content-Type-Options": "nosniff"}

_HEX = re.compile(r"[0-9a-f]{64}")

Read = Callable[[Fields], Iterable[Hint]]


@dataclass(frozen=True, slots=True)
class Stamp:
    """How a platform signs: in which header, what stands before the hex there, and what before the body."""

    header: str
    lead: str
    before: bytes

    def on(self, request: Request) -> str:
        """Return the signature that a push bears. Raises Refused when it has none that could be one."""
        given = request.headers.get(self.header, "")
        found = given.removeprefix(self.lead)
        if not given.startswith(self.lead) or not _HEX.fullmatch(found):
            raise Refused(403, "unsigned")
        return found


META = Stamp("X-Hub-Signature-256", "sha256=", b"")
LINKEDIN = Stamp("X-LI-Signature", "", b"hmacsha256=")


@dataclass(frozen=True)
class Doors:
    """Both platforms' doors."""

    keys: Keys
    gatherer: Gatherer
    tally: Tally
    buckets: Buckets = field(default_factory=Buckets)
    taken: Memory = field(default_factory=Memory)
    heard: Memory = field(default_factory=Memory)
    store: Store | None = None

    def app(self) -> Starlette:
        """Return the doors as an ASGI application."""
        routes = [
            Route("/webhooks/meta", self.meets_meta, methods=["GET"]),
            Route("/webhooks/meta", self.of_meta, methods=["POST"]),
            Route("/webhooks/linkedin", self.meets_linkedin, methods=["GET"]),
            Route("/webhooks/linkedin", self.of_linkedin, methods=["POST"]),
        ]
        if self.store is not None:
            routes += Deletions(self.keys, self.store, self.buckets).routes()
        return Starlette(routes=routes, exception_handlers={Refused: self._refuse})

    async def meets_meta(self, request: Request) -> Response:
        """Answer the handshake: whoever knows our word gets the challenge back."""
        asked = request.query_params
        self.buckets.take(_sender(request))
        if asked.get("hub.mode") != "subscribe" or not self.keys.welcome(asked.get("hub.verify_token", "")):
            raise Refused(403, "handshake")
        return PlainTextResponse(asked.get("hub.challenge", "")[:CHALLENGE], headers=PLAIN)

    async def meets_linkedin(self, request: Request) -> Response:
        """Answer a challenge, which LinkedIn repeats every two hours, with its HMAC."""
        code = request.query_params.get("challengeCode", "")
        self.buckets.take(_sender(request))
        if not self.keys.linkedin or not webhooks_linkedin.is_challenge(code):
            raise Refused(403, "challenge")
        proof = signature(self.keys.linkedin[0], code.encode())
        return JSONResponse({"challengeCode": code, "challengeResponse": proof}, headers=PLAIN)

    async def of_meta(self, request: Request) -> Response:
        """Take a push of Meta."""
        return await self._take(request, META, self.keys.meta, webhooks_meta.hints)

    async def of_linkedin(self, request: Request) -> Response:
        """Take a push of LinkedIn."""
        return await self._take(
            request, LINKEDIN, self.keys.linkedin, lambda body: webhooks_linkedin.hints(body, self.heard)
        )

    async def _take(self, request: Request, stamp: Stamp, secrets: tuple[bytes, ...], read: Read) -> Response:
        """Take a push: the cheap questions first, its body only when it may be signed, its hints only when it is."""
        self.buckets.take(_sender(request))
        signed = stamp.on(request)
        if signed in self.taken:
            raise Refused(403, "replay")
        body = await body_of(request)
        if not is_signed(secrets, signed, stamp.before, body):
            raise Refused(403, "forged")
        if not self.taken.add(signed):
            raise Refused(403, "replay")
        self.gatherer.add(islice(read(_parsed(body)), UPDATES))
        return PlainTextResponse("ok", headers=PLAIN)

    async def _refuse(self, _request: Request, error: Exception) -> Response:
        assert isinstance(error, Refused), "registered for this alone"
        self.tally.count(error.why)
        return Response(status_code=error.status)


def _parsed(body: bytes) -> Fields:
    """Return a signed body's object. Raises Refused when it cannot be read."""
    try:
        return record(json.loads(body))
    except (ValueError, RecursionError):
        raise Refused(400, "unreadable") from None


def _sender(request: Request) -> str:
    return request.client.host if request.client else ""
