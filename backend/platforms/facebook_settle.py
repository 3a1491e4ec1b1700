"""What became of a request on Facebook whose answer was lost: told by reading back, as there are no keys."""

import json
from collections.abc import Callable, Iterator, Mapping
from enum import Enum, auto

from backend.model.clock import MINUTE, SECOND, Micros, plus
from backend.model.outbox import Receipt, Wire
from backend.platforms.base import Fate, Gone, Refused, Settled
from backend.platforms.facebook_api import Api
from backend.platforms.facebook_rows import address, full_id
from backend.platforms.fields import Fields, child, children, maybe_identifier, moment, record, text
from backend.platforms.graph import PAGE
from backend.text.normal import same

SETTLE = 5 * SECOND
"""Before this a request may still be on its way through Facebook."""

LAST_LOOK = 5 * MINUTE
"""After this a look will not find an answer that earlier looks did not."""

SKEW = MINUTE
"""How far Facebook's clock may be behind ours and a comment still counts as made after the attempt."""

LOOK_BACK_PAGES = 5


class Shape(Enum):
    """What a request does, as its path and body show."""

    ANSWER = auto()
    WHISPER = auto()
    EDIT = auto()
    DELETION = auto()
    TAKING_BACK = auto()
    BLOCK = auto()
    OTHER = auto()

    @classmethod
    def of(cls, wire: Wire) -> "Shape":
        """Return what a request does."""
        edge = wire.path.partition("?")[0].removeprefix("/").partition("/")[2]
        if wire.method == "DELETE":
            return cls.TAKING_BACK if edge else cls.DELETION
        if edge:
            return {"comments": cls.ANSWER, "messages": cls.WHISPER, "blocked": cls.BLOCK}.get(edge, cls.OTHER)
        body = record(json.loads(wire.body))
        if "message" in body:
            return cls.EDIT
        return cls.OTHER if body.get("is_hidden") is True else cls.TAKING_BACK


def answered(api: Api, wire: Wire, made: str) -> Receipt:
    """Return what names an answer of ours, by the id that Facebook gave it in either form."""
    number, _, tail = _node(wire).partition("_")
    remote_id = full_id(made, tail if api.ours(_node(wire)) else number)
    return Receipt(remote_id, address(remote_id), address(remote_id))


def settled(api: Api, wire: Wire, first_attempt_at: Micros, now: Micros) -> Settled:
    """Find out what became of a request: see `Connector.settle`.

    Likes, blocks and hiding change nothing when they are sent again, which settles them.
    """
    look = _LOOKS.get(Shape.of(wire))
    if look is None:
        return Settled(Fate.ABSENT)
    return look(api, wire, first_attempt_at, now)


def _answer(api: Api, wire: Wire, first_attempt_at: Micros, now: Micros) -> Settled:
    words, since = text(_body(wire), "message"), plus(first_attempt_at, -SKEW)
    for row in _lately_under(api, _above(api, _node(wire)), since):
        if (found := _ours(api, row, words)) is not None:
            return Settled(Fate.SENT, answered(api, wire, found))
    return _not_found(first_attempt_at, now)


def _above(api: Api, node: str) -> str:
    """Return under what an answer stands: the top comment, or the post itself, which has no parent to ask for."""
    try:
        return maybe_identifier(child(api.graph.get(f"/{node}", fields="id,parent{id}"), "parent"), "id") or node
    except Refused:
        return node


def _lately_under(api: Api, node: str, since: Micros) -> Iterator[Fields]:
    """Yield the comments directly under something that were made after a time, newest first; none when it is gone."""
    fields = "id,from{id},message,created_time"
    path, order = f"/{node}/comments", "reverse_chronological"
    try:
        for row in api.graph.every(path, LOOK_BACK_PAGES, order=order, limit=PAGE, fields=fields):
            if (moment(row, "created_time") or since) < since:
                return
            yield row
    except Gone:
        return


def _whisper(api: Api, wire: Wire, first_attempt_at: Micros, now: Micros) -> Settled:
    """Look into the talk that a comment was answered with in private; a visitor's post does not tell of its."""
    body = _body(wire)
    node, words = text(child(body, "recipient"), "comment_id"), text(child(body, "message"), "text")
    asked = "private_reply_conversation{id,messages{id,from{id},message}}"
    talk = child(api.graph.get(f"/{node}", fields=asked), "private_reply_conversation") if node else {}
    for row in children(child(talk, "messages"), "data"):
        if (found := _ours(api, row, words)) is not None:
            return Settled(Fate.SENT, Receipt(found))
    return _not_found(first_attempt_at, now)


def _ours(api: Api, row: Fields, words: str) -> str | None:
    """Return the id of what we wrote in these words, None when it is somebody else's or says something else."""
    is_it = maybe_identifier(child(row, "from"), "id") == api.me() and same(text(row, "message"), words)
    return maybe_identifier(row, "id") if is_it else None


def _not_found(first_attempt_at: Micros, now: Micros) -> Settled:
    """Without a key, what is not found may still be on its way: only a person may send it again."""
    return Settled(Fate.UNSURE, final=now - first_attempt_at >= LAST_LOOK)


def _deletion(api: Api, wire: Wire, _first_attempt_at: Micros, _now: Micros) -> Settled:
    try:
        api.graph.get(wire.path, fields="id")
    except Gone as gone:
        raised = api.surely(gone)
        if raised is not gone:
            raise raised from None
        return Settled(Fate.SENT, Receipt())
    return Settled(Fate.ABSENT)


def _edit(api: Api, wire: Wire, first_attempt_at: Micros, now: Micros) -> Settled:
    try:
        comment = api.graph.get(wire.path, fields="id,message")
    except Gone:
        return Settled(Fate.ABSENT)
    if same(text(comment, "message"), text(_body(wire), "message")):
        return Settled(Fate.SENT, Receipt(_node(wire), address(_node(wire))))
    return Settled(Fate.UNSURE) if now - first_attempt_at < SETTLE else Settled(Fate.ABSENT)


def _body(wire: Wire) -> Fields:
    return record(json.loads(wire.body))


def _node(wire: Wire) -> str:
    return wire.path.split("/")[1]


_LOOKS: Mapping[Shape, Callable[[Api, Wire, Micros, Micros], Settled]] = {
    Shape.ANSWER: _answer,
    Shape.WHISPER: _whisper,
    Shape.EDIT: _edit,
    Shape.DELETION: _deletion,
}
