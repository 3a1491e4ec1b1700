"""Every `is:` and `has:` word of the query language and the state it maps to, in `IS` and `HAS`; and the other terms.

None of the conditions here is ever NULL: NOT of it must mean the other rows.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace

from backend.model.clock import HOUR
from backend.model.comment import CommentState
from backend.model.outbox import LIVE, OutboxState
from backend.model.traits import Trait
from backend.model.triage import CLOSES, REPLYING, Verb
from backend.policy.query_terms import (
    AssignedTo,
    By,
    Handled,
    Has,
    Inside,
    Is,
    OnAccount,
    OnPlatform,
    Simple,
    Words,
)
from backend.store.read import filter_text
from backend.store.read.clause import ALL_STATES, NOTHING, Asked, Clause, Part, among, turned
from backend.store.read.filter_columns import in_case, of_column
from backend.store.read.filter_sql import (
    ANSWERED,
    ASSIGNED,
    AWAKE,
    CLAIMED,
    CLAIMED_BY_ANYBODY,
    FAILED,
    FOR_ME,
    LATE,
    SOON_DUE,
    UNTOUCHED,
)

SOON = HOUR
"""How near its time a comment is that is due `soon`."""

DECIDES = CLOSES | REPLYING | {Verb.REFER}
"""Verbs that `by:` looks for."""

OPEN = frozenset({CommentState.OPEN})

Make = Callable[[Asked], Clause]


def _listed(words: Iterable[str]) -> str:
    return ", ".join(sorted(f"'{word}'" for word in words))


def _in_state(*states: CommentState, wide: bool = False) -> Make:
    return lambda _asked: Clause(frozenset(states), wide=wide)


def _column(condition: str, index: str = "", *, wide: bool = False) -> Make:
    return lambda _asked: Clause(rest=Part(condition), index=index, wide=wide)


def _trait(trait: Trait) -> Make:
    return _column(f"(c.traits & {int(trait)}) <> 0", "comment_traits")


def _of(table: str, flag: str) -> Make:
    """Comments whose author or post has a flag."""
    keys = f"SELECT id FROM {table} WHERE {flag}"
    source = Part(f"SELECT id FROM comment WHERE {table}_id IN ({keys})")
    return lambda _asked: Clause(rest=Part(f"c.{table}_id IN ({keys})"), source=source)


def _beside(table: str, condition: str = "") -> Make:
    """Comments that a row of another table speaks of."""
    more = f" AND {condition}" if condition else ""
    rest = Part(f"EXISTS (SELECT 1 FROM {table} AS x WHERE x.comment_id = c.id{more})")
    source = Part(f"SELECT x.comment_id AS id FROM {table} AS x WHERE x.comment_id IS NOT NULL{more}")
    return lambda _asked: Clause(rest=rest, source=source)


def _open(asked: Asked) -> Clause:
    return Clause(OPEN, rest=Part(AWAKE, (asked.now,)))


def _new(asked: Asked) -> Clause:
    return Clause(OPEN, rest=Part(f"({AWAKE} AND {UNTOUCHED})", (asked.now,)), index="comment_new")


def _mine(asked: Asked) -> Clause:
    return among(Part(CLAIMED, (asked.me, asked.now)))


def _for_me(asked: Asked) -> Clause:
    sql = FOR_ME.format(by=asked.by("comment_assigned"))
    return among(Part(sql, (asked.me, asked.now, asked.me, asked.me, asked.me)))


def _late(asked: Asked) -> Clause:
    rest = Part("(c.due_at IS NOT NULL AND c.due_at < ?)", (asked.now,))
    return Clause(OPEN, rest=rest, source=Part(LATE.format(by=asked.by("comment_due")), (asked.now,)))


def _soon(asked: Asked) -> Clause:
    within = (asked.now, asked.now + SOON)
    rest = Part("(c.due_at IS NOT NULL AND c.due_at >= ? AND c.due_at < ?)", within)
    return Clause(OPEN, rest=rest, source=Part(SOON_DUE.format(by=asked.by("comment_due")), within))


def _snoozed(asked: Asked) -> Clause:
    source = f"SELECT id FROM comment{asked.by('comment_snoozed')} WHERE snoozed_until > ?"
    rest = Part("(c.snoozed_until IS NOT NULL AND c.snoozed_until > ?)", (asked.now,))
    return Clause(rest=rest, source=Part(source, (asked.now,)))


def _claimed(asked: Asked) -> Clause:
    rest = Part("EXISTS (SELECT 1 FROM claim AS k WHERE k.comment_id = c.id AND k.until > ?)", (asked.now,))
    return Clause(rest=rest, source=Part(CLAIMED_BY_ANYBODY, (asked.now,)))


def _kept(asked: Asked) -> Clause:
    rest = Part("EXISTS (SELECT 1 FROM hold AS k WHERE k.comment_id = c.id AND k.until > ?)", (asked.now,))
    return Clause(rest=rest, source=Part("SELECT comment_id AS id FROM hold WHERE until > ?", (asked.now,)))


def _assigned(asked: Asked) -> Clause:
    sql = ASSIGNED.replace("= ?", "IN (SELECT id FROM member)").format(by=asked.by("comment_assigned"))
    return Clause(rest=Part("c.assigned_to IS NOT NULL"), source=Part(sql))


def _struck(asked: Asked) -> Clause:
    authors = "SELECT author_id FROM strike WHERE expires_at > ?"
    rest = Part(f"c.author_id IN ({authors})", (asked.now,))
    return Clause(rest=rest, source=Part(f"SELECT id FROM comment WHERE author_id IN ({authors})", (asked.now,)))


IS: Mapping[str, Make] = {
    "open": _open,
    "waiting": _in_state(CommentState.WAITING),
    "done": _in_state(CommentState.DONE),
    "aside": _in_state(CommentState.ASIDE, wide=True),
    "new": _new,
    "mine": _mine,
    "forme": _for_me,
    "late": _late,
    "soon": _soon,
    "snoozed": _snoozed,
    "claimed": _claimed,
    "unclaimed": lambda asked: turned(_claimed(asked), asked),
    "assigned": _assigned,
    "unassigned": _column("c.assigned_to IS NULL"),
    "referred": _beside("referral", "x.answered_at IS NULL"),
    "own": _column("c.own", "comment_own", wide=True),
    "followup": _column("c.follow_up", "comment_follow_up"),
    "failed": lambda _asked: replace(among(Part(FAILED)), wide=True),
    "textless": _trait(Trait.TEXTLESS),
    "question": _trait(Trait.QUESTION),
    "hidden": _column("c.remote_state = 'hidden'", "comment_not_visible"),
    "held": _column("c.remote_state = 'held'", "comment_not_visible"),
    "deleted": _column("c.remote_state = 'deleted'", "comment_not_visible"),
    "kept": _kept,
    "ad": _of("post", "ad"),
    "personal": _trait(Trait.PERSONAL),
    "liked": _column("c.liked", "comment_liked"),
    "blocked": _of("author", "blocked"),
    "muted": _of("author", "muted"),
    "case": lambda _asked: in_case("x.case_id IN (SELECT id FROM case_file WHERE state = 'open')"),
    "promised": _beside("promise", "x.kept_at IS NULL AND x.dropped_at IS NULL"),
    "any": _in_state(*ALL_STATES, wide=True),
}

HAS: Mapping[str, Make] = {
    "image": _trait(Trait.IMAGE),
    "gif": _trait(Trait.GIF),
    "video": _trait(Trait.VIDEO),
    "audio": _trait(Trait.AUDIO),
    "sticker": _trait(Trait.STICKER),
    "media": _trait(Trait.IMAGE | Trait.GIF | Trait.VIDEO | Trait.AUDIO | Trait.STICKER),
    "link": _trait(Trait.LINK),
    "quote": _trait(Trait.QUOTE),
    "spoiler": _trait(Trait.SPOILER),
    "note": _beside("note"),
    "draft": _beside("draft"),
    "reply": _column(ANSWERED.format(live=_listed(LIVE))),
    "strike": _struck,
}


def of_term(term: Simple, asked: Asked) -> Clause:
    """Return what a term asks, turned round when it is."""
    clause = _plain(term, asked)
    return turned(clause, asked) if term.negated else clause


def _plain(term: Simple, asked: Asked) -> Clause:
    match term:
        case Is():
            return IS[term.word](asked)
        case Has():
            return HAS[term.word](asked)
        case Words():
            return filter_text.words((term,), asked)
        case Inside():
            return filter_text.inside((term,), asked)
        case By():
            return filter_text.by(term.author, asked)
        case OnAccount():
            wanted = term.short_name.casefold()
            return Clause(accounts=frozenset(key for key, short, _on in asked.accounts if short.casefold() == wanted))
        case OnPlatform():
            return Clause(accounts=frozenset(key for key, _short, on in asked.accounts if on == term.platform))
        case Handled():
            return _handled(term, asked)
        case AssignedTo():
            return _assigned_to(term, asked)
    return of_column(term, asked)


def _handled(term: Handled, asked: Asked) -> Clause:
    who = _listed_keys(asked.members(term.member))
    acts = f"o.actor_kind = 'member' AND o.actor_id IN ({who}) AND o.act IN ('reply', 'private_reply')"
    acts += f" AND o.state IN ({_listed((*LIVE, OutboxState.SENT, OutboxState.REPORTED))})"
    did = f"i.outcome = 'done' AND d.member_id IN ({who}) AND d.undone_at IS NULL AND d.verb IN ({_listed(DECIDES)})"
    deeds = "deed AS d JOIN deed_item AS i ON i.deed_id = d.id"
    return Clause(
        rest=Part(
            f"(EXISTS (SELECT 1 FROM outbox AS o WHERE o.comment_id = c.id AND {acts})"
            f" OR EXISTS (SELECT 1 FROM {deeds} WHERE i.comment_id = c.id AND {did}))"
        ),
        source=Part(
            f"SELECT o.comment_id AS id FROM outbox AS o WHERE o.comment_id IS NOT NULL AND {acts}"
            f" UNION ALL SELECT i.comment_id FROM {deeds} WHERE {did}"
        ),
    )


def _assigned_to(term: AssignedTo, asked: Asked) -> Clause:
    who = asked.members(term.member)
    if not who:
        return Clause(rest=Part(NOTHING))
    keys = _listed_keys(who)
    sql = ASSIGNED.replace("= ?", f"IN ({keys})").format(by=asked.by("comment_assigned"))
    return Clause(rest=Part(f"(c.assigned_to IS NOT NULL AND c.assigned_to IN ({keys}))"), source=Part(sql))


def _listed_keys(keys: tuple[int, ...]) -> str:
    return ", ".join(map(str, keys)) or "-1"
