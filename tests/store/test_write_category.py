"""What a comment is about, and personal data in it: said, suggested, taken back, hidden at once, looked at."""

from dataclasses import replace

import pytest

from backend.model.account import Act
from backend.model.actor import SYSTEM, Role
from backend.model.category import Category, Setter
from backend.model.charter import Charter, Personal
from backend.model.clock import DAY, HOUR, MINUTE, plus
from backend.model.comment import Media, MediaKind, ThreadItem
from backend.model.desk import Outcome
from backend.model.personal import Spot, SpotKind
from backend.model.traits import Trait
from backend.model.triage import At, Decision, Verb, Why
from backend.policy.own_contact import of_others, ours
from backend.policy.query import parse
from backend.store.engine import Store
from backend.store.read import queue
from backend.store.read.author import past
from backend.store.read.guided import guided
from backend.store.read.thread import view
from backend.store.write.charters import save_charter
from backend.store.write.deciding import decide
from backend.store.write.erasing import erase_person
from backend.store.write.personal import unmask
from backend.store.write.undoing import to_redo, undo
from tests.conftest import StandingClock
from tests.store import scene
from tests.store.test_write_deciding import Room

NUMBER = "070-123 45 67"
WITH_DATA = f"Ring mig på {NUMBER}, jag är 19880320-0016"
MASKED = "Ring mig på [phone number], jag är [identity number]"
COMPLAINT = "Appen fungerar inte sedan i måndags"


@pytest.fixture
def room(store: Store, clock: StandingClock) -> Room:
    return Room(store, clock)


def says(room: Room, name: str, text: str, **more: object) -> int:
    (key,) = room.comes(name, text=text, **more)
    return key


def about(category: Category | None) -> Decision:
    return Decision(Verb.CATEGORISE, category=category)


def shown(room: Room, *keys: int) -> list[tuple[Category | None, Setter]]:
    rows = {row.id: row for row in queue.rows(room.store.reader, keys, room.clock.now())}
    return [(rows[key].category, rows[key].category_by) for key in keys]


def found(room: Room, query: str) -> set[int]:
    page = queue.page(room.store.reader, parse(query), room.clock.now(), None)
    return {row.id for row in page.rows}


def logged(room: Room, what: str) -> list[tuple[object, ...]]:
    asked = "SELECT comment_id, actor_kind, actor_id, code FROM event WHERE what = ? ORDER BY id"
    return [tuple(row) for row in room.store.reader.rows(asked, (what,))]


def test_a_members_word_goes_before_what_the_words_suggest(room: Room) -> None:
    one, other = says(room, "c1", COMPLAINT), says(room, "c2", "Vilken fin dag")
    assert shown(room, one, other) == [(Category.COMPLAINT, Setter.SUGGESTION), (None, Setter.NOBODY)]
    deed = room.decides(about(Category.CRITICISM), one, other)
    assert (deed.done, deed.failed) == (2, 0)
    assert shown(room, one, other) == [(Category.CRITICISM, Setter.MEMBER)] * 2
    assert logged(room, "comment.categorised") == [
        (key, "member", room.anna.id, "category.criticism") for key in (one, other)
    ]
    assert found(room, "category:complaint") == set()
    assert found(room, "category:criticism,praise") == {one, other}


def test_it_is_taken_back_as_one_and_done_again(room: Room) -> None:
    keys = [says(room, "c1", COMPLAINT), says(room, "c2", "Hej")]
    room.decides(about(Category.PRAISE), keys[0])
    room.decides(about(Category.HATE), *keys)
    undo(room.store, room.anna)
    assert shown(room, *keys) == [(Category.PRAISE, Setter.MEMBER), (None, Setter.NOBODY)]
    again = to_redo(room.store, room.anna)
    assert isinstance(again, tuple)
    assert again[0].category is Category.HATE
    assert decide(room.store, room.anna, *again).done == 2
    room.decides(about(None), keys[0])
    assert shown(room, *keys) == [(Category.COMPLAINT, Setter.SUGGESTION), (Category.HATE, Setter.MEMBER)]


