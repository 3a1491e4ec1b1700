"""Facebook's JSON as rows of ours, in forms that the stage never gives: short ids, nameless writers, odd shapes."""

import json
from collections.abc import Iterator

import pytest

from backend.model.clock import EPOCH, SECOND, Micros
from backend.model.comment import Inflow, MediaKind, RemoteState, Visibility
from backend.model.inflow import InComment, Page
from backend.platforms.base import TryAgain
from backend.platforms.facebook import FacebookConnector, open_connector
from tests.platforms.gate import Gate, Spoil
from tests.platforms.world import reply_to

PAGE = "4711"
POST = "4711_1122"
FAN = {"id": "9001", "name": "Lisa\u200b  Å\n"}
US = {"id": PAGE, "name": "Norrby"}
AT = Micros(1_795_000_000 * SECOND)
WHEN = "2026-11-18T11:06:40+0000"


class Told:
    """A page whose answers are written here, by their path."""

    def __init__(self) -> None:
        self.gate = Gate(None)
        self.connector: FacebookConnector = open_connector(self.gate.url, {"token": "EAA"}, lambda values: None)
        self.answer("/me", {"id": PAGE, "name": "Norrby", "metadata": {"type": "page"}})
        self.answer("/debug_token", {"data": {"scopes": ["pages_manage_engagement", "pages_read_user_content"]}})

    def answer(self, path: str, body: object, times: int = 99) -> None:
        self.gate.spoil(
            Spoil(200, json.dumps(body), {"Content-Type": "application/json"}), path=rf"{path}(\?|$)", times=times
        )

    def thread(self, *rows: object, post: dict[str, object] | None = None) -> Page:
        self.answer(f"/{POST}", {"id": POST, "from": US, "created_time": WHEN, "message": "Hej"} | (post or {}))
        self.answer(f"/{POST}/comments", {"data": list(rows)})
        return self.connector.thread(POST)

    def row(self, **fields: object) -> InComment:
        (row,) = self.thread({"id": "1122_98765", "from": FAN, "created_time": WHEN, **fields}).comments
        return row

    def close(self) -> None:
        self.connector.close()
        self.gate.close()


@pytest.fixture
def told() -> Iterator[Told]:
    told = Told()
    yield told
    told.close()


def test_a_comment_has_one_id_in_whichever_form_it_comes(told: Told) -> None:
    rows = told.thread(
        {"id": "98765", "from": FAN},
        {"id": "1122_98766", "from": FAN, "parent": {"id": "98765", "from": FAN}},
        {"id": "98767", "from": US, "parent": {"id": "1122_98765", "from": FAN}},
    ).comments
    assert [row.remote_id for row in rows] == ["1122_98765", "1122_98766", "1122_98767"]
    assert [row.parent_remote_id for row in rows] == [POST, "1122_98765", "1122_98765"]
    assert {row.root_remote_id for row in rows} == {POST}


@pytest.mark.parametrize("made", ["98777", "1122_98777"])
def test_an_answer_of_ours_has_the_same_id_as_when_it_is_read(told: Told, made: str) -> None:
    row = told.row()
    told.answer("/1122_98765", {"id": "1122_98765", "can_comment": True})
    told.answer("/1122_98765/comments", {"id": made})
    receipt = told.connector.send(told.connector.prepare(reply_to(row, "Ja", AT)))
    assert receipt.remote_id == "1122_98777"
    assert receipt.remote_uri == "https://www.facebook.com/1122_98777"


def test_who_wrote_and_when(told: Told) -> None:
    row = told.row(message="Hej\x00 där\r\n😀", permalink_url="https://www.facebook.com/x?comment_id=1", like_count=3)
    assert (row.author.remote_id, row.author.name, row.author.handle) == ("9001", "Lisa\u200b Å", "Lisa\u200b Å")
    assert (row.text, row.raw) == ("Hej\ufffd där\n😀", "Hej\ufffd där\r\n😀")
    assert (row.written_at, row.indexed_at, row.edited_at) == (AT, AT, None)
    assert (row.url, row.likes, row.kind) == ("https://www.facebook.com/x?comment_id=1", 3, Inflow.COMMENT)


def test_what_the_page_wrote_is_ours_and_never_work(told: Told) -> None:
    row = told.row(**{"from": US})
    assert (row.kind, row.own) == (Inflow.OWN, True)


def test_who_of_us_wrote_in_the_pages_name_is_told_and_in_their_own_they_are_anybody(told: Told) -> None:
    maria = {"id": "77", "name": "Maria Ek"}
    ours, untold, private = told.thread(
        {"id": "1122_1", "from": US, "admin_creator": maria},
        {"id": "1122_2", "from": US},
        {"id": "1122_3", "from": maria, "admin_creator": maria},
    ).comments
    assert (ours.own, ours.hand and (ours.hand.remote_id, ours.hand.name)) == (True, ("77", "Maria Ek"))
    assert (untold.own, untold.hand) == (True, None)
    assert (private.own, private.kind, private.author.name, private.hand) == (False, Inflow.COMMENT, "Maria Ek", None)


