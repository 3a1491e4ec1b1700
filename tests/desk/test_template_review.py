"""A writer's morning: written, sent for approval, rejected, mended, approved, used by a moderator, read anew."""

from collections.abc import Iterator
from contextlib import ExitStack
from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from backend.config.desk import DeskSettings
from backend.desk import reply
from backend.desk import template_review as review
from backend.desk.palette import palette
from backend.desk.session import Desk, DeskError, open_desk
from backend.desk.templates import propose, remark
from backend.model.account import Act
from backend.model.actor import SYSTEM, Role
from backend.model.charter import Charter, Signature, Signing
from backend.model.clock import DAY, SECOND, parse_iso
from backend.model.desk import Outcome
from backend.model.template import Purpose, TemplateText
from backend.store.errors import Conflict
from backend.store.write.charters import save_charter
from backend.store.write.settling import settle_sent
from backend.store.write.templates import import_templates
from tests.desk.conftest import Room
from tests.store import scene

PAGE = """
code = "strom"
language = "sv"
title = "Strömavbrott"
body = \"\"\"
Hej {author}! Vi arbetar med avbrottet, ring {contact}. {signature}\"\"\"
tags = ["avbrott", "ström"]
"""


class Team:
    """Desks for Wilma, who writes, Eva, who approves, and Mo, who answers."""

    def __init__(self, room: Room, settings: DeskSettings, open_until: ExitStack) -> None:
        self.room = room
        for name, role in (("Wilma", Role.WRITER), ("Eva", Role.APPROVER), ("Mo", Role.MODERATOR)):
            scene.member(room.store, name, [(None, role)])
            desk = open_desk(settings, room.clock, name)
            open_until.callback(desk.close)
            setattr(self, name.lower(), desk)

    wilma: Desk
    eva: Desk
    mo: Desk


@pytest.fixture
def team(room: Room, settings: DeskSettings) -> Iterator[Team]:
    with ExitStack() as open_until:
        yield Team(room, settings, open_until)


def test_a_writers_morning(team: Team) -> None:
    wilma, eva, mo, room = team.wilma, team.eva, team.mo, team.room
    key, number = review.save(wilma, None, PAGE, 0)
    review.submit(wilma, key, number)
    assert review.awaiting(wilma) == review.awaiting(mo) == ()
    (card,) = review.awaiting(eva)
    assert (card.template.code, card.newest.member) == ("strom", "Wilma")
    review.reject(eva, key, number, "Säg när vi hör av oss")
    (back,) = review.rejected(wilma)
    assert (back.newest.said, back.newest.reviewer) == ("Säg när vi hör av oss", "Eva")

    page, base = review.editing(wilma, key)
    key, number = review.save(wilma, key, page.replace("ring", "mer {?när}, ring"), base)
    assert (number, review.rejected(wilma)) == (2, ())
    assert [line[0] for line in review.diff(wilma, key, 1, 2)] == [" ", " ", "-", "+"]
    review.submit(wilma, key, number)
    review.approve(eva, key, number)

    words = Charter(words={"en": {"contact": "0771"}}, signature=Signature(Signing.OFF))
    save_charter(room.store, SYSTEM, None, words, 0)
    comment = room.comes("c1", "Strömmen är borta, avbrott!", language="sv")
    (found,) = palette(mo, comment, "strom")
    text = found.best.text
    assert text == "Hej Kalle Anka! Vi arbetar med avbrottet, mer {?när}, ring 0771."  # the charter signs nothing
    assert reply.send(mo, comment, text, 1, key).reason is not None  # a blank never leaves
    sent = reply.send(mo, comment, text.replace("{?när}", "kl 12"), 1, key)
    assert sent.outcome is Outcome.DONE

    review.set_review(wilma, key, "6m")  # it came in through her, so that she answers for it
    assert review.due(wilma) == ()
    room.clock.move(181 * DAY)
    assert [one.template.code for one in review.due(wilma)] == ["strom"]
    review.set_review(wilma, key, "1y")
    assert review.due(wilma) == ()


def test_a_save_that_comes_second_says_whose_was_first(team: Team) -> None:
    key, _ = review.save(team.wilma, None, PAGE, 0)
    review.save(team.eva, key, PAGE.replace("Hej", "Hejsan"), 1)
    with pytest.raises(Conflict) as caught:
        review.save(team.wilma, key, PAGE.replace("Hej", "God dag"), 1)
    assert caught.value.reason.params == {"number": 2, "who": "Eva"}
    with pytest.raises(DeskError) as wrong:
        review.save(team.wilma, key, PAGE + "x = 1\n", 2)
    assert wrong.value.reason.params["line"] == 8


