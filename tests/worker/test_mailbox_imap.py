"""The mailbox on a real IMAP server: nothing lost, nothing doubled, and the mailbox itself left as it is."""

import json
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict, replace
from pathlib import Path

import pytest

from backend.config.mailbox import SLOT
from backend.model.actor import SYSTEM
from backend.model.place import PlaceKind
from backend.store.engine import Store
from backend.store.write.places import Plan, add_place
from backend.worker import mailbox_imap
from backend.worker.mailbox import BATCH
from backend.worker.mailbox_imap import Trouble
from tests.worker.dovecot import PASSWORD, Dovecot, installed
from tests.worker.mailhand import MailHand, settings
from tests.worker.mailing import FORUM, SOL, file, post, written
from tests.worker.processes import ROOT
from tests.worker.waiting import until

pytestmark = pytest.mark.staged


@pytest.fixture(scope="module")
def server() -> Iterator[Dovecot]:
    if not installed():
        pytest.skip("no Dovecot is installed")
    running = Dovecot()
    yield running
    running.close()


@pytest.fixture
def imap(server: Dovecot) -> Iterator[Dovecot]:
    """The server, running, with an empty inbox."""
    yield server
    server.stop()
    server.clear()
    server.start()


@pytest.fixture
def sol(live_store: Store) -> int:
    return add_place(live_store, SYSTEM, "sol", Plan(SOL.link, PlaceKind.FACEBOOK_GROUP))


@pytest.fixture
def hand(live_store: Store, sol: int, imap: Dovecot, tmp_path: Path) -> Iterator[MailHand]:
    one = MailHand(live_store, tmp_path, settings(imap))
    yield one
    one.mailbox.hang_up()


def numbered(count: int, start: int = 1) -> list[bytes]:
    return [post(f"Fråga nummer {n}", n) for n in range(start, start + count)]


