"""A case on a comment, two contacts, and the mails between: for the tests of questions."""

from dataclasses import dataclass
from typing import Any

from backend.model.actor import SYSTEM, Actor
from backend.model.charter import Charter, Hours
from backend.model.clock import DAY, plus
from backend.model.question import Back, Came, Question
from backend.model.reason import Reason
from backend.store.engine import Store
from backend.store.read.questions import questions
from backend.store.write.cases import open_case
from backend.store.write.charters import save_charter
from backend.store.write.contacts import add_contact
from backend.store.write.mailing import fail_mail, settle_sent_mail, take_mail
from backend.store.write.question_answers import keep_answers
from backend.store.write.questions import ask_contact
from backend.store.write.sync import register_worker, take_lease
from tests.conftest import StandingClock
from tests.store.scene import KALLE, account, key, member, save, says

HR = "hr@acme.example"
BOSS = "boss@acme.example"
ZONE = "Europe/Stockholm"


@dataclass
class Room:
    """A case on a comment of Kalle's, and two contacts, the second the first's fallback."""

    store: Store
    clock: StandingClock
    anna: Actor
    case_id: int
    comment_id: int
    hr: int
    boss: int

    def ask(self, question: str = "Stämmer det {account}?", span: int = DAY, *, named: bool = False) -> Question:
        until = plus(self.clock.at, span)
        done = ask_contact(
            self.store, self.anna, self.case_id, self.hr, question, [self.comment_id], until, named=named
        )
        assert done.ok, done
        return self.last()

    def last(self) -> Question:
        return questions(self.store.reader, self.case_id)[-1]

    def mails(self) -> list[tuple[str, str, str, str]]:
        rows = self.store.reader.rows("SELECT to_address, about, subject, body FROM mail_out ORDER BY id")
        return [tuple(row) for row in rows]

    def sends(self) -> list[tuple[str, str]]:
        """Let the mailer send what waits; return to whom, and what about."""
        sent = []
        while (mail := take_mail(self.store, 60, 2)) is not None:
            settle_sent_mail(self.store, mail)
            sent.append((mail.to, mail.about.value))
        return sent

    def fails(self) -> None:
        """Let the mail server refuse what waits."""
        mail = take_mail(self.store, 60, 2)
        assert mail is not None
        fail_mail(self.store, mail, Reason("mail.no_such_address", {"status": "550"}))

    def back(self, kind: Came = Came.ANSWER, text: str = "Ja.", number: int = 1, **more: Any) -> int:
        """Let a mail come back, signed as it should be unless said otherwise."""
        ids = [row[0] for row in self.store.reader.rows("SELECT message_id FROM mail_out ORDER BY id")]
        given: dict[str, Any] = {
            "key": f"<{number}@acme.example>", "ids": tuple(ids[:1]), "tokens": (), "sender": HR,
            "signed": ("acme.example",), "whole": f"{text}\n> Hej", "attached": 0, "written_at": self.clock.at,
        }  # fmt: skip
        number_of = take_lease(self.store, "mailbox", self.worker(), 60)
        assert number_of is not None
        back = Back(kind=kind, text=text, **(given | more))
        return keep_answers(self.store, [back], f"1:{number}", ("mailbox", number_of))

    def worker(self) -> int:
        self.clock.move(61_000_000)
        return register_worker(self.store, "here", 1, "")


def make_room(store: Store, clock: StandingClock) -> Room:
    """Make one."""
    account_id = account(store)
    anna = member(store, "Anna")
    save(store, account_id, says("c1", "Ni har <b>dragit</b>\npengar två gånger!", by=KALLE))
    comment_id = key(store, "c1")
    save_charter(store, SYSTEM, None, Charter(hours=Hours(zone=ZONE)), 0)
    case = open_case(store, anna, [comment_id])
    boss = add_contact(store, SYSTEM, "Bo", BOSS)
    hr = add_contact(store, SYSTEM, "Ylva", HR, area="HR", fallback_id=boss)
    return Room(store, clock, anna, case.case_id, comment_id, hr, boss)
