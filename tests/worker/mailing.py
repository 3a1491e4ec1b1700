"""Mails for the tests, and what is known of them.

The files in `mails/` are made by hand after the form of the vendors' notification mails as people describe it in
public. They are no real mails: a vendor's real ones differ, and change without notice.
"""

from collections.abc import Sequence
from pathlib import Path

from backend.model.clock import Micros
from backend.model.place import Capture, PlaceKind
from backend.store.read.mailbox import MailedPlace
from backend.worker.mailbox_imap import RawHead
from backend.worker.mailbox_mail import Mail, read_head, read_mail
from tests.conftest import START

FOLDER = Path(__file__).with_name("mails")
SERVER = "mx.example.org"
SOL = MailedPlace(1, "sol", PlaceKind.FACEBOOK_GROUP, "https://www.facebook.com/groups/222333444", None)
FORUM = MailedPlace(2, "forum", PlaceKind.LINKEDIN_GROUP, "https://www.linkedin.com/groups/121615", None)
POST = "https://www.facebook.com/groups/222333444/posts/555666777"
RESULTS = f"{SERVER}; dkim=pass header.d=facebookmail.com"


def file(name: str) -> bytes:
    """Return a mail as a server has it: with CRLF."""
    return (FOLDER / f"{name}.eml").read_bytes().replace(b"\n", b"\r\n")


def written(
    text: bytes,
    *,
    results: str = RESULTS,
    sender: str = "Facebook <notification@facebookmail.com>",
    subject: str = "Bo Ek posted in Sol",
    kind: str = 'text/plain; charset="UTF-8"',
    more: str = "",
) -> bytes:
    """Return a mail in one part."""
    head = f"Authentication-Results: {results}\nReceived: from a by b\n{more}From: {sender}\nSubject: {subject}\n"
    return f"{head}MIME-Version: 1.0\nContent-Type: {kind}\n\n".replace("\n", "\r\n").encode() + text


def post(words: str, number: int = 1) -> bytes:
    """Return the mail of a post in SOL."""
    return written(
        f"Hi Team,\n\n{words}\n\nhttps://www.facebook.com/groups/222333444/posts/{number}/?ref=mail".encode()
    )


def opened(raw: bytes, uid: int = 1, arrived: Micros = START) -> Mail:
    """Read a mail as the worker does."""
    headers = raw.partition(b"\r\n\r\n")[0] + b"\r\n\r\n"
    return read_mail(read_head(RawHead(uid, headers, arrived)), raw)


def only(captures: Sequence[tuple[int, Capture]]) -> Capture:
    """Return the one capture."""
    ((_key, what),) = captures
    return what
