"""What a rehearsal or a test does behind the scene: let somebody speak, edit or delete, spoil the weather, look."""

import hmac
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import asdict
from typing import Any

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from backend.stage.consent import Consent
from backend.stage.faults import KINDS, STORMY, Fault, Weather
from backend.stage.script import Line, Mood, Picture, Wire
from backend.stage.storm import Storm
from backend.stage.webhooks import Webhooks
from backend.stage.wire import Dialect, Json, Refusal, answer, bearer, fields
from backend.stage.world import Said, World

Handler = Callable[[Json], Said | Json | None]

_AWAY = {Wire.YOUTUBE: "heldForReview"}
"""The word under which something is put away, where it is not simply hidden."""

_BACK = {Wire.THREADS: ""}
"""The word that says of something that it waits no longer, where none would say that it was never let in."""


class Control:
    """Doors under /_stage, for whoever has the token."""

    def __init__(
        self,
        world: World,
        token: str,
        dialects: Mapping[Wire, Dialect],
        consent: Consent,
        more: Mapping[str, Handler] | None = None,
    ) -> None:
        """`more` are further doors, by their names."""
        self.weather: Weather | None = None
        self._world = world
        self._token = token
        self._dialects = dialects
        self._consent = consent
        self._webhooks = Webhooks(world)
        self._more = dict(more or {})

    def routes(self) -> list[Route]:
        """Return the doors."""
        doors: dict[str, Handler] = {
            "say": self.say,
            "edit": self.edit,
            "delete": self.delete,
            "hide": self.hide,
            "show": self.show,
            "fault": self.fault,
            "token": self.token,
            "login": self.login,
            "app": self.app,
            "forget": self.forget,
            "clear": self.clear,
            "world": self.world,
            "webhooks": self._webhooks.listen,
            "storm": self.storm,
            **self._more,
        }
        return [Route(f"/_stage/{name}", self._door(handler), methods=["POST"]) for name, handler in doors.items()]

    def say(self, asked: Json) -> Said:
        """Let somebody say something: `on`, `by`, `text`, and `to` (a key or a remote id) or nothing for a post.

        `hand` names the person who writes in our name, where `by` is us.
        """
        wire = Wire(asked["on"])
        under = self._said(wire, asked["to"]) if asked.get("to") else None
        line = Line(
            key=asked.get("key", ""),
            wire=wire,
            by=asked.get("by", "lisa"),
            text=asked["text"],
            language=asked.get("lang", "sv"),
            visibility=asked.get("visibility", "public"),
            at_us=asked.get("at_us", True),
            mood=Mood(asked.get("mood", "quiet")),
            media=tuple(Picture(**one) for one in asked.get("media", ())),
            held=asked.get("held", ""),
            hand=asked.get("hand", ""),
        )
        return self._world.speak(line, under=under)

    def edit(self, asked: Json) -> Said:
        """Let a writer change something: `on`, `id` and the whole new `text`."""
        said = self._said(Wire(asked["on"]), asked["id"])
        self._world.edit(said, asked["text"])
        return said

    def delete(self, asked: Json) -> Said:
        """Let a writer take something away: `on` and `id`."""
        said = self._said(Wire(asked["on"]), asked["id"])
        self._world.delete(said)
        return said

    def hide(self, asked: Json) -> Said:
        """Let a colleague hide something in the platform's own app: `on` and `id`; `word` is YouTube's for it.

        Not on Bluesky, where hiding is a record: it is written as any other.
        """
        said = self._said(Wire(asked["on"]), asked["id"])
        self._world.deeds[said.wire].put_away(said.id, asked.get("word", "") or _AWAY.get(said.wire, ""))
        return said

    def show(self, asked: Json) -> Said:
        """Let a colleague show again what was hidden, or release what waited: `on` and `id`."""
        said = self._said(Wire(asked["on"]), asked["id"])
        self._world.deeds[said.wire].bring_back(said.id, _BACK.get(said.wire))
        return said

    def fault(self, asked: Json) -> Json:
        """Spoil requests to come: the fields of Fault. An empty `kind` clears the sky."""
        if self.weather is None or asked.get("kind", "") not in ("", *KINDS):
            raise ValueError
        if asked.get("kind"):
            self.weather.faults.append(Fault(**asked))
        else:
            self.weather.faults.clear()
        return {"faults": [asdict(fault) for fault in self.weather.faults]}

    def storm(self, asked: Json) -> Json:
        """Spoil requests at random: the fields of Storm; a `share` of 0 ends it. Tells what was dealt so far."""
        if self.weather is None or not set(asked.get("kinds", ())) <= set(STORMY):
            raise ValueError
        if asked.get("share"):
            self.weather.storm = Storm(**{name: value for name, value in asked.items() if name != "as"})
        storm = self.weather.storm
        if storm is not None and asked.get("share") == 0:
            storm.over()
        return {"dealt": dict(storm.dealt), "log": storm.log} if storm is not None else {}

    def token(self, asked: Json) -> Json:
        """Give a Mastodon token at once, with `scopes`."""
        return self._dialects[Wire.MASTODON].give(asked)

    def login(self, asked: Json) -> Json:
        """Give a login of `on`, as the worker keeps it."""
        return self._dialects[Wire(asked["on"])].give(asked)

    def app(self, asked: Json) -> Json:
        """Tell by which app's id and secret `on` knows us."""
        return self._consent.app_of(Wire(asked["on"]))

    def forget(self, asked: Json) -> Json:
        """Make the logins of `on` worthless."""
        self._dialects[Wire(asked["on"])].forget()
        return {}

    def clear(self, asked: Json) -> Json:
        """Empty the stage of `on`, as if nothing had been said or done there."""
        self._world.clear(Wire(asked["on"]))
        return {}

    def world(self, asked: Json) -> Json:
        """Show everything that stands on a wire now, and what we have done there."""
        wire = Wire(asked["on"])
        deeds = self._world.deeds[wire]
        return {
            "said": [self._stands(said) for said in self._world.everything(wire)],
            "muted": sorted(deeds.muted),
            "blocked": sorted(deeds.blocked),
            "whispered": deeds.whispered,
            "reports": [asdict(report) for report in deeds.reports],
        }

    def _stands(self, said: Said) -> Json:
        deeds = self._world.deeds[said.wire]
        return _shown(said) | {
            "liked": said.id in deeds.liked,
            "hidden": said.id in deeds.hidden or deeds.hides(said.root.id, said.uri),
            "held": deeds.held.get(said.id, ""),
            "locked": deeds.locks(said.root.id),
            "barred": said.barred,
        }

    def _said(self, wire: Wire, name: str) -> Said:
        said = self._world.find(wire, name.rsplit("/", 1)[-1])
        return said if said is not None else self._world.of_key(name)

    def _door(self, handler: Handler) -> Callable[[Request], Awaitable[Response]]:
        async def opened(request: Request) -> Response:
            if not hmac.compare_digest(bearer(request).encode(), self._token.encode()):
                return answer({"error": "wrong token"}, 401)
            try:
                done: Any = handler(await fields(request))
            except (KeyError, ValueError, TypeError) as error:
                return answer({"error": f"cannot do that: {type(error).__name__}"}, 400)
            except Refusal as refusal:
                return answer(refusal.body, refusal.status)
            return answer(_shown(done) if isinstance(done, Said) else done)

        return opened


def _shown(said: Said) -> Json:
    return {
        "id": said.id,
        "uri": said.uri,
        "by": said.by.key,
        "text": said.text,
        "to": said.parent.id if said.parent else None,
        "visibility": said.visibility,
        "at": said.at,
        "key": said.key,
    }
