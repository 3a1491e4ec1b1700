"""The webhooks' doors over real HTTP on a real store: who is let in, what that leads to, and what is turned away."""

import json
import socket
import threading
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from threading import Event

import httpx
import pytest

from backend.config.webhooks import WebhookSettings
from backend.config.worker import WorkerSettings
from backend.model.clock import SystemClock
from backend.store.engine import Store
from backend.store.migrate import migrate
from backend.worker import webhooks_guard, webhooks_hints
from backend.worker.webhooks import bind, run
from tests.worker.processes import save_login
from tests.worker.pushes import (
    IG_USER,
    LINKEDIN_SECRET,
    META_SECRET,
    ORGANIZATION,
    PAGE,
    THREADS_USER,
    WORD,
    WORDS,
    Sender,
    hexed,
    on_instagram,
    on_linkedin,
    on_page,
    on_threads,
)
from tests.worker.scene import Scene
from tests.worker.waiting import until

KEPT_SECRET = "secret-in-a-login-31c9"
PATIENCE_S = 0.4


class Door:
    """A store with an account on each platform, and the doors beside it in a thread of their own."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.url = f"sqlite:///{folder}/store.sqlite3"
        migrate(self.url)
        self.store = Store.open(self.url, SystemClock())
        self.scene = Scene(self.store, "facebook", remote_id=PAGE)
        self.ids = {"facebook": self.scene.account_id} | {
            name: self.scene.add(name, "http://127.0.0.1:9", name[:8], remote_id)
            for name, remote_id in (("instagram", IG_USER), ("threads", THREADS_USER), ("linkedin", ORGANIZATION))
        }
        save_login(folder, self.ids["instagram"], token="not-a-secret-to-sign", app_secret=KEPT_SECRET)
        save_login(folder, self.ids["threads"], token="open-to-others", app_secret="never-to-be-used")
        (folder / "secrets" / f"{self.ids['threads']}.json").chmod(0o644)
        self.log = folder / "webhooks.log"
        self.stop, ready = Event(), Event()
        taken = bind("127.0.0.1", 0)
        self.port: int = taken.getsockname()[1]
        worker = WorkerSettings(self.url, folder, folder / "secrets", log_file=self.log)
        settings = WebhookSettings(worker, (META_SECRET,), (LINKEDIN_SECRET,), WORD)
        self._ended: list[int] = []
        self._thread = threading.Thread(
            target=lambda: self._ended.append(run(settings, SystemClock(), taken, self.stop, ready.set))
        )
        self._thread.start()
        assert ready.wait(10)
        self._taken = taken

    def sender(self, address: str = "203.0.113.1") -> Sender:
        """Somebody at an address."""
        return Sender(f"http://127.0.0.1:{self.port}", address)

    def wishes(self, name: str) -> int:
        """How often a reading of an account was wished for."""
        sql = "SELECT count(*) FROM sync_request WHERE account_id = ?"
        return int(self.store.reader.value(sql, (self.ids[name],)))

    def served(self) -> None:
        """A worker reads everything that was wished for."""
        with self.store.write() as w:
            w.conn.exec_driver_sql("UPDATE sync_request SET done_at = 1")

    def rests(self) -> None:
        """Wait until whatever was taken has been written."""
        quiet = time.monotonic() + 3 * webhooks_hints.GATHER_S
        until(lambda: time.monotonic() > quiet)

    def raw(self, text: str) -> socket.socket:
        """Somebody who sends a piece of a request by hand."""
        opened = socket.create_connection(("127.0.0.1", self.port), timeout=5)
        opened.sendall(text.encode())
        return opened

    def close(self) -> int:
        """End it as a signal does."""
        self.stop.set()
        self._thread.join(10)
        self.store.close()
        self._taken.close()
        return self._ended[0]


@pytest.fixture(scope="module")
def quick() -> Iterator[None]:
    """Spans of seconds made short."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(webhooks_guard, "PATIENCE_S", PATIENCE_S)
        patch.setattr("backend.worker.webhooks.PATIENCE_S", PATIENCE_S)
        patch.setattr(webhooks_hints, "GATHER_S", 0.3)
        yield


