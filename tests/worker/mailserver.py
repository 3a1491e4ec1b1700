"""A mail server for the tests: aiosmtpd on a free loopback port, told how to answer."""

from __future__ import annotations

from email import message_from_bytes, policy
from typing import TYPE_CHECKING, Any

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import AuthResult, LoginPassword

from backend.config.smtp import Security, SmtpSettings
from tests.ports import free_port

if TYPE_CHECKING:
    from email.message import EmailMessage

    from aiosmtpd.smtp import SMTP, Envelope, Session

PASSWORD = "kräftor i augusti"
SENDER = "desk@example.org"
OK = "250 taken"


class MailServer:
    """Keeps what it takes. `rcpt` and `data` are what it answers; so often as `cuts` says it ends the line instead."""

    def __init__(self, **options: Any) -> None:
        self.port = free_port()
        self.taken: list[EmailMessage] = []
        self.raw: list[bytes] = []
        self.recipients: list[str] = []
        self.logins = 0
        self.rcpt = OK
        self.data = OK
        self.cuts = 0
        self._controller = Controller(self, hostname="127.0.0.1", port=self.port, **options)
        self._controller.start()

    @classmethod
    def with_login(cls, password: str) -> MailServer:
        """Return a server that takes nothing without a login."""
        server: MailServer

        def check(_server: SMTP, _session: Session, _envelope: Envelope, _how: str, given: Any) -> AuthResult:
            server.logins += 1
            right = isinstance(given, LoginPassword) and given.password == password.encode()
            return AuthResult(success=right, handled=False)

        server = cls(authenticator=check, auth_required=True, auth_require_tls=False)
        return server

    def settings(self, **more: Any) -> SmtpSettings:
        """Return what a worker is told of it."""
        return SmtpSettings("127.0.0.1", self.port, Security.NONE, SENDER, "Nightdesk på jour", **more)

    async def handle_RCPT(
        self, _server: SMTP, _session: Session, envelope: Envelope, address: str, _options: list[str]
    ) -> str:
        """Answer to an address."""
        if self.rcpt == OK:
            envelope.rcpt_tos.append(address)
        return self.rcpt

    async def handle_DATA(self, server: SMTP, _session: Session, envelope: Envelope) -> str:
        """Take a mail, or not; cut the line after it was taken."""
        if self.data == OK:
            content = envelope.content
            assert isinstance(content, bytes)
            self.raw.append(content)
            self.taken.append(message_from_bytes(content, policy=policy.default))
            self.recipients += envelope.rcpt_tos
        if self.cuts:
            self.cuts -= 1
            assert server.transport is not None
            server.transport.close()
        return self.data

    def ids(self) -> list[str]:
        """Return the Message-IDs of what was taken, in order."""
        return [str(one["Message-ID"]) for one in self.taken]

    def close(self) -> None:
        """Stop it."""
        if self._controller.server is not None:
            self._controller.stop()
