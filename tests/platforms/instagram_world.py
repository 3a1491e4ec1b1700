"""The connector contract's world on the stage's Instagram, by either login."""

from backend.model.account import Act
from backend.model.clock import Micros, SystemClock
from backend.model.inflow import InComment
from backend.model.outbox import Intent
from tests.platforms.stage_world import StageWorld
from tests.platforms.world import Inbox, reply_to
from tests.stage.play import Stage


def now() -> Micros:
    return SystemClock().now()


class InstagramWorld(StageWorld):
    """See `World`. `route` says by which login we come."""

    platform = "instagram"
    writes = r"^/v26\.0/\d+/(replies|messages)"
    acts = r"^/v26\.0/\d+(/likes|/moderate_conversations)?(\?|$)"

    def __init__(self, stage: Stage, route: str = "facebook") -> None:
        self.route = route
        super().__init__(stage)
        self.secrets = [self.secret["token"], self.secret["app_secret"]]

    def login(self, **asked: object) -> dict[str, str]:
        return super().login(**{"route": self.route} | asked)

    def missing_id(self) -> str:
        return "17999999999999999"

    def row(self, text: str = "Har ni öppet?", *, by: str = "lisa", to: str | None = None) -> InComment:
        """Return a comment of somebody's under a post of ours (or what `to` names), as the connector read it."""
        said = self._say(text, by=by, to=to or self.publish("Fråga oss"))
        return Inbox(self.connector).until(said).comments[said]

    def stood(self, remote_id: str) -> bool:
        """Tell whether something stands on the stage."""
        return remote_id in {one["id"] for one in self.stage.do("world", on=self.platform)["said"]}

    def intent(self, act: Act, row: InComment, text: str = "", intent_id: str = "intent-1") -> Intent:
        """Return the intent to do something about a comment."""
        return reply_to(row, text, now(), intent_id, act)
