"""Comments that somebody or a mail brings from a place without an API: one row each, whatever form they come in."""

import pytest

from backend.model.account import Capabilities, Health, HealthState
from backend.model.actor import SYSTEM, Actor
from backend.model.clock import MINUTE, Micros, plus
from backend.model.place import PLACE, Capture, Captured
from backend.store.engine import Store
from backend.store.errors import Conflict
from backend.store.write import outbox
from backend.store.write.accounts import add_account, set_health
from backend.store.write.adopting import captured
from backend.store.write.capture import capture
from tests.conftest import START, StandingClock
from tests.store.scene import LISA, US, account, events, key, look, member, save, says

POST = "https://www.facebook.com/groups/acme/posts/5"
LINK = f"{POST}?comment_id=7"


@pytest.fixture
def group(store: Store) -> int:
    """The key of a group that is watched by hand."""
    return add_account(
        store, SYSTEM, PLACE, "group", remote_id="g", handle="", name="Acme", base_url=POST, capabilities=Capabilities()
    )


@pytest.fixture
def anna(store: Store) -> Actor:
    return member(store, "Anna")


def found(
    text: str = "Varför är det strömlöst?",
    link: str = "",
    *,
    author: str = "Kalle Anka",
    at: Micros | None = None,
    by: Captured = Captured.PASTE,
    where: str = "",
) -> Capture:
    return Capture(link, author, text, at, by, where)


def count(store: Store) -> int:
    return int(store.reader.value("SELECT count(*) FROM comment"))


class TestContract:
    def test_it_is_work_like_any_other(self, store: Store, group: int, anna: Actor) -> None:
        kept = capture(store, anna, group, found(link=LINK, where="Strömavbrottet"))
        assert kept.new
        row = look(store, "comment", kept.comment_id, "state", "captured", "url", "probed_at", "fetched_at", "post_id")
        assert row[:5] == ("open", "paste", LINK, None, None)
        post = look(store, "post", row[5], "text", "own", "url", "next_read_at")
        assert post == ("Strömavbrottet", False, POST, None)
        assert events(store)[-1] == "comment.captured"
        words = "SELECT count(*) FROM comment_revision WHERE comment_id = ? AND text = ?"
        assert store.reader.value(words, (kept.comment_id, "Varför är det strömlöst?")) == 1

    def test_the_same_link_in_another_dress_is_the_same_comment(self, store: Store, group: int, anna: Actor) -> None:
        first = capture(store, anna, group, found(link=LINK))
        dress = "https://m.facebook.com/groups/acme/permalink/5/?comment_id=7&__tn__=R&fbclid=abc"
        again = capture(store, SYSTEM, group, found(link=dress, by=Captured.MAIL))
        assert (again.comment_id, again.new, count(store)) == (first.comment_id, False, 1)

    def test_an_answer_stands_under_what_it_answers(self, store: Store, group: int, anna: Actor) -> None:
        answer = capture(store, anna, group, found("Samma här", f"{LINK}&reply_comment_id=8", author="Lisa"))
        above = capture(store, anna, group, found(link=LINK))
        assert look(store, "comment", answer.comment_id, "parent_id") == above.comment_id

    def test_words_without_a_link_are_one_comment_for_ten_minutes(
        self, store: Store, group: int, anna: Actor, clock: StandingClock
    ) -> None:
        first = capture(store, anna, group, found(at=START))
        assert not capture(store, anna, group, found(at=plus(START, 9 * MINUTE))).new
        clock.move(20 * MINUTE)
        assert capture(store, anna, group, found(at=plus(START, 11 * MINUTE))).new
        assert not capture(store, anna, group, found()).new, "the time is not known, and it stands open"
        assert capture(store, anna, group, found(author="Lisa")).new
        assert first.new and count(store) == 3

    def test_a_link_that_comes_later_names_the_comment(self, store: Store, group: int, anna: Actor) -> None:
        mailed = capture(store, SYSTEM, group, found("Varför är det…", POST, by=Captured.MAIL))
        pasted = capture(store, anna, group, found(link=LINK))
        assert (pasted.comment_id, pasted.new) == (mailed.comment_id, False)
        assert look(store, "comment", mailed.comment_id, "remote_id", "revision") == (LINK, 2)
        other = capture(store, anna, group, found(link=f"{POST}?comment_id=9"))
        assert other.new, "the same words under another link are another comment"

    def test_an_excerpt_never_takes_the_place_of_the_words(self, store: Store, group: int, anna: Actor) -> None:
        kept = capture(store, anna, group, found(link=LINK))
        capture(store, SYSTEM, group, found("Varför är...", LINK, by=Captured.MAIL))
        assert look(store, "comment", kept.comment_id, "revision") == 1

    def test_hostile_words_are_cleaned(self, store: Store, group: int, anna: Actor) -> None:
        kept = capture(store, anna, group, found("a\0b\ud800\r\nc", author="Eve\0\n\x1b]52;c;x\x07", where="\0"))
        text = store.reader.value("SELECT text FROM comment_revision WHERE comment_id = ?", (kept.comment_id,))
        assert text == "a\ufffdb\ufffd\nc"
        other = capture(store, anna, group, found("Fo\u0308r\r\noss ", author=" Eva \n Ek"))
        text = store.reader.value("SELECT text FROM comment_revision WHERE comment_id = ?", (other.comment_id,))
        assert text == "För\noss"
        who = store.reader.rows("SELECT name, remote_id FROM author ORDER BY id")
        assert who[1][0] == "Eva Ek"
        assert who[0][0].startswith("Eve") and "\n" not in who[0][0] and "eve" not in who[0][1].casefold()

    def test_what_is_refused(self, store: Store, group: int, anna: Actor) -> None:
        stranger = member(store, "Bo", [])
        page = account(store)
        for actor, where, what, code in (
            (anna, group, found("  \n"), "capture.empty"),
            (anna, group, found(link="javascript:alert(1)"), "capture.link"),
            (stranger, group, found(), "member.no_role"),
            (anna, page, found(), "capture.by_api"),
            (anna, 99, found(), "account.removed"),
        ):
            with pytest.raises(Conflict, match=code):
                capture(store, actor, where, what)
        assert count(store) == 0

    def test_an_account_that_waits_for_its_login_takes_captures(self, store: Store, anna: Actor) -> None:
        page = account(store)
        set_health(store, page, Health(HealthState.NEEDS_LOGIN, START))
        assert capture(store, anna, page, found()).new


