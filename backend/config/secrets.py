"""Where the accounts' logins lie: one file an account, readable by the worker's user alone, never the database.

A renewed login is written beside and renamed, so that a crash leaves the old one or the new one, never half of one.
"""

import json
import os
import re
import stat
import tempfile
from collections.abc import Mapping
from pathlib import Path

from backend.config.envfile import check_private, user_name
from backend.config.errors import ConfigError


class SecretError(ConfigError):
    """A login cannot be read or kept; `reason` says what to do and never holds any part of the login."""


class SecretStore:
    """Logins by account key, or by a name where they are no account's (the mailbox's password).

    `overrides` come from the environment, by an account's short name, and win over what is kept.
    """

    def __init__(self, folder: Path, overrides: Mapping[str, str] | None = None) -> None:
        self.folder = folder
        self._overrides = {_slot(name): value for name, value in (overrides or {}).items()}

    def __repr__(self) -> str:
        return f"SecretStore({str(self.folder)!r})"

    def load(self, owner: int | str, short_name: str = "") -> dict[str, str]:
        """Return an owner's login, empty when none is kept.

        A login in the environment (NIGHTDESK_TOKEN_<SHORT NAME>) is the token itself, or a JSON object of strings.
        Raises SecretError for a file that others can read or own, or that is damaged.
        """
        kept = self._read(owner)
        given = self._overrides.get(_slot(short_name)) if short_name else None
        return {**kept, **_given(given)} if given else kept

    def save(self, owner: int | str, values: Mapping[str, str]) -> None:
        """Keep an owner's login, whole or not at all. Raises SecretError when it cannot be kept safely."""
        self.check_writable()
        try:
            descriptor, name = tempfile.mkstemp(prefix=f"{owner}.", suffix=".new", dir=self.folder)
            try:
                with os.fdopen(descriptor, "w", encoding="utf-8") as file:
                    json.dump(dict(values), file)
                    file.flush()
                    os.fsync(file.fileno())
                Path(name).replace(self.path(owner))
            except BaseException:
                Path(name).unlink(missing_ok=True)
                raise
            self._sync_folder()
        except OSError as error:
            raise SecretError("secrets.not_kept", file=str(self.folder)) from error

    def remove(self, owner: int | str) -> None:
        """Forget an owner's login. Raises SecretError when the file cannot be removed."""
        try:
            self.path(owner).unlink(missing_ok=True)
        except OSError as error:
            raise SecretError("secrets.not_kept", file=str(self.folder)) from error

    def check_writable(self) -> None:
        """Make the folder when it is missing. Raises SecretError when it is another user's or open to others."""
        try:
            self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        except OSError as error:
            raise SecretError("secrets.not_kept", file=str(self.folder)) from error
        self._check_folder()

    def path(self, owner: int | str) -> Path:
        """Return the file of an owner's login."""
        return self.folder / f"{owner}.json"

    def _read(self, owner: int | str) -> dict[str, str]:
        path = self.path(owner)
        try:
            descriptor = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_CLOEXEC)
        except FileNotFoundError:
            return {}
        except OSError as error:
            raise SecretError("secrets.unreadable", file=str(path)) from error
        with os.fdopen(descriptor, encoding="utf-8") as file:
            self._check_folder()
            status = os.fstat(descriptor)
            _checked(str(path), status)
            try:
                values = json.load(file)
            except (OSError, ValueError) as error:
                raise SecretError("secrets.damaged", file=str(path)) from error
        return _strings(values, str(path))

    def _check_folder(self) -> None:
        _checked(str(self.folder), self.folder.stat())

    def _sync_folder(self) -> None:
        descriptor = os.open(self.folder, os.O_RDONLY | os.O_DIRECTORY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)


def _checked(name: str, status: os.stat_result) -> None:
    if status.st_uid != os.geteuid() and stat.S_ISDIR(status.st_mode):
        owner, user = user_name(status.st_uid), user_name(os.geteuid())
        raise SecretError("secrets.other_user", file=name, owner=owner, user=user)
    try:
        check_private(name, status.st_mode, status.st_uid)
    except ConfigError as error:
        raise SecretError(error.reason.code, **error.reason.params) from None


def _given(value: str) -> dict[str, str]:
    if not value.lstrip().startswith("{"):
        return {"token": value}
    try:
        return _strings(json.loads(value), "NIGHTDESK_TOKEN_…")
    except ValueError as error:
        raise SecretError("secrets.damaged", file="NIGHTDESK_TOKEN_…") from error


def _strings(values: object, name: str) -> dict[str, str]:
    if not isinstance(values, dict) or not all(isinstance(value, str) for value in values.values()):
        raise SecretError("secrets.damaged", file=name)
    return {str(key): value for key, value in values.items()}


def _slot(short_name: str) -> str:
    """Return a short name as it stands at the end of a variable's name: upper case, other signs as underscores."""
    return re.sub(r"[^A-Z0-9]", "_", short_name.upper())
