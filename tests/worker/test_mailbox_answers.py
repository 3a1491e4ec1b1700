"""Answers by mail on a real IMAP server, and what each mail that comes back is taken for."""

import json
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path

import pytest

from backend.model.actor import SYSTEM
from backend.model.clock import DAY, plus
from backend.model.question import Came, Question, Turn
from backend.store.engine import Store
from backend.store.read.questions import questions
from backend.store.write.cases import open_case
from backend.store.write.contacts import add_contact
from backend.store.write.mailing import settle_sent_mail, take_mail
from backend.store.write.questions import ask_contact
from backend.worker.mailbox_answers import comes_back, understood
from backend.worker.mailbox_mail import Mail
from tests.store.scene import account, key, member, save, says
from tests.worker.dovecot import Dovecot, installed
from tests.worker.mailhand import MailHand, settings
from tests.worker.mailing import SERVER, opened, written
from tests.worker.processes import ROOT
from tests.worker.waiting import until

HR = "Ylva <hr@acme.example>"
SIGNED = f"{SERVER}; dkim=pass header.d=acme.example"
ID = "nightdesk." + "0" * 32
REPLY = f"In-Reply-To: <{ID}@example.org>\n"
TOKEN = "0123456789abcdef"


def answer(text: str = "Ja, det stämmer.", more: str = REPLY, results: str = SIGNED, **other: str) -> bytes:
    """Return a mail from the contact."""
    given = {"sender": HR, "subject": "SV: A question"} | other
    return written(text.encode(), results=results, more=f"Message-ID: <a1@acme.example>\n{more}", **given)


def wants(raw: bytes) -> bool:
    return comes_back(opened(raw).head)


def kind(raw: bytes) -> Came:
    return understood(opened(raw), SERVER).kind


class TestRecognised:
    def test_by_the_mail_it_answers_the_subject_or_the_address(self) -> None:
        assert wants(answer())
        assert wants(answer(more=f"References: <x@y>\n <{ID}@example.org>\n"))
        assert wants(answer(more="", subject=f"Re: A question [ND-{TOKEN}]"))
        assert wants(answer(more=f"To: desk+{TOKEN.upper()}@example.org\n"))
        for other in (answer(more=""), answer(more="In-Reply-To: <nightdesk.0@example.org>\n")):
            assert not wants(other)

    def test_our_own_mail_that_comes_here_is_none(self) -> None:
        assert not wants(written(b"Hej", sender="desk@example.org", more=f"Message-ID: <{ID}@example.org>\n{REPLY}"))

    def test_what_is_read_of_it(self) -> None:
        quoted = "On 2026-11-18 10:00, Desk <desk@example.org> wrote:\n> ##- above -##\n> Hej"
        back = understood(opened(answer(f"Ja.\n\n-- \nYlva\n\n{quoted}")), SERVER)
        assert (back.kind, back.ids, back.sender, back.signed) == (
            Came.ANSWER,
            (ID,),
            "hr@acme.example",
            ("acme.example",),
        )
        assert back.text == "Ja."
        assert "##- above -##" in back.whole
        assert understood(opened(answer(results=f"{SERVER}; dkim=fail header.d=acme.example")), SERVER).signed == ()

    def test_an_old_charset_and_html_alone(self) -> None:
        raw = answer().replace("stämmer".encode(), "stämmer".encode("cp1252")).replace(b"UTF-8", b"windows-1252")
        assert understood(opened(raw), SERVER).text == "Ja, det stämmer."
        html = answer(
            "<p>Ja, det st&auml;mmer.</p><p>On 2026-11-18 10:00 Desk wrote:</p><p>&gt; Hej</p>", kind="text/html"
        )
        assert understood(opened(html), SERVER).text == "Ja, det stämmer."

    def test_attachments_are_counted_and_left(self) -> None:
        part = "--b\nContent-Type: {}\nContent-Disposition: {}\n\n{}\n"
        parts = (
            part.format("text/plain", "inline", "Se bilagan."),
            part.format("text/plain", 'attachment; filename="hemligt.txt"', "hemligt"),
            part.format("application/pdf", 'attachment; filename="x.pdf"', "%PDF"),
            part.format("image/png\nContent-ID: <logo>", "inline", "png"),
            "--b--\n",
        )
        back = understood(opened(answer("".join(parts), kind='multipart/mixed; boundary="b"')), SERVER)
        assert (back.text, back.attached) == ("Se bilagan.", 2)
        assert "hemligt" not in back.whole

    def test_whatever_cannot_be_read_is_kept_as_a_mail_without_words(self) -> None:
        wild = answer("--b\n\nx\n" * 20_000, kind="multipart/mixed; boundary=b")
        back = understood(opened(wild), SERVER)
        assert (back.kind, back.text, back.ids) == (Came.ANSWER, "", (ID,))
        assert understood(Mail(opened(answer(more=REPLY)).head, (), b""), SERVER).text == ""


