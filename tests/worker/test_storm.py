"""All seven platforms in one storm: faults at random and workers killed, and in the end the store is the stage's truth.

Many accounts of ours on one stage: what people write, edit and delete while requests fail, are cut, reset, throttled
and sent elsewhere, while logins run out, lists come in another order, clocks are wrong, pushes come twice and
whoever reads is killed, is all there, once, as it stands. What members do meanwhile happens once, or is `unknown`.

CI runs the small one. The large one (50 accounts, 200,000 comments, 1000 faults, 20 kills) takes some minutes:

    NIGHTDESK_STORM=large .venv/bin/pytest -s -m kill tests/worker/test_storm.py

With `NIGHTDESK_STORM_STORE=postgresql` beside it the store is on PostgreSQL.
"""

import os
import time
from collections import Counter
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from random import Random

import pytest

from backend.config.desk import DeskSettings
from backend.desk.session import Desk, introduce, open_desk
from backend.model.clock import SystemClock
from backend.model.pace import Pace
from backend.store.engine import Store
from backend.worker.tempo import Tempo
from tests.leaks import files, leaked, planted, processes
from tests.ports import free_port
from tests.stage.play import Stage
from tests.worker.commands import Command
from tests.worker.processes import WorkerProcess
from tests.worker.pushes import WORD
from tests.worker.storm_acts import Members, away, judged, plan, under_way
from tests.worker.storming import EARLY, Crowd, Place, Size, difference, others, settled_in, size, stored
from tests.worker.waiting import until

TEMPO = Tempo(
    beat_s=1, lease_s=5, look_s=0.1, accounts_s=0.5, login_s=3, retry_s=0.3, longest_s=5, wake_s=5, trim_s=600
)
MANY_ATTEMPTS = 20
"""So often nothing is tried, whatever the weather: the storm is over in less than the hour that patience lasts."""

WRITES = 0.4
"""The share of writes that meet a fault."""

GUST_S = 0.5
"""Between two gusts lie so many seconds."""


@pytest.fixture
def url(request: pytest.FixtureRequest) -> str:
    """The address of a new store: a file, or on PostgreSQL when the environment asks for it."""
    postgres = os.environ.get("NIGHTDESK_STORM_STORE") == "postgresql"
    return str(request.getfixturevalue("postgres_url" if postgres else "store_url"))


@pytest.fixture
def desk(url: str, tmp_path: Path) -> Iterator[Desk]:
    """A desk with a member at it."""
    opened = open_desk(DeskSettings(url, tmp_path, "en"), SystemClock())
    introduce(opened, "Anna", "", "sv", "Europe/Stockholm")
    yield opened
    opened.close()


