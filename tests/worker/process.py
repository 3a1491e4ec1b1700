"""The worker's daemon with a rhythm of the test's choosing, for kills by the hundred."""

import json
import signal
import sys
from pathlib import Path
from threading import Event

from backend.config.worker import WorkerSettings
from backend.model.clock import SystemClock
from backend.model.pace import Pace
from backend.worker.daemon import run
from backend.worker.tempo import Tempo


def main(told: str) -> int:
    """Run a worker as told (JSON) until SIGTERM or SIGINT."""
    wanted = json.loads(told)
    folder = Path(wanted["folder"])
    settings = WorkerSettings(
        url=wanted["url"],
        data_dir=folder,
        secrets_dir=folder / "secrets",
        log_file=Path(wanted["log"]),
        pace=Pace(**wanted["pace"]),
        http_timeout_s=wanted["http_timeout_s"],
        poll_s=wanted["poll_s"],
        stream=wanted["stream"],
    )
    stop = Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_signal: stop.set())
    return run(settings, SystemClock(), stop, Tempo(**wanted["tempo"]))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
