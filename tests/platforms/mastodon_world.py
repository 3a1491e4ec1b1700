"""The connector contract's world on mastodon-mock: our account `brand`, and the people `fan` and `troll`."""

import re
from collections.abc import Sequence

import httpx

from backend.platforms.http import Http
from backend.platforms.mastodon import MastodonConnector, open_connector
from backend.platforms.mastodon_server import dialect
from tests.platforms.gate import Gate

BRAND = "brand_token_7f3a"
FAN = "fan_token"


class Hands:
    """Somebody who uses the server by its own API, past everything of ours."""

    def __init__(self, url: str, token: str) -> None:
        self.line = httpx.Client(base_url=url, headers={"Authorization": f"Bearer {token}"}, timeout=20)

    def post(self, text: str, **fields: object) -> str:
        answer = self.line.post("/api/v1/statuses", json={"status": text, **fields})
        answer.raise_for_status()
        return str(answer.json()["id"])

    def close(self) -> None:
        self.line.close()


class MastodonWorld:
    """See `World`."""

    secrets: Sequence[str] = (BRAND,)
    writes = r"^/api/v1/statuses(/|$|\?)"

    def __init__(self, server: str) -> None:
        httpx.post(f"{server}/api/v1/_mock/reset", timeout=20).raise_for_status()
        self.server = server
        self.gate = Gate(server)
        self.ours = Hands(server, BRAND)
        self.fan = Hands(server, FAN)
        self.connector: MastodonConnector = open_connector(self.gate.url, {"token": BRAND}, lambda values: None)

    def impatient(self, timeout_s: float = 0.5) -> MastodonConnector:
        """Return a connector of ours that waits no longer than this."""

        def headers() -> dict[str, str]:
            return {"Authorization": f"Bearer {BRAND}"}

        return MastodonConnector(Http(self.gate.url, headers=headers, timeout_s=timeout_s, dialect=dialect))

    def stranger_login(self) -> MastodonConnector:
        return open_connector(self.gate.url, {"token": "not-a-token"}, lambda values: None)

    def publish(self, text: str) -> str:
        return self.ours.post(text)

    def answer_by_hand(self, parent: str, text: str) -> str:
        return self.ours.post(f"@fan {text}", in_reply_to_id=parent)

    def say(self, text: str, *, to: str | None = None, mention: bool = False, private: bool = False) -> str:
        words = f"@brand {text}" if mention else text
        return self.fan.post(words, in_reply_to_id=to, visibility="direct" if private else "public")

    def quote(self, remote_id: str, text: str) -> str | None:
        # This server notifies of mentions only; a notification of the kind 'quote' is tested in test_mastodon_wire.
        return self.fan.post(f"@brand {text}", quoted_status_id=remote_id)

    def edit(self, remote_id: str, text: str) -> None:
        self.fan.line.put(f"/api/v1/statuses/{remote_id}", json={"status": text}).raise_for_status()

    def delete(self, remote_id: str) -> None:
        self.fan.line.delete(f"/api/v1/statuses/{remote_id}").raise_for_status()

    def missing_id(self) -> str:
        return "999999999"

    def standing(self, text: str) -> int:
        me = self.ours.line.get("/api/v1/accounts/verify_credentials").json()["id"]
        rows = self.ours.line.get(f"/api/v1/accounts/{me}/statuses", params={"limit": 40}).json()
        return sum(text in re.sub("<[^>]+>", "", row["content"]) for row in rows)

    def fault(self, method: str, path: str, **effect: object) -> None:
        """Order a fault of the server's own."""
        rule = {"match": {"methods": [method], "path": path}, "effect": effect, "count": 1}
        httpx.post(f"{self.server}/api/v1/_mock/faults", json=rule, timeout=20).raise_for_status()

    def close(self) -> None:
        self.connector.close()
        self.gate.close()
        self.ours.close()
        self.fan.close()
