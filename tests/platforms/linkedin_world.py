"""The connector contract's world on the stage's LinkedIn."""

from collections.abc import Mapping

from backend.model.account import Act
from backend.model.inflow import InComment
from backend.platforms.base import Connector
from tests.platforms.stage_world import StageWorld
from tests.stage.play import Stage


class LinkedInWorld(StageWorld):
    """See `World`. Closing a post's comments takes them all away, so a lock is seen at the post."""

    platform = "linkedin"
    writes = r"^/rest/socialActions/[^/]+/comments"
    acts = r"^/rest/(reactions|socialMetadata)"

    def __init__(self, stage: Stage) -> None:
        self._opened: list[Connector] = []
        super().__init__(stage)

    def connect(self, secret: Mapping[str, str]) -> Connector:
        self._opened.append(super().connect(secret))
        return self._opened[-1]

    def close(self) -> None:
        for connector in self._opened:
            connector.close()
        super().close()

    def missing_id(self) -> str:
        return "urn:li:comment:(urn:li:activity:1700000000000010007,1700000000000020000)"

    def stands(self, act: Act, row: InComment) -> bool:
        if act is not Act.LOCK:
            return super().stands(act, row)
        rows = self.stage.do("world", on=self.platform)["said"]
        return any(one["id"] == row.root_remote_id and one["locked"] for one in rows)
