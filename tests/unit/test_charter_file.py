"""A charter's file reads back as it was written, in both forms, and says where a mistake stands."""

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from backend.config import toml
from backend.i18n import reasons_charters
from backend.i18n.reasons import word
from backend.model.category import Category
from backend.model.charter import (
    Approval,
    Approving,
    Charter,
    Hours,
    Paragraph,
    Personal,
    Routine,
    Signature,
    Signing,
    Span,
    Target,
)
from backend.policy.charter_file import CharterError, difference, read_charter, write_charter
from backend.policy.charter_words import out_of_reach
from backend.store.codec_charter import dump_charter, load_charter
from backend.store.errors import StoreNewer
from backend.text.clean import clean

SIGNS = st.text(
    st.sampled_from("abåö 1\n\t-#`~+*>{}[]()<>!|\"'\\:,=_.§€😀\u2028\x0b\u200b")
    | st.characters(exclude_categories=["Cs"]),
    max_size=60,
)
PROSE = SIGNS.map(lambda text: clean(text).strip())
LINE = SIGNS.map(lambda text: " ".join(clean(text).split()))
SAID = LINE.filter(bool)
WORD = (
    SAID.map(lambda text: text.translate(str.maketrans("", "", ",{}"))).map(lambda t: " ".join(t.split())).filter(bool)
)
CATEGORIES = st.sampled_from(list(Category))
MINUTES = st.integers(1, 20_000)


def many(one: st.SearchStrategy[str], most: int = 3) -> st.SearchStrategy[tuple[str, ...]]:
    """A few of them."""
    return st.lists(one, max_size=most).map(tuple)


@st.composite
def hours(draw: st.DrawFn) -> Hours:
    """Around the clock, or seven days with up to two spans each."""
    zone, closed = draw(st.sampled_from(["UTC", "Europe/Stockholm"])), draw(many(st.just("2026-12-24"), 1))
    if draw(st.booleans()):
        return Hours(zone, (), closed)
    week = []
    for _ in range(7):
        edges = sorted(draw(st.sets(st.integers(0, 1440), min_size=4, max_size=4)))
        week.append((Span(edges[0], edges[1]), Span(edges[2], edges[3]))[: draw(st.integers(0, 2))])
    return Hours(zone, tuple(week), closed)


CHARTERS = st.builds(
    Charter,
    languages=st.sampled_from([("sv", "en"), ("en",), ("pt-BR",)]),
    purpose=PROSE,
    do=many(SAID),
    dont=many(SAID),
    paragraphs=st.lists(
        st.builds(
            Paragraph,
            st.sampled_from(["1", "2", "2.1", "3b", "10.2.3"]),
            PROSE,
            LINE,
            st.lists(CATEGORIES, max_size=2).map(tuple),
            many(WORD),
        ),
        max_size=4,
        unique_by=lambda one: one.number,
    ).map(tuple),
    hours=hours(),
    targets=st.dictionaries(CATEGORIES | st.none(), st.builds(Target, MINUTES, st.booleans()), max_size=3),
    signature=st.builds(Signature, st.just(Signing.OFF), LINE, LINE, st.booleans())
    | st.builds(Signature, st.sampled_from(Signing), st.just("^INITIALS"), LINE, st.booleans()),
    approving=st.builds(Approving, st.sampled_from(Approval), st.integers(0, 99), MINUTES, st.booleans()),
    forbidden=many(SAID),
    complaints=PROSE,
    routines=st.lists(
        st.builds(
            Routine,
            CATEGORIES,
            st.just(0) | MINUTES,
            st.just(0) | MINUTES,
            LINE,
            many(SAID),
            many(SAID),
            LINE,
            st.booleans(),
        ),
        max_size=2,
        unique_by=lambda one: one.category,
    ).map(tuple),
    personal=st.builds(Personal, st.booleans(), many(SAID)),
    words=st.dictionaries(
        st.sampled_from(["sv", "en"]), st.dictionaries(st.sampled_from(["hours", "contact"]), LINE, max_size=2)
    ),
).filter(lambda one: out_of_reach(one) is None)


@settings(max_examples=80, deadline=None)
@given(CHARTERS, st.sampled_from([("md", "en"), ("md", "sv"), ("toml", "en")]))
def test_what_is_written_reads_back_the_same(charter: Charter, form: tuple[str, str]) -> None:
    page = write_charter(charter, form[1], form[0])
    assert read_charter(page, f"x.{form[0]}") == charter
    assert read_charter(page, "") == charter or form[0] == "toml"
    assert load_charter(dump_charter(charter)) == charter


def test_a_key_of_a_newer_program_is_refused_and_an_absent_one_has_its_default() -> None:
    assert load_charter('{"purpose":"x"}') == Charter(purpose="x")
    for newer in ('{"mood":1}', '{"hours":{"moon":1}}', '{"targets":{"joy":{"minutes":1}}}'):
        with pytest.raises(StoreNewer):
            load_charter(newer)


PAGE = """\
+++
languages = ["sv"]

[hours]
zone = "Europe/Stockholm"
monday = ["8-12", "13.00–16:30"]
closed = [2026-12-24]

[targets]
complaint = "1d 30m"
threat = "15m always"
other = "2d"

[[routine]]
category = "complaint"
acknowledge = "4h"
+++

# Kommunens kanal

## Syfte

Vi svarar på frågor.

```
## inget avsnitt
```

## Ton

### Gör
* hälsa
  vänligt

### Gör inte
- raljera

## Riktlinjer

### 4. Sena bussar {complaint: buss, sen}

Be om linje.

#### Undantag
Färdtjänst.

### 4.2

## Klagomål
Alla får svar.
"""