@pytest.fixture(scope="module")
def door(tmp_path_factory: pytest.TempPathFactory, quick: None) -> Iterator[Door]:
    opened = Door(tmp_path_factory.mktemp("door"))
    yield opened
    assert opened.close() == 0
    everything = b"".join(path.read_bytes() for path in opened.folder.glob("*.*"))
    assert b"webhooks open" in everything
    for hidden in (META_SECRET, LINKEDIN_SECRET, WORD, KEPT_SECRET, WORDS):
        assert hidden.encode() not in everything


@pytest.fixture
def sender(door: Door) -> Sender:
    return door.sender()


def test_whoever_knows_the_word_gets_metas_challenge_back(sender: Sender) -> None:
    asked = {"hub_mode": "subscribe", "hub_verify_token": WORD, "hub_challenge": "1158201444"}
    answer = sender.asks("/webhooks/meta", **asked)
    assert (answer.status_code, answer.text) == (200, "1158201444")
    assert answer.headers["content-type"].startswith("text/plain")
    for wrong in ({"hub_verify_token": "å" + WORD}, {"hub_verify_token": ""}, {"hub_mode": "unsubscribe"}):
        assert sender.asks("/webhooks/meta", **asked | wrong).status_code == 403


def test_linkedins_challenge_is_answered_and_signs_nothing_else(sender: Sender) -> None:
    code = "890e4665-4dfe-4ab1-b689-ed553bceeed0"
    answer = sender.asks("/webhooks/linkedin", challengeCode=code)
    assert answer.json() == {"challengeCode": code, "challengeResponse": hexed(LINKEDIN_SECRET, code.encode())}
    forged = 'hmacsha256={"notifications":[]}'
    assert sender.asks("/webhooks/linkedin", challengeCode=forged).status_code == 403


def test_signed_pushes_of_every_platform_become_one_wish_each(door: Door, sender: Sender) -> None:
    for number in range(3):
        assert sender.meta(on_page(f"900_new{number}")) == 200
    assert sender.meta(on_page(*(f"900_many{number}" for number in range(1000)))) == 200
    assert sender.meta(on_instagram("17", flat=True), KEPT_SECRET) == 200
    assert sender.meta(on_threads("8")) == 200
    assert sender.linkedin(on_linkedin(1, 2)) == 200
    until(lambda: all(door.wishes(name) for name in door.ids), "a wish for each", seen=door.log.read_text)
    assert {name: door.wishes(name) for name in door.ids} == dict.fromkeys(door.ids, 1)
    door.served()


def test_a_comment_we_know_moves_its_thread_and_wishes_for_nothing(door: Door, sender: Sender) -> None:
    door.scene.comments(["901_known"], root="1122_901")
    with door.store.write() as w:
        w.conn.exec_driver_sql("UPDATE post SET next_read_at = NULL, read_at = 1")
    before = door.wishes("facebook")
    assert sender.meta(on_page("901_known", post="1122_901", verb="edited")) == 200
    sql = "SELECT next_read_at FROM post WHERE remote_id = '1122_901'"
    until(lambda: door.store.reader.value(sql) is not None, "the thread is due")
    assert door.wishes("facebook") == before


def test_forgeries_and_replays_are_refused_and_reach_no_store(door: Door, sender: Sender) -> None:
    body = on_page("900_forged")
    raw = json.dumps(body).encode()
    proof = hexed(META_SECRET, raw)
    door.rests()
    journal = door.scene.value("SELECT max(seq) FROM journal")
    assert sender.meta(body, "another-secret") == 403
    assert sender.meta(raw + b" ", **{"X-Hub-Signature-256": f"sha256={proof}"}) == 403
    for given in ("", proof, f"sha1={proof}", "sha256=", f"sha256={proof[:-1]}", f"sha256={proof.upper()}"):
        assert sender.meta(body, **{"X-Hub-Signature-256": given}) == 403
    odd = {b"X-Hub-Signature-256": b"sha256=" + b"\xe9" * 64}
    assert sender.http.post("/webhooks/meta", content=raw, headers=odd).status_code == 403
    assert sender.linkedin(on_linkedin(9), META_SECRET) == 403
    assert sender.meta(body, "never-to-be-used") == 403
    assert sender.http.post("/webhooks/linkedin", content=raw, headers={"X-LI-Signature": proof}).status_code == 403
    assert sender.meta({"object": "user", "entry": [{"id": PAGE}]}) == 200
    assert sender.meta({"object": "user", "entry": [{"id": PAGE}]}) == 403
    assert sender.meta(b"{") == 400
    assert sender.meta(b"[" * 100_000) == 400
    door.rests()
    assert door.scene.value("SELECT max(seq) FROM journal") == journal


