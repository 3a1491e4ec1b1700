"""Publishing on the stage's Threads: containers that become posts, what a text may be, and how much fits in a day.

Source: Threads API, posts, troubleshooting, overview (limits); create-posts/text-attachments (links).
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass

import regex

from backend.model.clock import DAY, Micros, plus
from backend.stage.graph import Call, GraphError, bad, gone
from backend.stage.ids import serial
from backend.stage.script import Wire
from backend.stage.wire import Json
from backend.stage.world import Said, World

LONGEST = 500
LINKS = 5
QUOTAS = {"quota": 250, "reply_quota": 1000, "delete_quota": 100}
DAY_S = 86_400

_EMOJI = regex.compile(r"\p{Extended_Pictographic}|\p{Regional_Indicator}|\uFE0F|\u20E3")
_LINK = re.compile(r"(?:https?://|www\.)[^\s<>\"]+", re.IGNORECASE)


@dataclass(slots=True)
class Container:
    """What will be a post: `made` is when it was made, `media` the post once it is one."""

    text: str
    parent: Said | None
    approvals: bool
    made: Micros
    media: Said | None = None


class Publisher:
    """Our containers, and what of the day's quotas is used. `approving` are our posts whose replies we let in."""

    def __init__(self, world: World) -> None:
        self.approving: set[str] = set()
        self._world = world
        self._containers: dict[str, Container] = {}
        self._used: dict[str, list[Micros]] = {name: [] for name in QUOTAS}

    def create(self, call: Call) -> Json:
        """Make a container; one of text alone can be published by the same call."""
        if call.params.get("media_type") not in ("TEXT", "IMAGE", "VIDEO", "CAROUSEL"):
            raise bad("Param media_type must be one of {TEXT, IMAGE, VIDEO, CAROUSEL}")
        text = call.params.get("text", "")
        _check(text)
        container = Container(text, self._parent(call), _is(call.params, "enable_reply_approvals"), self._world.now())
        if _is(call.params, "auto_publish_text"):
            return {"id": self._publish(container).id}
        made = f"17{serial(self._world.now(), len(self._containers))}"
        self._containers[made] = container
        return {"id": made}

    def publish(self, call: Call) -> Json:
        """Make a post of a container."""
        container = self._containers.get(call.params.get("creation_id", ""))
        if container is None or self._status(container) != "FINISHED":
            raise GraphError(24, "The requested resource does not exist", 4_279_009, error_user_title="Media Not Found")
        return {"id": self._publish(container).id}

    def status(self, node: str) -> Json | None:
        """Tell what became of a container; None when it is none."""
        container = self._containers.get(node)
        return None if container is None else {"id": node, "status": self._status(container)}

    def spend(self, quota: str) -> None:
        """Use one of a day's quota. Raises GraphError when none is left."""
        if self.used(quota) >= QUOTAS[quota]:
            raise GraphError(613, "Calls to this api have exceeded the rate limit.")
        self._used[quota].append(self._world.now())

    def used(self, quota: str) -> int:
        """Return how many of a quota were used in the last 24 hours."""
        bound = plus(self._world.now(), -DAY)
        return sum(at > bound for at in self._used[quota])

    def limits(self) -> Json:
        """Return the quotas as they are told: how much is used, and the rule."""
        told: Json = {"id": "0"}
        for name, total in QUOTAS.items():
            told[f"{name}_usage"] = self.used(name)
            rule = name.removesuffix("quota") + "config"
            told[rule] = {"quota_total": total, "quota_duration": DAY_S}
        return told

    def _status(self, container: Container) -> str:
        if container.media is not None:
            return "PUBLISHED"
        return "EXPIRED" if container.made < plus(self._world.now(), -DAY) else "FINISHED"

    def _publish(self, container: Container) -> Said:
        self.spend("reply_quota" if container.parent else "quota")
        world = self._world
        said = world.add(wire=Wire.THREADS, by=world.us, text=container.text, at=world.now(), parent=container.parent)
        container.media = said
        if container.approvals:
            self.approving.add(said.id)
        return said

    def _parent(self, call: Call) -> Said | None:
        wanted = call.params.get("reply_to_id")
        if wanted is None:
            return None
        found = self._world.find(Wire.THREADS, wanted)
        if found is None:
            raise gone(wanted)
        if found.root.by is not self._world.us and not {"threads_manage_mentions", "threads_keyword_search"} & set(
            call.token.scopes
        ):
            raise GraphError(10, "(#10) Application does not have permission for this action", status=403)
        return found


def _check(text: str) -> None:
    if not text.strip():
        raise bad("Param text must not be empty")
    signs = regex.findall(r"\X", text)
    if sum(len(one.encode()) if _EMOJI.search(one) else len(one) for one in signs) > LONGEST:
        raise bad(f"Param text must be at most {LONGEST} characters long.")
    if len(set(_LINK.findall(text))) > LINKS:
        raise bad("THREADS_API__LINK_LIMIT_EXCEEDED")


def _is(params: Mapping[str, str], name: str) -> bool:
    return params.get(name, "").lower() in ("true", "1")
