"""Google's own client drives the stage's YouTube, and finds what its own description of the API promises."""

from collections.abc import Iterator
from typing import Any

import pytest
from google.auth.exceptions import RefreshError
from google.oauth2.credentials import Credentials
from googleapiclient.discovery import build_from_document
from googleapiclient.errors import HttpError

from tests.stage.play import Stage
from tests.stage.youtube_spec import document, faults

pytestmark = pytest.mark.staged

SPEC = document()


def credentials(stage: Stage, **login: str) -> Any:
    made: Any = Credentials
    return made(
        login["access_token"],
        refresh_token=login["refresh_token"],
        token_uri=f"{stage.url}/token",
        client_id=login["client_id"],
        client_secret=login["client_secret"],
    )


def opened(stage: Stage, login: Any) -> Any:
    """Return the client, to be closed."""
    build: Any = build_from_document
    return build(SPEC, credentials=login, client_options={"api_endpoint": stage.url})


@pytest.fixture(scope="module")
def login(stage: Stage) -> dict[str, str]:
    stage.do("clear", on="youtube")
    return stage.do("login", on="youtube")


@pytest.fixture
def youtube(stage: Stage, login: dict[str, str]) -> Iterator[Any]:
    stage.do("clear", on="youtube")
    with opened(stage, credentials(stage, **login)) as service:
        yield service


def say(stage: Stage, text: str, to: str = "", by: str = "lisa", **more: str) -> str:
    said: str = stage.do("say", on="youtube", by=by, text=text, **({"to": to} if to else {}), **more)["id"]
    return said


def valid(schema: str, body: dict[str, Any]) -> dict[str, Any]:
    assert list(faults(SPEC["schemas"], {"$ref": schema}, body)) == []
    return body


def refused(call: Any) -> tuple[int, str]:
    with pytest.raises(HttpError) as caught:
        call.execute()
    (detail, *_) = caught.value.error_details
    return caught.value.resp.status, detail["reason"]


def threads(youtube: Any, **of: Any) -> dict[str, Any]:
    part = of.pop("part", "id,snippet,replies")
    found = youtube.commentThreads().list(part=part, **of).execute()
    return valid("CommentThreadListResponse", found)


def test_the_check_of_the_tests_can_fail() -> None:
    good = {"kind": "youtube#comment", "id": "x", "snippet": {"likeCount": 1, "moderationStatus": "published"}}
    valid("Comment", good)
    for wrong in ({"id": 1}, {"other": ""}, {"snippet": {"likeCount": "1"}}, {"snippet": {"moderationStatus": "x"}}):
        assert list(faults(SPEC["schemas"], {"$ref": "Comment"}, good | wrong))


def test_the_channel_and_its_uploads(youtube: Any, stage: Stage) -> None:
    older, newer = say(stage, "Äldre", by="us"), say(stage, "Nyare", by="us")
    channels = youtube.channels().list(part="id,snippet,contentDetails", mine=True).execute()
    (channel,) = valid("ChannelListResponse", channels)["items"]
    uploads = channel["contentDetails"]["relatedPlaylists"]["uploads"]
    assert (channel["id"][:2], uploads) == ("UC", "UU" + channel["id"][2:])
    items = youtube.playlistItems().list(part="contentDetails", playlistId=uploads, maxResults=50).execute()
    ids = [one["contentDetails"]["videoId"] for one in valid("PlaylistItemListResponse", items)["items"]]
    assert ids == [newer, older]
    videos = youtube.videos().list(part="snippet,statistics,status", id=",".join([*ids, "aaaaaaaaaaa"])).execute()
    shown = valid("VideoListResponse", videos)["items"]
    assert [one["snippet"]["title"] for one in shown] == ["Nyare", "Äldre"]
    assert shown[0]["statistics"]["commentCount"] == "0"