def test_a_replay_is_refused_before_its_body_comes_and_of_two_at_once_one_is_taken(door: Door) -> None:
    raw = json.dumps({"object": "user", "entry": ["twice"]}).encode()
    head = f"POST /webhooks/meta HTTP/1.1\r\nHost: x\r\nContent-Length: {len(raw)}\r\n"
    head += f"X-Hub-Signature-256: sha256={hexed(META_SECRET, raw)}\r\n\r\n"
    with door.raw(head) as one, door.raw(head) as other:
        Event().wait(PATIENCE_S / 4)  # both heads are there, and neither body
        for opened in (one, other):
            opened.sendall(raw)
        assert sorted(opened.recv(1000)[:12] for opened in (one, other)) == [b"HTTP/1.1 200", b"HTTP/1.1 403"]
    with door.raw(head) as bodiless:
        assert bodiless.recv(1000).startswith(b"HTTP/1.1 403")


def test_a_large_body_is_refused_before_it_is_read(door: Door, sender: Sender) -> None:
    head = "POST /webhooks/meta HTTP/1.1\r\nHost: x\r\nX-Hub-Signature-256: sha256=" + "0" * 64 + "\r\n"
    with door.raw(f"{head}Content-Length: {webhooks_guard.BODY + 1}\r\n\r\n") as opened:
        assert opened.recv(1000).startswith(b"HTTP/1.1 413")
    with door.raw(f"{head}Transfer-Encoding: chunked\r\n\r\n") as opened:
        for _ in range(17):
            opened.sendall(b"10000\r\n" + b"x" * 65_536 + b"\r\n")
        assert opened.recv(1000).startswith(b"HTTP/1.1 413")
    assert sender.meta(b'{"a":"' + b"x" * (webhooks_guard.BODY - 8) + b'"}') == 200


def test_a_slow_sender_is_not_waited_for(door: Door) -> None:
    head = "POST /webhooks/meta HTTP/1.1\r\nHost: x\r\nContent-Length: 10\r\n"
    signed = f"{head}X-Hub-Signature-256: sha256={'1' * 64}\r\n\r\nabc"
    with door.raw(signed) as body, door.raw(head) as unfinished:
        assert body.recv(1000).startswith(b"HTTP/1.1 408")
        with suppress(ConnectionResetError):
            assert unfinished.recv(1000) == b""


def test_who_floods_is_told_to_wait_and_others_are_not(door: Door, sender: Sender) -> None:
    flooding = door.sender("198.51.100.7")
    met = [flooding.asks("/webhooks/meta").status_code for _ in range(webhooks_guard.BURST + 30)]
    assert set(met) == {403, 429}
    assert met.index(429) >= webhooks_guard.BURST
    assert sender.meta(on_page("900_after_the_flood")) == 200


def test_nothing_else_is_there(sender: Sender) -> None:
    for path in ("/", "/webhooks", "/webhooks/meta/", "/docs"):
        assert sender.http.get(path).status_code in (307, 404)
    assert sender.http.put("/webhooks/meta").status_code == 405


def test_what_was_taken_and_what_was_refused_is_written_when_it_ends(
    tmp_path: Path, quick: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(webhooks_hints, "GATHER_S", 3600.0)
    door = Door(tmp_path)
    assert door.sender().meta(on_page("900_last")) == 200
    assert door.sender().meta(on_page("900_forged"), "another-secret") == 403
    assert door.close() == 0
    assert '"message": "refused"' in door.log.read_text()
    assert door.log.read_text().count("a login cannot be read") == 1
    again = Store.open(door.url, SystemClock())
    assert again.reader.value("SELECT count(*) FROM sync_request") == 1
    again.close()
    with pytest.raises(httpx.ConnectError):
        door.sender().asks("/webhooks/meta")
