"""Meta's data-deletion callback over real HTTP: who is believed, what goes, and where the person reads of it."""

import base64
import hashlib
import hmac
import json
from collections.abc import Iterator
from typing import Any

import httpx
import pytest

from tests.worker.pushes import META_SECRET
from tests.worker.scene import FAN
from tests.worker.test_webhooks_door import KEPT_SECRET, Door

PATH = "/webhooks/meta/deletion"


@pytest.fixture(scope="module")
def door(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Door]:
    opened = Door(tmp_path_factory.mktemp("door"))
    opened.scene.comments(["k1", "k2"])
    yield opened
    assert opened.close() == 0
    assert FAN.remote_id not in opened.log.read_text().replace("fanns", "")


@pytest.fixture
def http(door: Door) -> Iterator[httpx.Client]:
    with httpx.Client(base_url=f"http://127.0.0.1:{door.port}", trust_env=False, timeout=10) as opened:
        yield opened


def encoded(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).decode().rstrip("=")


def signed(told: Any, secret: str = META_SECRET) -> dict[str, str]:
    payload = encoded(json.dumps(told).encode())
    proof = encoded(hmac.digest(secret.encode(), payload.encode(), hashlib.sha256))
    return {"signed_request": f"{proof}.{payload}"}


def of(person: str) -> dict[str, object]:
    return {"algorithm": "HMAC-SHA256", "issued_at": 1_795_000_000, "user_id": person}


def words_left(door: Door) -> int:
    return int(door.store.reader.value("SELECT count(*) FROM comment_revision WHERE text <> ''"))


@pytest.mark.parametrize(
    ("form", "status"),
    [
        (signed(of(FAN.remote_id), "another secret"), 403),
        ({"signed_request": signed(of("x"))["signed_request"].split(".")[0] + "." + encoded(b"{}")}, 403),
        ({"signed_request": "no dot"}, 400),
        ({"signed_request": "ö.ä"}, 400),
        ({"signed_request": "a." + "b" * 9000}, 400),
        ({}, 400),
        (signed({"issued_at": 1}), 400),
        (signed(["user_id"]), 400),
    ],
)
def test_what_meta_did_not_sign_deletes_nothing(
    door: Door, http: httpx.Client, form: dict[str, str], status: int
) -> None:
    assert http.post(PATH, data=form).status_code == status
    assert words_left(door) == 2


def test_a_person_is_deleted_and_can_read_that_it_was_done(door: Door, http: httpx.Client) -> None:
    assert http.get(f"{PATH}/{'0' * 24}").status_code == 404
    nobody = http.post(PATH, data=signed(of("somebody-else"), KEPT_SECRET)).json()
    assert "0 comments" in http.get(nobody["url"]).text
    assert words_left(door) == 2
    outside = {"Host": "hooks.example.org", "X-Forwarded-Proto": "https", "X-Forwarded-For": "203.0.113.9"}
    told = http.post(PATH, data=signed(of(FAN.remote_id)), headers=outside).json()
    assert told["url"] == f"https://hooks.example.org{PATH}/{told['confirmation_code']}"
    assert words_left(door) == 0
    assert "a person was erased" in door.log.read_text()
    page = http.get(f"{PATH}/{told['confirmation_code']}")
    assert (page.status_code, page.headers["content-type"]) == (200, "text/plain; charset=utf-8")
    assert "what 2 comments said" in page.text
    again = http.post(PATH, data=signed(of(FAN.remote_id)), headers=outside).json()
    assert again == told
