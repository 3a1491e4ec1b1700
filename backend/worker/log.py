"""The worker's log: one JSON object a line, on a file or standard error, with every secret taken out."""

import json
import logging
import sys
from collections.abc import Mapping
from logging.handlers import WatchedFileHandler
from pathlib import Path

from backend.model.clock import SECOND, Micros, iso
from backend.platforms.base import PlatformError
from backend.worker.redact import Redactor

NAME = "nightdesk.worker"

log = logging.getLogger(NAME)
"""What the worker's modules write to; `extra` fields become fields of the line."""

_OWN = frozenset(vars(logging.makeLogRecord({}))) | {"message", "asctime", "taskName"}
"""Fields every record has; whatever else stands in it was given as `extra`."""

LONGEST = 8000
"""Characters of one value: a fault with a long traceback must not fill the disk."""


class JsonLines(logging.Formatter):
    """Formats a record as one line of JSON. ASCII only, so that no control character of an outsider reaches a terminal.

    Redaction works on the formatted values, the traceback included (which never shows local variables).
    """

    def __init__(self, redactor: Redactor) -> None:
        super().__init__()
        self._redactor = redactor

    def format(self, record: logging.LogRecord) -> str:
        """Return the record as a line."""
        line: dict[str, object] = {
            "at": iso(Micros(int(record.created * SECOND))),
            "level": record.levelname.lower(),
            "from": record.name,
            "thread": record.threadName,
            "message": self._clean(record.getMessage()),
        }
        line.update({key: self._value(value) for key, value in vars(record).items() if key not in _OWN})
        if record.exc_info:
            line["trace"] = self._clean(self.formatException(record.exc_info))
        return json.dumps(line)

    def _value(self, value: object) -> object:
        if value is None or isinstance(value, bool | int | float):
            return value
        if isinstance(value, Mapping):
            return {str(key): self._value(one) for key, one in value.items()}
        return self._clean(str(value))

    def _clean(self, text: str) -> str:
        return self._redactor.clean(text)[:LONGEST]


def open_log(file: Path | None, level: str, redactor: Redactor) -> logging.Handler:
    """Send the root logger's records to `file` (reopened when it was rotated away) or standard error.

    `level` is a name of `logging` in any case. The libraries' own lines hold whole URLs and mails, and are kept to
    warnings. Raises OSError when the file cannot be opened.
    """
    handler: logging.Handler
    if file is None:
        handler = logging.StreamHandler(sys.stderr)
    else:
        file.parent.mkdir(parents=True, exist_ok=True)
        file.touch(mode=0o640)
        handler = WatchedFileHandler(file, encoding="utf-8")
    handler.setFormatter(JsonLines(redactor))
    root = logging.getLogger()
    root.addHandler(handler)
    root.setLevel(level.upper())
    for chatty in ("httpx", "httpcore", "sqlalchemy", "alembic", "imapclient"):
        logging.getLogger(chatty).setLevel(logging.WARNING)
    return handler


def close_log(handler: logging.Handler) -> None:
    """Take the handler away again."""
    logging.getLogger().removeHandler(handler)
    handler.close()


def why(error: PlatformError) -> dict[str, object]:
    """Return what a log line says of a platform's failure: its code and parameters, never a body or URL."""
    return {"reason": error.reason.code, "about": error.reason.params}