REPORT = (
    "--b\nContent-Type: text/plain\n\nCould not be delivered.\n"
    "--b\nContent-Type: message/delivery-status\n\nReporting-MTA: dns; mx\n\nFinal-Recipient: rfc822; hr@acme.example\n"
    "Action: {}\nStatus: {}\n--b\nContent-Type: text/rfc822-headers\n\n"
    f"Message-ID: <{ID}@example.org>\nSubject: A question\n--b--\n"
)


class TestKinds:
    def test_a_bounce_names_the_mail_that_failed(self) -> None:
        report = 'multipart/report; report-type=delivery-status; boundary="b"'
        raw = written(REPORT.format("failed", "5.1.1").encode(), sender="MAILER-DAEMON@mx.example", kind=report)
        assert wants(raw)
        back = understood(opened(raw), SERVER)
        assert (back.kind, set(back.ids), back.failed) == (Came.BOUNCE, {ID}, ("hr@acme.example",))
        other = written(
            b"Not delivered.", sender="MAILER-DAEMON@mx.example", more="X-Failed-Recipients: a@b.se, c@d.se\n"
        )
        assert understood(opened(other), SERVER).failed == ("a@b.se", "c@d.se")
        late = written(REPORT.format("delayed", "4.4.1").encode(), sender="MAILER-DAEMON@mx.example", kind=report)
        assert kind(late) is Came.AUTO

    @pytest.mark.parametrize(
        ("more", "subject"),
        [
            ("Auto-Submitted: auto-replied\n", "SV: A question"),
            ("X-Autoreply: yes\n", "SV: A question"),
            ("Precedence: auto_reply\n", "SV: A question"),
            ("Return-Path: <>\n", "SV: A question"),
            ("", "Automatiskt svar: A question"),
            ("", "Automatic reply: A question"),
        ],
    )
    def test_a_machines_answer(self, more: str, subject: str) -> None:
        assert kind(answer(more=f"{more}{REPLY}", subject=subject)) is Came.AUTO

    def test_a_persons_answer(self) -> None:
        assert kind(answer(more=f"Auto-Submitted: no\nReturn-Path: <hr@acme.example>\n{REPLY}")) is Came.ANSWER


@pytest.fixture(scope="module")
def imap() -> Iterator[Dovecot]:
    if not installed():
        pytest.skip("no Dovecot is installed")
    running = Dovecot()
    yield running
    running.close()


def asked(store: Store) -> tuple[int, str]:
    """Ask a contact, send the mail, and return the case and the mail's id."""
    account_id, anna = account(store), member(store, "Anna")
    save(store, account_id, says("c1"))
    case_id = open_case(store, anna, [key(store, "c1")]).case_id
    hr = add_contact(store, SYSTEM, "Ylva", "hr@acme.example")
    assert ask_contact(store, anna, case_id, hr, "Stämmer det?", [], plus(store.clock.now(), DAY)).ok
    mail = take_mail(store, 60, 2)
    assert mail is not None
    settle_sent_mail(store, mail)
    return case_id, mail.message_id


def only(store: Store, case_id: int) -> Question:
    (found,) = questions(store.reader, case_id)
    return found


@pytest.mark.staged
def test_answers_come_into_their_case_once_also_when_the_reader_is_killed(
    live_store: Store, imap: Dovecot, tmp_path: Path
) -> None:
    case_id, sent = asked(live_store)
    forged = answer("Nej!", f"In-Reply-To: <{sent}@example.org>\n", f"{SERVER}; none").replace(b"<a1@", b"<a2@")
    imap.deliver(
        answer("Annat"),
        forged,
        answer("Ja.\n> Hej", f"In-Reply-To: <{sent}@example.org>\n"),
        written(b"Reklam", more=""),
    )
    before = imap.files()
    told = {"url": live_store.url, "folder": str(tmp_path), "mailbox": asdict(settings(imap))}
    command = [sys.executable, "-m", "tests.worker.mailworker"]
    dying = subprocess.run([*command, json.dumps({**told, "die": True})], cwd=ROOT, timeout=30, check=False)
    assert dying.returncode == -9
    assert only(live_store, case_id).answers == ()
    hand = MailHand(live_store, tmp_path, settings(imap))

    def both() -> bool:
        hand.turn()
        return len(only(live_store, case_id).answers) == 2

    until(both, "both answers")
    hand.turn(5)
    hand.mailbox.hang_up()
    found = only(live_store, case_id)
    assert [(one.text, one.proven) for one in found.answers] == [("Nej!", False), ("Ja.", True)]
    assert found.turn is Turn.ANSWERED
    assert imap.files() == before
