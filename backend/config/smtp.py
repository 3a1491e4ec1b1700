"""How mails leave: the mail server's address, how the way to it is guarded, and whom they are from.

The password is kept as the accounts' logins are (`nightdesk mail password`), or comes from NIGHTDESK_SMTP_PASSWORD.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from backend.config.errors import ConfigError
from backend.config.mailbox import LOOPBACK
from backend.config.secrets import SecretStore
from backend.config.variables import (
    SMTP_FROM,
    SMTP_HOST,
    SMTP_PASSWORD,
    SMTP_PORT,
    SMTP_REPLY_TO,
    SMTP_SECURITY,
    SMTP_USER,
)

SLOT = "smtp"
"""The name under which its password is kept among the logins."""

PLACEHOLDER = "{token}"
"""What stands in NIGHTDESK_SMTP_REPLY_TO for a question's token."""

_ADDRESS = re.compile(r"[A-Za-z0-9.!#$%&'*+/=?^_`|~-]{1,64}@[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)*\Z")
_FROM = re.compile(r"(?:([^<>\x00-\x1f\x7f]{0,100})<([^<>\s]{3,320})>|([^<>\s]{3,320}))\Z")
_HOST = re.compile(r"[A-Za-z0-9.:-]{1,253}\Z")


class Security(StrEnum):
    """How the way to the server is guarded: TLS from the start, TLS by STARTTLS, not at all (on this machine only)."""

    TLS = "tls"
    STARTTLS = "starttls"
    NONE = "none"


PORTS = {Security.TLS: 465, Security.STARTTLS: 587, Security.NONE: 25}
"""Where a server usually waits: submission (RFC 8314, section 7.3; RFC 6409), or a mail server on this machine."""


@dataclass(frozen=True, slots=True)
class SmtpSettings:
    """The mail server. `password` is what the environment gives, empty when it is kept in a file: secret, so no repr.

    `user` is empty where the server asks for no login. Mails are from `sender`, shown as `name`; answers go to
    `reply_to` where it is set: an address whose mails lie in the mailbox that is read, `{token}` in it stands for a
    question's token.
    """

    host: str
    port: int
    security: Security
    sender: str
    name: str = ""
    user: str = ""
    reply_to: str = ""
    password: str = field(default="", repr=False)

    @property
    def domain(self) -> str:
        """The sender's domain, lower case."""
        return self.sender.rpartition("@")[2].lower()

    def secret(self, secrets: SecretStore) -> str:
        """Return the password, empty when there is none. Raises SecretError for a file that others can read."""
        return self.password or secrets.load(SLOT).get("password", "")


def smtp_settings(ours: Mapping[str, str]) -> SmtpSettings | None:
    """Read the mail server out of our variables, None when none is named. Raises ConfigError."""
    host = ours.get(SMTP_HOST)
    if not host:
        return None
    security = _security(ours, host)
    name, sender = _sender(ours.get(SMTP_FROM, ""))
    reply_to = ours.get(SMTP_REPLY_TO, "")
    if reply_to and not _ADDRESS.match(reply_to.replace(PLACEHOLDER, "x")):
        raise ConfigError("config.smtp_address", name=SMTP_REPLY_TO)
    if not _HOST.match(host):
        raise ConfigError("config.smtp_host")
    return SmtpSettings(
        host=host,
        port=_port(ours.get(SMTP_PORT), PORTS[security]),
        security=security,
        sender=sender,
        name=name,
        user=ours.get(SMTP_USER, ""),
        reply_to=reply_to,
        password=ours.get(SMTP_PASSWORD, ""),
    )


def _security(ours: Mapping[str, str], host: str) -> Security:
    said = (ours.get(SMTP_SECURITY) or Security.TLS).lower()
    if said not in list(Security):
        raise ConfigError("config.one_of", name=SMTP_SECURITY, known=", ".join(Security))
    if said == Security.NONE and host not in LOOPBACK:
        raise ConfigError("config.smtp_open")
    return Security(said)


def _sender(text: str) -> tuple[str, str]:
    """Return the name and the address in `Name <address>`, or an address alone."""
    found = _FROM.match(text.strip())
    address = (found[2] or found[3]) if found else ""
    if not found or not _ADDRESS.match(address):
        raise ConfigError("config.smtp_address", name=SMTP_FROM)
    return (found[1] or "").strip().strip('"'), address


def _port(text: str | None, usual: int) -> int:
    if not text:
        return usual
    if not text.isdecimal() or not 0 < int(text) < 65_536:
        raise ConfigError("config.number", name=SMTP_PORT, least="1", most="65535")
    return int(text)
