"""Which canned reply comes first: measured on comments as people write them, and what must hold whatever they write.

The set is `data/ranking.tsv`. Its `test` half is measured and nothing else: words, weights and the starters' tags were
made by looking at the `rank` half. `pytest -s` prints the figures.
"""

import time
import tomllib
from collections import Counter
from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path
from typing import NamedTuple

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backend.model.category import Category
from backend.model.reason import Reason
from backend.model.template import Template, TemplateState
from backend.model.traits import SUGGESTIONS, Trait
from backend.policy.ranking import Learned, Ranked, Situation, asked, counted, matches, rank
from backend.policy.stems import hashed, language_of, parts, stems
from backend.text.personal import spots
from backend.text.traits import traits

HERE = Path(__file__).parent
STARTERS = HERE.parents[1] / "backend" / "desk" / "starters"

FIRST = 3
"""Replies a person takes in at a glance."""

PICKS = 50


class Case(NamedTuple):
    part: str
    language: str
    code: str
    text: str


def cases(part: str) -> list[Case]:
    lines = (HERE / "data" / "ranking.tsv").read_text("utf-8").splitlines()
    _head, *rows = [line for line in lines if not line.startswith("#")]
    return [case for row in rows if (case := Case(*row.split("\t"))).part == part]


@cache
def starters() -> tuple[Template, ...]:
    raw = [one for name in ("sv", "en") for one in tomllib.loads((STARTERS / f"{name}.toml").read_text())["template"]]
    return tuple(
        Template(key, one["code"], one["language"], one["title"], one["body"], TemplateState.APPROVED, 1,
                 tuple(one["tags"]))
        for key, one in enumerate(raw, 1)
    )  # fmt: skip


def situation(text: str) -> Situation:
    """Return what is known of a comment that came just now, from a platform that does not tell its language."""
    found = traits(text, ())
    suggested = tuple(category for category, trait in SUGGESTIONS.items() if found & trait)
    personal = bool(found & Trait.PERSONAL) or bool(tuple(spots(text)))
    return Situation(text, language_of(text), ("sv", "en"), suggested, personal=personal)


def in_rounds(some: Iterable[Case]) -> Iterator[Case]:
    """Give the first comment of each reply, then the second of each, and so on: no reply is picked more than others."""
    seen: Counter[tuple[str, str]] = Counter()
    numbered: list[tuple[int, int, Case]] = []
    for case in some:
        numbered.append((seen[case.language, case.code], len(numbered), case))
        seen[case.language, case.code] += 1
    yield from (case for _, _, case in sorted(numbered))


def picked(some: list[Case]) -> Learned:
    ids = {(one.language, one.code): one.id for one in starters()}
    words: Counter[tuple[int, int]] = Counter()
    for case in some:
        key = ids[case.language, case.code]
        words.update((key, word) for word in counted(case.text, language_of(case.text)))
    return Learned(len(some), words)


def codes(ranked: Iterable[Ranked]) -> list[str]:
    return [one.template.code for one in ranked]


def hits(some: list[Case], learned: Learned | None = None) -> tuple[int, int]:
    """Return for how many comments the right reply is among the first three, and for how many the very first."""
    lists = [codes(rank(starters(), situation(case.text), learned, FIRST)) for case in some]
    right = list(zip(some, lists, strict=True))
    return sum(case.code in found for case, found in right), sum(case.code == found[0] for case, found in right)


def told(what: str, some: list[Case], found: tuple[int, int]) -> None:
    count, (three, one) = len(some), found
    print(f"\n{what}: {three}/{count} = {three / count:.1%} among the first {FIRST}, {one / count:.1%} the very first")


# -- the figures


def test_the_right_reply_is_among_the_first_three() -> None:
    ours, theirs = cases("rank"), cases("test")
    print(f"\n{len(starters())} replies, {len(ours)} comments to make the ranking by, {len(theirs)} to measure it")
    told("the half it was made by, cold", ours, hits(ours))
    cold = hits(theirs)
    told("the test half, cold", theirs, cold)
    after = hits(theirs, picked(list(in_rounds(ours))[:PICKS]))
    told(f"the test half, after {PICKS} picks for comments of the other half", theirs, after)
    every = hits(theirs, picked(ours))
    told(f"the test half, after {len(ours)} picks", theirs, every)
    assert cold[0] >= 0.85 * len(theirs)
    assert after[0] >= 0.92 * len(theirs)


def test_the_set_is_fair() -> None:
    """Enough comments, both halves for every reply, none twice, and none that quotes the title of its reply."""
    ours, theirs = cases("rank"), cases("test")
    known = {(one.language, one.code): one for one in starters()}
    assert len(ours) + len(theirs) >= 200
    assert len(known) >= 20
    for half in (ours, theirs):
        assert {(case.language, case.code) for case in half} == set(known)
    assert len({case.text.casefold() for case in (*ours, *theirs)}) == len(ours) + len(theirs)
    quoting = [
        case.text
        for case in (*ours, *theirs)
        if {w for w in stems(known[case.language, case.code].title, case.language) if len(w) > 3}
        & set(stems(case.text, case.language))
    ]
    assert quoting == []


# -- what must hold


