"""What platforms no longer let us keep goes, on both databases: a tombstone stays and what is ours, and it can return.

Spans are LinkedIn's unless a test says otherwise: names 12 hours in the store, words 48.
"""

from dataclasses import replace

import pytest

from backend.model.actor import SYSTEM, Actor
from backend.model.change import Topic
from backend.model.clock import DAY, HOUR, MINUTE, plus
from backend.model.comment import Inflow, Media, MediaKind
from backend.model.desk import Outcome
from backend.model.inflow import InAuthor, InComment, Page, Saved
from backend.model.triage import Why
from backend.policy.query import parse
from backend.store.engine import Store
from backend.store.erase import TEXT_COLUMNS
from backend.store.read import queue
from backend.store.read.thread import view
from backend.store.write.accounts import add_account, remove_account
from backend.store.write.inflow import save_page
from backend.store.write.outbox import enqueue_reply
from backend.store.write.retention import expire, hold
from backend.store.write.talk import add_note
from tests.conftest import StandingClock
from tests.store import scene
from tests.store.scene import ABLE, KALLE, LISA, US, says, wrote

APE = Media(MediaKind.IMAGE, "https://example.com/ape.png", "en apa")
QUESTION = says("c1", "Hur gammal är elfakturan?", media=(APE,), url="https://example.com/c1", spoiler="apa", likes=3)
ANSWER = says("a1", "Nio år!", by=US, to="c1")


def join(store: Store, platform: str = "linkedin") -> int:
    """Enter an account and a page with its post, a question, our answer to it, and Lisa's comment."""
    us = {"remote_id": "us", "handle": US.handle, "name": US.name, "base_url": "https://example.com"}
    account = add_account(store, SYSTEM, platform, "acme", capabilities=ABLE, **us)
    read(store, account, QUESTION, ANSWER, says("c2", "Tack!", by=LISA))
    return account


def later(clock: StandingClock, store: Store, span: int) -> int:
    clock.move(span)
    return expire(store)


def read(store: Store, account: int, *comments: InComment) -> Saved:
    return save_page(store, account, Page(posts=(wrote(),), comments=comments), stream="inbox")


def words(store: Store, remote_id: str) -> tuple[object, ...]:
    """Return all that is stored of what somebody said."""
    sql = """SELECT r.text, r.raw, r.media, c.spoiler, c.url, c.traits, c.alike, c.likes FROM comment AS c
        JOIN comment_revision AS r ON r.comment_id = c.id WHERE c.remote_id = ? ORDER BY r.number"""
    return tuple(store.reader.rows(sql, (remote_id,)))


def person(store: Store, remote_id: str) -> tuple[object, ...]:
    return tuple(store.reader.one("SELECT handle, name, url FROM author WHERE remote_id = ?", (remote_id,)) or ())


def found(store: Store, asked: str) -> list[str]:
    rows = queue.page(store.reader, parse(f"is:any {asked}"), store.clock.now(), None).rows
    return sorted(row.text or f"#{row.id}" for row in rows)


NOTHING_LEFT = ("", "", "[]", "", None, 0, None, 0)


def test_names_go_before_words_and_what_is_ours_stays(store: Store, clock: StandingClock) -> None:
    join(store)
    before = words(store, "c1")
    assert later(clock, store, 11 * HOUR) == 0
    assert later(clock, store, HOUR - 15 * MINUTE) == 2
    assert (person(store, "kalle"), person(store, "lisa")) == (("", "", None), ("", "", None))
    assert person(store, "us") == (US.handle, US.name, None)
    assert words(store, "c1") == before
    assert later(clock, store, 36 * HOUR) == 2
    assert words(store, "c1") == words(store, "c2") == (NOTHING_LEFT,)
    assert words(store, "a1")[0][:2] == ("Nio år!", "<p>Nio år!</p>")  # type: ignore[index]
    assert store.reader.value("SELECT text FROM post") == "Nu öppnar vi!"
    assert later(clock, store, 90 * DAY) == 0


