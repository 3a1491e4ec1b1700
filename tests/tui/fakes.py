"""A door with comments made up in memory: what the panes need to be seen and measured without a store."""

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from backend.config.desk import DeskSettings
from backend.model.account import Account, Act, Capabilities, Health, HealthState, Limits, Undo
from backend.model.actor import Member, Role
from backend.model.change import Woken
from backend.model.clock import MINUTE, SECOND, Clock, Micros
from backend.model.comment import (
    CommentState,
    Fold,
    Inflow,
    Media,
    QueueKey,
    QueueRow,
    RemoteState,
    Shape,
    ThreadItem,
    ThreadPost,
    ThreadView,
    Visibility,
)
from backend.model.desk import Arrivals, Board, Colleague, Counts, Opening, Outcome, Presence, Rows, WorkerStatus
from backend.model.triage import At, Decision, Deed, Item, Progress, Verb, Why
from backend.model.view import Counted
from tui.calls import Door, Opened

NOW = Micros(1_795_000_000 * SECOND)
ANNA = Member(1, "Anna", "/Anna", "en", "Europe/Stockholm", "anna", frozenset({(None, Role.LEAD)}))
ACTS = {Act.REPLY: Undo.FINAL, Act.DELETE_OWN: Undo.FINAL}


class StillClock:
    """A clock that a test sets."""

    def __init__(self, now: Micros = NOW) -> None:
        self.at = now

    def now(self) -> Micros:
        return self.at


def account(key: int, platform: str, short: str, colour: str, state: HealthState = HealthState.OK) -> Account:
    health = Health(state, Micros(NOW - 14 * MINUTE))
    able = Capabilities(ACTS, Limits(500, "graphemes"))
    return Account(key, platform, short, colour, f"r{key}", short.lower(), short, "https://example.org", able, health)


ACCOUNTS = (account(1, "mastodon", "Acme", "#a7b86b"), account(2, "bluesky", "Jobb", "#8fb8e8"))

TEXTS = (
    "Jag vet var ni bor, era jävla idioter. Vet ni ens hur många som blivit lurade?",
    "Inget svar på två dagar. Är det någon hemma?",
    "Tredje gången jag hör av mig om fakturan",
    "Finns rapporten på engelska också?",
    "Har ni öppet på julafton? 🎄",
    "Tack för svaret!",
    "Bästa filmen ni gjort. Mer sånt här!",
)
NAMES = ("Kalle P", "Siv Ek", "Per Holm", "jonas.bsky.social", "lisa.s", "Ada Åkesson", "Maja Lind", "Ola Ström")


def row(number: int, *, sort_at: int | None = None, urgency: int = 0, text: str = "", **changes: object) -> QueueRow:
    at = Micros(sort_at if sort_at is not None else NOW - number * 3 * MINUTE)
    made = QueueRow(
        QueueKey(urgency, at, number), 1 + number % 2, 1, Inflow.COMMENT, CommentState.OPEN, RemoteState.VISIBLE,
        Visibility.PUBLIC, NAMES[number % len(NAMES)], f"h{number}", text or TEXTS[number % len(TEXTS)], (), at, None,
        1, False, None, None, None,
    )  # fmt: skip
    return replace(made, **changes)  # type: ignore[arg-type]


def item(source: QueueRow, depth: int = 1, **changes: object) -> ThreadItem:
    made = ThreadItem(
        source.id, None, depth, source.kind, source.state, source.remote_state, source.visibility, False,
        source.author, source.handle, source.text, source.media, None, source.written_at, None, 1, False,
        source.claimed_by, source.delivery, None, (),
    )  # fmt: skip
    return replace(made, **changes)  # type: ignore[arg-type]