def test_a_page_as_somebody_writes_it() -> None:
    read = read_charter(PAGE.replace("\n", "\r\n"), "charter.md")
    assert read.hours == Hours(
        "Europe/Stockholm", ((Span(480, 720), Span(780, 990)), (), (), (), (), (), ()), ("2026-12-24",)
    )
    assert read.targets == {Category.COMPLAINT: Target(480), Category.THREAT: Target(15, True), None: Target(900)}
    assert read.purpose == "Vi svarar på frågor.\n\n```\n## inget avsnitt\n```"
    assert (read.do, read.dont, read.complaints) == (("hälsa vänligt",), ("raljera",), "Alla får svar.")
    late = Paragraph(
        "4", "Be om linje.\n\n#### Undantag\nFärdtjänst.", "Sena bussar", (Category.COMPLAINT,), ("buss", "sen")
    )
    assert read.paragraphs == (late, Paragraph("4.2", ""))
    assert read.routines == (Routine(Category.COMPLAINT, 240),)
    assert "Sena bussar" in write_charter(read, "sv")


@pytest.mark.parametrize(
    ("old", "new", "line", "code"),
    [
        ('other = "2d"', 'other = "2 days"', 12, "charter.duration"),
        ('other = "2d"', "other = 2d", 12, "charter.toml"),
        ('other = "2d"', 'other = "8000h"', 12, "charter.out_of_reach"),
        ('acknowledge = "4h"', 'close = "52d"\nacknowledge = "366d"', 17, "charter.out_of_reach"),
        ('["sv"]', "9" * 5000, 2, "charter.toml"),
        ('other = "2d"', 'joke = "2d"', 12, "charter.unknown_key"),
        ('acknowledge = "4h"', "acknowledge = 4", 16, "charter.wrong_kind"),
        ('"8-12"', '"8-24:30"', 6, "charter.span"),
        ('"8-12"', '"8-14"', 6, "charter.spans_meet"),
        ("2026-12-24", '"24 dec"', 7, "charter.date"),
        ("Europe/Stockholm", "Europe/Stockhom", 5, "charter.zone"),
        ('category = "complaint"', 'category = "klagomål"', 15, "charter.unknown_word"),
        ('["sv"]', '["svenska!"]', 2, "charter.language"),
        ("[[routine]]", "[routine]", 14, "charter.wrong_kind"),
        ('["sv"]', "[" * 5000, 2, "charter.toml"),
        ("# Kommunens kanal", "# Kommunens kanal\nHej", 20, "charter.loose_text"),
        ("# Kommunens kanal", "Hej", 19, "charter.loose_text"),
        ("## Ton", "## Tonn", 29, "charter.heading"),
        ("### Gör\n", "### Ja\n", 31, "charter.heading"),
        ("## Klagomål", "## Syfte", 49, "charter.heading_twice"),
        ("* hälsa", "hälsa", 32, "charter.no_item"),
        ("### 4.2", "### fyra", 47, "charter.number"),
        ("### 4.2", "### 4", 47, "charter.number_twice"),
        ("{complaint: buss", "{klagomål: buss", 40, "charter.unknown_word"),
        ("+++\n\n# K", "++\n\n# K", 1, "charter.fence"),
    ],
)
def test_a_mistake_is_said_with_its_line_and_what_to_do(old: str, new: str, line: int, code: str) -> None:
    assert old in PAGE
    with pytest.raises(CharterError) as caught:
        read_charter(PAGE.replace(old, new), "charter.md")
    assert (caught.value.line, caught.value.reason.code) == (line, code)
    assert len(word(caught.value.reason)) > 20


def test_toml_of_many_lines_knows_where_its_mistake_is() -> None:
    page = 'purpose = """\nx\n[targets]\n"""\n\n[[paragraph]]\nnumber = "1"\n\n[[paragraph]]\nnumber = "1"\n'
    with pytest.raises(CharterError) as caught:
        read_charter(page, "a.toml")
    assert (caught.value.line, caught.value.reason.code) == (10, "charter.number_twice")


def test_a_line_of_blanks_takes_no_longer_than_any_other() -> None:
    began = time.perf_counter()
    with pytest.raises(CharterError) as caught:
        read_charter(f"do = [\n[{' ' * 50_000}\n]]\nmood = 1\n", "a.toml")
    assert (caught.value.line, time.perf_counter() - began < 2) == (4, True)


def test_a_difference_shows_what_changed_and_nothing_else() -> None:
    old = read_charter(PAGE, "a.md")
    new = read_charter(
        PAGE.replace("Be om linje.", "Be om linje och tid.").replace('"15m always"', '"30m always"'), "a.md"
    )
    changed = [line for line in difference(old, new, "sv") if line[0] in "+-"]
    assert changed == ['-threat = "15m always"', '+threat = "30m always"', "-Be om linje.", "+Be om linje och tid."]
    assert difference(old, old) == []


def test_what_the_reader_of_toml_has_no_words_for_is_translated() -> None:
    assert set(reasons_charters.TOML) == {toml.DEEP, toml.DIGITS}
