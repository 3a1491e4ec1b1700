"""What a query means, said slowly: worlds of rows, and a judge in plain Python that knows nothing of SQL."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from hypothesis import strategies as st

from backend.model.clock import HOUR
from backend.model.comment import CommentState, Inflow, RemoteState
from backend.model.traits import Trait
from backend.policy.query_terms import (
    About,
    Age,
    Alike,
    AnyOf,
    AssignedTo,
    By,
    Handled,
    Has,
    InCase,
    InLanguage,
    Inside,
    Is,
    Likes,
    OfKind,
    OnAccount,
    OnPlatform,
    Query,
    Simple,
    Term,
    ThisOne,
    UnderPost,
    Words,
)
from backend.policy.query_words import FIELDS, HAS, IS
from tests.conftest import START

NOW = START + 24 * HOUR
ANNA, BO = 1, 2
MEMBERS = {"anna": ANNA, "bo": BO}
ACCOUNTS = {1: ("acme", "mastodon"), 2: ("News", "bluesky"), 3: ("gone", "mastodon")}
REMOVED = 3
AUTHORS: dict[int, dict[str, Any]] = {
    1: {"name": "Kalle Anka", "handle": "kalle@x.example", "blocked": True},
    2: {"name": "Åsa Öberg", "handle": "asa.ek", "muted": True},
    3: {"name": "kalla", "handle": "fia"},
}
AD = 2
"""The post that is an advertisement; the other is none."""
PIECES = (
    "elfaktura", "Faktura", "SAMLINGSFAKTURAN", "e-faktura", "årsmöte", "ÅRSMÖTET", "arsmote", "hej", "tack för",
    "se https://x.se/a?b", "sen?", "🎉", "fak", "aktur", "",
)  # fmt: skip
ASKED_WORDS = (
    "faktura", "hej", "årsmöte", "tack", "*fak*", "*ktur*", "fakt*", "tack*", '"tack för"', '"tack fö*"', "arsmöte",
    '"e-faktura"', "e-faktura", "*e-f*", "*🎉*hej*", "SEN", "inget",
)  # fmt: skip
NEAR = st.sampled_from([NOW - 2 * HOUR, NOW - 1, NOW, NOW + 1, NOW + 2 * HOUR])
MAYBE_NEAR = st.none() | NEAR


CASES = OPEN_CASE, CLOSED_CASE = (1, 2)


@dataclass
class World:
    """Rows of each table as dictionaries; comments have keys counted from 1."""

    comments: list[dict[str, Any]]
    claims: list[dict[str, Any]] = field(default_factory=list)
    notes: list[dict[str, Any]] = field(default_factory=list)
    referrals: list[dict[str, Any]] = field(default_factory=list)
    drafts: list[dict[str, Any]] = field(default_factory=list)
    outbox: list[dict[str, Any]] = field(default_factory=list)
    deeds: list[dict[str, Any]] = field(default_factory=list)
    strikes: list[dict[str, Any]] = field(default_factory=list)
    holds: list[dict[str, Any]] = field(default_factory=list)
    cases: list[dict[str, Any]] = field(default_factory=list)
    promises: list[dict[str, Any]] = field(default_factory=list)

    def about(self, table: str, comment_id: int) -> Iterator[dict[str, Any]]:
        """Yield a table's rows that speak of a comment."""
        return (row for row in getattr(self, table) if row["comment_id"] == comment_id)


def _comment() -> st.SearchStrategy[dict[str, Any]]:
    state = st.sampled_from([*CommentState, CommentState.OPEN, CommentState.OPEN])
    return st.fixed_dictionaries(
        {
            "account_id": st.sampled_from([1, 1, 2, 2, 3]),
            "post_id": st.sampled_from([1, 2]),
            "author_id": st.sampled_from([1, 2, 3]),
            "text": st.lists(st.sampled_from(PIECES), max_size=3).map(" ".join),
            "kind": st.sampled_from([kind.value for kind in Inflow]),
            "own": st.booleans(),
            "state": state.map(str),
            "remote_state": st.sampled_from([one.value for one in RemoteState]),
            "urgency": st.integers(0, 2),
            "sort_at": NEAR,
            "due_at": MAYBE_NEAR,
            "snoozed_until": MAYBE_NEAR,
            "follow_up": st.booleans(),
            "assigned_to": st.sampled_from([None, None, ANNA, BO]),
            "viewed_at": st.sampled_from([None, NOW]),
            "liked": st.booleans(),
            "likes": st.sampled_from([0, 0, 2, 5, 9]),
            "traits": st.lists(st.sampled_from(list(Trait)), max_size=2).map(lambda found: sum(set(found))),
            "category": st.sampled_from(["", "", "complaint", "praise", "crisis"]),
            "alike": st.sampled_from([None, 7, 8]),
            "language": st.sampled_from([None, "sv", "sv-SE", "SV", "svx", "en"]),
            "parent": st.sampled_from([None, None, 1, 2]),
        }
    )


