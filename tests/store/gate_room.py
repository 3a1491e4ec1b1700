"""A room for what the gate lets out: an account whose charter changes, a writer who signs, and one open comment."""

from dataclasses import dataclass
from typing import Any

from backend.model.actor import SYSTEM, Actor, Role
from backend.model.charter import Approving, Charter, Signature, Signing
from backend.model.desk import Result
from backend.model.template import TemplateText
from backend.store.engine import Store
from backend.store.write import outbox
from backend.store.write.charters import save_charter
from backend.store.write.people import set_member
from backend.store.write.templates import import_templates
from tests.conftest import StandingClock
from tests.store import scene
from tests.store.scene import says

ONLY = Approving(only_templates=True)
SIGNED = Signature(Signing.REQUIRED, team="/Teamet")


@dataclass
class Room:
    """An account with a charter, a writer who signs, and one open comment."""

    store: Store
    clock: StandingClock
    account: int
    anna: Actor
    comment: int
    versions: int = 0

    def says(self, charter: Charter) -> None:
        """Let another charter hold from now on."""
        self.versions = save_charter(self.store, SYSTEM, self.account, charter, self.versions)

    def reply(self, text: str, **more: Any) -> Result:
        return outbox.enqueue_reply(self.store, self.anna, self.comment, text, 1, **more)

    def taken(self, outbox_id: int | None) -> tuple[str, str]:
        """Let a worker take it; return its state and the code of why not."""
        assert outbox_id is not None
        outbox.take(self.store, outbox_id, 7, 30.0)
        state, code = scene.look(self.store, "outbox", outbox_id, "state", "code")
        return state, code


def make_room(store: Store, clock: StandingClock) -> Room:
    """Make one."""
    account = scene.account(store)
    anna = scene.member(store, "Anna", [(None, Role.WRITER)])
    set_member(store, anna, anna.id or 0, consent=True)
    scene.save(store, account, says("c1"))
    body = TemplateText("tack", "sv", "Tack", "Tack {author}! Vi svarar {?när}.")
    import_templates(store, SYSTEM, [body], approve=True)
    return Room(store, clock, account, anna, scene.key(store, "c1"))
