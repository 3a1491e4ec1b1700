"""What a person may do on the stage's Bluesky besides writing records: mute somebody, and report."""

from collections.abc import Callable

from starlette.requests import Request
from starlette.responses import Response

from backend.model.clock import iso
from backend.stage import bluesky_views as views
from backend.stage.deeds import Deeds
from backend.stage.ids import did
from backend.stage.script import Person, Wire
from backend.stage.wire import Refusal, answer, fields
from backend.stage.world import World

_REASONS = ("com.atproto.moderation.defs#reason", "tools.ozone.report.defs#reason")


class Acts:
    """Mutes, and reports to the one moderation service there is. `found` returns the id that a post's URI names."""

    def __init__(self, world: World, found: Callable[[str], str | None]) -> None:
        self._world = world
        self._found = found

    @property
    def _deeds(self) -> Deeds:
        return self._world.deeds[Wire.BLUESKY]

    async def mute(self, request: Request) -> Response:
        """Mute somebody. The answer is empty."""
        self._deeds.muted.add((await self._other(request)).key)
        return Response(status_code=200)

    async def unmute(self, request: Request) -> Response:
        """Take a mute back; there need not have been one."""
        self._deeds.muted.discard((await self._other(request)).key)
        return Response(status_code=200)

    async def report(self, request: Request) -> Response:
        """Pass a report on to the moderation service that the request names."""
        if request.headers.get("atproto-proxy") != f"{views.LABELER}#atproto_labeler":
            raise _invalid("could not resolve proxy did service url")
        asked = await fields(request)
        kind, subject = str(asked.get("reasonType") or ""), asked.get("subject")
        if not kind.startswith(_REASONS) or not isinstance(subject, dict):
            raise _invalid(f"Invalid reason type: {kind}")
        uri = str(subject.get("uri") or "")
        about = str(subject.get("did") or uri.removeprefix("at://").partition("/")[0])
        made = self._deeds.report(
            who=self._person(about).key,
            what=tuple(one for one in [self._found(uri)] if one),
            filed=kind,
            comment=str(asked.get("reason") or ""),
            at=self._world.now(),
        )
        body = {"id": made.id, "reasonType": kind, "subject": subject, "createdAt": iso(made.at)}
        told = {"reason": made.comment} if made.comment else {}
        return answer(body | told | {"reportedBy": did(self._world.us.key)})

    async def _other(self, request: Request) -> Person:
        person = self._person(str((await fields(request)).get("actor") or ""))
        if person is self._world.us:
            raise _invalid("Actor cannot mute themselves")
        return person

    def _person(self, name: str) -> Person:
        found = (one for one in self._world.people.values() if name in (one.bluesky, did(one.key)))
        person = next(found, None)
        if person is None:
            raise _invalid("Actor not found")
        return person


def _invalid(message: str) -> Refusal:
    return Refusal(400, {"error": "InvalidRequest", "message": message})
