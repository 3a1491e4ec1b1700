"""One digest of a morning: at eight by the member's own clock, only of what has waited, never twice."""

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from backend.model.actor import SYSTEM, Actor, Role
from backend.model.clock import DAY, HOUR, MINUTE, SECOND, Micros
from backend.policy.digest import is_due
from backend.store.engine import Store
from backend.store.write import talk
from backend.store.write.people import add_member, set_member
from backend.worker.digest import send_digests
from tests.conftest import StandingClock
from tests.store import scene
from tests.store.scene import says

ZONE = "Europe/Stockholm"


def at(said: str) -> Micros:
    return Micros(int(datetime.fromisoformat(said).replace(tzinfo=ZoneInfo(ZONE)).timestamp()) * SECOND)


@pytest.mark.parametrize("day", ["2026-03-29", "2026-10-25", "2026-11-28"])
def test_eight_comes_once_on_every_day(day: str) -> None:
    before, morning = at(f"{day} 07:59"), at(f"{day} 08:00")
    looked = at(f"{day} 00:00") - 16 * HOUR
    assert not is_due(Micros(looked + HOUR), before, ZONE)
    assert is_due(Micros(looked), morning, ZONE)
    assert not is_due(morning, Micros(morning + 23 * HOUR - MINUTE), ZONE)


@pytest.fixture
def anna(store: Store, clock: StandingClock) -> Actor:
    clock.at = at("2026-10-24 15:00")
    account = scene.account(store)
    scene.save(store, account, says("c1", "Hemskt dåligt av Erik Ek"))
    roles = [(None, Role.MODERATOR)]
    key = add_member(store, SYSTEM, "Anna", "/Anna", "sv", ZONE, None, roles)
    set_member(store, SYSTEM, key, mail="anna@acme.example")
    return Actor(SYSTEM.kind, key)


@pytest.fixture
def bo(store: Store, anna: Actor) -> Actor:
    return scene.member(store, "Bo")


def mails(store: Store) -> list[tuple[str, str, str]]:
    return [tuple(row) for row in store.reader.rows("SELECT to_address, subject, body FROM mail_out ORDER BY id")]


def test_what_has_waited_goes_out_once_a_morning(store: Store, clock: StandingClock, anna: Actor, bo: Actor) -> None:
    clock.at = at("2026-10-24 15:00")
    send_digests(store)
    talk.add_note(store, bo, 1, "@Anna titta på det här, han heter Erik")
    clock.at = at("2026-10-25 08:30")
    assert send_digests(store) == 0, "it has not waited for a day, which had 25 hours"
    clock.at = at("2026-10-26 07:59")
    assert send_digests(store) == 0
    clock.at = at("2026-10-26 08:00")
    assert send_digests(store) == 1
    assert send_digests(store) == 0
    ((to, subject, body),) = mails(store)
    assert (to, subject.startswith("Nightdesk: 1 ")) == ("anna@acme.example", True)
    assert "2026-10-24" in body
    assert "Erik" not in body
    assert "Hemskt" not in body
    clock.move(DAY)
    assert send_digests(store) == 1
    talk.see_mentions(store, Actor(bo.kind, anna.id), 1)
    clock.move(DAY)
    assert send_digests(store) == 0
    assert len(mails(store)) == 2


def test_nobody_without_an_address_is_written_to(store: Store, clock: StandingClock, anna: Actor, bo: Actor) -> None:
    talk.add_note(store, Actor(bo.kind, anna.id), 1, "@Bo titta")
    clock.move(3 * DAY)
    assert send_digests(store) == 0
    assert mails(store) == []


def test_two_workers_send_one(store: Store, store_url: str, clock: StandingClock, anna: Actor, bo: Actor) -> None:
    talk.add_note(store, bo, 1, "@Anna titta")
    clock.at = at("2026-10-26 09:00")
    other = Store.open(store_url, clock)
    try:
        assert send_digests(store) + send_digests(other) == 1
    finally:
        other.close()
