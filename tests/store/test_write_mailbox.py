"""What mails say of places, and how far they were read: kept together or not at all."""

import pytest

from backend.model.actor import SYSTEM
from backend.model.clock import MINUTE
from backend.model.place import Capture, Captured, PlaceKind
from backend.model.reason import Reason
from backend.store.engine import Store
from backend.store.errors import LeaseLost
from backend.store.read.mailbox import mailed_places
from backend.store.write.accounts import remove_account
from backend.store.write.mailbox import keep_mails, show_mailbox
from backend.store.write.places import Plan, add_place, look, note_late
from backend.store.write.sync import register_worker, take_lease
from tests.conftest import START, StandingClock
from tests.store.scene import member

GROUP = "https://www.facebook.com/groups/222333444"
LEASE = "mailbox"


def said(number: int, text: str = "Hej!") -> Capture:
    return Capture(f"{GROUP}/posts/1?comment_id={number}", "Bo Ek", text, START, Captured.MAIL, "Sol")


@pytest.fixture
def sol(store: Store) -> int:
    return add_place(store, SYSTEM, "sol", Plan(GROUP, PlaceKind.FACEBOOK_GROUP))


@pytest.fixture
def fence(store: Store) -> tuple[str, int]:
    number = take_lease(store, LEASE, register_worker(store, "here", 1, ""), 15)
    assert number is not None
    return LEASE, number


def comments(store: Store) -> int:
    return int(store.reader.value("SELECT count(*) FROM comment"))


class TestKeeping:
    def test_captures_and_cursor_are_kept_together(self, store: Store, sol: int, fence: tuple[str, int]) -> None:
        assert keep_mails(store, [(sol, said(1)), (sol, said(2))], {sol: "9:2"}, fence) == (2, [])
        assert [(one.account_id, one.cursor) for one in mailed_places(store.reader)] == [(sol, "9:2")]
        assert keep_mails(store, [(sol, said(2))], {sol: "9:3"}, fence) == (0, [])
        assert comments(store) == 2

    def test_whoever_lost_the_lease_keeps_nothing(self, store: Store, sol: int, fence: tuple[str, int]) -> None:
        with pytest.raises(LeaseLost):
            keep_mails(store, [(sol, said(1))], {sol: "9:1"}, (LEASE, fence[1] + 1))
        assert comments(store) == 0
        assert mailed_places(store.reader)[0].cursor is None

    def test_one_that_cannot_be_kept_stops_no_other(self, store: Store, sol: int, fence: tuple[str, int]) -> None:
        gone = add_place(store, SYSTEM, "gone", Plan(f"{GROUP}5", PlaceKind.FACEBOOK_GROUP))
        remove_account(store, SYSTEM, gone)
        new, refused = keep_mails(store, [(gone, said(1)), (sol, said(2, " ")), (sol, said(3))], {sol: "9:3"}, fence)
        assert new == comments(store) == 1
        assert [one.code for one in refused] == ["account.removed", "capture.empty"]


def test_only_places_that_send_mails_are_read_for(store: Store, sol: int) -> None:
    add_place(store, SYSTEM, "other", Plan("https://forum.example.org", PlaceKind.OTHER))
    gone = add_place(store, SYSTEM, "gone", Plan(f"{GROUP}5", PlaceKind.FACEBOOK_GROUP))
    remove_account(store, SYSTEM, gone)
    assert [one.account_id for one in mailed_places(store.reader)] == [sol]


class TestTrouble:
    def health(self, store: Store, place: int) -> tuple[str, str]:
        row = store.reader.one("SELECT state, code FROM account_health WHERE account_id = ?", (place,))
        assert row is not None
        return row[0], row[1]

    def test_it_is_shown_and_taken_back(self, store: Store, sol: int) -> None:
        before = self.health(store, sol)
        show_mailbox(store, [sol], Reason("mailbox.refused", {"host": "mail.example.org"}))
        assert self.health(store, sol) == ("late", "mailbox.refused")
        show_mailbox(store, [sol], Reason("mailbox.unreachable", {"host": "mail.example.org", "port": 993}))
        assert self.health(store, sol) == ("late", "mailbox.unreachable")
        show_mailbox(store, [sol], None)
        assert self.health(store, sol) == before

    def test_what_else_is_wrong_stays(self, store: Store, clock: StandingClock) -> None:
        place = add_place(store, SYSTEM, "sol", Plan(GROUP, PlaceKind.FACEBOOK_GROUP, look_every_s=60))
        look(store, member(store, "Anna"), place)
        clock.move(2 * MINUTE)
        assert note_late(store) == [place]
        overdue = self.health(store, place)
        for trouble in (Reason("mailbox.no_password"), None):
            show_mailbox(store, [place], trouble)
            assert self.health(store, place) == overdue == ("late", "place.late")