def test_an_open_comment_keeps_its_place_its_deadline_and_what_colleagues_wrote(
    store: Store, clock: StandingClock
) -> None:
    join(store)
    anna, key = scene.member(store, "Anna"), scene.key(store, "c1")
    add_note(store, anna, key, "Ring Siv om det här")
    enqueue_reply(store, anna, scene.key(store, "c2"), "Välkommen!", 1)
    kept = ("state", "urgency", "sort_at", "due_at", "written_at", "seen_at", "remote_id", "remote_uri", "revision")
    tables = "SELECT text FROM note", "SELECT text FROM outbox", "SELECT what FROM event ORDER BY id"
    before = scene.look(store, "comment", key, *kept), [store.reader.rows(sql) for sql in tables]
    order = [row.key for row in queue.page(store.reader, parse("is:any"), clock.at, None).rows]
    later(clock, store, 48 * HOUR)
    assert (scene.look(store, "comment", key, *kept), [store.reader.rows(sql) for sql in tables]) == before
    rows = queue.page(store.reader, parse("is:any"), clock.at, None).rows
    assert [row.key for row in rows] == order
    theirs = [row for row in rows if row.state != "aside"]
    assert len(theirs) == 2
    assert all(row.expired and row.nameless for row in theirs)


THEIRS = {"author": "remote_id <> 'us'", "comment": "own = FALSE", "post": "own = FALSE",
          "comment_revision": "comment_id IN (SELECT id FROM comment WHERE own = FALSE)"}  # fmt: skip
"""Which rows of a table are others'. The other tables hold what members wrote."""


def test_nothing_is_left_of_the_columns_that_erase_walks(store: Store, clock: StandingClock) -> None:
    account = join(store)
    read(store, account, says("v1", "Se!", to=None, root="v1", kind=Inflow.VISITOR_POST, url="https://example.com/v1"))
    later(clock, store, 48 * HOUR)
    ours = {table for table, _column in TEXT_COLUMNS} - THEIRS.keys()
    assert ours == {
        "case_file", "case_note", "case_question", "contact", "draft", "mail_out", "note", "outbox", "place_look",
        "question_answer", "question_quote", "referral", "second_opinion", "template_remark",
    }  # fmt: skip
    for table, column in (one for one in TEXT_COLUMNS if one[0] in THEIRS):
        left = store.reader.rows(f"SELECT DISTINCT {column} FROM {table} WHERE {THEIRS[table]}")
        assert left, (table, column)
        assert {row[0] for row in left} <= {"", "[]", None}, (table, column)


def test_every_revision_goes(store: Store, clock: StandingClock) -> None:
    account = join(store)
    read(store, account, says("c1", "Hur ny är den?", edited_at=clock.at))
    later(clock, store, 48 * HOUR)
    assert [row[:3] for row in words(store, "c1")] == [("", "", "[]")] * 2  # type: ignore[index]


def test_the_search_finds_neither_words_nor_names(store: Store, clock: StandingClock) -> None:
    join(store)
    assert found(store, "faktura") == found(store, "elfakturan") == [QUESTION.text]
    assert found(store, "author:kalle") == found(store, "is:question") == found(store, "has:image") == [QUESTION.text]
    later(clock, store, 48 * HOUR)
    for asked in ("faktura", "elfakturan", "author:kalle", "author:anka", "is:question", "has:image", "is:textless"):
        assert found(store, asked) == [], asked


def test_desks_are_told(store: Store, clock: StandingClock) -> None:
    join(store)
    at = scene.last(store)
    theirs = {(Topic.COMMENT.value, scene.key(store, one)) for one in ("c1", "c2")}
    later(clock, store, 12 * HOUR)
    assert set(scene.told(store, at)) == theirs
    at = scene.last(store)
    later(clock, store, 36 * HOUR)
    assert set(scene.told(store, at)) == theirs


def test_what_is_read_again_may_stay_as_long_again(store: Store, clock: StandingClock) -> None:
    account = join(store)
    went = []
    for _turn in range(9):
        clock.move(11 * HOUR)
        assert read(store, account, QUESTION, ANSWER).same == 2
        went.append(expire(store))
    assert went == [0, 1, 0, 0, 1, 0, 0, 0, 0]
    assert person(store, "kalle")[1] == KALLE.name
    assert words(store, "c2") == (NOTHING_LEFT,)
    later(clock, store, 48 * HOUR)
    assert (person(store, "us")[1], words(store, "a1")[0][0]) == (US.name, ANSWER.text)  # type: ignore[index]


