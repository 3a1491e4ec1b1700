"""How SQLite finds rows: by the index made for it, in its order, whatever the store's size. And reading stays light."""

import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

import backend.store.read
from backend.model.clock import Micros
from backend.model.comment import QueueKey
from backend.policy.query import parse
from backend.policy.query_words import HAS, IS
from backend.store.changes import last_seq
from backend.store.read import queue
from backend.store.read import walk as walking
from backend.store.read.accounts import accounts, worker_status
from backend.store.read.counts import counts
from backend.store.read.drafts import draft
from backend.store.read.people import by_login
from backend.store.read.roots import known_roots
from backend.store.read.target import subject
from backend.store.read.thread import more, view
from backend.store.reader import Reader, Row
from tests.conftest import START
from tests.store.stock import Stock

FEW_ROWS = (
    "comment_own", "comment_new", "author_blocked", "author_muted", "post_ad", "referral_open", "referral_to",
    "draft_once", "case_file_open", "promise_open",
)  # fmt: skip
"""Indexes that hold few rows and may be walked whole."""

SMALL = ("account", "member", "member_role", "template", "worker", "journal", "account_health", "hold")
"""Tables that stay small and may be walked."""


class Explained(Reader):
    """A reader that notes how each of its SELECTs is carried out."""

    def __init__(self, connection: Any, *, postgres: bool) -> None:
        super().__init__(connection, postgres=postgres)
        self.noted: list[tuple[str, list[str]]] = []

    def rows(self, sql: str, params: Any = ()) -> list[Row]:
        found = super().rows(sql, params)
        if sql.lstrip().startswith(("SELECT", "WITH")):
            self.noted.append((sql, [row[3] for row in super().rows(f"EXPLAIN QUERY PLAN {sql}", params)]))
        return found

    @property
    def plans(self) -> list[str]:
        """Every step of every SELECT."""
        return [step for _, steps in self.noted for step in steps]

    @property
    def keys_plan(self) -> list[str]:
        """The steps of the SELECT that finds a page's keys."""
        (steps,) = [steps for sql, steps in self.noted if sql.startswith(("SELECT c.id, c.urgency", "SELECT * FROM"))]
        return steps


@pytest.fixture
def explained(sqlite_store: str) -> Iterator[Explained]:
    reader = Explained.open(sqlite_store)
    assert isinstance(reader, Explained)
    yield reader
    reader.close()


@pytest.fixture
def store_url(sqlite_store: str) -> str:
    """Only SQLite is asked for its plans here."""
    return sqlite_store


@pytest.fixture
def filled(stock: Stock, explained: Explained, monkeypatch: pytest.MonkeyPatch) -> Explained:
    """A reader of a store where every word is a common one."""
    blue = stock.account("blue", "bluesky")
    for i in range(6):
        stock.comment("hej", account_id=(1, blue)[i % 2], state=("open", "done")[i % 3 == 0])
    monkeypatch.setattr("backend.store.read.walk.FEW", 0)
    explained.noted = []
    return explained


def scans(plans: list[str]) -> list[str]:
    """What walks the whole of a table that grows."""
    walked = [plan.removeprefix("SCAN ") for plan in plans if plan.startswith("SCAN ")]
    known = (*SMALL, "CONSTANT", "comment_search", "comment_inside", "author_search", "a", "m", "n", "k")
    return [
        plan
        for plan in walked
        if plan.split()[0] not in known
        and not re.match(r"\(subquery|[bfs]\d*$", plan)
        and not any(plan.endswith(f"INDEX {name}") for name in FEW_ROWS)
    ]


PLACE = QueueKey(0, Micros(START), 3)


