"""Mails out through a real server: once each, what the server says is understood, and an unknown end goes once more."""

import json
import ssl
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import asdict, replace
from pathlib import Path
from random import Random
from typing import Any

import pytest
from sqlalchemy import update

from backend.config.smtp import Security
from backend.config.worker import WorkerSettings
from backend.model.clock import DAY, HOUR, MINUTE, SECOND
from backend.model.mail import About
from backend.policy.mails import MOST_TRIES, Refusal, refusal, wait_after
from backend.store.engine import Store
from backend.store.write.mailing import BODIES_FOR, blank_mails, send_again
from backend.store.write.mails import mail_in
from backend.store.write.rows import mail_out
from backend.store.write.sync import register_worker
from backend.worker.duty import Duty
from backend.worker.lease import Lease
from backend.worker.mailer import LEASE, Mailer
from backend.worker.mailer_smtp import NoServer, open_line
from backend.worker.redact import Redactor
from backend.worker.tempo import Tempo
from tests.conftest import StandingClock
from tests.worker.mailserver import OK, PASSWORD, SENDER, MailServer
from tests.worker.processes import ROOT
from tests.worker.waiting import until

TO = "hr@acme.example"


@pytest.fixture
def server() -> Iterator[MailServer]:
    running = MailServer()
    yield running
    running.close()


class Hand:
    """One worker's mailer, turn by turn, on the standing clock."""

    def __init__(self, store: Store, clock: StandingClock, server: MailServer, folder: Path, **more: str) -> None:
        self.store, self.clock = store, clock
        settings = server.settings(**more)
        told = WorkerSettings(store.url, folder, folder / "secrets", http_timeout_s=5, smtp=settings)
        self.secrets = told.secrets()
        worker_id = register_worker(store, "here", 1, "")
        self.redactor = Redactor()
        duty = Duty(store, clock, told, Tempo(), worker_id, self.redactor, Random(1))
        lease = Lease(store, LEASE, worker_id, 10**9)
        assert lease.take()
        self.mailer = Mailer(duty, settings, lease)

    def turn(self, later: int = 0) -> None:
        self.clock.move(later)
        self.mailer.turn()

    def row(self, key: int = 1) -> tuple[str, int, int, str]:
        row = self.store.reader.one("SELECT state, attempts, doubts, code FROM mail_out WHERE id = ?", (key,))
        assert row is not None
        return tuple(row)


@pytest.fixture
def hand(store: Store, clock: StandingClock, server: MailServer, tmp_path: Path) -> Hand:
    return Hand(store, clock, server, tmp_path)


def queue(store: Store, subject: str = "Fråga", body: str = "Hej!\n.\nBlåbär ☃\n", **more: Any) -> int:
    with store.write() as w:
        return mail_in(w, TO, subject, body, **{"about": About.DIGEST, **more})


class TestSending:
    def test_a_mail_as_it_arrives(self, hand: Hand, server: MailServer) -> None:
        queue(hand.store, "Fråga\r\nBcc: all@example.org", in_reply_to="nightdesk.0")
        hand.turn()
        (mail,) = server.taken
        assert (mail["To"], mail["From"]) == (TO, f"Nightdesk på jour <{SENDER}>")
        assert mail["Subject"] == "Fråga Bcc: all@example.org"
        assert mail["Bcc"] is None
        assert mail["Auto-Submitted"] == "auto-generated"
        assert mail["In-Reply-To"] == mail["References"] == "<nightdesk.0@example.org>"
        assert mail["Message-ID"].endswith("@example.org>")
        assert mail.get_content() == "Hej!\r\n.\r\nBlåbär ☃\r\n"
        assert server.raw[0].isascii()
        assert server.recipients == [TO]
        assert hand.row() == ("sent", 1, 1, "")
        hand.turn(DAY)
        assert len(server.taken) == 1

    def test_what_is_not_due_waits(self, hand: Hand, server: MailServer) -> None:
        queue(hand.store, not_before=hand.clock.at + HOUR)
        hand.turn()
        assert server.taken == []
        hand.turn(HOUR)
        assert len(server.taken) == 1

    def test_words_go_a_week_after_they_were_sent(self, hand: Hand) -> None:
        queue(hand.store)
        queue(hand.store, about=About.QUESTION)
        hand.turn()
        hand.clock.move(BODIES_FOR)
        assert blank_mails(hand.store) == 0
        hand.clock.move(SECOND)
        assert blank_mails(hand.store) == 2
        rows = hand.store.reader.rows("SELECT about, body, to_address, subject FROM mail_out")
        assert [tuple(row) for row in rows] == [("question", "", "", "")], "a digest is gone, as an address nobody has"


