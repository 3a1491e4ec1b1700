"""Briefs from the command line."""

from tests.cli.program import Program


def test_a_brief_is_written_listed_and_ended(filled: Program) -> None:
    told = filled.run(
        "brief", "add", "Strömavbrott", "--until", "4h", "--use", "strom", "--text", "-", typed="Till pressen.\n"
    )
    number = told.stdout.split()[1]
    assert told.stdout.startswith(f"Brief {number} holds until ")
    rows = filled.run("brief", "list").stdout.splitlines()
    assert (rows[1].split()[0], rows[1].split()[-1]) == (number, "Strömavbrott")
    filled.run("brief", "end", number)
    assert filled.run("brief", "list").stdout == "No brief holds now.\n"
    assert filled.run("brief", "list", "--all").stdout.splitlines()[1].endswith("Strömavbrott (over)")


def test_what_is_wrong_is_said(filled: Program) -> None:
    assert "is written so: 18:00" in filled.run("brief", "add", "T", "--until", "soon", status=2).stderr
    assert "There is no account" in filled.run("brief", "add", "T", "--until", "2h", "--account", "x", status=1).stderr
    assert "There is no such brief" in filled.run("brief", "end", "77", status=1).stderr
