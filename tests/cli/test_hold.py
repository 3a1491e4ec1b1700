"""Evidence from the command line, and what a script reads of a text that had to go."""

import json

from backend.model.clock import DAY, SystemClock, plus
from backend.store.engine import Store
from backend.store.write.retention import expire
from tests.cli.program import Program
from tests.conftest import StandingClock


def first(program: Program, platform: str) -> dict[str, object]:
    """Return the first comment of a platform, as a script reads it."""
    rows = json.loads(program.run("list", f"is:any platform:{platform} kind:comment", "-o", "json").stdout)
    found: dict[str, object] = rows[0]
    return found


def test_evidence_is_kept_listed_found_and_let_go(filled: Program) -> None:
    row = first(filled, "facebook")
    assert (row["expired"], row["name_expired"], row["kept_until"]) == (False, False, None)
    number = str(row["id"])
    assert "held as evidence until" in filled.run("hold", "add", number, "--until", "12w", "--why", "threat").stdout
    (kept,) = json.loads(filled.run("list", "is:kept", "-o", "json").stdout)
    assert (kept["id"], kept["kept_until"] is not None) == (row["id"], True)
    told = filled.run("hold", "list").stdout.splitlines()
    assert (told[1].split()[0], told[1].split()[-1]) == (number, "threat")
    filled.run("hold", "end", number)
    assert filled.run("hold", "list").stdout == "Nothing is held as evidence.\n"
    assert "Nobody keeps it" in filled.run("hold", "end", number, status=1).stderr


def test_what_cannot_be_kept_is_said(filled: Program) -> None:
    number = str(first(filled, "linkedin")["id"])
    assert "The terms of linkedin leave no room" in filled.run("hold", "add", number, status=1).stderr
    assert "Say until when" in filled.run("hold", "add", number, "--until", "2020-01-01", status=2).stderr
    assert "no such comment" in filled.run("hold", "add", "999999", status=1).stderr


def test_a_script_can_tell_a_text_that_expired_from_an_empty_one(filled: Program) -> None:
    row = first(filled, "linkedin")
    store = Store.open(
        f"sqlite:///{filled.data / 'nightdesk.sqlite3'}", StandingClock(plus(SystemClock().now(), 3 * DAY))
    )
    assert expire(store) > 0
    store.close()
    gone = next(
        one
        for one in json.loads(filled.run("list", "is:any platform:linkedin", "-o", "json").stdout)
        if one["id"] == row["id"]
    )
    assert (gone["text"], gone["expired"], gone["name_expired"]) == ("", True, True)
    assert "[text expired]" in filled.run("list", "is:any platform:linkedin").stdout
