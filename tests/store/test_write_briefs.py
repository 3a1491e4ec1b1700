"""Briefs: written, edited without losing a colleague's words, unread again, over in time."""

from collections.abc import Iterator
from typing import Any

import pytest

from backend.desk import briefs
from backend.desk.session import Desk, DeskError
from backend.model.actor import Actor, Role
from backend.model.brief import BriefText
from backend.model.clock import HOUR, MINUTE, Micros, plus
from backend.policy.moments import write_moment
from backend.store.engine import Store
from backend.store.errors import Conflict
from backend.store.read.briefs import brief, briefs_now, template_codes
from backend.store.read.people import member
from backend.store.reader import Reader
from backend.store.write.briefs import end_brief, read_brief, save_brief
from tests.conftest import START, StandingClock
from tests.store import scene

LATER = Micros((START // MINUTE) * MINUTE + 6 * HOUR)


def about(title: str = "Strömavbrott i norr", until: Micros = LATER, **more: Any) -> BriefText:
    return BriefText(title, "Press till presstjänsten.", until, **more)


@pytest.fixture
def anna(store: Store) -> Actor:
    scene.account(store)
    return scene.member(store, "Anna")


@pytest.fixture
def bo(store: Store, anna: Actor) -> Actor:
    return scene.member(store, "Bo")


def titles(store: Store, who: Actor, now: Micros = START) -> list[tuple[str, bool]]:
    return [(one.title, one.read) for one in briefs_now(store.reader, who.id or 0, now)]


def test_it_is_unread_for_all_but_its_writer_until_it_ends(store: Store, anna: Actor, bo: Actor) -> None:
    key = save_brief(store, anna, about())
    assert (titles(store, anna), titles(store, bo)) == (
        [("Strömavbrott i norr", True)],
        [("Strömavbrott i norr", False)],
    )
    read_brief(store, bo, key, 1)
    assert titles(store, bo) == [("Strömavbrott i norr", True)]
    assert titles(store, bo, LATER) == []
    assert scene.events(store)[-1] == "brief.written"


def test_an_edited_one_is_unread_again_and_says_what_it_said(store: Store, anna: Actor, bo: Actor) -> None:
    key = save_brief(store, anna, about())
    read_brief(store, bo, key, 1)
    assert save_brief(store, anna, about("Strömmen är tillbaka"), key, 1) == key
    assert titles(store, bo) == [("Strömmen är tillbaka", False)]
    before = brief(store.reader, bo.id or 0, key, 1)
    assert before is not None
    assert (before.title, before.member) == ("Strömavbrott i norr", "Anna")


def test_reading_never_goes_back_or_ahead(store: Store, anna: Actor, bo: Actor) -> None:
    key = save_brief(store, anna, about())
    save_brief(store, anna, about("Andra"), key, 1)
    read_brief(store, bo, key, 2)
    read_brief(store, bo, key, 1)
    assert titles(store, bo) == [("Andra", True)]
    read_brief(store, bo, key, 99)
    save_brief(store, anna, about("Tredje"), key, 2)
    assert titles(store, bo) == [("Tredje", False)]
    with pytest.raises(Conflict, match=r"brief\.missing"):
        read_brief(store, bo, 77, 1)


def test_an_old_version_says_until_when_it_held(store: Store, anna: Actor) -> None:
    key = save_brief(store, anna, about())
    save_brief(store, anna, about(until=plus(LATER, HOUR)), key, 1)
    first, second = (brief(store.reader, anna.id or 0, key, number) for number in (1, 2))
    assert (first and first.until, second and second.until) == (LATER, plus(LATER, HOUR))


def test_a_colleagues_version_is_never_overwritten(store: Store, anna: Actor, bo: Actor) -> None:
    key = save_brief(store, anna, about())
    save_brief(store, bo, about("Bos"), key, 1)
    with pytest.raises(Conflict) as caught:
        save_brief(store, anna, about("Annas"), key, 1)
    assert (caught.value.reason.code, dict(caught.value.reason.params)) == ("brief.moved", {"number": 2, "who": "Bo"})
    assert titles(store, anna) == [("Bos", False)]


def test_ended_before_its_time(store: Store, anna: Actor, bo: Actor) -> None:
    key = save_brief(store, anna, about())
    end_brief(store, bo, key)
    end_brief(store, bo, key)
    assert titles(store, anna) == []
    assert scene.events(store).count("brief.ended") == 1
    with pytest.raises(Conflict, match=r"brief\.over"):
        save_brief(store, anna, about("Nytt"), key, 1)


@pytest.mark.parametrize(
    ("written", "code"),
    [
        (about(" \n "), "brief.no_title"),
        (about(until=START), "brief.past"),
        (about(account="nobody"), "brief.no_such_account"),
        (BriefText("T", "x" * 4001, LATER), "brief.too_long"),
    ],
)
def test_what_does_not_do_is_refused_with_what_to_do(store: Store, anna: Actor, written: BriefText, code: str) -> None:
    with pytest.raises(Conflict) as caught:
        save_brief(store, anna, written)
    assert caught.value.reason.code == code
    assert titles(store, anna) == []


def test_who_may_write(store: Store, anna: Actor) -> None:
    """Whoever works with all that a brief speaks of; whoever runs the machine has no say in the work."""
    acme = scene.account(store, "other", "us2")
    local, admin = (
        scene.member(store, "Local", [(acme, Role.WRITER)]),
        scene.member(store, "Root", [(None, Role.ADMIN)]),
    )
    save_brief(store, local, about(account="other"))
    for who, written in ((local, about()), (admin, about()), (local, about(account="acme"))):
        with pytest.raises(Conflict, match=r"member\.no_role"):
            save_brief(store, who, written)


def test_templates_to_use_and_avoid(store: Store, anna: Actor) -> None:
    other = scene.account(store, "other", "us2")
    save_brief(store, anna, about(use=("strom",), avoid=("hours",)))
    save_brief(store, anna, about(account="other", use=("strom", "press")))
    assert template_codes(store.reader, other, START) == (("strom", "press"), ("hours",))
    assert template_codes(store.reader, 1, START) == (("strom",), ("hours",))
    assert template_codes(store.reader, 1, LATER) == ((), ())


@pytest.fixture
def desk(store: Store, store_url: str, clock: StandingClock, anna: Actor) -> Iterator[Desk]:
    desk = Desk(store_url, clock, Reader.open(store_url))
    desk.member = member(desk.reader, anna.id or 0)
    yield desk
    desk.close()


def test_a_page_is_what_was_written(desk: Desk, store: Store) -> None:
    """What a page shows, saved again, says the same."""
    key = briefs.save(desk, 0, about('Say "hej" \\ nu', account="acme", use=("strom", "press"), avoid=("hours",)), 0)
    shown = briefs.version(desk, key)
    briefs.save_page(desk, key, briefs.page(desk, shown), 1)
    again = briefs.version(desk, key)
    assert shown is not None
    assert again is not None
    same = ("account_id", "title", "text", "use", "avoid", "until")
    assert [getattr(again, name) for name in same] == [getattr(shown, name) for name in same]
    assert again.version == 2


@pytest.mark.parametrize(
    ("page", "line", "code"),
    [
        ('+++\ntitle = "T"\nuntil = "soon"\n+++\nText', 3, "brief.until"),
        ('+++\nuntil = "18:00"\n+++\nText', 2, "brief.no_title"),
        ('+++\ntitle = "T"\nuntil = "2020-01-01"\n+++', 3, "brief.past"),
        ('+++\ntitle = "T"\nuntil = "2h"\nwhere = "x"\n+++', 4, "brief.unknown_key"),
        ('+++\ntitle = "T"', 1, "charter.fence"),
        ("+++\ntitle = T\n+++", 2, "charter.toml"),
        ("Only words", 2, "brief.no_title"),
    ],
)
def test_a_mistake_in_a_page_names_its_line(desk: Desk, page: str, line: int, code: str) -> None:
    with pytest.raises(DeskError) as caught:
        briefs.save_page(desk, 0, page, 0)
    assert (caught.value.reason.code, caught.value.reason.params["line"]) == (code, line)


def test_a_new_page_can_be_filled_in(desk: Desk) -> None:
    page = briefs.page(desk, None)
    key = briefs.save_page(desk, 0, page.replace('title = ""', 'title = "Snö"') + "Plogat till åtta.", 0)
    shown = briefs.version(desk, key)
    assert shown is not None
    assert (shown.title, shown.text, shown.read) == ("Snö", "Plogat till åtta.", True)
    assert 11 * HOUR < shown.until - START <= 12 * HOUR
    assert write_moment(plus(START, MINUTE), desk.me.time_zone)


def test_what_is_not_mine_is_not_shown(desk: Desk, store: Store, anna: Actor) -> None:
    acme = scene.account(store, "other", "us2")
    local = scene.member(store, "Local", [(acme, Role.MODERATOR)])
    save_brief(store, anna, about(account="acme"))
    save_brief(store, anna, about("Alla"))
    desk.member = member(desk.reader, local.id or 0)
    assert [one.title for one in briefs.now(desk)] == ["Alla"]
    assert [one.title for one in briefs.every(desk)] == ["Alla"]
