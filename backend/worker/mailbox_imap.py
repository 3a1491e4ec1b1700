"""A mailbox over IMAP4 (RFC 3501), read so that nobody who shares it notices: EXAMINE and BODY.PEEK change no flag.

The library is loaded when a mailbox is opened, and not before: most workers have none.
"""

import ssl
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from backend.config.mailbox import MailboxSettings
from backend.model.clock import DAY, SECOND, Micros, parse_iso, plus
from backend.model.reason import Reason

HEAD_BYTES = 64 * 1024
"""Bytes of a mail's headers that are fetched."""

MAIL_BYTES = 256 * 1024
"""Bytes of a whole mail that are fetched: what a vendor says stands at the beginning."""

WINDOW = 1000
"""Numbers that are asked about at once: a full mailbox would name all its mails at every look."""

NOT_NOW = ("[UNAVAILABLE]", "[INUSE]", "[LIMIT]", "[SERVERBUG]")
"""What a server answers to a login that may well be right (RFC 5530, section 3; LIMIT: RFC 9051, section 7.1)."""


class Trouble(Exception):
    """The mailbox cannot be read now. `refused`: the login was not accepted, so it must not be tried over and over."""

    def __init__(self, reason: Reason, *, refused: bool = False) -> None:
        super().__init__(reason.code)
        self.reason = reason
        self.refused = refused


@dataclass(frozen=True, slots=True)
class Folder:
    """How a folder stands. UIDs are only good under the same `validity`; `next_uid` will be the next mail's."""

    validity: int
    next_uid: int
    count: int


@dataclass(frozen=True, slots=True)
class Waiting:
    """Mails that wait to be read, in order. All up to the UID `to` are among them; `more` may wait behind it."""

    uids: list[int]
    to: int
    more: bool = False


@dataclass(frozen=True, slots=True)
class RawHead:
    """A mail's headers as they came, cut at HEAD_BYTES, and when the server got it (UTC µs)."""

    uid: int
    headers: bytes
    arrived: Micros


