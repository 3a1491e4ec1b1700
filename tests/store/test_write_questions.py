"""Questions to contacts: the mail, half time, the fallback, what comes back, and what must go again."""

from typing import Any

import pytest

from backend.model.actor import SYSTEM
from backend.model.clock import DAY, HOUR, MINUTE, parse_iso, plus
from backend.model.desk import Outcome
from backend.model.mail import MailState
from backend.model.question import Turn
from backend.model.reason import Reason
from backend.policy.question_mail import when
from backend.store.engine import Store
from backend.store.errors import Conflict
from backend.store.read.mails import failed_lately
from backend.store.read.questions import contact_named
from backend.store.write.cases_working import close, reopen
from backend.store.write.contacts import add_contact, remove_contact, set_contact
from backend.store.write.mailing import blank_mails, doubt_mail, note_leaving, put_back_mail, send_again, take_mail
from backend.store.write.question_care import care
from backend.store.write.questions import ask_contact, withdraw_question
from tests.conftest import StandingClock
from tests.store.question_room import BOSS, HR, ZONE, Room, make_room
from tests.store.scene import events, key, look, save, says


@pytest.fixture
def room(store: Store, clock: StandingClock) -> Room:
    return make_room(store, clock)


class TestAsking:
    def test_the_mail_says_all_and_names_nobody(self, room: Room) -> None:
        room.clock.at = parse_iso("2026-11-18T10:00:00Z")
        found = room.ask()
        ((to, about, subject, body),) = room.mails()
        assert (to, about) == (HR, "question")
        assert subject.startswith("A question from Anna at Acme [ND-")
        assert "Kalle" not in body + subject
        assert "pengar" not in subject
        assert body.startswith("##- Please write your answer above this line. -##\n\nHello Ylva,\n")
        assert "Stämmer det {account}?" in body
        assert "> Ni har <b>dragit</b>\n> pengar två gånger!" in body
        assert "Please answer by Thursday 2026-11-19 at 11:00 (Europe/Stockholm, UTC+01:00)." in body
        assert (found.turn, found.contact, found.member) == (Turn.ASKED, "Ylva", "Anna")
        assert "question.asked" in events(room.store)

    def test_authors_are_named_when_the_member_says_so(self, room: Room) -> None:
        room.ask(named=True)
        assert "Kalle Anka:\n> Ni har" in room.mails()[0][3]

    def test_what_cannot_be_asked(self, room: Room) -> None:
        def said(**other: Any) -> str:
            given: dict[str, Any] = {
                "contact_id": room.hr,
                "question": "Vad?",
                "comment_ids": [],
                "deadline": plus(room.clock.at, DAY),
            }
            done = ask_contact(room.store, room.anna, room.case_id, **(given | other))
            assert done.outcome is Outcome.REFUSED
            assert done.reason is not None
            return done.reason.code

        save(room.store, 1, says("c2"))
        assert said(question=" \n") == "question.empty"
        assert said(deadline=room.clock.at) == "question.too_soon"
        assert said(deadline=plus(room.clock.at, 91 * DAY)) == "question.too_late"
        assert said(comment_ids=[key(room.store, "c2")]) == "question.not_here"
        remove_contact(room.store, SYSTEM, room.hr)
        assert said() == "question.nobody"
        assert room.mails() == []

    def test_a_question_that_is_taken_back(self, room: Room) -> None:
        first = room.ask()
        assert withdraw_question(room.store, room.anna, first.id).ok
        assert room.mails() == []
        second = room.ask()
        room.sends()
        assert withdraw_question(room.store, room.anna, second.id).ok
        assert room.mails()[-1][2].startswith("No longer needed: ")
        assert room.last().turn is Turn.WITHDRAWN
        assert withdraw_question(room.store, room.anna, second.id).outcome is Outcome.MOVED
        room.clock.move(2 * DAY)
        assert care(room.store) == 0


