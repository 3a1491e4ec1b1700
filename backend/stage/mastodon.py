"""The world over Mastodon's wire: reading, answering, editing, deleting, and its own words for errors."""

import re
from dataclasses import dataclass

import regex
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from backend.model.clock import HOUR, Clock, Micros
from backend.stage import mastodon_views as views
from backend.stage.mastodon_acts import NOT_FOUND, Acts
from backend.stage.mastodon_door import Door, is_true, links, page_of
from backend.stage.mastodon_login import Login
from backend.stage.mastodon_media import Media
from backend.stage.mastodon_streams import Streams
from backend.stage.script import Wire
from backend.stage.wire import Json, Refusal, answer, fields, number
from backend.stage.world import Said, World

MAX_CHARACTERS = 500
KEY_LIVES = HOUR
MANY = 20
"""How many ids one look-up may name."""

_URL = re.compile(r"https?://[^\s]+")
_REMOTE = re.compile(r"(@\w+)@[\w.-]+\w")


@dataclass(frozen=True, slots=True)
class _Kept:
    said: Said
    until: Micros


class Mastodon:
    """One Mastodon server with us on it. `requests` is how many a token may make in five minutes."""

    def __init__(self, world: World, clock: Clock, requests: int = 300) -> None:
        self.login = Login(clock)
        self._door = Door(self.login, clock, requests)
        self._world = world
        self._clock = clock
        self._keys: dict[str, _Kept] = {}
        self._acts = Acts(world, self._door, self._found)
        self._media = Media(self._door)
        self.streams = Streams(world, self.login)

    def routes(self) -> list[Route]:
        """Return all of the server's doors."""
        get, post, put, gone = ["GET"], ["POST"], ["PUT"], ["DELETE"]
        return [
            *self.login.routes(),
            *self._acts.routes(),
            *self._media.routes(),
            *self.streams.routes(),
            Route("/api/v2/instance", self._door.opened(None, self.instance), methods=get),
            Route("/api/v1/apps/verify_credentials", self._door.opened("read", self.app), methods=get),
            Route("/api/v1/accounts/verify_credentials", self._door.opened("read:accounts", self.me), methods=get),
            Route("/api/v1/accounts/{id}", self._door.opened(None, self.account), methods=get),
            Route("/api/v1/accounts/{id}/statuses", self._door.opened("read:statuses", self.said_by), methods=get),
            Route("/api/v1/notifications", self._door.opened("read:notifications", self.notifications), methods=get),
            Route("/api/v1/conversations", self._door.opened("read:statuses", self.conversations), methods=get),
            Route("/api/v1/statuses", self._door.opened("read:statuses", self.many), methods=get),
            Route("/api/v1/statuses", self._door.opened("write:statuses", self.post), methods=post),
            Route("/api/v1/statuses/{id}", self._door.opened(None, self.one), methods=get),
            Route("/api/v1/statuses/{id}", self._door.opened("write:statuses", self.edit), methods=put),
            Route("/api/v1/statuses/{id}", self._door.opened("write:statuses", self.delete), methods=gone),
            Route("/api/v1/statuses/{id}/context", self._door.opened(None, self.context), methods=get),
            Route("/api/v1/statuses/{id}/history", self._door.opened(None, self.history), methods=get),
            Route("/api/v1/statuses/{id}/source", self._door.opened("read:statuses", self.source), methods=get),
            Route("/api/v1/statuses/{id}/quotes", self._door.opened("read:statuses", self.quotes), methods=get),
        ]

    def give(self, asked: Json) -> Json:
        """Give a token at once."""
        return {"token": self.login.new_token(asked.get("scopes", "read write"))}

    def forget(self) -> None:
        """Make every token worthless."""
        self.login.forget()

    def holds(self, name: str) -> bool:
        """Tell whether a token is of this account."""
        return self.login.knows(name)

    async def instance(self, request: Request) -> Response:
        """Tell what this server can do, and that it streams from where it was asked."""
        return answer(views.instance(str(request.base_url.replace(scheme="ws")).rstrip("/")))

    async def app(self, _request: Request) -> Response:
        """Tell that the token's app is known."""
        return answer({"id": "1", "name": "Nightdesk", "website": None, "scopes": [], "redirect_uris": []})

    async def me(self, _request: Request) -> Response:
        """Tell who the token belongs to."""
        return answer(views.credentials(self._world))

    async def account(self, request: Request) -> Response:
        """Show one account."""
        wanted = request.path_params["id"]
        found = next((one for one in self._world.people.values() if views.account_id(one) == wanted), None)
        return answer(views.account(self._world, found)) if found else answer(NOT_FOUND, 404)

    async def said_by(self, request: Request) -> Response:
        """List what an account wrote, newest first."""
        wanted, asked = request.path_params["id"], request.query_params
        person = next((one for one in self._world.people.values() if views.account_id(one) == wanted), None)
        rows = self._world.by(Wire.MASTODON, person) if person is not None else []
        if is_true(asked.get("exclude_replies")):
            rows = [one for one in rows if one.parent is None or one.parent.by is one.by]
        rows = sorted((one for one in rows if self._seen(one)), key=lambda one: int(one.id))
        page = page_of(request, rows, 20, 40)
        return answer([views.status(self._world, one) for one in page], headers=links(request, page, 20, 40))

    async def notifications(self, request: Request) -> Response:
        """List what we were told, newest first."""
        wanted = request.query_params.getlist("types[]")
        hidden = request.query_params.getlist("exclude_types[]")
        rows = [
            notice
            for notice in self._world.notices(Wire.MASTODON)
            if (not wanted or notice.kind in wanted) and notice.kind not in hidden
        ]
        page = page_of(request, rows, 40, 80)
        shown = [views.notification(self._world, notice) for notice in page]
        return answer(shown, headers=links(request, page, 40, 80))

    async def conversations(self, request: Request) -> Response:
        """List private conversations, the one in which something was said last first."""
        direct = (one for one in self._world.everything(Wire.MASTODON) if one.visibility == "direct")
        last = {one.root.id: one for one in direct if self._seen(one)}
        rows = sorted(last.values(), key=lambda one: -int(one.id))
        return answer([views.conversation(self._world, one) for one in rows[: number(request, "limit", 20, 40)]])

    async def many(self, request: Request) -> Response:
        """Show those of the asked statuses that are there; the others are simply absent."""
        wanted = dict.fromkeys(request.query_params.getlist("id[]"))
        if len(wanted) > MANY:
            raise Refusal(422, {"error": "Validation failed"})
        found = (self._world.find(Wire.MASTODON, one) for one in wanted)
        return answer([views.status(self._world, one) for one in found if one is not None and self._seen(one)])

    async def one(self, request: Request) -> Response:
        """Show one status."""
        return answer(views.status(self._world, self._found(request)))

    async def context(self, request: Request) -> Response:
        """Show what stands above and below a status."""
        said = self._found(request)
        above = []
        for one in said.ancestors():
            if one.deleted:
                break
            above.append(one)
        shuns = self._world.deeds[Wire.MASTODON].shuns
        shown = [one for one in said.below() if self._seen(one) and not shuns(one.by.key)]
        return answer(
            {
                "ancestors": [views.status(self._world, one) for one in reversed(above)],
                "descendants": [views.status(self._world, one) for one in shown],
            }
        )

    async def history(self, request: Request) -> Response:
        """Show how a status read before its edits."""
        return answer(views.edits(self._world, self._found(request)))

    async def source(self, request: Request) -> Response:
        """Show the words a status was made from."""
        said = self._found(request)
        return answer({"id": said.id, "text": said.text, "spoiler_text": said.spoiler})

    async def quotes(self, request: Request) -> Response:
        """List what quotes a status."""
        quoted = self._found(request)
        rows = [one for one in quoted.quoted if not one.deleted]
        return answer([views.status(self._world, one) for one in reversed(rows)])

    async def post(self, request: Request) -> Response:
        """Publish or answer, once for every Idempotency-Key within an hour."""
        key = request.headers.get("idempotency-key", "")
        kept = self._keys.get(key) if key else None
        if kept is not None and self._clock.now() <= kept.until:
            return answer(views.status(self._world, kept.said))
        asked = await fields(request)
        text, spoiler = str(asked.get("status") or ""), str(asked.get("spoiler_text") or "")
        _check_text(text, spoiler)
        said = self._world.add(
            wire=Wire.MASTODON,
            by=self._world.us,
            text=text,
            at=self._world.now(),
            parent=self._parent(asked),
            visibility=str(asked.get("visibility") or "public"),
            spoiler=spoiler,
            language=asked.get("language") or "sv",
            media=self._media.named(asked),
        )
        if key:
            self._keys[key] = _Kept(said, Micros(self._clock.now() + KEY_LIVES))
        return answer(views.status(self._world, said))

    async def edit(self, request: Request) -> Response:
        """Change one of our statuses. What is not sent again is gone; what changes nothing is no edit."""
        said, asked = self._own(request), await fields(request)
        text, spoiler = str(asked.get("status") or ""), str(asked.get("spoiler_text") or "")
        _check_text(text, spoiler)
        kept = asked.get("media_ids") or asked.get("media_ids[]") or []
        media = tuple(one for place, one in enumerate(said.media) if views.media_id(said, place) in kept)
        if (text, spoiler, media) != (said.text, said.spoiler, said.media):
            said.spoiler, said.media = spoiler, media
            said.language = asked.get("language") or said.language
            self._world.edit(said, text)
        return answer(views.status(self._world, said))

    async def delete(self, request: Request) -> Response:
        """Take one of our statuses away; its words come back with the answer."""
        said = self._own(request)
        body = views.status(self._world, said) | {"text": said.text}
        self._world.delete(said)
        return answer(body)

    def _parent(self, asked: Json) -> Said | None:
        wanted = asked.get("in_reply_to_id")
        if not wanted:
            return None
        found = self._world.find(Wire.MASTODON, str(wanted))
        if found is None:
            raise Refusal(404, {"error": "The post you are trying to reply to does not appear to exist."})
        return found

    def _found(self, request: Request) -> Said:
        said = self._world.find(Wire.MASTODON, request.path_params["id"])
        if said is None or not self._seen(said):
            raise Refusal(404, NOT_FOUND)
        return said

    def _own(self, request: Request) -> Said:
        said = self._found(request)
        if said.by is not self._world.us:
            raise Refusal(404, NOT_FOUND)
        return said

    def _seen(self, said: Said) -> bool:
        """Tell whether we may see it: what is not public only when it is ours or names us."""
        us = self._world.us
        return said.visibility in ("public", "unlisted") or said.by is us or us in said.mentions


def _check_text(text: str, spoiler: str) -> None:
    if not text.strip():
        raise Refusal(422, {"error": "Validation failed: Text can't be blank"})
    counted = _REMOTE.sub(r"\1", _URL.sub("x" * 23, text)) + spoiler
    if len(regex.findall(r"\X", counted)) > MAX_CHARACTERS:
        raise Refusal(422, {"error": f"Validation failed: Text character limit of {MAX_CHARACTERS} exceeded"})
