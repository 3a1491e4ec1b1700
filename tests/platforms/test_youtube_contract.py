"""YouTube passes the contract of every platform, on the stage."""

from collections.abc import Iterator

import pytest

from tests.platforms.contract import ConnectorTests
from tests.platforms.youtube_world import YoutubeWorld
from tests.stage.play import Stage

pytestmark = pytest.mark.staged


@pytest.fixture
def world(stage: Stage) -> Iterator[YoutubeWorld]:
    world = YoutubeWorld(stage)
    yield world
    world.close()


class TestYoutube(ConnectorTests):
    """Nothing differs."""
