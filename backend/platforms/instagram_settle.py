"""What became of a request on Instagram whose answer was lost: told by reading back, as there are no keys."""

from collections.abc import Callable, Mapping

from backend.model.clock import MINUTE, SECOND, Micros, plus
from backend.model.outbox import Receipt, Wire
from backend.platforms.base import Fate, Gone, Settled
from backend.platforms.fields import identifier, text
from backend.platforms.instagram_api import Api
from backend.platforms.instagram_rows import is_ours, written_at
from backend.platforms.instagram_wire import Kind, asked_of, kind_of
from backend.text.clean import clean
from backend.text.normal import same

SETTLE = 5 * SECOND
"""Before this a request may still be on its way through Instagram."""

LAST_LOOK = 5 * MINUTE
"""After this a look will not find an answer that earlier looks did not."""

SKEW = MINUTE
"""How far Instagram's clock may be behind ours and a comment still counts as made after the attempt."""

_DONE = Settled(Fate.SENT, Receipt())
_ABSENT = Settled(Fate.ABSENT)


def settled(api: Api, wire: Wire, first_attempt_at: Micros, now: Micros) -> Settled:
    """Find out what became of a request: see `Connector.settle`.

    Likes and blocks change nothing when they are sent again, and cannot be read back. Nor can a private answer: there
    Instagram takes only one for each comment, but whose that was it does not say.
    """
    kind, waited = kind_of(wire), now - first_attempt_at
    if kind is Kind.REPLY:
        return _find(api, wire, plus(first_attempt_at, -SKEW)) or _unsure(waited)
    if kind is Kind.WHISPER:
        return _unsure(waited)
    look = _LOOKS.get(kind)
    return look(api, wire) if look else _ABSENT


def _unsure(waited: int) -> Settled:
    return Settled(Fate.UNSURE, final=waited >= LAST_LOOK)


def _find(api: Api, wire: Wire, since: Micros) -> Settled | None:
    """Return the answer of ours that says the same, if there is one; None as well when what it answers is gone."""
    us, words = api.us(), text(asked_of(wire), "message")
    try:
        for row in api.answers_to(_node(wire)):
            if is_ours(row, us) and written_at(row) >= since and same(clean(text(row, "text")), words):
                made = identifier(row, "id")
                return Settled(Fate.SENT, Receipt(made, made))
    except Gone:
        return None
    return None


def _deletion(api: Api, wire: Wire) -> Settled:
    return _DONE if api.gone([_node(wire)]) else _ABSENT


def _hidden(api: Api, wire: Wire) -> Settled:
    """A hidden comment may be missing in lists, but it answers by itself."""
    try:
        hidden = api.comment(_node(wire)).get("hidden")
    except Gone:
        return _ABSENT if kind_of(wire) is Kind.HIDING else _DONE
    return _DONE if hidden is asked_of(wire).get("hide") else _ABSENT


def _closed(api: Api, wire: Wire) -> Settled:
    try:
        media = api.one_media(_node(wire)) or {}
    except Gone:
        return _ABSENT
    return _DONE if media.get("is_comment_enabled") is asked_of(wire).get("comment_enabled") else _ABSENT


def _node(wire: Wire) -> str:
    return wire.path.removeprefix("/").partition("/")[0]


_LOOKS: Mapping[Kind, Callable[[Api, Wire], Settled]] = {
    Kind.DELETION: _deletion,
    Kind.HIDING: _hidden,
    Kind.UNHIDING: _hidden,
    Kind.CLOSING: _closed,
}
