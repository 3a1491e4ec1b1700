"""Pages from a platform: whole or not at all, twice is once, and what changed is told."""

from dataclasses import replace

import pytest

from backend.model.actor import SYSTEM, Actor
from backend.model.clock import DAY, HOUR, MINUTE, SECOND, Micros, plus
from backend.model.comment import Inflow, Media, MediaKind, RemoteState, Visibility
from backend.model.inflow import InAuthor, InPost, Page, Saved
from backend.model.reason import Reason
from backend.policy.query import parse
from backend.store.engine import Store
from backend.store.errors import Conflict, LeaseLost
from backend.store.read import queue
from backend.store.read.thread import view as thread_view
from backend.store.write import outbox, sync
from backend.store.write.accounts import remove_account
from backend.store.write.inflow import save_page
from backend.store.write.triage import let_stand
from tests.conftest import START, StandingClock
from tests.store import scene
from tests.store.scene import KALLE, LISA, US, says, wrote

NOTHING = Saved()


@pytest.fixture
def account(store: Store) -> int:
    return scene.account(store)


@pytest.fixture
def anna(store: Store) -> Actor:
    return scene.member(store, "Anna")


def save(store: Store, account: int, page: Page) -> Saved:
    return save_page(store, account, page, stream="inbox")


def state(store: Store, remote_id: str) -> str:
    return str(scene.look(store, "comment", scene.key(store, remote_id), "state"))


def contents(store: Store) -> list[list[tuple[object, ...]]]:
    tables = ("author", "post", "comment", "comment_revision", "event", "journal", "cursor", "outbox")
    return [store.reader.rows(f"SELECT * FROM {table} ORDER BY 1, 2") for table in tables]


def dialogue() -> Page:
    return Page(
        posts=(wrote(),),
        comments=(
            says("c1", "När öppnar ni?"),
            says("a1", "Nio!", by=US, to="c1"),
            says("c2", "Tack!", to="a1"),
            says("c3", "Skräp", by=LISA, media=(Media(MediaKind.GIF, None, "en apa"),)),
        ),
        cursor="4",
    )


def test_a_page_becomes_a_thread(store: Store, account: int) -> None:
    assert save(store, account, dialogue()) == Saved(new=4)
    c1, a1, c2, c3 = (scene.key(store, name) for name in ("c1", "a1", "c2", "c3"))

    def look(key: int) -> object:
        return scene.look(store, "comment", key, "parent_id", "kind", "state", "follow_up")

    assert look(c1) == (None, "comment", "done", False)
    assert look(a1) == (c1, "own", "aside", False)
    assert look(c2) == (a1, "comment", "open", True)
    assert look(c3) == (None, "comment", "open", False)
    assert store.reader.rows("SELECT remote_id, own, known, text FROM post") == [("p1", True, True, "Nu öppnar vi!")]
    assert [row[0] for row in store.reader.rows("SELECT handle FROM author ORDER BY remote_id")] == [
        KALLE.handle,
        LISA.handle,
        US.handle,
    ]
    assert sync.cursor_value(store.reader, account, "inbox") == "4"
    assert sync.cursor_value(store.reader, account, "posts") is None


def test_the_same_page_twice_changes_nothing(store: Store, account: int, clock: StandingClock) -> None:
    save(store, account, dialogue())
    before = contents(store)
    clock.move(MINUTE)
    assert save(store, account, dialogue()) == Saved(same=4)
    assert contents(store) == before


def test_likes_are_counted_and_are_no_news(store: Store, account: int) -> None:
    save(store, account, Page(comments=(says("c1", likes=2),)))
    since = scene.last(store)
    assert save(store, account, Page(comments=(says("c1", likes=7),))) == replace(NOTHING, same=1)
    assert scene.look(store, "comment", scene.key(store, "c1"), "likes", "revision") == (7, 1)
    assert scene.told(store, since) == []


def test_a_comment_twice_in_a_page_is_one(store: Store, account: int) -> None:
    page = Page(comments=(says("c1", "Hej"), says("c1", "Hej igen")))
    assert save(store, account, page) == Saved(new=1)
    assert store.reader.rows("SELECT text FROM comment_revision") == [("Hej igen",)]


