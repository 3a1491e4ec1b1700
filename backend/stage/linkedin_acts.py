"""What our page does on the stage's LinkedIn: comment, change and take away comments of its own, react, close comments.

Sources: learn.microsoft.com/linkedin/marketing/community-management/shares/{comments-api,reactions-api,
social-metadata-api}.
"""

from collections.abc import Callable, Mapping

from starlette.responses import Response

from backend.stage import linkedin_views as views
from backend.stage.deeds import Deeds
from backend.stage.linkedin_door import WRITE, Call, Door, bad, gone, refused
from backend.stage.wire import Json
from backend.stage.world import Said, World

LONGEST = 1250
REACTIONS = ("LIKE", "PRAISE", "EMPATHY", "INTEREST", "APPRECIATION", "ENTERTAINMENT")

Handler = Callable[[Call], Response]


class Acts:
    """The doors of acts. `found` returns what a URN names, as far as it is there."""

    def __init__(self, world: World, door: Door, found: Callable[[str], Said]) -> None:
        self._world = world
        self._door = door
        self._found = found

    @property
    def _deeds(self) -> Deeds:
        return self._world.deeds[views.ON]

    def doors(self) -> Mapping[tuple[str, str], Handler]:
        """Return the doors by resource and Rest.li method."""
        return {
            ("socialActions", "CREATE"): self.create,
            ("socialActions", "PARTIAL_UPDATE"): self.edit,
            ("socialActions", "DELETE"): self.delete,
            ("socialMetadata", "PARTIAL_UPDATE"): self.close,
            ("reactions", "CREATE"): self.react,
            ("reactions", "DELETE"): self.unreact,
        }

    def create(self, call: Call) -> Response:
        """Write a comment under a post, or under a comment. Its id comes in a header, and no body."""
        call.needs(WRITE, "socialActions")
        if len(call.parts) != 3:
            raise bad("X-RestLi-Method is required to change a comment")
        self._door.take_comment()
        under, body = self._found(str(call.parts[1])), call.body
        self._us(str(body.get("actor", "")))
        words = _words(body.get("message"))
        if not body.get("object"):
            raise bad("ERROR :: /object :: field is required but not found and has no default value")
        if "content" in body:
            raise refused(403, "ACCESS_DENIED", "Unpermitted fields present in REQUEST_BODY: fields [/content]", 100)
        if under.parent is not None and body.get("parentComment") != views.top(under).id:
            raise bad("ERROR :: /parentComment :: must be the comment that is answered, on the first level")
        if self._deeds.locks(under.root.id):
            raise refused(403, "ACCESS_DENIED", "Comments are closed on this post")
        world = self._world
        said = world.add(wire=views.ON, by=world.us, text=words, at=world.now(), parent=under)
        return Response(status_code=201, headers={"x-restli-id": views.number(said)})

    def edit(self, call: Call) -> Response:
        """Change the words of a comment of our own."""
        call.needs(WRITE, "socialActions")
        self._world.edit(self._own(call), _words(_patched(call.body, "message")))
        return Response(status_code=204)

    def delete(self, call: Call) -> Response:
        """Take a comment of our own away."""
        call.needs(WRITE, "socialActions")
        self._world.delete(self._own(call))
        return Response(status_code=204)

    def close(self, call: Call) -> Response:
        """Close or open the comments of a post. Closing takes away all that stand there."""
        call.needs(WRITE, "socialMetadata")
        self._us(call.text("actor"))
        post, state = self._found(str(call.parts[1])), _patched(call.body, "commentsState")
        if state not in ("OPEN", "CLOSED") or post.parent is not None:
            raise bad("ERROR :: /patch/$set/commentsState :: is not an enum symbol")
        if state == "OPEN":
            self._deeds.closed.discard(post.id)
        else:
            self._deeds.closed.add(post.id)
            for one in views.comments(self._world, post):
                self._world.delete(one)
        return Response(status_code=202)

    def react(self, call: Call) -> Response:
        """React to something, once."""
        call.needs(WRITE, "reactions")
        self._us(call.text("actor"))
        said, kind = self._found(str(call.body.get("root", ""))), call.body.get("reactionType")
        if kind not in REACTIONS:
            raise bad("ERROR :: /reactionType :: is not an enum symbol")
        if said.id in self._deeds.liked:
            raise refused(409, "CONFLICT", "The reaction already exists")
        self._deeds.liked[said.id] = ""
        self._deeds.note("like", said.id)
        us = views.organization(self._world)
        return Response(status_code=201, headers={"x-restli-id": f"urn:li:reaction:({us},{said.id})"})

    def unreact(self, call: Call) -> Response:
        """Take our reaction back."""
        call.needs(WRITE, "reactions")
        self._deeds.liked.pop(self.reacted(call).id)
        return Response(status_code=204)

    def reacted(self, call: Call) -> Said:
        """Return what a reaction of ours, named by its key, is about. Raises Refusal when there is none."""
        key = call.parts[1]
        if not isinstance(key, dict) or key.keys() != {"actor", "entity"}:
            raise bad("Syntax exception in path variables")
        self._us(str(key["actor"]))
        said = self._found(str(key["entity"]))
        if said.id not in self._deeds.liked:
            raise gone("reaction")
        return said

    def _own(self, call: Call) -> Said:
        """Return the comment of ours that a path names. Raises Refusal."""
        self._us(call.text("actor"))
        if len(call.parts) != 4:
            raise bad("Syntax exception in path variables")
        under, number = self._found(str(call.parts[1])), str(call.parts[3])
        for said in views.comments(self._world, under.root):
            if views.number(said) == number:
                if said.by is not self._world.us:
                    raise refused(403, "ACCESS_DENIED", f"The member is unauthorized on {said.id}", 100)
                return said
        raise gone(number)

    def _us(self, name: str) -> None:
        if name != views.organization(self._world):
            raise refused(403, "ACCESS_DENIED", f"The member is unauthorized on {name}", 100)


def _patched(body: Json, name: str) -> object:
    """Return what a patch sets a field to: the whole field, or fields of it."""
    patch = body.get("patch")
    patch = patch if isinstance(patch, dict) else {}
    whole, part = patch.get("$set", {}), patch.get(name, {})
    return whole.get(name) if name in whole else part.get("$set")


def _words(message: object) -> str:
    words = message.get("text") if isinstance(message, dict) else None
    if not isinstance(words, str) or not words.strip():
        raise bad("ERROR :: /message/text :: field is required but not found and has no default value")
    if len(words) > LONGEST:
        raise bad(f"ERROR :: /message/text :: length is larger than the maximum allowed {LONGEST}")
    return words