def test_a_busy_poll_writes_nothing_within_the_hour(store: Store, clock: StandingClock) -> None:
    account, first = join(store), clock.at
    for _poll in range(4):
        clock.move(14 * MINUTE)
        read(store, account, QUESTION)
    noted = "SELECT fetched_at FROM comment WHERE remote_id = 'c1' UNION SELECT fetched_at FROM author WHERE name = ?"
    assert store.reader.rows(noted, (KALLE.name,)) == [(first,)]
    clock.move(4 * MINUTE)
    read(store, account, QUESTION)
    assert store.reader.rows(noted, (KALLE.name,)) == [(clock.at,)]


@pytest.mark.parametrize("state", ["open", "done"])
def test_the_same_words_come_back_and_reopen_nothing(store: Store, clock: StandingClock, state: str) -> None:
    account = join(store)
    before, key = words(store, "c1"), scene.key(store, "c1")
    with store.write() as w:
        w.conn.exec_driver_sql(f"UPDATE comment SET state = '{state}' WHERE id = {key}")
    later(clock, store, 49 * HOUR)
    at, events = scene.last(store), scene.events(store)
    assert read(store, account, replace(QUESTION, edited_at=clock.at)) == Saved(edited=1)
    assert (words(store, "c1"), person(store, "kalle")) == (before, (KALLE.handle, KALLE.name, KALLE.url))
    assert scene.look(store, "comment", key, "state", "revision", "expired_at") == (state, 1, None)
    assert (Topic.COMMENT.value, key) in scene.told(store, at)
    assert scene.events(store) == events
    assert found(store, "faktura") == found(store, "author:kalle") == found(store, "is:question") == [QUESTION.text]
    assert read(store, account, replace(QUESTION, edited_at=clock.at)) == Saved(same=1)


def test_other_words_are_an_edit(store: Store, clock: StandingClock) -> None:
    account = join(store)
    later(clock, store, 49 * HOUR)
    read(store, account, replace(QUESTION, text="Ny fråga", raw="Ny fråga", edited_at=clock.at))
    key = scene.key(store, "c1")
    assert scene.look(store, "comment", key, "revision", "expired_at") == (2, None)
    assert scene.events(store)[-1] == "comment.edited"
    assert found(store, '"ny fråga"') == ["Ny fråga"]


def test_a_name_that_comes_back_is_told(store: Store, clock: StandingClock) -> None:
    account = join(store)
    later(clock, store, 13 * HOUR)
    at = scene.last(store)
    assert read(store, account, QUESTION) == Saved(same=1)
    assert scene.told(store, at) == [(Topic.COMMENT.value, scene.key(store, "c1"))]
    assert store.reader.rows("SELECT name, expired_at FROM author WHERE remote_id = 'kalle'") == [(KALLE.name, None)]


def test_somebody_without_a_name_has_lost_none(store: Store, clock: StandingClock) -> None:
    account = join(store)
    read(store, account, says("n1", by=InAuthor("nobody", "", "")))
    later(clock, store, 13 * HOUR)
    assert store.reader.value("SELECT expired_at FROM author WHERE remote_id = 'nobody'") is None


def test_a_strangers_post_goes_with_the_comment_that_is_its_root(store: Store, clock: StandingClock) -> None:
    account = join(store)
    post = says("v1", "Se hit!", to=None, root="v1", kind=Inflow.VISITOR_POST, url="https://example.com/v1")
    read(store, account, post, says("v2", "Oj", to="v1", root="v1", by=LISA))
    later(clock, store, 48 * HOUR)
    assert store.reader.rows("SELECT url FROM post WHERE remote_id = 'v1'") == [(None,)]
    seen = view(store.reader, scene.key(store, "v2"), clock.at)
    assert seen is not None
    assert seen.post is not None
    assert (seen.post.expired, seen.post.nameless, seen.post.text, seen.post.author) == (True, True, "", "")
    read(store, account, post)
    seen = view(store.reader, scene.key(store, "v2"), clock.at)
    assert seen is not None
    assert seen.post is not None
    assert (seen.post.expired, seen.post.text, seen.post.url) == (False, "Se hit!", "https://example.com/v1")


