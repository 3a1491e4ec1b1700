"""A mail as takers look at it: who it says it is from, what it is about, and its words. All of it is outside text.

Everything is bounded before the standard parser sees it, and whatever that stumbles over reads as missing: a mail is
written by strangers, and one of them must not stop the others' mails.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from email import message_from_bytes
from email.errors import MessageError, ObsoleteHeaderDefect
from email.message import EmailMessage
from email.parser import BytesParser
from email.policy import default
from itertools import islice
from typing import Any

from backend.model.clock import DAY, Micros, parse_iso, plus
from backend.text.mail import mail_to_text
from backend.worker.mailbox_imap import RawHead
from backend.worker.mailbox_trust import LONGEST

BROKEN = (ValueError, LookupError, AttributeError, TypeError, MessageError, RecursionError)
"""How the standard parser fails on headers and parts that no mail program writes."""

MOST_PARTS = 50
"""Parts of a mail that are looked at."""

MOST_SEAMS = 200
"""A mail with more lines that may part it is not taken apart: the standard parser takes seconds for a thousand."""

LONGEST_FIELD = 1000
"""Characters of a header that are given to the standard parser, which takes seconds for some of more."""

MOST_LINES = 2000
"""Lines of a text that are looked at."""

LONGEST_LINE = 4000
"""Characters of one line of text that are kept: an address is shorter, and no person writes such a line."""

_CHARSETS = re.compile(r"(?:iso-?8859|windows-?125|cp125|koi8|big5|gb|shift|euc|us-ascii)[\w-]*\Z", re.IGNORECASE)
"""What a text may say it is written in, besides UTF-8; Python knows stranger ones, some of them slow to read."""


@dataclass(frozen=True, slots=True)
class Head:
    """A mail by its headers. `sender` is the one address in From, empty when there is none or more than one.

    `headers` are all, from the top, unfolded. `written_at` is the mail's own date, or when it arrived where that is
    missing or a day or more off.
    """

    uid: int
    headers: tuple[tuple[str, str], ...]
    sender: str
    subject: str
    written_at: Micros

    @property
    def domain(self) -> str:
        """The domain of the sender's address, lower case."""
        return self.sender.rpartition("@")[2].lower()


@dataclass(frozen=True, slots=True)
class Mail:
    """A whole mail, which may be cut: `raw` as it came.

    `texts`: its words, plain first, then those of its HTML with every link on a line of its own. `attached`: how many
    parts are no words.
    """

    head: Head
    texts: tuple[str, ...]
    raw: bytes = field(default=b"", repr=False)
    attached: int = 0


def read_head(raw: RawHead) -> Head:
    """Read headers; what cannot be read is empty."""
    message = BytesParser(policy=default).parsebytes(raw.headers, headersonly=True)
    headers = tuple((name, _unfolded(value)) for name, value in message.raw_items())
    return Head(
        raw.uid,
        headers,
        _sender(headers),
        str(_parsed(headers, "subject") or ""),
        _written(headers, raw.arrived),
    )


def read_mail(head: Head, raw: bytes) -> Mail:
    """Read the words of a mail, which may be cut; no words when it cannot be taken apart."""
    if raw.count(b"\n--") > MOST_SEAMS:
        return Mail(head, (), raw)
    try:
        message = message_from_bytes(raw, policy=default)
        parts, attached = list(_text_parts(message)), sum(map(_is_attached, _parts(message)))
    except BROKEN:
        return Mail(head, (), raw)
    plain = "\n".join(text for kind, text in parts if kind == "plain")  # some programs part it around pictures
    html = next((text for kind, text in parts if kind == "html"), "")
    texts = tuple(text for text in (_bounded(plain), _bounded(mail_to_text(html))) if text.strip())
    return Mail(head, texts, raw, attached)


def _text_parts(message: EmailMessage) -> Iterator[tuple[str, str]]:
    """Yield plain text and HTML of a mail, what is attached left out."""
    for part in _parts(message):
        kind = part.get_content_type()
        if kind in ("text/plain", "text/html") and part.get_content_disposition() != "attachment":
            payload = part.get_payload(decode=True)
            if isinstance(payload, bytes):
                yield kind.removeprefix("text/"), _decoded(payload, part.get_content_charset("utf-8"))


def _parts(message: EmailMessage) -> Iterator[EmailMessage]:
    return islice(message.walk(), MOST_PARTS)


def _is_attached(part: EmailMessage) -> bool:
    """Tell whether a part is a file beside the words. A picture that belongs to the words is none."""
    if part.is_multipart():
        return False
    if part.get_content_disposition() == "attachment":
        return True
    words = part.get_content_type() in ("text/plain", "text/html")
    return not words and not part["Content-ID"]


def _decoded(raw: bytes, charset: str) -> str:
    """Read bytes as text. What is valid UTF-8 is that, whatever the mail says of itself."""
    try:
        return raw.decode("utf-8")
    except UnicodeDecodeError:
        return raw.decode(charset if _CHARSETS.match(charset) else "utf-8", "replace")


def _bounded(text: str) -> str:
    return "\n".join(line[:LONGEST_LINE] for line in text.splitlines()[:MOST_LINES])


def _unfolded(value: Any) -> str:
    return re.sub(r"[\r\n]+", " ", str(value))[:LONGEST]


def _parsed(headers: tuple[tuple[str, str], ...], wanted: str) -> Any:
    """Return a header as the standard parser reads it, None when it is missing, written twice, or unreadable."""
    found = [value for name, value in headers if name.lower() == wanted]
    if len(found) != 1:
        return None
    try:
        return default.header_factory(wanted, found[0][:LONGEST_FIELD])
    except BROKEN:
        return None


def _sender(headers: tuple[tuple[str, str], ...]) -> str:
    """Return the address in From. One that is not written by the rules could be read as another by another program."""
    parsed = _parsed(headers, "from")
    if parsed is None or not all(isinstance(one, ObsoleteHeaderDefect) for one in parsed.defects):
        return ""
    addresses = list(parsed.addresses)
    return str(addresses[0].addr_spec) if len(addresses) == 1 else ""


def _written(headers: tuple[tuple[str, str], ...], arrived: Micros) -> Micros:
    parsed = _parsed(headers, "date")
    if parsed is None or parsed.datetime is None:
        return arrived
    said = parse_iso(parsed.datetime.isoformat())
    return said if plus(arrived, -DAY) < said < plus(arrived, DAY) else arrived
