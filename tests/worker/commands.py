"""Our own commands as processes on one store, and accounts of the stage connected to it."""

import os
import signal
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Self

from backend.platforms import open_connector
from backend.store.engine import Store
from tests.stage.play import Stage
from tests.worker.processes import ROOT, save_login
from tests.worker.scene import Scene


class Command:
    """A command of ours as a process of its own, with its log; it ends with the block."""

    def __init__(self, folder: Path, store: str, *argv: str, **settings: str) -> None:
        self.log_file = folder / f"{argv[0]}.log"
        environ = {name: value for name, value in os.environ.items() if not name.startswith("NIGHTDESK_")}
        own = {
            "NIGHTDESK_ENV_FILE": "",
            "NIGHTDESK_LANGUAGE": "en",
            "NIGHTDESK_DATABASE_URL": store,
            "NIGHTDESK_DATA_DIR": str(folder),
            "NIGHTDESK_LOG_FILE": str(self.log_file),
        }
        self._process = subprocess.Popen(
            [sys.executable, "-m", "tui", *argv, "--leash"],
            cwd=ROOT,
            env=environ | own | settings,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )

    def line(self) -> str:
        """Return the next line that it says, empty when it has ended."""
        assert self._process.stdout is not None
        return self._process.stdout.readline()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, _kind: object, _error: object, _trace: object) -> None:
        for pipe in (self._process.stdin, self._process.stdout):
            assert pipe is not None
            pipe.close()
        self._process.wait(30)

    def end(self, number: signal.Signals) -> int:
        """End it by a signal and return its status."""
        self._process.send_signal(number)
        return self._process.wait(30)


def connected(stage: Stage, store: Store, folder: Path, names: Mapping[str, str]) -> dict[str, int]:
    """Connect the stage's accounts, and return their keys."""
    scene = Scene(store)
    ids = {}
    for platform, short_name in names.items():
        login = stage.do("login", on=platform)
        connector = open_connector(platform, stage.url, login, lambda _: None, timeout_s=10)
        try:
            ids[platform] = scene.add(platform, stage.url, short_name, connector.check().remote_id)
        finally:
            connector.close()
        save_login(folder, ids[platform], **login)
    return ids


def is_there(store: Store, account_id: int, text: str) -> bool:
    """Tell whether a comment is in the store."""
    asked = (
        "SELECT 1 FROM comment c JOIN comment_revision r ON r.comment_id = c.id"
        " WHERE c.account_id = ? AND r.text LIKE ?"
    )
    return store.reader.value(asked, (account_id, f"%{text}%")) is not None
