"""Instagram passes the contract of every platform, on the stage, by both of its logins."""

from collections.abc import Iterator

import pytest

from tests.platforms.contract import ConnectorTests
from tests.platforms.instagram_world import InstagramWorld
from tests.stage.play import Stage

pytestmark = pytest.mark.staged


@pytest.fixture(params=["facebook", "instagram"])
def world(stage: Stage, request: pytest.FixtureRequest) -> Iterator[InstagramWorld]:
    world = InstagramWorld(stage, request.param)
    yield world
    world.close()


class TestInstagram(ConnectorTests):
    """Nothing differs but how far each login reaches."""
