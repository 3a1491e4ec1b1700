"""Threads passes the contract of every platform, on the stage."""

from collections.abc import Iterator

import pytest

from tests.platforms.contract import ConnectorTests
from tests.platforms.threads_world import ThreadsWorld
from tests.stage.play import Stage

pytestmark = pytest.mark.staged


@pytest.fixture
def world(stage: Stage) -> Iterator[ThreadsWorld]:
    world = ThreadsWorld(stage)
    yield world
    world.close()


class TestThreads(ConnectorTests):
    """Nothing differs."""