def test_children_may_come_before_parents(store: Store, account: int) -> None:
    scene.save(store, account, says("c2", "Jaså?", to="a1", by=LISA))
    scene.save(store, account, says("a1", "Nio!", to="c1", by=US))
    scene.save(store, account, says("c1", "När öppnar ni?"))
    c1, a1, c2 = (scene.key(store, name) for name in ("c1", "a1", "c2"))
    assert scene.look(store, "comment", c2, "parent_id", "follow_up", "state") == (a1, True, "open")
    assert scene.look(store, "comment", a1, "parent_id", "follow_up") == (c1, False)
    assert state(store, "c1") == "done"
    assert store.reader.rows("SELECT remote_id, known FROM post") == [("p1", False)]


def test_a_stub_is_filled_when_the_post_comes(store: Store, account: int) -> None:
    scene.save(store, account, says("c1", at=Micros(START - DAY)))
    assert store.reader.one("SELECT known, written_at, own FROM post") == (False, START - DAY, False)
    save(store, account, Page(posts=(wrote(),)))
    assert store.reader.one("SELECT known, text, own FROM post") == (True, "Nu öppnar vi!", True)


def test_a_strangers_root_is_a_post_too(store: Store, account: int) -> None:
    scene.save(store, account, says("m1", "@acme hej", to=None, root="m1", kind=Inflow.MENTION, cid="baf"))
    row = store.reader.one("SELECT remote_id, known, own, text, cid FROM post")
    assert row == ("m1", True, False, "", "baf")
    assert state(store, "m1") == "open"


def test_order_follows_the_servers_clock_never_the_authors(store: Store, account: int, clock: StandingClock) -> None:
    now = clock.now()
    scene.save(
        store,
        account,
        says("old", at=Micros(0)),
        says("future", at=Micros(now + 10**15)),
        says("indexed", at=Micros(0), indexed_at=Micros(now - HOUR)),
        says("ahead", indexed_at=Micros(now + DAY)),
    )
    rows: dict[str, object] = dict(store.reader.rows("SELECT remote_id, sort_at FROM comment"))
    assert rows == {"old": now, "future": now, "indexed": now - HOUR, "ahead": now}
    assert scene.look(store, "comment", scene.key(store, "future"), "written_at") == now + 10**15


def test_context_and_our_own_are_never_work(store: Store, account: int) -> None:
    scene.save(store, account, says("x1", kind=Inflow.CONTEXT), says("a1", by=US, to="p1"))
    assert (state(store, "x1"), state(store, "a1")) == ("aside", "aside")


def test_what_was_context_may_turn_out_to_speak_to_us(store: Store, account: int) -> None:
    scene.save(store, account, says("x1", kind=Inflow.CONTEXT))
    scene.save(store, account, says("x1", kind=Inflow.MENTION))
    assert scene.look(store, "comment", scene.key(store, "x1"), "kind", "state") == ("mention", "open")
    scene.save(store, account, says("x1", kind=Inflow.CONTEXT))
    assert scene.look(store, "comment", scene.key(store, "x1"), "kind", "state") == ("mention", "open")


def test_an_edit_adds_a_revision_and_opens_what_was_decided(store: Store, account: int, anna: Actor) -> None:
    scene.save(store, account, says("c1", "Fint!"))
    key = scene.key(store, "c1")
    assert let_stand(store, anna, key, 1).ok
    edited = says("c1", "Fult!", edited_at=Micros(START + MINUTE))
    assert save(store, account, Page(comments=(edited,))) == Saved(edited=1)
    assert scene.look(store, "comment", key, "state", "revision", "edited_at") == ("open", 2, START + MINUTE)
    words = store.reader.rows("SELECT number, text FROM comment_revision WHERE comment_id = ? ORDER BY number", (key,))
    assert words == [(1, "Fint!"), (2, "Fult!")]
    assert scene.events(store)[-1] == "comment.edited"
    assert save(store, account, Page(comments=(edited,))) == Saved(same=1)


def test_another_picture_with_an_edit_is_an_edit(store: Store, account: int, anna: Actor) -> None:
    scene.save(store, account, says("c1", media=(Media(MediaKind.IMAGE, "https://x/cat.png"),)))
    key = scene.key(store, "c1")
    let_stand(store, anna, key, 1)
    ready = says("c1", media=(Media(MediaKind.IMAGE, "https://x/cat.png", "en katt"),))
    scene.save(store, account, ready)
    assert scene.look(store, "comment", key, "state", "revision") == ("done", 1)
    assert "en katt" in store.reader.value("SELECT media FROM comment_revision")
    worse = replace(ready, media=(Media(MediaKind.IMAGE, "https://x/gore.png"),), edited_at=Micros(START + 1))
    scene.save(store, account, worse)
    assert scene.look(store, "comment", key, "state", "revision") == ("open", 2)


