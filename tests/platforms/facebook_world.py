"""The connector contract's world on the stage's Facebook."""

import json

from backend.model.inflow import InComment
from backend.stage.facebook import RIGHTS
from tests.platforms.gate import Spoil
from tests.platforms.stage_world import StageWorld
from tests.platforms.world import Inbox

JSON = {"Content-Type": "application/json"}


class FacebookWorld(StageWorld):
    """See `World`."""

    platform = "facebook"
    writes = r"^/v26\.0/[0-9_]+/(comments|messages)(\?|$)"
    acts = r"^/v26\.0/[0-9_]+(/likes|/blocked)?(\?|$)"

    def missing_id(self) -> str:
        return "123456789_987654321"

    def advertise(self, text: str) -> str:
        """We publish a post that stands in advertisements alone."""
        return self._say(text, by="us", visibility="ad")

    def tag(self, text: str) -> str:
        """Somebody tags us in a post on their own page."""
        return self._say(f"{text} @norrbyenergi", by="lisa")

    def asked(self, text: str = "Har ni öppet?") -> InComment:
        """Somebody writes under a post of ours, and the connector reads it."""
        said = self.say(text, to=self.publish("Fråga oss"))
        return Inbox(self.connector).until(said).comments[said]

    def narrow(self, *without: str, **asked: object) -> None:
        """Give our connector a login that lacks some rights, or one of another kind."""
        self.connector.close()
        scopes = " ".join(one for one in RIGHTS if one not in without)
        self.connector = self.connect(self.login(scopes=scopes, **asked))

    def refuse(self, code: int, subcode: int = 0, *, method: str | None = None, path: str = "", times: int = 1) -> None:
        """Refuse the next requests as Meta does: with a number, in a 400."""
        error = {"message": "no", "code": code} | ({"error_subcode": subcode} if subcode else {})
        self.gate.spoil(Spoil(400, json.dumps({"error": error}), JSON), method=method, path=path, times=times)

    def shows(self, body: object, path: str, *, method: str | None = None, carried_out: bool = False) -> None:
        """Answer the next request with a body of our own."""
        self.gate.spoil(Spoil(200, json.dumps(body), JSON, carried_out=carried_out), method=method, path=path)
