"""A Bluesky post as our row: what it is to us, its words with their links, what hangs on it, and odd ones."""

import pytest

from backend.model.clock import DAY, EPOCH, Micros, iso, plus
from backend.model.comment import Inflow, Media, MediaKind, RemoteState
from backend.platforms.bluesky_media import media
from backend.platforms.bluesky_views import Place, in_author, in_comment, in_post, labels, refs, sorted_at, words
from backend.platforms.fields import Odd
from tests.conftest import START
from tests.platforms.bluesky_json import CID, FAN, LINK, ME, MENTION, Fields, below, facet, record, ref, uri, view

OURS = uri("ours", ME)
THEIRS = uri("theirs")
QUOTE: Fields = {"$type": "app.bsky.embed.record", "record": ref(OURS)}


def kind(said: Fields, *, did: str = FAN, below_ours: bool = False) -> Inflow:
    return in_comment(view(uri("x", did), said), Place(ME, below_ours)).kind


class TestKinds:
    def test_by_where_it_stands(self) -> None:
        naming = record("@brand", facets=[facet("@brand", "@brand", MENTION, did=ME)])
        assert kind(record(reply=below(OURS))) is Inflow.COMMENT
        assert kind(record(reply=below(THEIRS, OURS), embed=QUOTE)) is Inflow.COMMENT
        assert kind(record(reply=below(OURS, THEIRS))) is Inflow.REPLY
        assert kind(record(reply=below(THEIRS)), below_ours=True) is Inflow.REPLY
        assert kind(record(embed=QUOTE)) is Inflow.QUOTE
        assert kind(record(embed={"$type": "app.bsky.embed.recordWithMedia", "record": QUOTE})) is Inflow.QUOTE
        assert kind(naming) is Inflow.MENTION
        assert kind({**naming, "reply": below(THEIRS)}) is Inflow.MENTION
        assert kind(record()) is Inflow.CONTEXT
        assert kind(record(reply=below(OURS)), did=ME) is Inflow.OWN

    def test_a_root_stands_by_itself(self) -> None:
        row = in_comment(view(THEIRS), Place(ME, hidden=True))
        assert (row.root_remote_id, row.parent_remote_id) == (THEIRS, None)
        assert row.remote_state is RemoteState.HIDDEN
        assert row.cid == CID
        assert in_comment(view(THEIRS, likeCount=3), Place(ME)).likes == 3

    def test_a_strangers_root_has_its_words_elsewhere(self) -> None:
        post = in_post(view(THEIRS, record("Hej"), replyCount=7), ME)
        assert (post.own, post.text, post.comments) == (False, "", 7)
        assert in_post(view(OURS, record("Hej")), ME).text == "Hej"


class TestOddRows:
    @pytest.mark.parametrize(
        "odd",
        [
            {},
            {"uri": 7},
            {"uri": "at://did:plc:x/app.bsky.feed.like/1"},
            {"author": None},
            {"author": {"did": "not a did"}},
            {"record": {"reply": {"root": {"uri": "x"}}}},
            {"record": {"reply": {"root": ref(OURS)}}},
        ],
    )
    def test_what_has_no_place_is_none(self, odd: Fields) -> None:
        with pytest.raises(Odd):
            in_comment({**view(THEIRS), **odd} if odd else {}, Place(ME))

    def test_all_else_may_be_missing(self) -> None:
        bare = {"uri": THEIRS, "author": {"did": FAN}}
        row = in_comment(bare, Place(ME))
        assert (row.text, row.author.name, row.written_at, row.indexed_at) == ("", FAN, EPOCH, None)
        assert (row.media, row.labels, row.language, row.cid) == ((), (), None, "")

    @pytest.mark.parametrize(
        "fields",
        [
            {"text": 7},
            {"facets": "x", "embed": 3, "langs": "sv", "labels": None},
            {"facets": [{"index": {"byteStart": -1, "byteEnd": 9**20}, "features": [{"$type": LINK, "uri": "x"}]}]},
            {"facets": [{"index": {"byteStart": 1, "byteEnd": 2}, "features": [{"$type": LINK}]}]},
            {
                "embed": {
                    "$type": "app.bsky.embed.images",
                    "images": [3, {"alt": 7, "image": {"ref": {"$link": "../"}}}],
                }
            },
            {"embed": {"$type": "app.bsky.embed.record", "record": {"uri": "javascript:alert(1)"}}},
            {"createdAt": "0001-01-01T00:00:00Z"},
            {"createdAt": "9999-12-31T23:59:59.999999999Z"},
            {"createdAt": "yesterday"},
            {"langs": [None]},
        ],
    )
    def test_odd_fields_make_no_trouble(self, fields: Fields) -> None:
        row = in_comment(view(THEIRS, {**record(), **fields}), Place(ME))
        assert row.remote_id == THEIRS
        assert all(one.url is None or one.url.startswith("https://") for one in row.media)

    def test_a_handle_that_no_longer_holds(self) -> None:
        author = in_author({"did": FAN, "handle": "handle.invalid", "displayName": " A\nB "})
        assert (author.handle, author.name, author.url) == (
            "handle.invalid",
            "A B",
            f"https://bsky.app/profile/{FAN}",
        )

    def test_which_time_counts(self) -> None:
        early, late = iso(plus(START, -DAY)), iso(plus(START, DAY))
        assert sorted_at(view(THEIRS, record(createdAt=early))) == plus(START, -DAY)
        assert sorted_at(view(THEIRS, {**record(), "createdAt": early})) == plus(START, -DAY)
        assert sorted_at(view(THEIRS, {**record(), "createdAt": late})) == START
        assert sorted_at(view(THEIRS, {**record(), "createdAt": "x"}, indexedAt="y")) is None
        assert sorted_at(view(THEIRS, {**record(), "createdAt": "x"})) == Micros(START)


