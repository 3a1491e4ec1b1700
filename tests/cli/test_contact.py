"""Contacts and mails from the command line, and what the doctor says of them."""

import re
from collections.abc import Iterator, Mapping

import pytest

from backend.model.clock import DAY, SystemClock, plus
from backend.model.mail import About
from backend.store.engine import Store
from backend.store.write.mails import mail_in
from tests.cli.program import Program
from tests.worker.mailserver import PASSWORD, SENDER, MailServer


def test_contacts_are_entered_changed_and_removed(program: Program) -> None:
    assert "no contacts yet" in program.run("contact", "list").stdout
    program.run("contact", "add", "Bo", "--mail", "bo@acme.example")
    asked = ("contact", "add", "Ylva", "--mail", "ylva@acme.example", "--area", "HR", "--language", "sv")
    assert program.run(*asked, "--fallback", "Bo").stdout == "Ylva can be asked now.\n"
    assert re.search(r"^Ylva +HR +sv +Bo +ylva@acme.example$", program.run("contact", "list").stdout, re.MULTILINE)
    program.run("contact", "set", "Ylva", "--mail", "y@acme.example", "--fallback", "-", "--rename", "Ylva Ek")
    assert re.search(r"^Ylva Ek +HR +sv +– +y@acme.example$", program.run("contact", "list").stdout, re.MULTILINE)
    assert program.run("contact", "remove", "Ylva Ek").stdout == "Ylva Ek is not asked any more.\n"
    assert "no contact Ylva Ek" in program.run("contact", "remove", "Ylva Ek", status=1).stderr


def test_an_unfit_contact_is_refused_with_a_sentence(program: Program) -> None:
    program.run("contact", "add", "Bo", "--mail", "bo@acme.example")
    for more, said in (
        (("Bo", "--mail", "b@acme.example"), "a contact Bo already"),
        (("Lo", "--mail", "lo"), "not one plain mail address"),
        (("Lo", "--mail", "lo@acme.example\nBcc: x@y.example"), "not one plain mail address"),
        (("Lo", "--mail", "lo@acme.example", "--fallback", "Eva"), "no contact Eva"),
        (("Lo", "--mail", "lo@acme.example", "--language", "tlh"), "Known: en, sv"),
    ):
        assert said in program.run("contact", "add", *more, status=1).stderr
    assert "themselves" in program.run("contact", "set", "Bo", "--fallback", "Bo", status=1).stderr
    program.run("contact", "add", "Bo", status=2)


@pytest.fixture
def server() -> Iterator[MailServer]:
    running = MailServer()
    yield running
    running.close()


@pytest.fixture
def more(server: MailServer) -> Mapping[str, str]:
    port = str(server.port)
    named = {"HOST": "127.0.0.1", "PORT": port, "SECURITY": "none", "FROM": f"Nightdesk <{SENDER}>"}
    return {f"NIGHTDESK_SMTP_{name}": value for name, value in named.items()}


class TestMail:
    def test_without_a_server_it_says_how_to_get_one(self, program: Program) -> None:
        assert "Set NIGHTDESK_SMTP_HOST" in program.run("mail", "check", status=1).stderr
        assert " mail: " not in program.run("doctor", status=1).stdout

    def test_a_mail_to_try_the_way(self, program: Program, server: MailServer, more: Mapping[str, str]) -> None:
        assert program.run("mail", "check", more=more).stdout == f"127.0.0.1 lets us in; mails are from {SENDER}.\n"
        assert server.taken == []
        said = program.run("mail", "check", "--to", "me@example.org", more=more).stdout
        assert "took a mail for me@example.org" in said
        assert server.taken[0]["To"] == "me@example.org"
        server.rcpt = "550 5.1.1 nobody"
        assert (
            "no such address (550 5.1.1)"
            in program.run("mail", "check", "--to", "x@example.org", status=1, more=more).stderr
        )

    @pytest.mark.filterwarnings("ignore:Requiring AUTH while not requiring TLS")
    def test_the_password_is_tried_and_kept(self, program: Program, more: Mapping[str, str]) -> None:
        assert "NIGHTDESK_SMTP_USER is not set" in program.run("mail", "password", status=1, more=more).stderr
        user = {**more, "NIGHTDESK_SMTP_USER": "desk"}
        assert "no password" in program.run("mail", "check", status=1, more=user).stderr
        assert "lets nobody log in" in program.run("mail", "password", status=1, typed="hush\n", more=user).stderr
        guarded = MailServer.with_login(PASSWORD)
        user["NIGHTDESK_SMTP_PORT"] = str(guarded.port)
        assert "does not take" in program.run("mail", "password", status=1, typed="wrong\n", more=user).stderr
        assert not (program.data / "secrets" / "smtp.json").exists()
        done = program.run("mail", "password", typed=f"{PASSWORD}\n", more=user)
        assert PASSWORD not in done.stdout + done.stderr
        assert (program.data / "secrets" / "smtp.json").stat().st_mode & 0o777 == 0o600
        program.run("mail", "check", more=user)
        guarded.close()

    @pytest.mark.parametrize(
        ("name", "value", "said"),
        [
            ("HOST", "mx.example.org", "only for|this machine only"),
            ("SECURITY", "ssl", "tls, starttls, none"),
            ("FROM", "Nightdesk <desk>", "must be a mail address"),
            ("PORT", "x", "must be a number"),
            ("REPLY_TO", "a@b@c", "must be a mail address"),
        ],
    )
    def test_wrong_settings(self, program: Program, more: Mapping[str, str], name: str, value: str, said: str) -> None:
        told = program.run("mail", "check", status=1, more={**more, f"NIGHTDESK_SMTP_{name}": value}).stderr
        assert re.search(said, told)

    def test_what_did_not_leave_is_shown_and_can_go_again(self, program: Program, more: Mapping[str, str]) -> None:
        assert "no such mails" in program.run("mail", "list").stdout
        store = Store.open(f"sqlite:///{program.data}/nightdesk.sqlite3", SystemClock())
        with store.write() as w:
            mail_in(w, "hr@acme.example", "Hej \x1b[31m", "Text", about=About.DIGEST)
            mail_in(w, "bo@acme.example", "Hej", "Text", about=About.DIGEST, not_before=plus(w.now, -DAY))
            w.conn.exec_driver_sql("UPDATE mail_out SET state = 'failed', code = 'mail.doubtful' WHERE id = 1")
        store.close()
        assert "WRONG  mail: No mail can leave" in program.run("doctor", status=1).stdout
        told = program.run("doctor", status=1, more=more).stdout
        assert f"ok     mail: 127.0.0.1 lets us in; mails are from {SENDER}." in told
        assert "1 mail should have left an hour ago" in told
        assert "1 mail could not be sent. Run: nightdesk mail list --failed" in told
        failed = program.run("mail", "list", "--failed").stdout
        assert re.search(r"^1 .* given up +hr@acme.example", failed, re.MULTILINE)
        assert "1: The line broke twice" in failed
        assert "\x1b" not in failed
        program.run("mail", "again", "1")
        assert "There is no mail 1" in program.run("mail", "again", "1", status=1).stderr
