"""A window on a thread: what is around a comment, in what order, and how many are folded away."""

from dataclasses import fields
from typing import Any

from backend.model.clock import HOUR, MINUTE, SECOND, Micros
from backend.model.comment import CommentState, Fold, RemoteState, ThreadItem, ThreadView
from backend.model.outbox import OutboxState
from backend.store.read.thread import more, view
from backend.store.read.thread_order import DEEPEST, drawn, with_depths
from backend.store.reader import Reader
from backend.store.tables.comments import CommentRow
from tests.conftest import START
from tests.store.stock import Stock

NOW = Micros(START + 24 * HOUR)


def opened(reader: Reader, key: int, before: int = 30, after: int = 30) -> ThreadView:
    seen = view(reader, key, NOW, before=before, after=after, member_id=1)
    assert seen is not None
    return seen


def keys(items: tuple[ThreadItem | Fold, ...]) -> list[int | str]:
    """The comments' keys, and the folds as `count/open`."""
    return [f"{one.count}/{one.open}" if isinstance(one, Fold) else one.id for one in items]


def answer(stock: Stock, to: int | None, text: str = "svar", **more: Any) -> int:
    """A comment that answers another one, or the post."""
    parent = f"r{to}" if to else "post"
    key = stock.comment(text, parent_id=to, parent_remote_id=parent, **more)
    stock.change("comment", key, remote_id=f"r{key}")
    return key


class TestWindow:
    def test_a_short_thread_is_whole(self, stock: Stock, reader: Reader) -> None:
        first, second, third = (answer(stock, None) for _ in range(3))
        stock.post(remote_id="other")
        stock.comment("elsewhere", post_id=2)
        seen = opened(reader, second)
        assert keys(seen.items) == [first, second, third]
        assert (seen.position, seen.total, seen.open) == (2, 3, 3)
        assert (seen.comment_id, seen.account_id) == (second, 1)

    def test_neighbours_in_time_and_the_rest_folded(self, stock: Stock, reader: Reader) -> None:
        every = [answer(stock, None, state="done" if i % 2 else "open") for i in range(20)]
        seen = opened(reader, every[9], before=2, after=3)
        assert keys(seen.items) == ["7/4", *every[7:13], "7/3"]
        assert (seen.position, seen.total, seen.open) == (10, 20, 10)

    def test_comments_of_one_moment_are_told_apart_by_their_key(self, stock: Stock, reader: Reader) -> None:
        every = [answer(stock, None, sort_at=START) for _ in range(9)]
        for at, key in enumerate(every):
            seen = opened(reader, key, before=2, after=2)
            assert (seen.position, seen.total) == (at + 1, 9)
            assert [one for one in keys(seen.items) if isinstance(one, int)] == every[max(0, at - 2) : at + 3]

    def test_the_line_of_parents_stands_above_however_far_away(self, stock: Stock, reader: Reader) -> None:
        top = answer(stock, None)
        middle = answer(stock, top)
        others = [answer(stock, None) for _ in range(10)]
        here = answer(stock, middle)
        seen = opened(reader, here, before=2, after=2)
        assert keys(seen.items) == ["8/8", top, middle, here, *others[8:]]
        depths = {item.id: item.depth for item in seen.items if isinstance(item, ThreadItem)}
        assert [depths[key] for key in (top, middle, here, others[8])] == [1, 2, 3, 1]
        assert (seen.position, seen.total) == (13, 13)

    def test_our_answers_are_shown_however_far_away(self, stock: Stock, reader: Reader) -> None:
        top = answer(stock, None)
        here = answer(stock, top)
        others = [answer(stock, None) for _ in range(5)]
        ours, above = stock.outbox(here, "sent"), stock.outbox(top, "sent", None)
        own = stock.own("vårt svar", here, parent_remote_id=f"r{here}", outbox_id=ours)
        early = stock.own("ett till", top, parent_remote_id=f"r{top}", outbox_id=above)
        seen = opened(reader, here, before=1, after=1)
        assert keys(seen.items) == [top, here, own, early, others[0], "4/4"]
        shown = {item.id: item for item in seen.items if isinstance(item, ThreadItem)}
        assert (shown[own].own, shown[own].sent_by, shown[early].sent_by) == (True, "Anna", None)
        assert (shown[own].depth, shown[own].state) == (3, CommentState.ASIDE)
        assert seen.total == 9

    def test_an_unknown_comment(self, stock: Stock, reader: Reader) -> None:
        assert view(reader, 99, NOW) is None
        assert more(reader, 99, None, NOW) == ()

    def test_a_parent_of_a_circle_ends(self, stock: Stock, reader: Reader) -> None:
        first, second = answer(stock, None), answer(stock, None)
        stock.change("comment", first, parent_id=second)
        stock.change("comment", second, parent_id=first)
        assert sorted(map(str, keys(opened(reader, first).items))) == sorted([str(first), str(second)])


