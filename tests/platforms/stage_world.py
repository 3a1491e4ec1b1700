"""The connector contract's world on the stage, for platforms whose servers cannot run here.

That the stage is true to the wire is judged by the vendors' own clients and specifications, not here.
"""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from backend.model.account import Act
from backend.model.inflow import InComment
from backend.platforms import open_connector
from backend.platforms.base import Connector
from tests.platforms.gate import Gate
from tests.stage.play import Stage


class StageWorld:
    """See `World`. One wire of a running stage, empty at the beginning; other hands act behind the scene.

    A platform subclasses it with its name, the paths of its writes and its missing id, and whatever else it can do.
    """

    platform: str
    writes: str
    acts: str
    editing = True

    def __init__(self, stage: Stage) -> None:
        self.stage = stage
        self.stage.do("clear", on=self.platform)
        self.gate = Gate(stage.url)
        self.secret = self.login()
        self.secrets: Sequence[str] = [value for value in self.secret.values() if len(value) > 12]
        self.connector = self.connect(self.secret)

    def login(self, **asked: object) -> dict[str, str]:
        """Return a login as the worker keeps it."""
        return self.stage.do("login", on=self.platform, **asked)

    def connect(self, secret: Mapping[str, str]) -> Connector:
        """Return a connector of ours with a login, through the gate."""
        kept = dict(secret)
        return open_connector(self.platform, self.gate.url, kept, kept.update)

    def stranger_login(self) -> Connector:
        return self.connect({name: "not-a-token" if "token" in name else value for name, value in self.secret.items()})

    def publish(self, text: str) -> str:
        return self._say(text, by="us")

    def answer_by_hand(self, parent: str, text: str) -> str:
        return self._say(text, by="us", to=parent)

    def say(self, text: str, *, to: str | None = None, mention: bool = False, private: bool = False) -> str:
        return self._say(text, by="lisa", to=to, at_us=mention, visibility="direct" if private else "public")

    def quote(self, remote_id: str, text: str) -> str:
        raise AssertionError(f"{self.platform} has no quotes: {remote_id} {text}")

    def edit(self, remote_id: str, text: str) -> None:
        self.stage.do("edit", on=self.platform, id=remote_id, text=text)

    def delete(self, remote_id: str) -> None:
        self.stage.do("delete", on=self.platform, id=remote_id)

    def missing_id(self) -> str:
        raise NotImplementedError

    def stands(self, act: Act, row: InComment) -> bool:
        world = self.stage.do("world", on=self.platform)
        (said,) = [one for one in world["said"] if one["id"] == row.remote_id]
        found: dict[Act, Callable[[], Any]] = {
            Act.LIKE: lambda: said["liked"],
            Act.HIDE: lambda: said["hidden"] or said["held"],
            Act.LOCK: lambda: said["locked"],
            Act.BLOCK: lambda: said["by"] in world["blocked"],
        }
        return bool(found[act]())

    def reported(self, row: InComment) -> list[tuple[str, str]]:
        raise AssertionError(f"{self.platform} takes no reports: {row.remote_id}")

    def whispered(self, row: InComment) -> list[str]:
        told: dict[str, str] = self.stage.do("world", on=self.platform)["whispered"]
        return [text for said, text in told.items() if said == row.remote_id]

    def standing(self, text: str) -> int:
        rows = self.stage.do("world", on=self.platform)["said"]
        return sum(text in row["text"] and row["by"] == "us" for row in rows)

    def close(self) -> None:
        self.connector.close()
        self.gate.close()

    def _say(self, text: str, **more: object) -> str:
        said = self.stage.do("say", on=self.platform, text=text, **more)
        return str(said["id"])
