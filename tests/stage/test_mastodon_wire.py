"""The stage's Mastodon, field for field as real servers answer (mastodon/documentation, server 4.5)."""

import re
from typing import Any
from urllib.parse import parse_qs, urlsplit

from tests.stage.play import Mastodon, Stage

STATUS = (
    "account content created_at emojis favourites_count id media_attachments mentions reblogs_count replies_count "
    "sensitive spoiler_text tags uri visibility"
).split()
ACCOUNT = (
    "acct avatar avatar_static bot created_at display_name emojis fields followers_count following_count group header "
    "header_static id indexable locked note statuses_count uri username"
).split()
WHEN = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z")


def test_a_notification_has_every_required_field_and_real_markup(stage: Stage, mastodon: Mastodon) -> None:
    wish: dict[str, Any] = {"types[]": "mention", "limit": 80}
    asked = mastodon.get("/api/v1/notifications", **wish)
    lisa = next(one for one in asked if "bebis" in one["status"]["content"])
    assert set(lisa) >= {"account", "created_at", "group_key", "id", "type"}
    status = lisa["status"]
    assert set(STATUS) <= set(status)
    assert set(ACCOUNT) <= set(status["account"])
    assert WHEN.fullmatch(status["created_at"])
    assert WHEN.fullmatch(lisa["created_at"])
    assert status["content"].startswith(
        '<p><span class="h-card" translate="no"><a href="https://social.norrby.example/@norrby"'
    )
    assert status["mentions"][0]["acct"] == "norrby"
    assert status["in_reply_to_id"] == stage.key("mastodon", "m-strom")["id"]


def test_a_long_link_is_shortened_for_the_eye_and_whole_in_the_text(stage: Stage, mastodon: Mastodon) -> None:
    content = mastodon.get(f"/api/v1/statuses/{stage.key('mastodon', 'm12')['id']}")["content"]
    shown = re.search(r'<span class="invisible">https://</span><span class="ellipsis">([^<]+)</span>', content)
    assert shown is not None
    assert len(shown[1]) == 30
    text = re.sub(r"<[^>]+>", "", content)
    assert "https://solar-deals.example/?ref=norrby&amp;utm_source=mastodon" in text


def test_paragraphs_tags_and_signs_of_markup_are_written_as_html(stage: Stage, mastodon: Mastodon) -> None:
    one = stage.says("mastodon", "a < b & c\nnext\n\nnew #åska", to="m-strom", at_us=False)
    content = mastodon.get(f"/api/v1/statuses/{one}")["content"]
    assert "a &lt; b &amp; c<br />next</p><p>new" in content
    assert 'class="mention hashtag" rel="tag">#<span>åska</span>' in content


def test_walking_forward_with_min_id_meets_everything_once(mastodon: Mastodon) -> None:
    whole = [one["id"] for one in mastodon.get("/api/v1/notifications", limit=80)]
    met: list[str] = []
    at = "1"
    while page := mastodon.get("/api/v1/notifications", limit=4, min_id=at):
        met += [one["id"] for one in reversed(page)]
        at = page[0]["id"]
    assert met == sorted(whole, key=int)
    assert len(met) > 8


def test_the_link_header_leads_to_older_ones_and_keeps_what_was_asked(mastodon: Mastodon) -> None:
    first = mastodon.call("GET", "/api/v1/notifications", params={"types[]": "mention", "limit": 3})
    links = dict(re.findall(r'<([^>]+)>; rel="(\w+)"', first.headers["link"]))
    older = next(url for url, rel in links.items() if rel == "next")
    query = parse_qs(urlsplit(older).query)
    assert query == {"types[]": ["mention"], "limit": ["3"], "max_id": [first.json()[-1]["id"]]}
    assert int(mastodon.call("GET", older).json()[0]["id"]) < int(first.json()[-1]["id"])
    none = mastodon.call("GET", "/api/v1/notifications", params={"min_id": "999999"})
    assert none.json() == []
    assert "link" not in none.headers


