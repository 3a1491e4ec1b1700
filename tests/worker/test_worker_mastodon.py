"""The worker as a real process against a real Mastodon server: comments in, answers out, faults shown, clean ends."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from backend.model.clock import SECOND, SystemClock
from backend.model.outbox import OutboxState
from backend.store.engine import Store
from backend.store.write.accounts import remove_account
from tests.platforms.gate import CUT, ELSEWHERE, ERROR_500, HALF_JSON, HTML_200, LOST_ANSWER, SILENT, Gate, Spoil
from tests.worker.processes import BRAND, FAN, ROOT, MastodonMock, WorkerProcess, save_login
from tests.worker.scene import Scene
from tests.worker.waiting import until


@pytest.fixture(scope="module")
def mock(tmp_path_factory: pytest.TempPathFactory) -> Iterator[MastodonMock]:
    """One server for all tests here."""
    running = MastodonMock(tmp_path_factory.mktemp("mock"))
    yield running
    running.close()


class Desk:
    """A store on the system's clock, accounts on the server, each behind a gate of its own, and workers."""

    def __init__(self, mock: MastodonMock, url: str, folder: Path) -> None:
        self.mock = mock
        self.folder = folder
        self.url = url
        self.gates: dict[int, Gate] = {}
        self.store = Store.open(url, SystemClock())
        self.gate = Gate(mock.url)
        self.scene = Scene(self.store, "mastodon", self.gate.url, mock.me())
        self.gates[self.scene.account_id] = self.gate
        save_login(folder, self.scene.account_id, token=BRAND)
        self.workers: list[WorkerProcess] = []

    def add(self, short_name: str, token: str = BRAND) -> int:
        """Enter another account on the same server, behind another gate."""
        gate = Gate(self.mock.url)
        account_id = self.scene.add("mastodon", gate.url, short_name, self.mock.me())
        self.gates[account_id] = gate
        save_login(self.folder, account_id, token=token)
        return account_id

    def worker(self, name: str = "worker", http_timeout_s: float = 1.0) -> WorkerProcess:
        """Start a worker."""
        self.workers.append(WorkerProcess(self.url, self.folder, name=name, http_timeout_s=http_timeout_s).start())
        return self.workers[-1]

    def ask(self, text: str) -> None:
        """Somebody writes to us."""
        self.mock.say(self.mock.fan, f"@brand {text}")

    def comes(self, text: str, account_id: int | None = None) -> int:
        """Wait for a comment with this text; returns its key."""
        sql = (
            "SELECT c.id FROM comment c JOIN comment_revision r ON r.comment_id = c.id"
            " WHERE r.text LIKE ? AND c.account_id = ? AND NOT c.own"
        )
        wanted = (f"%{text}%", account_id or self.scene.account_id)
        until(lambda: self.scene.value(sql, *wanted) is not None, text)
        found = self.scene.value(sql, *wanted)
        assert isinstance(found, int)
        return found

    def standing(self, text: str) -> int:
        """How many posts of ours with this text stand on the server."""
        return sum(text in html for html in self.mock.ours())

    def ends(self, outbox_id: int, state: OutboxState = OutboxState.SENT) -> None:
        """Wait until an action has this state."""
        until(lambda: self.scene.action(outbox_id).state is state, f"{outbox_id} {state}")

    def keeps_waiting(self, outbox_id: int) -> None:
        """Give the worker time enough to send an action, and see that it does not even try."""
        due = self.scene.action(outbox_id).not_before
        until(lambda: self.store.clock.now() > due + SECOND, "time enough")
        assert (self.scene.action(outbox_id).state, self.scene.action(outbox_id).attempt) == (OutboxState.PENDING, 0)

    def is_health(self, account_id: int, state: str, code: str | None = None) -> None:
        """Wait until an account's health is this."""
        until(
            lambda: self.scene.health(account_id)[0] == state and code in (None, self.scene.health(account_id)[1]),
            f"{account_id} {state} {code}, is {self.scene.health(account_id)}",
        )

    def close(self) -> None:
        """End everything."""
        for worker in self.workers:
            if worker.alive:
                worker.kill()
        self.store.close()
        for gate in self.gates.values():
            gate.close()


@pytest.fixture
def desk(mock: MastodonMock, store_url: str, tmp_path: Path) -> Iterator[Desk]:
    """A desk with nothing on it yet."""
    opened = Desk(mock, store_url, tmp_path)
    yield opened
    opened.close()


