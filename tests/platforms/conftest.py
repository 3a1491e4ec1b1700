"""A Mastodon server of a third party (mastodon-mock), as a process of its own, once for the whole run."""

import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

pytest.register_assert_rewrite("tests.platforms.contract")

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


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


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
            server.terminate()
