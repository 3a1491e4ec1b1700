"""Private messages are counted where the platform gives a count, and the account says where it does not, or may not."""

from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from backend.model.account import Reach, Source
from backend.platforms import REGISTRY, open_connector
from backend.platforms.base import Connector, CountsUnread, Gone, LoginExpired, NotPermitted, TryAgain
from tests.stage.play import Stage

LINKS = {
    "facebook": "https://business.facebook.com/latest/inbox/all?asset_id=",
    "instagram": "https://www.instagram.com/direct/inbox/",
    "bluesky": "https://bsky.app/messages",
}
NARROW = {
    "facebook": {"scopes": "pages_read_engagement pages_read_user_content pages_manage_engagement"},
    "instagram": {"scopes": "instagram_basic instagram_manage_comments instagram_manage_messages"},
}


@pytest.fixture(scope="module")
def stage() -> Iterator[Stage]:
    with Stage("--speed", "0", "--requests", "5000") as running:
        running.do("clear", on="mastodon")
        yield running


@contextmanager
def opened(stage: Stage, on: str, **narrow: str) -> Iterator[Connector]:
    login = stage.do("login", on=on, **narrow)
    connector = open_connector(on, stage.url, login, login.update, timeout_s=5)
    yield connector
    connector.close()


def reach(connector: Connector) -> Reach:
    return connector.check().capabilities.sources[Source.MESSAGES]


@pytest.mark.parametrize(
    ("on", "login"), [("facebook", {}), ("instagram", {}), ("instagram", {"route": "instagram"}), ("bluesky", {})]
)
def test_what_waits_is_counted_with_a_link(stage: Stage, on: str, login: dict[str, str]) -> None:
    with opened(stage, on, **login) as connector:
        assert isinstance(connector, CountsUnread)
        for waiting in (0, 3):
            stage.do("messages", on=on, unread=waiting)
            found = connector.unread()
            assert (found.count, found.more) == (waiting, False)
        assert found.url.startswith(LINKS[on])
        assert found.counted_at > 0
        assert reach(connector) is Reach.COUNTED


@pytest.mark.parametrize(("on", "most"), [("instagram", 50), ("bluesky", 100)])
def test_more_than_a_page_is_at_least_that_many(stage: Stage, on: str, most: int) -> None:
    stage.do("messages", on=on, unread=most + 20)
    with opened(stage, on) as connector:
        assert isinstance(connector, CountsUnread)
        found = connector.unread()
        assert (found.count, found.more) == (most, True)


@pytest.mark.parametrize("on", ["facebook", "instagram", "bluesky"])
def test_a_login_that_may_not_see_them_says_so_and_goes_on(stage: Stage, on: str) -> None:
    stage.do("messages", on=on, unread=3, shut_out=True)
    with opened(stage, on, **NARROW.get(on, {})) as connector:
        assert isinstance(connector, CountsUnread)
        with pytest.raises(NotPermitted):
            connector.unread()
        assert reach(connector) is Reach.DENIED
        assert reach(connector) is Reach.DENIED, "the login itself is as good as before"
    stage.do("messages", on=on, unread=0)


def test_on_mastodon_what_we_have_answered_or_never_were_in_is_not_counted(stage: Stage) -> None:
    asked = stage.says("mastodon", "@norrby hur går det?", by="lisa", visibility="direct")
    stage.says("mastodon", "@norrby en sak till", by="kalle", visibility="direct")
    stage.says("mastodon", "Öppet", by="lisa")
    with opened(stage, "mastodon") as connector:
        assert isinstance(connector, CountsUnread)
        assert connector.unread().count == 2
        stage.says("mastodon", "Bra!", by="us", to=asked, visibility="direct")
        found = connector.unread()
        assert (found.count, found.more, found.url) == (1, False, f"{stage.url}/conversations")
        assert reach(connector) is Reach.READ, "they are comments as well"


@pytest.mark.parametrize(
    ("kind", "value", "error", "told"),
    [("status", 404, (Gone, TryAgain), Reach.MISSING), ("status", 502, TryAgain, Reach.MISSING)],
)
def test_a_service_that_is_not_there_costs_no_login(
    stage: Stage, kind: str, value: int, error: type[Exception], told: Reach
) -> None:
    with opened(stage, "bluesky") as connector:
        assert isinstance(connector, CountsUnread)
        stage.do("fault", kind=kind, path="chat.bsky", value=value, count=2)
        try:
            assert reach(connector) is told
            with pytest.raises(error):
                connector.unread()
        finally:
            stage.do("fault", kind="")


def test_a_login_that_ended_is_no_missing_right(stage: Stage) -> None:
    with opened(stage, "facebook") as connector:
        assert isinstance(connector, CountsUnread)
        stage.do("forget", on="facebook")
        with pytest.raises(LoginExpired):
            connector.unread()


@pytest.mark.parametrize("on", sorted({"linkedin", "youtube", "threads"} & REGISTRY.keys()))
def test_elsewhere_the_api_has_no_inbox(stage: Stage, on: str) -> None:
    with opened(stage, on) as connector:
        assert not isinstance(connector, CountsUnread)
        assert reach(connector) is Reach.MISSING
