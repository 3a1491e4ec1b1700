"""A mail server over SMTP (RFC 5321): one connection, and one mail at a time in the steps that must be told apart.

What the server says in words goes no further than here: its codes alone are kept.
"""

import re
import smtplib
import ssl
from base64 import b64encode
from collections.abc import Iterator
from contextlib import contextmanager
from email.errors import MessageError
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import formatdate

from backend.config.smtp import PLACEHOLDER, Security, SmtpSettings
from backend.model.clock import SECOND, Micros
from backend.model.mail import OutMail
from backend.model.reason import Reason
from backend.policy.mails import refusal

UNFOLDED = SMTP.clone(max_line_length=998)
"""Headers in one line each, up to the limit: a folded Message-ID would be written as an encoded word."""

_ENHANCED = re.compile(rb"([245]\.\d{1,3}\.\d{1,3})\b")


class NoServer(Exception):
    """No mail can leave now. `refused`: the login was not accepted, so it must not be tried over and over."""

    def __init__(self, reason: Reason, *, refused: bool = False) -> None:
        super().__init__(reason.code)
        self.reason = reason
        self.refused = refused


class Refused(Exception):
    """The server has not taken the mail, for certain. `lasting`: and will not, however often it is asked."""

    def __init__(self, reason: Reason, *, lasting: bool) -> None:
        super().__init__(reason.code)
        self.reason = reason
        self.lasting = lasting


class LineLost(Exception):
    """The connection ended or was silent for too long."""


class Line:
    """One connection, logged in. Used by one thread."""

    def __init__(self, client: smtplib.SMTP, settings: SmtpSettings) -> None:
        self._client = client
        self._settings = settings

    def address(self, mail: OutMail) -> None:
        """Say whom the mail is from and for. Raises Refused, LineLost; nothing of the mail has left."""
        with _line():
            self._checked(*self._client.mail(self._settings.sender), own=True)
            self._checked(*self._client.rcpt(mail.to))

    def hand_over(self, raw: bytes, answer_s: float) -> None:
        """Give the mail to the server, which may think over its answer for so long.

        Raises Refused when it has not taken it; LineLost when nobody knows.
        """
        with _line():
            if self._client.sock is not None:
                self._client.sock.settimeout(answer_s)
            try:
                code, said = self._client.data(raw)
            except smtplib.SMTPDataError as error:  # before the mail itself: the server wants none
                code, said = error.smtp_code, _bytes(error.smtp_error)
            self._checked(code, said)

    def forget(self) -> None:
        """Begin anew with the next mail. Raises LineLost."""
        with _line():
            self._client.rset()

    def close(self) -> None:
        """Hang up; whatever was taken stays taken."""
        try:
            self._client.quit()
        except (smtplib.SMTPException, OSError):
            self._client.close()

    def _checked(self, code: int, said: bytes, *, own: bool = False) -> None:
        """Raise what the server's answer means. `own`: it is about the sender."""
        if 200 <= code < 300:
            return
        lasting = 500 <= code < 600
        enhanced = _ENHANCED.match(said)
        status = enhanced[1].decode() if enhanced else ""
        told: dict[str, str | int] = {"status": f"{code} {status}".strip()}
        if not lasting:
            raise Refused(Reason("mail.not_now", told), lasting=False)
        raise Refused(Reason("mail.sender_refused" if own else refusal(code, status).value, told), lasting=True)


def open_line(settings: SmtpSettings, password: str, timeout_s: float) -> Line:
    """Connect, begin TLS and log in; each step may take `timeout_s` seconds. Raises NoServer."""
    with _told(settings):
        context = ssl.create_default_context()
        name = settings.domain  # what we greet with: looking our own name up may take longer than all the rest
        client: smtplib.SMTP
        if settings.security is Security.TLS:
            client = smtplib.SMTP_SSL(settings.host, settings.port, name, timeout=timeout_s, context=context)
        else:
            client = smtplib.SMTP(settings.host, settings.port, name, timeout=timeout_s)
    try:
        with _told(settings):
            client.ehlo_or_helo_if_needed()
            if settings.security is Security.STARTTLS:
                client.starttls(context=context)
            if settings.user:
                _log_in(client, settings, password)
    except NoServer:
        client.close()
        raise
    return Line(client, settings)