class Session:
    """One connection, logged in. Every method raises Trouble. Used by one thread."""

    def __init__(self, client: Any, settings: MailboxSettings) -> None:
        self._client = client
        self._settings = settings
        self._idling = False
        with _told(settings):
            self.idles = bool(client.has_capability("IDLE"))

    def look(self) -> Folder:
        """Open the folder read-only and return how it stands."""
        with self._talking(Reason("mailbox.no_folder", {"folder": self._settings.folder})):
            found: Mapping[bytes, int] = self._client.select_folder(self._settings.folder, readonly=True)
        if b"UIDVALIDITY" not in found or b"UIDNEXT" not in found:
            raise Trouble(Reason("mailbox.unreadable", {"host": self._settings.host}))
        return Folder(int(found[b"UIDVALIDITY"]), int(found[b"UIDNEXT"]), int(found[b"EXISTS"]))

    def after(self, uid: int, folder: Folder) -> Waiting:
        """Return the next mails above a UID: the nearest numbers that hold any."""
        first, width, newest = uid + 1, WINDOW, folder.next_uid - 1
        while first <= newest:
            last = min(first + width - 1, newest)
            with self._talking():
                found = sorted(self._client.search(["UID", f"{first}:{last}"]))
            if found:
                return Waiting(found, last, more=last < newest)
            first, width = last + 1, width * 4
        return Waiting([], max(uid, newest))

    def since(self, at: Micros, folder: Folder) -> Waiting:
        """Return what arrived since a moment. IMAP compares days in the server's zone: it may be a day more."""
        day = datetime.fromtimestamp(plus(at, -DAY) // SECOND, UTC).date()
        with self._talking():
            found = sorted(self._client.search(["SINCE", day]))
        return Waiting(found, max(folder.next_uid - 1, *found, 0))

    def heads(self, uids: Sequence[int]) -> list[RawHead]:
        """Fetch headers, in the order of the UIDs. A mail that is gone by now is left out."""
        item = f"BODY.PEEK[HEADER]<0.{HEAD_BYTES}>"
        with self._talking():
            found = self._client.fetch(list(uids), [item, "INTERNALDATE"])
            return [
                RawHead(uid, bytes(found[uid][b"BODY[HEADER]<0>"] or b""), _micros(found[uid][b"INTERNALDATE"]))
                for uid in uids
                if uid in found and b"BODY[HEADER]<0>" in found[uid]
            ]

    def whole(self, uid: int) -> bytes:
        """Fetch a mail, cut at MAIL_BYTES; empty when it is gone by now."""
        with self._talking():
            found = self._client.fetch([uid], [f"BODY.PEEK[]<0.{MAIL_BYTES}>"])
            return bytes(found.get(uid, {}).get(b"BODY[]<0>") or b"")

    def news(self, seconds: float) -> bool:
        """Wait (IDLE, RFC 2177) so long at the most and return whether a mail came meanwhile."""
        with _told(self._settings):
            if not self._idling:
                self._client.idle()
                self._idling = True
            started = time.monotonic()
            said = self._client.idle_check(timeout=seconds)
            if not said and time.monotonic() - started < seconds / 2:
                self._leave_idle()  # woken by nothing: the connection has ended, which this meets
            return any(len(one) > 1 and one[1] == b"EXISTS" for one in said)

    def close(self) -> None:
        """Hang up. Nothing is owed to the server: nothing was changed."""
        with _told(self._settings):
            self._client.shutdown()

    def _leave_idle(self) -> None:
        if self._idling:
            self._idling = False
            self._client.idle_done()

    @contextmanager
    def _talking(self, refusal: Reason | None = None) -> Iterator[None]:
        """Let a command through; `refusal` is what it means when the server says no to it."""
        with _told(self._settings, refusal):
            self._leave_idle()
            yield


def open_session(settings: MailboxSettings, password: str, timeout_s: float) -> Session:
    """Connect and log in; each step may take `timeout_s` seconds. Raises Trouble."""
    from imapclient import IMAPClient

    with _told(settings):
        context = ssl.create_default_context() if settings.tls else None
        client = IMAPClient(
            settings.host, settings.port, ssl=settings.tls, ssl_context=context, timeout=timeout_s, use_uid=True
        )
    try:
        client.normalise_times = False  # times keep their zone
        _log_in(client, settings, password)
        return Session(client, settings)
    except Trouble:
        with _told(settings):
            client.shutdown()
        raise


def _log_in(client: Any, settings: MailboxSettings, password: str) -> None:
    """Log in once. An error's own text may say anything, so it goes no further than here. Raises Trouble."""
    from imapclient.exceptions import IMAPClientAbortError, LoginError

    refused = Trouble(Reason("mailbox.refused", {"host": settings.host}), refused=True)
    with _told(settings):
        plain = client.has_capability("AUTH=PLAIN")
        try:
            # the LOGIN command carries ASCII alone
            (client.plain_login if plain else client.login)(settings.user, password)
        except LoginError as error:
            if isinstance(error.__context__, IMAPClientAbortError) or any(code in str(error) for code in NOT_NOW):
                raise _unreachable(settings) from None
            raise refused from None
        except UnicodeEncodeError:
            raise refused from None


@contextmanager
def _told(settings: MailboxSettings, refusal: Reason | None = None) -> Iterator[None]:
    """Say every failure of the connection as Trouble, without a word of what the server said."""
    from imapclient.exceptions import IMAPClientAbortError, IMAPClientError

    try:
        yield
    except ssl.SSLCertVerificationError:
        raise Trouble(Reason("mailbox.certificate", {"host": settings.host})) from None
    except (IMAPClientAbortError, OSError):
        raise _unreachable(settings) from None
    except IMAPClientError:
        raise Trouble(refusal or Reason("mailbox.unreadable", {"host": settings.host})) from None


def _unreachable(settings: MailboxSettings) -> Trouble:
    return Trouble(Reason("mailbox.unreachable", {"host": settings.host, "port": settings.port}))


def _micros(moment: datetime) -> Micros:
    return parse_iso(moment.isoformat())
