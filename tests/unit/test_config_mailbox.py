"""Where the mailbox is: an address without a password, encrypted wherever it leaves the machine."""

from pathlib import Path

import pytest

from backend.config.errors import ConfigError
from backend.config.mailbox import SLOT, MailboxSettings
from backend.config.worker import worker_settings
from backend.worker.daemon import _redactor


def read(folder: Path, **more: str) -> MailboxSettings | None:
    environ = {f"NIGHTDESK_{name}": value for name, value in more.items()}
    return worker_settings({"NIGHTDESK_DATA_DIR": str(folder), "NIGHTDESK_ENV_FILE": "", **environ}, folder).mailbox


def test_there_is_none_unless_one_is_named(tmp_path: Path) -> None:
    assert read(tmp_path) is None
    assert read(tmp_path, IMAP_PASSWORD="secret", MAIL_TRUST="mx") is None


@pytest.mark.parametrize(
    ("url", "host", "port", "user", "folder", "tls"),
    [
        ("imaps://anna@mail.example.org", "mail.example.org", 993, "anna", "INBOX", True),
        ("imaps://anna%40example.org@mail.example.org:994/Alerts/FB", "mail.example.org", 994, "anna@example.org",
         "Alerts/FB", True),
        ("imaps://anna@example.org@mail.example.org/L%C3%A5da", "mail.example.org", 993, "anna@example.org",
         "Låda", True),
        ("imap://anna@127.0.0.1:1143/", "127.0.0.1", 1143, "anna", "INBOX", False),
        ("imap://anna@[::1]", "::1", 143, "anna", "INBOX", False),
    ],
)  # fmt: skip
def test_an_address(tmp_path: Path, url: str, host: str, port: int, user: str, folder: str, tls: bool) -> None:
    found = read(tmp_path, IMAP_URL=url, MAIL_TRUST="mx.example.org", MAIL_POLL_S="30")
    assert found == MailboxSettings(host, port, user, folder, tls, "mx.example.org", 30.0)


@pytest.mark.parametrize(
    ("more", "code"),
    [
        ({"IMAP_URL": "imap://anna@mail.example.org"}, "config.mail_open"),
        ({"IMAP_URL": "imap://anna@127.0.0.1.example.org"}, "config.mail_open"),
        ({"IMAP_URL": "imaps://anna:hush-hush@mail.example.org"}, "config.mail_password"),
        ({"IMAP_URL": "imaps://mail.example.org"}, "config.mail_url"),
        ({"IMAP_URL": "https://anna@mail.example.org"}, "config.mail_url"),
        ({"IMAP_URL": "imaps://anna@mail.example.org:99999"}, "config.mail_url"),
        ({"IMAP_URL": "imaps://anna@mail.example.org/a%0d%0ab"}, "config.mail_url"),
        ({"IMAP_URL": "imaps://anna@mail.example.org", "MAIL_TRUST": "mx a; dkim=pass"}, "config.mail_trust"),
        ({"IMAP_URL": "imaps://anna@mail.example.org", "MAIL_POLL_S": "0"}, "config.number"),
    ],
)
def test_what_cannot_be_used_is_said_without_showing_it(tmp_path: Path, more: dict[str, str], code: str) -> None:
    with pytest.raises(ConfigError) as caught:
        read(tmp_path, **more)
    assert caught.value.reason.code == code
    assert "hush" not in str(caught.value) + repr(caught.value.reason)


def test_the_password_is_nowhere_to_be_seen(tmp_path: Path) -> None:
    environ = {
        "NIGHTDESK_DATA_DIR": str(tmp_path),
        "NIGHTDESK_ENV_FILE": "",
        "NIGHTDESK_IMAP_URL": "imaps://anna@mail.example.org",
        "NIGHTDESK_IMAP_PASSWORD": "hush-hush",
    }
    settings = worker_settings(environ, tmp_path)
    assert "hush" not in repr(settings)
    assert "hush" not in _redactor(settings).clean("the server says: hush-hush is wrong")


def test_it_is_kept_like_a_login(tmp_path: Path) -> None:
    mailbox = read(tmp_path, IMAP_URL="imaps://anna@mail.example.org")
    assert mailbox is not None
    secrets = worker_settings({"NIGHTDESK_DATA_DIR": str(tmp_path), "NIGHTDESK_ENV_FILE": ""}, tmp_path).secrets()
    assert mailbox.secret(secrets) == ""
    secrets.save(SLOT, {"password": "hush-hush"})
    assert secrets.path(SLOT).stat().st_mode & 0o777 == 0o600
    assert mailbox.secret(secrets) == "hush-hush"
    secrets.path(SLOT).chmod(0o644)
    with pytest.raises(ConfigError):
        mailbox.secret(secrets)


def test_an_open_env_file_with_the_password_is_refused(tmp_path: Path) -> None:
    (tmp_path / ".env").write_text("NIGHTDESK_IMAP_PASSWORD=hush-hush\n")
    (tmp_path / ".env").chmod(0o644)
    with pytest.raises(ConfigError):
        worker_settings({"NIGHTDESK_DATA_DIR": str(tmp_path)}, tmp_path)
