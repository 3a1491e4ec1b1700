"""What is peculiar to Threads on the wire: rights, tokens, lists, and what it tells of a reply."""

from collections.abc import Iterator

import pytest

from backend.model.account import Act, Reach, Source
from backend.model.clock import EPOCH, parse_iso
from backend.model.comment import Inflow, MediaKind, RemoteState
from backend.platforms.base import Connector, Gone, LoginExpired, NotPermitted, Refused, Throttled
from tests.platforms.threads_json import failure, listed, media, told
from tests.platforms.threads_world import US, ThreadsWorld
from tests.platforms.world import Inbox, reply_to
from tests.stage.play import Stage

BASIC = "threads_basic threads_content_publish threads_manage_replies"


@pytest.fixture
def world(stage: Stage) -> Iterator[ThreadsWorld]:
    world = ThreadsWorld(stage)
    yield world
    world.close()


@pytest.fixture
def narrow(world: ThreadsWorld) -> Iterator[Connector]:
    """A login that may neither read replies nor mentions."""
    connector = world.connect(world.login(scopes=BASIC))
    yield connector
    connector.close()


def asked(world: ThreadsWorld, words: str) -> list[str]:
    """Return the paths of the requests so far that hold these words."""
    return [path for _, path, _ in world.gate.seen if words in path]


def pulled(world: ThreadsWorld, *rows: object, path: str = "me/mentions") -> Inbox:
    """Read a round in which one list is answered with these rows."""
    world.gate.spoil(listed(rows), path=path)  # type: ignore[arg-type]
    return Inbox(world.connector).catch_up()


class TestRights:
    def test_a_login_without_them_says_which_sources_are_closed(self, world: ThreadsWorld, narrow: Connector) -> None:
        world.publish("Hej")
        sources = narrow.check().capabilities.sources
        assert sources[Source.MENTIONS] is sources[Source.COMMENTS] is sources[Source.HELD] is Reach.DENIED
        assert world.connector.check().capabilities.sources | {} == dict.fromkeys(Source, Reach.MISSING) | {
            Source.COMMENTS: Reach.READ,
            Source.MENTIONS: Reach.READ,
        }

    def test_comments_go_on_where_mentions_are_closed_and_those_are_asked_once(self, world: ThreadsWorld) -> None:
        connector = world.connect(world.login(scopes=f"{BASIC} threads_read_replies"))
        said = world.say("Hallå", to=world.publish("Hej"), mention=True)
        inbox = Inbox(connector).until(said).catch_up()
        connector.close()
        assert inbox.comments[said].kind is Inflow.COMMENT
        assert len(asked(world, "me/mentions")) == 1

    def test_comments_that_are_closed_are_no_empty_inbox(self, world: ThreadsWorld, narrow: Connector) -> None:
        world.say("Hallå", to=world.publish("Hej"))
        with pytest.raises(NotPermitted) as caught:
            Inbox(narrow).catch_up()
        assert caught.value.reason.code == "meta.permission"

    def test_a_grant_that_ended_under_a_valid_token_is_a_login_that_ended(self, world: ThreadsWorld) -> None:
        lapsed = world.connect(world.login(scopes=""))
        for ask in (
            lapsed.check,
            lambda: lapsed.pull("inbox", None, EPOCH, lambda ids: {}),
            lambda: Inbox(lapsed, "posts").page(),
        ):
            with pytest.raises(LoginExpired) as caught:
                ask()
            assert caught.value.reason.code == "threads.grant_ended"
        lapsed.close()

    def test_an_answer_in_a_strangers_thread_needs_a_right_of_its_own(self, world: ThreadsWorld) -> None:
        said = world.say("Vad säger ni?", mention=True)
        row = Inbox(world.connector).until(said).comments[said]
        narrow = world.connect(world.login(scopes=f"{BASIC} threads_read_replies"))
        wire = narrow.prepare(reply_to(row, "Ja", row.written_at))
        with pytest.raises(NotPermitted):
            narrow.send(wire)
        narrow.close()
        assert world.connector.send(wire).remote_id


class TestErrors:
    @pytest.mark.parametrize(
        ("code", "subcode", "error"),
        [(4, 0, Throttled), (613, 0, Throttled), (190, 463, LoginExpired), (100, 33, Gone), (100, 0, Refused)],
    )
    def test_only_the_body_of_a_400_tells(
        self, world: ThreadsWorld, code: int, subcode: int, error: type[Exception]
    ) -> None:
        world.gate.spoil(failure(code, subcode=subcode), times=9)
        with pytest.raises(error):
            world.connector.thread("18001")

    def test_no_address_carries_the_token(self, world: ThreadsWorld) -> None:
        post = world.publish("Hej")
        Inbox(world.connector).until(world.say("Hallå", to=post))
        world.connector.thread(post)
        assert world.gate.seen
        assert not asked(world, world.secret["token"])
        assert not asked(world, "access_token")


