"""The query language as SQL means what the judge in plain Python says it means, on both databases."""

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlmodel import SQLModel

from backend.model.clock import Micros
from backend.policy.query import parse
from backend.policy.query_words import HAS, IS
from backend.store.engine import Store
from backend.store.read import queue
from backend.store.read import walk as walking
from backend.store.reader import Reader
from backend.store.tables.cases import CaseCommentRow, CaseFileRow, PromiseRow
from backend.store.tables.comments import AuthorRow, CommentRevisionRow, CommentRow
from backend.store.tables.triage import DeedItemRow, DeedRow, HoldRow, MentionRow, NoteRow, ReferralRow, StrikeRow
from backend.store.tables.work import ClaimRow, DraftRow
from tests.conftest import START, StandingClock
from tests.store.cluster import Cluster
from tests.store.oracle import ACCOUNTS, AD, AUTHORS, CASES, MEMBERS, NOW, REMOVED, World, matching, questions, worlds
from tests.store.stock import Stock


def fill(stock: Stock, world: World) -> None:
    """Put a world into an empty store."""
    for key, (short_name, platform) in ACCOUNTS.items():
        stock.account(short_name, platform, removed_at=START if key == REMOVED else None)
    for name in MEMBERS:
        stock.member(name.title())
    for key, values in AUTHORS.items():
        stock.add(AuthorRow(account_id=1, remote_id=f"a{key}", first_seen_at=START, **values))
    for key in (1, 2):
        stock.post(ad=key == AD)
    comments: list[SQLModel] = []
    texts: list[SQLModel] = []
    for key, row in enumerate(world.comments, 1):
        more = {name: value for name, value in row.items() if name not in ("text", "parent")}
        parent = f"c{row['parent']}" if row["parent"] else None
        rest: dict[str, Any] = {
            "root_remote_id": "p",
            "written_at": START,
            "parent_remote_id": parent,
        }
        comments.append(CommentRow(id=key, remote_id=f"c{key}", seen_at=START, **rest, **more))
        texts.append(CommentRevisionRow(comment_id=key, number=1, text=row["text"], seen_at=START))
    for rows in [comments, texts, *beside(world)]:
        if rows:
            stock.add(*rows)
    for row in world.outbox:
        more = {name: value for name, value in row.items() if name not in ("comment_id", "state", "actor_id")}
        stock.outbox(row["comment_id"], row["state"], row["actor_id"], **more)
    for row in world.promises:
        said = stock.outbox(None, "cancelled")
        stock.add(PromiseRow(account_id=1, outbox_id=said, owner_id=1, said_at=START, due_at=START, **row))


def beside(world: World) -> Iterator[list[SQLModel]]:
    """Yield the rows of each table that hang on comments."""
    yield [ClaimRow(taken_at=START, **row) for row in world.claims]
    yield [DraftRow(text="…", saved_at=START, **row) for row in world.drafts]
    yield [ReferralRow(from_id=1, asked_at=START, **row) for row in world.referrals]
    yield [StrikeRow(at=START, **row) for row in world.strikes]
    yield [
        CaseFileRow(id=key, account_id=1, category="complaint", state=state, opened_at=START)
        for key, state in zip(CASES, ("open", "closed"), strict=True)
    ]
    yield [CaseCommentRow(added_at=START, **row) for row in world.cases]
    yield [HoldRow(member_id=1, why="threat", made_at=START, **row) for row in world.holds]
    yield [
        NoteRow(id=key, comment_id=row["comment_id"], member_id=1, made_at=START)
        for key, row in enumerate(world.notes, 1)
    ]
    yield [
        MentionRow(note_id=key, member_id=row["mentions"], seen_at=row["seen_at"])
        for key, row in enumerate(world.notes, 1)
    ]
    yield [
        DeedRow(id=key, member_id=row["member_id"], verb=row["verb"], undone_at=row["undone_at"], made_at=START)
        for key, row in enumerate(world.deeds, 1)
    ]
    yield [
        DeedItemRow(deed_id=key, comment_id=row["comment_id"], outcome=row["outcome"])
        for key, row in enumerate(world.deeds, 1)
    ]


def judged(url: str, clock: StandingClock, world: World, asked: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    """Every question finds what the judge says: gathered and walked, from the top and from the end, one by one."""
    store = Store.open(url, clock)
    fill(Stock(store), world)
    store.close()
    reader = Reader.open(url)
    for text in (*asked, *ALWAYS):
        query = parse(text)
        for me in (1, None):
            right = matching(query, world, me)
            for few, many in ((2000, 30_000), (-1, 30_000), (-1, -1)):
                with monkeypatch.context() as patch:
                    patch.setattr(walking, "FEW", few)
                    patch.setattr(walking, "MANY", many)
                    page = queue.page(reader, query, Micros(NOW), me)
                    assert {row.id for row in page.rows} == right, (text, me, few)
                    assert list(paged(reader, text, me)) == [row.id for row in page.rows], text
    reader.close()


def paged(reader: Reader, text: str, me: int | None) -> Iterator[int]:
    """Read a list three rows at a time."""
    after = None
    while True:
        rows = queue.page(reader, parse(text), Micros(NOW), me, after=after, limit=3)
        yield from (row.id for row in rows.rows)
        if not rows.more:
            return
        after = rows.rows[-1].key


ALWAYS = [
    *(f"is:{word} is:any" for word in IS),
    *(f"has:{word} is:any" for word in HAS),
    *(f"{term} is:any" for term in ("by:me", "by:bo", "assigned:me", "lang:sv", "alike:1", "kind:own", "author:kal")),
]
"""What is asked of every world: a made-up question meets a rare state too seldom."""

ASKED = st.lists(questions(), min_size=5, max_size=12)
QUIET = settings(max_examples=20, deadline=None, suppress_health_check=list(HealthCheck), derandomize=True)


def make_new(tmp_path: Path, seed: Path) -> Callable[[], str]:
    """Return what makes a new store on SQLite."""

    def made() -> str:
        path = tmp_path / "world.sqlite3"
        for name in (path, path.with_name(path.name + "-wal"), path.with_name(path.name + "-shm")):
            name.unlink(missing_ok=True)
        shutil.copyfile(seed, path)
        path.chmod(0o600)
        return f"sqlite:///{path}"

    return made


@QUIET
@given(world=worlds(), asked=ASKED)
def test_sqlite(
    world: World,
    asked: list[str],
    tmp_path: Path,
    seed: Path,
    clock: StandingClock,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    judged(make_new(tmp_path, seed)(), clock, world, asked, monkeypatch)


@pytest.mark.postgres
@settings(QUIET, max_examples=12)
@given(world=worlds(), asked=ASKED)
def test_postgresql(
    world: World, asked: list[str], cluster: Cluster, clock: StandingClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    url = cluster.make("t1")
    try:
        judged(url, clock, world, asked, monkeypatch)
    finally:
        cluster.drop(url)