def test_threads_are_paged_newest_first_with_a_few_of_their_replies(youtube: Any, stage: Stage) -> None:
    video = say(stage, "Film", by="us")
    tops = [say(stage, f"Fråga {number}", video) for number in range(5)]
    replies = [say(stage, f"Svar {number}", tops[0]) for number in range(7)]
    request = youtube.commentThreads().list(part="id,snippet,replies", videoId=video, maxResults=2)
    met: list[dict[str, Any]] = []
    while request is not None:
        page = valid("CommentThreadListResponse", request.execute())
        met += page["items"]
        request = youtube.commentThreads().list_next(request, page)
    assert [one["id"] for one in met] == tops[::-1]
    oldest = met[-1]
    assert oldest["snippet"]["totalReplyCount"] == 7
    assert len(oldest["replies"]["comments"]) < 7
    assert "replies" not in met[0]
    whole = youtube.comments().list(part="id,snippet", parentId=tops[0], maxResults=100).execute()
    found = valid("CommentListResponse", whole)["items"]
    assert {one["id"] for one in found} == set(replies)
    assert {one["snippet"]["parentId"] for one in found} == {tops[0]}
    assert all(one.startswith(f"{tops[0]}.") for one in replies)


def test_text_comes_as_html_unless_asked_for_plain(youtube: Any, stage: Stage) -> None:
    video = say(stage, "Film", by="us")
    said = say(stage, "1 < 2\nja", video)
    texts = {}
    for form in ("html", "plainText"):
        (row,) = youtube.comments().list(part="snippet", id=said, textFormat=form).execute()["items"]
        texts[form] = row["snippet"]["textDisplay"]
        assert "textOriginal" not in row["snippet"], "only its author gets that"
        assert "moderationStatus" not in row["snippet"], "not when asked for by its id"
    assert texts == {"html": "1 &lt; 2<br>ja", "plainText": "1 < 2\nja"}


def test_the_default_hides_the_queues(youtube: Any, stage: Stage) -> None:
    video = say(stage, "Film", by="us")
    seen = say(stage, "Hej", video)
    held = say(stage, "Usch", video, held="heldForReview")
    spam = say(stage, "Köp", video, held="likelySpam")
    reply = say(stage, "Fy", seen, held="heldForReview")
    mine = youtube.channels().list(part="id", mine=True).execute()["items"][0]["id"]
    for by in ({"videoId": video}, {"allThreadsRelatedToChannelId": mine}):
        assert [one["id"] for one in threads(youtube, **by)["items"]] == [seen]
        queue = threads(youtube, **by, moderationStatus="heldForReview")["items"]
        assert [one["id"] for one in queue] == [held, seen]
        assert [one["id"] for one in queue[1]["replies"]["comments"]] == [reply]
        assert [one["id"] for one in threads(youtube, **by, moderationStatus="likelySpam")["items"]] == [spam]
    assert youtube.videos().list(part="statistics", id=video).execute()["items"][0]["statistics"]["commentCount"] == "1"


def test_exactly_one_filter(youtube: Any, stage: Stage) -> None:
    video = say(stage, "Film", by="us")
    lists = youtube.commentThreads().list
    assert refused(lists(part="id")) == (400, "missingRequiredParameter")
    assert refused(lists(part="id", videoId=video, id="x")) == (400, "incompatibleParameters")
    assert refused(lists(part="id", videoId="aaaaaaaaaaa")) == (404, "videoNotFound")
    assert refused(lists(part="id", videoId=video, pageToken="x")) == (400, "invalidPageToken")
    assert refused(lists(part="id", allThreadsRelatedToChannelId="UCx")) == (403, "forbidden")