def test_a_comment_comes_in_and_an_answer_goes_out_once(desk: Desk) -> None:
    root = desk.mock.say(desk.mock.brand, "Nytt från oss: kaffe")
    desk.mock.say(desk.mock.fan, "@brand Finns det te?", in_reply_to_id=root)
    worker = desk.worker()
    comment = desk.comes("Finns det te?")
    outbox = desk.scene.answer(comment, "@fan Ja, det finns te")
    desk.ends(outbox)
    assert desk.standing("Ja, det finns te") == 1
    own = desk.store.reader.one("SELECT own, parent_id, outbox_id FROM comment WHERE outbox_id = ?", (outbox,))
    assert own == (1, comment, outbox)
    desk.is_health(desk.scene.account_id, "ok")
    until(lambda: desk.scene.value("SELECT complete_since FROM account") is not None, "complete since")
    assert worker.terminate() == 0
    assert desk.scene.value("SELECT count(*) FROM lease WHERE until > ?", SystemClock().now()) == 0
    assert desk.scene.value("SELECT stopped_at FROM worker") is not None


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_stop_lets_the_request_in_hand_finish(desk: Desk, number: signal.Signals) -> None:
    desk.ask(f"fråga i handen {number.name}")
    worker = desk.worker(http_timeout_s=5)
    comment = desk.comes(f"fråga i handen {number.name}")
    desk.mock.slow_down("POST", "/api/v1/statuses", 1.0)
    outbox = desk.scene.answer(comment, f"@fan svar i handen {number.name}")
    until(lambda: any(method == "POST" for method, _path, _body in desk.gate.seen), "the request has left")
    assert desk.scene.action(outbox).state is OutboxState.SENDING
    assert worker.terminate(number) == 0
    assert desk.scene.action(outbox).state is OutboxState.SENT
    assert desk.standing(f"svar i handen {number.name}") == 1


BROKEN = {
    "e500": (ERROR_500, "platform.server_error"),
    "html": (HTML_200, "platform.unreadable"),
    "half": (HALF_JSON, "platform.unreadable"),
    "cut": (CUT, "platform.cut"),
    "silent": (SILENT, "platform.timeout"),
    "away": (ELSEWHERE, "platform.redirect"),
}


def test_whatever_a_platform_answers_nothing_is_lost_and_health_tells(desk: Desk) -> None:
    """Each broken way is an account of its own; the healthy one beside them is never kept waiting."""
    ids = {name: desk.add(name) for name in BROKEN}
    for name in BROKEN:
        desk.ask(f"fråga till {name}")
    desk.worker()
    actions = {}
    for name, key in ids.items():
        comment = desk.comes(f"fråga till {name}", key)
        desk.is_health(key, "ok")
        desk.gates[key].spoil(BROKEN[name][0], times=10_000)
        actions[name] = desk.scene.answer(comment, f"@fan svar från {name}")
    desk.ask("kom medan allt var trasigt")
    desk.comes("kom medan allt var trasigt")
    for name, key in ids.items():
        desk.is_health(key, "blind", BROKEN[name][1])
        assert desk.scene.action(actions[name]).state in (OutboxState.PENDING, OutboxState.UNKNOWN), name
    for key in ids.values():
        desk.gates[key].clear()
    for name, key in ids.items():
        desk.ends(actions[name])
        assert desk.standing(f"svar från {name}") == 1
        desk.comes("kom medan allt var trasigt", key)
        desk.is_health(key, "ok")


def test_an_answer_that_was_lost_on_the_way_back_is_found_not_repeated(desk: Desk) -> None:
    desk.ask("fråga med svinn")
    desk.worker()
    comment = desk.comes("fråga med svinn")
    desk.gate.spoil(LOST_ANSWER, method="POST", path="^/api/v1/statuses")
    outbox = desk.scene.answer(comment, "@fan svar med svinn")
    desk.ends(outbox)
    assert desk.standing("svar med svinn") == 1
    assert sum(method == "POST" for method, _path, _body in desk.gate.seen) == 1


def test_a_throttle_is_obeyed_to_the_second(desk: Desk) -> None:
    desk.worker()
    desk.is_health(desk.scene.account_id, "ok")
    desk.gate.spoil(Spoil(429, '{"error":"Too many requests"}', {"Retry-After": "6"}), path="notifications")
    desk.is_health(desk.scene.account_id, "throttled", "throttled")
    quiet_until, asked = time.monotonic() + 4.5, len(desk.gate.seen)
    until(lambda: time.monotonic() > quiet_until or len(desk.gate.seen) != asked)
    assert len(desk.gate.seen) == asked
    desk.is_health(desk.scene.account_id, "ok")
    assert time.monotonic() - quiet_until > 0.5


