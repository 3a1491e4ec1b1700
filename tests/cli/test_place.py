"""Watched places and captures from the command line."""

import json
import re

import pytest

from tests.cli.program import Program

LINK = "https://www.facebook.com/groups/acme"
KALLE = "https://m.facebook.com/groups/acme/permalink/5?comment_id=7&fbclid=1"


@pytest.fixture
def watched(program: Program) -> Program:
    """A store with a member and a Facebook group that somebody is to look at."""
    program.run("member", "add", "Anna")
    steps = ("--step", "Read the newest", "--step", "Look at member requests")
    program.run("place", "add", "group", "--link", f"{LINK}/?ref=share", "--every", "4h", *steps)
    return program


def listed(program: Program) -> list[dict[str, object]]:
    found: list[dict[str, object]] = json.loads(program.run("list", "-o", "json", "--as", "Anna").stdout)
    return found


def test_a_place_says_who_looked_and_never_that_it_is_well(watched: Program) -> None:
    never = watched.run("place", "list").stdout
    assert re.search(rf"^group +– +– +4h +nobody has looked yet +{LINK}$", never, re.MULTILINE)
    assert "note   account group: nobody has looked yet" in watched.run("doctor", status=1).stdout
    done = watched.run("place", "look", "group", "--as", "Anna", "--done", "1", "2", "--note", "quiet")
    assert done.stdout == "group: looked at by Anna.\n"
    assert re.search(r"^group +0m +Anna +4h +– ", watched.run("place", "list").stdout, re.MULTILINE)
    told = watched.run("account", "list").stdout
    assert "Anna looked at it on 20" in told and "well" not in told
    assert "a watched place has no login" in watched.run("account", "check").stdout
    shown = watched.run("account", "show", "group").stdout
    assert re.search(r"^  cannot +answer, ", shown, re.MULTILINE) and "cannot be read there" in shown


def test_a_place_is_changed_by_adding_it_again(watched: Program) -> None:
    watched.run("place", "add", "group", "--every", "1d")
    assert re.search(rf"^group +– +– +1d .*{LINK}$", watched.run("place", "list").stdout, re.MULTILINE)
    watched.run("place", "look", "group", "--as", "Anna", "--done", "2")  # the checklist has stayed


def test_wrong_calls_and_failures(watched: Program) -> None:
    assert "4h, 30m or 1d, not 5x" in watched.run("place", "add", "x", "--link", LINK, "--every", "5x", status=2).stderr
    assert "lead to a web page" in watched.run("place", "add", "x", "--link", "ftp://x", status=1).stderr
    assert "lead to a web page" in watched.run("place", "add", "x", status=1).stderr
    assert "here already, as group" in watched.run("place", "add", "x", "--link", LINK, status=1).stderr
    assert "no step 3" in watched.run("place", "look", "group", "--as", "Anna", "--done", "3", status=2).stderr
    assert "Known ones: group" in watched.run("place", "look", "x\x1b[31m", "--as", "Anna", status=1).stderr
    assert "is no member here" in watched.run("place", "look", "group", status=1).stderr
    for command in (("place",), ("place", "add"), ("place", "list"), ("place", "look"), ("capture",)):
        assert "example:" in watched.run(*command, "--help").stdout


def test_a_comment_from_standard_input(watched: Program) -> None:
    asked = ("capture", "group", "--as", "Anna", "--author", "Kalle\x1b[2J", "--link", KALLE, "--under", "Tider")
    assert watched.run(*asked, typed="När öppnar ni?\nVi står här.\n").stdout == "1 comment was put in.\n"
    assert watched.run(*asked, typed="När öppnar ni?\nVi står här.").stdout.endswith("1 known already.\n")
    (row,) = listed(watched)
    assert (row["text"], row["captured"], row["platform"]) == ("När öppnar ni?\nVi står här.", "paste", "watched_place")
    table = watched.run("list", "--as", "Anna").stdout
    assert "Kalle" in table and "\x1b" not in table
    assert "no text to keep" in watched.run("capture", "group", "--as", "Anna", typed=" \n", status=1).stderr


def test_a_table_of_comments(watched: Program) -> None:
    table = 'text,author,written_at\n"Hej\ndär",Lisa,2026-01-20T14:02+01:00\nSkit,Bo,i går\n'
    assert watched.run("capture", "group", "--as", "Anna", "--from", "csv", typed=table).stdout.startswith("2 comments")
    assert {(row["author"], str(row["written_at"])[:16]) for row in listed(watched)} >= {("Lisa", "2026-01-20T13:02")}
    lines = '{"text": "Ett", "author": "Eva"}\n\n{"text": ""}\n'
    broken = watched.run("capture", "group", "--as", "Anna", "--from", "json", typed=lines, status=1)
    assert "Line 2" in broken.stderr and "The lines before it are kept" in broken.stderr
    assert "Ett" in {row["text"] for row in listed(watched)}
    for wrong in ("{no\n", "[1]\n"):
        assert (
            "Line 1" in watched.run("capture", "group", "--as", "Anna", "--from", "json", typed=wrong, status=1).stderr
        )