class TestQueuePlans:
    @pytest.mark.parametrize(
        ("query", "index"),
        [
            ("is:open", "comment_queue"),
            ("is:done", "comment_queue"),
            ("is:waiting", "comment_queue"),
            ("is:open age>1h", "comment_queue"),
            ("is:open hej", "comment_queue"),
            ("is:open -hej", "comment_queue"),
            ("is:open author:kalle", "comment_queue"),
            ("is:open account:acme", "comment_account_queue"),
            ("is:open platform:bluesky", "comment_account_queue"),
            ("is:own", "comment_own"),
            ("is:open is:followup", "comment_follow_up"),
            ("is:new", "comment_new"),
            ("is:new account:acme", "comment_new"),
            ("is:open has:image", "comment_traits"),
            ("is:done has:gif,video,audio", "comment_traits"),
            ("is:open has:media account:acme", "comment_traits"),
            ("is:question is:done", "comment_traits"),
            ("is:done is:liked", "comment_liked"),
            ("is:hidden is:open", "comment_not_visible"),
            ("is:held is:open", "comment_not_visible"),
            ("is:deleted is:liked has:link is:done", "comment_liked"),
            ("is:open -has:image", "comment_queue"),
            ("is:open -has:reply -has:note -has:draft", "comment_queue"),
            ("is:open is:unclaimed is:unassigned", "comment_queue"),
            ("is:open lang:sv kind:mention", "comment_kind"),
            ("is:open kind:mention,quote", "comment_queue"),
            ("is:open is:hidden,deleted", "comment_queue"),
            ("is:open -by:me", "comment_queue"),
            ("is:waiting -assigned:me -is:blocked", "comment_queue"),
            ("is:open -hejsan", "comment_queue"),
            ("is:open *hej* -faktura", "comment_queue"),
        ],
    )
    @pytest.mark.parametrize("after", [None, PLACE])
    @pytest.mark.parametrize("backward", [False, True])
    def test_a_page_walks_its_index_in_order(
        self, filled: Explained, query: str, index: str, after: QueueKey | None, backward: bool
    ) -> None:
        queue.page(filled, parse(query), START, 1, after=after, backward=backward)
        walk = filled.keys_plan[0]
        assert f"INDEX {index}" in walk
        whole = index in walking.STATELESS and not after
        assert walk.startswith("SCAN c" if whole else "SEARCH c"), walk
        assert not [step for step in filled.keys_plan if "TEMP B-TREE FOR" in step and "ORDER" in step], (
            filled.keys_plan
        )
        assert [table for table in scans(filled.plans) if (table, whole) != ("c", True)] == []

    def test_the_bare_queue_is_read_from_the_index_alone(self, filled: Explained) -> None:
        for query, index in (("is:open", "comment_queue"), ("is:open account:acme", "comment_account_queue")):
            filled.noted = []
            queue.page(filled, parse(query), START, 1, after=PLACE)
            assert [plan for plan in filled.plans if f"COVERING INDEX {index}" in plan], filled.plans

    def test_a_place_is_sought_and_not_walked_to(self, filled: Explained) -> None:
        queue.page(filled, parse("is:open"), START, 1, after=PLACE)
        assert [plan for plan in filled.plans if "(state=? AND (urgency,sort_at)<(?,?))" in plan], filled.plans

    @pytest.mark.parametrize(
        "query",
        [
            "hej",
            "is:mine",
            "is:failed",
            "is:late",
            "author:kalle",
            "-is:open",
            "is:any",
            *(f"is:{word}" for word in IS),
            *(f"has:{word}" for word in HAS),
            *(f"-is:{word}" for word in IS),
            *(f"-has:{word}" for word in HAS),
            "by:me",
            "assigned:anna",
            "alike:1",
            "post:1",
            "*hej*",
            "hejsan",
        ],
    )
    def test_nothing_that_grows_is_scanned(self, filled: Explained, query: str) -> None:
        queue.page(filled, parse(query), START, 1)
        assert scans(filled.plans) == []

    def test_few_are_gathered_by_key(self, filled: Explained, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr("backend.store.read.walk.FEW", 2000)
        few = "is:mine is:forme is:late is:soon is:failed is:snoozed is:claimed is:assigned is:referred"
        few += " is:promised is:case case:1"
        few += " is:blocked is:muted is:ad has:note has:draft has:strike by:me assigned:me alike:1 post:1"
        few += " hej hejsan *hej* author:kalle"
        for query in few.split():
            filled.noted = []
            queue.page(filled, parse(query), START, 1)
            assert "SEARCH c USING INTEGER PRIMARY KEY (rowid=?)" in filled.plans, (query, filled.plans)
            assert scans(filled.plans) == []

    def test_arrivals_look_only_at_newer_keys(self, filled: Explained) -> None:
        for query in ("is:open", "hej", "is:open author:kalle", "is:mine"):
            filled.noted = []
            queue.arrivals(filled, parse(query), START, 1, 3)
            by_key = [step for step in filled.plans if step.startswith("SEARCH c USING INTEGER PRIMARY KEY (rowid")]
            assert by_key, (query, filled.plans)
            assert scans(filled.plans) == []

    def test_late_ones_have_an_index_of_their_own(self, filled: Explained) -> None:
        counts(filled, START, 1)
        queue.page(filled, parse("is:assigned is:snoozed alike:1 is:forme post:1 by:me"), START, 1)
        for step in (
            "COVERING INDEX comment_assigned (assigned_to=? AND state=?)",
            "COVERING INDEX comment_snoozed (snoozed_until>?)",
            "COVERING INDEX comment_alike (alike=?)",
            "INDEX referral_to (to_id=?)",
            "INDEX mention_unseen (member_id=?)",
            "COVERING INDEX comment_thread (post_id=?)",
            "INDEX outbox_actor (actor_id=?",
            "INDEX deed_member (member_id=?)",
        ):
            assert [plan for plan in filled.plans if step in plan], (step, filled.plans)
        assert [plan for plan in filled.plans if "USING INDEX comment_due (due_at<?)" in plan]
        assert [plan for plan in filled.plans if "INDEX claim_member (member_id=? AND until>?)" in plan]
        assert [plan for plan in filled.plans if "INDEX outbox_due (state=?)" in plan]
        assert scans(filled.plans) == []


class TestOtherPlans:
    def test_a_thread(self, filled: Explained) -> None:
        view(filled, 3, START)
        more(filled, 3, 1, START)
        assert (
            len([plan for plan in filled.plans if "COVERING INDEX comment_thread (post_id=? AND sort_at" in plan]) >= 4
        )
        assert [
            plan for plan in filled.plans if "comment_parent (account_id=? AND parent_remote_id=? AND own=?)" in plan
        ]
        assert scans(filled.plans) == []

    def test_the_rest(self, filled: Explained) -> None:
        queue.rows(filled, [1, 2], START, 1)
        subject(filled, 1)
        draft(filled, 1, 1)
        known_roots(filled, 1, ["a", "b"])
        accounts(filled)
        worker_status(filled, START)
        by_login(filled, "anna")
        last_seq(filled)
        assert [table for table in scans(filled.plans) if table != "sqlite_sequence"] == []


def test_reading_loads_no_orm() -> None:
    folder = Path(backend.store.read.__path__[0])
    names = [f"backend.store.read.{path.stem}" for path in folder.glob("*.py") if path.stem != "__init__"]
    names += ["backend.store.changes", "backend.store.reader", "backend.store.migrate", "backend.store.erase"]
    code = (
        f"import sys\nfor name in {names!r}: __import__(name)\n"
        "print(*sorted({name.split('.')[0] for name in sys.modules}"
        " & {'sqlalchemy', 'sqlmodel', 'pydantic', 'alembic', 'psycopg', 'httpx', 'textual'}))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.split() == []
