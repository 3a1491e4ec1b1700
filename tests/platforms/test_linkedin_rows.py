"""LinkedIn's posts, comments, notifications and names as ours."""

from dataclasses import replace

import pytest

from backend.model.clock import DAY, EPOCH, HOUR, MINUTE, Micros, plus
from backend.model.comment import Inflow, MediaKind, Visibility
from backend.platforms.fields import Fields, Odd
from backend.platforms.linkedin_inbox import KEPT, OVERLAP, Cursor, Heard, told
from backend.platforms.linkedin_read import Walk
from backend.platforms.linkedin_rows import MEMBER as NAMELESS
from backend.platforms.linkedin_rows import PAGE, Us, in_comment, in_post, plain
from backend.platforms.linkedin_urns import Name, created, distance, encoded, listed, parsed
from tests.platforms.linkedin_json import ACTIVITY, COMMENT, MEMBER, POST, REPLY, US, comment, notification

WE = Us(US, "norrby", "Norrby Energi")
NOW = Micros(1_800_000_000_000_000)


@pytest.mark.parametrize(
    "written", [COMMENT, COMMENT.replace("(urn:li:", "("), encoded(COMMENT), COMMENT.replace("activity", "ugcPost")]
)
def test_a_comments_name_is_read_in_every_form(written: str) -> None:
    name = parsed(written)
    assert name is not None
    assert (name.number, name.urn.startswith("urn:li:comment:(urn:li:")) == ("7094977717598625792", True)


@pytest.mark.parametrize(
    "written", ["", POST, "urn:li:comment:(activity:1)", COMMENT + "/../x", "urn:li:comment:(a,b)"]
)
def test_what_names_no_comment_is_none(written: str) -> None:
    assert parsed(written) is None


def test_brackets_and_commas_of_lists_stay_and_those_of_names_do_not() -> None:
    assert encoded(COMMENT) == (
        "urn%3Ali%3Acomment%3A%28urn%3Ali%3Aactivity%3A7094637247890620418%2C7094977717598625792%29"
    )
    assert listed(["COMMENT", "urn:li:share:1"]) == "List(COMMENT,urn%3Ali%3Ashare%3A1)"


def test_a_creation_is_named_by_its_number_or_by_its_whole_name() -> None:
    whole = Name(ACTIVITY, "7094977717598625792")
    assert created("7094977717598625792", ACTIVITY) == whole
    assert created(encoded(COMMENT), "urn:li:activity:1") == whole
    assert created("", ACTIVITY) is None
    assert created("urn:li:share:3", ACTIVITY) is None


def test_a_post_and_its_activity_are_close_by_number() -> None:
    assert distance(POST, ACTIVITY) < distance("urn:li:share:7094637200000000000", ACTIVITY)


def test_a_comment_has_its_place_and_a_writer_without_a_name() -> None:
    row = in_comment(comment(), WE, POST, {})
    assert (row.remote_id, row.root_remote_id, row.parent_remote_id) == (COMMENT, POST, POST)
    assert (row.kind, row.own, row.edited_at) == (Inflow.COMMENT, False, None)
    assert (row.author.remote_id, row.author.handle, row.author.name) == (MEMBER, "V9W_L_bioc", NAMELESS)
    assert row.written_at == 1_691_574_506_310_000
    assert row.url is not None
    assert row.url.endswith(f"?commentUrn={encoded(COMMENT)}")


def test_a_name_that_is_known_is_shown_and_ours_is_the_pages() -> None:
    assert in_comment(comment(), WE, POST, {MEMBER: "Lisa Åkerström"}).author.name == "Lisa Åkerström"
    ours = in_comment(comment(actor=US), WE, POST, {})
    assert (ours.own, ours.kind, ours.author.name, ours.author.handle) == (True, Inflow.OWN, "Norrby Energi", "norrby")
    assert in_comment(comment(actor="urn:li:organization:7"), WE, POST, {}).author.name == PAGE