class FakeDoor(Door):
    """Comments in memory; verbs change them."""

    def __init__(self, clock: Clock, rows: Sequence[QueueRow] = (), accounts: Sequence[Account] = ACCOUNTS) -> None:
        super().__init__(DeskSettings("sqlite:///nowhere", Path("/nonexistent")), clock)
        self.rows = {one.id: one for one in rows}
        self.accounts = tuple(accounts)
        self.alive = True

    def ordered(self) -> list[QueueRow]:
        found = [one for one in self.rows.values() if one.state is CommentState.OPEN]
        return sorted(found, key=lambda one: (one.key.urgency, one.key.sort_at, one.id), reverse=True)

    def begin(self, query: str, height: int) -> Opened:
        return Opened(ANNA, self.opening(query, height), False)

    def opening(self, query: str, height: int, shape: Shape | None = None) -> Opening:
        rows = self.page(query, None, False)
        return Opening(self.board(), rows, self.thread(rows.rows[0].id) if rows.rows else None, 0)

    def board(self) -> Board:
        number = len(self.ordered())
        return Board(self.accounts, WorkerStatus(self.alive, NOW), Counts(min(number, 1001), 0, 0))

    def page(
        self,
        query: str,
        after: QueueKey | None,
        backward: bool,
        head: QueueKey | None = None,
        shape: Shape | None = None,
    ) -> Rows:
        def place(key: QueueKey) -> tuple[int, int, int]:
            return key.urgency, key.sort_at, key.id

        found = self.ordered()
        if after is not None:
            found = [
                one
                for one in found
                if (place(one.key) > place(after.__class__(after.urgency, after.sort_at, after.id))) == backward
                and one.id != after.id
            ]
        part = found[-100:] if backward else found[:100]
        return Rows(tuple(part), len(found) > 100, max(self.rows, default=0))

    def end(self, query: str, shape: Shape | None = None) -> Rows:
        found = self.ordered()
        return Rows(tuple(found[-100:]), len(found) > 100, max(self.rows, default=0))

    def refresh(self, ids: Sequence[int], query: str = "", shape: Shape | None = None) -> list[QueueRow]:
        return [self.rows[one] for one in ids if one in self.rows]

    def arrivals(self, query: str, since: int, shape: Shape | None = None) -> Arrivals:
        found = [one for one in self.ordered() if one.id > since]
        return Arrivals(tuple(found[:200]), len(found))

    def thread(self, comment_id: int) -> ThreadView | None:
        source = self.rows.get(comment_id)
        if source is None:
            return None
        post = ThreadPost(
            1,
            source.account_id,
            True,
            True,
            "Acme",
            "Nya öppettider i jul: vi har öppet alla dagar utom julafton och juldagen, 10-16. Välkomna in på glögg!",
            (Media(source.media[0].kind, None, "glögg"),) if source.media else (),
            None,
            Micros(NOW - 300 * MINUTE),
            RemoteState.VISIBLE,
            31,
        )
        others = [one for one in self.rows.values() if one.id != comment_id][:2]
        items: list[ThreadItem | Fold] = [item(one) for one in others[:1]]
        items += [Fold(12, 1, others[0].id if others else None), item(source, 1)]
        items += [item(one, 2) for one in others[1:2]]
        return ThreadView(comment_id, source.account_id, post, tuple(items), 3, 31, 2, None)

    def unfold(self, comment_id: int, after_id: int | None) -> tuple[ThreadItem | Fold, ...]:
        return tuple(item(row(900 + at)) for at in range(3))

    def changes(self, after: int, timeout: float) -> Woken:
        import time

        time.sleep(min(timeout, 0.05))
        return Woken((), after)

    def decide(self, decision: Decision, ats: Sequence[At], progress: Progress | None = None) -> Deed:
        state = CommentState.OPEN if decision.verb is Verb.REOPEN else CommentState.DONE
        for at in ats:
            self.rows[at.comment_id] = replace(self.rows[at.comment_id], state=state)
        items = tuple(Item(at.comment_id, Outcome.DONE) for at in ats)
        return Deed(1, decision.verb, items, len(items), 0, decision.why)

    def presence(self) -> tuple[Presence, ...]:
        return ()

    def look_at(self, comment_id: int, *, writing: bool) -> None: ...

    def nearly(self, comment_id: int, text: str) -> None: ...

    def last_whys(self) -> dict[Verb, Why]:
        return {}

    def counters(self) -> Sequence[Counted]:
        return ()

    def colleagues(self) -> tuple[Colleague, ...]:
        return ()

    def preferences(self) -> dict[str, str]:
        return {}

    def beat(self) -> None: ...

    def close(self) -> None: ...
