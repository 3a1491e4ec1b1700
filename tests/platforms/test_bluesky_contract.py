"""Bluesky passes the contract of every platform, on its own servers."""

from collections.abc import Iterator

import pytest

from tests.platforms.bluesky_rig import Rig
from tests.platforms.bluesky_world import BlueskyWorld, Hands
from tests.platforms.contract import ConnectorTests

pytestmark = pytest.mark.bluesky


@pytest.fixture
def world(bluesky_rig: Rig, fan: Hands) -> Iterator[BlueskyWorld]:
    world = BlueskyWorld(bluesky_rig, fan)
    yield world
    world.close()


class TestBluesky(ConnectorTests):
    """Nothing differs."""
