"""Views at a desk: whose they are, who may change them, what they count; and help with what is typed."""

import pytest

from backend.desk import inbox, views
from backend.desk.asking import expanded
from backend.desk.feed import feed
from backend.desk.session import DeskError, choose
from backend.model.actor import SYSTEM, Role
from backend.model.change import Topic
from backend.model.view import View
from backend.policy.query import QueryError
from backend.policy.query_words import VIEWS
from backend.store.changes import last_seq
from backend.store.errors import Conflict
from backend.store.write.accounts import remove_account
from tests.desk.conftest import Room
from tests.store import scene
from tests.store.scene import says


def own(room: Room) -> list[tuple[str, str]]:
    return [(view.name, view.query) for view in views.views(room.desk) if not view.standard]


def sit(room: Room, name: str, *roles: tuple[int | None, Role]) -> int:
    actor = scene.member(room.store, name, list(roles) or [(None, Role.MODERATOR)])
    assert actor.id is not None
    choose(room.desk, actor.id)
    return actor.id


def counted(room: Room) -> dict[str, int | None]:
    return {one.view.name: one.count for one in views.counters(room.desk)}


def test_the_standard_ones_are_there_from_the_start(room: Room) -> None:
    assert [view.name for view in views.views(room.desk)] == list(VIEWS)
    for name in VIEWS:
        inbox.page(room.desk, f"@{name}")


def test_a_view_is_kept_changed_renamed_and_forgotten(room: Room) -> None:
    watch, seq = feed(room.desk), last_seq(room.store.reader)
    made = views.save(room.desk, "helg", " is:open age<2d ")
    assert made == View("helg", "is:open age<2d", made.id, room.desk.me.id, "Anna", True)
    assert (Topic.VIEW, made.id) in [(one.topic, one.ref) for one in watch.wait(seq, 10).changes]
    watch.close()
    assert views.save(room.desk, "Helg", "is:late").id == made.id
    assert own(room) == [("Helg", "is:late")]
    views.save(room.desk, "natt", "is:new")
    with pytest.raises(Conflict) as error:
        views.rename(room.desk, "natt", "HELG")
    assert error.value.reason.code == "view.taken"
    views.rename(room.desk, "natt", "Natt")
    views.delete(room.desk, "helg")
    assert own(room) == [("Natt", "is:new")]


def test_ones_own_are_ones_own_and_shared_ones_belong_to_their_maker(room: Room) -> None:
    anna = room.desk.me.id
    views.save(room.desk, "min", "is:mine")
    views.save(room.desk, "alla", "is:open", shared=True)
    sit(room, "Cia")
    assert own(room) == [("alla", "is:open")]
    for change in (
        lambda: views.save(room.desk, "alla", "is:done", shared=True),
        lambda: views.rename(room.desk, "alla", "x"),
        lambda: views.delete(room.desk, "alla"),
    ):
        with pytest.raises(Conflict) as error:
            change()
        assert error.value.reason.code == "view.shared"
    views.save(room.desk, "cias", "is:late", shared=True)
    views.save(room.desk, "alla", "is:done")
    assert own(room) == [("alla", "is:done"), ("alla", "is:open"), ("cias", "is:late")]
    assert expanded(room.desk, "@alla") == "is:done"
    choose(room.desk, anna)
    views.delete(room.desk, "cias")
    assert [name for name, _query in own(room)] == ["min", "alla"]


def test_what_is_no_query_or_no_name_is_not_kept(room: Room) -> None:
    for query in ("is:opne", "account:nobody", "by:nobody"):
        with pytest.raises(QueryError):
            views.save(room.desk, "x", query)
    for name, code in (("", "view.name"), ("a b", "view.name"), ("x" * 41, "view.name"), ("Late", "view.standard")):
        with pytest.raises(DeskError) as error:
            views.save(room.desk, name, "is:open")
        assert error.value.reason.code == code
    for name, code in (("nope", "view.missing"), ("late", "view.standard")):
        with pytest.raises(DeskError) as error:
            views.delete(room.desk, name)
        assert error.value.reason.code == code
    assert own(room) == []