def test_a_writer_who_is_not_named_is_nobody_we_know(told: Told) -> None:
    first, second = told.thread({"id": "1122_1", "message": "Hej"}, {"id": "1122_2", "from": {"id": ""}}).comments
    assert (first.own, first.author.name, first.text) == (False, "?", "Hej")
    assert first.author.remote_id != second.author.remote_id


def test_hidden_and_private_are_said(told: Told) -> None:
    row = told.row(is_hidden=True, is_private=True)
    assert (row.remote_state, row.visibility) == (RemoteState.HIDDEN, Visibility.PRIVATE)


def test_odd_shapes_are_empty_and_what_has_no_id_is_counted(told: Told) -> None:
    page = told.thread(
        {"from": FAN, "message": "utan nummer"},
        {"id": "1122_1", "from": 7, "message": ["x"], "created_time": "i går", "attachment": "x", "is_hidden": "yes"},
        "skräp",
    )
    (row,) = page.comments
    assert page.skipped == 1
    assert (row.text, row.written_at, row.media, row.remote_state) == ("", EPOCH, (), RemoteState.VISIBLE)


@pytest.mark.parametrize(
    ("attachment", "kind", "url"),
    [
        ({"type": "photo", "media": {"image": {"src": "https://x.example/p.jpg"}}}, "image", "https://x.example/p.jpg"),
        (
            {
                "type": "video_inline",
                "media": {"image": {"src": "https://x.example/p"}, "source": "https://x.example/v"},
            },
            "video",
            "https://x.example/v",
        ),
        ({"type": "sticker", "media": {"image": {"src": "https://x.example/s"}}}, "sticker", "https://x.example/s"),
        ({"type": "animated_image_share", "url": "https://x.example/g"}, "gif", "https://x.example/g"),
        ({"type": "share", "url": "https://x.example/a", "title": "Rubrik"}, "link", "https://x.example/a"),
        ({"type": "something_new", "url": "javascript:alert(1)"}, "link", None),
    ],
)
def test_what_hangs_on_a_comment(told: Told, attachment: object, kind: str, url: str | None) -> None:
    (media,) = told.row(attachment=attachment).media
    assert (media.kind, media.url) == (MediaKind(kind), url)


def test_a_post_of_ours_with_its_pictures_and_number_of_comments(told: Told) -> None:
    hung = [{"type": "photo", "description": "En stolpe", "media": {"image": {"src": "https://x.example/p.jpg"}}}]
    more = {"attachments": {"data": hung}, "comments": {"data": [], "summary": {"total_count": 7}}}
    (post,) = told.thread(post=more).posts
    assert (post.own, post.text, post.comments, post.ad) == (True, "Hej", 7, False)
    assert [one.alt for one in post.media] == ["En stolpe"]


def test_a_post_on_our_page_that_nobody_is_named_for_is_ours(told: Told) -> None:
    page = told.thread(post={"from": None})
    assert (page.posts[0].own, page.posts[0].text, page.comments) == (True, "Hej", ())


@pytest.mark.parametrize("said", [{"is_published": False}, {"is_inline_created": True}])
def test_what_never_stood_on_the_page_is_an_advertisement(told: Told, said: dict[str, object]) -> None:
    assert told.thread(post=said).posts[0].ad


def test_a_posts_number_of_comments_that_is_not_told_is_counted_as_unread(told: Told) -> None:
    for name in ("published_posts", "ads_posts", "visitor_posts", "tagged"):
        told.answer(f"/{PAGE}/{name}", {"data": []})
    told.answer(f"/{PAGE}", {"id": PAGE, "published_posts": {"data": [{"id": POST, "from": US}]}})
    page = told.connector.pull("inbox", None, EPOCH, lambda ids: {})
    assert (page.skipped, page.more) == (1, False)


def test_posts_without_an_id_are_counted_and_stop_nothing(told: Told) -> None:
    for name in ("published_posts", "ads_posts", "visitor_posts", "tagged"):
        told.answer(f"/{PAGE}/{name}", {"data": [{"message": "utan nummer"}, {"id": POST, "from": US}]})
    page = told.connector.pull("posts", None, EPOCH, lambda ids: {})
    assert ([post.remote_id for post in page.posts], page.skipped) == ([POST], 1)


def test_a_list_that_is_none_is_not_taken_for_an_empty_one(told: Told) -> None:
    told.answer(f"/{POST}", {"id": POST, "from": US})
    told.answer(f"/{POST}/comments", {"error_free": True})
    with pytest.raises(TryAgain):
        told.connector.thread(POST)


def test_nothing_is_followed_that_leads_elsewhere(told: Told) -> None:
    """The address of the next page carries the token: only its cursor is used."""
    there = {"cursors": {"after": "QUZURVI"}, "next": "https://elsewhere.example/x?access_token=EAA"}
    told.answer(f"/{POST}", {"id": POST, "from": US})
    told.answer(f"/{POST}/comments", {"data": [{"id": "1122_1", "from": FAN}], "paging": there})
    page = told.connector.thread(POST)
    assert page.more
    assert page.cursor == f"{POST} QUZURVI"
    told.connector.thread(POST, page.cursor)
    assert "after=QUZURVI" in told.gate.seen[-1][1]