def test_gone_is_done_and_said(store: Store, account: int) -> None:
    save(store, account, dialogue())
    since = scene.last(store)
    assert save(store, account, Page(gone=("c3", "a1", "p1", "never heard of"))) == Saved(gone=2)
    rows: dict[str, object] = dict(store.reader.rows("SELECT remote_id, remote_state FROM comment"))
    assert rows == {"c1": "visible", "c2": "visible", "c3": "deleted", "a1": "deleted"}
    assert (state(store, "c3"), state(store, "a1")) == ("done", "aside")
    assert store.reader.value("SELECT remote_state FROM post") == "deleted"
    assert scene.events(store).count("comment.deleted") == 2
    assert ("comment", scene.key(store, "c3")) in scene.told(store, since)
    before = contents(store)
    assert save(store, account, Page(gone=("c3", "a1", "p1"))) == NOTHING
    assert contents(store) == before


def test_back_from_deletion_it_is_work_as_before(store: Store, account: int, anna: Actor) -> None:
    scene.save(store, account, says("c1"), says("c2"))
    let_stand(store, anna, scene.key(store, "c2"), 1)
    scene.save(store, account, gone=("c1", "c2"))
    scene.save(store, account, says("c1"), says("c2"))
    assert (state(store, "c1"), state(store, "c2")) == ("open", "done")
    assert scene.events(store).count("comment.returned") == 2


def test_what_comes_hidden_is_work_and_its_deletion_is_none(store: Store, account: int) -> None:
    scene.save(store, account, says("c1", remote_state=RemoteState.HIDDEN))
    assert scene.look(store, "comment", scene.key(store, "c1"), "remote_state", "state") == ("hidden", "open")
    assert "comment.hidden" not in scene.events(store)
    scene.save(store, account, says("c1", remote_state=RemoteState.DELETED))
    assert scene.look(store, "comment", scene.key(store, "c1"), "remote_state", "state") == ("deleted", "done")


def test_an_advertisement_stays_one_whoever_reads_it_again(store: Store, account: int, anna: Actor) -> None:
    save(store, account, Page(posts=(replace(wrote(), ad=True),), comments=(says("c1"),)))
    save(store, account, Page(posts=(wrote(text="Nya ord"),)))
    (row,) = queue.page(store.reader, parse("is:ad"), START, anna.id).rows
    assert (row.id, row.ad) == (scene.key(store, "c1"), True)
    view = thread_view(store.reader, row.id, START)
    assert view is not None and view.post is not None
    assert (view.post.ad, view.post.text) == (True, "Nya ord")


def test_first_seen_deleted_is_no_work(store: Store, account: int) -> None:
    scene.save(store, account, says("c1", remote_state=RemoteState.DELETED))
    assert state(store, "c1") == "done"


def test_an_answer_from_the_platforms_own_app_closes_the_comment(store: Store, account: int) -> None:
    scene.save(store, account, says("c1"))
    scene.save(store, account, says("a1", by=US, to="c1"))
    assert state(store, "c1") == "done"
    (actor,) = store.reader.rows("SELECT actor_kind FROM event WHERE what = 'reply.sent'")
    assert actor == ("platform",)


def test_words_edited_after_that_answer_are_still_open(store: Store, account: int) -> None:
    scene.save(store, account, says("c1", edited_at=Micros(START + HOUR)), says("a1", by=US, to="c1"))
    assert state(store, "c1") == "open"


def test_a_place_that_becomes_known_later(store: Store, account: int) -> None:
    scene.save(store, account, says("c1", root="c1", to=None, kind=Inflow.MENTION))
    scene.save(store, account, says("c0", root="p9", to="p9", kind=Inflow.CONTEXT), says("c1", root="p9", to="c0"))
    row = scene.look(store, "comment", scene.key(store, "c1"), "root_remote_id", "parent_id", "post_id")
    post = store.reader.value("SELECT id FROM post WHERE remote_id = 'p9'")
    assert row == ("p9", scene.key(store, "c0"), post)


