"""What a connector does on the stage shows in the stage's truth: the two were written apart and must agree."""

import time
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from backend.model.account import REVERSE, Act
from backend.model.clock import EPOCH, SystemClock
from backend.model.comment import RemoteState
from backend.model.inflow import InComment
from backend.model.outbox import Intent, Target
from backend.platforms.base import Connector, NotPermitted, Refused
from backend.platforms.bluesky import open_connector as open_bluesky
from backend.platforms.mastodon import open_connector as open_mastodon
from backend.platforms.mastodon_oauth import SCOPES
from tests.platforms.world import reply_to
from tests.stage.play import Stage


def mastodon(stage: Stage, scopes: str = SCOPES) -> Connector:
    return open_mastodon(stage.url, stage.do("token", scopes=scopes), lambda values: None)


def bluesky(stage: Stage) -> Connector:
    secret = {"identifier": stage.handle, "password": stage.password}
    return open_bluesky(stage.url, secret, lambda values: None)


@pytest.fixture(params=["mastodon", "bluesky"])
def on(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def connector(stage: Stage, on: str) -> Iterator[Connector]:
    connector = mastodon(stage) if on == "mastodon" else bluesky(stage)
    yield connector
    connector.close()


@pytest.fixture
def row(stage: Stage, on: str, connector: Connector) -> InComment:
    """A comment of somebody's under a post of ours."""
    root = stage.says(on, "Ordning och reda", by="us")
    said = stage.says(on, "Hör upp!", to=root)
    return next(one for one in connector.thread(said).comments if one.remote_id == said)


def intent(act: Act, row: InComment, text: str = "", record: str = "", why: str = "") -> Intent:
    asked = reply_to(row, text, SystemClock().now(), f"{act}-{text}{record}", act)
    target = Target(**{name: getattr(asked.target, name) for name in Target.__slots__} | {"record": record})
    return Intent(act, text, target, asked.intent_id, asked.at, why)


def truth(stage: Stage, on: str, act: Act, row: InComment) -> bool:
    world = stage.do("world", on=on)
    (said,) = [one for one in world["said"] if row.remote_id in (one["id"], one["uri"])]
    found: dict[Act, Callable[[], Any]] = {
        Act.LIKE: lambda: said["liked"],
        Act.HIDE: lambda: said["hidden"],
        Act.LOCK: lambda: said["locked"],
        Act.MUTE: lambda: said["by"] in world["muted"],
        Act.BLOCK: lambda: said["by"] in world["blocked"],
    }
    return bool(found[act]())


@pytest.mark.parametrize("act", [Act.LIKE, Act.MUTE, Act.BLOCK, Act.HIDE, Act.LOCK])
def test_an_act_shows_and_its_reverse_takes_it_back(
    stage: Stage, on: str, connector: Connector, row: InComment, act: Act
) -> None:
    if act not in connector.check().capabilities.acts:
        with pytest.raises(NotPermitted):
            connector.prepare(intent(act, row))
        return
    assert not truth(stage, on, act, row)
    receipt = connector.send(connector.prepare(intent(act, row)))
    assert truth(stage, on, act, row)
    connector.send(connector.prepare(intent(REVERSE[act], row, record=receipt.remote_id)))
    assert not truth(stage, on, act, row)


def test_a_report_is_kept(stage: Stage, on: str, connector: Connector, row: InComment) -> None:
    receipt = connector.send(connector.prepare(intent(Act.REPORT, row, "Hotar oss", why="threat")))
    kept = stage.do("world", on=on)["reports"][-1]
    assert (kept["who"], kept["comment"], str(kept["id"])) == ("lisa", "Hotar oss", receipt.remote_id)
    assert kept["filed"] == {"mastodon": "legal", "bluesky": "tools.ozone.report.defs#reasonViolenceThreats"}[on]
    assert kept["what"] == [row.remote_id.rpartition("/")[2]]


def test_a_hidden_reply_is_read_as_hidden(stage: Stage) -> None:
    connector = bluesky(stage)
    root = stage.says("bluesky", "Frågestund", by="us")
    said = stage.says("bluesky", "Skräp", to=root)
    (row,) = connector.thread(root).comments
    connector.send(connector.prepare(intent(Act.HIDE, row)))
    assert [(one.remote_id, one.remote_state) for one in connector.thread(root).comments] == [
        (said, RemoteState.HIDDEN)
    ]
    connector.close()


def test_an_answer_of_ours_is_edited_and_keeps_the_rest(stage: Stage) -> None:
    connector = mastodon(stage)
    said = stage.says("mastodon", "När?", to="m-strom")
    row = next(one for one in connector.thread(said).comments if one.remote_id == said)
    sent = connector.send(connector.prepare(intent(Act.REPLY, row, "@lisa_a Klockan tio")))
    ours = next(one for one in connector.thread(said).comments if one.remote_id == sent.remote_id)
    wire = connector.prepare(intent(Act.EDIT_OWN, ours, "@lisa_a Klockan elva"))
    assert connector.send(wire).remote_id == sent.remote_id
    edited = next(one for one in connector.thread(said).comments if one.remote_id == sent.remote_id)
    assert edited.text == "@lisa_a Klockan elva"
    assert edited.edited_at is not None
    assert connector.settle(wire, EPOCH, EPOCH).receipt == sent
    connector.close()


def test_an_answer_in_private_is_seen_by_the_person_alone(stage: Stage) -> None:
    connector = mastodon(stage)
    said = stage.says("mastodon", "Mitt ärende?", to="m-strom")
    row = next(one for one in connector.thread(said).comments if one.remote_id == said)
    with pytest.raises(Refused) as caught:
        connector.prepare(intent(Act.PRIVATE_REPLY, row, "Ring oss"))
    assert caught.value.reason.code == "mastodon.names_nobody"
    sent = connector.send(connector.prepare(intent(Act.PRIVATE_REPLY, row, "@lisa_a Ring oss")))
    (stood,) = [one for one in stage.said("mastodon") if one["id"] == sent.remote_id]
    assert (stood["visibility"], stood["to"]) == ("direct", said)
    connector.close()


@pytest.mark.parametrize("act", [Act.LIKE, Act.MUTE, Act.BLOCK, Act.REPORT])
def test_a_token_from_before_is_told_to_be_renewed(stage: Stage, act: Act) -> None:
    connector = mastodon(stage, "read write:statuses")
    said = stage.says("mastodon", "Hej", to="m-strom")
    row = next(one for one in connector.thread(said).comments if one.remote_id == said)
    with pytest.raises(NotPermitted) as caught:
        connector.send(connector.prepare(intent(act, row)))
    assert caught.value.reason.code == "mastodon.scopes"
    connector.close()


def test_a_token_that_ran_out_on_the_way_is_renewed_and_the_act_done_once() -> None:
    with Stage("--speed", "0", "--access-s", "2") as short:
        connector = bluesky(short)
        said = short.says("bluesky", "Hej", to="b-ladd")
        (row,) = [one for one in connector.thread(said).comments if one.remote_id == said]
        wire = connector.prepare(intent(Act.LIKE, row))
        time.sleep(2.1)
        connector.send(wire)
        assert truth(short, "bluesky", Act.LIKE, row)
        connector.close()