def test_own_posts_leave_answers_out_when_asked(stage: Stage, mastodon: Mastodon) -> None:
    me = mastodon.get("/api/v1/accounts/verify_credentials")
    answer = mastodon.post("@lisa_a hej", in_reply_to_id=stage.key("mastodon", "m1")["id"])
    path = f"/api/v1/accounts/{me['id']}/statuses"
    posts = mastodon.get(path, exclude_replies="true", limit=40)
    assert answer["id"] not in [one["id"] for one in posts]
    assert answer["id"] in [one["id"] for one in mastodon.get(path, limit=40)]
    assert len(posts) == 3


def test_a_context_holds_the_whole_thread_also_what_we_were_not_told_of(stage: Stage, mastodon: Mastodon) -> None:
    quiet = stage.key("mastodon", "m4")
    told = [one["status"]["id"] for one in mastodon.get("/api/v1/notifications", limit=80)]
    assert quiet["id"] not in told
    below = mastodon.get(f"/api/v1/statuses/{stage.key('mastodon', 'm-strom')['id']}/context")["descendants"]
    assert quiet["id"] in [one["id"] for one in below]
    above = mastodon.get(f"/api/v1/statuses/{quiet['id']}/context")["ancestors"]
    assert [one["id"] for one in above] == [stage.key("mastodon", name)["id"] for name in ("m-strom", "m2")]


def test_a_private_message_is_told_to_us_and_shown_to_nobody_else(stage: Stage, mastodon: Mastodon) -> None:
    private = stage.key("mastodon", "m17")["id"]
    assert mastodon.get(f"/api/v1/statuses/{private}")["visibility"] == "direct"
    other = stage.says("mastodon", "bara mellan oss", by="lisa", visibility="direct")
    mastodon.get(f"/api/v1/statuses/{other}", 404)


def test_the_same_key_gives_the_first_status_again(stage: Stage, mastodon: Mastodon) -> None:
    to = stage.key("mastodon", "m5")["id"]
    first = mastodon.post("@amina ring 0771-12 34 56", key="k1", in_reply_to_id=to, visibility="public")
    again = mastodon.post("@amina ring 0771-12 34 56", key="k1", in_reply_to_id=to)
    other = mastodon.post("@amina ring 0771-12 34 56", key="k2", in_reply_to_id=to)
    assert first["id"] == again["id"] != other["id"]
    ours = [one for one in stage.said("mastodon") if one["by"] == "us" and "0771" in one["text"]]
    assert len(ours) == 2


def test_edits_are_dated_and_keep_their_history(stage: Stage, mastodon: Mastodon) -> None:
    one = stage.says("mastodon", "före", to="m-strom")
    assert mastodon.get(f"/api/v1/statuses/{one}")["edited_at"] is None
    stage.do("edit", on="mastodon", id=one, text="@norrby efter")
    assert WHEN.fullmatch(mastodon.get(f"/api/v1/statuses/{one}")["edited_at"])
    told = mastodon.get(f"/api/v1/statuses/{one}/history")
    assert ["före" in told[0]["content"], "efter" in told[1]["content"]] == [True, True]


def test_what_is_deleted_is_gone_from_everywhere(stage: Stage, mastodon: Mastodon) -> None:
    one = stage.says("mastodon", "strax borta", to="m-strom")
    kept = stage.key("mastodon", "m1")["id"]
    stage.do("delete", on="mastodon", id=one)
    assert mastodon.get(f"/api/v1/statuses/{one}", 404) == {"error": "Record not found"}
    wish: dict[str, Any] = {"id[]": [one, kept, "123"]}
    found = mastodon.get("/api/v1/statuses", **wish)
    assert [row["id"] for row in found] == [kept]
    assert one not in [row["status"]["id"] for row in mastodon.get("/api/v1/notifications", limit=80)]


def test_our_own_can_be_edited_and_deleted_and_others_cannot(stage: Stage, mastodon: Mastodon) -> None:
    ours = mastodon.post("kort")["id"]
    edited = mastodon.call("PUT", f"/api/v1/statuses/{ours}", json={"status": "längre"}).json()
    assert edited["edited_at"]
    assert mastodon.call("DELETE", f"/api/v1/statuses/{ours}").json()["text"] == "längre"
    mastodon.call("DELETE", f"/api/v1/statuses/{ours}", 404)
    mastodon.call("DELETE", f"/api/v1/statuses/{stage.key('mastodon', 'm1')['id']}", 404)


