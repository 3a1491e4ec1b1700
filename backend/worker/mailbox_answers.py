"""Answers to questions: mails that come back to what we sent, as text of outside origin in the case they belong to.

A mail is known by the mail of ours that it answers (In-Reply-To, References: RFC 5322, section 3.6.4), or by a
question's token in its subject or in the address it was sent to. Nobody else can know either. Whether it is also from
whom was asked is another matter, which our own receiving server's word on signatures decides (`mailbox_trust`).
Nothing that came back is ever sent on, and nothing is thrown away: what is not surely an answer is kept as what it is.
"""

import re
from collections.abc import Sequence
from hashlib import sha256

from backend.model.question import Back, Came
from backend.model.reason import Reason
from backend.store.engine import Store
from backend.store.read.questions import answers_awaited, read_to
from backend.store.write.question_answers import keep_answers, show_unread
from backend.text.mail_answer import answer_of, tokens
from backend.worker.mailbox_mail import Head, Mail
from backend.worker.mailbox_taker import Fence, Spot, spot
from backend.worker.mailbox_trust import passed

OURS = re.compile(r"\bnightdesk\.[0-9a-f]{32}\b")
"""The part of our Message-IDs before the `@`."""

_PLUS = re.compile(r"\+([0-9a-f]{16})@", re.IGNORECASE)
_FAILED = re.compile(rb"^Action:[ \t]*failed\b|^Status:[ \t]*5\.", re.IGNORECASE | re.MULTILINE)
"""A delivery that has failed for good (RFC 3464, sections 2.3.3 and 2.3.4)."""

_RECIPIENT = re.compile(r"^(?:Original|Final)-Recipient:[^;\r\n]*;[ \t]*<?([^\s<>]+@[^\s<>]+)", re.I | re.M)
"""Whom a report is about (RFC 3464, sections 2.3.1 and 2.3.2)."""

_AUTO_SUBJECT = re.compile(r"\s*(?:automatic reply|automatiskt svar|autosvar|out of office)\b", re.IGNORECASE)
_TO = ("to", "cc", "delivered-to", "x-original-to", "envelope-to")
_MACHINES = ("mailer-daemon", "postmaster")
KEY = 200
"""Characters of a Message-ID that are kept."""


class AnswersTaker:
    """Reads the mailbox for questions. `server` is whose results on signatures are believed."""

    def __init__(self, store: Store, server: str) -> None:
        self._store = store
        self._server = server
        self._shown_well = False

    def active(self) -> bool:
        """Tell whether anybody was asked anything lately."""
        return answers_awaited(self._store.reader, self._store.clock.now())

    def read_to(self, validity: int) -> int | None:
        """Return up to which UID all mails have been taken; None to begin with the mails of the last weeks."""
        kept = spot(read_to(self._store.reader))
        return kept.uid if kept and kept.validity == validity else None

    def wants(self, head: Head) -> bool:
        """Tell whether a mail may belong to a question."""
        return comes_back(head)

    def take(self, mails: Sequence[Mail], to: Spot, fence: Fence) -> int:
        """Keep what came back and how far was read, in one transaction. Raises LeaseLost."""
        backs = [understood(mail, self._server) for mail in mails]
        return keep_answers(self._store, backs, str(to), fence)

    def trouble(self, why: Reason | None) -> None:
        """Show at the questions that wait that no answer can be read, or that they can again."""
        if why is not None or not self._shown_well:
            show_unread(self._store, why)
        self._shown_well = why is None


def comes_back(head: Head) -> bool:
    """Tell whether a mail answers one of ours, or tells that one could not be delivered, as far as its headers say."""
    if OURS.search(_field(head, "message-id")):
        return False  # our own, which somebody sends here as well
    return bool(_ids(head) or _tokens(head) or _is_report(head))


def understood(mail: Mail, server: str) -> Back:
    """Return what a mail is to the questions: whose, about which, and its own words."""
    kind, head = kind_of(mail), mail.head
    whole = mail.texts[0] if mail.texts else ""
    told = mail.raw.decode("latin-1") if kind is Came.BOUNCE else ""  # it carries the headers of our mail
    return Back(
        kind=kind,
        key=_field(head, "message-id")[:KEY] or sha256(mail.raw).hexdigest(),
        ids=tuple(dict.fromkeys((*_ids(head), *OURS.findall(told)))),
        tokens=tuple(dict.fromkeys((*_tokens(head), *tokens(told)))),
        sender=head.sender,
        signed=tuple(sorted(passed(head.headers, server))),
        text=answer_of(whole) if kind is Came.ANSWER else "",
        whole=whole,
        attached=mail.attached,
        written_at=head.written_at,
        failed=tuple(dict.fromkeys((*_RECIPIENT.findall(told), *_failed(head)))) if told else (),
    )


def kind_of(mail: Mail) -> Came:
    """Return whether a person wrote a mail, a machine for them, or a mail server that could not deliver ours.

    A delay is no failure. By RFC 3834 (section 5) every machine says Auto-Submitted; not all do.
    """
    head = mail.head
    if _is_report(head):
        return Came.BOUNCE if _FAILED.search(mail.raw) or _has(head, "x-failed-recipients") else Came.AUTO
    if _field(head, "auto-submitted").lower().strip() not in ("", "no"):
        return Came.AUTO
    said = _has(head, "x-autoreply", "x-autorespond") or _field(head, "precedence").lower().strip() == "auto_reply"
    nobody = _field(head, "return-path").strip() == "<>"
    return Came.AUTO if said or nobody or _AUTO_SUBJECT.match(head.subject) else Came.ANSWER


def _is_report(head: Head) -> bool:
    """Tell whether a mail server (or a mail program: a receipt) reports on a mail of ours (RFC 6522)."""
    return _field(head, "content-type").lower().lstrip().startswith("multipart/report") or (
        head.sender.partition("@")[0].lower() in _MACHINES
    )


def _failed(head: Head) -> list[str]:
    """Return the addresses that some servers name in the head of a report."""
    return [one.strip() for one in _field(head, "x-failed-recipients").split(",") if "@" in one]


def _ids(head: Head) -> list[str]:
    return OURS.findall(f"{_field(head, 'in-reply-to')} {_field(head, 'references')}")


def _tokens(head: Head) -> list[str]:
    addresses = " ".join(value for name, value in head.headers if name.lower() in _TO)
    return [*tokens(head.subject), *(one.lower() for one in _PLUS.findall(addresses))]


def _field(head: Head, wanted: str) -> str:
    return next((value for name, value in head.headers if name.lower() == wanted), "")


def _has(head: Head, *wanted: str) -> bool:
    return any(name.lower() in wanted for name, _value in head.headers)