class TestLists:
    def test_a_list_goes_on_by_its_cursor_and_never_by_the_address_it_names(self, world: ThreadsWorld) -> None:
        world.gate.spoil(listed([media("18001")], after="next-page"), path=r"me/threads\?")
        inbox = Inbox(world.connector, "posts").catch_up()
        assert "18001" in inbox.posts
        assert len(asked(world, "after=next-page")) == 1
        assert not asked(world, "elsewhere")

    def test_a_short_page_is_no_end(self, world: ThreadsWorld) -> None:
        world.gate.spoil(listed([], after="further"), path="me/mentions")
        said = world.say("Hallå", mention=True)
        world.gate.spoil(listed([media(said, root_post={"id": said})]), path="after=further")
        assert said in Inbox(world.connector).catch_up().comments

    def test_many_replies_come_whole_and_later_only_the_newest_are_read(self, world: ThreadsWorld) -> None:
        post = world.publish("Frågestund")
        said = [world.say(f"Fråga {number}", to=post) for number in range(105)]
        inbox = Inbox(world.connector).until(*said)
        assert len(asked(world, f"{post}/conversation")) == 2
        late = world.say("Till sist", to=said[0])
        inbox.until(late)
        assert inbox.comments[late].parent_remote_id == said[0]
        world.gate.seen.clear()
        inbox.catch_up()
        assert len(asked(world, f"{post}/conversation")) == 1

    def test_our_posts_are_read_back_to_the_bound_and_then_only_the_new_ones(self, world: ThreadsWorld) -> None:
        rows = [media(str(18000 + day), timestamp=f"2026-10-{day:02}T12:00:00+0000") for day in (9, 8, 7)]
        world.gate.spoil(listed(rows[:2], after="older"), path=r"me/threads\?")
        world.gate.spoil(listed(rows[2:], after="oldest"), path="after=older")
        inbox = Inbox(world.connector, "posts", since=parse_iso("2026-10-07T18:00:00Z")).catch_up()
        assert inbox.posts.keys() == {"18009", "18008"}
        assert not asked(world, "after=oldest")
        newer = media("18010", timestamp="2026-10-10T12:00:00+0000")
        world.gate.spoil(listed([newer, *rows[:2]], after="older"), path=r"me/threads\?")
        world.gate.seen.clear()
        assert inbox.catch_up().posts.keys() == {"18010", "18009", "18008"}
        assert not asked(world, "after=")

    def test_a_repost_is_none_of_our_words(self, world: ThreadsWorld) -> None:
        rows = [media("18001", "Andras ord", media_type="REPOST_FACADE"), media("18002", "Våra ord")]
        world.gate.spoil(listed(rows), path=r"me/threads\?")
        inbox = Inbox(world.connector, "posts").catch_up()
        assert inbox.posts.keys() == {"18002"}

    def test_rows_without_an_id_are_counted(self, world: ThreadsWorld) -> None:
        world.gate.spoil(listed([{"text": "?"}, media("18002")]), path=r"me/threads\?")
        assert world.connector.pull("posts", None, EPOCH, lambda ids: {}).skipped == 1

    def test_a_post_that_refuses_does_not_stop_the_round(self, world: ThreadsWorld) -> None:
        older, newer = world.publish("Först"), world.publish("Sedan")
        lost, said = world.say("Ett", to=newer), world.say("Två", to=older)
        world.gate.spoil(failure(100), path=f"{newer}/conversation")
        inbox = Inbox(world.connector).catch_up()
        assert inbox.comments.keys() == {said}
        assert lost in inbox.until(lost).comments