@st.composite
def worlds(draw: st.DrawFn) -> World:
    """A few comments and what hangs on them."""
    comments = draw(st.lists(_comment(), min_size=1, max_size=12))
    key = st.integers(1, len(comments))
    who = st.sampled_from([ANNA, BO])

    def rows(once: bool = False, **columns: st.SearchStrategy[Any]) -> list[dict[str, Any]]:
        made = st.fixed_dictionaries({"comment_id": key, **columns})
        by = (lambda row: row["comment_id"]) if once else None
        return draw(st.lists(made, max_size=8, unique_by=by))

    fate: dict[str, Any] = {
        "state": st.sampled_from(["pending", "sent", "failed", "stopped", "unknown", "cancelled"]),
        "lease_until": MAYBE_NEAR,
        "actor_id": who,
        "code": st.sampled_from(["", "comment.answered"]),
    }
    return World(
        comments,
        claims=rows(once=True, member_id=who, until=NEAR),
        notes=rows(mentions=who, seen_at=MAYBE_NEAR),
        referrals=rows(once=True, to_id=who, answered_at=MAYBE_NEAR),
        drafts=rows(once=True, member_id=who),
        outbox=[
            *rows(once=True, act=st.sampled_from(["reply", "delete_own", "hide"]), after_id=st.none(), **fate),
            *rows(act=st.sampled_from(["delete_own", "hide", "unblock"]), after_id=st.sampled_from([None, 1]), **fate),
        ],
        deeds=rows(
            verb=st.sampled_from(["done", "hide", "note", "assign"]),
            member_id=who,
            outcome=st.sampled_from(["done", "refused"]),
            undone_at=MAYBE_NEAR,
        ),
        strikes=rows(author_id=st.sampled_from([1, 2, 3]), expires_at=NEAR),
        holds=rows(once=True, until=NEAR),
        cases=rows(once=True, case_id=st.sampled_from(CASES)),
        promises=rows(once=True, kept_at=MAYBE_NEAR, dropped_at=MAYBE_NEAR),
    )


_VALUES: dict[str, tuple[str, ...]] = {
    "is": tuple(IS),
    "has": tuple(HAS),
    "account": ("acme", "NEWS", "gone", "nobody"),
    "platform": ("mastodon", "Bluesky", "facebook"),
    "author": ("kal", "@asa", '"kalle an"', "öberg", "nobody"),
    "assigned": ("me", "anna", "Bo", "nobody"),
    "by": ("me", "Anna", "bo", "nobody"),
    "lang": ("sv", "EN", "de"),
    "kind": tuple(kind.value for kind in Inflow),
    "category": ("complaint", "praise", "crisis", "question"),
    "text": ("faktura", "hej", '"tack för"'),
    "comment": ("1", "2", "9"),
    "post": ("1", "2", "9"),
    "case": ("1", "2", "9"),
    "alike": ("1", "2", "99"),
}
assert set(_VALUES) == set(FIELDS)


@st.composite
def questions(draw: st.DrawFn) -> str:
    """A query as somebody types it."""
    field_term = st.sampled_from(sorted(_VALUES)).flatmap(
        lambda name: st.lists(st.sampled_from(_VALUES[name]), min_size=1, max_size=3).map(
            lambda values: f"{name}:{','.join(values)}"
        )
    )
    state = st.sampled_from([f"is:{word}" for word in IS])
    other = st.sampled_from([*ASKED_WORDS, "age>1h", "age<90m", "likes>0", "likes>4", "likes<5", "likes<1"])
    term = st.tuples(st.sampled_from(["", "", "-"]), state | field_term | other).map("".join)
    return " ".join(draw(st.lists(term, max_size=3)))


# -- the judge


def matching(query: Query, world: World, me: int | None) -> set[int]:
    """Return the keys of the comments a query finds."""
    named = any(_wide(one) for term in query.terms if not term.negated for one in _simple(term))
    found = set()
    for key, row in enumerate(world.comments, 1):
        listed = named or row["state"] != "aside"
        judge = Judge(world, key, row, me)
        if row["account_id"] != REMOVED and listed and all(judge.holds(term) for term in query.terms):
            found.add(key)
    return found


def _simple(term: Term) -> tuple[Simple, ...]:
    return term.terms if isinstance(term, AnyOf) else (term,)


def _wide(term: Simple) -> bool:
    match term:
        case Is():
            return term.word in ("any", "aside", "own", "failed")
        case OfKind():
            return term.kind in ("own", "context")
    return False


