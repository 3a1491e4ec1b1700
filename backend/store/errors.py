"""What can go wrong with the store, said so that somebody can act on it."""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager

from backend.model.reason import Reason


class StoreError(Exception):
    """The store could not do it; nothing was changed. `reason` is worded by `backend.i18n.reasons`."""

    def __init__(self, code: str, **params: str | int) -> None:
        super().__init__(code)
        self.reason = Reason(code, dict(params))


class StoreMissing(StoreError):
    """There is no store at the address yet."""


class StoreNewer(StoreError):
    """The store was made by a newer program than this one: nothing may be written by an old one."""


class StoreOld(StoreError):
    """The store needs `nightdesk migrate` before this program can use it."""


class StoreUnavailable(StoreError):
    """Full disk, read-only file, no permission, a server that does not answer: see the code."""


_SQLITE = (
    ("full", "store.full"),
    ("readonly", "store.read_only"),
    ("locked", "store.busy"),
    ("unable to open", "store.unreachable"),
    ("not a database", "store.not_a_store"),
    ("malformed", "store.damaged"),
    ("disk i/o", "store.io"),
)


def _code(error: BaseException) -> str:
    """Name what a driver's error means; the driver's own text may hold a path or a password and is not kept."""
    text = str(error).lower()
    if isinstance(error, sqlite3.Error):
        return next((code for part, code in _SQLITE if part in text), "store.failed")
    state = getattr(error, "sqlstate", None) or ""
    if state.startswith("53"):
        return "store.full"
    if state in ("25006", "42501"):
        return "store.read_only"
    if state.startswith(("40", "55")):
        return "store.busy"
    return "store.unreachable" if not state or state.startswith(("08", "28", "3D", "57")) else "store.failed"


def _driver_error(error: BaseException) -> BaseException | None:
    """Return the database driver's own error behind `error`, None when it is something else (a constraint, a bug)."""
    origin = getattr(error, "orig", None) or error
    if isinstance(origin, sqlite3.IntegrityError | sqlite3.ProgrammingError | sqlite3.InterfaceError):
        return None
    if isinstance(origin, sqlite3.Error):
        return origin
    names = {base.__name__ for base in type(origin).__mro__} if type(origin).__module__.startswith("psycopg") else set()
    return origin if "OperationalError" in names or "InternalError" in names or _denied(origin) else None


def _denied(origin: BaseException) -> bool:
    return getattr(origin, "sqlstate", None) in ("42501", "25006")


@contextmanager
def said_clearly() -> Iterator[None]:
    """Turn a database driver's complaint inside the block into a StoreUnavailable with a code to act on."""
    try:
        yield
    except StoreError:
        raise
    except Exception as error:
        origin = _driver_error(error)
        if origin is None:
            raise
        raise StoreUnavailable(_code(origin)) from error


class LeaseLost(StoreError):
    """Another worker holds this account by now: what was read or done must be dropped, nothing was written."""


class Conflict(StoreError):
    """What was asked does not fit what is there (a name taken, a place already filled, no right to do it)."""
