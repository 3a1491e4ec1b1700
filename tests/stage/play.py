"""A stage of a test's own, as a real process, and the few things tests do to it."""

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import httpx

ROOT = Path(__file__).parents[2]


def until(met: Callable[[], Any], seconds: float = 15.0) -> Any:
    """Ask until the answer is true and return it; fail when it never is."""
    deadline = time.monotonic() + seconds
    while not (found := met()):
        assert time.monotonic() < deadline, "it never came"
        time.sleep(0.03)
    return found


class Stage:
    """`nightdesk stage` on a free port, ended by closing its leash or by a signal."""

    def __init__(self, *argv: str) -> None:
        command = [sys.executable, "-m", "tui", "stage", "--port", "0", "--json", "--leash", *argv]
        self.process = subprocess.Popen(
            command,
            cwd=ROOT,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            env={**os.environ, "NIGHTDESK_ENV_FILE": ""},
        )
        assert self.process.stdout is not None
        said = json.loads(self.process.stdout.readline())
        self.url: str = said["url"]
        self.control: str = said["token"]
        self.password: str = said["password"]
        self.handle: str = said["handle"]
        self.http = httpx.Client(base_url=self.url, trust_env=False, timeout=10)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, _kind: object, _error: object, _trace: TracebackType | None) -> None:
        self.http.close()
        self.end(signal.SIGTERM)

    def end(self, number: int | None) -> int:
        """End it by a signal, or by letting go of its leash, and return its status."""
        if number is not None:
            self.process.send_signal(number)
        for pipe in (self.process.stdin, self.process.stdout):
            if pipe is not None:
                pipe.close()
        return self.process.wait(10)

    def do(self, what: str, **asked: Any) -> dict[str, Any]:
        """Do something behind the scene."""
        answer = self.http.post(f"/_stage/{what}", json=asked, headers={"Authorization": f"Bearer {self.control}"})
        answer.raise_for_status()
        done: dict[str, Any] = answer.json()
        return done

    def says(self, on: str, text: str, **more: Any) -> str:
        """Let somebody say something and return its id (a URI on Bluesky)."""
        said = self.do("say", on=on, text=text, **more)
        name: str = said["uri"] if on == "bluesky" else said["id"]
        return name

    def said(self, on: str) -> list[dict[str, Any]]:
        """Return everything that stands on a wire."""
        rows: list[dict[str, Any]] = self.do("world", on=on)["said"]
        return rows

    def key(self, on: str, key: str) -> dict[str, Any]:
        """Return what the script calls by a key."""
        return next(row for row in self.said(on) if row["key"] == key)


class Mastodon:
    """A client with a token."""

    def __init__(self, stage: Stage, scopes: str = "read write") -> None:
        token = stage.do("token", scopes=scopes)["token"]
        self._stage = stage
        self._headers = {"Authorization": f"Bearer {token}"}

    def call(self, method: str, path: str, status: int = 200, **more: Any) -> httpx.Response:
        """Make a call that must end with a status."""
        headers = self._headers | more.pop("headers", {})
        answer = self._stage.http.request(method, path, headers=headers, **more)
        assert answer.status_code == status, answer.text
        return answer

    def get(self, path: str, status: int = 200, /, **params: Any) -> Any:
        """Read something."""
        return self.call("GET", path, status, params=params).json()

    def post(self, text: str, status: int = 200, *, key: str = "", **more: Any) -> Any:
        """Publish or answer."""
        headers = {"Idempotency-Key": key} if key else {}
        return self.call("POST", "/api/v1/statuses", status, json={"status": text, **more}, headers=headers).json()


class Bluesky:
    """A client that is logged in."""

    def __init__(self, stage: Stage) -> None:
        self._stage = stage
        asked = {"identifier": stage.handle, "password": stage.password}
        self.session = self.call("POST", "com.atproto.server.createSession", json=asked).json()
        self.did: str = self.session["did"]

    def call(self, method: str, nsid: str, status: int = 200, token: str | None = None, **more: Any) -> httpx.Response:
        """Make a call that must end with a status."""
        token = token if token is not None else getattr(self, "session", {}).get("accessJwt", "")
        headers = more.pop("headers", {}) | ({"Authorization": f"Bearer {token}"} if token else {})
        answer = self._stage.http.request(method, f"/xrpc/{nsid}", headers=headers, **more)
        assert answer.status_code == status, answer.text
        return answer

    def get(self, nsid: str, status: int = 200, /, **params: Any) -> Any:
        """Read something."""
        return self.call("GET", nsid, status, params=params).json()

    def write(self, verb: str, rkey: str, record: Any = None, status: int = 200, **more: Any) -> Any:
        """Write, overwrite or delete a post."""
        asked = {"repo": self.did, "collection": "app.bsky.feed.post", "rkey": rkey, **more}
        if record is not None:
            asked["record"] = record
        return self.call("POST", f"com.atproto.repo.{verb}Record", status, json=asked).json()