def test_an_answer_its_edit_and_its_end(youtube: Any, stage: Stage) -> None:
    top = say(stage, "Fråga", say(stage, "Film", by="us"))
    comments = youtube.comments()
    body = {"snippet": {"parentId": top, "textOriginal": "Svar"}}
    made = valid("Comment", comments.insert(part="snippet", body=body).execute())
    assert made["id"].startswith(f"{top}.")
    assert made["snippet"]["updatedAt"] == made["snippet"]["publishedAt"]
    edit = {"id": made["id"], "snippet": {"textOriginal": "Bättre svar"}}
    changed = valid("Comment", comments.update(part="snippet", body=edit).execute())
    assert changed["snippet"]["textOriginal"] == "Bättre svar"
    assert changed["snippet"]["updatedAt"] > changed["snippet"]["publishedAt"]
    assert comments.delete(id=made["id"]).execute() in (b"", "")
    assert refused(comments.delete(id=made["id"])) == (404, "commentNotFound")
    assert refused(comments.update(part="snippet", body=edit)) == (404, "commentNotFound")


def test_what_an_answer_may_not_be(youtube: Any, stage: Stage) -> None:
    top = say(stage, "Fråga", say(stage, "Film", by="us"))
    reply, closed = say(stage, "Svar", top), say(stage, "Tyst", say(stage, "Annan", by="us"), visibility="private")
    for parent, text, wanted in (
        (reply, "Hej", (404, "parentCommentNotFound")),
        (closed, "Hej", (400, "operationNotSupported")),
        (top, "", (400, "commentTextRequired")),
        (top, "å" * 10_001, (400, "commentTextTooLong")),
    ):
        body = {"snippet": {"parentId": parent, "textOriginal": text}}
        assert refused(youtube.comments().insert(part="snippet", body=body)) == wanted
    (thread,) = threads(youtube, id=closed)["items"]
    assert thread["snippet"]["canReply"] is False


def test_holding_releasing_rejecting_and_banning(youtube: Any, stage: Stage) -> None:
    video = say(stage, "Film", by="us")
    said, other = say(stage, "Hej", video), say(stage, "Hallå", video, by="kalle")
    reply = say(stage, "Jo", said, by="amina")
    comments, moderate = youtube.comments(), youtube.comments().setModerationStatus

    def ids() -> list[str]:
        return [one["id"] for one in threads(youtube, videoId=video)["items"]]

    assert moderate(id=f"{said},{other}", moderationStatus="heldForReview").execute() in (b"", "")
    assert ids() == []
    moderate(id=[said, other], moderationStatus="published").execute()
    assert ids() == [other, said]
    assert refused(moderate(id=said, moderationStatus="published", banAuthor=True)) == (400, "banWithoutReject")
    assert refused(moderate(id="UgNone", moderationStatus="rejected")) == (404, "commentNotFound")
    moderate(id=said, moderationStatus="rejected", banAuthor=True).execute()
    say(stage, "Kommer aldrig fram", video)
    assert ids() == [other]
    assert comments.list(part="id", id=f"{said},{reply}").execute()["items"] == []
    assert refused(comments.delete(id=other)) == (400, "processingFailure")


def test_a_dead_access_token_is_renewed_by_the_client_itself(stage: Stage, login: dict[str, str]) -> None:
    known = credentials(stage, **login | {"access_token": "ya29.dead"})
    with opened(stage, known) as service:
        assert service.channels().list(part="id", mine=True).execute()["items"]
    assert known.token != "ya29.dead"
    dead = credentials(stage, **login | {"access_token": "ya29.dead", "refresh_token": "1//dead"})
    with opened(stage, dead) as service, pytest.raises(RefreshError) as caught:
        service.channels().list(part="id", mine=True).execute()
    assert "invalid_grant" in str(caught.value)


def test_a_login_may_be_narrower(stage: Stage) -> None:
    narrow = stage.do("login", on="youtube", scopes="https://www.googleapis.com/auth/youtube.readonly")
    with opened(stage, credentials(stage, **narrow)) as service:
        assert service.channels().list(part="id", mine=True).execute()["items"]
        asked = service.commentThreads().list(part="id", videoId="aaaaaaaaaaa")
        assert refused(asked) == (403, "insufficientPermissions")
