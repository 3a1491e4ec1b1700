"""What comes back to a question: counted once, proven or kept apart, and gone again when it must go."""

from dataclasses import replace

import pytest
from sqlalchemy import select, update

from backend.model.clock import DAY, HOUR, plus
from backend.model.desk import Outcome
from backend.model.question import Came, Turn
from backend.model.reason import Reason
from backend.policy.questions import is_proven
from backend.store.engine import Store
from backend.store.write import question_answers
from backend.store.write.cases_comments import add_comment
from backend.store.write.erasing import erase_person
from backend.store.write.mailing import doubt_mail, note_leaving, take_mail
from backend.store.write.question_answers import show_unread
from backend.store.write.question_care import care
from backend.store.write.questions import accept_answer, ask_contact
from backend.store.write.retention import blank_comments, expire
from backend.store.write.rows import account, author, comment
from tests.conftest import StandingClock
from tests.store.question_room import BOSS, HR, Room, make_room
from tests.store.scene import KALLE, LISA, events, key, save, says


@pytest.fixture
def room(store: Store, clock: StandingClock) -> Room:
    return make_room(store, clock)


class TestAnswers:
    def test_an_answer_comes_once_and_ends_it(self, room: Room) -> None:
        room.ask()
        room.sends()
        assert room.back(text="Ja, det stämmer.", attached=2) == 1
        assert room.back(text="Ja, det stämmer.") == 0
        (answer,) = room.last().answers
        assert (answer.text, answer.proven, answer.attached) == ("Ja, det stämmer.", True, 2)
        assert room.last().turn is Turn.ANSWERED
        assert events(room.store)[-1] == "question.answered"
        room.clock.move(3 * DAY)
        assert care(room.store) == 0

    def test_machines_keep_no_answer_out(self, room: Room, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(question_answers, "MOST", 3)
        monkeypatch.setattr(question_answers, "MOST_PROVEN", 1)
        room.ask()
        for number in range(5):
            room.back(Came.AUTO, text="", number=number)
        assert len(room.last().answers) == 3
        assert events(room.store).count("question.dropped") == 1
        assert room.back(Came.AUTO, text="", number=0) == 0, "one that is kept already is not left out"
        assert room.back(number=99) == 1
        assert room.last().turn is Turn.ANSWERED

    def test_answers_have_a_bound_of_their_own(self, room: Room, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(question_answers, "MOST_PROVEN", 2)
        room.ask()
        room.sends()
        assert [room.back(number=number) for number in range(3)] == [1, 1, 0]
        assert events(room.store)[-1] == "question.dropped"

    def test_an_unproven_one_is_kept_apart_until_a_member_vouches_for_it(self, room: Room) -> None:
        room.ask()
        assert room.back(signed=()) == 1
        assert room.last().turn is Turn.ASKED
        (answer,) = room.last().answers
        assert not answer.proven
        assert accept_answer(room.store, room.anna, answer.id).ok
        assert accept_answer(room.store, room.anna, answer.id).outcome is Outcome.GONE
        assert (room.last().turn, room.last().answers[0].accepted_by) == (Turn.ANSWERED, "Anna")

    def test_a_token_is_enough_and_no_other_mail_counts(self, room: Room) -> None:
        room.ask()
        token = str(room.store.reader.value("SELECT token FROM case_question"))
        assert room.back(ids=(), tokens=("0" * 16,)) == 0
        assert room.back(ids=("nightdesk.0",), tokens=()) == 0
        assert room.back(ids=(), tokens=(token,)) == 1

    def test_a_machines_answer_is_none(self, room: Room) -> None:
        room.ask()
        assert room.back(Came.AUTO, text="") == 1
        assert room.back(text="", number=2) == 1
        assert room.last().turn is Turn.ASKED
        assert [one.kind for one in room.last().answers] == [Came.AUTO, Came.ANSWER]

    @pytest.mark.parametrize("relabelled", [False, True])
    def test_what_bounces_goes_to_the_fallback(self, room: Room, relabelled: bool) -> None:
        room.ask()
        room.sends()
        token = str(room.store.reader.value("SELECT token FROM case_question"))
        ids = () if relabelled else (str(room.store.reader.value("SELECT message_id FROM mail_out")),)
        sender, failed = "MAILER-DAEMON@mx.example", ("HR@Acme.example",)
        assert room.back(Came.BOUNCE, text="", sender=sender, ids=ids, tokens=(token,), failed=failed) == 1
        assert care(room.store) == 1
        assert (room.last().turn, room.mails()[-1][0]) == (Turn.PASSED, BOSS)
        assert events(room.store)[-2:] == ["question.bounced", "question.passed"]

    @pytest.mark.parametrize("failed", [(), (HR,)])
    def test_a_late_report_of_the_first_does_not_speak_of_the_second(self, room: Room, failed: tuple[str, ...]) -> None:
        room.ask()
        room.sends()
        room.clock.move(DAY)
        care(room.store)
        room.sends()
        token = str(room.store.reader.value("SELECT token FROM case_question"))
        assert room.back(Came.BOUNCE, text="", ids=(), tokens=(token,), failed=failed) == 1
        assert care(room.store) == 0
        assert room.last().turn is Turn.PASSED

    def test_that_no_mail_can_be_read_is_shown_while_somebody_waits(self, room: Room) -> None:
        why = Reason("mailbox.unreachable", {"host": "mx", "port": 993})
        show_unread(room.store, why)
        assert room.ask().trouble == why
        show_unread(room.store, None)
        assert room.last().trouble is None

    @pytest.mark.parametrize(
        ("sender", "signed", "asked", "proven"),
        [
            (HR, ["acme.example"], [HR], True),
            ("Colleague@ACME.example", ["acme.example"], [HR], True),
            ("x@hr.acme.example", ["acme.example"], [HR], False),
            ("hr@mail.acme.example", ["acme.example"], ["hr@mail.acme.example"], True),
            (HR, ["evil.example"], [HR], False),
            (HR, ["mail.acme.example"], [HR], False),
            (HR, ["example"], [HR], False),
            (HR, [], [HR], False),
            ("", ["acme.example"], [HR], False),
            ("anna@gmail.com", ["gmail.com"], ["anna@gmail.com"], True),
            ("eve@gmail.com", ["gmail.com"], ["anna@gmail.com"], False),
            ("x@evil-acme.example", ["evil-acme.example"], [HR], False),
        ],
    )
    def test_whose_answer_it_is(self, sender: str, signed: list[str], asked: list[str], proven: bool) -> None:
        assert is_proven(sender, signed, asked) is proven


def kept(room: Room) -> str:
    """Return all that is stored of questions."""
    tables = ("mail_out", "question_quote", "question_answer", "case_question")
    return repr([row for table in tables for row in room.store.reader.rows(f"SELECT * FROM {table}")])


class TestErasing:
    def test_an_erased_comment_is_gone_from_all_that_quoted_it(self, room: Room) -> None:
        room.ask(named=True)
        room.sends()
        room.back(whole="Ja.\n> pengar två gånger")
        room.ask("Har Kalle rätt?", named=True)
        erase_person(room.store, ["mastodon"], "kalle", "code")
        assert "pengar" not in kept(room)
        assert "Kalle" not in kept(room)
        assert room.last().quotes[0].text == ""

    def test_a_question_about_somebody_who_is_erased_is_taken_back(self, room: Room) -> None:
        room.ask("Har Kalle rätt?")
        mail = take_mail(room.store, 60, 2)
        assert mail is not None
        assert note_leaving(room.store, mail)
        doubt_mail(room.store, mail, room.clock.at)
        room.ask("Vem är Kalle?")
        erase_person(room.store, ["mastodon"], "kalle", "code")
        assert room.last().turn is Turn.WITHDRAWN
        assert events(room.store)[-2:] == ["question.withdrawn", "question.withdrawn"]
        room.clock.move(3 * DAY)
        assert (care(room.store), room.sends()) == (0, [])
        assert room.back(text="Kalle har rätt.") == 1
        assert "Kalle" not in kept(room)

    def test_a_name_that_has_run_out_is_gone_from_the_mails(self, room: Room) -> None:
        room.ask(named=True)
        room.sends()
        room.ask(named=True)
        with room.store.write() as w:
            w.conn.execute(update(author).values(fetched_at=room.clock.at))
            w.conn.execute(update(account).values(platform="linkedin"))
        room.clock.move(HOUR * 13)
        assert expire(room.store) > 0
        assert "Kalle" not in kept(room)
        assert "pengar" in room.mails()[1][3]

    def test_a_mail_that_has_not_left_is_put_together_again(self, room: Room) -> None:
        """Words that stand in other words must go whole, and take nothing along that stays."""
        said = {
            "c2": says("c2", "Ja tack", by=KALLE),
            "c3": says("c3", "Ja", by=LISA),
            "c4": says("c4", "Ja, 4711", by=LISA),
        }
        save(room.store, 1, *said.values())
        kalles, short, long = (key(room.store, name) for name in said)
        for one in (kalles, short, long):
            assert add_comment(room.store, room.anna, room.case_id, one).outcome is Outcome.DONE
        until, asked = plus(room.clock.at, DAY), [kalles, short, long]
        assert ask_contact(room.store, room.anna, room.case_id, room.hr, "Är det så?", asked, until, named=True).ok
        save(room.store, 1, says("c5", by=replace(LISA, name="Nytt Namn")))
        with room.store.write() as w:
            gone = select(comment.c.id, comment.c.account_id, comment.c.author_id, comment.c.remote_id)
            blank_comments(w, gone.where(comment.c.id.in_((short, long))))
        ((*_rest, body),) = room.mails()
        assert "Är det så?" in body
        assert "written to us:\n\nKalle Anka:\n> Ja tack\n\n> […]\n\n> […]\n\nPlease" in body
