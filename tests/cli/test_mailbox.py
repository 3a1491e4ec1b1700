"""`nightdesk mailbox` on a real IMAP server, and what the doctor says of it."""

from collections.abc import Iterator, Mapping

import pytest

from backend.model.actor import SYSTEM
from backend.model.clock import SystemClock
from backend.model.place import PlaceKind
from backend.store.engine import Store
from backend.store.write.places import Plan, add_place
from tests.cli.program import Program
from tests.worker.dovecot import PASSWORD, Dovecot, installed
from tests.worker.mailing import SERVER, SOL, file, written


def test_without_a_mailbox_it_says_how_to_get_one(program: Program) -> None:
    done = program.run("mailbox", "check", status=1)
    assert done.stderr == "No mailbox is set up. Set NIGHTDESK_IMAP_URL; README, Places without an API, says how.\n"
    assert " mailbox: " not in program.run("doctor", status=1).stdout


def test_a_server_that_is_not_there(program: Program) -> None:
    more = {"NIGHTDESK_IMAP_URL": "imap://anna@127.0.0.1:1/INBOX", "NIGHTDESK_IMAP_PASSWORD": "hush-hush"}
    told = program.run("mailbox", "check", status=1, more=more).stderr
    assert told == "The mail server 127.0.0.1 cannot be reached on port 1. No mails are read.\n"
    assert f"WRONG  mailbox: {told}" in program.run("doctor", status=1, more=more).stdout


def test_a_wrong_call(program: Program) -> None:
    program.run("mailbox", status=2)
    program.run("mailbox", "check", "--last", "x", status=2)


@pytest.fixture(scope="module")
def imap() -> Iterator[Dovecot]:
    if not installed():
        pytest.skip("no Dovecot is installed")
    running = Dovecot()
    forged = file("facebook_post").replace(b"dkim=pass", b"dkim=fail")
    odd = written(
        b"https://www.facebook.com/groups/777/posts/1",
        subject="A \x1b[31mred\x1b[0m day",
        results=f"{SERVER}; none",
    )
    private = written(b"Ses vi?", sender="Anna <anna@example.net>", subject="Hemligt")
    running.deliver(file("facebook_post"), file("facebook_digest"), file("linkedin_post"), forged, odd, private)
    yield running
    running.close()


@pytest.mark.staged
class TestCheck:
    @pytest.fixture
    def more(self, imap: Dovecot, program: Program) -> Mapping[str, str]:
        store = Store.open(f"sqlite:///{program.data}/nightdesk.sqlite3", SystemClock())
        add_place(store, SYSTEM, "sol", Plan(SOL.link, PlaceKind.FACEBOOK_GROUP))
        store.close()
        return {"NIGHTDESK_IMAP_URL": imap.url, "NIGHTDESK_MAIL_TRUST": SERVER}

    def test_the_password_is_tried_and_kept(self, program: Program, more: Mapping[str, str]) -> None:
        assert "no password" in program.run("mailbox", "check", status=1, more=more).stderr
        assert "does not take" in program.run("mailbox", "password", status=1, typed="wrong\n", more=more).stderr
        assert not (program.data / "secrets" / "mailbox.json").exists()
        done = program.run("mailbox", "password", typed=f"{PASSWORD}\n", more=more)
        assert PASSWORD not in done.stdout + done.stderr
        assert (program.data / "secrets" / "mailbox.json").stat().st_mode & 0o777 == 0o600
        assert "ok     mailbox: 6 mails in INBOX" in program.run("doctor", status=1, more=more).stdout

    def test_it_says_what_becomes_of_each_mail(self, program: Program, imap: Dovecot, more: Mapping[str, str]) -> None:
        before = imap.files()
        done = program.run("mailbox", "check", more={**more, "NIGHTDESK_IMAP_PASSWORD": PASSWORD, "COLUMNS": "120"})
        lines = done.stdout.splitlines()
        assert lines[0] == "INBOX of team@example.org at 127.0.0.1: 6 mails, 6 of them from the last 60 days."
        assert lines[1] == "Not read by the worker yet (*): 6"
        counted = [line.split(maxsplit=1) for line in lines[lines.index("The last 6 mails:") + 1 :]]
        assert [one[0] for one in counted] == ["1", "1", "1", "2", "1"]
        assert "Hemligt" not in done.stdout
        assert "\x1b" not in done.stdout
        assert imap.files() == before

    def test_the_name_to_trust_is_found_out(self, program: Program, more: Mapping[str, str]) -> None:
        password = {"NIGHTDESK_IMAP_URL": more["NIGHTDESK_IMAP_URL"], "NIGHTDESK_IMAP_PASSWORD": PASSWORD}
        told = program.run("mailbox", "check", status=1, more=password).stdout
        assert f"Results stand on top by: {SERVER}" in told
        other = {**password, "NIGHTDESK_MAIL_TRUST": "mx.other.example"}
        assert f"but by: {SERVER}" in program.run("mailbox", "check", status=1, more=other).stdout
