"""One account on the stage, with the real connector, store and worker, and a colleague in the platform's own app."""

import time
from collections.abc import Mapping
from pathlib import Path
from typing import Any, cast

from backend.model.clock import MINUTE, SECOND, Micros
from backend.model.comment import CommentState
from backend.model.desk import Outcome
from backend.model.triage import At, Decision, Deed, Verb, Why
from backend.platforms.mastodon_oauth import SCOPES
from backend.store.engine import Store
from backend.store.write import outbox
from backend.store.write.accounts import set_capabilities
from backend.store.write.deciding import decide
from tests.platforms.facebook_world import FacebookWorld
from tests.platforms.instagram_world import InstagramWorld
from tests.platforms.linkedin_world import LinkedInWorld
from tests.platforms.stage_world import StageWorld
from tests.platforms.threads_world import ThreadsWorld
from tests.platforms.youtube_world import YoutubeWorld
from tests.stage.play import Bluesky, Stage
from tests.worker.hand import Hand
from tests.worker.scene import Scene

GATE = "app.bsky.feed.threadgate"
PEOPLE = "r_organization_social_feed w_organization_social_feed rw_organization_admin people"


class LaterClock:
    """The machine's clock, set forward as often as a test likes."""

    def __init__(self) -> None:
        self.ahead = 0

    def now(self) -> Micros:
        """Return the present."""
        return Micros(time.time_ns() // 1000 + self.ahead)

    def move(self, span: int) -> None:
        """Go forward by so many microseconds."""
        self.ahead += span


class MastodonStage(StageWorld):
    """The stage's Mastodon; the contract runs on another's."""

    platform = "mastodon"

    def login(self, **asked: object) -> dict[str, str]:
        return self.stage.do("token", scopes=SCOPES, **asked)


class BlueskyStage(StageWorld):
    """The stage's Bluesky, where everything is named by its URI; the contract runs on its makers' own."""

    platform = "bluesky"

    def hide(self, root: str, *hidden: str) -> None:
        """Hide replies in a thread of ours, all others being shown, as its app does it: by a record."""
        rkey = root.rpartition("/")[2]
        gate = {"$type": GATE, "post": root, "createdAt": "2026-11-28T12:00:00.000Z", "hiddenReplies": list(hidden)}
        Bluesky(self.stage).write("put", rkey, gate, collection=GATE)

    def _say(self, text: str, **more: object) -> str:
        return str(self.stage.do("say", on=self.platform, text=text, **more)["uri"])


WORLDS: Mapping[str, type[StageWorld]] = {
    "mastodon": MastodonStage,
    "bluesky": BlueskyStage,
    "facebook": FacebookWorld,
    "instagram": InstagramWorld,
    "threads": ThreadsWorld,
    "linkedin": LinkedInWorld,
    "youtube": YoutubeWorld,
}


class There:
    """A colleague at work on the platform itself, and what our desk sees of it."""

    def __init__(self, stage: Stage, platform: str, store: Store, clock: LaterClock, folder: Path) -> None:
        self.world, self.store, self.clock = WORLDS[platform](stage), store, clock
        if platform == "linkedin":  # with the right to look people up, which few apps have
            self.world.connector = self.world.connect(self.world.login(scopes=PEOPLE))
        profile = self.world.connector.check()
        self.scene = Scene(store, platform, self.world.gate.url, profile.remote_id)
        set_capabilities(store, self.scene.account_id, profile.capabilities)
        self.hand = Hand(store, clock, cast(Any, self.world.connector), folder, self.scene.account_id)
        self.post = self.world.publish("Fråga oss")

    def asks(self, text: str = "Har ni öppet?", to: str = "") -> str:
        """Somebody writes under our post, and the worker reads it. Returns its remote id."""
        said = self.world.say(text, to=to or self.post, mention=self.world.platform == "mastodon")
        self.reads()
        assert self.look(said) == ("visible", "open")
        return said

    def answers(self, said: str, text: str = "Till nio!") -> str:
        """A colleague answers in the platform's own app, as far as it tells in person: Lisa."""
        return self.world._say(text, by="us", to=said, hand="lisa")

    def hides(self, said: str) -> None:
        """A colleague hides a comment there."""
        if isinstance(self.world, BlueskyStage):
            self.world.hide(self.post, said)
        else:
            self.world.stage.do("hide", on=self.world.platform, id=said)

    def shows(self, said: str) -> None:
        """A colleague shows it again there."""
        if isinstance(self.world, BlueskyStage):
            self.world.hide(self.post)
        else:
            self.world.stage.do("show", on=self.world.platform, id=said)

    def reads(self, times: int = 1) -> None:
        """The worker reads everything that is due after a while."""
        for _ in range(times):
            self.clock.move(20 * MINUTE)
            self.hand.pull_all()
        assert self.scene.health()[0] == "ok", self.scene.health()

    def key(self, said: str) -> int:
        """Return a comment's key."""
        return int(cast(int, self.scene.value("SELECT id FROM comment WHERE remote_id = ?", said)))

    def look(self, said: str) -> tuple[str, str]:
        """Return how a comment stands on the platform and in the queue, as we know it."""
        row = self.store.reader.one("SELECT remote_state, state FROM comment WHERE remote_id = ?", (said,))
        assert row is not None, f"{said} was not read"
        return row[0], row[1]

    def logged(self, said: str = "") -> list[str]:
        """Return what was logged of a comment (or of none) as the platform's side and nobody's of ours."""
        about = "comment_id = ?" if said else "comment_id IS NULL AND 0 = ?"
        rows = self.store.reader.rows(
            f"SELECT what FROM event WHERE actor_kind = 'platform' AND actor_id IS NULL AND {about} ORDER BY id",
            (self.key(said) if said else 0,),
        )
        return [row[0] for row in rows]

    def replies(self, said: str, text: str = "Välkommen!") -> Outcome:
        """Anna sends an answer to a comment that she sees open."""
        return outbox.enqueue_reply(
            self.store, self.scene.anna, self.key(said), text, 1, undo_s=0, state=CommentState.OPEN
        ).outcome

    def decides(self, verb: Verb, said: str) -> Deed:
        """Anna decides about a comment."""
        return decide(self.store, self.scene.anna, Decision(verb, Why.SPAM), [At(self.key(said), 1)])

    def sends(self) -> None:
        """The worker sends what waits."""
        self.clock.move(11 * SECOND)
        self.hand.push(6)

    def written(self) -> list[str]:
        """Return the requests so far that wrote something, and forget all."""
        found = [f"{method} {path}" for method, path, _ in self.world.gate.seen if method != "GET"]
        self.world.gate.seen.clear()
        return [one for one in found if "Session" not in one and "token" not in one]

    def close(self) -> None:
        """End the connections."""
        self.world.close()