@pytest.mark.parametrize("told", ["agent", "impersonator"])
def test_who_wrote_in_the_pages_name_is_told_in_either_form(told: str) -> None:
    made = {"actor": US, "time": 1_691_574_506_310} | ({told: MEMBER} if told == "impersonator" else {})
    ours = in_comment(comment(actor=US, created=made, **({told: MEMBER} if told == "agent" else {})), WE, POST, {})
    assert ours.own
    assert ours.hand is not None
    assert (ours.author.remote_id, ours.hand.remote_id, ours.hand.name) == (US, MEMBER, NAMELESS)
    theirs = in_comment(comment(agent=MEMBER), WE, POST, {})
    assert (theirs.own, theirs.hand) == (False, None)


def test_a_missing_actor_is_taken_from_who_created_it() -> None:
    bare = {name: value for name, value in comment().items() if name != "actor"}
    assert in_comment(bare, WE, POST, {}).author.remote_id == MEMBER


def test_two_comments_of_nobody_are_not_by_the_same_person() -> None:
    made = {"time": 1_691_574_506_310}
    bare = {name: value for name, value in comment(created=made).items() if name != "actor"}
    first = in_comment(bare, WE, POST, {}).author
    second = in_comment(bare | {"$URN": REPLY}, WE, POST, {}).author
    assert first.remote_id != second.remote_id
    assert (first.name, bool(first.handle)) == (NAMELESS, True)


def test_a_reply_stands_under_its_comment() -> None:
    row = in_comment(comment(**{"$URN": REPLY, "parentComment": COMMENT}), WE, POST, {})
    assert (row.remote_id, row.parent_remote_id, row.root_remote_id) == (REPLY, COMMENT, POST)


def test_what_was_changed_later_was_edited() -> None:
    row = in_comment(comment(lastModified={"time": 1_691_574_506_311}), WE, POST, {})
    assert row.edited_at == 1_691_574_506_311_000


def test_a_name_is_put_together_where_only_its_parts_are_told() -> None:
    parts = {name: value for name, value in comment().items() if name not in ("$URN", "commentUrn")}
    assert in_comment(parts, WE, POST, {}).remote_id == COMMENT
    with pytest.raises(Odd):
        in_comment({name: value for name, value in parts.items() if name != "id"}, WE, POST, {})


def test_pictures_and_likes_come_along() -> None:
    told = {"content": [{"type": "IMAGE", "url": "https://m.example/1"}], "likesSummary": {"aggregatedTotalLikes": 4}}
    row = in_comment(comment(**told), WE, POST, {})
    assert ([one.kind for one in row.media], row.media[0].url, row.likes) == (
        [MediaKind.IMAGE],
        "https://m.example/1",
        4,
    )


@pytest.mark.parametrize(
    ("written", "shown"),
    [
        (r"Öppet \(9\-17\) \#el a\_b", r"Öppet (9\-17) #el a_b"),
        (r"Tack @[Anna \(A\)](urn:li:person:x1), se {hashtag|\#|fjärrvärme}!", "Tack Anna (A), se #fjärrvärme!"),
        (r"\@\[ingen\]\(urn:li:person:x\)", "@[ingen](urn:li:person:x)"),
    ],
)
def test_the_little_text_of_posts_is_read(written: str, shown: str) -> None:
    assert plain(written) == shown


def test_a_post_has_its_times_and_media() -> None:
    post = {
        "id": POST,
        "author": US,
        "commentary": r"Hej \(alla\)",
        "createdAt": 1000,
        "publishedAt": 2000,
        "lastModifiedAt": 3000,
        "visibility": "CONNECTIONS",
        "content": {"article": {"source": "https://n.example/", "title": "Nytt"}},
    }
    row = in_post(post, WE, 7)
    assert (row.own, row.text, row.written_at, row.edited_at, row.comments) == (True, "Hej (alla)", 2_000_000, None, 7)
    assert (row.visibility, row.media[0].kind, row.media[0].title) == (Visibility.FOLLOWERS, MediaKind.LINK, "Nytt")
    edited = in_post(post | {"lifecycleStateInfo": {"isEditedByAuthor": True}}, WE)
    assert edited.edited_at == 3_000_000


