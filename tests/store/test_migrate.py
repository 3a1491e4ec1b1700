"""The store is made and upgraded whole or not at all, and the schema of the steps is the schema of the tables."""

from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Engine
from sqlmodel import SQLModel

import backend.store.tables  # noqa: F401
from backend.store.engine import Store, make_engine, sqlite_engine
from backend.store.migrate import OURS, found_version, migrate
from backend.store.reader import Reader
from backend.store.search import OWNED
from backend.store.version import HEAD, KNOWN
from tests.store.cluster import Cluster


def of_the_schema(_object: object, name: str | None, kind: str, _reflected: bool, _to: object) -> bool:
    """Whether alembic should compare it: the search index is no part of the schema."""
    return not (kind == "table" and name is not None and name.startswith(OWNED))


class TestContract:
    def test_the_steps_make_the_tables(self, store_url: str) -> None:
        engine = make_engine(store_url)
        with engine.connect() as connection:
            options = {"include_object": of_the_schema, "compare_type": True}
            context = MigrationContext.configure(connection, opts=options)
            assert compare_metadata(context, SQLModel.metadata) == []
        engine.dispose()

    def test_a_migrated_store_is_left_alone(self, store_url: str) -> None:
        again = migrate(store_url)
        assert (again.before, again.now, again.changed) == (HEAD, HEAD, False)
        assert found_version(store_url) == HEAD

    def test_it_can_be_written_and_read(self, store: Store, reader: Reader) -> None:
        with store.write() as writer:
            assert writer.now == store.clock.now()
        assert reader.version() == HEAD


SQLITE_SHAPE = "SELECT type, name, sql FROM sqlite_master WHERE sql IS NOT NULL AND type IN ('table', 'index')"
POSTGRES_SHAPE = """
    SELECT 'column', table_name, column_name || ' ' || data_type || ' ' || is_nullable || COALESCE(column_default, '')
    FROM information_schema.columns WHERE table_schema = 'public'
    UNION ALL SELECT 'index', tablename, indexdef FROM pg_indexes WHERE schemaname = 'public'
    UNION ALL SELECT 'constraint', conrelid::regclass::text, pg_get_constraintdef(oid)
    FROM pg_constraint WHERE conrelid <> 0 AND connamespace = 'public'::regnamespace
"""


def shape(url: str) -> set[tuple[str, str, tuple[str, ...]]]:
    """All that the database itself says of the schema, the order of columns and of constraints left aside."""
    reader = Reader.open(url, check=False)
    found = reader.rows(POSTGRES_SHAPE if reader.postgres else SQLITE_SHAPE)
    reader.close()
    ours = (row for row in found if not row[1].startswith((*OWNED, "alembic_", "comment_words", "sqlite_")))
    return {(kind, name, tuple(sorted(parts(sql) if kind == "table" else (sql,)))) for kind, name, sql in ours}


def parts(sql: str) -> list[str]:
    """The columns and constraints of a CREATE TABLE, however they are laid out: an added column stands last."""
    body, depth, found = sql[sql.index("(") + 1 : sql.rindex(")")], 0, [""]
    for sign in body:
        depth += (sign == "(") - (sign == ")")
        if sign == "," and depth == 0:
            found.append("")
        else:
            found[-1] += sign
    return [" ".join(part.split()) for part in found]


class TestShape:
    """What Alembic does not compare: checks, defaults, conditions of indexes."""

    def test_sqlite(self, sqlite_store: str, tmp_path: Path) -> None:
        plain = f"sqlite:///{tmp_path}/plain.sqlite3"
        self.compare(sqlite_store, plain, sqlite_engine(plain))

    @pytest.mark.postgres
    def test_postgresql(self, postgres_store: str, cluster: Cluster) -> None:
        plain = cluster.make()
        self.compare(postgres_store, plain, make_engine(plain))

    @staticmethod
    def compare(migrated: str, plain: str, engine: Engine) -> None:
        SQLModel.metadata.create_all(engine)
        engine.dispose()
        assert shape(migrated) == shape(plain)


def test_the_newest_step_is_the_one_the_program_speaks() -> None:
    config = Config()
    config.set_main_option("script_location", OURS.location)
    config.set_main_option("path_separator", "os")
    scripts = ScriptDirectory.from_config(config)
    assert scripts.get_heads() == [HEAD]
    assert tuple(step.revision for step in scripts.walk_revisions())[::-1] == KNOWN