class TestItsApiComes:
    """An account that was worked by hand until its login came."""

    @pytest.fixture
    def page(self, store: Store) -> int:
        key = account(store)
        set_health(store, key, Health(HealthState.NEEDS_LOGIN, START))
        return key

    def test_what_was_captured_is_not_there_twice(self, store: Store, page: int, anna: Actor) -> None:
        kept = capture(store, anna, page, found(link=f"{POST}?comment_id=7", author="Kalle Anka"))
        loose = capture(store, anna, page, found("Tack så  mycket", author="lisa"))
        said = says("api7", "Varför är det strömlöst?", url="https://www.facebook.com/acme/posts/pfbid0x?comment_id=7")
        thanks = says("api8", "Tack så mycket", by=LISA)
        save(store, page, said, thanks, says("api9", "En ny"))
        assert (key(store, "api7", page), key(store, "api8", page)) == (kept.comment_id, loose.comment_id)
        assert count(store) == 3
        row = look(store, "comment", kept.comment_id, "captured", "revision", "state", "root_remote_id")
        assert row == ("", 1, "open", "p1")
        assert store.reader.value("SELECT count(*) FROM post") == 3, "the post by its link, no post, and the API's own"
        save(store, page, said, thanks)
        assert count(store) == 3

    def test_an_answer_that_was_reported_is_found_there(self, store: Store, page: int, anna: Actor) -> None:
        kept = capture(store, anna, page, found(link=LINK))
        copied = outbox.enqueue_reply(store, anna, kept.comment_id, "Klockan nio.", 1)
        assert outbox.report_posted(store, anna, copied.outbox_id or 0).ok
        asked = says("api7", "Varför är det strömlöst?", url=LINK)
        save(store, page, asked, says("api8", "Klockan  nio.", by=US, to="api7"))
        assert count(store) == 2
        assert look(store, "comment", key(store, "api8", page), "own", "outbox_id") == (True, copied.outbox_id)
        assert look(store, "comment", kept.comment_id, "state") == "done"

    def test_what_was_read_before_is_not_captured_again(self, store: Store, page: int, anna: Actor) -> None:
        vanity = "https://www.facebook.com/acme/posts/pfbid0x?comment_id=7"
        save(store, page, says("api7", "Hej", url=vanity), says("api70", "Hopp", url=f"{vanity}0"))
        again = capture(store, anna, page, found("Hej…", LINK))
        assert (again.comment_id, again.new, count(store)) == (key(store, "api7", page), False, 2)
        assert look(store, "comment", again.comment_id, "captured", "revision") == ("", 1)

    def test_another_text_under_the_same_link_is_an_edit(self, store: Store, page: int, anna: Actor) -> None:
        kept = capture(store, anna, page, found(link=LINK))
        save(
            store, page, says("api7", "Något annat", url=LINK), says("api8", "Varför är det strömlöst?", url=f"{LINK}0")
        )
        assert look(store, "comment", kept.comment_id, "remote_id", "revision") == ("api7", 2)
        assert count(store) == 2


def test_a_page_looks_for_captures_in_their_own_index(sqlite_store: str, clock: StandingClock) -> None:
    store = Store.open(sqlite_store, clock)
    with store.write() as w:
        asked = captured(1).compile(w.conn, compile_kwargs={"literal_binds": True})
        plan = [row[3] for row in w.conn.exec_driver_sql(f"EXPLAIN QUERY PLAN {asked}")]
    store.close()
    assert "SEARCH comment USING INDEX comment_captured (account_id=?)" in plan