class TestRows:
    def test_a_private_profile_has_no_name_and_is_nobody_elses(self, world: ThreadsWorld) -> None:
        inbox = pulled(world, media("18001", username=None), media("18002", username=None))
        authors = [row.author for row in inbox.comments.values()]
        assert [(one.handle, one.name, one.url) for one in authors] == [("?", "?", None)] * 2
        assert len({one.remote_id for one in authors}) == 2

    def test_ours_is_ours_whatever_it_is_called(self, world: ThreadsWorld) -> None:
        inbox = pulled(world, media("1", username=None, is_reply_owned_by_me=True), media("2", username=US), media("3"))
        assert [inbox.comments[one].own for one in "123"] == [True, True, False]

    @pytest.mark.parametrize(
        ("status", "state"),
        [("HIDDEN", RemoteState.HIDDEN), ("UNHUSHED", RemoteState.VISIBLE), ("NOT_HUSHED", RemoteState.VISIBLE)],
    )
    def test_what_is_hidden_says_so(self, world: ThreadsWorld, status: str, state: RemoteState) -> None:
        assert pulled(world, media("18001", hide_status=status)).comments["18001"].remote_state is state

    def test_what_hangs_on_it(self, world: ThreadsWorld) -> None:
        address = "https://cdn.example/a"
        rows = (
            media("1", media_type="VIDEO", media_url=address, alt_text="En film"),
            media("2", gif_url=address),
            media("3", link_attachment_url=address, is_quote_post=True, quoted_post={"id": "9"}),
            media("4", media_type="CAROUSEL_ALBUM", media_url="javascript:alert(1)"),
        )
        found = pulled(world, *rows).comments
        kinds = {one: [(m.kind, m.url) for m in found[one].media] for one in found}
        assert kinds == {
            "1": [(MediaKind.VIDEO, address)],
            "2": [(MediaKind.GIF, address)],
            "3": [(MediaKind.LINK, address), (MediaKind.QUOTE, None)],
            "4": [(MediaKind.IMAGE, None)],
        }
        assert found["1"].media[0].alt == "En film"

    def test_a_mention_under_our_own_post_is_a_comment_there(self, world: ThreadsWorld) -> None:
        post = world.publish("Hej")
        said = world.say("Hallå", to=post, mention=True)
        world.gate.spoil(listed([]), path=f"{post}/conversation", times=9)
        row = Inbox(world.connector).until(said).comments[said]
        assert (row.kind, row.root_remote_id) == (Inflow.COMMENT, post)

    def test_a_mention_brings_the_strangers_post_it_stands_under(self, world: ThreadsWorld) -> None:
        thread = world.say("Hur är det med bussarna?")
        said = world.say("Fråga dem", to=thread, mention=True)
        inbox = Inbox(world.connector).until(said)
        assert (inbox.posts[thread].own, inbox.posts[thread].text) == (False, "")
        assert (inbox.comments[thread].kind, inbox.comments[thread].text) == (
            Inflow.CONTEXT,
            "Hur är det med bussarna?",
        )
        assert inbox.threads == {thread}

    def test_a_mention_that_is_known_costs_no_look_around_again(self, world: ThreadsWorld) -> None:
        thread = world.say("Hur är det med bussarna?")
        inbox = Inbox(world.connector).until(world.say("Fråga dem", to=thread, mention=True))
        assert asked(world, f"/{thread}?")
        world.gate.seen.clear()
        inbox.catch_up()
        assert asked(world, "me/mentions")
        assert not asked(world, f"/{thread}?")

    def test_a_strangers_thread_that_is_closed_to_us_shows_what_named_us(self, world: ThreadsWorld) -> None:
        thread = world.say("Hur är det med bussarna?")
        said = world.say("Fråga dem", to=thread, mention=True)
        for refusal in (failure(10, 403), failure(100, subcode=33), failure(100)):
            world.gate.spoil(refusal, path="conversation")
            page = world.connector.thread(said)
            assert {row.remote_id: row.kind for row in page.comments} == {thread: Inflow.CONTEXT, said: Inflow.MENTION}
        world.gate.spoil(failure(100, subcode=33), path=thread, times=2)
        assert [row.remote_id for row in world.connector.thread(said).comments] == [said]

    def test_a_long_thread_is_read_page_by_page(self, world: ThreadsWorld) -> None:
        post = world.publish("Frågestund")
        said = [world.say(f"Fråga {number}", to=post) for number in range(103)]
        page = world.connector.thread(post)
        rest = world.connector.thread(post, page.cursor)
        assert (page.more, rest.more) == (True, False)
        assert [row.remote_id for row in (*page.comments, *rest.comments)] == said


def test_the_day_has_room_for_a_thousand_answers(world: ThreadsWorld) -> None:
    quota = {"data": [{"reply_quota_usage": 900, "reply_config": {"quota_total": 1000, "quota_duration": 86400}}]}
    world.gate.spoil(told(quota), path="threads_publishing_limit")
    world.connector.check()
    assert world.connector.usage().share == 0.9
    world.gate.spoil(failure(10, 403), path="threads_publishing_limit")
    assert world.connector.check().capabilities.acts.keys() == {Act.REPLY, Act.DELETE_OWN, Act.HIDE, Act.UNHIDE}
