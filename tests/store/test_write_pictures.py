"""Pictures of templates: new versions, approved like words, and queued with an answer where the platform takes any."""

import json
from dataclasses import replace
from typing import Any

import pytest

from backend.model.account import Act
from backend.model.actor import SYSTEM, Actor
from backend.model.desk import Result
from backend.model.template import TemplateText
from backend.policy.template_diff import difference
from backend.store.engine import Store
from backend.store.errors import Conflict
from backend.store.read.attachments import attachments, enclosed
from backend.store.read.templates import templates
from backend.store.read.templates_review import card, versions
from backend.store.write.enqueue import enqueue_reply
from backend.store.write.templates import import_templates
from backend.store.write.templates_draft import save_draft
from backend.store.write.templates_pictures import attach, detach
from backend.store.write.templates_review import approve, submit
from tests.stage.test_pictures import PNG
from tests.store import scene
from tests.store.scene import ABLE, says

ALT = "Karta över Norrby"
TEXT = TemplateText("badet", "sv", "Vägen till badet", "Här ligger badet. {signature}")
PICTURED = replace(ABLE, limits=replace(ABLE.limits, media=4, media_bytes=1_000_000, media_types=("image/png",)))


@pytest.fixture
def template(store: Store) -> int:
    import_templates(store, SYSTEM, [TEXT], approve=True)
    return templates(store.reader, None)[0].id


def in_use(store: Store, number: int, template: int) -> None:
    submit(store, SYSTEM, template, number)
    approve(store, SYSTEM, template, number)


def queued(store: Store, anna: Actor, template: int, able: Any = PICTURED, act: Act = Act.REPLY) -> Result:
    account = scene.account(store, able=able)
    scene.save(store, account, says("c1"))
    key = scene.key(store, "c1", account)
    return enqueue_reply(store, anna, key, "Här ligger badet.", 1, template_id=template, act=act)


def pictures(store: Store, outbox_id: int | None) -> list[int]:
    found: list[int] = json.loads(scene.look(store, "outbox", outbox_id or 0, "attachments"))
    return found


def test_it_goes_with_answers_once_it_is_approved(store: Store, template: int) -> None:
    anna = scene.member(store, "Anna")
    number = attach(store, SYSTEM, template, "map.png", ALT, PNG)
    assert templates(store.reader, None)[0].attachments == (), "a draft counts for nothing"
    in_use(store, number, template)
    (key,) = templates(store.reader, None)[0].attachments
    result = queued(store, anna, template)
    assert result.ok
    assert pictures(store, result.outbox_id) == [key]
    assert [(one.name, one.mime, one.alt, one.data) for one in enclosed(store.reader, [key])] == [
        ("map.png", "image/png", ALT, PNG)
    ]


@pytest.mark.parametrize("able", [ABLE, replace(PICTURED, limits=replace(PICTURED.limits, media=0))])
def test_where_none_is_taken_the_answer_goes_alone(store: Store, template: int, able: Any) -> None:
    in_use(store, attach(store, SYSTEM, template, "map.png", ALT, PNG), template)
    assert pictures(store, queued(store, scene.member(store, "Anna"), template, able).outbox_id) == []


def test_other_words_keep_it(store: Store, template: int) -> None:
    number = attach(store, SYSTEM, template, "map.png", ALT, PNG)
    _key, newer = save_draft(store, SYSTEM, template, replace(TEXT, body="Andra ord. {signature}"), number)
    in_use(store, newer, template)
    assert len(templates(store.reader, None)[0].attachments) == 1


def test_an_import_approves_no_picture_that_nobody_has_seen(store: Store, template: int) -> None:
    in_use(store, attach(store, SYSTEM, template, "map.png", ALT, PNG), template)
    attach(store, SYSTEM, template, "map.png", "Nidbild", PNG + b"2")
    for text in (replace(TEXT, body="Ur en fil. {signature}"), TEXT):
        import_templates(store, SYSTEM, [text], approve=True)
        (found,) = templates(store.reader, None)
        assert (found.body, found.attachments) == (text.body, (1,))
    newer = save_draft(store, SYSTEM, template, replace(TEXT, body="Nya ord. {signature}"), found.version)[1]
    attach(store, SYSTEM, template, "map.png", "Nidbild", PNG + b"2")
    import_templates(store, SYSTEM, [replace(TEXT, body="Nya ord. {signature}")], approve=True)
    (found,) = templates(store.reader, None)  # the words of a draft, without its picture
    assert (found.approved, found.attachments) == (newer + 2, (1,))


def test_who_reviews_sees_another_picture(store: Store, template: int) -> None:
    number = attach(store, SYSTEM, template, "map.png", ALT, PNG)
    newer = attach(store, SYSTEM, template, "map.png", "Nidbild", PNG + b"2")
    of = {one.number: one for one in versions(store.reader, template)}
    assert [(one.name, one.alt) for one in of[newer].attachments] == [("map.png", "Nidbild")]
    assert [line[0] for line in difference(of[number], of[newer])].count("+") == 1
    found = card(store.reader, template)
    assert found is not None
    assert found.newest.attachments == of[newer].attachments


def test_the_same_again_is_no_new_version_and_kept_once(store: Store, template: int) -> None:
    number = attach(store, SYSTEM, template, "map.png", ALT, PNG)
    assert attach(store, SYSTEM, template, "map.png", ALT, PNG) == number
    assert store.reader.value("SELECT count(*) FROM attachment") == 1


def test_one_of_the_same_name_takes_its_place(store: Store, template: int) -> None:
    attach(store, SYSTEM, template, "map.png", ALT, PNG)
    in_use(store, attach(store, SYSTEM, template, "map.png", "En bättre karta", PNG), template)
    found = attachments(store.reader, templates(store.reader, None)[0].attachments)
    assert [(one.name, one.alt, one.size) for one in found] == [("map.png", "En bättre karta", len(PNG))]


def test_taken_off(store: Store, template: int) -> None:
    attach(store, SYSTEM, template, "map.png", ALT, PNG)
    in_use(store, detach(store, SYSTEM, template, "map.png"), template)
    assert templates(store.reader, None)[0].attachments == ()
    with pytest.raises(Conflict, match=r"attachment\.none_such"):
        detach(store, SYSTEM, template, "map.png")


@pytest.mark.parametrize(
    ("name", "alt", "data", "code"),
    [
        ("map.png", ALT, b"<svg onload=alert(1)>", "attachment.no_picture"),
        ("map.png", ALT, b"", "attachment.no_picture"),
        ("map.png", ALT, PNG + bytes(8_000_000), "attachment.too_large"),
        ("map.png", " \n", PNG, "attachment.no_alt"),
    ],
)
def test_what_cannot_be_kept(store: Store, template: int, name: str, alt: str, data: bytes, code: str) -> None:
    with pytest.raises(Conflict) as caught:
        attach(store, SYSTEM, template, name, alt, data)
    assert caught.value.reason.code == code
    assert store.reader.value("SELECT max(number) FROM template_version") == 1


def test_no_more_than_any_platform_takes(store: Store, template: int) -> None:
    for number in range(4):
        attach(store, SYSTEM, template, f"{number}.png", ALT, PNG + bytes([number]))
    with pytest.raises(Conflict, match=r"attachment\.too_many"):
        attach(store, SYSTEM, template, "5.png", ALT, PNG + b"5")