def test_people_are_renamed_not_doubled(store: Store, account: int) -> None:
    scene.save(store, account, says("c1"))
    scene.save(store, account, says("c2", by=InAuthor("kalle", "kalle@new.example", "Kalle\u0000 \n Anka")))
    assert store.reader.rows("SELECT handle, name FROM author") == [("kalle@new.example", "Kalle\ufffd Anka")]


def test_hostile_text_is_stored(store: Store, account: int) -> None:
    evil = "a\0b\ud800c\u202e%s {0} ?"
    odd = says("id\0\ud800", evil, raw=evil, url=evil, cid=evil, language=evil, labels=(evil,), spoiler=evil)
    assert save(store, account, Page(comments=(odd,))) == Saved(new=1)
    assert save(store, account, Page(comments=(odd,))) == Saved(same=1)
    (words,) = store.reader.rows("SELECT text, raw FROM comment_revision")
    assert words == ("a\ufffdb\ufffdc\u202e%s {0} ?",) * 2


def test_a_huge_text_is_cut(store: Store, account: int) -> None:
    scene.save(store, account, says("c1", "å" * 10**6))
    text, raw = store.reader.one("SELECT text, raw FROM comment_revision") or ("", "")
    assert len(text.encode()) == 64 * 1024
    assert len(raw) == 256 * 1024


def test_two_accounts_keep_their_own_rows(store: Store, account: int) -> None:
    other = scene.account(store, "press", "press")
    scene.save(store, account, says("c1"))
    scene.save(store, other, says("c1"), gone=())
    scene.save(store, other, gone=("c1",))
    assert state(store, "c1") == "open"
    assert scene.look(store, "comment", scene.key(store, "c1", other), "state") == "done"


def test_a_long_page_goes_in_as_one_journal_line(store: Store, account: int) -> None:
    since = scene.last(store)
    page = Page(comments=tuple(says(f"c{n}", f"nr {n}", to=f"c{n - 1}" if n else "p1") for n in range(1300)))
    assert save(store, account, page) == Saved(new=1300)
    assert [line for line in scene.told(store, since) if line[0] == "comment"] == [("comment", 0)]
    assert store.reader.value("SELECT count(*) FROM comment WHERE parent_id IS NULL") == 1
    assert save(store, account, page) == Saved(same=1300)


def test_a_lost_lease_writes_nothing(store: Store, account: int, clock: StandingClock) -> None:
    fence = sync.take_lease(store, "account:1", 1, 15)
    assert fence is not None
    assert save_page(store, account, dialogue(), stream="inbox", fence=("account:1", fence)) == Saved(new=4)
    clock.move(16 * SECOND)
    assert sync.take_lease(store, "account:1", 2, 15) == fence + 1
    before = contents(store)
    late = Page(comments=(says("c9"),), cursor="9")
    with pytest.raises(LeaseLost):
        save_page(store, account, late, stream="inbox", fence=("account:1", fence))
    assert contents(store) == before


def test_a_removed_account_takes_nothing_in(store: Store, account: int) -> None:
    remove_account(store, SYSTEM, account)
    with pytest.raises(Conflict):
        save(store, account, dialogue())


def test_a_page_is_whole_or_not_at_all(store: Store, account: int) -> None:
    before = contents(store)
    broken = replace(says("c2"), written_at=Micros(2**70))
    with pytest.raises(Exception, match=r"(?i)int|range"):
        save(store, account, Page(comments=(says("c1"), broken), cursor="2"))
    assert contents(store) == before


def test_pusher_first_then_puller(store: Store, account: int, anna: Actor, clock: StandingClock) -> None:
    scene.save(store, account, says("c1"))
    queued = outbox.enqueue_reply(store, anna, scene.key(store, "c1"), "Nio!", 1).outbox_id
    assert queued is not None
    outbox.settle_sent(store, scene.taken(store, clock, queued), scene.receipt("a1"))
    own = scene.key(store, "a1")
    read = says("a1", "Nio!", by=US, to="c1", url=scene.receipt("a1").url)
    assert save(store, account, Page(comments=(read,))) == Saved(same=1)
    assert scene.look(store, "comment", own, "revision", "outbox_id", "state") == (1, queued, "aside")
    raw = store.reader.rows("SELECT raw FROM comment_revision WHERE comment_id = ?", (own,))
    assert raw == [("<p>Nio!</p>",)]
    assert "comment.edited" not in scene.events(store)


