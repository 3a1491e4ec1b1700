"""Stores to test on: a new one for every test, on SQLite and on PostgreSQL."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from backend.store.engine import Store
from backend.store.migrate import migrate
from backend.store.reader import Reader
from tests.conftest import StandingClock
from tests.store.cluster import Cluster, find_programs
from tests.store.stock import Stock


@pytest.fixture(scope="session")
def cluster() -> Iterator[Cluster]:
    """A running PostgreSQL server with a migrated database `seed` to copy."""
    programs = find_programs()
    if programs is None:
        pytest.skip("no PostgreSQL is installed")
    running = Cluster(programs)
    try:
        migrate(running.make())
        yield running
    finally:
        running.stop()


@pytest.fixture(scope="session")
def seed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A migrated SQLite store to copy: migrating costs fifty times a copy."""
    path = tmp_path_factory.mktemp("seed") / "store.sqlite3"
    migrate(f"sqlite:///{path}")
    return path


@pytest.fixture
def sqlite_store(tmp_path: Path, seed: Path) -> str:
    """The address of a new store on SQLite."""
    folder = tmp_path / "desk"
    folder.mkdir(mode=0o700)
    path = folder / "store.sqlite3"
    shutil.copyfile(seed, path)
    path.chmod(0o600)
    return f"sqlite:///{path}"


@pytest.fixture
def postgres_store(cluster: Cluster) -> Iterator[str]:
    """The address of a new store on PostgreSQL."""
    url = cluster.make("t1")
    yield url
    cluster.drop(url)


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)])
def store_url(request: pytest.FixtureRequest) -> str:
    """The address of a new, migrated store on each database."""
    url: str = request.getfixturevalue("sqlite_store" if request.param == "sqlite" else "postgres_store")
    return url


@pytest.fixture
def store(store_url: str, clock: StandingClock) -> Iterator[Store]:
    """A store open for writing, on the standing clock."""
    opened = Store.open(store_url, clock)
    yield opened
    opened.close()


@pytest.fixture
def reader(store_url: str) -> Iterator[Reader]:
    """A second connection that only reads."""
    opened = Reader.open(store_url)
    yield opened
    opened.close()


@pytest.fixture
def stock(store: Store) -> Stock:
    """Rows to read, beside `store`: one account, one author, one post, and a member named Anna."""
    made = Stock(store)
    made.account()
    made.author("Kalle", "kalle@mastodon.social")
    made.post(remote_id="post")
    made.member("Anna", "anna")
    return made
