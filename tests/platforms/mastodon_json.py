"""Mastodon's JSON as real servers send it, for servers that no package imitates."""

import json
from collections.abc import Mapping

from backend.model.clock import Micros, iso
from tests.conftest import START
from tests.platforms.gate import Gate, Spoil

ME = "108000000000000001"
FAN = "108000000000000002"

Fields = dict[str, object]


def account(remote_id: str = FAN, username: str = "fan", **fields: object) -> Fields:
    url = f"https://elsewhere.example/@{username}"
    shown = {"id": remote_id, "username": username, "acct": f"{username}@elsewhere.example", "url": url}
    return {**shown, "display_name": username.title(), "uri": url, "bot": False, "fields": [], "emojis": [], **fields}


def status(remote_id: str, text: str = "Hej", at: Micros = START, **fields: object) -> Fields:
    """Return a status by fan, naming us, unless told otherwise."""
    mention = '<span class="h-card" translate="no"><a href="https://our.example/@brand" class="u-url mention">'
    return {
        "id": remote_id,
        "uri": f"https://elsewhere.example/users/fan/statuses/{remote_id}",
        "url": f"https://elsewhere.example/@fan/{remote_id}",
        "created_at": iso(at),
        "edited_at": None,
        "in_reply_to_id": None,
        "in_reply_to_account_id": None,
        "account": account(),
        "content": f"<p>{mention}@<span>brand</span></a></span> {text}</p>",
        "spoiler_text": "",
        "sensitive": False,
        "visibility": "public",
        "media_attachments": [],
        "mentions": [{"id": ME, "username": "brand", "acct": "brand", "url": "https://our.example/@brand"}],
        "tags": [],
        "emojis": [],
        "reblog": None,
        "poll": None,
        "card": None,
        "language": "sv",
        "replies_count": 0,
        **fields,
    }


def ours(remote_id: str, text: str = "Vi svarar", **fields: object) -> Fields:
    by_us = {"account": account(ME, "brand", acct="brand"), "content": f"<p>{text}</p>"}
    return {**status(remote_id), **by_us, **fields}


def notification(remote_id: str, about: object, kind: str = "mention", at: Micros = START) -> Fields:
    return {"id": remote_id, "type": kind, "created_at": iso(at), "account": account(), "status": about}


def as_spoil(body: object, headers: Mapping[str, str] | None = None, code: int = 200) -> Spoil:
    return Spoil(code, json.dumps(body), {"Content-Type": "application/json", **(headers or {})})


NOT_FOUND = as_spoil({"error": "Record not found"}, code=404)


class Script:
    """A server that says what it was told to, by path; anything else is 'Record not found'."""

    def __init__(self, **instance: object) -> None:
        self.gate = Gate(None)
        described = {"domain": "our.example", "version": "4.6.0", "api_versions": {"mastodon": 8}, **instance}
        self.says("/api/v1/accounts/verify_credentials", account(ME, "brand", acct="brand"))
        self.says("/api/v2/instance", described)

    def says(self, path: str, body: object, *, times: int = 100, method: str = "GET", code: int = 200) -> None:
        """Answer a path (a regular expression from its start to its end) with JSON, so many times."""
        self.gate.spoil(as_spoil(body, code=code), method=method, path=f"^{path}$", times=times)

    def spoil(self, path: str, spoil: Spoil, *, times: int = 100, method: str = "GET") -> None:
        self.gate.spoil(spoil, method=method, path=f"^{path}$", times=times)

    def asked(self, method: str = "GET") -> list[str]:
        """Return the paths asked for, without queries."""
        return [path.partition("?")[0] for verb, path, _ in self.gate.seen if verb == method]
