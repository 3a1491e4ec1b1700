"""Small structures as JSON text, the same on both databases."""

import json
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from backend.model.account import Act, Capabilities, Limits, Reach, Seen, Source, Undo
from backend.model.clock import Micros
from backend.model.comment import Media, MediaKind
from backend.model.reason import Reason


def dump(value: object) -> str:
    """Write a JSON value compactly."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def dump_params(params: Mapping[str, str | int]) -> str:
    """Write a reason's parameters."""
    return dump(dict(params))


def load_reason(code: str, params: str) -> Reason | None:
    """Read a reason, None for an empty code."""
    return Reason(code, json.loads(params)) if code else None


def dump_words(words: Iterable[str]) -> str:
    """Write a list of words."""
    listed = list(words)
    return dump(listed) if listed else "[]"


def load_words(text: str) -> tuple[str, ...]:
    """Read a list of words."""
    return tuple(json.loads(text)) if text != "[]" else ()


def dump_keys(keys: Iterable[int]) -> str:
    """Write a list of keys."""
    return dump(list(keys))


def load_keys(text: str) -> tuple[int, ...]:
    """Read a list of keys."""
    return tuple(json.loads(text)) if text != "[]" else ()


def dump_media(media: Sequence[Media]) -> str:
    """Write attachments."""
    return dump([[one.kind.value, one.url, one.alt, one.duration_s, one.title] for one in media]) if media else "[]"


def load_media(text: str) -> tuple[Media, ...]:
    """Read attachments."""
    if text == "[]":
        return ()
    return tuple(
        Media(MediaKind(kind), url, alt, seconds, title) for kind, url, alt, seconds, title in json.loads(text)
    )


def dump_capabilities(can: Capabilities) -> str:
    """Write what an account can do."""
    return dump(
        {
            "acts": {act.value: undo.value for act, undo in can.acts.items()},
            "limits": _plain(can.limits),
            "private": None if can.private is None else _plain(can.private),
            "rewords_private": can.rewords_private,
            "sees_edits": can.sees_edits,
            "idempotent": can.idempotent,
            "mention": can.mention,
            "observed_at": can.observed_at,
            "seen": {act.value: seen.value for act, seen in can.seen.items()},
            "own_threads": sorted(can.own_threads),
            "sources": {source.value: reach.value for source, reach in can.sources.items()},
            "asks_first": sorted(can.asks_first),
            "levels": can.levels,
            "pushes": None if can.pushes is None else sorted(can.pushes),
        }
    )


def _plain(limits: Limits) -> dict[str, Any]:
    return {name: getattr(limits, name) for name in Limits.__slots__}


def _limits(raw: dict[str, Any]) -> Limits:
    return Limits(**raw | {"media_types": tuple(raw.get("media_types", ()))})


def load_capabilities(text: str) -> Capabilities:
    """Read what an account can do; an empty object gives a platform that can do nothing yet."""
    raw: dict[str, Any] = json.loads(text)
    if not raw:
        return Capabilities()
    return Capabilities(
        acts={Act(act): Undo(undo) for act, undo in raw["acts"].items()},
        limits=_limits(raw["limits"]),
        sees_edits=raw["sees_edits"],
        idempotent=raw["idempotent"],
        mention=raw["mention"],
        observed_at=Micros(raw["observed_at"]),
        seen={Act(act): Seen(seen) for act, seen in raw.get("seen", {}).items()},
        own_threads=frozenset(map(Act, raw.get("own_threads", ()))),
        sources={Source(source): Reach(reach) for source, reach in raw.get("sources", {}).items()},
        asks_first=frozenset(map(Act, raw.get("asks_first", ()))),
        levels=raw.get("levels", 0),
        pushes=None if raw.get("pushes") is None else frozenset(raw["pushes"]),
        private=None if raw.get("private") is None else _limits(raw["private"]),
        rewords_private=raw.get("rewords_private", True),
    )
