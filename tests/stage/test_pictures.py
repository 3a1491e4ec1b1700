"""An answer with a picture: put up first, then named by the answer, and read back with its description."""

import base64
from collections.abc import Callable, Iterator
from dataclasses import replace

import pytest

from backend.model.attachment import Enclosed
from backend.model.clock import SystemClock
from backend.model.comment import MediaKind
from backend.model.inflow import InComment
from backend.model.outbox import Intent
from backend.platforms import open_connector
from backend.platforms.base import Connector, Refused
from tests.platforms.world import reply_to
from tests.stage.play import Stage

PNG = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
)
MAP = Enclosed("map.png", "image/png", "Karta över Norrby", PNG)
ABLE = ["mastodon", "bluesky", "facebook"]


@pytest.fixture(params=ABLE)
def on(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def connector(stage: Stage, on: str) -> Iterator[Connector]:
    secret = stage.do("login", on=on)
    connector = open_connector(on, stage.url, dict(secret), lambda values: None)
    yield connector
    connector.close()


@pytest.fixture
def answer(stage: Stage, on: str, connector: Connector) -> Callable[..., Intent]:
    """An answer to a comment under a post of ours, with pictures."""
    root = stage.says(on, "Ordning och reda", by="us")
    said = stage.says(on, "Var ligger badet?", to=root)
    row = next(one for one in connector.thread(root).comments if one.remote_id == said)
    asked = reply_to(row, "Se kartan", SystemClock().now(), f"intent-{said}")
    return lambda *pictures: replace(asked, enclosed=pictures)


def sent(connector: Connector, intent: Intent) -> InComment:
    made = connector.send(connector.prepare(intent))
    thread = connector.thread(intent.target.root_remote_id)
    return next(one for one in thread.comments if one.remote_id == made.remote_id)


def test_a_picture_goes_with_an_answer(connector: Connector, on: str, answer: Callable[..., Intent]) -> None:
    (shown,) = sent(connector, answer(MAP)).media
    assert (shown.kind, shown.alt) == (MediaKind.IMAGE, "Karta över Norrby")


def test_a_picture_prepared_again_is_one_answer(connector: Connector, answer: Callable[..., Intent]) -> None:
    """A worker that died between putting a picture up and fixing the request puts it up again, which shows nowhere."""
    connector.prepare(answer(MAP))
    assert len(sent(connector, answer(MAP)).media) == 1


@pytest.mark.parametrize(
    ("picture", "code"),
    [
        (replace(MAP, mime="image/bmp"), "attachment.kind"),
        (replace(MAP, data=bytes(8_000_001)), "attachment.too_large"),
    ],
)
def test_what_would_be_refused_never_leaves(
    connector: Connector, answer: Callable[..., Intent], picture: Enclosed, code: str
) -> None:
    with pytest.raises(Refused) as caught:
        connector.prepare(answer(picture))
    assert caught.value.reason.code == code


def test_too_many(connector: Connector, answer: Callable[..., Intent]) -> None:
    most = connector.check().capabilities.limits.media
    with pytest.raises(Refused) as caught:
        connector.prepare(answer(*[MAP] * (most + 1)))
    assert caught.value.reason.code == "attachment.too_many"


def test_who_can_have_pictures_says_which(connector: Connector, on: str) -> None:
    limits = connector.check().capabilities.limits
    assert "image/png" in limits.media_types
    assert 1_000_000 < limits.media_bytes <= 8_000_000


def test_a_facebook_login_that_may_not_publish_has_none(stage: Stage) -> None:
    secret = stage.do("login", on="facebook", scopes="pages_show_list pages_read_engagement pages_manage_engagement")
    connector = open_connector("facebook", stage.url, dict(secret), lambda values: None)
    try:
        assert connector.check().capabilities.limits.media_types == ()
    finally:
        connector.close()
