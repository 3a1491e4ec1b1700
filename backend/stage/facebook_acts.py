"""What a page may do on the stage's Facebook: answer, edit, hide, delete, like, block, answer in private.

Source: Meta's own specification (facebook-business-sdk-codegen); Graph API, reference/comment, reference/page/blocked;
Messenger Platform, private replies.
"""

import json
from collections.abc import Callable, Mapping

from backend.model.clock import MINUTE
from backend.stage.deeds import Deeds
from backend.stage.facebook_views import Views, person_id
from backend.stage.graph import Call, GraphError, bad, gone, listed
from backend.stage.ids import digits
from backend.stage.pictures import PutUp
from backend.stage.script import Person, Wire
from backend.stage.wire import Json
from backend.stage.world import Said, World

LONGEST = 8000
WHISPER = 2000
AGAIN = 2 * MINUTE
"""How long the same words in the same place are taken for a slip."""

SUCCESS: Json = {"success": True}
MANAGE = "pages_manage_engagement"

OnPage = Callable[[Call], Json]
OnSaid = Callable[[Call, Said], Json]


class Acts:
    """The calls that change something."""

    def __init__(self, world: World, views: Views) -> None:
        self._world = world
        self._views = views
        self._up = PutUp()

    @property
    def _deeds(self) -> Deeds:
        return self._world.deeds[Wire.FACEBOOK]

    def on_page(self, call: Call) -> Json:
        """Carry out a call about the page or its people. Raises GraphError."""
        known: Mapping[tuple[str, str], OnPage] = {
            ("POST", "messages"): self._whisper,
            ("POST", "photos"): self._put_up,
            ("GET", "blocked"): self._blocked,
            ("POST", "blocked"): self._block,
            ("DELETE", "blocked"): self._unblock,
        }
        found = known.get((call.method, call.edge))
        if found is None:
            raise bad(f"Tried accessing nonexisting field ({call.edge}) on node type (Page)")
        return found(call)

    def on_said(self, call: Call, said: Said) -> Json:
        """Carry out a call about a post or a comment. Raises GraphError."""
        known: Mapping[tuple[str, str], OnSaid] = {
            ("POST", "comments"): self._answer,
            ("POST", "likes"): self._like,
            ("DELETE", "likes"): self._unlike,
            ("POST", ""): self._change,
            ("DELETE", ""): self._delete,
        }
        found = known.get((call.method, call.edge))
        if found is None:
            raise bad(f"Tried accessing nonexisting field ({call.edge}) on node type (Comment)")
        self._as_page(call, MANAGE)
        return found(call, said)

    def _as_page(self, call: Call, *scopes: str) -> None:
        if call.token.kind != "page":
            raise GraphError(1705, "(#1705) Posting to this page as a person is not possible")
        call.needs(*scopes)

    def _answer(self, call: Call, said: Said) -> Json:
        words = _words(call.params.get("message", ""), LONGEST)
        since = self._world.now() - AGAIN
        if any(one.by is self._world.us and one.text == words and one.at > since for one in said.replies):
            raise GraphError(506, "(#506) Duplicate status message")
        named = call.params.get("attachment_id", "")
        picture = self._up.take(named) if named else None
        if named and picture is None:
            raise bad("Invalid parameter: attachment_id")
        added = self._world.add(
            wire=Wire.FACEBOOK,
            by=self._world.us,
            text=words,
            at=self._world.now(),
            parent=said,
            language="sv",
            media=(picture,) if picture else (),
        )
        return {"id": added.id}

    def _put_up(self, call: Call) -> Json:
        """Keep a photo that nobody sees. One that is to be published is not known here."""
        self._as_page(call, "pages_manage_posts")
        if call.params.get("published") != "false" or call.file is None:
            raise bad("Only unpublished photos can be put up here")
        try:
            made, _picture = self._up.keep(*call.file, call.params.get("alt_text_custom", ""))
        except ValueError:
            raise GraphError(324, "(#324) Missing or invalid image file") from None
        return {"id": made}

    def _change(self, call: Call, said: Said) -> Json:
        """Change what we wrote, or hide what others did; which of both it is, is told by the parameters alone."""
        if "message" in call.params:
            if said.by is not self._world.us:
                raise GraphError(200, "(#200) Permissions error", status=403)
            self._world.edit(said, _words(call.params["message"], LONGEST))
        if "is_hidden" in call.params:
            if said.by is self._world.us or not self._views.ours(said.root):
                raise GraphError(200, "(#200) The comment cannot be hidden", status=403)
            hidden = call.params["is_hidden"].lower() in ("true", "1")
            (self._deeds.hidden.add if hidden else self._deeds.hidden.discard)(said.id)
            self._deeds.note("hide" if hidden else "unhide", said.id)
        return SUCCESS

    def _delete(self, call: Call, said: Said) -> Json:
        if said.by is not self._world.us:
            call.needs("pages_read_user_content")
            if not self._views.ours(said.root):
                raise GraphError(200, "(#200) Permissions error", status=403)
        self._world.delete(said)
        return SUCCESS

    def _like(self, _call: Call, said: Said) -> Json:
        self._deeds.liked[said.id] = ""
        self._deeds.note("like", said.id)
        return SUCCESS

    def _unlike(self, _call: Call, said: Said) -> Json:
        self._deeds.liked.pop(said.id, None)
        return SUCCESS

    def _blocked(self, call: Call) -> Json:
        self._as_page(call, MANAGE)
        people = (self._world.people[key] for key in self._deeds.blocked)
        rows = [{"id": person_id(one), "name": one.name} for one in people]
        return listed(call, [one for one in rows if call.params.get("user", one["id"]) == one["id"]])

    def _block(self, call: Call) -> Json:
        self._as_page(call, MANAGE)
        wanted = _several(call.params.get("user", ""))
        found = {one: self._person(one) for one in wanted}
        self._deeds.blocked |= {person.key: "" for person in found.values() if person is not None}
        return {one: person is not None for one, person in found.items()}

    def _unblock(self, call: Call) -> Json:
        self._as_page(call, MANAGE)
        person = self._person(call.params.get("user", ""))
        if person is None:
            raise bad("Param user must be a valid user id")
        self._deeds.blocked.pop(person.key, None)
        return SUCCESS

    def _whisper(self, call: Call) -> Json:
        """Answer a comment in private: once, within a week."""
        self._as_page(call, "pages_messaging")
        recipient = _object(call, "recipient")
        node = str(recipient.get("comment_id") or recipient.get("post_id", ""))
        said = self._views.find(node)
        if said is None:
            raise gone(node)
        if said.id in self._deeds.whispered:
            raise GraphError(10900, "(#10900) Activity already replied to")
        if not self._views.may_whisper(said):
            raise GraphError(10903, "(#10903) This user cannot reply to this activity")
        self._deeds.whispered[said.id] = _words(str(_object(call, "message").get("text", "")), WHISPER)
        return {"recipient_id": person_id(said.by), "message_id": f"m_{digits(said.id)}"}

    def _person(self, wanted: str) -> Person | None:
        others = (one for one in self._world.people.values() if one is not self._world.us)
        return next((one for one in others if person_id(one) == wanted), None)


def _words(text: str, most: int) -> str:
    if not text.strip():
        raise bad("The parameter message is required")
    if len(text) > most:
        raise bad(f"Param message must be no longer than {most} characters")
    return text


def _object(call: Call, name: str) -> Json:
    """Return a parameter that is an object. Raises GraphError."""
    try:
        value = json.loads(call.params.get(name, ""))
    except ValueError:
        value = None
    if not isinstance(value, dict):
        raise bad(f"Param {name} must be an object")
    return value


def _several(text: str) -> list[str]:
    """Return a parameter that is a list, written as JSON or with commas."""
    try:
        value = json.loads(text)
    except ValueError:
        value = text.split(",")
    return [str(one) for one in (value if isinstance(value, list) else [value])]