class TestTime:
    @pytest.mark.parametrize(
        ("asked", "until", "half", "said"),
        [
            ("2026-03-28T11:00:00Z", "2026-03-29T10:00:00Z", "2026-03-28T22:30:00Z", "Sunday 2026-03-29 at 12:00"),
            ("2026-10-24T10:00:00Z", "2026-10-25T11:00:00Z", "2026-10-24T22:30:00Z", "Sunday 2026-10-25 at 12:00"),
        ],
    )
    def test_half_time_over_a_change_of_clocks(self, room: Room, asked: str, until: str, half: str, said: str) -> None:
        room.clock.at = parse_iso(asked)
        room.ask(span=parse_iso(until) - room.clock.at)
        assert said in room.mails()[0][3]
        room.sends()
        room.clock.at = plus(parse_iso(half), -1)
        assert care(room.store) == 0
        room.clock.move(1)
        assert (care(room.store), care(room.store)) == (1, 0)
        to, about, subject, body = room.mails()[-1]
        assert (to, about) == (HR, "reminder")
        assert subject.startswith("Reminder: ")
        assert said in body

    def test_an_hour_that_comes_twice_is_told_apart(self) -> None:
        first, second = parse_iso("2026-10-25T00:30:00Z"), parse_iso("2026-10-25T01:30:00Z")
        assert when(first, ZONE, "en") == "Sunday 2026-10-25 at 02:30 (Europe/Stockholm, UTC+02:00)"
        assert when(second, ZONE, "en") == "Sunday 2026-10-25 at 02:30 (Europe/Stockholm, UTC+01:00)"

    def test_at_the_deadline_it_goes_to_the_fallback_who_has_as_much_time(self, room: Room) -> None:
        asked = room.ask()
        room.sends()
        room.clock.move(DAY // 2)
        assert care(room.store) == 1
        room.clock.move(DAY // 2)
        assert (care(room.store), care(room.store)) == (1, 0)
        to, about, _subject, body = room.mails()[-1]
        assert (to, about) == (BOSS, "fallback")
        assert "Hello Bo" in body
        assert "Ylva was asked this and has not answered" in body
        found = room.last()
        assert (found.turn, found.passed_to, found.deadline) == (Turn.PASSED, "Bo", plus(asked.deadline, DAY))
        assert room.sends() == [(BOSS, "fallback")]
        room.clock.move(DAY // 2)
        care(room.store)
        assert room.mails()[-1][:2] == (BOSS, "reminder")
        room.clock.move(DAY // 2)
        assert (care(room.store), care(room.store)) == (1, 0)
        assert room.last().turn is Turn.LATE
        assert events(room.store)[-1] == "question.late"
        room.back(sender=BOSS)
        assert room.last().turn is Turn.ANSWERED

    def test_what_cannot_be_delivered_goes_on_at_once_and_is_shown_when_nobody_is_left(self, room: Room) -> None:
        room.ask()
        room.fails()
        assert room.last().trouble == Reason("mail.no_such_address", {"status": "550"})
        assert care(room.store) == 1
        assert room.last().turn is Turn.PASSED
        room.fails()
        assert (care(room.store), care(room.store)) == (1, 0)
        assert room.last().turn is Turn.LOST
        assert send_again(room.store, 2)
        assert room.last().turn is Turn.PASSED

    def test_a_closed_case_reminds_nobody(self, room: Room) -> None:
        room.ask()
        with room.store.write() as w:
            w.conn.exec_driver_sql("UPDATE case_file SET state = 'closed'")
        room.clock.move(2 * DAY)
        assert care(room.store) == 0


class TestOver:
    """What is over does not leave, and nobody is judged who has had no mail."""

    def test_a_reminder_that_waits_goes_with_the_answer(self, room: Room) -> None:
        room.ask()
        room.sends()
        room.clock.move(DAY // 2)
        care(room.store)
        room.back()
        assert room.sends() == []

    @pytest.mark.parametrize("put_back", [False, True])
    def test_a_mail_on_its_way_ends_when_its_question_is_taken_back(self, room: Room, put_back: bool) -> None:
        asked = room.ask()
        mail = take_mail(room.store, 60, 2)
        assert mail is not None
        withdraw_question(room.store, room.anna, asked.id)
        if put_back:
            put_back_mail(room.store, mail, room.clock.at, Reason("mail.slow"))
        else:
            assert not note_leaving(room.store, mail)
        assert room.sends() == []
        assert look(room.store, "mail_out", mail.id, "state", "code") == ("failed", "mail.over")
        assert room.last().trouble is None
        assert failed_lately(room.store.reader, room.clock.at) == 0

    def test_who_may_have_a_mail_is_told_that_it_is_no_longer_needed(self, room: Room) -> None:
        asked = room.ask()
        mail = take_mail(room.store, 60, 2)
        assert mail is not None
        assert note_leaving(room.store, mail)
        doubt_mail(room.store, mail, room.clock.at)
        withdraw_question(room.store, room.anna, asked.id)
        assert room.sends() == [(HR, "withdrawn")]

    def test_a_closed_case_keeps_its_mails_until_it_is_open_again(self, room: Room) -> None:
        room.ask()
        assert close(room.store, room.anna, room.case_id, "klart").outcome is Outcome.DONE
        assert room.sends() == []
        assert reopen(room.store, room.anna, room.case_id).outcome is Outcome.DONE
        assert room.sends() == [(HR, "question")]

    def test_nobody_is_judged_who_has_had_no_mail(self, room: Room) -> None:
        asked = room.ask()
        for _ in range(4):
            room.clock.move(DAY // 2 + HOUR)
            care(room.store)
        found = room.last()
        assert (found.turn, found.reminded_at, found.mail) == (Turn.ASKED, None, MailState.QUEUED)
        assert found.deadline == plus(room.clock.at, DAY) > asked.deadline
        assert f"Please answer by {when(found.deadline, ZONE, 'en')}." in room.mails()[0][3]
        assert room.sends() == [(HR, "question")]

    @pytest.mark.parametrize("on_its_way", [False, True])
    def test_a_reminder_that_waits_does_not_go_once_another_is_asked(self, room: Room, on_its_way: bool) -> None:
        room.ask()
        room.sends()
        room.clock.move(DAY // 2)
        care(room.store)
        reminder = take_mail(room.store, 60, 2) if on_its_way else None
        room.clock.move(DAY // 2)
        care(room.store)
        if reminder is not None:
            put_back_mail(room.store, reminder, room.clock.at, Reason("mail.slow"))
        else:
            assert [mail[1] for mail in room.mails()] == ["question", "fallback"]
        assert room.sends() == [(BOSS, "fallback")]


class TestContacts:
    def test_names_and_fallbacks(self, room: Room) -> None:
        for wrong in ({"name": "Bo"}, {"name": " "}, {"mail": "x"}, {"fallback_id": room.hr}, {"fallback_id": 99}):
            with pytest.raises(Conflict):
                set_contact(room.store, SYSTEM, room.hr, **wrong)
        set_contact(room.store, SYSTEM, room.hr, name="Ylva Ek", fallback_id=None)
        found = contact_named(room.store.reader, "Ylva Ek")
        assert found is not None
        assert (found.mail, found.area, found.fallback_id) == (HR, "HR", None)
        with pytest.raises(Conflict):
            add_contact(room.store, room.anna, "Lo", "lo@acme.example")

    def test_a_contact_who_is_asked_stays_and_one_who_is_gone_has_no_address(self, room: Room) -> None:
        asked = room.ask(span=HOUR + MINUTE)
        with pytest.raises(Conflict):
            remove_contact(room.store, SYSTEM, room.hr)
        withdraw_question(room.store, room.anna, asked.id)
        remove_contact(room.store, SYSTEM, room.hr)
        assert room.store.reader.value("SELECT mail FROM contact WHERE id = ?", (room.hr,)) == ""
        add_contact(room.store, SYSTEM, "Ylva", HR)

    def test_an_address_is_forgotten_with_who_had_it(self, room: Room) -> None:
        room.ask()
        room.sends()
        room.clock.move(DAY)
        care(room.store)
        room.sends()
        senders = (HR, "colleague@acme.example", BOSS)
        for number, sender in enumerate(senders):
            room.back(sender=sender, number=number)

        def known() -> list[str]:
            return [row[0] for row in room.store.reader.rows("SELECT sender FROM question_answer ORDER BY id")]

        remove_contact(room.store, SYSTEM, room.hr)
        assert known() == ["", "colleague@acme.example", BOSS]
        remove_contact(room.store, SYSTEM, room.boss)
        assert known() == ["", "", ""]
        room.clock.move(8 * DAY)
        assert blank_mails(room.store) == 2
        assert {mail[::2] for mail in room.mails()} == {("", "")}
