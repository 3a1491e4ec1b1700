"""The queue for scripts: stable names, safe to print, and a mistake that is pointed at."""

import json
import re

import pytest

from backend.cli.demo import OTHERS as OTHERS_OF_DEMO
from backend.cli.listing import as_json
from backend.cli.table import cells, columns, cut
from backend.policy.query_words import ABOUT, HAS, IS, KINDS, OTHERS
from backend.policy.query_words import FIELDS as FIELDS_OF_QUERIES
from tests.cli.program import Program

FIELDS = (
    "id post account platform state remote_state kind visibility urgency author handle text personal category "
    "category_by expired name_expired media written_at due_at revision captured follow_up claimed_by delivery "
    "kept_until"
).split()


def test_json_is_one_array_with_names_that_stay(filled: Program) -> None:
    rows = json.loads(filled.run("list", "-o", "json").stdout)
    assert len(rows) > 25
    assert all(list(row) == FIELDS for row in rows)
    assert {row["state"] for row in rows} == {"open"}
    assert {row["platform"] for row in rows} == {"mastodon", "bluesky", *OTHERS_OF_DEMO}
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z", rows[0]["written_at"])


def test_terms_narrow_it(filled: Program) -> None:
    rows = json.loads(filled.run("list", "account:sky", "author:birgitta48", "-o", "json").stdout)
    assert [row["handle"] for row in rows] == ["birgitta48.test"]
    assert json.loads(filled.run("list", "-o", "json", "finnsinte").stdout) == []
    assert filled.run("list", "finnsinte").stdout == "Nothing matches.\n"
    assert len(json.loads(filled.run("list", "-o", "json", "--limit", "3").stdout)) == 3


def test_private_comments_are_left_out_unless_asked_for(filled: Program) -> None:
    public = json.loads(filled.run("list", "sjukskriven", "-o", "json").stdout)
    private = json.loads(filled.run("list", "sjukskriven", "-o", "json", "--private").stdout)
    assert (public, [row["visibility"] for row in private]) == ([], ["private"])


def test_hostile_text_reaches_no_terminal(filled: Program) -> None:
    rows = filled.run_apart("list", "-o", "json", "author:bl4ckh4t").stdout
    assert "PRESS" in rows.upper()
    told = filled.run("list", "author:bl4ckh4t").stdout
    for text in (rows, told):
        assert not re.search("[\x00-\x09\x0b-\x1f\x7f-\x9f\u200b-\u200f\u202a-\u202e\u2066-\u2069]", text)
    assert "␛]0;pwned" in told
    assert any("\x1b]0;pwned\x07" in row["text"] for row in json.loads(rows))


def test_a_table_is_cut_to_the_terminal(filled: Program) -> None:
    told = filled.run("list", more={"COLUMNS": "70"}).stdout.splitlines()
    assert told[0].split() == ["id", "account", "state", "age", "author", "text"]
    assert max(cells(line) for line in told) <= 70
    assert any(line.endswith("…") for line in told)
    assert any("[image]" in line for line in filled.run("list", "author:gretan").stdout.splitlines())


def test_a_mistake_is_pointed_at_with_status_2(filled: Program) -> None:
    done = filled.run_apart("list", "faktura is:opne", status=2)
    assert done.stderr.splitlines() == [
        "I do not know is:opne. Did you mean is:open?",
        "  faktura is:opne",
        "          ^^^^^^^",
    ]
    assert done.stdout == ""


@pytest.mark.parametrize(
    ("query", "said", "under"),
    [
        ("account:acmi", "There is no account acmi. Did you mean acme?", "          ^^^^"),
        ("is:open platform:pixelfed", "No account is on pixelfed. Known ones: ", "                   ^^^^^^^^"),
        ("by:zz", "There is no member zz. Known ones: ", "     ^^"),
        ("is:done,opne", "I do not know opne. Did you mean open?", "          ^^^^"),
        ("@latee", "There is no view @latee. Did you mean @late?", "  ^^^^^^"),
    ],
)
def test_unknown_names_are_pointed_at_as_well(filled: Program, query: str, said: str, under: str) -> None:
    if "acmi" in query:
        known = json.loads(filled.run("list", "-o", "json", "--limit", "1").stdout)[0]["account"]
        query, said = f"account:{known}i", f"There is no account {known}i. Did you mean {known}?"
        under = " " * 10 + "^" * (len(known) + 1)
    told = filled.run("list", query, status=2).stderr.splitlines()
    assert told[0].startswith(said)
    assert told[1:] == [f"  {query}", under]


def test_compounds_and_traits_are_found(filled: Program) -> None:
    rows = json.loads(filled.run("list", "is:any has:image", "-o", "json").stdout)
    assert rows
    assert all("image" in row["media"] for row in rows)
    rows = json.loads(filled.run("list", "is:any", "-o", "json").stdout)
    word = next(word for row in rows for word in row["text"].split() if len(word) > 6 and word.isalpha())
    inside = json.loads(filled.run("list", f"is:any {word[1:-1]}", "-o", "json", "--private").stdout)
    assert any(word in row["text"] for row in inside)


def test_the_help_tells_every_word_of_the_language(program: Program) -> None:
    told = filled_words(program.run("list", "--help").stdout)
    for word in (*IS, *HAS, *KINDS, *ABOUT, *(f"{name}:" for name in FIELDS_OF_QUERIES), *OTHERS):
        assert word in told, word


def filled_words(text: str) -> str:
    return " ".join(text.split())


def test_whoever_is_no_member_is_told_how_to_become_one(program: Program) -> None:
    assert "nightdesk member add --login" in program.run("list", status=1).stderr
    assert "There is no member called Bo" in program.run("list", "--as", "Bo", status=1).stderr


def test_json_escapes_what_is_not_seen_and_stays_json() -> None:
    text = "å\x1b\x9b\u202e\u200d\U000e0041\ud800x\n"
    told = as_json([{"text": text}])
    assert json.loads(told) == [{"text": text}]
    assert "å" in told
    assert all(sign.isprintable() or sign == "\n" for sign in told)


def test_width_is_counted_in_cells() -> None:
    assert [cells(text) for text in ("abc", "日本", "👨‍👩‍👧‍👦", "e\u0301", "❤️", "")] == [3, 4, 2, 1, 2, 0]
    assert cut("日本語", 5) == "日本…"
    assert cut("日本", 4) == "日本"
    assert list(columns(("a", "b"), [("日", "x"), ("yyy", "zzzz")], width=8)) == ["a    b", "日   x", "yyy  zz…"]