def reply(key: int, code: str, language: str = "sv", tags: tuple[str, ...] = (), uses: int = 0) -> Template:
    return Template(key, code, language, code.title(), "x", TemplateState.APPROVED, 1, tags, None, uses)


SOME = (
    reply(1, "tack", uses=50),
    reply(2, "betalning", tags=("faktura", "betala")),
    reply(3, "invoice", "en", ("faktura",)),
    reply(4, "lugn", tags=("klagomål",)),
)


def test_language_goes_first_then_words_then_use() -> None:
    found = rank(SOME, Situation("När kommer fakturan?", "sv"))
    assert codes(found) == ["betalning", "tack", "lugn", "invoice"]
    assert found[0].whys[0] == Reason("template.same_words", {"words": "faktura"})
    assert found[-1].whys[-1] == Reason("template.foreign", {"language": "en"})
    assert codes(rank(SOME, Situation("Kun tulee lasku?", "fi", ("en", "sv"))))[0] == "invoice"


def test_a_joined_word_is_found_by_its_parts() -> None:
    found = rank(SOME, Situation("min elfaktura är konstig", "sv"))
    assert found[0].whys[0] == Reason("template.same_words", {"words": "faktura"})
    assert codes(rank((reply(1, "a"), reply(2, "b", tags=("elräkning",))), Situation("Räkningen?", "sv")))[0] == "b"


def test_what_it_is_about_counts_more_when_somebody_said_so() -> None:
    text = "När kommer fakturan?"
    guessed = rank(SOME, Situation(text, "sv", categories=(Category.COMPLAINT,)))
    said = rank(SOME, Situation(text, "sv", categories=(Category.COMPLAINT,), is_set=True))
    assert codes(guessed)[:2] == ["betalning", "lugn"]
    assert codes(said)[0] == "lugn"
    assert Reason("template.for_complaint") in said[0].whys


def test_a_brief_and_the_charter_go_before_words() -> None:
    at = Situation("När kommer fakturan?", "sv", named=("lugn",), wanted=("tack",), unwanted=("betalning",))
    found = rank(SOME, at)
    assert codes(found) == ["tack", "lugn", "invoice", "betalning"]
    assert [one.whys[0].code for one in found if one.template.language == "sv"] == [
        "template.brief", "template.charter", "template.brief_not",
    ]  # fmt: skip


def test_what_the_team_picks_comes_first_the_next_time() -> None:
    before = "det luktar skumt nere vid stranden hela tiden"
    words = counted(before, "sv")
    at = Situation("luktar illa vid stranden idag med", "sv")
    assert codes(rank(SOME, at))[0] == "tack"
    learned = Learned(8, {(4, word): 8 for word in words})
    found = rank(SOME, at, learned)
    assert found[0].template.code == "lugn"
    assert found[0].whys[0] == Reason("template.picked", {"times": 8})
    assert set(counted(at.text, "sv")) & set(words) <= set(asked(at.text, "sv"))


def test_typing_narrows_and_a_code_that_begins_so_is_first() -> None:
    assert codes(rank(SOME, Situation("", "sv", typed="fakt"))) == ["betalning", "invoice"]
    assert codes(rank((reply(1, "aa", tags=("ba",)), reply(2, "ba")), Situation("", "sv", typed="ba"))) == ["ba", "aa"]
    assert not matches(SOME[0], "finns inte")


@pytest.mark.parametrize(
    ("text", "claimed", "language"),
    [
        ("När kommer den till oss?", None, "sv"),
        ("Where is it and when does it come?", None, "en"),
        (
            "Var är det paketet som ni skulle skicka till mig?",
            "en-US",
            "sv",
        ),  # the writer's default is not what they write
        ("Faktura!", "sv-SE", "sv"),
        ("Faktura!", None, None),
        ("Missä laskuni on?", "fi", "fi"),
    ],
)
def test_the_language_is_read_off_the_words(text: str, claimed: str | None, language: str | None) -> None:
    assert language_of(text, claimed) == language


def test_stems_leave_out_what_is_no_word() -> None:
    text = "@kalle se https://x.se/fakturor, ring 070-1234567 eller a.b@x.se om fakturorna"
    assert stems(text, "sv") == ["se", "ring", "faktur"]
    assert -(2**63) <= hashed("faktur") < 2**63
    assert "räkning" in parts("elräkningarna", "sv")


@given(st.text(max_size=300), st.sampled_from(["sv", "en", "fi", "xx", None]))
def test_whatever_is_written_every_reply_is_ranked_once(text: str, language: str | None) -> None:
    found = rank(SOME, Situation(text, language, typed=""))
    assert sorted(codes(found)) == sorted(one.code for one in SOME)


def test_a_hostile_text_takes_no_longer_than_an_ordinary_long_one() -> None:
    def took(text: str) -> float:
        start = time.perf_counter()
        rank(SOME, Situation(text, "sv"))
        return time.perf_counter() - start

    ordinary = " ".join(f"ordet{n}" for n in range(2000))
    long = min(took(ordinary) for _ in range(3))
    for hostile in ("a" * 100_000, "@" * 100_000, "å" * 50_000 + " " + "://" * 20_000, "x" * 39 + " ", "a@" * 50_000):
        assert min(took(hostile) for _ in range(3)) < 10 * long + 0.02