def words_of(text: str) -> list[str]:
    """Return the words of a text, small."""
    return re.findall(r"[^\W_]+", text.lower())


def in_a_row(wanted: list[str], words: list[str], *, prefix: bool) -> bool:
    """Tell whether words stand in a row among others; with `prefix` the last one may go on."""
    if not wanted:
        return False
    for start in range(len(words) - len(wanted) + 1):
        piece = words[start : start + len(wanted)]
        if piece[:-1] == wanted[:-1] and (piece[-1].startswith(wanted[-1]) if prefix else piece[-1] == wanted[-1]):
            return True
    return False


@dataclass
class Judge:
    """Judges one comment."""

    world: World
    key: int
    row: dict[str, Any]
    me: int | None

    def holds(self, term: Term) -> bool:
        """Tell whether a term holds."""
        if isinstance(term, AnyOf):
            return any(self.holds(one) for one in term.terms) is not term.negated
        return self._plain(term) is not term.negated

    def _plain(self, term: Simple) -> bool:
        row = self.row
        match term:
            case Is():
                return bool(getattr(self, f"is_{term.word}")())
            case Has():
                return self._has(term.word)
            case OnAccount():
                return ACCOUNTS[row["account_id"]][0].lower() == term.short_name.lower()
            case OnPlatform():
                return ACCOUNTS[row["account_id"]][1] == term.platform
            case By():
                author = AUTHORS[row["author_id"]]
                wanted = words_of(term.author)
                texts = (author["handle"], author["name"])
                return any(in_a_row(wanted, words_of(text), prefix=True) for text in texts)
            case Handled():
                return self._handled(self._who(term.member))
            case AssignedTo():
                who = self._who(term.member)
                return bool(who is not None and row["assigned_to"] == who)
            case InCase():
                return any(one["case_id"] == term.case_id for one in self.world.about("cases", self.key))
            case ThisOne():
                return bool(self.key == term.comment_id)
            case UnderPost():
                return bool(row["post_id"] == term.post_id)
            case _:
                return self._said(term)

    def _said(self, term: InLanguage | OfKind | About | Alike | Words | Inside | Likes | Age) -> bool:
        """Tell whether what a comment says, and when and how it was said, is what a term asks for."""
        row = self.row
        match term:
            case InLanguage():
                said = (row["language"] or "").lower()
                return bool(said == term.language or said.startswith(term.language + "-"))
            case OfKind():
                return row["kind"] == term.kind and (row["own"] or term.kind != "own")
            case About():
                return (row["category"] or self._suggested()) == term.category
            case Alike():
                others = self.world.comments
                its = others[term.comment_id - 1]["alike"] if term.comment_id <= len(others) else None
                return bool(its is not None and row["alike"] == its)
            case Words():
                return in_a_row(words_of(term.text), words_of(row["text"]), prefix=term.prefix)
            case Inside():
                return bool(term.text.lower() in row["text"].lower())
            case Likes():
                return bool(row["likes"] > term.many if term.op == ">" else row["likes"] < term.many)
            case Age():
                then = NOW - term.span
                return bool(row["sort_at"] < then if term.op == ">" else row["sort_at"] > then)

    def _suggested(self) -> str:
        gravest = ("threat", "hate", "spam", "complaint", "criticism", "praise", "question")
        return next((one for one in gravest if self.row["traits"] & Trait[one.upper()]), "")

    def _who(self, name: str) -> int | None:
        return self.me if name.lower() == "me" else MEMBERS.get(name.lower())

    def _handled(self, who: int | None) -> bool:
        answers = (
            row["actor_id"] == who and row["act"] == "reply" and row["state"] in ("pending", "sent", "unknown")
            for row in self.world.about("outbox", self.key)
        )
        decided = (
            row["member_id"] == who and row["verb"] in ("done", "hide") and row["outcome"] == "done"
            and row["undone_at"] is None
            for row in self.world.about("deeds", self.key)
        )  # fmt: skip
        return who is not None and (any(answers) or any(decided))

    def _has(self, word: str) -> bool:
        world, row = self.world, self.row
        match word:
            case "note":
                return any(world.about("notes", self.key))
            case "draft":
                return any(world.about("drafts", self.key))
            case "strike":
                return any(one["author_id"] == row["author_id"] and one["expires_at"] > NOW for one in world.strikes)
            case "media":
                return any(self._has(one) for one in ("image", "gif", "video", "audio", "sticker"))
            case "reply":
                own = (
                    other["parent"] == self.key and other["account_id"] == row["account_id"] and other["own"]
                    and other["remote_state"] != "deleted"
                    for other in world.comments
                )  # fmt: skip
                live = (
                    one["act"] == "reply" and one["state"] in ("pending", "unknown")
                    for one in world.about("outbox", self.key)
                )  # fmt: skip
                return any(own) or any(live)
        return bool(row["traits"] & Trait[word.upper()])

    # -- one for every `is:` word

    def _awake(self) -> bool:
        return self.row["snoozed_until"] is None or self.row["snoozed_until"] <= NOW

    def is_open(self) -> bool:
        return self.row["state"] == "open" and self._awake()

    def is_waiting(self) -> bool:
        return bool(self.row["state"] == "waiting")

    def is_done(self) -> bool:
        return bool(self.row["state"] == "done")

    def is_aside(self) -> bool:
        return bool(self.row["state"] == "aside")

    def is_new(self) -> bool:
        touched = any(self.world.about("deeds", self.key)) or any(self.world.about("outbox", self.key))
        return self.is_open() and self.row["viewed_at"] is None and not touched

    def is_mine(self) -> bool:
        return any(row["member_id"] == self.me and row["until"] > NOW for row in self.world.about("claims", self.key))

    def is_forme(self) -> bool:
        me, world = self.me, self.world
        assigned = self.row["assigned_to"] == me and self.row["state"] in ("open", "waiting")
        asked = any(row["to_id"] == me and row["answered_at"] is None for row in world.about("referrals", self.key))
        named = any(row["mentions"] == me and row["seen_at"] is None for row in world.about("notes", self.key))
        return me is not None and (self.is_mine() or assigned or asked or named)

    def is_late(self) -> bool:
        return self.row["state"] == "open" and self.row["due_at"] is not None and self.row["due_at"] < NOW

    def is_soon(self) -> bool:
        due = self.row["due_at"]
        return self.row["state"] == "open" and due is not None and NOW <= due < NOW + HOUR

    def is_snoozed(self) -> bool:
        return not self._awake()

    def is_claimed(self) -> bool:
        return any(row["until"] > NOW for row in self.world.about("claims", self.key))

    def is_unclaimed(self) -> bool:
        return not self.is_claimed()

    def is_assigned(self) -> bool:
        return self.row["assigned_to"] is not None

    def is_unassigned(self) -> bool:
        return self.row["assigned_to"] is None

    def is_referred(self) -> bool:
        return any(row["answered_at"] is None for row in self.world.about("referrals", self.key))

    def is_own(self) -> bool:
        return bool(self.row["own"])

    def is_followup(self) -> bool:
        return bool(self.row["follow_up"])

    def is_failed(self) -> bool:
        rows = list(self.world.about("outbox", self.key))
        return any(self._not_out(row) and not any(map(self._seen, rows[at + 1 :])) for at, row in enumerate(rows))

    @staticmethod
    def _seen(row: dict[str, Any]) -> bool:
        """Tell whether a comment shows an act: an answer to its end, any other while it is on its way or did not go."""
        if row["state"] == "cancelled":
            return False
        answers = row["act"] in ("reply", "private_reply", "edit_own", "delete_own")
        return answers or (row["state"] != "sent" and row["after_id"] is None)

    def _not_out(self, row: dict[str, Any]) -> bool:
        if row["state"] in ("failed", "stopped"):
            late = row["code"] == "comment.answered" and any(self.world.about("drafts", self.key))
            return bool(self.row["state"] != "done" or late)
        return row["state"] == "unknown" and row["lease_until"] is None

    def is_case(self) -> bool:
        return any(one["case_id"] == OPEN_CASE for one in self.world.about("cases", self.key))

    def is_promised(self) -> bool:
        return any(
            row["kept_at"] is None and row["dropped_at"] is None for row in self.world.about("promises", self.key)
        )

    def is_textless(self) -> bool:
        return bool(self.row["traits"] & Trait.TEXTLESS)

    def is_question(self) -> bool:
        return bool(self.row["traits"] & Trait.QUESTION)

    def is_hidden(self) -> bool:
        return bool(self.row["remote_state"] == "hidden")

    def is_held(self) -> bool:
        return bool(self.row["remote_state"] == "held")

    def is_ad(self) -> bool:
        return bool(self.row["post_id"] == AD)

    def is_deleted(self) -> bool:
        return bool(self.row["remote_state"] == "deleted")

    def is_kept(self) -> bool:
        return any(row["until"] > NOW for row in self.world.about("holds", self.key))

    def is_personal(self) -> bool:
        return bool(self.row["traits"] & Trait.PERSONAL)

    def is_liked(self) -> bool:
        return bool(self.row["liked"])

    def is_blocked(self) -> bool:
        return "blocked" in AUTHORS[self.row["author_id"]]

    def is_muted(self) -> bool:
        return "muted" in AUTHORS[self.row["author_id"]]

    def is_any(self) -> bool:
        return True


assert all(hasattr(Judge, f"is_{word}") for word in IS)
