"""The servers of the platforms, as processes of their own, once for the whole run.

Mastodon is a third party's (mastodon-mock), Bluesky is its maker's own (see bluesky_rig).
"""

import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from tests.platforms.bluesky_rig import Rig, start
from tests.platforms.bluesky_world import BlueskyWorld, Hands
from tests.platforms.instagram_world import InstagramWorld
from tests.ports import free_port
from tests.stage.play import Stage

pytest.register_assert_rewrite("tests.platforms.contract", "tests.platforms.contract_acts")

CONFIG = """
[ratelimit]
enabled = true
limit = 100000
window_seconds = 300
[seed]
[[seed.accounts]]
username = "brand"
display_name = "Varumärket"
access_token = "brand_token_7f3a"
[[seed.accounts]]
username = "fan"
access_token = "fan_token"
[[seed.accounts]]
username = "troll"
access_token = "troll_token"
"""


def wait_for(url: str, server: subprocess.Popen[bytes]) -> None:
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline and server.poll() is None:
        try:
            if httpx.get(url, timeout=1).status_code == 200:
                return
        except httpx.TransportError:
            time.sleep(0.05)
    raise AssertionError("mastodon-mock did not start")


@pytest.fixture(scope="session")
def mastodon_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The base URL of a running server with the accounts brand (ours), fan and troll."""
    folder = tmp_path_factory.mktemp("mastodon")
    config = folder / "mock.toml"
    config.write_text(CONFIG)
    program = Path(sys.executable).with_name("mastodon_mock")
    port = free_port()
    command = [
        str(program),
        "serve",
        "--config",
        str(config),
        "--in-memory",
        "--port",
        str(port),
        "--log-level",
        "warning",
    ]
    with (folder / "log").open("wb") as log, subprocess.Popen(command, stdout=log, stderr=log) as server:
        try:
            wait_for(f"http://127.0.0.1:{port}/health", server)
            yield f"http://127.0.0.1:{port}"
        finally:
            server.kill()  # it would wait for answers that it holds back on purpose


@pytest.fixture(scope="session")
def stage() -> Iterator[Stage]:
    """The rehearsal server, on which nothing happens by itself."""
    with Stage("--speed", "0", "--requests", "1000000") as running:
        yield running


@pytest.fixture
def narrow(stage: Stage) -> Iterator[InstagramWorld]:
    """Instagram by Instagram Login, which reaches less far than the one by a page."""
    world = InstagramWorld(stage, "instagram")
    yield world
    world.close()


@pytest.fixture(scope="session")
def bluesky_rig() -> Iterator[Rig]:
    """Bluesky's servers: PDS, AppView, labeler and directory."""
    with start() as rig:
        yield rig


@pytest.fixture(scope="session")
def fan(bluesky_rig: Rig) -> Iterator[Hands]:
    """Somebody on Bluesky who writes to us."""
    hands = Hands(bluesky_rig, bluesky_rig.account("fan"))
    yield hands
    hands.close()


@pytest.fixture(scope="session")
def troll(bluesky_rig: Rig) -> Iterator[Hands]:
    """Somebody on Bluesky whom we would rather not read."""
    hands = Hands(bluesky_rig, bluesky_rig.account("troll"))
    yield hands
    hands.close()


@pytest.fixture
def bluesky(bluesky_rig: Rig, fan: Hands) -> Iterator[BlueskyWorld]:
    """An account of ours on Bluesky that nothing has happened to yet."""
    world = BlueskyWorld(bluesky_rig, fan)
    yield world
    world.close()
