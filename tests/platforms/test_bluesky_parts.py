"""The small parts of the Bluesky connector: names, keys, links and names in a text, which server to trust."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backend.model.clock import Micros
from backend.platforms.base import Refused
from backend.platforms.bluesky_facets import facets
from backend.platforms.bluesky_refs import is_did, page_of, parse_uri, tid
from backend.platforms.bluesky_server import endpoint_of, followed, home_of
from tests.conftest import START
from tests.platforms.bluesky_json import FAN, LINK, MENTION, uri

ALPHABET = "234567abcdefghijklmnopqrstuvwxyz"


def number(key: str) -> int:
    value = 0
    for character in key:
        value = value * 32 + ALPHABET.index(character)
    return value


class TestKeys:
    @given(st.integers(0, 2**53 - 1), st.text(max_size=40))
    def test_a_key_is_a_valid_tid_of_its_moment(self, at: int, seed: str) -> None:
        key = tid(Micros(at), seed)
        assert len(key) == 13
        assert key[0] in ALPHABET[:16]
        assert (number(key) >> 10) // 1000 == at // 1000
        assert key == tid(Micros(at), seed)

    def test_what_is_written_at_the_same_moment_differs(self) -> None:
        keys = {tid(START, f"intent-{one}") for one in range(2000)}
        assert len(keys) >= 1998

    def test_later_is_greater(self) -> None:
        keys = [tid(Micros(START + step * 1000), "same") for step in range(50)]
        assert all(one < other for one, other in pairwise(keys))


class TestNames:
    def test_an_address_is_taken_apart(self) -> None:
        found = parse_uri(uri("3jzfcijpj2z2a"))
        assert found == (FAN, "app.bsky.feed.post", "3jzfcijpj2z2a")
        assert str(found) == uri("3jzfcijpj2z2a")
        assert page_of(str(found)) == f"https://bsky.app/profile/{FAN}/post/3jzfcijpj2z2a"

    @pytest.mark.parametrize(
        "odd",
        [
            "",
            "at://fan.test/app.bsky.feed.post/3jz",
            "https://bsky.app/profile/x/post/y",
            f"at://{FAN}/app.bsky.feed.post",
            f"at://{FAN}/app.bsky.feed.post/a/b",
            f"at://{FAN}/app.bsky.feed.post/a\n",
            f"at://{FAN}/app.bsky.feed.post/{'a' * 600}",
        ],
    )
    def test_what_is_none(self, odd: str) -> None:
        assert parse_uri(odd) is None
        assert page_of(odd) is None

    def test_dids(self) -> None:
        assert is_did(FAN)
        assert is_did("did:web:example.com")
        assert not any(map(is_did, ("", "fan.test", "did:plc:", "did:plc:a b", "DID:plc:abc")))


def marks(words: str) -> dict[str, str]:
    """Return the marked parts of a text and where each leads; nobody but fan.test exists."""
    encoded = words.encode()
    found: dict[str, str] = {}
    for one in facets(words, lambda handle: FAN if handle == "fan.test" else None):
        index, features = one["index"], one["features"]
        assert isinstance(index, dict)
        assert isinstance(features, list)
        part = encoded[index["byteStart"] : index["byteEnd"]].decode()
        found[part] = features[0]["uri"] if features[0]["$type"] == LINK else features[0]["did"]
        assert features[0]["$type"] in (LINK, MENTION)
    return found


class TestMarks:
    @pytest.mark.parametrize(
        ("words", "link"),
        [
            ("Se https://example.com/a.", "https://example.com/a"),
            ("👩‍👩‍👧 (https://example.com/a_(b))!", "https://example.com/a_(b)"),
            ("”https://exämple.se/ö?q=å”", "https://exämple.se/ö?q=å"),
            ("HTTPS://EXAMPLE.COM, ja", "HTTPS://EXAMPLE.COM"),
            ("https://example.com/@fan.test", "https://example.com/@fan.test"),
            ("[https://example.com]", "https://example.com"),
        ],
    )
    def test_a_link_ends_where_its_sentence_goes_on(self, words: str, link: str) -> None:
        assert marks(words) == {link: link}

    def test_a_link_without_its_scheme(self) -> None:
        assert marks("Se www.example.com/x, tack") == {"www.example.com/x": "https://www.example.com/x"}

    @pytest.mark.parametrize(
        "words", ["", "http://", "https://localhost", "me@fan.test", "@nobody.test", "@fan", "a.@fan.test"]
    )
    def test_what_is_nothing(self, words: str) -> None:
        assert marks(words) == {}

    def test_a_name(self) -> None:
        assert marks("Hej @Fan.Test, och (@fan.test)") == {"@Fan.Test": FAN, "@fan.test": FAN}

    @given(st.text(st.sampled_from("å👩h@.tps:/ w(fan)etx-\u200d"), max_size=80))
    def test_marks_lie_in_the_text_in_order(self, words: str) -> None:
        end = 0
        for one in facets(words, lambda handle: FAN):
            index = one["index"]
            assert isinstance(index, dict)
            assert end <= index["byteStart"] < index["byteEnd"] <= len(words.encode())
            words.encode()[index["byteStart"] : index["byteEnd"]].decode()
            end = index["byteEnd"]


class TestServers:
    @pytest.mark.parametrize(
        ("service", "endpoint", "to"),
        [
            (
                "https://bsky.social",
                "https://morel.us-east.host.bsky.network",
                "https://morel.us-east.host.bsky.network",
            ),
            ("https://bsky.social", "https://pds.example:8443/", "https://pds.example:8443"),
            ("https://bsky.social", "http://pds.example", "https://bsky.social"),
            ("https://bsky.social", "https://127.0.0.1", "https://bsky.social"),
            ("https://bsky.social", "http://localhost:2583", "https://bsky.social"),
            ("https://bsky.social", "https://10.0.0.1", "https://bsky.social"),
            ("https://bsky.social", "https://[::1]", "https://bsky.social"),
            ("https://bsky.social", "https://intern", "https://bsky.social"),
            ("https://bsky.social", "https://me@pds.example", "https://bsky.social"),
            ("https://bsky.social", "", "https://bsky.social"),
            ("http://127.0.0.1:2583", "https://pds.example", "http://127.0.0.1:2583"),
        ],
    )
    def test_tokens_go_only_where_it_is_safe(self, service: str, endpoint: str, to: str) -> None:
        assert followed(service, endpoint) == to

    def test_the_server_in_a_document(self) -> None:
        pds = {"id": "#atproto_pds", "type": "AtprotoPersonalDataServer", "serviceEndpoint": "https://pds.example/"}
        other = {"id": "#atproto_labeler", "serviceEndpoint": "https://labels.example"}
        document = {"id": FAN, "service": [other, 7, pds]}
        assert endpoint_of(document, FAN) == "https://pds.example/"
        assert home_of(document, FAN) == "https://pds.example"
        whole = {**document, "service": [{**pds, "id": f"{FAN}#atproto_pds"}]}
        assert home_of(whole, FAN) == "https://pds.example"

    @pytest.mark.parametrize(
        "document",
        [
            {},
            {"id": FAN, "service": "odd"},
            {"id": "did:plc:other", "service": [{"id": "#atproto_pds", "serviceEndpoint": "https://pds.example"}]},
            {"id": FAN, "service": [{"id": "#atproto_pds", "serviceEndpoint": "https://127.0.0.1"}]},
            {"id": FAN, "service": [{"id": "#atproto_pds", "serviceEndpoint": "http://localhost:1"}]},
            {"id": FAN, "service": [{"id": "#atproto_pds", "serviceEndpoint": "http://pds.example"}]},
        ],
    )
    def test_a_document_that_names_none(self, document: dict[str, object]) -> None:
        with pytest.raises(Refused):
            home_of(document, FAN)
