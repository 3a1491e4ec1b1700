"""Where the notification mails lie: the mailbox's address, its user, and whose word about senders is believed.

The password never stands in the address, which is shown and logged: it is kept as the accounts' logins are
(`nightdesk mailbox password`), or comes from NIGHTDESK_IMAP_PASSWORD.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from urllib.parse import SplitResult, unquote, urlsplit

from backend.config.errors import ConfigError
from backend.config.secrets import SecretStore
from backend.config.variables import IMAP_PASSWORD, IMAP_URL, MAIL_TRUST

SLOT = "mailbox"
"""The name under which its password is kept among the logins."""

LOOPBACK = ("127.0.0.1", "::1", "localhost")
"""Where an unencrypted connection may go: it never leaves the machine."""

_SERVER_ID = re.compile(r"[A-Za-z0-9._:-]{1,253}\Z")


@dataclass(frozen=True, slots=True)
class MailboxSettings:
    """The mailbox. `password` is what the environment gives, empty when it is kept in a file: secret, hence no repr.

    `trust`: the name (authserv-id) under which our own receiving server writes its results into each mail, empty while
    nobody has said it. `poll_s`: seconds between two looks.
    """

    host: str
    port: int
    user: str
    folder: str
    tls: bool
    trust: str = ""
    poll_s: float = 60.0
    password: str = field(default="", repr=False)

    def secret(self, secrets: SecretStore) -> str:
        """Return the password, empty when there is none. Raises SecretError for a file that others can read."""
        return self.password or secrets.load(SLOT).get("password", "")


def mailbox_settings(ours: Mapping[str, str], poll_s: float) -> MailboxSettings | None:
    """Read the mailbox out of our variables, None when none is named. Raises ConfigError."""
    address = ours.get(IMAP_URL)
    if not address:
        return None
    parts = _parts(address)
    trust = ours.get(MAIL_TRUST, "")
    if trust and not _SERVER_ID.match(trust):
        raise ConfigError("config.mail_trust")
    tls = parts.scheme == "imaps"
    host = parts.hostname or ""
    if not tls and host not in LOOPBACK:
        raise ConfigError("config.mail_open")
    return MailboxSettings(
        host=host,
        port=parts.port or (993 if tls else 143),
        user=unquote(parts.username or ""),
        folder=unquote(parts.path.strip("/")) or "INBOX",
        tls=tls,
        trust=trust,
        poll_s=poll_s,
        password=ours.get(IMAP_PASSWORD, ""),
    )


def _parts(address: str) -> SplitResult:
    """Take an address apart. Raises ConfigError, which never shows it: whoever mistypes may have put a password in."""
    try:
        parts = urlsplit(address)
        whole = parts.scheme in ("imaps", "imap") and parts.hostname and parts.username and (parts.port or 1)
    except ValueError:
        raise ConfigError("config.mail_url") from None
    if parts.password is not None:
        raise ConfigError("config.mail_password")
    if not whole or parts.query or parts.fragment or not unquote(address).isprintable():
        raise ConfigError("config.mail_url")
    return parts
