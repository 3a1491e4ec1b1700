"""One stage for the tests that do not disturb each other: nothing arrives there by itself."""

from collections.abc import Iterator

import pytest

from tests.stage.play import Bluesky, Mastodon, Stage


@pytest.fixture(scope="module")
def stage() -> Iterator[Stage]:
    with Stage("--speed", "0", "--requests", "5000") as running:
        yield running


@pytest.fixture(scope="module")
def mastodon(stage: Stage) -> Mastodon:
    return Mastodon(stage)


@pytest.fixture(scope="module")
def bluesky(stage: Stage) -> Bluesky:
    return Bluesky(stage)
