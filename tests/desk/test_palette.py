"""What the team picked comes first the next time, wordings take turns, and earlier answers are made to fit."""

from dataclasses import replace

import pytest

from backend.desk import reply
from backend.desk.answers import earlier
from backend.desk.palette import palette
from backend.model.account import Act, Limits, Undo
from backend.model.actor import SYSTEM, Role
from backend.model.brief import BriefText
from backend.model.charter import Approving, Charter, Paragraph, Personal
from backend.model.clock import HOUR, plus
from backend.model.palette import Earlier, Suggestion
from backend.model.reason import Reason
from backend.model.template import TemplateText
from backend.store.read.picks import wordings_used
from backend.store.write.accounts import set_capabilities
from backend.store.write.briefs import save_brief
from backend.store.write.charters import save_charter
from backend.store.write.erasing import erase_person
from backend.store.write.settling import settle_sent
from backend.store.write.templates import import_templates
from tests.desk.conftest import Room
from tests.store import scene

SMELL = "det luktar skumt nere vid stranden hela tiden"


def templates(room: Room, *texts: TemplateText) -> None:
    import_templates(room.store, SYSTEM, texts, approve=True)


def found(room: Room, key: int, code: str) -> Suggestion:
    (one,) = [one for one in palette(room.desk, key, code) if one.template.code == code]
    return one


def sent(room: Room, key: int, text: str, template_id: int | None = None, remote_id: str = "a1") -> int:
    """Answer a comment, and let it leave. Returns the key of the action."""
    done = reply.send(room.desk, key, text, 1, template_id)
    assert done.outbox_id is not None, done
    settle_sent(room.store, scene.taken(room.store, room.clock, done.outbox_id), scene.receipt(remote_id))
    return done.outbox_id


def test_a_pick_is_counted_by_its_words_alone(room: Room) -> None:
    templates(room, TemplateText("badplats", "sv", "Vattenprov", "Vi tar prover varje vecka."))
    key = room.comes("c1", SMELL, language="sv")
    assert palette(room.desk, key)[0].template.code != "badplats"
    badplats = found(room, key, "badplats")
    for number in range(1, 9):
        again = room.comes(f"d{number}", SMELL, language="sv")
        sent(room, again, badplats.best.text, badplats.template.id, f"a{number}")
    best = palette(room.desk, room.comes("e1", "luktar illa vid stranden igen", language="sv"))[0]
    assert best.template.code == "badplats"
    assert best.whys[0] == Reason("template.picked", {"times": 8})
    rows = room.store.reader.rows("SELECT template_id, word, picks FROM template_word")
    assert {(template_id, picks) for template_id, _, picks in rows} == {(badplats.template.id, 8)}
    assert all(isinstance(word, int) for _, word, _ in rows)  # hashes: no word of anybody's is kept


def test_brief_and_charter_rank_and_the_guideline_stands_beside(room: Room) -> None:
    charter = Charter(
        ("sv",),
        paragraphs=(Paragraph("4", "Kritik bemöts, den döljs aldrig.", "Kritik"),),
        personal=Personal(templates=("sen",)),
        words={"sv": {"hours": "9–17"}},
    )
    save_charter(room.store, SYSTEM, None, charter, 0)
    templates(
        room,
        TemplateText("sen", "sv", "Sen", "Öppet {hours}.", paragraph="4"),
        TemplateText("nu", "sv", "Nu", "Nu."),
        TemplateText("aldrig", "sv", "Aldrig", "Nej.", ("stranden", "luktar")),
    )
    until = plus(room.clock.now(), HOUR)
    save_brief(room.store, room.desk.actor, BriefText("Lukten", "", until, use=("nu",), avoid=("aldrig",)))
    key = room.comes("c1", SMELL, language="sv")
    every = palette(room.desk, key, limit=99)
    assert every[0].template.code == "nu"
    assert every[0].whys[0] == Reason("template.brief")
    assert every[-1].whys[0] == Reason("template.brief_not")
    room.clock.move(2 * HOUR)
    assert palette(room.desk, key)[0].template.code == "aldrig"
    number = room.comes("c2", "Ring mig om lukten, 070-174 06 35", language="sv")
    late = palette(room.desk, number)[0]
    assert Reason("template.charter") in late.whys
    assert late.paragraph == charter.paragraphs[0]
    assert late.best.text == "Öppet 9–17."


