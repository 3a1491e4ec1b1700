"""Meta's data-deletion callback: somebody asks through Meta that what we keep of them is deleted.

The id in it is the app's own for that person: it is theirs on Instagram and Threads, and on Facebook of those whose
comments bear it. Source: Meta, app-dashboard/data-deletion-callback (signed_request: base64url of an HMAC-SHA256 with
the app's secret over the base64url of the JSON; the answer names a page and a code).
"""

import base64
import binascii
import json
from dataclasses import dataclass
from datetime import UTC, datetime
from urllib.parse import parse_qs

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response
from starlette.routing import Route

from backend.i18n import ngettext
from backend.model.clock import SECOND
from backend.model.erasure import Erasure
from backend.platforms.fields import maybe_identifier, record
from backend.platforms.server_name import is_loopback
from backend.store.engine import Store
from backend.store.errors import StoreError
from backend.store.write.erasing import erase_person, erasure
from backend.worker.webhooks_guard import Buckets, Refused, body_of
from backend.worker.webhooks_keys import META, Keys, is_signed, signature
from backend.worker.webhooks_log import log

LONGEST = 8192
"""Characters of a signed request; Meta's have some two hundred."""

PATH = "/webhooks/meta/deletion"


@dataclass(frozen=True)
class Deletions:
    """The doors of the callback. The store is reached from a thread of the pool, never from the event loop."""

    keys: Keys
    store: Store
    buckets: Buckets

    def routes(self) -> list[Route]:
        """Return its two doors."""
        return [
            Route(PATH, self.asked, methods=["POST"]),
            Route(PATH + "/{code}", self.told, methods=["GET"], name="deletion"),
        ]

    async def asked(self, request: Request) -> Response:
        """Carry out a request, and answer once it is done: Meta asks again when no answer comes."""
        self.buckets.take(request.client.host if request.client else "")
        form = parse_qs((await body_of(request)).decode("utf-8", "replace"))
        person = _person(form.get("signed_request", [""])[0], self.keys.meta)
        code = signature(self.keys.meta[0], b"deletion:", person.encode())[:24]
        try:
            done = await run_in_threadpool(erase_person, self.store, META, person, code)
        except StoreError:
            raise Refused(503, "store") from None
        log.info("a person was erased", extra={"code": code, "comments": done.comments, "kept": done.kept})
        return JSONResponse({"url": _address(request, code), "confirmation_code": code})

    async def told(self, request: Request) -> Response:
        """Say what became of a request."""
        self.buckets.take(request.client.host if request.client else "")
        try:
            found = await run_in_threadpool(erasure, self.store.reader, request.path_params["code"])
        except StoreError:
            raise Refused(503, "store") from None
        if found is None:
            raise Refused(404, "no such deletion")
        return PlainTextResponse(_words(found), headers={"X-Content-Type-Options": "nosniff"})


def _person(signed: str, secrets: tuple[bytes, ...]) -> str:
    """Return whose a signed request is. Raises Refused."""
    proof, _dot, payload = signed.partition(".")
    if not payload or len(signed) > LONGEST:
        raise Refused(400, "unreadable")
    try:
        given = _decoded(proof).hex()
        if not is_signed(secrets, given, payload.encode()):
            raise Refused(403, "forged")
        told = record(json.loads(_decoded(payload)))
    except (ValueError, RecursionError):
        raise Refused(400, "unreadable") from None
    person = maybe_identifier(told, "user_id")
    if person is None:
        raise Refused(400, "nobody")
    return person


def _decoded(text: str) -> bytes:
    """Read base64url, with or without its padding. Raises ValueError."""
    try:
        return base64.urlsafe_b64decode(text.rstrip("=") + "=" * (-len(text.rstrip("=")) % 4))
    except binascii.Error as error:
        raise ValueError from error


def _address(request: Request, code: str) -> str:
    """Return where a person reads what became of it: the address that Meta called, which is https for all but us."""
    found = request.url_for("deletion", code=code)
    return str(found if is_loopback(found.hostname or "") else found.replace(scheme="https"))


def _words(found: Erasure) -> str:
    day = datetime.fromtimestamp(found.done_at // SECOND, UTC).strftime("%Y-%m-%d")
    said = ngettext(
        "Deleted on {day}: what {n} comment said, and the name of whoever wrote it.",
        "Deleted on {day}: what {n} comments said, and the name of whoever wrote them.",
        found.comments,
    ).format(day=day, n=found.comments)
    if found.kept:
        said += " " + ngettext(
            "{n} comment is kept as evidence for a limited time, as the law allows.",
            "{n} comments are kept as evidence for a limited time, as the law allows.",
            found.kept,
        ).format(n=found.kept)
    return f"{said}\n"
