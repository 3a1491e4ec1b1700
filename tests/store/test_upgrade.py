"""An upgrade is whole or not at all, whatever happens on the way; a store that must not be touched is refused."""

import os
import shutil
import signal
import sqlite3
import stat
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path

import pytest
from sqlalchemy import text

from backend.store import migrate as migrating
from backend.store.engine import Store
from backend.store.errors import StoreError, StoreNewer, StoreOld, StoreUnavailable
from backend.store.migrate import Steps, found_version, migrate
from backend.store.reader import Reader
from backend.store.version import HEAD
from tests.conftest import StandingClock
from tests.store.cluster import Cluster
from tests.store.stock import Stock

STEP = """
import sqlalchemy as sa
from alembic import op

revision = "next"
down_revision = "{head}"
branch_labels = None
depends_on = None


def upgrade() -> None:
{body}
"""

REBUILD = """
    with op.batch_alter_table("comment") as table:
        table.add_column(sa.Column("mood", sa.Text(), server_default="calm", nullable=False))
    with op.batch_alter_table("comment_revision") as table:
        table.create_check_constraint("comment_revision_counts", "number > 0")
"""


@pytest.fixture
def step(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[str], Steps]:
    """Makes a folder of steps with one more than ours, which does what a test says."""
    folder = tmp_path / "steps"
    ours = Path(migrating.__file__).parent / "migrations"
    shutil.copytree(ours, folder, ignore=shutil.ignore_patterns("__pycache__"))

    def make(body: str) -> Steps:
        (folder / "versions" / "next.py").write_text(STEP.format(head=HEAD, body=body))
        return Steps(str(folder), "next", (HEAD, "next"))

    return make


def reason(error: pytest.ExceptionInfo[StoreError]) -> str:
    return error.value.reason.code