class TestItems:
    def test_what_an_item_says(self, stock: Stock, reader: Reader) -> None:
        key = answer(stock, None, edited_at=NOW - 1, labels='["spam"]', remote_state="hidden", url="https://x/1")
        stock.revise(key, "ändrad", 2)
        stock.claim(key, 1, NOW + SECOND)
        stock.outbox(key, "failed", code="platform.gone", params="{}", text="Tack!")
        (item,) = opened(reader, key).items
        assert isinstance(item, ThreadItem)
        assert (item.author, item.text, item.revision, item.edited_at) == ("Kalle", "ändrad", 2, NOW - 1)
        assert (item.labels, item.remote_state, item.url) == (("spam",), RemoteState.HIDDEN, "https://x/1")
        assert (item.claimed_by, item.depth, item.missing_parent) == ("Anna", 1, False)
        assert item.delivery is not None
        assert (item.delivery.state, item.delivery.text, item.delivery.mine) == (OutboxState.FAILED, "Tack!", True)

    def test_a_parent_that_has_not_come_is_a_gap(self, stock: Stock, reader: Reader) -> None:
        key = stock.comment(parent_remote_id="far", root_remote_id="post")
        (item,) = opened(reader, key).items
        assert isinstance(item, ThreadItem)
        assert (item.missing_parent, item.depth) == (True, 2)

    def test_children_stand_under_their_parents(self, stock: Stock, reader: Reader) -> None:
        one, two = answer(stock, None), answer(stock, None)
        under_one, under_two = answer(stock, one), answer(stock, two)
        last = answer(stock, one)
        assert keys(opened(reader, two).items) == [one, under_one, last, two, under_two]


class TestPost:
    def test_ours(self, stock: Stock, reader: Reader) -> None:
        key = answer(stock, None)
        answer(stock, None)
        stock.change("account", 1, complete_since=START)
        seen = opened(reader, key)
        post = seen.post
        assert post is not None
        assert (post.author, post.text, post.own, post.known, post.comments) == ("Acme", "Nu öppnar vi!", True, True, 2)
        assert seen.complete_since == START

    def test_one_that_is_not_known_yet(self, stock: Stock, reader: Reader) -> None:
        stub = stock.post(remote_id="stub", own=False, known=False, text="")
        post = opened(reader, stock.comment(post_id=stub)).post
        assert post is not None
        assert (post.known, post.own, post.author, post.text) == (False, False, "", "")

    def test_a_strangers_root_is_the_post_and_no_comment_in_it(self, stock: Stock, reader: Reader) -> None:
        root_post = stock.post(remote_id="root", own=False, known=False, text="")
        lisa = stock.author("Lisa")
        root = stock.comment("Har någon provat?", remote_id="root", post_id=root_post, author_id=lisa, kind="context")
        mention = stock.comment("@acme?", post_id=root_post, parent_id=root, parent_remote_id="root", kind="mention")
        seen = opened(reader, mention)
        assert seen.post is not None
        assert (seen.post.author, seen.post.text, seen.post.known) == ("Lisa", "Har någon provat?", True)
        assert (keys(seen.items), seen.position, seen.total) == ([mention], 1, 1)
        assert isinstance(seen.items[0], ThreadItem)
        assert seen.items[0].depth == 1

    def test_a_root_that_is_read_itself(self, stock: Stock, reader: Reader) -> None:
        root_post = stock.post(remote_id="root", own=False, known=False)
        root = stock.comment("Hej @acme", remote_id="root", post_id=root_post, kind="mention")
        answered = stock.comment("ja", post_id=root_post, parent_id=root, parent_remote_id="root", kind="context")
        seen = opened(reader, root)
        assert (seen.post, keys(seen.items), seen.position, seen.total) == (None, [root, answered], 1, 2)
        assert [item.depth for item in seen.items if isinstance(item, ThreadItem)] == [1, 2]


