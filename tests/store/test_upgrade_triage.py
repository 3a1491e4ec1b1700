"""From the first schema to the second, with rows in it: nothing is lost, and what is told of words is read off them."""

import sqlite3
from pathlib import Path

import pytest

from backend.model.traits import Trait
from backend.store.address import sqlite_path
from backend.store.engine import Store
from backend.store.migrate import Steps, migrate
from backend.store.reader import Reader
from backend.text.alike import alike
from tests.conftest import StandingClock
from tests.store.cluster import Cluster
from tests.store.scene import account, member

FIRST = Steps(head="0001", known=("0001",))

PEOPLE = """
INSERT INTO member (id, name, active, created_at) VALUES (1, 'Anna', {yes}, 1);
INSERT INTO account (id, platform, short_name, colour, remote_id, handle, base_url, created_at)
    VALUES (1, 'mastodon', 'acme', '', 'us', 'acme', 'https://x', 1);
INSERT INTO author (id, account_id, remote_id, first_seen_at) VALUES (1, 1, 'kalle', 1);
INSERT INTO post (id, account_id, remote_id, own, known, visibility, remote_state, written_at, seen_at)
    VALUES (1, 1, 'p1', {yes}, {yes}, 'public', 'visible', 1, 1);
INSERT INTO comment (id, account_id, post_id, author_id, remote_id, root_remote_id, kind, own, state, remote_state,
    visibility, urgency, sort_at, written_at, seen_at, revision, follow_up)
    VALUES (7, 1, 1, 1, 'c7', 'p1', 'comment', {no}, 'open', 'visible', 'public', 0, 1, 1, 1, 2, {no});
INSERT INTO comment_revision (id, comment_id, number, text, seen_at) VALUES (1, 7, 1, 'gammalt', 1);
INSERT INTO comment_revision (id, comment_id, number, text, media, seen_at)
    VALUES (2, 7, 2, 'När öppnar ni på måndag? https://x.se', '[["image",null,"",null,""]]', 2);
INSERT INTO outbox (id, account_id, comment_id, act, state, actor_kind, actor_id, intent_id, text, visibility, revision,
    comment_state, created_at, not_before, attempt, looks, wire_body)
    VALUES (41, 1, 7, 'reply', 'pending', 'member', 1, 'i41', 'Klockan nio!', 'public', 2, 'open', 3, 4, 0, 0, 'bytes');
INSERT INTO journal (at, topic, ref, count) VALUES (1, 'comment', 7, 1);
"""


def run(url: str, script: str) -> None:
    """Run statements on either database, past all of our own code."""
    if url.startswith("sqlite"):
        with sqlite3.connect(sqlite_path(url)) as connection:
            connection.executescript(script.format(yes=1, no=0))
        connection.close()
        return
    import psycopg

    with psycopg.connect(url) as server:
        server.execute(script.format(yes="true", no="false"))
        server.execute("SELECT setval('outbox_id_seq', 41), setval('account_id_seq', 1), setval('member_id_seq', 1)")


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)])
def old(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """The address of a store of the first schema with a few rows in it."""
    if request.param == "sqlite":
        url = f"sqlite:///{tmp_path}/old.sqlite3"
    else:
        cluster: Cluster = request.getfixturevalue("cluster")
        url = cluster.make()
    migrate(url, FIRST)
    run(url, PEOPLE)
    return url


def test_rows_come_over_and_words_are_read(old: str) -> None:
    assert migrate(old).before == "0001"
    reader = Reader.open(old)
    kept = reader.one("SELECT act, state, text, wire_body, intent_id, deed_id, reason FROM outbox WHERE id = 41")
    assert kept is not None
    assert tuple(kept) == ("reply", "pending", "Klockan nio!", "bytes", "i41", None, "")
    row = reader.one("SELECT traits, alike, liked, assigned_to FROM comment WHERE id = 7")
    assert row is not None
    words = "När öppnar ni på måndag? https://x.se"
    assert tuple(row) == (int(Trait.IMAGE | Trait.LINK | Trait.QUESTION), alike(words), False, None)
    reader.close()


@pytest.mark.parametrize(("platform", "noted"), [("mastodon", None), ("linkedin", 1)])
def test_what_may_be_kept_for_a_while_was_fetched_when_it_was_first_seen(
    old: str, platform: str, noted: int | None
) -> None:
    run(old, f"UPDATE account SET platform = '{platform}'")
    migrate(old)
    reader = Reader.open(old)
    for table in ("comment", "author"):
        assert reader.rows(f"SELECT fetched_at, expired_at FROM {table}") == [(noted, None)], table
    reader.close()


def test_keys_and_journal_numbers_go_on(old: str, clock: StandingClock) -> None:
    migrate(old)
    store = Store.open(old, clock)
    before = int(store.reader.value("SELECT coalesce(max(seq), 0) FROM journal") or 1)
    account(store, "other", remote_id="us2")
    member(store, "Bo")
    after = int(store.reader.value("SELECT max(seq) FROM journal"))
    assert after > before
    with store.write() as w:
        made = w.conn.exec_driver_sql(
            "INSERT INTO outbox (account_id, act, state, actor_kind, intent_id, visibility, revision, comment_state,"
            " created_at, not_before, attempt, looks) VALUES (1, 'unlike', 'pending', 'system', 'i42', 'public', 1,"
            " 'open', 1, 1, 0, 0) RETURNING id"
        ).scalar_one()
    assert made == 42
    store.close()
