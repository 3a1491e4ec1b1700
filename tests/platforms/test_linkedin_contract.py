"""LinkedIn passes the contract of every platform, on the stage."""

from collections.abc import Iterator

import pytest

from tests.platforms.contract import ConnectorTests
from tests.platforms.linkedin_world import LinkedInWorld
from tests.stage.play import Stage

pytestmark = pytest.mark.staged


@pytest.fixture
def world(stage: Stage) -> Iterator[LinkedInWorld]:
    world = LinkedInWorld(stage)
    yield world
    world.close()


class TestLinkedIn(ConnectorTests):
    """Nothing differs."""
