"""Text on its way in and out: HTML, cleaning, counting, comparing, mentions, links."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backend.model.account import Limits
from backend.text.clean import MAX_BYTES, MAX_LINE, clean, clean_line
from backend.text.counting import count, fits, over
from backend.text.digest import digest
from backend.text.html import _Reader, html_to_text
from backend.text.links import shown_link
from backend.text.normal import same
from backend.text.outgoing import named_whole, outgoing, starting_text

MASTODON = Limits(500, "mastodon", url_weight=23)
BLUESKY = Limits(300, "graphemes", text_bytes=3000)


@pytest.mark.parametrize(
    ("html", "text"),
    [
        ("<p>Hej &amp; då</p>", "Hej & då"),
        ("<p>en<br>två<br/>tre</p><p>fyra</p>", "en\ntvå\ntre\nfyra"),
        (
            '<p><span class="h-card"><a href="https://x/@k" class="u-url mention">@<span>k</span></a></span> ja</p>',
            "@k ja",
        ),
        (
            '<a href="https://ex.se/lang"><span class="invisible">https://</span>'
            '<span class="ellipsis">ex.se/la</span><span class="invisible">ng</span></a>',
            "https://ex.se/lang",
        ),
        ("<ul><li>a</li><li>b</li></ul>", "• a\n• b"),
        ("a<script>alert(1)</script>b", "ab"),
        ('<img alt=":blobcat:" src="x">!', ":blobcat:!"),
        ("1 &lt; 2 och <b>öppet", "1 < 2 och öppet"),
        ("ren text", "ren text"),
    ],
)
def test_html_becomes_what_a_reader_sees(html: str, text: str) -> None:
    assert html_to_text(html) == text


PIECES = st.sampled_from(
    ["<p>", "</p>", "<br>", "<br />", "<ul><li>", "</li></ul>",
     '<a href="https://x.se/?a=1&amp;b=2" class="u">', "</a>",
     '<span class="invisible">', "</span>", '<img alt="kat &amp; hund">', "hej", " ", "&lt;b&gt;", "&ouml;"]
)  # fmt: skip


@given(st.lists(PIECES, max_size=20).map("".join))
def test_the_short_way_through_html_says_what_the_standard_parser_says(html: str) -> None:
    reader = _Reader()
    reader.feed(html)
    reader.close()
    assert html_to_text(html) == "".join(reader.parts).strip("\n")


@given(st.text(max_size=400))
def test_html_never_fails(html: str) -> None:
    assert isinstance(html_to_text(html), str)


@given(st.text(alphabet=st.characters(codec=None, exclude_categories=()), max_size=300))
def test_clean_text_can_be_stored(text: str) -> None:
    cleaned = clean(text)
    assert "\0" not in cleaned
    assert "\r" not in cleaned
    assert cleaned.encode().decode() == cleaned
    assert clean(cleaned) == cleaned


def test_a_flood_is_cut_on_the_way_in() -> None:
    assert len(clean("ö" * 1_000_000).encode()) <= MAX_BYTES
    assert clean_line("  a\n\tb " + "x" * 5000) == ("a b " + "x" * 5000)[:MAX_LINE]


@pytest.mark.parametrize(
    ("text", "limits", "length"),
    [
        ("hej", MASTODON, 3),
        ("👨‍👩‍👧‍👦 åäö", MASTODON, 5),
        ("se https://exempel.se/en/mycket/lang/adress?x=1", MASTODON, 3 + 23),
        ("@kalle@mastodon.example hej", MASTODON, 6 + 4),
        ("👨‍👩‍👧‍👦 åäö", BLUESKY, 5),
        ("se https://exempel.se", BLUESKY, 21),
    ],
)
def test_length_is_what_the_platform_counts(text: str, limits: Limits, length: int) -> None:
    assert count(text, limits) == length


@pytest.mark.parametrize(
    ("text", "length"),
    [
        ("", 0),
        ("Hej", 3),
        ("Åsa på ön", 9),
        ("e\u0301", 2),
        ("日本", 2),
        ("😀", 4),
        ("Hej 😀!", 9),
        ("👨\u200d👩\u200d👧\u200d👦", 25),
        ("👍🏽", 8),
        ("🇸🇪🇳🇴", 16),
        ("❤\ufe0f", 6),
        ("1\ufe0f\u20e3", 7),
        ("12345", 5),
        ("\ud83d", 1),
    ],
)
def test_threads_counts_an_emoji_as_its_bytes(text: str, length: int) -> None:
    assert count(text, Limits(500, "threads")) == length


def test_bytes_count_too_where_the_platform_says() -> None:
    families = "👨‍👩‍👧‍👦" * 200
    assert count(families, BLUESKY) == 200
    assert over(families, BLUESKY) == len(families.encode()) - 3000
    assert not fits(families, BLUESKY)
    assert fits("a" * 300, BLUESKY)
    assert over("a" * 301, BLUESKY) == 1


@pytest.mark.parametrize(
    ("one", "other", "equal"),
    [
        ("@kalle@x.se Hej  du", "@kalle Hej du", True),
        ("Se https://www.ex.se/a", "Se ex.se/a", True),
        ("Hej du", "Hej du!", False),
        ("e\u0301n", "én", True),
        ("", "", True),
    ],
)
def test_read_back_knows_our_own_words(one: str, other: str, equal: bool) -> None:
    assert same(one, other) is equal


def test_the_needed_mention_is_added_once() -> None:
    assert outgoing("Hej!  \n", "@kalle@x.se") == "@kalle@x.se Hej!"
    assert outgoing("Hej @kalle@x.se!", "@kalle@x.se") == "Hej @kalle@x.se!"
    assert outgoing("Hej @kalle@x.se.nu!", "@kalle@x.se") == "@kalle@x.se Hej @kalle@x.se.nu!"
    assert outgoing("Hej", "") == "Hej"
    assert outgoing("  \n ", "@kalle") == ""


def test_an_answer_of_ours_names_its_reader_again_as_it_was_written() -> None:
    assert named_whole("@Kalle. Hej!", "@kalle@x.se") == "@kalle@x.se. Hej!"
    for other in ("@kalle@x.se Hej", "@kalle@y.se Hej", "@kalle_b Hej", "Hej"):
        assert named_whole(other, "@kalle@x.se") == other
    assert named_whole("@acme Hej", "@acme") == "@acme Hej"
    assert named_whole("Hej", "") == "Hej"


def test_the_composer_starts_between_mention_and_signature() -> None:
    text, cursor = starting_text("@kalle", "/Anna")
    assert text == "@kalle \n/Anna"
    assert text[:cursor] == "@kalle "


def test_digest_tells_an_edit() -> None:
    assert digest("a") != digest("b")
    assert len(digest("\ud800")) == 64


@pytest.mark.parametrize(
    ("url", "other", "warnings"),
    [
        ("https://exempel.se/x", None, ()),
        ("http://bank.se@evil.test/", None, ("user",)),
        ("javascript:alert(1)", None, ("scheme",)),
        ("http://10.0.0.1:8080/", None, ("address", "port")),
        ("https://xn--sknde-hra.se/", "skände.se", ()),
        ("https://skände.se/", "xn--sknde-hra.se", ()),
        ("https://p\u0430ypal.com/", "xn--pypal-4ve.com", ("mixed",)),
        ("http://[::1", None, ("broken",)),
    ],
)
def test_a_link_says_where_it_leads(url: str, other: str | None, warnings: tuple[str, ...]) -> None:
    link = shown_link(url)
    assert link.other_host == other
    assert link.warnings == warnings


def test_a_long_link_keeps_its_host() -> None:
    assert shown_link("https://exempel.se/" + "x" * 4000).text.startswith("https://exempel.se/")
    assert len(shown_link("https://exempel.se/" + "x" * 4000).text) <= 201