def test_an_edit_brings_new_suggestions_and_leaves_a_members_word(room: Room) -> None:
    one, other = says(room, "c1", COMPLAINT), says(room, "c2", COMPLAINT)
    room.decides(about(Category.QUESTION), one)
    says(room, "c1", "Tusen tack för hjälpen!", edited_at=room.clock.now())
    says(room, "c2", "Tusen tack för hjälpen!", edited_at=room.clock.now())
    assert shown(room, one, other) == [(Category.QUESTION, Setter.MEMBER), (Category.PRAISE, Setter.SUGGESTION)]


def test_only_a_missing_role_stands_in_the_way(room: Room) -> None:
    key = says(room, "c1", COMPLAINT)
    room.decides(Verb.DONE, key)
    assert room.decides(about(Category.SPAM), key, revision=9).ok
    admin = scene.member(room.store, "Eva", [(None, Role.ADMIN)])
    deed = decide(room.store, admin, about(Category.HATE), [At(key, 1)])
    assert [item.outcome for item in deed.items] == [Outcome.REFUSED]
    assert shown(room, key) == [(Category.SPAM, Setter.MEMBER)]


def test_personal_data_is_masked_wherever_it_is_read(room: Room) -> None:
    key = says(room, "c1", "x" * 395 + " " + NUMBER)
    other = says(room, "c2", WITH_DATA)
    reader, now = room.store.reader, room.clock.now()
    cut, whole = sorted(queue.rows(reader, [key, other], now), key=lambda row: row.id)
    assert (cut.text[-20:], cut.personal) == ("xxxxx [phone number]", True)
    assert whole.text == MASKED
    thread = view(reader, other, now)
    assert thread is not None
    assert [getattr(item, "text", "") for item in thread.items][-1] == MASKED
    author = reader.value("SELECT author_id FROM comment WHERE id = ?", (other,))
    assert {one.text for one in past(reader, author).comments} == {cut.text, MASKED}
    assert found(room, "is:personal") == {key, other}
    assert found(room, '"123 45 67"') == {key, other}


def test_who_looks_behind_the_mask_is_logged(room: Room) -> None:
    key, other = says(room, "c1", WITH_DATA), says(room, "c2", "Hej")
    assert unmask(room.store, room.anna, [key, other]) == {key: WITH_DATA, other: "Hej"}
    assert logged(room, "comment.unmasked") == [(key, "member", room.anna.id, "")]
    nobody = scene.member(room.store, "Eva", [(None, Role.ADMIN)])
    assert unmask(room.store, nobody, [key]) == {}


def charter(room: Room, *, hide: bool) -> None:
    save_charter(room.store, SYSTEM, None, Charter(personal=Personal(hide=hide)), 0)


def hides(room: Room) -> list[tuple[object, ...]]:
    asked = "SELECT comment_id, revision, actor_kind, reason, state FROM outbox WHERE act = 'hide' ORDER BY id"
    return [tuple(row) for row in room.store.reader.rows(asked)]


def test_it_is_hidden_at_once_where_the_charter_says_so_and_stays_open(room: Room) -> None:
    charter(room, hide=True)
    key = says(room, "c1", WITH_DATA)
    says(room, "c2", "Hej")
    says(room, "c3", WITH_DATA, at=plus(room.clock.now(), -DAY - HOUR))
    says(room, "c4", WITH_DATA, by=scene.US)
    says(room, "c5", "Lampan vid Storgatan 4 är trasig")
    assert hides(room) == [(key, 1, "rule", Why.PERSONAL_DATA, "pending")]
    assert logged(room, "hide.queued") == [(key, "rule", None, "why.personal_data")]
    room.sends(room.store.reader.value("SELECT max(id) FROM outbox"))
    assert room.of(key, "state", "remote_state") == ("open", "hidden")


def test_who_shows_it_again_is_not_fought_until_the_words_are_others(room: Room) -> None:
    charter(room, hide=True)
    key = says(room, "c1", WITH_DATA)
    room.sends(room.store.reader.value("SELECT max(id) FROM outbox"))
    room.sends(room.decides(Verb.UNHIDE, key).items[0].outbox_id)
    says(room, "c1", WITH_DATA)
    assert len(hides(room)) == 1
    room.clock.move(10 * MINUTE)
    says(room, "c1", WITH_DATA + "!", edited_at=room.clock.now())
    assert [row[:2] for row in hides(room)] == [(key, 1), (key, 2)]