class TestAnswers:
    def test_not_now_is_tried_again_and_given_up_after_a_day(self, hand: Hand, server: MailServer) -> None:
        queue(hand.store)
        started = hand.clock.at
        server.rcpt = "451 4.7.1 greylisted, hush"
        hand.turn()
        assert hand.row() == ("queued", 1, 0, "mail.not_now")
        hand.turn(MINUTE - SECOND)
        assert hand.row()[1] == 1
        for attempt in range(2, MOST_TRIES + 1):
            hand.turn(wait_after(attempt))
        assert hand.row() == ("failed", MOST_TRIES, 0, "mail.given_up")
        assert DAY - 2 * HOUR < hand.clock.at - started < DAY + 2 * HOUR
        assert hand.store.reader.value("SELECT params FROM mail_out") == '{"status":"451 4.7.1"}'
        assert send_again(hand.store, 1)
        hand.turn()
        assert hand.row()[::3] == ("queued", "mail.not_now"), "as if it were new"

    def test_one_that_cannot_be_written_holds_up_no_other(self, hand: Hand, server: MailServer) -> None:
        for bad in ("hr@acme.example.", "hr@[acme"):
            key = queue(hand.store)
            with hand.store.write() as w:
                w.conn.execute(update(mail_out).where(mail_out.c.id == key).values(to_address=bad))
        queue(hand.store)
        hand.turn()
        assert [hand.row(key)[::3] for key in (1, 2, 3)] == [("failed", "mail.broken")] * 2 + [("sent", "")]

    def test_never_says_what_to_do_and_holds_up_no_other(self, hand: Hand, server: MailServer) -> None:
        queue(hand.store)
        server.rcpt = "550 5.1.1 no such user"
        hand.turn()
        assert hand.row() == ("failed", 1, 0, "mail.no_such_address")
        server.rcpt, server.data = OK, "554 5.7.1 spam"
        queue(hand.store)
        hand.turn()
        assert hand.row(2) == ("failed", 1, 1, "mail.not_allowed")
        server.data = OK
        assert send_again(hand.store, 2)
        hand.turn()
        assert hand.row(2) == ("sent", 3, 1, "")
        assert not send_again(hand.store, 2)

    @pytest.mark.parametrize(
        ("code", "enhanced", "means"),
        [
            (550, "5.1.1", Refusal.NO_SUCH_ADDRESS),
            (550, "", Refusal.NO_SUCH_ADDRESS),
            (550, "5.7.26", Refusal.NOT_ALLOWED),
            (552, "5.2.2", Refusal.TOO_LARGE),
            (554, "", Refusal.OTHER),
        ],
    )
    def test_what_a_refusal_means(self, code: int, enhanced: str, means: Refusal) -> None:
        assert refusal(code, enhanced) is means

    def test_a_line_that_breaks_after_the_mail_goes_once_more(self, hand: Hand, server: MailServer) -> None:
        queue(hand.store)
        server.cuts = 1
        hand.turn()
        assert hand.row() == ("unknown", 1, 1, "mail.lost")
        hand.turn(HOUR)
        assert hand.row() == ("sent", 2, 2, "")
        first, second = server.ids()
        assert first == second

    def test_a_line_that_breaks_twice_waits_for_a_person(self, hand: Hand, server: MailServer) -> None:
        queue(hand.store)
        server.cuts = 2
        for _ in range(4):
            hand.turn(HOUR)
        assert hand.row() == ("failed", 2, 2, "mail.doubtful")
        assert len(server.taken) == 2