def test_two_workers_send_each_answer_once_and_one_takes_over(desk: Desk) -> None:
    other = desk.add("other")
    for number in range(6):
        desk.ask(f"två arbetare {number}")
    first, second = desk.worker("first"), desk.worker("second")
    keys = [desk.comes(f"två arbetare {n}", [desk.scene.account_id, other][n % 2]) for n in range(6)]
    for number in range(4):
        desk.ends(desk.scene.answer(keys[number], f"@fan ett svar {number}"))
    holders = set(desk.store.reader.rows("SELECT name, worker_id FROM lease"))
    assert len(holders) == 2
    first.kill()
    for number in (4, 5):
        desk.ends(desk.scene.answer(keys[number], f"@fan ett svar {number}"))
    for number in range(6):
        assert desk.standing(f"ett svar {number}") == 1
    posts = [body for gate in desk.gates.values() for method, _path, body in gate.seen if method == "POST"]
    assert len(posts) == 6
    assert second.terminate() == 0


def test_a_login_that_a_person_renews_heals_without_a_restart(desk: Desk) -> None:
    desk.ask("fråga utan nyckel")
    worker = desk.worker()
    comment = desk.comes("fråga utan nyckel")
    save_login(desk.folder, desk.scene.account_id, token="revoked-5d1f0b")
    desk.is_health(desk.scene.account_id, "needs_login", "platform.login")
    outbox = desk.scene.answer(comment, "@fan svar med ny nyckel")
    desk.keeps_waiting(outbox)
    assert desk.standing("svar med ny nyckel") == 0
    save_login(desk.folder, desk.scene.account_id, token=BRAND)
    desk.ends(outbox)
    desk.is_health(desk.scene.account_id, "ok")
    assert desk.standing("svar med ny nyckel") == 1
    written = worker.log_file.read_text() + (desk.folder / "worker.err").read_text()
    assert "revoked-5d1f0b" not in written
    assert BRAND not in written
    assert written.count("login read anew") == 2


def test_with_another_accounts_login_nothing_is_read_or_sent(desk: Desk) -> None:
    desk.ask("Vems är nyckeln?")
    worker = desk.worker()
    comment = desk.comes("Vems är nyckeln?")
    desk.is_health(desk.scene.account_id, "ok")
    save_login(desk.folder, desk.scene.account_id, token=FAN)
    until(lambda: worker.said("the login is another account's"), "noticed")
    outbox = desk.scene.answer(comment, "@fan Inte under fel namn")
    desk.is_health(desk.scene.account_id, "needs_login", "platform.other_account")
    told = desk.scene.value("SELECT params FROM account_health WHERE account_id = ?", desk.scene.account_id)
    assert "fan" in str(told)
    desk.keeps_waiting(outbox)
    theirs = desk.mock.fan.get(f"/api/v1/accounts/{desk.mock.me(desk.mock.fan)}/statuses").json()
    assert not any("fel namn" in row["content"] for row in theirs)
    assert all(call[0] == "GET" for call in desk.gate.seen)

    save_login(desk.folder, desk.scene.account_id, token=BRAND)
    desk.ends(outbox)
    desk.is_health(desk.scene.account_id, "ok")
    assert desk.standing("Inte under fel namn") == 1
    assert worker.terminate() == 0


def test_the_command_itself_runs_and_ends_in_good_order(desk: Desk) -> None:
    environ = {
        "PATH": os.environ["PATH"],
        "HOME": str(desk.folder),
        "NIGHTDESK_DATABASE_URL": desk.url,
        "NIGHTDESK_DATA_DIR": str(desk.folder),
        "NIGHTDESK_LOG_FILE": str(desk.folder / "command.log"),
        "NIGHTDESK_POLL_S": "0.3",
    }
    desk.ask("fråga till kommandot")
    with subprocess.Popen([sys.executable, "-m", "tui", "worker"], cwd=ROOT, env=environ) as worker:
        desk.ends(desk.scene.answer(desk.comes("fråga till kommandot"), "@fan svar från kommandot"))
        worker.send_signal(signal.SIGTERM)
        assert worker.wait(25) == 0
    assert desk.standing("svar från kommandot") == 1
    assert BRAND not in (desk.folder / "command.log").read_text()


def test_accounts_come_and_go_while_it_runs(desk: Desk) -> None:
    worker = desk.worker()
    desk.is_health(desk.scene.account_id, "ok")
    late = desk.add("late")
    desk.is_health(late, "ok")
    remove_account(desk.store, desk.scene.anna, late)
    until(lambda: worker.said("account left"), "left")
    asked = len(desk.gates[late].seen)
    desk.ask("efter att den ena gått")
    desk.comes("efter att den ena gått")
    assert len(desk.gates[late].seen) <= asked + 1
    assert worker.terminate() == 0
    assert not any(line["level"] in ("error", "critical") for line in worker.lines()), worker.lines()