class TestUpgrade:
    def test_rows_search_and_triggers_outlive_rebuilt_tables(
        self, stock: Stock, store_url: str, step: Callable[[str], Steps]
    ) -> None:
        key = stock.comment("gurka")
        stock.revise(key, "tomat", 2)
        stock.draft(key, 1, "kept")
        stock.store.close()
        done = migrate(store_url, step(REBUILD))
        assert (done.before, done.now, done.changed) == (HEAD, "next", True)
        with closing(Reader.open(store_url, check=False)) as reader:
            assert reader.rows("SELECT id, mood FROM comment") == [(key, "calm")]
            assert reader.rows("SELECT text FROM draft") == [("kept",)]
            assert [found(reader, word) for word in ("tomat", "gurka")] == [[key], []]
        add_revision(store_url, key)
        with closing(Reader.open(store_url, check=False)) as reader:
            assert [found(reader, word) for word in ("tomat", "senap")] == [[], [key]]

    def test_a_step_that_fails_changes_nothing(
        self, stock: Stock, store_url: str, step: Callable[[str], Steps]
    ) -> None:
        key = stock.comment("gurka")
        stock.store.close()
        with pytest.raises(ZeroDivisionError):
            migrate(store_url, step(REBUILD + "\n    1 / 0"))
        assert found_version(store_url) == HEAD
        with closing(Reader.open(store_url)) as reader:
            assert found(reader, "gurka") == [key]
            assert "mood" not in str(reader.rows("SELECT * FROM comment"))
        assert migrate(store_url, step(REBUILD)).now == "next"

    def test_an_open_desk_writes_no_more_after_an_upgrade(
        self, stock: Stock, store_url: str, step: Callable[[str], Steps]
    ) -> None:
        migrate(store_url, step(REBUILD))
        with pytest.raises(StoreNewer), stock.store.write():
            pass
        with pytest.raises(StoreNewer) as caught:
            Reader.open(store_url)
        assert (reason(caught), caught.value.reason.params) == ("store.newer", {"found": "next", "wanted": HEAD})

    def test_a_newer_store_is_not_migrated(self, store_url: str, step: Callable[[str], Steps]) -> None:
        migrate(store_url, step(REBUILD))
        with pytest.raises(StoreNewer):
            migrate(store_url)
        assert found_version(store_url) == "next"

    def test_an_older_store_asks_for_an_upgrade(
        self, store: Store, store_url: str, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        with store.write() as writer:
            writer.conn.execute(text("UPDATE alembic_version SET version_num = '0000'"))
        monkeypatch.setattr("backend.store.reader.KNOWN", ("0000", HEAD))
        with pytest.raises(StoreOld):
            Reader.open(store_url)

    def test_two_at_once_upgrade_once(self, store_url: str, step: Callable[[str], Steps]) -> None:
        steps = step(REBUILD)
        with ThreadPoolExecutor(2) as pool:
            done = list(pool.map(lambda _: migrate(store_url, steps), range(2)))
        assert sorted(str(one.before) for one in done) == [HEAD, "next"]


def found(reader: Reader, word: str) -> list[int]:
    if reader.postgres:
        sql = "SELECT comment_id FROM comment_search WHERE words @@ to_tsquery('simple', ?)"
    else:
        sql = "SELECT rowid FROM comment_search WHERE comment_search MATCH ?"
    return [row[0] for row in reader.rows(sql, (word,))]


def add_revision(url: str, key: int) -> None:
    from backend.store.engine import make_engine

    engine = make_engine(url)
    with engine.begin() as connection:
        connection.exec_driver_sql(
            f"INSERT INTO comment_revision (comment_id, number, text, seen_at) VALUES ({key}, 3, 'senap', 0)"
        )
    engine.dispose()


class TestSqlite:
    def test_a_new_store_is_its_owners_alone(self, tmp_path: Path) -> None:
        path = tmp_path / "data" / "nightdesk" / "store.sqlite3"
        old = os.umask(0o022)
        try:
            done = migrate(f"sqlite:///{path}")
            with closing(Reader.open(f"sqlite:///{path}")) as reader:
                reader.value("SELECT count(*) FROM comment")
                modes = {one.name: stat.S_IMODE(one.stat().st_mode) for one in path.parent.iterdir()}
        finally:
            os.umask(old)
        assert (done.before, done.now, done.backup) == (None, HEAD, None)
        assert set(modes.values()) == {0o600}
        assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700

    def test_the_old_store_is_kept_beside(
        self, sqlite_store: str, clock: StandingClock, step: Callable[[str], Steps]
    ) -> None:
        store = Store.open(sqlite_store, clock)
        Stock(store).member("Anna")
        store.close()
        backup = migrate(sqlite_store, step(REBUILD)).backup
        assert backup is not None
        assert stat.S_IMODE(backup.stat().st_mode) == 0o600
        with closing(Reader.open(f"sqlite:///{backup}")) as reader:
            assert reader.rows("SELECT name FROM member") == [("Anna",)]
        assert not backup.with_name(backup.name + ".part").exists()

    def test_a_child_without_a_parent_stops_the_upgrade(self, sqlite_store: str, step: Callable[[str], Steps]) -> None:
        orphan = "    op.execute(\"INSERT INTO member_role (member_id, role) VALUES (77, 'lead')\")"
        with pytest.raises(StoreUnavailable) as caught:
            migrate(sqlite_store, step(orphan))
        assert reason(caught) == "store.damaged"
        assert found_version(sqlite_store) == HEAD

    def test_killed_half_way_it_is_the_old_store(
        self, sqlite_store: str, tmp_path: Path, step: Callable[[str], Steps], clock: StandingClock
    ) -> None:
        mark = tmp_path / "half-way"
        steps = step(f"{REBUILD}\n    open({str(mark)!r}, 'w').close()\n    __import__('time').sleep(60)")
        code = f"from backend.store.migrate import Steps, migrate\nmigrate({sqlite_store!r}, {steps!r})"
        running = subprocess.Popen([sys.executable, "-c", code], cwd=Path(__file__).parents[2])
        deadline = time.monotonic() + 30
        while not mark.exists() and time.monotonic() < deadline and running.poll() is None:
            time.sleep(0.01)
        assert mark.exists()
        running.send_signal(signal.SIGKILL)
        running.wait(10)
        assert found_version(sqlite_store) == HEAD
        store = Store.open(sqlite_store, clock)
        Stock(store).member("Anna")
        assert store.reader.value("PRAGMA integrity_check") == "ok"
        store.close()
        assert migrate(sqlite_store, step(REBUILD)).now == "next"

    def test_killed_while_it_is_made_it_can_be_made_again(self, tmp_path: Path) -> None:
        path = tmp_path / "store.sqlite3"
        path.touch(0o600)
        assert migrate(f"sqlite:///{path}").before is None
        with closing(Reader.open(f"sqlite:///{path}")) as reader:
            assert reader.version() == HEAD

    def test_somebody_elses_file_is_left_alone(self, tmp_path: Path) -> None:
        letter, other = tmp_path / "letter.txt", tmp_path / "other.sqlite3"
        letter.write_text("Kära mormor, " * 100)
        with closing(sqlite3.connect(other)) as connection:
            connection.execute("CREATE TABLE mine (id)")
        for path in (letter, other):
            before = path.read_bytes()
            with pytest.raises(StoreUnavailable) as caught:
                migrate(f"sqlite:///{path}")
            assert reason(caught) == "store.not_a_store"
            assert path.read_bytes() == before

    def test_a_place_that_cannot_be_written(self, tmp_path: Path) -> None:
        (tmp_path / "file").touch()
        with pytest.raises(StoreUnavailable) as caught:
            migrate(f"sqlite:///{tmp_path}/file/store.sqlite3")
        assert reason(caught) == "store.unreachable"

    def test_a_running_migration_is_waited_for_and_no_longer(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(migrating, "LOCK_WAIT_S", 0.1)
        path = tmp_path / "store.sqlite3"
        with migrating._alone(path), pytest.raises(StoreUnavailable) as caught:
            migrate(f"sqlite:///{path}")
        assert reason(caught) == "store.busy"


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A disk of 4 MB."""
    folder = tmp_path / "disk"
    folder.mkdir()
    mounted = (
        os.geteuid() == 0
        and subprocess.run(
            ["mount", "-t", "tmpfs", "-o", "size=6m", "tmpfs", str(folder)], check=False, capture_output=True
        ).returncode
        == 0
    )
    if not mounted:
        pytest.skip("a small disk can only be made by root")
    yield folder
    subprocess.run(["umount", str(folder)], check=True)


class TestDisk:
    def test_a_full_disk_loses_nothing_and_is_used_again(
        self, small_disk: Path, seed: Path, clock: StandingClock
    ) -> None:
        path = small_disk / "store.sqlite3"
        shutil.copyfile(seed, path)
        store = Store.open(f"sqlite:///{path}", clock)
        stock = Stock(store)
        stock.account(), stock.author(), stock.post()
        ballast = small_disk / "ballast"
        written = 0
        with pytest.raises(StoreUnavailable) as caught:
            while True:
                stock.comment("hej " * 5000)
                written += 1
                ballast.write_bytes(b"x" * min(written * 65_536, 1_000_000))
        assert reason(caught) == "store.full"
        assert store.reader.value("SELECT count(*) FROM comment") == written
        ballast.unlink()
        assert stock.comment("nu går det") == written + 1
        assert store.reader.value("PRAGMA integrity_check") == "ok"
        store.close()

    def test_an_upgrade_on_a_full_disk_changes_nothing(
        self, small_disk: Path, seed: Path, step: Callable[[str], Steps]
    ) -> None:
        path = small_disk / "store.sqlite3"
        shutil.copyfile(seed, path)
        with closing(sqlite3.connect(path)) as connection, connection:
            connection.execute("INSERT INTO member (name, active, created_at) VALUES (zeroblob(1300000), 1, 0)")
        with closing(sqlite3.connect(path)) as connection:
            connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        free = shutil.disk_usage(small_disk).free
        (small_disk / "ballast").write_bytes(b"x" * (free - 300_000))
        with pytest.raises(StoreUnavailable) as caught:
            migrate(f"sqlite:///{path}", step(REBUILD))
        assert reason(caught) == "store.full"
        (small_disk / "ballast").unlink()
        assert found_version(f"sqlite:///{path}") == HEAD
        assert migrate(f"sqlite:///{path}", step(REBUILD)).now == "next"

    def test_a_read_only_store(self, sqlite_store: str, clock: StandingClock) -> None:
        """Read-only to another user: what the file's mode says does not bind root."""
        path = Path(sqlite_store.removeprefix("sqlite:///"))
        code = (
            "import os, sys\n"
            "from backend.model.clock import SystemClock\n"
            "from backend.store.engine import Store\n"
            "from backend.store.errors import StoreError\n"
            "if os.geteuid() == 0: os.setgid(65534); os.setuid(65534)\n"
            "try:\n"
            "    store = Store.open(sys.argv[1], SystemClock())\n"
            "    with store.write(): print('written')\n"
            "except StoreError as error: print(error.reason.code)\n"
        )
        for parent in path.parents:
            if parent.owner() == path.owner() and parent != Path("/tmp"):
                parent.chmod(0o755)
            if parent == Path("/tmp"):
                break
        path.chmod(0o444)
        path.parent.chmod(0o555)
        done = subprocess.run(
            [sys.executable, "-W", "ignore", "-c", code, sqlite_store],
            cwd=Path(__file__).parents[2], capture_output=True, text=True, check=False,
        )  # fmt: skip
        path.parent.chmod(0o700)
        assert done.stdout.strip() == "store.read_only", done.stderr


@pytest.mark.postgres
class TestPostgres:
    def test_strange_letters_are_refused(self, cluster: Cluster) -> None:
        for options in ("ENCODING 'LATIN1' LC_COLLATE 'C' LC_CTYPE 'C'", "LC_COLLATE 'C' LC_CTYPE 'C'"):
            url = cluster.make("template0", options)
            with pytest.raises(StoreUnavailable) as caught:
                migrate(url)
            assert reason(caught) == "store.letters"
            cluster.drop(url)

    def test_somebody_elses_database_is_left_alone(self, cluster: Cluster) -> None:
        url = cluster.make()
        import psycopg

        with psycopg.connect(url) as connection:
            connection.execute("CREATE TABLE comment (id int)")
        with pytest.raises(StoreUnavailable) as caught:
            migrate(url)
        assert reason(caught) == "store.not_a_store"

    def test_no_server_no_database_no_right(self, cluster: Cluster, postgres_store: str) -> None:
        for url in ("postgresql://nobody@127.0.0.1:1/x", cluster.url("nowhere")):
            with pytest.raises(StoreUnavailable) as caught:
                migrate(url)
            assert reason(caught) == "store.unreachable"
            with pytest.raises(StoreUnavailable) as caught:
                Reader.open(url)
            assert reason(caught) == "store.unreachable"

    def test_a_running_migration_is_waited_for_and_no_longer(
        self, cluster: Cluster, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        import psycopg

        monkeypatch.setattr(migrating, "LOCK_WAIT_S", 1)
        url = cluster.make()
        with psycopg.connect(url) as other:
            other.execute("SELECT pg_advisory_xact_lock(%s)", (migrating._ADVISORY_KEY,))
            with pytest.raises(StoreUnavailable) as caught:
                migrate(url)
        assert reason(caught) == "store.busy"
        assert migrate(url).before is None
