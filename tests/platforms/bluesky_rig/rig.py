"""Starts and stops Bluesky's real servers, makes accounts on them and waits until everything is indexed.

with start() as rig:
    org = rig.account("org")
"""

import json
import os
import pwd
import selectors
import shutil
import subprocess
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import IO, NamedTuple, Self

import httpx

from tests.platforms.bluesky_rig.install import RigError, installed, node
from tests.ports import free_port

READY_S = 120
STOP_S = 30


class Login(NamedTuple):
    """An account on the rig: its identifier, handle and password."""

    did: str
    handle: str
    password: str


def start(*, full: bool = True, limits: bool = False) -> "Rig":
    """Start the servers and return when they answer.

    `full` runs PDS, AppView and labeler on a PostgreSQL of their own, else the PDS alone; `limits` turns on the PDS's
    real rate limits. Raises RigError when something is missing.
    """
    home = installed()
    work = Path(tempfile.mkdtemp(prefix="nightdesk-bluesky-"))
    try:
        work.chmod(0o755)  # PostgreSQL runs as another user when the tests run as root
        options = {"home": str(home), "full": full, "limits": limits}
        if full:
            options["postgres"] = _cluster(work)
        return Rig(home, work, options)
    except BaseException:
        shutil.rmtree(work, ignore_errors=True)
        raise


@dataclass(frozen=True)
class Addresses:
    """Where the servers answer, and the labeler's DID. `appview` and `labeler` are empty when only the PDS runs."""

    plc: str
    pds: str
    appview: str
    control: str
    labeler: str


class Rig:
    """Running servers. Close it, or use it in a with statement."""

    def __init__(self, home: Path, work: Path, options: Mapping[str, object]) -> None:
        self._work = work
        self._log = work / "log"
        self._logins: dict[str, Login] = {}
        script = Path(__file__).with_name("network.mjs")
        with self._log.open("wb") as log:
            self._process = subprocess.Popen(
                [str(node(home)), str(script), json.dumps(options)],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=log,
                cwd=work,
                env={**os.environ, "TMPDIR": str(work)},
                start_new_session=True,  # ^C in the tests must not end it before its database
            )
        try:
            addresses = self._await_ready()
        except BaseException:
            self.close()
            raise
        self.plc = addresses.plc
        self.pds = addresses.pds
        self.appview = addresses.appview
        self.control = addresses.control
        self.labeler = addresses.labeler
        self._client = httpx.Client(timeout=60, trust_env=False)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def account(self, name: str) -> Login:
        """Return the account of this name, making it at the first call."""
        if name not in self._logins:
            self._logins[name] = self._create(name)
        return self._logins[name]

    def settle(self) -> None:
        """Wait until the AppView has indexed all that the PDS has taken."""
        self._control("/settle", {})

    def label(self, uri: str, value: str, cid: str = "") -> None:
        """Put a label on a post or account, as the labeler the AppView trusts."""
        self._control("/label", {"uri": uri, "val": value, "cid": cid})

    def reports(self, uri: str) -> list[tuple[str, str]]:
        """Return the reports about a post that the labeler has: what they are filed under, and their words."""
        return [(kind, comment) for kind, comment in self._control("/reports", {"uri": uri})["reports"]]

    def close(self) -> None:
        """Stop the servers and their database, and remove what they wrote."""
        if client := getattr(self, "_client", None):
            client.close()
        for pipe in (self._process.stdin, self._process.stdout):
            if pipe is not None:
                pipe.close()
        try:
            self._process.wait(STOP_S)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        shutil.rmtree(self._work, ignore_errors=True)

    def _create(self, name: str) -> Login:
        handle, password = f"test-{name}.test", f"{name}-password"  # plain names, such as org, are reserved
        answer = self._client.post(
            f"{self.pds}/xrpc/com.atproto.server.createAccount",
            json={"handle": handle, "email": f"{name}@example.com", "password": password},
        )
        if answer.status_code != 200:
            raise RigError(f"no account {handle}: {answer.status_code} {answer.text[:500]}")
        return Login(answer.json()["did"], handle, password)

    def _control(self, path: str, query: Mapping[str, str]) -> dict[str, list[list[str]]]:
        answer = self._client.get(self.control + path, params=dict(query))
        if answer.status_code != 200:
            raise RigError(f"{path}: {answer.text[:2000]}")
        told: dict[str, list[list[str]]] = answer.json()
        return told

    def _await_ready(self) -> Addresses:
        assert self._process.stdout is not None
        line = _first_line(self._process.stdout)
        if not line:
            raise RigError(f"the servers did not start:\n{self._log.read_text()[-4000:]}")
        return Addresses(**json.loads(line))


def _first_line(stream: IO[bytes]) -> bytes:
    """Read one line of the servers' output; empty when they end or are not ready in time."""
    with selectors.DefaultSelector() as selector:
        selector.register(stream, selectors.EVENT_READ)
        return stream.readline() if selector.select(READY_S) else b""


def _cluster(work: Path) -> dict[str, object]:
    """Make an empty database cluster; PostgreSQL refuses to run as root, so there it belongs to its own user."""
    data = work / "postgres"
    data.mkdir(mode=0o700)
    owner: dict[str, object] = {}
    command = [_program("initdb"), "-D", str(data), "-A", "trust", "-U", "postgres", "-N", "-E", "UTF8", "--locale=C"]
    if os.geteuid() == 0:
        user = pwd.getpwnam("postgres")
        os.chown(data, user.pw_uid, user.pw_gid)
        owner = {"uid": user.pw_uid, "gid": user.pw_gid}
        command = ["runuser", "-u", "postgres", "--", *command]
    done = subprocess.run(command, capture_output=True, text=True, check=False, cwd=data)
    if done.returncode:
        raise RigError(f"initdb failed:\n{done.stderr[-2000:]}")
    return {"program": _program("postgres"), "data": str(data), "port": free_port(), **owner}


def _program(name: str) -> str:
    """Find a program of PostgreSQL: Debian keeps the server's outside the PATH."""
    found = sorted(Path("/usr/lib/postgresql").glob(f"*/bin/{name}"))
    program = str(found[-1]) if found else shutil.which(name)
    if program is None:
        raise RigError("PostgreSQL is missing: apt-get install postgresql")
    return program
