"""What the stage's platforms push: each thing said, edited or taken away, signed as they sign.

It is sent once, or, as platforms warn that it may be, several times and in another order.

Sources: Meta, graph-api/webhooks/reference/page and /instagram, threads/webhooks; Microsoft Learn,
organization-social-action-notifications.
"""

import asyncio
import hashlib
import hmac
import json
import random
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from backend.model.clock import SECOND
from backend.stage import facebook_views, instagram_views, linkedin_views, threads_views
from backend.stage.ids import digits
from backend.stage.script import Wire
from backend.stage.wire import Json
from backend.stage.world import Said, World

if TYPE_CHECKING:
    import httpx

PATIENCE_S = 10.0

NEW, EDITED, GONE = "add", "edited", "remove"

Payload = Callable[[World, str, Said], Json | None]


@dataclass(slots=True)
class Ear:
    """Who wants to hear of a wire: where, and the secret that pushes are signed with. `heard`: the last statuses.

    Each push is sent `times` times, each at some moment of the next `late_s` seconds.
    """

    url: str
    secret: str = field(repr=False)
    times: int = 1
    late_s: float = 0
    heard: list[int] = field(default_factory=list)


class Webhooks:
    """Pushes what happens in a world to whoever asked for it."""

    def __init__(self, world: World) -> None:
        self._world = world
        self._ears: dict[Wire, Ear] = {}
        self._tasks: set[asyncio.Task[None]] = set()
        self._client: httpx.AsyncClient | None = None
        world.watchers.append(self.tell)

    def listen(self, asked: Json) -> Json:
        """Push what happens `on` a wire to `url` from now on, signed with `secret`; without a `url` no longer.

        `times` and `late_s` as an Ear has them. Returns the statuses that pushes of that wire were answered with so
        far, 0 for none.
        """
        wire = Wire(asked["on"])
        if wire not in _PAYLOADS:
            raise ValueError(wire)
        before = self._ears.pop(wire, None)
        if asked.get("url"):
            times, late_s = int(asked.get("times", 1)), float(asked.get("late_s", 0))
            self._ears[wire] = Ear(str(asked["url"]), str(asked["secret"]), times, late_s)
        return {"heard": before.heard if before else []}

    def tell(self, verb: str, said: Said) -> None:
        """Push something that happened, if anybody listens."""
        ear = self._ears.get(said.wire)
        payload = _PAYLOADS[said.wire](self._world, verb, said) if ear is not None else None
        if ear is None or payload is None:
            return
        for _ in range(ear.times):
            task = asyncio.get_running_loop().create_task(self._push(ear, said.wire, payload))
            self._tasks.add(task)
            task.add_done_callback(self._tasks.discard)

    async def _push(self, ear: Ear, wire: Wire, payload: Json) -> None:
        import httpx

        await asyncio.sleep(random.uniform(0, ear.late_s))  # noqa: S311 - which comes first is left to chance
        if self._client is None:
            self._client = httpx.AsyncClient(timeout=PATIENCE_S, trust_env=False)
        body = json.dumps(payload, separators=(",", ":")).encode()
        headers = {"Content-Type": "application/json"} | signed(wire, ear.secret, body)
        try:
            answer = await self._client.post(ear.url, content=body, headers=headers)
            ear.heard.append(answer.status_code)
        except httpx.HTTPError:
            ear.heard.append(0)


def signed(wire: Wire, secret: str, body: bytes) -> dict[str, str]:
    """Return the header that says who sent a body."""
    lead = b"hmacsha256=" if wire is Wire.LINKEDIN else b""
    proof = hmac.new(secret.encode(), lead + body, hashlib.sha256).hexdigest()
    return {"X-LI-Signature": proof} if wire is Wire.LINKEDIN else {"X-Hub-Signature-256": f"sha256={proof}"}


def _of_facebook(world: World, verb: str, said: Said) -> Json:
    """A page is told of everything that stands on it, its own words too."""
    page, post = facebook_views.person_id(world.us), said.root.id
    value = {
        "from": {"id": facebook_views.person_id(said.by), "name": said.by.name},
        "item": "comment" if said.parent else "post",
        "verb": verb,
        "post_id": post,
        "created_time": said.at // SECOND,
        **({} if verb == GONE else {"message": said.text}),
    }
    if said.parent is not None:
        above = facebook_views.top_of(said)
        value |= {"comment_id": said.id, "parent_id": above.id if above else post}
    entry = {"id": page, "time": world.now() // SECOND, "changes": [{"field": "feed", "value": value}]}
    return {"object": "page", "entry": [entry]}


def _of_instagram(world: World, verb: str, said: Said) -> Json | None:
    """Only new comments are told of."""
    if verb != NEW or said.parent is None:
        return None
    writer = {"id": instagram_views.scoped_id(world, said.by), "username": said.by.username}
    value: Json = {
        "id": said.id,
        "from": writer,
        "text": said.text,
        "media": {"id": said.root.id, "media_product_type": "FEED"},
    }
    top = instagram_views.top(said)
    value |= {} if top is said else {"parent_id": top.id}
    changes = [{"field": "comments", "value": value}]
    entry = {"id": instagram_views.account_id(world.us), "time": world.now() // SECOND, "changes": changes}
    return {"object": "instagram", "entry": [entry]}


def _of_threads(world: World, verb: str, said: Said) -> Json | None:
    """Only new replies of others are told of, in a form of Threads' own."""
    if verb != NEW or said.parent is None or said.by is world.us:
        return None
    value = threads_views.media(world, said)
    return {
        "app_id": digits("threads app"),
        "topic": "moderate",
        "target_id": digits(world.us.key),
        "time": world.now() // SECOND,
        "subscription_id": digits("threads subscription"),
        "has_uid_field": False,
        "values": {"value": value, "field": "replies"},
    }


def _of_linkedin(world: World, _verb: str, said: Said) -> Json | None:
    """A batch of one: the newest that happened to a comment on a post of ours."""
    newest = linkedin_views.newest(world, said)
    if newest is None:
        return None
    notice = linkedin_views.notification(world, newest)
    return {"type": "ORGANIZATION_SOCIAL_ACTION_NOTIFICATIONS", "notifications": [notice]}


_PAYLOADS: Mapping[Wire, Payload] = {
    Wire.FACEBOOK: _of_facebook,
    Wire.INSTAGRAM: _of_instagram,
    Wire.THREADS: _of_threads,
    Wire.LINKEDIN: _of_linkedin,
}
