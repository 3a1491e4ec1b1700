"""Mails that are to leave: queued in whatever transaction gives the reason for them. `mailing` takes and settles them.

The Message-ID is made once, here: a mail that is sent again after an unknown end is the same mail. Its second half is
the sender's domain, which the mailer knows.
"""

import re
import secrets
from typing import Any

from sqlalchemy import insert, select

from backend.model.change import Topic
from backend.model.clock import Micros
from backend.model.mail import About
from backend.store.engine import Writer
from backend.store.errors import Conflict
from backend.store.write.rows import mail_out
from backend.text.clean import clean

LONGEST_SUBJECT = 200
"""Characters of a subject that are kept."""

_LOCAL = re.compile(r"(?=.{1,64}\Z)[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+(\.[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+)*\Z")
"""What may stand before the `@` (RFC 5322, `dot-atom`; RFC 5321 for its length): no name, no list, no end of a line."""

_DOMAIN = re.compile(r"(?=.{1,253}\Z)[a-z0-9]([a-z0-9-]*[a-z0-9])?(\.[a-z0-9]([a-z0-9-]*[a-z0-9])?)*\Z")
"""A domain in ASCII (RFC 1123, section 2.1), looked at after IDNA, which makes brackets of other signs."""

_BREAKS = re.compile(r"[\x00-\x1f\x7f\x85\u2028\u2029]+")
_ID = re.compile(r"<?[\x21-\x3b=\x3f-\x7e]{1,250}>?\Z")


def mail_in(
    w: Writer,
    to: str,
    subject: str,
    body: str,
    *,
    about: About,
    ref: int = 0,
    in_reply_to: str = "",
    not_before: Micros | None = None,
) -> int:
    """Queue a mail in this transaction and return its key.

    `in_reply_to` is the `message_id` of an earlier mail of ours (see `message_id_in`), or a whole Message-ID.
    `not_before` (UTC µs) keeps it back. A line break in the subject becomes a blank. Raises Conflict for what is no
    plain address.
    """
    values: dict[str, Any] = {
        "to_address": checked_address(to),
        "subject": _BREAKS.sub(" ", clean(subject)).strip()[:LONGEST_SUBJECT],
        "body": clean(body),
        "message_id": f"nightdesk.{secrets.token_hex(16)}",
        "in_reply_to": in_reply_to if _ID.match(in_reply_to) else "",
        "about": about.value,
        "ref": ref,
        "not_before": w.now if not_before is None else not_before,
        "created_at": w.now,
    }
    key = int(w.conn.execute(insert(mail_out).returning(mail_out.c.id), values).scalar_one())
    w.tell(Topic.MAIL, key)
    return key


def checked_address(text: str) -> str:
    """Return a mail address as it may stand in a header, its domain in ASCII (IDNA) and lower case.

    Raises Conflict for anything else than one plain address.
    """
    local, _, domain = text.strip().rpartition("@")
    try:
        domain = domain.lower().encode("idna").decode().lower()
    except UnicodeError:
        domain = ""
    if not _LOCAL.match(local) or not _DOMAIN.match(domain):
        raise Conflict("mail.bad_address")
    return f"{local}@{domain}"


def message_id_in(w: Writer, about: tuple[About, ...], ref: int) -> str:
    """Return the message id of the first mail about something, for `in_reply_to` of the next one; empty for none."""
    asked = select(mail_out.c.message_id).where(
        mail_out.c.ref == ref, mail_out.c.about.in_([one.value for one in about])
    )
    return str(w.conn.execute(asked.order_by(mail_out.c.id).limit(1)).scalar_one_or_none() or "")
