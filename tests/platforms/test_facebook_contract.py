"""Facebook passes the contract of every platform, on the stage."""

from collections.abc import Iterator

import pytest

from tests.platforms.contract import ConnectorTests
from tests.platforms.facebook_world import FacebookWorld
from tests.stage.play import Stage

pytestmark = pytest.mark.staged


@pytest.fixture
def world(stage: Stage) -> Iterator[FacebookWorld]:
    world = FacebookWorld(stage)
    yield world
    world.close()


class TestFacebook(ConnectorTests):
    """Nothing differs."""
