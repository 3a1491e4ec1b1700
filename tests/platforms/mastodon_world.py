"""The connector contract's world on mastodon-mock: our account, and somebody who writes to it."""

import re
from collections.abc import Sequence
from secrets import token_hex

import httpx

from backend.model.account import Act
from backend.model.inflow import InComment
from backend.platforms.http import Http
from backend.platforms.mastodon import MastodonConnector, open_connector
from backend.platforms.mastodon_server import dialect
from tests.platforms.gate import Gate


class Hands:
    """Somebody who uses the server by its own API, past everything of ours."""

    def __init__(self, url: str, name: str) -> None:
        self.line = httpx.Client(base_url=url, timeout=20, verify=False)  # reading certificates takes longer
        made = self.line.post("/api/v1/_mock/dev_user", json={"username": name}).raise_for_status().json()
        self.name = name
        self.token = str(made["access_token"])
        self.id = str(made["id"])
        self.line.headers["Authorization"] = f"Bearer {self.token}"

    def post(self, text: str, **fields: object) -> str:
        answer = self.line.post("/api/v1/statuses", json={"status": text, **fields})
        answer.raise_for_status()
        return str(answer.json()["id"])

    def close(self) -> None:
        self.line.close()


class MastodonWorld:
    """See `World`. Everybody is new in every world: a server that is swept between tests costs more than the tests."""

    writes = r"^/api/v1/statuses(/|$|\?)"
    acts = r"^/api/v1/(statuses/|accounts/|reports$)"
    editing = True

    def __init__(self, server: str) -> None:
        tail = token_hex(4)
        self.gate = Gate(server)
        self.ours = Hands(server, f"brand_{tail}")
        self.fan = Hands(server, f"fan_{tail}")
        self.fan.line.delete("/api/v1/_mock/faults").raise_for_status()
        self.secrets: Sequence[str] = (self.ours.token,)
        self.connector: MastodonConnector = open_connector(
            self.gate.url, {"token": self.ours.token}, lambda values: None
        )

    def impatient(self, timeout_s: float = 0.5) -> MastodonConnector:
        """Return a connector of ours that waits no longer than this."""

        def headers() -> dict[str, str]:
            return {"Authorization": f"Bearer {self.ours.token}"}

        return MastodonConnector(Http(self.gate.url, headers=headers, timeout_s=timeout_s, dialect=dialect))

    def stranger_login(self) -> MastodonConnector:
        return open_connector(self.gate.url, {"token": "not-a-token"}, lambda values: None)

    def publish(self, text: str) -> str:
        return self.ours.post(text)

    def answer_by_hand(self, parent: str, text: str) -> str:
        return self.ours.post(f"@{self.fan.name} {text}", in_reply_to_id=parent)

    def say(self, text: str, *, to: str | None = None, mention: bool = False, private: bool = False) -> str:
        words = f"@{self.ours.name} {text}" if mention else text
        return self.fan.post(words, in_reply_to_id=to, visibility="direct" if private else "public")

    def quote(self, remote_id: str, text: str) -> str:
        # This server notifies of mentions only; a notification of the kind 'quote' is tested in test_mastodon_wire.
        return self.fan.post(f"@{self.ours.name} {text}", quoted_status_id=remote_id)

    def edit(self, remote_id: str, text: str) -> None:
        self.fan.line.put(f"/api/v1/statuses/{remote_id}", json={"status": text}).raise_for_status()

    def delete(self, remote_id: str) -> None:
        self.fan.line.delete(f"/api/v1/statuses/{remote_id}").raise_for_status()

    def missing_id(self) -> str:
        return "999999999"

    def standing(self, text: str) -> int:
        rows = self.ours.line.get(f"/api/v1/accounts/{self.ours.id}/statuses", params={"limit": 40}).json()
        return sum(text in re.sub("<[^>]+>", "", row["content"]) for row in rows)

    def stands(self, act: Act, row: InComment) -> bool:
        if act is Act.LIKE:
            who = self.fan.line.get(f"/api/v1/statuses/{row.remote_id}/favourited_by").raise_for_status().json()
            return self.ours.id in [one["id"] for one in who]
        asked = {"id[]": row.author.remote_id}
        (between,) = self.ours.line.get("/api/v1/accounts/relationships", params=asked).raise_for_status().json()
        return bool(between[{Act.MUTE: "muting", Act.BLOCK: "blocking"}[act]])

    def whispered(self, row: InComment) -> list[str]:
        rows = self.ours.line.get(f"/api/v1/accounts/{self.ours.id}/statuses", params={"limit": 40}).json()
        ours = [one for one in rows if one["in_reply_to_id"] == row.remote_id and one["visibility"] == "direct"]
        return [re.sub("<[^>]+>", "", one["content"]) for one in ours]

    def reported(self, row: InComment) -> list[tuple[str, str]]:
        asked = {"target_account_id": row.author.remote_id, "account_id": self.ours.id}
        rows = self.ours.line.get("/api/v1/admin/reports", params=asked).raise_for_status().json()
        return [(one["category"], one["comment"]) for one in rows]

    def fault(self, method: str, path: str, **effect: object) -> None:
        """Order a fault of the server's own."""
        rule = {"match": {"methods": [method], "path": path}, "effect": effect, "count": 1}
        self.fan.line.post("/api/v1/_mock/faults", json=rule).raise_for_status()

    def close(self) -> None:
        self.connector.close()
        self.gate.close()
        self.ours.close()
        self.fan.close()
