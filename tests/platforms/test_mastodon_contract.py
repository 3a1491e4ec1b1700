"""Mastodon passes the contract of every platform, on a third party's server."""

from collections.abc import Iterator

import pytest

from tests.platforms.contract import ConnectorTests
from tests.platforms.mastodon_world import MastodonWorld


@pytest.fixture
def world(mastodon_server: str) -> Iterator[MastodonWorld]:
    world = MastodonWorld(mastodon_server)
    yield world
    world.close()


class TestMastodon(ConnectorTests):
    """Nothing differs."""
