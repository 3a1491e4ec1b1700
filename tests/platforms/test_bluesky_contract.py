"""Bluesky passes the contract of every platform, on its own servers."""

import pytest

from tests.platforms.bluesky_world import BlueskyWorld
from tests.platforms.contract import ConnectorTests

pytestmark = pytest.mark.bluesky


@pytest.fixture
def world(bluesky: BlueskyWorld) -> BlueskyWorld:
    return bluesky


class TestBluesky(ConnectorTests):
    """Nothing differs."""
