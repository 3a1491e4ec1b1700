"""Links to posts and comments in one form, whatever they were copied from."""

import pytest

from backend.text.placelink import PlaceLink, place_link

POST = "https://www.facebook.com/groups/123/posts/456"


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        (f"{POST}/?comment_id=7&reply_comment_id=8&__cft__[0]=AZ&ref=notif",
         PlaceLink(POST, f"{POST}?comment_id=7&reply_comment_id=8", f"{POST}?comment_id=7")),
        ("http://m.facebook.com/groups/123/permalink/456?comment_id=7#x", PlaceLink(POST, f"{POST}?comment_id=7")),
        ("https://www.facebook.com/n/?groups%2F123%2Fpermalink%2F456%2F&comment_id=7&medium=email&mid=5",
         PlaceLink(POST, f"{POST}?comment_id=7")),
        ("https://sv-se.facebook.com/groups/123?multi_permalinks=456%2C9&hoisted=1", PlaceLink(POST)),
        (f"{POST}?comment_id=Y29tbWVudDo0NTZfNw%3D%3D", PlaceLink(POST, f"{POST}?comment_id=7")),
        (f"{POST}?comment_id=Y29tbWVudDo%21", PlaceLink(POST, f"{POST}?comment_id=Y29tbWVudDo%21")),
        ("https://www.facebook.com/permalink.php?id=2&story_fbid=1&fbclid=x",
         PlaceLink("https://www.facebook.com/permalink.php?story_fbid=1&id=2")),
        ("https://se.linkedin.com/comm/feed/update/urn:li:activity:1/?midToken=A&commentUrn=urn%3Ali%3Acomment%3A%28a%2C9%29",
         PlaceLink("https://www.linkedin.com/feed/update/urn:li:activity:1",
                   "https://www.linkedin.com/feed/update/urn:li:activity:1?commentUrn=urn:li:comment:(a,9)")),
        ("https://l.facebook.com/l.php?u=https%3A%2F%2Fexample.org%2Fa%3Futm_source%3Dfb%26t%3D2",
         PlaceLink("https://example.org/a?t=2")),
        ("forum.example/Tråd/5/?page=2&d=9&utm_medium=mail", PlaceLink("https://forum.example/Tr%C3%A5d/5?d=9&page=2")),
        ("facebook.com/groups/acme", PlaceLink("https://www.facebook.com/groups/acme")),
    ],
)  # fmt: skip
def test_one_form(written: str, meant: PlaceLink) -> None:
    assert place_link(written) == meant
    again = place_link(meant.url)
    assert again is not None and again.url == meant.url, "the form of a form is itself"


@pytest.mark.parametrize(
    "written",
    [
        "", "acme", "javascript:alert(1)", "data:text/html,x", "ftp://example.org", "https://kalle@facebook.com/x",
        "https://example.org:8443/x", "https://[::1", "https://exa mple.org", "https://example.org/\x1b]52;c;x",
        "mailto:kalle@example.org", "https://l.facebook.com/l.php?u=https%3A%2F%2Fkalle%40example.org",
    ],
)  # fmt: skip
def test_what_is_no_link_to_a_page(written: str) -> None:
    assert place_link(written) is None


def test_a_way_out_that_leads_to_itself_ends() -> None:
    assert place_link("https://l.facebook.com/l.php?u=https://l.facebook.com/l.php") is not None