class TestServer:
    @pytest.mark.filterwarnings("ignore:Requiring AUTH while not requiring TLS")
    def test_a_wrong_password_is_tried_once_and_another_one_at_once(
        self, store: Store, clock: StandingClock, tmp_path: Path
    ) -> None:
        server = MailServer.with_login(PASSWORD)
        try:
            hand = Hand(store, clock, server, tmp_path, user="desk")
            queue(store)
            hand.turn()
            assert hand.row() == ("queued", 0, 0, "mail.no_password")
            hand.secrets.save("smtp", {"password": "wrong-one"})
            for _ in range(5):
                hand.turn(MINUTE)
            assert (server.logins, hand.row()) == (1, ("queued", 0, 0, "mail.login_refused"))
            assert hand.redactor.clean("it is wrong-one") != "it is wrong-one"
            hand.secrets.save("smtp", {"password": PASSWORD})
            hand.turn()
            assert (server.logins, hand.row()) == (2, ("sent", 1, 1, ""))
        finally:
            server.close()

    def test_only_a_known_certificate_is_talked_to(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        new = "openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 2 -subj /CN=test"
        names = [
            "-addext",
            "subjectAltName=IP:127.0.0.1",
            "-keyout",
            str(tmp_path / "key"),
            "-out",
            str(tmp_path / "cert"),
        ]
        subprocess.run([*new.split(), *names], check=True, capture_output=True)
        context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
        context.load_cert_chain(tmp_path / "cert", tmp_path / "key")
        guarded = MailServer(tls_context=context)
        told = replace(guarded.settings(), security=Security.STARTTLS)
        try:
            with pytest.raises(NoServer, match=r"mail\.certificate"):
                open_line(told, "", 5)
            monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "cert"))
            open_line(told, "", 5).close()
        finally:
            guarded.close()

    def test_a_way_that_is_not_guarded_is_not_taken(self, server: MailServer) -> None:
        with pytest.raises(NoServer, match=r"mail\.no_starttls"):
            open_line(replace(server.settings(), security=Security.STARTTLS), "", 5)

    def test_a_server_that_is_away_is_shown_and_comes_back(self, hand: Hand, server: MailServer) -> None:
        queue(hand.store)
        server.close()
        hand.turn()
        assert hand.row() == ("queued", 0, 0, "")
        hand.turn(HOUR)
        assert hand.row() == ("queued", 0, 0, "mail.unreachable")


@pytest.mark.staged
def test_killed_after_the_mail_and_before_the_note(live_store: Store, server: MailServer, tmp_path: Path) -> None:
    key = queue(live_store)
    smtp = {**asdict(server.settings()), "security": "none"}
    told = {"url": live_store.url, "folder": str(tmp_path), "smtp": smtp}
    command = [sys.executable, "-m", "tests.worker.mailworker"]
    dying = subprocess.run([*command, json.dumps({**told, "die": True})], cwd=ROOT, timeout=30, check=False)
    assert dying.returncode == -9
    assert len(server.taken) == 1
    assert live_store.reader.one("SELECT state, doubts FROM mail_out WHERE id = ?", (key,)) == ("sending", 1)
    living = subprocess.Popen([*command, json.dumps({**told, "die": False})], cwd=ROOT)
    try:
        until(lambda: live_store.reader.value("SELECT state FROM mail_out") == "sent", "sent")
    finally:
        living.terminate()
        living.wait(20)
    first, second = server.ids()
    assert first == second
