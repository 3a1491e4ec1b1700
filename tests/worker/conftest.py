"""What the worker's tests share: a migrated store to copy, and an account with comments in it."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from backend.model.clock import Clock, SystemClock
from backend.store.engine import Store
from backend.store.migrate import migrate
from tests.store.cluster import Cluster, find_programs
from tests.worker.processes import MastodonMock
from tests.worker.proxy import Proxy
from tests.worker.scene import Scene


@pytest.fixture(scope="session")
def seed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A migrated SQLite store to copy: migrating costs fifty times a copy."""
    path = tmp_path_factory.mktemp("seed") / "store.sqlite3"
    migrate(f"sqlite:///{path}")
    return path


@pytest.fixture
def store_url(tmp_path: Path, seed: Path) -> str:
    """The address of a new store."""
    path = tmp_path / "store.sqlite3"
    shutil.copyfile(seed, path)
    return f"sqlite:///{path}"


@pytest.fixture(scope="session")
def cluster() -> Iterator[Cluster]:
    """A PostgreSQL server."""
    programs = find_programs()
    if programs is None:
        pytest.skip("no PostgreSQL is installed")
    running = Cluster(programs)
    yield running
    running.stop()


@pytest.fixture
def postgres_url(cluster: Cluster) -> Iterator[str]:
    """A new store on PostgreSQL."""
    url = cluster.make()
    migrate(url)
    yield url
    cluster.drop(url)


@pytest.fixture
def store(store_url: str, clock: Clock) -> Iterator[Store]:
    """A new store on the standing clock."""
    opened = Store.open(store_url, clock)
    yield opened
    opened.close()


@pytest.fixture
def scene(store: Store) -> Scene:
    """A member, an account and nothing else."""
    return Scene(store)


@pytest.fixture
def mock(tmp_path: Path) -> Iterator[MastodonMock]:
    """A server of its own: what stands on it is counted."""
    running = MastodonMock(tmp_path)
    yield running
    running.close()


@pytest.fixture
def proxy(mock: MastodonMock) -> Iterator[Proxy]:
    """What the worker speaks to."""
    opened = Proxy(("127.0.0.1", mock.port))
    yield opened
    opened.close()


@pytest.fixture
def live_store(store_url: str) -> Iterator[Store]:
    """A new store on the system's clock."""
    opened = Store.open(store_url, SystemClock())
    yield opened
    opened.close()
