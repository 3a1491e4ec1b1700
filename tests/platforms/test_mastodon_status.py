"""A status of any shape: what a moderator must see of it, and never an exception."""

from typing import cast

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from backend.model.clock import EPOCH, MINUTE, plus
from backend.model.comment import Inflow, Media, MediaKind, Visibility
from backend.platforms.fields import Odd
from backend.platforms.mastodon_pages import placed
from backend.platforms.mastodon_status import Place, in_comment, in_post
from tests.conftest import START
from tests.platforms.mastodon_json import FAN, ME, account, ours, status

STRANGE = Place("1", root_own=False, indexed_at=START)
OURS = Place("1", root_own=True)


def test_a_whole_status() -> None:
    row = in_comment(
        status("7", "Är &amp; det <b>öppet</b>?<br>I dag?", spoiler_text="Mat", in_reply_to_id="1", favourites_count=7),
        ME,
        OURS,
    )
    assert row.likes == 7
    assert row.text == "@brand Är & det öppet?\nI dag?"
    assert "<b>öppet</b>" in row.raw
    assert (row.remote_id, row.parent_remote_id, row.root_remote_id) == ("7", "1", "1")
    assert row.remote_uri == "https://elsewhere.example/users/fan/statuses/7"
    assert row.url == "https://elsewhere.example/@fan/7"
    assert (row.author.handle, row.author.name, row.author.remote_id) == ("fan@elsewhere.example", "Fan", FAN)
    assert (row.spoiler, row.language, row.written_at, row.edited_at) == ("Mat", "sv", START, None)


@pytest.mark.parametrize(
    ("fields", "place", "kind"),
    [
        ({}, OURS, Inflow.COMMENT),
        ({}, STRANGE, Inflow.MENTION),
        ({"mentions": []}, STRANGE, Inflow.CONTEXT),
        ({"in_reply_to_account_id": ME, "mentions": []}, STRANGE, Inflow.REPLY),
        ({"quote": {"state": "accepted", "quoted_status": ours("1")}}, STRANGE, Inflow.QUOTE),
        ({"quote": {"state": "accepted", "quoted_status": status("2")}}, STRANGE, Inflow.MENTION),
        ({"quote": {"state": "revoked", "quoted_status": None}}, Place("7", False, START, True), Inflow.QUOTE),
        ({"account": account(ME, "brand")}, STRANGE, Inflow.OWN),
        ({"account": account(ME, "brand")}, OURS, Inflow.OWN),
    ],
)
def test_how_it_reached_us(fields: dict[str, object], place: Place, kind: Inflow) -> None:
    row = in_comment({**status("7"), **fields}, ME, place)
    assert row.kind is kind
    assert row.own is (kind is Inflow.OWN)


@pytest.mark.parametrize(
    ("word", "seen_by"),
    [
        ("public", Visibility.PUBLIC),
        ("unlisted", Visibility.PUBLIC),
        ("private", Visibility.FOLLOWERS),
        ("local", Visibility.FOLLOWERS),
        ("direct", Visibility.PRIVATE),
        ("mutuals_only", Visibility.PRIVATE),
        (None, Visibility.PRIVATE),
    ],
)
def test_who_can_see_it_is_never_wider_than_it_was(word: str | None, seen_by: Visibility) -> None:
    assert in_comment(status("7", visibility=word), ME, STRANGE).visibility is seen_by


def test_what_hangs_on_it_is_kept_in_order() -> None:
    def attachment(kind: str, **fields: object) -> dict[str, object]:
        return {"id": "1", "type": kind, "url": f"https://x.example/{kind}", "description": None, "meta": {}, **fields}

    hung = status(
        "7",
        media_attachments=[
            attachment("image", description="En katt\x00"),
            attachment("gifv"),
            attachment("video", meta={"original": {"duration": 12.6}}),
            attachment("audio", url=None, remote_url="https://y.example/a.ogg"),
            attachment("unknown", url="javascript:alert(1)"),
            attachment("hologram"),
            "not an attachment",
        ],
        quote={"state": "accepted", "quoted_status": ours("1")},
        card={"url": "https://news.example/a", "title": "Nyheter\nidag"},
    )
    assert in_comment(hung, ME, STRANGE).media == (
        Media(MediaKind.IMAGE, "https://x.example/image", "En katt\ufffd"),
        Media(MediaKind.GIF, "https://x.example/gifv"),
        Media(MediaKind.VIDEO, "https://x.example/video", duration_s=13),
        Media(MediaKind.AUDIO, "https://y.example/a.ogg"),
        Media(MediaKind.LINK, None),
        Media(MediaKind.LINK, "https://x.example/hologram"),
        Media(MediaKind.QUOTE, "https://elsewhere.example/@fan/1", title="brand"),
        Media(MediaKind.LINK, "https://news.example/a", title="Nyheter idag"),
    )


