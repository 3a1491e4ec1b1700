"""What our page does on LinkedIn: answer, change and take away its own comments, like, close and open comments.

No request has a key: an answer that was lost is looked for among ours. All else changes nothing a second time.
Sources: learn.microsoft.com/linkedin/marketing/community-management/shares/{comments-api,reactions-api,
social-metadata-api}.
"""

import json
from collections.abc import Callable, Mapping
from urllib.parse import unquote

from backend.model.account import Act
from backend.model.clock import MINUTE, SECOND, Micros, plus
from backend.model.outbox import Intent, Receipt, Wire
from backend.platforms.base import (
    Fate,
    Gone,
    NotPermitted,
    PlatformError,
    Settled,
    TryAgain,
    unwritten,
)
from backend.platforms.fields import Fields, Odd, child, maybe_identifier, record, text
from backend.platforms.linkedin_api import Api, comment_path, reaction_path
from backend.platforms.linkedin_caps import LIMITS
from backend.platforms.linkedin_errors import CONFLICT
from backend.platforms.linkedin_homes import Homes
from backend.platforms.linkedin_rows import actor_of, address, made_at
from backend.platforms.linkedin_urns import Name, comment_name, created, encoded, name_of, parsed, post_name
from backend.platforms.words import compact, words_of
from backend.text.normal import same

SETTLE = 5 * SECOND
"""Before this a request may still be on its way."""

LAST_LOOK = 5 * MINUTE
"""After this LinkedIn will not tell more than it has."""

SKEW = MINUTE
"""How far LinkedIn's clock may be behind ours and a comment still counts as made after the attempt."""

_REACTIONS, _METADATA = "/rest/reactions", "/rest/socialMetadata/"


