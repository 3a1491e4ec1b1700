"""A store full of comments, for measuring: filled straight through sqlite3, because a million rows are many."""

import random
import sqlite3
from collections.abc import Iterator
from pathlib import Path

from backend.model.account import Act, Capabilities, HealthState, Limits, Undo
from backend.model.clock import DAY, SECOND, SystemClock
from backend.store.address import sqlite_url
from backend.store.codec import dump_capabilities
from backend.store.migrate import migrate

WORDS = (
    "hej tack för svaret jag undrar när ni har öppet på julafton och om min faktura kommer hem igen kan ni hjälpa mig "
    "bra dålig leverans beställning butik öppettider the order is late again please help great service thanks"
).split()
NAMES = "Lisa Kalle Per Siv Ola Karin Maja Jonas Erik Nina Björn Åsa Örjan Ada".split()
ACCOUNTS = (
    ("mastodon", "Acme", "#9b8cff"),
    ("bluesky", "Sverige", "#3fb8ff"),
    ("mastodon", "Jobb", "#e8c95a"),
    ("bluesky", "Butik", "#e46fae"),
)
OPEN_SHARE = 0.12
TALK = 4
"""Comments under a post, on average: as many as the drawing of the desk shows in its thread."""
RARE, SELDOM = "zyzzyva", "kvitto"
"""A word that few comments have (24 of a million), and one that a hundredth has."""


def fill(path: Path, count: int, talk: int = TALK) -> str:
    """Make a store at `path` with so many comments, a member whose login is this user, and a live worker.

    About `talk` of the comments stand under one post. Returns the store's address.
    """
    url = sqlite_url(path)
    migrate(url)
    connection = sqlite3.connect(path)
    connection.executescript("PRAGMA journal_mode=WAL; PRAGMA synchronous=OFF; PRAGMA cache_size=-200000")
    with connection:
        _people(connection)
        _rows(connection, count, talk)
    connection.execute("PRAGMA optimize")
    connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    connection.close()
    return url


def _people(connection: sqlite3.Connection) -> None:
    import getpass

    now = SystemClock().now()
    can = Capabilities({Act.REPLY: Undo.FINAL, Act.DELETE_OWN: Undo.FINAL}, Limits(500, "graphemes"))
    for index, (platform, short, colour) in enumerate(ACCOUNTS, 1):
        connection.execute(
            "INSERT INTO account (id, platform, short_name, colour, remote_id, handle, name, base_url,"
            " capabilities, created_at) VALUES (?, ?, ?, ?, ?, ?, ?, '', ?, ?)",
            (index, platform, short, colour, short, short, short, dump_capabilities(can), now),
        )
        connection.execute(
            "INSERT INTO account_health (account_id, state, since, last_complete_at, rate_share)"
            " VALUES (?, ?, ?, ?, 0)",
            (index, HealthState.OK.value, now, now),
        )
    connection.execute(
        "INSERT INTO member (id, name, signature, language, time_zone, login, active, created_at)"
        " VALUES (1, 'Anna', '/Anna', 'en', 'Europe/Stockholm', ?, 1, ?)",
        (getpass.getuser(), now),
    )
    connection.execute("INSERT INTO member_role (member_id, account_id, role) VALUES (1, NULL, 'lead')")
    connection.execute("INSERT INTO worker (id, pid, started_at, beat_at) VALUES (1, 0, ?, ?)", (now, now + DAY))


def _rows(connection: sqlite3.Connection, count: int, talk: int) -> None:
    dice = random.Random(11)
    now = SystemClock().now()
    posts, authors = max(4, count // talk), max(1, count // 20)
    connection.executemany(
        "INSERT INTO post (id, account_id, remote_id, own, known, text, visibility, remote_state, written_at, seen_at)"
        " VALUES (?, ?, ?, 1, 1, ?, 'public', 'visible', ?, ?)",
        ((i, i % 4 + 1, f"p{i}", _words(dice, 25), now - DAY, now - DAY) for i in range(1, posts + 1)),
    )
    connection.executemany(
        "INSERT INTO author (id, account_id, remote_id, handle, name, first_seen_at) VALUES (?, ?, ?, ?, ?, ?)",
        (
            (i, i % 4 + 1, f"a{i}", f"{NAMES[i % 14].lower()}{i}", f"{NAMES[i % 14]} {i}", now)
            for i in range(1, authors + 1)
        ),
    )
    connection.executemany(
        "INSERT INTO comment (id, account_id, post_id, author_id, remote_id, root_remote_id, kind, own, state,"
        " remote_state, visibility, urgency, sort_at, written_at, seen_at, revision, follow_up)"
        " VALUES (?, ?, ?, ?, ?, ?, 'comment', 0, ?, 'visible', 'public', ?, ?, ?, ?, 1, 0)",
        _comments(dice, count, posts, authors, now),
    )
    connection.executemany(
        "INSERT INTO comment_revision (id, comment_id, number, text, digest, seen_at) VALUES (?, ?, 1, ?, '', ?)",
        ((i, i, _said(dice, i), now) for i in range(1, count + 1)),
    )


def _comments(dice: random.Random, count: int, posts: int, authors: int, now: int) -> Iterator[tuple[object, ...]]:
    for i in range(1, count + 1):
        post = dice.randint(1, posts)
        author = (dice.randint(1, authors) // 4 * 4 + post % 4) % authors + 1
        state = "open" if dice.random() < OPEN_SHARE else "done"
        at = now - (count - i) * 3 * SECOND
        yield i, post % 4 + 1, post, author, f"c{i}", f"p{post}", state, 2 if dice.random() < 0.01 else 0, at, at, at


def _said(dice: random.Random, number: int) -> str:
    more = f" {RARE}" if number % 41_000 == 700 else f" {SELDOM}" if number % 100 == 3 else ""
    return _words(dice, 14) + more


def _words(dice: random.Random, most: int) -> str:
    return " ".join(dice.choices(WORDS, k=dice.randint(3, most)))