@pytest.mark.parametrize("hide", [True, False])
def test_nothing_is_hidden_where_it_cannot_or_shall_not_be(store: Store, clock: StandingClock, hide: bool) -> None:
    room = Room(store, clock)
    charter(room, hide=hide)
    if hide:
        able = replace(scene.ABLE, acts={Act.REPLY: scene.ABLE.acts[Act.REPLY]})
        account = scene.account(store, "plain", "plain", able)
        scene.save(store, account, scene.says("c1", text=WITH_DATA))
    else:
        says(room, "c1", WITH_DATA)
    assert hides(room) == []
    assert store.reader.value("SELECT traits FROM comment WHERE remote_id = 'c1'") & Trait.PERSONAL


def test_where_it_stood_goes_with_the_words_and_a_members_word_stays(room: Room) -> None:
    key = says(room, "c1", WITH_DATA)
    room.decides(about(Category.PRAISE), key)
    erase_person(room.store, ["mastodon"], scene.KALLE.remote_id, "code")
    asked = "SELECT text, spots, traits, category FROM comment_revision AS r JOIN comment AS c ON c.id = r.comment_id"
    assert room.store.reader.one(asked) == ("", "", 0, "praise")


OURS = {"sv": {"contact": "info@acme.se, 08-123 456 78 eller 0771-91 90 00", "visit": "Storgatan 1, Umeå"}}


@pytest.mark.parametrize(
    ("text", "hidden"),
    [
        ("Er växel 08-123 456 78 svarar inte, inte info@acme.se heller", False),
        ("+46 8 123 456 78 tutar bara upptaget", False),
        ("Er handläggare eva@kundtjanst.acme.se svarar aldrig", False),
        ("Jag bor mittemot Storgatan 1 och där är det mörkt", False),
        ("info@acme.se svarar inte, ring mig på 070-123 45 67", True),
        ("Skriv till info@acme.se.example.com", True),
        ("Er växel 08-123 456 78 vet att jag är 19880320-0016", True),
    ],
)
def test_how_to_reach_ourselves_gives_nobody_away(room: Room, text: str, hidden: bool) -> None:
    save_charter(room.store, SYSTEM, None, Charter(personal=Personal(hide=True), words=OURS), 0)
    says(room, "c1", text, language="sv")
    assert bool(hides(room)) is hidden


@pytest.mark.parametrize(
    ("handle", "mail", "own"),
    [
        ("acme@example.social", "info@acme.se", True),
        ("acme", "eva@mail.acme.co.uk", True),
        ("acme.se", "info@acme.se", True),
        ("acme@example.social", "anna@example.social", False),
        ("acme", "anna@acme-fans.se", False),
        ("telia", "anna@telia.com", False),
        ("abc", "anna@abc.se", False),
        ("", "anna@x.se", False),
    ],
)
def test_a_mail_domain_of_our_name_is_ours(handle: str, mail: str, own: bool) -> None:
    assert (not of_others(mail, [Spot(0, len(mail), SpotKind.MAIL)], ours(Charter(), handle))) is own


def test_what_describes_a_picture_or_names_a_link_is_masked(room: Room) -> None:
    picture = Media(MediaKind.IMAGE, "https://x/y.png", alt=f"Annas nummer är {NUMBER}.")
    link = Media(MediaKind.LINK, "https://x", title="19880320-0016", alt="en sida")
    key = says(room, "c1", "Se bilden", media=(picture, link), language="sv")
    reader, now = room.store.reader, room.clock.now()
    thread = view(reader, key, now)
    assert thread is not None
    author = reader.value("SELECT author_id FROM comment WHERE id = ?", (key,))
    told = [("Annas nummer är [phone number].", ""), ("en sida", "[identity number]")]
    (row,) = queue.rows(reader, [key], now)
    last = thread.items[-1]
    assert isinstance(last, ThreadItem)
    for media in (last.media, row.media, past(reader, author).comments[0].media):
        assert [(one.alt, one.title) for one in media] == told
    assert found(room, "is:personal") == {key}
    says(room, "c1", "Se bilden", media=(replace(picture, alt="en katt"),), language="sv")
    assert found(room, "is:personal") == set()


def test_what_a_charter_asks_of_a_comment_is_masked(room: Room) -> None:
    key = says(room, "c1", WITH_DATA)
    subject = guided(room.store.reader, key)
    assert subject is not None
    assert subject.text == MASKED
