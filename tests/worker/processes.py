"""Real processes for the worker's tests: Mastodon by a third party, and the worker itself, started, killed, stopped."""

import json
import signal
import subprocess
import sys
import time
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path
from typing import IO

import httpx

from backend.model.pace import Pace
from backend.worker.tempo import Tempo
from tests.ports import free_port
from tests.worker.waiting import until

ROOT = Path(__file__).parents[2]
BRAND = "brand_token_4c1d9a7e"
FAN = "fan_token_4c1d9a7e"
CONFIG = f"""
[[seed.accounts]]
username = "brand"
access_token = "{BRAND}"
[[seed.accounts]]
username = "fan"
access_token = "{FAN}"
"""
QUICK = Tempo(
    beat_s=0.2,
    lease_s=0.8,
    sending_s=3.0,
    look_s=0.02,
    accounts_s=0.1,
    login_s=0.5,
    retry_s=0.2,
    longest_s=2,
    wake_s=1,
    trim_s=60,
    stop_s=4,
)


class MastodonMock:
    """mastodon-mock as a process of its own, with the accounts brand (ours) and fan."""

    def __init__(self, folder: Path) -> None:
        config = folder / "mock.toml"
        config.write_text(CONFIG)
        self.port = free_port()
        program = Path(sys.executable).with_name("mastodon_mock")
        command = [str(program), "serve", "--config", str(config), "--in-memory", "--port", str(self.port)]
        self._log: IO[bytes] = (folder / "mock.log").open("wb")
        self._process = subprocess.Popen([*command, "--log-level", "warning"], stdout=self._log, stderr=self._log)
        self.brand = self._hands(BRAND)
        self.fan = self._hands(FAN)
        self._wait()

    @property
    def url(self) -> str:
        """Where it listens."""
        return f"http://127.0.0.1:{self.port}"

    def _hands(self, token: str) -> httpx.Client:
        return httpx.Client(base_url=self.url, headers={"Authorization": f"Bearer {token}"}, timeout=20)

    def _wait(self) -> None:
        deadline = time.monotonic() + 60
        while time.monotonic() < deadline and self._process.poll() is None:
            try:
                if self.brand.get("/health").status_code == 200:
                    return
            except httpx.TransportError:
                time.sleep(0.05)
        raise AssertionError("mastodon-mock did not start")

    def say(self, who: httpx.Client, text: str, **fields: object) -> str:
        """Somebody writes; returns the id."""
        answer = who.post("/api/v1/statuses", json={"status": text, **fields})
        answer.raise_for_status()
        return str(answer.json()["id"])

    def slow_down(self, method: str, path: str, seconds: float) -> None:
        """Let the server take its time over the next such request."""
        effect = {"type": "latency", "delay_ms": int(seconds * 1000)}
        rule = {"match": {"methods": [method], "path": path}, "effect": effect, "count": 1}
        self.brand.post("/api/v1/_mock/faults", json=rule).raise_for_status()

    def me(self, who: httpx.Client | None = None) -> str:
        """Our id, or somebody else's."""
        return str((who or self.brand).get("/api/v1/accounts/verify_credentials").json()["id"])

    def ours(self) -> list[str]:
        """The HTML of everything that stands under our name, all pages of it."""
        me = self.me()
        found: list[str] = []
        older: dict[str, str] = {}
        while rows := self.brand.get(f"/api/v1/accounts/{me}/statuses", params={"limit": 40, **older}).json():
            found += [row["content"] for row in rows]
            older = {"max_id": rows[-1]["id"]}
        return found

    def close(self) -> None:
        """End it."""
        self.brand.close()
        self.fan.close()
        self._process.terminate()
        self._process.wait(20)
        self._log.close()


@dataclass
class WorkerProcess:
    """A worker as a process of its own: the daemon itself with a quicker rhythm than a year's.

    It does not `stream` unless it is told to: mastodon-mock gives each stream one of its few threads, and keeps it
    there when the worker was killed.
    """

    url: str
    folder: Path
    tempo: Tempo = QUICK
    http_timeout_s: float = 1.0
    poll_s: float = 0.3
    name: str = "worker"
    pace: Pace = field(default=Pace(young_s=2, probe_s=3))
    stream: bool = False
    _process: subprocess.Popen[bytes] | None = field(default=None, repr=False)

    @property
    def log_file(self) -> Path:
        """Where it logs."""
        return self.folder / f"{self.name}.log"

    def start(self) -> "WorkerProcess":
        """Start it."""
        told = {
            "url": self.url,
            "folder": str(self.folder),
            "log": str(self.log_file),
            "tempo": asdict(replace(self.tempo, sending_s=self.http_timeout_s + 2, stop_s=self.http_timeout_s + 2)),
            "http_timeout_s": self.http_timeout_s,
            "poll_s": self.poll_s,
            "pace": asdict(self.pace),
            "stream": self.stream,
        }
        command = [sys.executable, "-m", "tests.worker.process", json.dumps(told)]
        with (self.folder / f"{self.name}.err").open("ab") as err:
            self._process = subprocess.Popen(command, cwd=ROOT, stdout=err, stderr=err)
        return self

    def kill(self) -> None:
        """End it as a power cut would."""
        assert self._process is not None
        self._process.send_signal(signal.SIGKILL)
        self._process.wait(20)

    def end(self) -> None:
        """See to it that it does not run any more, however a test ended."""
        if self.alive:
            self.kill()

    def sleep(self) -> None:
        """Stop it where it is, until `wake`, as a laptop's lid does; returns when it stands still."""
        assert self._process is not None
        self._process.send_signal(signal.SIGSTOP)
        stat = Path(f"/proc/{self.pid}/stat")
        until(lambda: stat.read_text().rpartition(")")[2].split()[0] == "T", "a stopped process")

    def wake(self) -> None:
        """Let it go on."""
        assert self._process is not None
        self._process.send_signal(signal.SIGCONT)

    def terminate(self, number: int = signal.SIGTERM, patience_s: float = 20) -> int:
        """Ask it to end; returns its exit status."""
        assert self._process is not None
        self._process.send_signal(number)
        return self._process.wait(patience_s)

    @property
    def pid(self) -> int:
        """Its process id."""
        assert self._process is not None
        return self._process.pid

    @property
    def alive(self) -> bool:
        """Whether it runs."""
        return self._process is not None and self._process.poll() is None

    def lines(self) -> list[dict[str, object]]:
        """What it logged."""
        if not self.log_file.exists():
            return []
        return [json.loads(line) for line in self.log_file.read_text().splitlines() if line.endswith("}")]

    def said(self, message: str) -> bool:
        """Whether it logged this message."""
        return any(line["message"] == message for line in self.lines())


def save_login(folder: Path, account_id: int, **values: str) -> None:
    """Keep a login where the worker looks for it."""
    secrets = folder / "secrets"
    secrets.mkdir(mode=0o700, exist_ok=True)
    file = secrets / f"{account_id}.json"
    new = secrets / f"{account_id}.new"
    new.write_text(json.dumps(values))
    new.chmod(0o600)
    new.replace(file)
