"""What can be done on the stage's Instagram: answer, hide, delete, like, block, close comments, answer in private.

Sources: Instagram Platform, comment-moderation, private-replies, reference/{ig-media,ig-comment,ig-user/user-likes};
Messenger Platform, reference/moderate_conversations.
"""

import json
from collections import deque
from collections.abc import Callable
from typing import Any

from backend.model.clock import DAY, HOUR, SECOND, Micros
from backend.stage import instagram_views as views
from backend.stage.deeds import Deeds
from backend.stage.graph import Call, GraphError, bad, gone
from backend.stage.script import Person, Wire
from backend.stage.wire import Json
from backend.stage.world import Said, World

MAX_TEXT = 2200
MAX_MESSAGE = 1000
"""Bytes of a private message."""

WHISPER_WITHIN = 7 * DAY

BURST = 50
BURST_SPAN = 5 * SECOND
LOCKED = HOUR

STRANGERS = ("spam", "crypto", "hacker")
"""People who have never exchanged a message with us: they cannot be blocked."""

DONE: Json = {"success": True}

Handler = Callable[[Said, Call], Json]


class Acts:
    """The writing edges of our account, its media, comments and page."""

    def __init__(self, world: World) -> None:
        self._world = world
        self._likes: deque[Micros] = deque(maxlen=BURST + 1)
        self._locked_until = Micros(0)

    @property
    def _deeds(self) -> Deeds:
        return self._world.deeds[Wire.INSTAGRAM]

    def handlers(self) -> dict[tuple[str, str, bool], Handler]:
        """Return what is done by method, edge, and whether it is about a media (else a comment)."""
        return {
            ("POST", "", True): self.close,
            ("DELETE", "", True): self.delete_media,
            ("POST", "comments", True): self.speak,
            ("POST", "", False): self.hide,
            ("DELETE", "", False): self.delete,
            ("POST", "replies", False): self.speak,
        }

    def needs_comments(self, call: Call) -> None:
        """Refuse a login without the right to comments."""
        own = call.token.kind == "instagram"
        call.needs("instagram_business_manage_comments" if own else "instagram_manage_comments")

    def on_account(self, call: Call) -> Json:
        """Carry out a call on an edge of our account. Likes are there only with Facebook Login."""
        if call.edge == "likes" and call.method in ("POST", "DELETE") and call.token.kind == "page":
            call.needs("instagram_manage_engagement")
            return self._like(call)
        if (call.method, call.edge) == ("POST", "moderate_conversations") and call.token.kind == "page":
            return self._moderate(call)
        if (call.method, call.edge) == ("POST", "messages") and call.token.kind == "instagram":
            call.needs("instagram_business_manage_messages")
            return self._whisper(call)
        raise gone(call.node)

    def on_page(self, call: Call) -> Json | None:
        """Carry out a call on the page when it is about somebody on Instagram; None when it is about Facebook."""
        if call.method != "POST" or call.token.kind != "page":
            return None
        if call.edge == "messages" and self._whispered_to(call) is not None:
            call.needs("instagram_manage_messages")
            return self._whisper(call)
        if call.edge == "moderate_conversations" and self._named(call):
            return self._moderate(call)
        return None

    def speak(self, said: Said, call: Call) -> Json:
        """Let us comment on a media, or answer a comment. An answer to an answer goes to the top comment."""
        self.needs_comments(call)
        text = call.params.get("message", "")
        if not text.strip():
            raise bad("The parameter message is required")
        if len(text) > MAX_TEXT:
            raise bad("The comment is too long")
        if self._deeds.locks(said.root.id):
            raise bad("Comments are disabled on this media")
        if said.parent is not None and {said.id, views.top(said).id} & self._deeds.hidden:
            raise bad("Hidden comments cannot be replied to")
        us, now = self._world.us, self._world.now()
        made = self._world.add(wire=Wire.INSTAGRAM, by=us, text=text, at=now, parent=said)
        return {"id": made.id}

    def hide(self, said: Said, call: Call) -> Json:
        """Hide a comment, or show it again. Ours can be marked and stay visible all the same."""
        self.needs_comments(call)
        if _flag(call, "hide"):
            self._deeds.hidden.add(said.id)
            self._deeds.note("hide", said.id)
        else:
            self._deeds.hidden.discard(said.id)
        return DONE

    def delete(self, said: Said, call: Call) -> Json:
        """Delete anybody's comment on a media of ours."""
        self.needs_comments(call)
        self._world.delete(said)
        return DONE

    def delete_media(self, said: Said, call: Call) -> Json:
        """Delete a media of ours; there is no such call with Instagram Login."""
        if call.token.kind != "page":
            raise gone(call.node)
        call.needs("instagram_manage_contents")
        self._world.delete(said)
        return DONE

    def close(self, said: Said, call: Call) -> Json:
        """Close the comments of a media, or open them."""
        self.needs_comments(call)
        if _flag(call, "comment_enabled"):
            self._deeds.closed.discard(said.id)
        else:
            self._deeds.closed.add(said.id)
        return DONE

    def _like(self, call: Call) -> Json:
        """Like something, or take that back; more than 50 calls in 5 seconds lock this for an hour."""
        now = self._world.now()
        self._likes.append(now)
        if len(self._likes) > BURST and now - self._likes[0] <= BURST_SPAN:
            self._locked_until = Micros(now + LOCKED)
        if now < self._locked_until:
            raise GraphError(613, "(#613) Calls to this api have exceeded the rate limit.")
        named = [call.params[name] for name in ("media_id", "comment_id") if name in call.params]
        if len(named) != 1:
            raise bad("Either media_id or comment_id is required")
        said = self._world.find(Wire.INSTAGRAM, named[0])
        if said is None or not views.stands(said):
            raise gone(named[0])
        if call.method == "POST":
            self._deeds.liked[said.id] = ""
            self._deeds.note("like", said.id)
        else:
            self._deeds.liked.pop(said.id, None)
        return DONE

    def _moderate(self, call: Call) -> Json:
        """Block people, or take that back. `success` comes as text."""
        call.needs("instagram_manage_messages", "business_management")
        actions = [str(one).lower() for one in _parsed(call, "actions", [])]
        if not actions or not set(actions) <= {"block_user", "unblock_user", "move_to_spam"}:
            raise bad("Param actions must be one of {BLOCK_USER, UNBLOCK_USER, MOVE_TO_SPAM}")
        for person in self._named(call):
            if person.key in STRANGERS:
                raise GraphError(1, "(#1) No thread with this user was found")
            if "block_user" in actions:
                self._deeds.blocked[person.key] = ""
            if "unblock_user" in actions:
                self._deeds.blocked.pop(person.key, None)
        return {"success": "true"}

    def _named(self, call: Call) -> list[Person]:
        """Return the people on Instagram that a call names."""
        wanted = {str(one.get("id")) for one in _parsed(call, "user_ids", [])}
        return [one for one in self._world.people.values() if views.scoped_id(self._world, one) in wanted]

    def _whispered_to(self, call: Call) -> Said | None:
        recipient = _parsed(call, "recipient", {})
        return self._world.find(Wire.INSTAGRAM, str(recipient.get("comment_id")))

    def _whisper(self, call: Call) -> Json:
        """Answer a comment in private: once, within seven days."""
        said = self._whispered_to(call)
        if said is None or not views.stands(said):
            raise gone(call.node)
        text = str(_parsed(call, "message", {}).get("text", ""))
        if not text or len(text.encode()) > MAX_MESSAGE:
            raise bad("Length of param message[text] must be less than or equal to 1000")
        if self._world.now() - said.at > WHISPER_WITHIN:
            raise GraphError(10, "(#10) This message is sent outside of allowed window.", 2_534_022)
        if said.id in self._deeds.whispered:
            raise GraphError(10_900, "(#10900) Activity already replied to")
        self._deeds.whispered[said.id] = text
        return {"recipient_id": views.scoped_id(self._world, said.by), "message_id": f"aWdfZAG1f{said.id}"}


def _parsed(call: Call, name: str, usual: Any) -> Any:
    """Return a parameter that is JSON of the same kind as `usual`. Raises GraphError."""
    try:
        value = json.loads(call.params.get(name, json.dumps(usual)))
    except ValueError:
        value = None
    if not isinstance(value, type(usual)):
        raise bad(f"Param {name} must be JSON")
    return value


def _flag(call: Call, name: str) -> bool:
    value = call.params.get(name, "").lower()
    if value not in ("true", "false", "1", "0"):
        raise bad(f"The parameter {name} is required")
    return value in ("true", "1")