def test_counters_are_what_the_lists_show(room: Room) -> None:
    for n in range(3):
        room.comes(f"c{n}", "faktura" if n else "hej")
    views.save(room.desk, "pengar", "is:open faktura")
    assert (counted(room)["open"], counted(room)["pengar"], counted(room)["late"]) == (3, 2, 0)
    room.comes("c9", "elfaktura")
    assert counted(room)["pengar"] == 2  # kept for a few seconds
    room.clock.move(views.EVERY)
    assert counted(room)["pengar"] == 3


def test_a_view_that_names_what_is_gone_counts_nothing(room: Room) -> None:
    scene.account(room.store, "press", "press")
    views.save(room.desk, "press", "account:press")
    assert counted(room)["press"] == 0
    key = next(one.id for one in inbox.board(room.desk).accounts if one.short_name == "press")
    remove_account(room.store, SYSTEM, key)
    room.clock.move(views.EVERY)
    assert counted(room)["press"] is None


def test_counters_count_only_what_one_may_read(room: Room) -> None:
    press = scene.account(room.store, "press", "press")
    room.comes("c1")
    scene.save(room.store, press, says("d1", "där"))
    assert counted(room)["open"] == 2
    sit(room, "Gast", (press, Role.WRITER))
    assert counted(room)["open"] == 1
    sit(room, "Adam", (None, Role.ADMIN))
    with pytest.raises(DeskError):
        views.counters(room.desk)


@pytest.mark.parametrize(
    ("query", "code", "word", "position", "meant"),
    [
        ("hej account:acmi", "query.no_account_meant", "acmi", 12, "acme"),
        ("-account:acme,xyzzy", "query.no_account", "xyzzy", 14, ""),
        ("platform:mastodont", "query.no_platform_meant", "mastodont", 9, "mastodon"),
        ('by:"Ana"', "query.no_member_meant", '"Ana"', 3, "Anna"),
        ("assigned:xyzzy", "query.no_member", "xyzzy", 9, ""),
    ],
)
def test_an_unknown_name_is_pointed_at(room: Room, query: str, code: str, word: str, position: int, meant: str) -> None:
    with pytest.raises(QueryError) as error:
        inbox.page(room.desk, query)
    found = error.value
    assert (found.reason.code, found.word, found.position, found.meant) == (code, word, position, meant)
    assert query[found.position : found.position + len(found.word)] == word


def test_a_view_in_front_of_a_query_is_put_in_its_place(room: Room) -> None:
    views.save(room.desk, "pengar", "faktura")
    assert expanded(room.desk, "@Pengar is:late") == "faktura is:late"
    assert expanded(room.desk, "@kalle hej") == "@kalle hej"
    with pytest.raises(QueryError):
        expanded(room.desk, "@kalle hej", strict=True)


def test_a_list_is_narrowed_by_what_can_be_read(room: Room) -> None:
    assert views.narrow(room.desk, "", "by:bo hej") == "is:open by:bo hej"
    with pytest.raises(QueryError):
        views.narrow(room.desk, "is:open", "is:opne")


def test_names_complete_a_query(room: Room) -> None:
    views.save(room.desk, "natt", "is:new")
    known = views.names(room.desk)
    assert known.accounts == ("acme",)
    assert [one.text for one in views.complete("assigned:a", 10, known)] == ["Anna"]
    assert [one.text for one in views.complete("@na", 3, known)] == ["natt"]
    assert "sv" in known.languages


def test_everything_that_matches_comes_in_pieces_with_its_revision(room: Room) -> None:
    scene.save(room.store, room.account, *(says(f"c{n}", "spam" if n % 2 else "hej") for n in range(60)))
    pieces = list(inbox.everything(room.desk, "spam", 25))
    rows = inbox.page(room.desk, "spam").rows
    found = [at for piece in pieces for at in piece]
    assert [at.comment_id for at in found] == [row.id for row in rows[:25]]
    assert {(at.revision, at.state) for at in found} == {(1, "open")}
    assert [at for piece in inbox.everything(room.desk, "finnsinte") for at in piece] == []