def test_refusals_are_worded_as_the_server_words_them(stage: Stage, mastodon: Mastodon) -> None:
    assert mastodon.post("", 422) == {"error": "Validation failed: Text can't be blank"}
    assert "500 exceeded" in mastodon.post("å" * 501, 422)["error"]
    assert "does not appear to exist" in mastodon.post("hej", 404, in_reply_to_id="1")["error"]
    nobody = stage.http.get("/api/v1/notifications")
    assert (nobody.status_code, nobody.json()["error"]) == (401, "This method requires an authenticated user")
    wrong = stage.http.get("/api/v1/notifications", headers={"Authorization": "Bearer wrong"})
    assert (wrong.status_code, wrong.json()["error"]) == (401, "The access token is invalid")
    reader = Mastodon(stage, "read")
    assert "scopes" in reader.post("hej", 403)["error"]
    mastodon.call("GET", "/api/v1/statuses", 422, params={"id[]": [str(n) for n in range(21)]})


def test_links_and_servers_of_mentions_are_counted_as_the_server_counts(mastodon: Mastodon) -> None:
    mastodon.post("https://x.example/" + "y" * 400 + " " + "z" * 476)
    mastodon.post("https://x.example/" + "y" * 400 + " " + "z" * 477, 422)
    mastodon.post("@kalle@tut.example " + "👨‍👩‍👧‍👦" * 493)
    mastodon.post("@kalle@tut.example " + "👨‍👩‍👧‍👦" * 494, 422)


def test_limits_are_told_in_iso_time_and_kept() -> None:
    with Stage("--speed", "0", "--requests", "3") as small:
        client = Mastodon(small)
        first = client.call("GET", "/api/v1/accounts/verify_credentials")
        assert (first.headers["x-ratelimit-limit"], first.headers["x-ratelimit-remaining"]) == ("3", "2")
        assert re.fullmatch(r"\d{4}-\d\d-\d\dT[\d:]{8}\.000000Z", first.headers["x-ratelimit-reset"])
        client.get("/api/v1/notifications")
        client.get("/api/v1/notifications")
        last = client.call("GET", "/api/v1/notifications", 429)
        assert last.json() == {"error": "Too many requests"}
        assert "retry-after" not in last.headers


def test_the_login_shows_a_code_that_works_once(stage: Stage) -> None:
    oob = "urn:ietf:wg:oauth:2.0:oob"
    asked = {"client_name": "T", "redirect_uris": oob, "scopes": "read write:statuses"}
    app = stage.http.post("/api/v1/apps", data=asked).json()
    wish = {"response_type": "code", "client_id": app["client_id"], "redirect_uri": oob, "scope": "read"}
    page = stage.http.get("/oauth/authorize", params=wish)
    assert '<form method="post"' in page.text
    shown = stage.http.post("/oauth/authorize", data=wish, follow_redirects=True).text
    code = re.search(r'class="oauth-code"[^>]* value="([^"]+)"', shown)
    assert code is not None
    trade: dict[str, Any] = {
        "grant_type": "authorization_code",
        "client_id": app["client_id"],
        "client_secret": app["client_secret"],
        "redirect_uri": oob,
        "code": code[1],
    }
    bad = stage.http.post("/oauth/token", data=trade | {"client_secret": "no"})
    assert (bad.status_code, bad.json()["error"]) == (401, "invalid_client")
    token = stage.http.post("/oauth/token", data=trade).json()
    assert (token["token_type"], token["scope"]) == ("Bearer", "read")
    me = stage.http.get(
        "/api/v1/accounts/verify_credentials", headers={"Authorization": f"Bearer {token['access_token']}"}
    )
    assert me.json()["acct"] == "norrby"
    again = stage.http.post("/oauth/token", data=trade)
    assert (again.status_code, again.json()["error"]) == (400, "invalid_grant")
    too_much = stage.http.post("/oauth/authorize", data=wish | {"scope": "admin:read"})
    assert too_much.status_code == 400


def test_the_server_says_what_it_can_do(stage: Stage) -> None:
    told = stage.http.get("/api/v2/instance").json()
    assert told["configuration"]["statuses"] == {
        "max_characters": 500,
        "max_media_attachments": 4,
        "characters_reserved_per_url": 23,
    }
    assert told["api_versions"]["mastodon"] >= 7
    assert stage.http.get("/api/v1/nowhere").status_code == 404
