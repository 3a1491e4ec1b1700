"""Pictures on the stage's Mastodon: put up first, named by a status after that.

Source: mastodon/documentation, methods/media. A server makes pictures small behind its answer: the first one put up
here is not done at once, so that whoever puts one up has to wait for it, as there.
"""

from collections.abc import Iterator

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from backend.stage.mastodon_door import Door
from backend.stage.pictures import PutUp, form
from backend.stage.script import Picture
from backend.stage.wire import Json, Refusal, answer

MOST = 4


class Media:
    """The doors of pictures."""

    def __init__(self, door: Door) -> None:
        self._door = door
        self._up = PutUp()
        self._working: set[str] = set()
        self._first = True

    def routes(self) -> Iterator[Route]:
        """Give the doors."""
        yield Route("/api/v2/media", self._door.opened("write:media", self.put_up), methods=["POST"])
        yield Route("/api/v1/media/{id}", self._door.opened("write:media", self.one), methods=["GET"])

    async def put_up(self, request: Request) -> Response:
        """Keep a picture."""
        asked, mime, data = await form(request, "file")
        try:
            made, picture = self._up.keep(mime, data, str(asked.get("description") or ""))
        except ValueError:
            raise Refusal(422, {"error": "Validation failed: File content type is invalid"}) from None
        if self._first:
            self._first = False
            self._working.add(made)
            return answer(_shown(made, picture, done=False), 202)
        return answer(_shown(made, picture, done=True))

    async def one(self, request: Request) -> Response:
        """Show a picture; 206 as long as it is not done."""
        made = request.path_params["id"]
        picture = self._up.waits(made)
        if picture is None:
            raise Refusal(404, {"error": "Record not found"})
        done = made not in self._working
        self._working.discard(made)
        return answer(_shown(made, picture, done=done), 200 if done else 206)

    def named(self, asked: Json) -> tuple[Picture, ...]:
        """Return the pictures that a new status names. Raises Refusal when one is not there, or there are too many."""
        ids = [str(one) for one in asked.get("media_ids") or asked.get("media_ids[]") or []]
        if len(ids) > MOST:
            raise Refusal(422, {"error": "Validation failed: Cannot attach more than 4 files"})
        if any(self._up.waits(one) is None for one in ids):
            raise Refusal(422, {"error": "Validation failed: Media attachment could not be found"})
        return tuple(picture for one in ids if (picture := self._up.take(one)))


def _shown(made: str, picture: Picture, *, done: bool) -> Json:
    address = f"https://files.example/{picture.seed}" if done else None
    return {"id": made, "type": "image", "url": address, "preview_url": address, "description": picture.alt or None}
