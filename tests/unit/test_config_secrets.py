"""Logins: kept whole or not at all, and only where nobody else can read them."""

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from backend.config.secrets import SecretError, SecretStore
from backend.i18n.reasons import word

LOGIN = {"token": "s3cret-åäö"}


@pytest.fixture
def secrets(tmp_path: Path) -> SecretStore:
    store = SecretStore(tmp_path / "deep" / "secrets")
    store.save(7, LOGIN)
    return store


def test_a_login_comes_back_and_nobody_else_can_read_it(secrets: SecretStore) -> None:
    assert secrets.load(7) == LOGIN
    assert secrets.folder.stat().st_mode & 0o777 == 0o700
    assert secrets.path(7).stat().st_mode & 0o777 == 0o600
    assert [path.name for path in secrets.folder.iterdir()] == ["7.json"]


def test_an_unknown_account_has_none_and_a_removed_one_neither(secrets: SecretStore) -> None:
    assert secrets.load(8) == {}
    secrets.remove(7)
    secrets.remove(7)
    assert secrets.load(7) == {}


def open_file(secrets: SecretStore) -> None:
    secrets.path(7).chmod(0o640)


def open_folder(secrets: SecretStore) -> None:
    secrets.folder.chmod(0o750)


def linked(secrets: SecretStore) -> None:
    real = secrets.folder / "real"
    secrets.path(7).rename(real)
    secrets.path(7).symlink_to(real)


def damaged(secrets: SecretStore) -> None:
    secrets.path(7).write_text('{"token": "s3cr', encoding="utf-8")


def of_another_kind(secrets: SecretStore) -> None:
    secrets.path(7).write_text('["s3cret"]', encoding="utf-8")


@pytest.mark.parametrize(
    ("harm", "code"),
    [
        (open_file, "config.open_file"),
        (open_folder, "config.open_file"),
        (linked, "secrets.unreadable"),
        (damaged, "secrets.damaged"),
        (of_another_kind, "secrets.damaged"),
    ],
)
def test_an_unsafe_or_damaged_login_is_refused(
    secrets: SecretStore, harm: Callable[[SecretStore], None], code: str
) -> None:
    harm(secrets)
    with pytest.raises(SecretError) as caught:
        secrets.load(7)
    assert caught.value.reason.code == code
    assert "s3cr" not in repr(caught.value) + word(caught.value.reason)


def test_another_users_folder_is_refused_by_name(secrets: SecretStore, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "geteuid", lambda: 65_534)
    for attempt in (lambda: secrets.load(7), secrets.check_writable, lambda: secrets.save(7, LOGIN)):
        with pytest.raises(SecretError) as caught:
            attempt()
        assert caught.value.reason.code == "secrets.other_user"
        assert word(caught.value.reason).endswith(f"Run this as {caught.value.reason.params['owner']}.")


def test_a_write_that_fails_leaves_the_old_login(secrets: SecretStore, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(_descriptor: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(SecretError) as caught:
        secrets.save(7, {"token": "new"})
    monkeypatch.undo()
    assert caught.value.reason.code == "secrets.not_kept"
    assert secrets.load(7) == LOGIN
    assert [path.name for path in secrets.folder.iterdir()] == ["7.json"]


def test_the_environment_wins_by_short_name_and_keeps_what_was_learnt(secrets: SecretStore) -> None:
    given = SecretStore(secrets.folder, {"NY_HET": "other", "BLUE": '{"identifier": "a", "password": "b"}'})
    assert given.load(7, "ny-het") == {"token": "other"}
    assert given.load(7, "blue") == {**LOGIN, "identifier": "a", "password": "b"}
    assert given.load(7, "third") == LOGIN
    assert given.load(7) == LOGIN
    with pytest.raises(SecretError, match="damaged"):
        SecretStore(secrets.folder, {"BLUE": "{half"}).load(7, "blue")


def test_no_repr_holds_a_login(secrets: SecretStore) -> None:
    assert "hush" not in repr(SecretStore(secrets.folder, {"NEWS": "hush"}))