def test_what_nobody_answers_for_is_due_for_who_approves(team: Team) -> None:
    import_templates(team.room.store, SYSTEM, [TemplateText("a", "sv", "A", "B")], approve=True)
    (key,) = [one.template.id for one in review.cards(team.eva) if one.template.code == "a"]
    with pytest.raises(Conflict):
        review.set_review(team.wilma, key, "1d")
    review.set_review(team.eva, key, "1d")
    team.room.clock.move(2 * DAY)
    assert [one.template.id for one in review.due(team.eva)] == [key]
    assert review.due(team.wilma) == review.due(team.mo) == ()


def test_a_lone_lead_has_their_own_words_to_approve(room: Room) -> None:
    key, number = review.save(room.desk, None, PAGE, 0)
    review.submit(room.desk, key, number)
    assert [one.template.id for one in review.awaiting(room.desk)] == [key]
    review.approve(room.desk, key, number)
    review.retire(room.desk, key)
    assert key not in [one.template.id for one in review.cards(room.desk)]
    assert key in [one.template.id for one in review.cards(room.desk, retired=True)]
    assert review.bring_back(room.desk, key) == 2


@pytest.mark.parametrize("day", ["2026-03-28", "2026-03-29", "2026-10-24", "2026-10-25"])
def test_a_review_is_due_when_its_day_is_over_whatever_the_clocks_do(room: Room, day: str) -> None:
    key, _ = review.save(room.desk, None, PAGE, 0)
    room.clock.at = parse_iso("2026-01-02T12:00:00Z")
    review.set_review(room.desk, key, day)
    (at,) = [one.review_at for one in review.cards(room.desk) if one.template.id == key]
    assert at is not None
    local = datetime.fromtimestamp(at // SECOND, ZoneInfo("Europe/Stockholm"))
    assert local.strftime("%Y-%m-%d %H:%M:%S") == f"{day} 23:59:59"
    with pytest.raises(DeskError):
        review.set_review(room.desk, key, "2026-01-01")


def test_only_what_is_meant_for_it_is_offered(room: Room) -> None:
    key = room.comes("c1", language="sv")
    texts = [
        TemplateText("z-hide", "sv", "Z", "B", purposes=("hide",)),
        TemplateText("z-elsewhere", "sv", "Z", "B", platforms=("bluesky",)),
        TemplateText("z-two", "en", "Z", "In English"),
        TemplateText("z-two", "sv", "Z", "På {platform}, {member}"),
    ]
    import_templates(room.store, SYSTEM, texts, approve=True)
    assert [(one.template.code, one.best.text) for one in palette(room.desk, key, "z")] == [
        ("z-two", "På Mastodon, Anna")
    ]
    assert [one.template.code for one in palette(room.desk, key, "z-h", purpose=Purpose.HIDE)] == ["z-hide"]


def test_a_sent_answer_becomes_a_template_with_its_comment(room: Room) -> None:
    key = room.comes("c1", "Hur gör jag?", language="sv-SE")
    text = "@kalle@example.social Hej Kalle! Anmäl avbrottet på sidan.\n/Anna"
    done = reply.send(room.desk, key, text, 1, None, Act.REPLY)
    assert done.outbox_id is not None
    assert propose(room.desk, outbox_id=done.outbox_id).reason is not None  # it has not been sent yet
    job = scene.taken(room.store, room.clock, done.outbox_id)
    settle_sent(room.store, job, scene.receipt())
    made = propose(room.desk, outbox_id=done.outbox_id)
    assert made.ok
    assert made.reason is not None
    (card,) = [one for one in review.cards(room.desk) if one.template.id == made.reason.params["key"]]
    assert (card.template.code, card.template.language) == ("anmäl-avbrottet", "sv")
    assert card.newest.body == "Hej {author}! Anmäl avbrottet på sidan.\n{signature}"
    assert remark(room.desk, card.template.id, "", key).ok
    assert remark(room.desk, card.template.id, "").outcome is Outcome.REFUSED
    assert [one.comment_id for one in review.remarks(room.desk, card.template.id)] == [key, key]
