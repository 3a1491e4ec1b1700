"""Mails as somebody looks them up who wants to know what left, and what did not."""

from collections.abc import Sequence
from typing import Any

from backend.model.clock import DAY, HOUR, Micros
from backend.model.mail import About, MailStanding, MailState
from backend.store.codec import load_reason
from backend.store.reader import Reader

STUCK = HOUR
"""How long a mail may be overdue before somebody is told (µs)."""

TOLD_FOR = 30 * DAY
"""How long the doctor speaks of a mail that could not be sent (µs)."""

_MAILS = """
SELECT id, to_address, subject, about, ref, state, created_at, coalesce(sent_at, 0), code, params FROM mail_out
"""


def mails(reader: Reader, limit: int, state: MailState | None = None) -> list[MailStanding]:
    """Return the newest mails, newest first; those in one state alone where it is given."""
    where, params = ("WHERE state = ?", (state.value,)) if state else ("", ())
    return [_standing(row) for row in reader.rows(f"{_MAILS} {where} ORDER BY id DESC LIMIT ?", (*params, limit))]


def failed_lately(reader: Reader, now: Micros) -> int:
    """Return how many mails of the last month were given up, other than because they were not needed any more."""
    sql = "SELECT count(*) FROM mail_out WHERE state = 'failed' AND code <> 'mail.over' AND created_at > ?"
    return int(reader.value(sql, (now - TOLD_FOR,)) or 0)


def stuck(reader: Reader, now: Micros) -> int:
    """Return how many mails should have left an hour ago."""
    sql = "SELECT count(*) FROM mail_out WHERE state IN ('queued', 'unknown') AND not_before < ?"
    return int(reader.value(sql, (now - STUCK,)) or 0)


def _standing(row: Sequence[Any]) -> MailStanding:
    key, to, subject, about, ref, state, created, sent, code, params = row
    return MailStanding(
        id=key,
        to=to,
        subject=subject,
        about=About(about),
        ref=ref,
        state=MailState(state),
        created_at=Micros(created),
        sent_at=Micros(sent),
        reason=load_reason(code, params),
    )