class Acts:
    """Prepares, sends and settles what our page does."""

    def __init__(self, api: Api, homes: Homes) -> None:
        self._api = api
        self._homes = homes
        self._makers: Mapping[str, Callable[[Intent], Wire]] = {
            Act.REPLY: self._reply,
            Act.EDIT_OWN: self._edit,
            Act.DELETE_OWN: self._delete,
            Act.LIKE: self._like,
            Act.UNLIKE: self._unlike,
            Act.LOCK: self._comments_state,
            Act.UNLOCK: self._comments_state,
        }

    def prepare(self, intent: Intent) -> Wire:
        """Fix the request for an intent: see `Connector.prepare`. Reads the comment that is answered or changed."""
        make = self._makers.get(intent.act)
        if make is None:
            raise NotPermitted("platform.no_such_act")
        try:
            return make(intent)
        except PlatformError as error:
            raise unwritten(error) from None

    def send(self, wire: Wire) -> Receipt:
        """Make the request once: see `Connector.send`."""
        if wire.method == "DELETE":
            return self._take_away(wire)
        method = {"X-RestLi-Method": "PARTIAL_UPDATE"} if wire.body.startswith('{"patch"') else {}
        try:
            answer = self._api.http.request("POST", wire.path, content=wire.body, headers=method, blank=True)
        except TryAgain as error:
            stands = error.reason.code == CONFLICT and wire.path.startswith(_REACTIONS)
            if not (stands and self._settle_reaction(wire).fate is Fate.SENT):
                raise
            return Receipt()  # there is one reaction of a page to a comment
        if wire.path.startswith((_REACTIONS, _METADATA)):
            return Receipt()
        if method:
            return _receipt(_written_in(wire.path))
        return self._answered(wire, answer.headers.get("x-restli-id", ""), record(answer.json))

    def settle(self, wire: Wire, first_attempt_at: Micros, now: Micros) -> Settled:
        """Find out what became of a request: see `Connector.settle`."""
        waited = now - first_attempt_at
        if wire.path.startswith(_REACTIONS):
            return self._settle_reaction(wire)
        if wire.path.startswith(_METADATA):
            return self._settle_state(wire)
        if wire.method == "DELETE":
            return self._settle_delete(wire)
        if wire.body.startswith('{"patch"'):
            return self._settle_edit(wire, waited)
        return self._settle_reply(wire, first_attempt_at, waited)

    def _reply(self, intent: Intent) -> Wire:
        """Answer a comment. An answer to a reply stands under the comment that the reply stands under."""
        words = words_of(intent.text, LIMITS)
        name = comment_name(intent.target.remote_id)
        comment, thread = self._homes.find(name, intent.target.root_remote_id)
        top = parsed(text(comment, "parentComment")) or name
        body = {
            "actor": self._api.me(),
            "object": text(comment, "object") or thread,
            "message": {"text": words},
            "parentComment": top.urn,
        }
        return _wire("POST", f"/rest/socialActions/{encoded(top.urn)}/comments", body, intent)

    def _edit(self, intent: Intent) -> Wire:
        words = words_of(intent.text, LIMITS)
        path = self._own(intent)
        return _wire("POST", path, {"patch": {"message": {"$set": {"text": words}}}}, intent)

    def _delete(self, intent: Intent) -> Wire:
        try:
            path = self._own(intent)
        except Gone:  # deleting what is gone is done, which `send` finds out
            name = comment_name(intent.target.remote_id)
            path = self._as_us(comment_path(name.thread, name.number))
        return _wire("DELETE", path, {}, intent)

    def _own(self, intent: Intent) -> str:
        """Return the address of a comment of ours. Raises Gone, NotPermitted when it is somebody else's."""
        name = comment_name(intent.target.remote_id)
        comment, thread = self._homes.find(name, intent.target.root_remote_id)
        if actor_of(comment) != self._api.me():
            raise NotPermitted("platform.no_such_act")
        return self._as_us(comment_path(thread, name.number))

    def _like(self, intent: Intent) -> Wire:
        body = {"root": comment_name(intent.target.remote_id).urn, "reactionType": "LIKE"}
        return _wire("POST", self._as_us(_REACTIONS), body, intent)

    def _unlike(self, intent: Intent) -> Wire:
        path = reaction_path(self._api.me(), comment_name(intent.target.remote_id).urn)
        return _wire("DELETE", path, {}, intent)

    def _comments_state(self, intent: Intent) -> Wire:
        """Close or open the comments of a post. Closing takes away all that stand there; opening brings none back."""
        state = "CLOSED" if intent.act == Act.LOCK else "OPEN"
        path = self._as_us(_METADATA + encoded(post_name(intent.target.root_remote_id)))
        return _wire("POST", path, {"patch": {"$set": {"commentsState": state}}}, intent)

    def _as_us(self, path: str) -> str:
        return f"{path}?actor={encoded(self._api.me())}"

    def _take_away(self, wire: Wire) -> Receipt:
        try:
            self._api.http.request("DELETE", wire.path, headers={"X-RestLi-Method": "DELETE"}, blank=True)
        except Gone:
            return Receipt()
        return Receipt()

    def _answered(self, wire: Wire, told: str, body: Fields) -> Receipt:
        """Return what names an answer of ours. The id comes in a header; without any it must be looked for."""
        parent = comment_name(text(record(json.loads(wire.body)), "parentComment"))
        told = told or text(body, "$URN") or maybe_identifier(body, "id") or ""
        name = created(told, parent.thread)
        if name is None:
            raise TryAgain("platform.unreadable", reached=True, host=self._api.http.host, status=201)
        return _receipt(name)

    def _settle_reaction(self, wire: Wire) -> Settled:
        """Look whether our reaction stands; making or taking it back once more changes nothing."""
        wanted = wire.method == "POST"
        entity = text(record(json.loads(wire.body)), "root") if wanted else ""
        path = reaction_path(self._api.me(), entity) if wanted else wire.path
        try:
            self._api.http.request("GET", path)
        except Gone:
            return Settled(Fate.ABSENT) if wanted else Settled(Fate.SENT, Receipt())
        return Settled(Fate.SENT, Receipt()) if wanted else Settled(Fate.ABSENT)

    def _settle_state(self, wire: Wire) -> Settled:
        wanted = child(child(record(json.loads(wire.body)), "patch"), "$set").get("commentsState")
        try:
            state = record(self._api.http.request("GET", _read(wire)).json)
        except Gone:
            return Settled(Fate.ABSENT)
        return Settled(Fate.SENT, Receipt()) if state.get("commentsState") == wanted else Settled(Fate.ABSENT)

    def _settle_delete(self, wire: Wire) -> Settled:
        try:
            self._api.http.request("GET", _read(wire))
        except Gone:
            return Settled(Fate.SENT, Receipt())
        return Settled(Fate.ABSENT)

    def _settle_edit(self, wire: Wire, waited: int) -> Settled:
        """Find out whether the comment reads as the edit said; sending it again makes it read so and nothing else."""
        message = child(child(record(json.loads(wire.body)), "patch"), "message")
        try:
            comment = record(self._api.http.request("GET", _read(wire)).json)
        except Gone:
            return Settled(Fate.ABSENT)
        if same(text(child(comment, "message"), "text"), text(child(message, "$set"), "text")):
            return Settled(Fate.SENT, _receipt(_written_in(wire.path)))
        return Settled(Fate.UNSURE) if waited < SETTLE else Settled(Fate.ABSENT)

    def _settle_reply(self, wire: Wire, first_attempt_at: Micros, waited: int) -> Settled:
        """Look for an answer of ours with these words, made since. One that is not found is never called absent."""
        found = self._find(record(json.loads(wire.body)), plus(first_attempt_at, -SKEW))
        if found is not None:
            return Settled(Fate.SENT, _receipt(found))
        return Settled(Fate.UNSURE, final=waited >= LAST_LOOK)

    def _find(self, sought: Fields, since: Micros) -> Name | None:
        words = text(child(sought, "message"), "text")
        try:
            for row in self._api.replies(text(sought, "parentComment")):
                ours = actor_of(row) == text(sought, "actor") and made_at(row) >= since
                if ours and same(text(child(row, "message"), "text"), words):
                    return name_of(row)
        except (Gone, Odd):
            return None
        return None


def _wire(method: str, path: str, body: Mapping[str, object], intent: Intent) -> Wire:
    written = compact(body) if body else ""
    return Wire(method, path, written, intent.intent_id, intent.at)


def _read(wire: Wire) -> str:
    """Return the address at which what a request changes is read."""
    return wire.path.partition("?")[0]


def _written_in(path: str) -> Name | None:
    """Return the comment that an address names by its activity."""
    parts = unquote(path.partition("?")[0]).split("/")
    return created(parts[-1], parts[-3]) if parts[-3].startswith("urn:li:activity:") else None


def _receipt(name: Name | None) -> Receipt:
    return Receipt(name.urn, name.urn, address(name)) if name is not None else Receipt()
