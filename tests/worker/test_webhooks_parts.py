"""What stands between a push and the store: reading it, gathering it, and the guards with their memory."""

from typing import Any

import pytest

from backend.store.errors import StoreUnavailable
from backend.store.write.hints import Hints
from backend.worker import webhooks_linkedin, webhooks_meta
from backend.worker.webhooks_guard import BURST, REPLAY_S, Buckets, Memory, Refused
from backend.worker.webhooks_hints import ACCOUNTS, GATHER_S, IDLE, NAMES, Gatherer, Hint, Owner
from tests.worker.pushes import (
    IG_USER,
    ORGANIZATION,
    PAGE,
    THREADS_USER,
    on_instagram,
    on_linkedin,
    on_page,
    on_threads,
)

FACEBOOK = ("facebook", PAGE)


def changed(what: str) -> Any:
    """A change of a page that names nothing."""
    return {"object": "page", "entry": [{"id": PAGE, "changes": [{"field": what, "value": {}}]}]}


class Watch:
    """A watch that is wound by hand."""

    def __init__(self) -> None:
        self.at = 1000.0

    def __call__(self) -> float:
        return self.at


class Written:
    """Takes what would go into the store; `broken` as a store that is away."""

    def __init__(self) -> None:
        self.rows: list[tuple[Owner, Hints]] = []
        self.broken = False

    def __call__(self, owner: Owner, hints: Hints) -> None:
        if self.broken:
            raise StoreUnavailable("store.busy")
        self.rows.append((owner, hints))


@pytest.fixture
def watch() -> Watch:
    return Watch()


@pytest.fixture
def written() -> Written:
    return Written()


@pytest.fixture
def gatherer(written: Written, watch: Watch) -> Gatherer:
    return Gatherer(written, watch)


@pytest.mark.parametrize(
    ("body", "found"),
    [
        (on_page("900_1"), [Hint("facebook", PAGE, "900_1", "1122_900")]),
        (on_page("1", verb="remove"), [Hint("facebook", PAGE, "900_1", "1122_900")]),
        (on_page("900_1", item="reaction"), []),
        (on_instagram("17"), [Hint("instagram", IG_USER, "17", "18000")]),
        (on_instagram("17", flat=True), [Hint("instagram", IG_USER, "17", "18000")]),
        (on_threads("8"), [Hint("threads", THREADS_USER, "8", "18900")]),
        (on_threads("8", "app"), [Hint("threads", one, "8", "18900") for one in ("app", THREADS_USER)]),
        (changed("mention"), [Hint("facebook", PAGE)]),
        (changed("ratings"), []),
        ({"object": "whatsapp_business_account", "entry": [{"id": "1", "changes": [{"field": "feed"}]}]}, []),
        ({"object": ["page"], "entry": {"id": 7}}, []),
        ({"object": "page", "entry": [{"changes": [{"field": "feed"}]}, 7, {"id": ["x"], "changes": 1}]}, []),
        ({"topic": "moderate", "values": [1]}, []),
        ({}, []),
    ],
)
def test_metas_pushes_are_read_in_every_form_and_odd_ones_say_nothing(body: Any, found: list[Hint]) -> None:
    assert list(webhooks_meta.hints(body)) == found


def test_linkedins_notifications_are_heard_once_each(watch: Watch) -> None:
    heard, hint = Memory(watch), Hint("linkedin", ORGANIZATION)
    assert list(webhooks_linkedin.hints(on_linkedin(1, 2), heard)) == [hint, hint]
    assert list(webhooks_linkedin.hints(on_linkedin(2, 3), heard)) == [hint]
    assert list(webhooks_linkedin.hints(on_linkedin(4, action="LIKE"), heard)) == []
    watch.at += REPLAY_S
    assert list(webhooks_linkedin.hints(on_linkedin(2), heard)) == [hint]


def test_a_burst_for_one_account_is_one_write(gatherer: Gatherer, written: Written, watch: Watch) -> None:
    rung: list[float] = []
    gatherer.bell = lambda: rung.append(watch.at)
    for number in range(50):
        gatherer.add(webhooks_meta.hints(on_page(f"900_{number % 3}")))
        gatherer.add([Hint("instagram", IG_USER)])
        assert gatherer.turn() > 0
        watch.at += GATHER_S / 60
    assert (written.rows, len(rung)) == ([], 1)
    watch.at += GATHER_S
    assert gatherer.turn() == IDLE
    comments, posts = frozenset(f"900_{number}" for number in range(3)), frozenset(["1122_900"])
    assert dict(written.rows) == {
        FACEBOOK: Hints(comments, posts, vague=False),
        ("instagram", IG_USER): Hints(vague=True),
    }
    assert gatherer.turn() == IDLE
    assert len(written.rows) == 2


def test_a_store_that_is_away_loses_no_hint(gatherer: Gatherer, written: Written, watch: Watch) -> None:
    gatherer.add([Hint(*FACEBOOK, "900_1")])
    watch.at += GATHER_S
    written.broken = True
    with pytest.raises(StoreUnavailable):
        gatherer.turn()
    gatherer.add([Hint(*FACEBOOK, "900_2")])
    written.broken = False
    gatherer.turn()
    assert written.rows == [(FACEBOOK, Hints(frozenset(["900_1", "900_2"]), vague=True))]


def test_what_waits_is_written_at_the_end_and_never_grows_without_bound(gatherer: Gatherer, written: Written) -> None:
    gatherer.add(Hint(*FACEBOOK, f"900_{number}") for number in range(NAMES + 10))
    gatherer.add(Hint("facebook", f"other {number}") for number in range(ACCOUNTS + 10))
    gatherer.finish()
    assert len(written.rows) == ACCOUNTS
    kept = dict(written.rows)[FACEBOOK]
    assert (len(kept.comments), kept.vague) == (NAMES, True)


def test_an_address_that_floods_is_stopped_and_may_come_again(watch: Watch) -> None:
    buckets = Buckets(watch)
    for _ in range(BURST):
        buckets.take("203.0.113.9")
    with pytest.raises(Refused):
        buckets.take("203.0.113.9")
    buckets.take("203.0.113.10")
    watch.at += 0.06
    buckets.take("203.0.113.9")
    with pytest.raises(Refused):
        buckets.take("203.0.113.9")


def test_a_whole_network_of_the_sixth_version_is_one_sender(watch: Watch) -> None:
    buckets = Buckets(watch)
    with pytest.raises(Refused):
        for number in range(BURST + 1):
            buckets.take(f"2001:db8::{number:x}")
    buckets.take("2001:db8:0:1::1")


@pytest.mark.parametrize("code", ["", "hmacsha256={}", "890e4665 4dfe", "a" * 129, "890e4665\n"])
def test_only_what_looks_like_a_challenge_is_signed(code: str) -> None:
    assert webhooks_linkedin.is_challenge("890e4665-4dfe-4ab1-b689-ed553bceeed0")
    assert not webhooks_linkedin.is_challenge(code)