def test_notifications_name_comments_in_short_and_posts_by_activity() -> None:
    news = told([notification()])
    assert news.changed == {Name(ACTIVITY, "7094977717598625792"): POST}
    plainer = notification(generatedActivity="urn:li:activity:3", decoratedSourcePost={})
    assert told([plainer]).changed == {Name(ACTIVITY, "7094977717598625792"): ""}
    assert told([notification(generatedActivity="", decoratedGeneratedActivity={})]).skipped == 1


def test_the_last_word_on_a_comment_counts() -> None:
    gone = notification(notificationId=2, action="COMMENT_DELETE")
    news = told([notification(), gone])
    assert (news.changed, [name.urn for name in news.deleted]) == ({}, [COMMENT])


def at(ms: int, number: int) -> Fields:
    return notification(notificationId=number, lastModifiedAt=ms)


def test_a_look_overlaps_the_one_before_and_hears_nothing_twice() -> None:
    first = Heard().begun(EPOCH, NOW)
    assert (first.since, first.until) == (NOW // 1000 - KEPT, NOW // 1000)
    rows = [at(first.until - 5, 1), at(first.until - 9, 2)]
    assert [row["notificationId"] for row in first.fresh([*rows, *rows])] == [2, 1]
    more = first.stepped(rows, more=True)
    assert (more.begun(EPOCH, NOW).until, more.start > 0, more.fresh(rows)) == (first.until, True, [])
    done = more.stepped([], more=False)
    later = done.begun(EPOCH, Micros(NOW + MINUTE))
    assert later.since == first.until - 5 - OVERLAP
    assert later.fresh([*rows, at(first.until - 5, 3)]) == [at(first.until - 5, 3)]
    assert [row["lastModifiedAt"] for row in later.fresh([at(first.until + 1, 1)])] == [first.until + 1]
    far = later.stepped([at(first.until + 10 * OVERLAP, 9)], more=False)
    assert len(far.done) == 1, "what the next look cannot meet is forgotten"


def test_a_cursor_survives_and_a_broken_one_begins_anew() -> None:
    cursor = Cursor(heard=Heard(5, 4, 3, 2, ("1@2",)), looked=7, deaf=8, whole=True).looking([(POST, 3)], NOW)
    assert Cursor.parse(cursor.text()) == cursor
    for broken in ("", "[]", "{", '{"heard":{"done":[1],"seen":"x"},"round":7}'):
        assert Cursor.parse(broken) == Cursor()
        assert Walk.parse(broken) == Walk()
    assert Walk.parse(Walk(1, 2, 3).text()) == Walk(1, 2, 3)


def test_what_the_first_round_has_read_is_not_read_again() -> None:
    begun = Cursor().looking([(POST, 1)], NOW)
    long_ago, lately = (NOW - 2 * HOUR) // 1000, (NOW - MINUTE) // 1000
    rows = [at(long_ago, 1), at(lately, 2)]
    assert begun.unread(rows) == rows, "nothing has been read yet"
    read = begun.read(more=False)
    gone = notification(notificationId=3, lastModifiedAt=long_ago, action="COMMENT_DELETE")
    elsewhere = notification(
        notificationId=4, lastModifiedAt=long_ago, decoratedSourcePost={"entity": "urn:li:share:1"}
    )
    assert read.unread([*rows, gone, elsewhere]) == [rows[1], gone, elsewhere], "clocks may be apart by an hour"
    assert Cursor.parse(read.text()) == read
    assert read.looking([], plus(NOW, HOUR)).unread(rows) == rows[1:], "a later round reads what moved alone"
    over = replace(read, heard=read.heard.stepped(rows, more=False))
    assert over.unread(rows) == rows


def test_a_round_is_due_at_first_every_hour_and_always_for_the_deaf() -> None:
    fresh = Cursor().looking([], NOW)
    assert Cursor().due(NOW)
    assert not fresh.due(Micros(NOW + 59 * MINUTE))
    assert fresh.due(Micros(NOW + 60 * MINUTE))
    deaf = Cursor(deaf=NOW // 1000 + 1).looking([], NOW)
    assert deaf.due(NOW)
    assert not deaf.due(Micros(NOW + MINUTE))
    assert Cursor(deaf=NOW // 1000 - DAY // 1000, looked=NOW // 1000).due(NOW) is False