def test_roots_are_posts_and_a_strangers_text_comes_as_a_comment() -> None:
    rows = placed([(ours("1", "Nytt!", replies_count=3), OURS), (status("2"), OURS)], ME)
    assert [(post.remote_id, post.own, post.text, post.comments) for post in rows.posts] == [("1", True, "Nytt!", 3)]
    assert [row.remote_id for row in rows.comments] == ["2"]
    rows = placed([(status("1", "Hör här"), STRANGE)], ME)
    assert [(post.remote_id, post.own, post.text, post.raw) for post in rows.posts] == [("1", False, "", "")]
    assert [row.text for row in rows.comments] == ["@brand Hör här"]


@pytest.mark.parametrize("broken", [{"id": None}, {"id": ""}, {"id": "x" * 501}, {"account": None}, {"account": {}}])
def test_what_has_no_id_or_no_author_is_counted_and_not_guessed(broken: dict[str, object]) -> None:
    rows = placed([({**status("2"), **broken}, OURS), (status("3"), OURS)], ME)
    assert (rows.skipped, [row.remote_id for row in rows.comments]) == (1, ["3"])


def test_what_else_is_missing_costs_only_itself() -> None:
    bare: dict[str, object] = {"id": 7, "account": {"id": 2, "username": "fan"}}
    row = in_comment(bare, ME, Place("7", root_own=False))
    assert (row.remote_id, row.text, row.author.handle, row.author.name) == ("7", "", "fan", "fan")
    assert (row.written_at, row.url, row.language, row.media) == (EPOCH, None, None, ())
    assert row.visibility is Visibility.PRIVATE
    odd: list[tuple[object, int]] = [(-1, 0), ("7", 0), (True, 0), (2**40, 2**31 - 1)]
    assert [in_comment({**bare, "favourites_count": n}, ME, OURS).likes for n, _ in odd] == [most for _, most in odd]


def test_a_time_that_cannot_be_is_replaced_by_when_we_heard_of_it() -> None:
    for written in ("soon", "-0500-01-01T00:00:00Z", "1950-01-01T00:00:00Z", 5, None):
        assert in_comment(status("7", created_at=written), ME, STRANGE).written_at == START


def test_times_of_every_spelling() -> None:
    edited = plus(START, MINUTE)
    row = in_comment(status("7", edited_at="2026-11-18T11:07:40+00:00"), ME, STRANGE)
    assert row.edited_at is not None
    assert abs(row.edited_at - edited) < 24 * 60 * MINUTE


def test_text_that_no_database_holds_is_made_to_fit() -> None:
    row = in_comment(status("7", "a\ud800b\x00c", spoiler_text="\udc00"), ME, STRANGE)
    for kept in (row.text, row.raw, row.spoiler):
        kept.encode()
        assert "\x00" not in kept


JSON = st.recursive(
    st.one_of(st.none(), st.booleans(), st.integers(), st.floats(), st.text(max_size=20)),
    lambda inner: st.one_of(st.lists(inner, max_size=3), st.dictionaries(st.text(max_size=5), inner, max_size=3)),
    max_leaves=8,
)


@settings(deadline=None)
@given(
    st.dictionaries(st.sampled_from(sorted(status("1"))), JSON),
    st.dictionaries(st.sampled_from(sorted(account())), JSON),
)
def test_no_shape_of_json_breaks_it(fields: dict[str, object], author: dict[str, object]) -> None:
    odd = {**status("7"), "account": {**account(), **author}, **fields}
    for read in (lambda: in_comment(odd, ME, STRANGE), lambda: in_post(odd, ME)):
        try:
            row = cast(object, read())
        except Odd:
            continue
        repr(row).encode("utf-8", "surrogatepass").decode()