class TestUnfolding:
    def test_all_is_met_once_from_both_ends(self, stock: Stock, reader: Reader) -> None:
        every = [answer(stock, None) for _ in range(12)]
        top = every[1]
        every += [answer(stock, top) for _ in range(12)]
        here = every[15]
        items = list(opened(reader, here, before=2, after=2).items)
        met = 0
        while any(isinstance(one, Fold) for one in items):
            at, fold = next((at, one) for at, one in enumerate(items) if isinstance(one, Fold))
            met += 1
            assert met < 20
            items[at : at + 1] = more(reader, here, fold.after_id, NOW, 3, before=2, after=2)
        found = [one.id for one in items if isinstance(one, ThreadItem)]
        assert sorted(found) == sorted(every)

    def test_the_nearest_come_first(self, stock: Stock, reader: Reader) -> None:
        every = [answer(stock, None) for _ in range(20)]
        seen = opened(reader, every[10], before=1, after=1)
        first, last = seen.items[0], seen.items[-1]
        assert isinstance(first, Fold) and isinstance(last, Fold)
        assert first.after_id != last.after_id
        assert keys(more(reader, every[10], first.after_id, NOW, 2, before=1, after=1)) == ["7/7", *every[7:9]]
        assert keys(more(reader, every[10], last.after_id, NOW, 2, before=1, after=1)) == [*every[12:14], "6/6"]
        assert keys(more(reader, every[10], None, NOW, 2, before=1, after=1))[:2] == every[:2]

    def test_the_window_may_have_been_smaller_or_larger(self, stock: Stock, reader: Reader) -> None:
        top = answer(stock, None)
        others = [answer(stock, None) for _ in range(8)]
        here = answer(stock, top)
        for before in (1, 3, 7, 20):
            seen = opened(reader, here, before=before)
            folds = [one for one in seen.items if isinstance(one, Fold)]
            found = [one for fold in folds for one in more(reader, here, fold.after_id, NOW, before=5)]
            shown = [one.id for one in (*seen.items, *found) if isinstance(one, ThreadItem)]
            assert sorted(shown) == sorted([top, *others, here]), before

    def test_one_hidden_among_the_parents_is_not_shown_twice(self, stock: Stock, reader: Reader) -> None:
        top = answer(stock, None)
        between = [answer(stock, None) for _ in range(4)]
        here = answer(stock, top)
        fold = opened(reader, here, before=1, after=1).items[0]
        assert isinstance(fold, Fold)
        assert (fold.count, fold.open) == (3, 3)
        assert keys(more(reader, here, fold.after_id, NOW, before=1, after=1)) == between[:3]


def test_a_thread_of_thousands_is_counted_whole(stock: Stock, reader: Reader) -> None:
    rows = [
        CommentRow(
            account_id=1, post_id=1, author_id=1, remote_id=f"m{i}", root_remote_id="post", kind="comment",
            sort_at=START + i * MINUTE, written_at=START, seen_at=START, state="open" if i % 9 == 0 else "done",
        )
        for i in range(5000)
    ]  # fmt: skip
    stock.add(*rows)
    seen = opened(reader, 2500)
    assert (seen.position, seen.total, seen.open, len(seen.items)) == (2500, 5000, 556, 63)


def item(key: int, parent: int | None) -> ThreadItem:
    values: dict[str, object] = {field.name: None for field in fields(ThreadItem)}
    return ThreadItem(**(values | {"id": key, "parent_id": parent, "depth": 0, "missing_parent": False}))  # type: ignore[arg-type]


def test_depth_ends_where_it_can_no_longer_be_drawn() -> None:
    line = [item(1, None), *(item(key, key - 1) for key in range(2, 20))]
    deep = with_depths(line, None)
    assert [deep[key].depth for key in (1, 2, DEEPEST, 19)] == [1, 2, DEEPEST, DEEPEST]
    assert [one.id for one in drawn(deep)] == list(range(1, 20))


def test_a_child_that_came_before_its_parent_stands_under_it() -> None:
    deep = with_depths([item(2, 3), item(3, None), item(4, 2)], None)
    assert [(one.id, one.depth) for one in drawn(deep)] == [(3, 1), (2, 2), (4, 3)]