class TestHolds:
    def held(self, store: Store, clock: StandingClock, platform: str, until: int = 90 * DAY) -> tuple[Outcome, Actor]:
        join(store, platform)
        anna = scene.member(store, "Anna")
        return hold(store, anna, scene.key(store, "c1"), Why.THREAT, plus(clock.at, until)).outcome, anna

    def test_what_is_held_stays_until_the_hold_ends(self, store: Store, clock: StandingClock) -> None:
        assert self.held(store, clock, "youtube")[0] is Outcome.DONE
        before = words(store, "c1")
        assert later(clock, store, 31 * DAY) == 1
        assert (words(store, "c1"), person(store, "kalle")[1]) == (before, KALLE.name)
        assert words(store, "c2") == (NOTHING_LEFT,)
        assert person(store, "lisa")[1] == ""
        assert later(clock, store, 59 * DAY) == 1
        assert words(store, "c1") == (NOTHING_LEFT,)

    def test_a_second_hold_replaces_the_first(self, store: Store, clock: StandingClock) -> None:
        _done, anna = self.held(store, clock, "youtube")
        assert hold(store, anna, scene.key(store, "c1"), Why.THREAT, clock.at).outcome is Outcome.DONE
        later(clock, store, 31 * DAY)
        assert words(store, "c1") == (NOTHING_LEFT,)
        assert hold(store, anna, scene.key(store, "c1"), Why.THREAT, clock.at).outcome is Outcome.GONE

    def test_linkedin_leaves_no_room(self, store: Store, clock: StandingClock) -> None:
        assert self.held(store, clock, "linkedin")[0] is Outcome.REFUSED
        with store.write() as w:
            row = "INSERT INTO hold (comment_id, member_id, why, made_at, until) VALUES ({}, 1, 'threat', 0, {})"
            w.conn.exec_driver_sql(row.format(scene.key(store, "c1"), 2**60))
        later(clock, store, 49 * HOUR)
        assert words(store, "c1") == (NOTHING_LEFT,)


def test_meta_takes_back_only_what_was_deleted_there(store: Store, clock: StandingClock) -> None:
    account = join(store, "facebook")
    clock.move(30 * DAY)
    scene.save(store, account, gone=("c1",))
    assert expire(store) == 1
    assert (words(store, "c1"), person(store, "kalle")) == ((NOTHING_LEFT,), ("", "", None))
    assert (person(store, "lisa")[1], words(store, "c2")[0][0]) == (LISA.name, "Tack!")  # type: ignore[index]


@pytest.mark.parametrize("platform", ["mastodon", "bluesky"])
def test_without_a_rule_nothing_is_noted_and_nothing_goes(store: Store, clock: StandingClock, platform: str) -> None:
    join(store, platform)
    assert later(clock, store, 900 * DAY) == 0
    assert store.reader.rows("SELECT DISTINCT fetched_at FROM comment UNION SELECT fetched_at FROM author") == [(None,)]


def test_a_removed_accounts_words_go_too(store: Store, clock: StandingClock) -> None:
    account = join(store, "youtube")
    remove_account(store, SYSTEM, account)
    later(clock, store, 7 * DAY)
    assert words(store, "c1") == (NOTHING_LEFT,)


def test_a_turn_is_bounded(store: Store, clock: StandingClock) -> None:
    account = join(store, "youtube")
    read(store, account, *(says(f"m{number}", f"Text {number}") for number in range(450)))
    clock.move(30 * DAY)
    left = "SELECT count(*) FROM comment WHERE fetched_at IS NOT NULL"
    assert expire(store, turn=1) >= 200
    assert store.reader.value(left) == 252
    expire(store)
    assert store.reader.value(left) == 0
