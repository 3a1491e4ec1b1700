"""Our repository on the stage's PDS: records written under keys that the writer chooses."""

import re
from typing import Any

from starlette.requests import Request
from starlette.responses import Response

from backend.model.clock import iso, parse_iso
from backend.stage import bluesky_records as records
from backend.stage.ids import cid, did, tid
from backend.stage.script import Wire
from backend.stage.wire import Json, Refusal, answer, fields, number
from backend.stage.world import Said, World

_KEY = re.compile(r"[A-Za-z0-9._:~-]{1,512}")
_URI = re.compile(r"at://(did:[^/]+)/app\.bsky\.feed\.post/([^/]+)")


class Repo:
    """Reads and writes of posts; records of other collections are kept as they come, and some have an effect."""

    def __init__(self, world: World) -> None:
        self._world = world
        self._others: dict[tuple[str, str], Json] = {}
        self._blobs: dict[str, Json] = {}

    def found(self, uri: str) -> Said | None:
        """Return the post that a URI names, if it is there."""
        match = _URI.fullmatch(uri)
        said = self._world.find(Wire.BLUESKY, match.group(2)) if match else None
        return said if said is not None and said.uri == uri else None

    def id_of(self, uri: str) -> str | None:
        """Return the id of the post that a URI names, None when it is not there."""
        said = self.found(uri)
        return said.id if said else None

    async def get(self, request: Request) -> Response:
        """Show one record, at once and from the repository itself."""
        asked = request.query_params
        collection, rkey = asked.get("collection", ""), asked.get("rkey", "")
        owner = self._did(asked.get("repo", ""))
        uri = f"at://{owner}/{collection}/{rkey}"
        if collection == records.POST:
            said = self.found(uri)
            record = records.fixed(self._world, said).record if said else None
        else:
            record = self._others.get((collection, rkey)) if owner == did(self._world.us.key) else None
        if record is None:
            raise Refusal(400, {"error": "RecordNotFound", "message": f"Could not locate record: {uri}"})
        return answer({"uri": uri, "cid": cid(record), "value": record})

    async def many(self, request: Request) -> Response:
        """List the records of our posts, newest first."""
        ours = self._world.by(Wire.BLUESKY, self._world.us)
        newest = sorted(ours, key=lambda one: one.id, reverse=True)
        before = request.query_params.get("cursor")
        page = [one for one in newest if not before or one.id < before][: number(request, "limit", 50, 100)]
        shown = [records.strong_ref(self._world, one) | {"value": one.record} for one in page]
        return answer({"records": shown} | ({"cursor": page[-1].id} if page else {}))

    async def create(self, request: Request) -> Response:
        """Write a new record. A key that exists is, as on the reference server, an internal error."""
        asked = await self._asked(request)
        rkey = str(asked.get("rkey") or tid(self._world.now()))
        if self._present(asked["collection"], rkey) is not None:
            raise Refusal(500, {"error": "InternalServerError", "message": "Internal Server Error"})
        return self._written(asked["collection"], rkey, asked.get("record"))

    async def put(self, request: Request) -> Response:
        """Write a record under its key: the same content again changes nothing and gives no commit."""
        asked = await self._asked(request)
        rkey, record = str(asked.get("rkey") or ""), asked.get("record")
        present = self._present(asked["collection"], rkey)
        if present is not None and present == record:
            uri = f"at://{did(self._world.us.key)}/{asked['collection']}/{rkey}"
            return answer({"uri": uri, "cid": cid(record), "validationStatus": "valid"})
        was = cid(present) if present is not None else None
        if "swapRecord" in asked and asked["swapRecord"] != was:
            raise Refusal(400, {"error": "InvalidSwap", "message": f"Record was at {was}"})
        return self._written(asked["collection"], rkey, record)

    async def put_up(self, request: Request) -> Response:
        """Keep a blob and return what a record names it by: the same bytes are the same name."""
        data, mime = await request.body(), request.headers.get("content-type", "*/*")
        link = cid(data.hex())
        self._blobs[link] = {"$type": "blob", "ref": {"$link": link}, "mimeType": mime, "size": len(data)}
        return answer({"blob": self._blobs[link]})

    async def delete(self, request: Request) -> Response:
        """Make sure a record is not there."""
        asked = await self._asked(request)
        said = self._own(str(asked.get("rkey"))) if asked["collection"] == records.POST else None
        other = self._others.pop((asked["collection"], str(asked.get("rkey"))), None)
        if other is not None:
            self._effect(asked["collection"], str(asked.get("rkey")), other, there=False)
            return answer({"commit": self._commit(cid(other))})
        if said is None:
            return answer({})
        self._world.delete(said)
        return answer({"commit": self._commit(said.cid)})

    async def _asked(self, request: Request) -> Json:
        asked = await fields(request)
        if self._did(str(asked.get("repo", ""))) != did(self._world.us.key):
            raise Refusal(401, {"error": "AuthenticationRequired", "message": "Authentication Required"})
        if not isinstance(asked.get("collection"), str) or not _KEY.fullmatch(str(asked.get("rkey") or "x")):
            raise Refusal(400, {"error": "InvalidRequest", "message": "Input/rkey must be a valid Record Key"})
        return asked

    def _did(self, repo: str) -> str:
        return next((did(one.key) for one in self._world.people.values() if one.bluesky == repo), repo)

    def _own(self, rkey: str) -> Said | None:
        said = self._world.find(Wire.BLUESKY, rkey)
        return said if said is not None and said.by is self._world.us else None

    def _present(self, collection: str, rkey: str) -> Any:
        if collection != records.POST:
            return self._others.get((collection, rkey))
        said = self._own(rkey)
        return records.fixed(self._world, said).record if said else None

    def _written(self, collection: str, rkey: str, record: Any) -> Response:
        uri = f"at://{did(self._world.us.key)}/{collection}/{rkey}"
        if collection == records.POST:
            records.check(record, self._blobs)
            self._post(rkey, record)
        else:
            records.check_other(collection, rkey, record)
            self._others[collection, rkey] = record
            self._effect(collection, rkey, record, there=True)
        name = cid(record)
        return answer({"uri": uri, "cid": name, "commit": self._commit(name), "validationStatus": "valid"})

    def _effect(self, collection: str, rkey: str, record: Json, *, there: bool) -> None:
        """Let a record that has been written, or is gone, show: a like, a block, a thread's gate."""
        deeds = self._world.deeds[Wire.BLUESKY]
        if collection == records.GATE:
            before = deeds.gates.pop(rkey, {})
            if there:
                deeds.gates[rkey] = record
            for uri in set(record.get("hiddenReplies") or ()) - set(before.get("hiddenReplies") or ()):
                deeds.note("hide", uri)
            return
        if collection not in (records.LIKE, records.BLOCK):
            return
        liking = collection == records.LIKE
        shown = deeds.liked if liking else deeds.blocked
        about = self.id_of(record["subject"]["uri"]) if liking else self._key(record["subject"])
        uri = f"at://{did(self._world.us.key)}/{collection}/{rkey}"
        if about is not None and there:
            deeds.note("like", about)
            shown.setdefault(about, uri)  # the AppView goes on showing the first of two
        elif about is not None and shown.get(about) == uri:
            del shown[about]

    def _key(self, name: str) -> str | None:
        return next((one.key for one in self._world.people.values() if did(one.key) == name), None)

    def _post(self, rkey: str, record: Json) -> None:
        present = self._own(rkey)
        if present is not None:
            present.record, present.cid = record, cid(record)
            self._world.edit(present, record["text"])
            return
        reply, embed = record.get("reply"), record.get("embed") or {}
        quoted = embed.get("record") or {}
        self._world.add(
            wire=Wire.BLUESKY,
            by=self._world.us,
            text=record["text"],
            at=parse_iso(record["createdAt"]),
            indexed_at=self._world.now(),
            given_id=rkey,
            record=record,
            cid=cid(record),
            parent=self.found(reply["parent"]["uri"]) if reply else None,
            quote=self.found(str(quoted.get("uri"))),
            language=next(iter(record.get("langs", ())), None),
        )

    def _commit(self, name: str) -> Json:
        now = self._world.now()
        return {"cid": cid([name, iso(now)]), "rev": tid(now)}