class TestReading:
    def test_mails_become_comments_and_the_mailbox_is_left_as_it_is(self, hand: MailHand, imap: Dovecot) -> None:
        private = written(b"https://www.facebook.com/groups/222333444/posts/9", sender="a friend <anna@example.net>")
        forged = file("facebook_post").replace(b"dkim=pass", b"dkim=fail")
        imap.deliver(file("facebook_post"), private, file("facebook_comment"), forged, file("linkedin_post"))
        before = imap.files()
        hand.read(2)
        texts = {row[0] for row in hand.store.reader.rows("SELECT text FROM comment_revision")}
        assert {text.split()[0] for text in texts} == {"Varför", "Samma"}
        assert imap.files() == before
        assert all(name.startswith("new/") for name in before)

    def test_batch_after_batch_and_on_from_there(self, hand: MailHand, imap: Dovecot) -> None:
        imap.deliver(*numbered(2 * BATCH + 3))
        hand.read(2 * BATCH + 3)
        imap.deliver(*numbered(2, 100))
        hand.read(2 * BATCH + 5)
        opened = imap.log().count("Login: user")
        hand.turn(20)
        assert imap.log().count("Login: user") == opened

    def test_numbers_far_apart(self, hand: MailHand, imap: Dovecot, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(mailbox_imap, "WINDOW", 2)
        imap.deliver(*numbered(1))
        hand.read(1)
        imap.deliver(*numbered(39, 2))
        other = hand.session()
        other.look()  # all get their numbers
        imap.clear(but=(imap.files()[5], imap.files()[6], imap.files()[-1]))
        other.close()
        hand.read(4)

    def test_a_mail_is_heard_of_at_once(self, live_store: Store, sol: int, imap: Dovecot, tmp_path: Path) -> None:
        hand = MailHand(live_store, tmp_path, settings(imap, poll_s=1000))
        imap.deliver(*numbered(1))
        hand.read(1)
        imap.deliver(*numbered(1, 2))
        hand.read(2)
        hand.mailbox.hang_up()

    def test_of_a_huge_mail_the_beginning_is_read(self, hand: MailHand, imap: Dovecot) -> None:
        imap.deliver(post("Stor bild:") + b"\r\n" + b"x" * 3_000_000, *numbered(1, 2))
        hand.read(2)
        hand.mailbox.hang_up()
        until(lambda: "body_bytes" in imap.log().splitlines()[-1], "the server's count", seen=imap.log)
        assert int(imap.log().rpartition("body_bytes=")[2]) < 300_000

    def test_a_place_that_is_added_later_gets_its_mails(self, hand: MailHand, imap: Dovecot) -> None:
        imap.deliver(file("linkedin_post"), *numbered(BATCH))
        hand.read(BATCH)
        add_place(hand.store, SYSTEM, "forum", Plan(FORUM.link, PlaceKind.LINKEDIN_GROUP))
        hand.read(BATCH + 1)

    def test_numbers_that_begin_anew_double_nothing(self, hand: MailHand, imap: Dovecot) -> None:
        imap.deliver(*numbered(BATCH + 2))
        hand.read(BATCH + 2)
        before = hand.cursor()
        imap.renumber()
        imap.deliver(*numbered(1, 200))
        hand.read(BATCH + 3)
        assert before is not None
        assert (hand.cursor() or "").split(":")[0] != before.split(":")[0]


class TestTrouble:
    def test_only_a_known_certificate_is_talked_to(
        self, live_store: Store, sol: int, imap: Dovecot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        hand = MailHand(live_store, tmp_path, replace(settings(imap), port=imap.tls_port, tls=True))
        with pytest.raises(Trouble) as caught:
            hand.session()
        assert (caught.value.reason.code, caught.value.refused) == ("mailbox.certificate", False)
        monkeypatch.setenv("SSL_CERT_FILE", str(imap.certificate))
        imap.deliver(*numbered(1))
        hand.read(1)
        hand.mailbox.hang_up()

    def test_a_wrong_password_is_tried_once(self, live_store: Store, sol: int, imap: Dovecot, tmp_path: Path) -> None:
        hand = MailHand(live_store, tmp_path, settings(imap, password=""))
        imap.deliver(*numbered(1))
        hand.turn(5)
        hand.secrets.save(SLOT, {"password": "not the one"})
        tries = imap.log().count("auth failed")
        hand.turn(50)
        assert imap.log().count("auth failed") == tries + 1
        assert hand.health() == ("late", "mailbox.refused")
        hand.secrets.save(SLOT, {"password": PASSWORD})
        hand.read(1)
        assert hand.health()[0] == "new"
        hand.mailbox.hang_up()

    def test_a_server_that_goes_and_comes_back(self, hand: MailHand, imap: Dovecot) -> None:
        imap.deliver(*numbered(1))
        hand.read(1)
        imap.stop()

        def shown() -> bool:
            hand.turn()
            return hand.health() == ("late", "mailbox.unreachable")

        until(shown, "the trouble is shown", 10)
        imap.start()
        imap.deliver(*numbered(1, 2))
        hand.read(2)
        assert hand.health()[0] == "new"

    def test_one_worker_reads(self, hand: MailHand, imap: Dovecot, tmp_path: Path) -> None:
        imap.deliver(*numbered(1))
        hand.read(1)
        other = MailHand(hand.store, tmp_path, settings(imap))
        opened = imap.log().count("Login: user")
        other.turn(5)
        assert imap.log().count("Login: user") == opened
        other.mailbox.turn()
        assert imap.log().count("Login: user") == opened

    def test_killed_after_the_captures_and_before_the_cursor(
        self, hand: MailHand, imap: Dovecot, tmp_path: Path
    ) -> None:
        imap.deliver(*numbered(BATCH + 5))
        told = {"url": hand.store.url, "folder": str(tmp_path), "mailbox": asdict(settings(imap))}
        with worker(told, die=True) as dying:
            assert dying.wait(30) == -9
        assert (hand.comments(), hand.cursor()) == (0, None)
        with worker(told, die=False) as living:
            until(lambda: hand.comments() == BATCH + 5, "all mails", 30, lambda: str(hand.comments()))
            until(lambda: hand.cursor() is not None, "the cursor", 30)
            living.terminate()
            assert living.wait(30) == 0
        assert hand.comments() == BATCH + 5
        log = (tmp_path / "worker.log").read_text()
        assert json.dumps("mails read") in log
        assert PASSWORD not in log
        assert json.dumps(PASSWORD)[1:-1] not in log
        assert "Fråga" not in json.dumps(log, ensure_ascii=False)


@contextmanager
def worker(told: Mapping[str, object], *, die: bool) -> Iterator[subprocess.Popen[bytes]]:
    """A worker that does not outlive its test."""
    command = [sys.executable, "-m", "tests.worker.mailworker", json.dumps({**told, "die": die})]
    process = subprocess.Popen(command, cwd=ROOT)
    try:
        yield process
    finally:
        process.kill()
        process.wait(20)