def _log_in(client: smtplib.SMTP, settings: SmtpSettings, password: str) -> None:
    """Log in once (RFC 4954). smtplib's own way tries all mechanisms in turn, and knows ASCII passwords only."""
    offered = client.esmtp_features.get("auth", "").upper().split()
    user, secret = settings.user.encode(), password.encode()
    if "PLAIN" in offered:  # RFC 4616
        code, _said = client.docmd("AUTH", "PLAIN " + _base64(b"\0" + user + b"\0" + secret))
    elif "LOGIN" in offered:
        code, _said = client.docmd("AUTH", f"LOGIN {_base64(user)}")
        code, _said = client.docmd(_base64(secret)) if code == 334 else (code, b"")
    else:
        raise NoServer(Reason("mail.no_login", {"host": settings.host}), refused=True)
    if 400 <= code < 500:  # not now, which says nothing of the password (RFC 4954, section 6)
        raise NoServer(unreachable(settings))
    if code != 235:
        raise NoServer(Reason("mail.login_refused", {"host": settings.host}), refused=True)


def _base64(raw: bytes) -> str:
    return b64encode(raw).decode()


@contextmanager
def _told(settings: SmtpSettings) -> Iterator[None]:
    """Say every failure on the way to a login as NoServer, without a word of what the server said."""
    try:
        yield
    except ssl.SSLCertVerificationError:
        raise NoServer(Reason("mail.certificate", {"host": settings.host})) from None
    except smtplib.SMTPNotSupportedError:
        raise NoServer(Reason("mail.no_starttls", {"host": settings.host})) from None
    except (smtplib.SMTPException, OSError):
        raise NoServer(unreachable(settings)) from None


@contextmanager
def _line() -> Iterator[None]:
    """Say every failure of the connection as LineLost."""
    try:
        yield
    except (smtplib.SMTPServerDisconnected, OSError):
        raise LineLost from None


def unreachable(settings: SmtpSettings) -> Reason:
    """Return why no mail can leave when the server does not answer."""
    return Reason("mail.unreachable", {"host": settings.host, "port": settings.port})


def _bytes(said: bytes | str) -> bytes:
    return said if isinstance(said, bytes) else said.encode()


def written(mail: OutMail, settings: SmtpSettings, now: Micros) -> bytes:
    """Put a mail together (RFC 5322): plain text in UTF-8, lines that end in CRLF, nothing but ASCII on the wire.

    Auto-Submitted keeps other machines from answering (RFC 3834, section 5). Raises ValueError for an address or a
    subject that cannot stand in a header.
    """
    try:
        return _put_together(mail, settings, now)
    except (MessageError, AttributeError) as error:  # what `email` says of addresses that it cannot read
        raise ValueError(type(error).__name__) from error


def _put_together(mail: OutMail, settings: SmtpSettings, now: Micros) -> bytes:
    message = EmailMessage(policy=SMTP)
    message["From"] = Address(settings.name, addr_spec=settings.sender)
    message["To"] = Address(addr_spec=mail.to)
    if settings.reply_to and mail.token:
        message["Reply-To"] = Address(addr_spec=settings.reply_to.replace(PLACEHOLDER, mail.token))
    message["Subject"] = mail.subject
    message["Date"] = formatdate(now / SECOND, usegmt=True)
    message["Message-ID"] = _message_id(mail.message_id, settings)
    if mail.in_reply_to:
        message["In-Reply-To"] = message["References"] = _message_id(mail.in_reply_to, settings)
    message["Auto-Submitted"] = "auto-generated"
    message.set_content(mail.body, cte="quoted-printable")
    return message.as_bytes(policy=UNFOLDED)


def _message_id(kept: str, settings: SmtpSettings) -> str:
    """Return a whole Message-ID: of our own mails the part before the `@` is kept, the sender's domain follows."""
    return kept if kept.startswith("<") else f"<{kept}@{settings.domain}>"
