"""Threads' answers in JSON by hand, for what the stage does not do."""

import json
from collections.abc import Mapping, Sequence
from typing import Any

from tests.platforms.gate import Spoil


def told(body: Mapping[str, Any], status: int = 200) -> Spoil:
    """Return an answer with a body."""
    return Spoil(status, json.dumps(body), {"Content-Type": "application/json"})


def failure(code: int, status: int = 400, subcode: int = 0, message: str = "(#1) No") -> Spoil:
    """Return an error in Meta's envelope."""
    error: dict[str, Any] = {"message": message, "type": "THApiException", "code": code, "fbtrace_id": "Axxx"}
    return told({"error": error | ({"error_subcode": subcode} if subcode else {})}, status)


def listed(rows: Sequence[Mapping[str, Any]], after: str = "") -> Spoil:
    """Return a page of a list; `after`: another one follows, and its address carries a token."""
    paging: dict[str, Any] = {"cursors": {"before": "b", "after": after or "end"}}
    if after:
        paging["next"] = f"https://elsewhere.example/v1.0/x?after={after}&access_token=secret"
    return told({"data": rows, "paging": paging})


def media(remote_id: str, text: str = "Hej", username: str | None = "lisaa", **more: Any) -> dict[str, Any]:
    """Return a post or reply."""
    row = {"id": remote_id, "text": text, "timestamp": "2026-10-01T12:00:00+0000", "media_type": "TEXT_POST", **more}
    return row if username is None else row | {"username": username}
