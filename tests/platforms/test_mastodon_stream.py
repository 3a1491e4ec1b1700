"""Mastodon's stream over real connections: what it hints at, its bounds, how it ends, and where the token goes."""

import json
import time
from collections.abc import Iterator
from pathlib import Path
from threading import Timer

import pytest

from backend.platforms.base import Gone, LoginExpired, Refused, Stir, Stirring, Throttled, TryAgain
from backend.platforms.mastodon import MastodonConnector, open_connector
from backend.platforms.mastodon_stream import MastodonStream, stirring, streaming_base
from tests.stage.play import Stage
from tests.worker.processes import BRAND, MastodonMock

MINE = {"type": "mention", "status": {"id": "7", "content": "words"}}


@pytest.fixture(scope="module")
def stage() -> Iterator[Stage]:
    with Stage("--speed", "0", "--requests", "5000") as running:
        running.do("clear", on="mastodon")
        running.says("mastodon", "Vår post", by="us", key="root")
        yield running


@pytest.fixture
def connector(stage: Stage) -> Iterator[MastodonConnector]:
    opened = open_connector(stage.url, stage.do("login", on="mastodon"), lambda _: None, timeout_s=5)
    yield opened
    opened.close()


def rest(stream: MastodonStream) -> list[Stirring]:
    """What the stream tells before it ends or fails; the failure of interest comes with the next question."""
    return list(stream.stirrings())


def test_what_happens_to_us_is_told_by_its_ids_alone(stage: Stage, connector: MastodonConnector) -> None:
    stream = connector.listen(5)
    asked = stage.says("mastodon", "En fråga", by="lisa", to="root")
    stage.says("mastodon", "Inget för oss", by="lisa", to="root", at_us=False)
    ours = stage.says("mastodon", "Vårt svar", by="us", to=asked)
    stage.do("edit", on="mastodon", id=ours, text="Vårt bättre svar")
    stage.do("delete", on="mastodon", id=asked)
    stage.do("streams", kind="cut")
    moved = Stirring(Stir.MOVED, (ours, asked))
    assert rest(stream) == [Stirring(Stir.NEW, (asked,)), moved, moved, Stirring(Stir.GONE, (asked,))]


@pytest.mark.parametrize(
    ("name", "told", "meant"),
    [
        ("notification", MINE, Stirring(Stir.NEW, ("7",))),
        ("notification", {"type": "mention", "status": None}, Stirring(Stir.NEW)),
        ("notification", MINE | {"type": "favourite"}, None),
        ("notification", [[[]]], None),
        ("notifications_merged", 1, Stirring(Stir.NEW)),
        ("update", {"id": "8", "in_reply_to_id": "7"}, Stirring(Stir.MOVED, ("8", "7"))),
        ("status.update", {"id": "8", "in_reply_to_id": None}, Stirring(Stir.MOVED, ("8",))),
        ("update", {"id": {"a": 1}}, None),
        ("filters_changed", {}, None),
        ("", MINE, None),
    ],
)
def test_an_event_means_little_and_odd_ones_nothing(name: str, told: object, meant: Stirring | None) -> None:
    assert stirring(name, json.dumps(told)) == meant


@pytest.mark.parametrize("data", ["", "x" * 501, "7\n8", "[" * 200_000])
def test_what_cannot_be_read_is_nothing(data: str) -> None:
    assert stirring("delete", data) is None
    assert stirring("notification", data) is None


@pytest.mark.parametrize(
    ("kind", "code"), [("half", ""), ("garbage", "platform.timeout"), ("huge", "platform.too_large")]
)
def test_what_is_no_event_is_passed_over_or_ends_the_stream(
    stage: Stage, connector: MastodonConnector, kind: str, code: str
) -> None:
    stream = connector.listen(0.3)
    stage.do("streams", kind=kind)
    if not code:
        assert rest(stream) == []
        return
    with pytest.raises(TryAgain) as raised:
        rest(stream)
    assert raised.value.reason.code == code


def test_heartbeats_keep_it_open_and_silence_ends_it(stage: Stage, connector: MastodonConnector) -> None:
    stage.do("streams", beat_s=0.1)
    stream, started = connector.listen(0.4), time.monotonic()
    Timer(1.0, lambda: stage.do("streams", beat_s=60)).start()
    with pytest.raises(TryAgain) as raised:
        rest(stream)
    assert raised.value.reason.code == "platform.timeout"
    assert 1.0 < time.monotonic() - started < 3


def test_a_reader_that_waits_is_told_at_once_that_it_ended(connector: MastodonConnector) -> None:
    stream, started = connector.listen(60), time.monotonic()
    Timer(0.2, stream.close).start()
    assert rest(stream) == []
    assert time.monotonic() - started < 2
    stream.close()


def test_whoever_sends_too_much_is_read_more_slowly(stage: Stage, connector: MastodonConnector) -> None:
    stream = connector.listen(5)
    stage.do("streams", kind="flood")
    Timer(1.5, stream.close).start()
    assert 500 < len(rest(stream)) < 3500


def test_a_refusal_says_why(stage: Stage, connector: MastodonConnector) -> None:
    stranger = open_connector(stage.url, {"token": "not-a-token"}, lambda _: None)
    with pytest.raises(LoginExpired):
        stranger.listen(1)
    stranger.close()
    connector.check()
    for kind, value, error in (("html", 404, Gone), ("html", 500, TryAgain), ("throttle", 429, Throttled)):
        stage.do("fault", kind=kind, path="/streaming/", value=value)
        with pytest.raises(error):
            connector.listen(1)


@pytest.mark.parametrize(
    ("named", "instance", "there"),
    [
        ("", "https://a.example", "https://a.example"),
        ("wss://a.example", "https://a.example", "https://a.example"),
        ("wss://streaming.b.example:4000/x", "https://a.example", "https://streaming.b.example:4000"),
        ("ws://127.0.0.1:9", "http://127.0.0.1:8", "http://127.0.0.1:9"),
        ("wss://10.0.0.5", "https://10.0.0.5", "https://10.0.0.5"),
        ("ws://a.example", "https://a.example", None),
        ("ws://127.0.0.1", "https://a.example", None),
        ("wss://localhost", "https://a.example", None),
        ("wss://10.0.0.5", "https://a.example", None),
        ("wss://[::1]", "https://a.example", None),
        ("wss://a.example", "http://127.0.0.1:8", None),
        ("wss://me@evil.example", "https://a.example", None),
        ("ftp://a.example", "https://a.example", None),
        ("nonsense", "https://a.example", None),
    ],
)
def test_the_token_goes_only_where_it_is_safe(named: str, instance: str, there: str | None) -> None:
    if there is not None:
        assert streaming_base(named, instance) == there
        return
    with pytest.raises(Refused):
        streaming_base(named, instance)


def test_a_third_partys_server_streams_to_us(tmp_path: Path) -> None:
    mock = MastodonMock(tmp_path)
    connector = open_connector(mock.url, {"token": BRAND}, lambda _: None, timeout_s=5)
    try:
        stream = connector.listen(20)
        told = stream.stirrings()
        said = mock.say(mock.fan, "@brand Hörs det?")
        assert next(one for one in told if one.what is Stir.NEW) == Stirring(Stir.NEW, (said,))
        stream.close()
        assert list(told) == []
    finally:
        connector.close()
        mock.close()