def test_wordings_take_turns_under_a_post_and_to_an_author(room: Room) -> None:
    text = TemplateText("lukt", "sv", "Lukt", "Vi vet om lukten, {author}.", variants=("Lukten är känd.", "Känd sak."))
    templates(room, text)
    first = room.comes("c1", SMELL, language="sv")
    assert [one.number for one in found(room, first, "lukt").wordings] == [0, 1, 2]
    template_id = found(room, first, "lukt").template.id
    sent(room, first, "Vi vet om lukten, Kalle Anka.", template_id)
    second = room.comes("c2", SMELL, by=scene.LISA, language="sv")  # under the same post
    assert [one.number for one in found(room, second, "lukt").wordings] == [1, 2, 0]
    reply.send(room.desk, second, "Lukten är sedan länge känd!", 1, template_id)  # changed, and still that wording
    third = room.comes("c3", SMELL, to="p2", root="p2", language="sv")  # elsewhere, by who got the first one
    assert [one.number for one in found(room, third, "lukt").wordings] == [1, 2, 0]
    assert wordings_used(room.store.reader, second, room.account) == {template_id: [1, 0]}
    other = room.comes("c4", SMELL, by=scene.LISA, to="p3", root="p3", language="sv")
    assert [one.number for one in found(room, other, "lukt").wordings] == [0, 2, 1]


@pytest.fixture
def answered(room: Room) -> Room:
    """Kalle was told of the smell; Lisa wrote of something else, and was answered too."""
    sent(room, room.comes("c1", SMELL), "@kalle@example.social Hej Kalle! Vi har mätt lukten {igår}. /Anna")
    sent(room, room.comes("c2", "När öppnar badhuset?", by=scene.LISA), "Klockan nio. /Anna", remote_id="a2")
    return room


def similar(room: Room, remote_id: str = "n1", text: str = "Luktar det ännu vid stranden?") -> tuple[Earlier, ...]:
    return earlier(room.desk, room.comes(remote_id, text, by=scene.LISA))


def test_an_earlier_answer_is_made_to_fit(answered: Room) -> None:
    (one,) = similar(answered)
    assert one.wording.text == "Hej Lisa! Vi har mätt lukten {igår}. /Anna"
    assert one.said.startswith("@kalle@example.social Hej Kalle!")
    assert (one.asked, one.member, one.account, one.platform) == (SMELL, "Anna", "acme", "mastodon")
    assert (one.edited, one.deleted, one.refused) == (False, False, None)
    assert one.url == "https://example.social/@acme/a1"
    assert similar(answered, "n2", "Något helt annat om fakturor") == ()
    key = answered.comes("n3", "Luktar stranden?")
    assert len(earlier(answered.desk, key, "mätt")) == 1
    assert earlier(answered.desk, key, "snö") == ()


def test_what_became_of_it_is_told(answered: Room) -> None:
    own = scene.says(
        "a1", "Hej Kalle! Vi mäter lukten.", by=scene.US, to="c1", root="p1", edited_at=answered.clock.now()
    )
    scene.save(answered.store, answered.account, own)
    (one,) = similar(answered)
    assert (one.edited, one.deleted) == (True, False)
    assert one.wording.text == "Hej Lisa! Vi mäter lukten."
    scene.save(answered.store, answered.account, gone=("a1",))
    (one,) = similar(answered, "n2")
    assert one.deleted


def test_nothing_is_left_of_who_had_us_forget_them(answered: Room) -> None:
    assert similar(answered)
    erase_person(answered.store, ["mastodon"], scene.KALLE.remote_id, "x")
    assert similar(answered, "n2") == ()


def test_only_what_one_may_read_is_found(answered: Room) -> None:
    other = scene.account(answered.store, "other", "them")
    mo = scene.member(answered.store, "Mo", [(other, Role.MODERATOR)])
    key = scene.says("x1", "Luktar stranden?")
    scene.save(answered.store, other, key)
    asked = scene.key(answered.store, "x1", other)
    assert len(earlier(answered.desk, asked)) == 1
    from backend.desk.session import choose

    assert mo.id is not None
    choose(answered.desk, mo.id)
    assert earlier(answered.desk, asked) == ()


def test_where_only_templates_leave_they_are_shown_and_refused(answered: Room) -> None:
    charter = Charter(("sv",), approving=Approving(only_templates=True))
    save_charter(answered.store, SYSTEM, answered.account, charter, 0)
    (one,) = similar(answered)
    assert one.refused == Reason("earlier.only_templates")


def test_measured_by_what_the_platform_takes_of_that_act_and_under_a_warning(room: Room) -> None:
    able = replace(scene.ABLE, acts={**scene.ABLE.acts, Act.PRIVATE_REPLY: Undo.FINAL}, private=Limits(30, "graphemes"))
    set_capabilities(room.store, room.account, able)
    templates(room, TemplateText("lukt", "sv", "Lukt", "Vi har fått in flera rapporter om lukten och tittar på det."))
    key = room.comes("c1", SMELL, language="sv")
    assert found(room, key, "lukt").best.fits
    (private,) = palette(room.desk, key, "lukt", act=Act.PRIVATE_REPLY)
    assert not private.best.fits
    sent(room, key, found(room, key, "lukt").best.text)
    again = room.comes("c2", SMELL, language="sv")
    (public,), (alone,) = (earlier(room.desk, again, act=act) for act in (Act.REPLY, Act.PRIVATE_REPLY))
    assert (public.wording.fits, alone.wording.fits) == (True, False)
    warned = room.comes("c3", SMELL, language="sv", spoiler="x" * 470)
    assert not found(room, warned, "lukt").best.fits