@dataclass
class Storm:
    """A storm of one size: what people, members and the sky do, and a worker that is killed meanwhile."""

    size: Size
    crowd: Crowd
    members: Members
    worker: WorkerProcess
    dice: Random
    hidden: Collection[bytes] = ()
    kills: int = 0

    def blow(self) -> None:
        """Let it blow until all faults were dealt, all kills done and all acts tried; a worker is left running."""
        self.crowd.stage.do("storm", share=self.size.share, most=self.size.faults, writes=WRITES, seed=5)
        while self.kills < self.size.kills or self.dealt().total() < self.size.faults or self.members.untried():
            if not self.worker.alive:
                self.worker.start()
            self._rage(self.dice.uniform(*self.size.alive_s))
            if self.kills < self.size.kills:
                self.worker.kill()
                self.kills += 1
        self.crowd.stage.do("storm", share=0)
        if not self.worker.alive:
            self.worker.start()

    def dealt(self) -> Counter[str]:
        """Return how many faults of each kind were dealt."""
        return Counter(self.crowd.stage.do("storm")["dealt"])

    def _rage(self, seconds: float) -> None:
        """Let people write and members act for a while."""
        assert leaked(self.hidden, processes()) == []
        ends = time.monotonic() + seconds
        while time.monotonic() < ends:
            left = self.size.comments - self.crowd.said
            if left >= self.size.accounts:
                self.crowd.gust(max(1, self.size.comments // 1000 // self.size.accounts))
            self.members.work(max(4, self.size.accounts * self.size.acts // 100))
            time.sleep(GUST_S)


@dataclass
class Judge:
    """Tells whether all has come to its end, and where the store is not yet the truth."""

    storm: Storm
    store: Store
    places: Sequence[Place]
    open: Sequence[Place]
    found: str = ""

    def all_is_well(self) -> bool:
        """Look once: at the accounts that differed the last time, and when none does any more, at all."""
        members = self.storm.members
        members.work(len(members.planned))
        waiting = len(members.planned) + under_way(self.store)
        self.found = f"{waiting} acts are not at their end\n" if waiting else ""
        if not waiting:
            self.open = self._differing(self.open) or self._differing(self.places)
        time.sleep(0.5)
        return not (waiting or self.open)

    def _differing(self, places: Sequence[Place]) -> list[Place]:
        return [place for place in places if self._differs(place)]

    def _differs(self, place: Place) -> bool:
        there, truth = stored(self.store, place.id), others(self.storm.crowd.truth(place))
        found = difference(there, truth, away(self.storm.members.done, place))
        if found:
            self.found += f"{place}: {found}\n"
        return bool(found)


@pytest.mark.kill
@pytest.mark.timeout(7200)
def test_through_the_storm_the_store_is_the_truth(url: str, desk: Desk, tmp_path: Path) -> None:
    large = size()
    with Stage("--speed", "0", "--requests", "1000000000") as stage:
        crowd, began = Crowd(stage, large.accounts), time.monotonic()
        crowd.begin(large.posts, int(large.comments * EARLY))
        places = settled_in(crowd, desk, tmp_path)
        members = Members(desk, plan(crowd, places, large.acts, Random(11)))
        pace = Pace(large.again_s, probe_s=large.again_s, share=1)
        worker = WorkerProcess(url, tmp_path, TEMPO, 15, large.poll_s, pace=pace, stream=True)
        hidden = planted(tmp_path)
        assert len(hidden) >= large.accounts
        storm = Storm(large, crowd, members, worker, Random(13), hidden)
        judge = Judge(storm, desk.store, places, places)
        port = str(free_port())
        told = {"NIGHTDESK_META_VERIFY_TOKEN": WORD, "NIGHTDESK_LINKEDIN_CLIENT_SECRET": crowd.secret()}
        with Command(tmp_path, url, "webhooks", "--port", port, **told) as doors:
            assert doors.line()
            crowd.listen(f"http://127.0.0.1:{port}/webhooks")
            print(f"begun after {time.monotonic() - began:.0f} s: {crowd.said} comments on {len(places)} accounts")
            began = time.monotonic()
            try:
                storm.blow()
                blown = time.monotonic()
                until(judge.all_is_well, "the store is the stage's truth", large.patience_s, lambda: judge.found)
                assert worker.terminate(patience_s=60) == 0
            finally:
                worker.end()
            ended = time.monotonic()
        account = judged(desk.store, crowd, members.done)
        pushed = crowd.pushed()
        took, rate = ended - began, crowd.said / (ended - began)
        print(f"faults: {dict(storm.dealt())}; {storm.kills} kills; {pushed} pushes heard")
        print(f"{crowd.said} comments in {took:.0f} s ({rate:.0f}/s), {ended - blown:.0f} s after the storm")
        print(f"acts: {dict(account.states)}, at most {account.attempts} attempts at one")
        assert not account.wrong, account.wrong
        assert account.attempts < MANY_ATTEMPTS
        assert (storm.dealt().total() >= large.faults, storm.kills) == (True, large.kills)
        assert pushed
        assert leaked(hidden, files(tmp_path)) == []