def test_puller_first_then_pusher(store: Store, account: int, anna: Actor, clock: StandingClock) -> None:
    scene.save(store, account, says("c1"))
    queued = outbox.enqueue_reply(store, anna, scene.key(store, "c1"), "Nio!", 1).outbox_id
    assert queued is not None
    job = scene.taken(store, clock, queued)
    outbox.mark_first_attempt(store, job)
    scene.save(store, account, says("a1", "Nio!", by=US, to="c1"))
    assert scene.look(store, "comment", scene.key(store, "a1"), "outbox_id") is None
    assert outbox.settle_sent(store, job, scene.receipt("a1"))
    assert scene.look(store, "comment", scene.key(store, "a1"), "outbox_id") == queued
    assert store.reader.value("SELECT count(*) FROM comment WHERE own") == 1


def test_a_record_key_tells_the_puller_at_once(store: Store, account: int, anna: Actor, clock: StandingClock) -> None:
    scene.save(store, account, says("c1"))
    queued = outbox.enqueue_reply(store, anna, scene.key(store, "c1"), "Nio!", 1).outbox_id
    assert queued is not None
    job = scene.taken(store, clock, queued)
    outbox.fix_wire(store, job, replace(scene.wire(job), key="3kabc"))
    remote_id = "at://did:plc:us/app.bsky.feed.post/3kabc"
    scene.save(store, account, says(remote_id, "Nio!", by=US, to="c1"))
    assert scene.look(store, "comment", scene.key(store, remote_id), "outbox_id") == queued


def test_a_sent_answer_edited_on_the_platform_is_seen(
    store: Store, account: int, anna: Actor, clock: StandingClock
) -> None:
    scene.save(store, account, says("c1"))
    queued = outbox.enqueue_reply(store, anna, scene.key(store, "c1"), "Nio!", 1).outbox_id
    assert queued is not None
    outbox.settle_sent(store, scene.taken(store, clock, queued), scene.receipt("a1"))
    scene.save(store, account, says("a1", "Nio!", by=US, to="c1"))
    scene.save(store, account, says("a1", "Tio!", by=US, to="c1"))
    assert scene.look(store, "comment", scene.key(store, "a1"), "revision", "state") == (2, "aside")


def test_an_edit_while_it_is_being_sent_leaves_the_comment_open(
    store: Store, account: int, anna: Actor, clock: StandingClock
) -> None:
    scene.save(store, account, says("c1"))
    key = scene.key(store, "c1")
    queued = outbox.enqueue_reply(store, anna, key, "Nio!", 1).outbox_id
    assert queued is not None
    job = scene.taken(store, clock, queued)
    scene.save(store, account, says("c1", "Glöm det"))
    assert state(store, "c1") == "open"
    outbox.settle_unknown(store, job, Reason("platform.timeout"))
    outbox.settle_sent(store, job, scene.receipt("a1"))
    assert state(store, "c1") == "open"


def test_new_threads_and_hinted_ones_are_read_at_once(store: Store, account: int, clock: StandingClock) -> None:
    save(store, account, Page(posts=(wrote("p1"), wrote("p2")), comments=(says("c1", root="p3", to="p3"),)))
    due = sync.posts_due(store.reader, account, clock.now(), 10)
    assert sorted(post.remote_id for post in due) == ["p1", "p2", "p3"]
    sync.set_next_read(store, {post.id: plus(clock.now(), HOUR) for post in due})
    assert sync.posts_due(store.reader, account, clock.now(), 10) == []
    save(store, account, Page(threads=("p2", "p4")))
    again = sync.posts_due(store.reader, account, clock.now(), 10)
    assert [(post.remote_id, post.read_at) for post in again] == [("p2", clock.now()), ("p4", None)]


def test_a_post_edited_or_returned_is_corrected(store: Store, account: int) -> None:
    save(store, account, Page(posts=(wrote("p1"),)))
    save(store, account, Page(gone=("p1",)))
    changed = InPost("p1", "https://example.social/p1", own=True, written_at=START, text="Nytt", raw="Nytt")
    save(store, account, Page(posts=(changed,)))
    assert store.reader.one("SELECT text, remote_state FROM post") == ("Nytt", "visible")


def test_visibility_and_labels_follow_the_platform(store: Store, account: int) -> None:
    scene.save(store, account, says("c1"))
    scene.save(store, account, says("c1", visibility=Visibility.PRIVATE, labels=("spam",)))
    row = scene.look(store, "comment", scene.key(store, "c1"), "visibility", "labels", "revision")
    assert row == ("private", '["spam"]', 1)