class TestWords:
    @pytest.mark.parametrize(
        ("shown", "address", "read"),
        [
            ("example.com/lo...", "https://example.com/long/path", "https://example.com/long/path"),
            ("https://example.com", "https://example.com", "https://example.com"),
            ("www.example.com/a", "https://example.com/a", "https://example.com/a"),
            ("din bank", "https://evil.example/", "din bank (https://evil.example/)"),
            ("bank.se/login", "https://evil.example/", "bank.se/login (https://evil.example/)"),
        ],
    )
    def test_a_link_shows_where_it_leads(self, shown: str, address: str, read: str) -> None:
        text = f"Åh 😀 se {shown} nu"
        said = record(text, facets=[facet(text, shown, LINK, uri=address)])
        assert words(said) == f"Åh 😀 se {read} nu"
        row = in_comment(view(THEIRS, said), Place(ME))
        assert (row.text, row.raw) == (words(said), text)

    def test_links_that_overlap_or_cut_a_character(self) -> None:
        text = "åäö"
        index = {"byteStart": 1, "byteEnd": 3}
        twice = [{"index": index, "features": [{"$type": LINK, "uri": f"https://{n}.example"}]} for n in "ab"]
        assert "https://a.example" in words(record(text, facets=twice))
        assert "https://b.example" not in words(record(text, facets=twice))


class TestMedia:
    def test_every_kind(self) -> None:
        blob = {"$type": "blob", "ref": {"$link": CID}}
        image = {"image": blob, "alt": "En älg"}
        shown = f"https://cdn.bsky.app/img/feed_fullsize/plain/{FAN}/{CID}"
        tenor = "https://media.tenor.com/x/y.gif?hh=1"
        cases: list[tuple[Fields, list[Media]]] = [
            ({"$type": "app.bsky.embed.images", "images": [image]}, [Media(MediaKind.IMAGE, shown, "En älg")]),
            ({"$type": "app.bsky.embed.gallery", "items": [image] * 2}, [Media(MediaKind.IMAGE, shown, "En älg")] * 2),
            (
                {"$type": "app.bsky.embed.video", "video": blob, "alt": "Dans"},
                [Media(MediaKind.VIDEO, f"https://video.bsky.app/watch/{FAN}/{CID}/playlist.m3u8", "Dans")],
            ),
            (
                {"$type": "app.bsky.embed.external", "external": {"uri": tenor, "title": "t", "description": "ALT: x"}},
                [Media(MediaKind.GIF, tenor, "ALT: x")],
            ),
            (
                {"$type": "app.bsky.embed.external", "external": {"uri": "https://a.example/", "title": "A"}},
                [Media(MediaKind.LINK, "https://a.example/", title="A")],
            ),
            (QUOTE, [Media(MediaKind.QUOTE, f"https://bsky.app/profile/{ME}/post/ours")]),
            ({"$type": "app.bsky.embed.unheard.of"}, []),
        ]
        for embed, wanted in cases:
            assert list(media(record(embed=embed), FAN)) == wanted

    def test_labels_taken_back_do_not_count(self) -> None:
        given = [{"val": "spam"}, {"val": "rude", "neg": True}, {"val": "porn", "neg": False}, {"val": 3}, "x"]
        assert labels({"labels": given}) == ("porn", "spam")

    def test_refs_are_the_authors_claim(self) -> None:
        assert refs(view(THEIRS, record(reply=below(uri("p"), OURS)))) == (OURS, uri("p"))


class TestWhen:
    def test_a_time_that_is_the_authors_own_is_not_the_servers(self) -> None:
        doubted = Place(ME, doubted=True)
        claimed = view(THEIRS)
        later = view(THEIRS, indexedAt=iso(plus(START, 1000)))
        assert in_comment(claimed, doubted).indexed_at is None
        assert in_comment(later, doubted).indexed_at == plus(START, 1000)
        assert in_comment(claimed, Place(ME)).indexed_at == START
        assert in_comment(claimed, doubted).written_at == START
