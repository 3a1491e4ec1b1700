"""A desk on a new store, with somebody at it."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from backend.config.desk import DeskSettings
from backend.desk.session import Desk, introduce, open_desk, os_login
from backend.model.actor import Actor, ActorKind
from backend.store.engine import Store
from tests.conftest import StandingClock
from tests.store import scene
from tests.store.conftest import cluster, postgres_store, seed, sqlite_store, store, store_url
from tests.store.scene import says

__all__ = ["cluster", "postgres_store", "seed", "sqlite_store", "store", "store_url"]


@dataclass
class Room:
    """A desk with Anna at it, her colleague Bo as an actor, and the store they share, as the worker has it."""

    desk: Desk
    store: Store
    clock: StandingClock
    account: int
    bo: Actor

    def comes(self, remote_id: str, text: str = "Hej!", **more: Any) -> int:
        """Let a comment come, and return its key."""
        scene.save(self.store, self.account, says(remote_id, text, **more))
        return scene.key(self.store, remote_id)


@pytest.fixture
def settings(store_url: str, tmp_path: Path) -> DeskSettings:
    """Where the store is."""
    return DeskSettings(store_url, tmp_path, "sv")


@pytest.fixture
def desk(settings: DeskSettings, clock: StandingClock) -> Iterator[Desk]:
    """A desk with nobody at it yet."""
    opened = open_desk(settings, clock)
    yield opened
    opened.close()


@pytest.fixture
def room(desk: Desk, store: Store, clock: StandingClock) -> Room:
    """A desk with somebody at it."""
    anna = introduce(desk, "Anna", "/Anna", "sv", "Europe/Stockholm")
    assert anna.login == os_login()
    bo = scene.member(store, "Bo")
    return Room(desk, store, clock, scene.account(store), Actor(ActorKind.MEMBER, bo.id))
