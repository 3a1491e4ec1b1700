"""Mails queued: in the caller's transaction, with nothing of theirs in a header that does not belong there."""

from typing import Any

import pytest

from backend.model.clock import HOUR
from backend.model.mail import About, MailState
from backend.model.reason import Reason
from backend.policy.mails import MOST_DOUBTS
from backend.store.engine import Store
from backend.store.errors import Conflict
from backend.store.write.mailing import (
    doubt_mail,
    mails_due,
    note_leaving,
    put_back_mail,
    settle_sent_mail,
    take_mail,
)
from backend.store.write.mails import checked_address, mail_in, message_id_in
from tests.conftest import StandingClock
from tests.store.scene import look, told

LEASE_S = 60.0


def queue(store: Store, to: str = "hr@acme.example", **more: Any) -> int:
    with store.write() as w:
        return mail_in(w, to, "Hej\r\nBcc: x@y.example\u2028", "Text", about=About.QUESTION, ref=7, **more)


def test_a_mail_is_queued_with_its_reason_or_not_at_all(store: Store) -> None:
    with pytest.raises(RuntimeError), store.write() as w:
        mail_in(w, "hr@acme.example", "Hej", "Text", about=About.DIGEST)
        raise RuntimeError
    assert not mails_due(store.reader, store.clock.now())
    key = queue(store, in_reply_to="x\r\nBcc: y")
    assert look(store, "mail_out", key, "subject", "in_reply_to") == ("Hej Bcc: x@y.example", "")
    assert ("mail", key) in told(store)
    with store.write() as w:
        assert message_id_in(w, (About.QUESTION,), 7) == look(store, "mail_out", key, "message_id")
        assert message_id_in(w, (About.FALLBACK,), 7) == ""


@pytest.mark.parametrize(
    "address",
    [
        "anna", "anna@", "@acme.example", "Anna <anna@acme.example>", "a@b.example, c@d.example",
        "a@b.example\r\nBcc: c@d",
        "a..b@c.example", ".a@c.example", "a@c.example.", "a@c_d.example", "a@c.example；d",
        "a@⑴.example", "a@［c.example",
        "a b@c.example", '"a"@b.example', "a@b.example;c", "anna@-acme.example", "å@acme.example", "a@" + "x" * 300,
    ],
)  # fmt: skip
def test_only_one_plain_address_is_taken(store: Store, address: str) -> None:
    with pytest.raises(Conflict):
        queue(store, address)


def test_a_domain_is_written_in_ascii() -> None:
    assert checked_address(" Anna.Ek+x@Blåbär.Example ") == "Anna.Ek+x@xn--blbr-noae.example"


def test_each_mail_is_taken_once_and_only_its_holder_may_settle_it(store: Store, clock: StandingClock) -> None:
    key = queue(store)
    first = take_mail(store, LEASE_S, MOST_DOUBTS)
    assert first is not None
    assert take_mail(store, LEASE_S, MOST_DOUBTS) is None
    clock.move(2 * int(LEASE_S) * 1_000_000)
    second = take_mail(store, LEASE_S, MOST_DOUBTS)
    assert second is not None
    assert (second.attempt, second.doubts, second.message_id) == (2, 0, first.message_id)
    settle_sent_mail(store, first)
    assert not note_leaving(store, first)
    assert look(store, "mail_out", key, "state", "doubts") == ("sending", 0)
    settle_sent_mail(store, second)
    assert look(store, "mail_out", key, "state", "sent_at") == ("sent", clock.at)


def test_a_clear_answer_ends_a_doubt(store: Store, clock: StandingClock) -> None:
    key = queue(store)
    for _ in range(4):
        mail = take_mail(store, LEASE_S, MOST_DOUBTS)
        assert mail is not None
        assert note_leaving(store, mail)
        put_back_mail(store, mail, clock.at, Reason("mail.not_now"))
    for _ in range(MOST_DOUBTS):
        mail = take_mail(store, LEASE_S, MOST_DOUBTS)
        assert mail is not None
        assert note_leaving(store, mail)
        doubt_mail(store, mail, clock.at)
        assert look(store, "mail_out", key, "state") == MailState.UNKNOWN
    assert take_mail(store, LEASE_S, MOST_DOUBTS) is None
    assert look(store, "mail_out", key, "state", "code") == ("failed", "mail.doubtful")


def test_a_mail_that_is_held_back_waits(store: Store, clock: StandingClock) -> None:
    queue(store, not_before=clock.at + HOUR)
    assert take_mail(store, LEASE_S, MOST_DOUBTS) is None
    clock.move(HOUR)
    assert mails_due(store.reader, clock.at)
    assert take_mail(store, LEASE_S, MOST_DOUBTS) is not None
