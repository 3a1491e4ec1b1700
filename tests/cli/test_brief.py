"""Briefs from the command line."""

from tests.cli.program import Program


def test_a_brief_is_written_listed_and_ended(filled: Program) -> None:
    told = filled.run(
        "brief", "add", "Strömavbrott", "--until", "4h", "--use", "strom", "--text", "-", typed="Till pressen.\n"
    )
    number = told.stdout.split()[1]
    assert told.stdout.startswith(f"Brief {number} holds until ")
    assert _line(filled, number).split()[-1] == "Strömavbrott"
    filled.run("brief", "end", number)
    assert _line(filled, number) == ""
    assert _line(filled, number, "--all").endswith("Strömavbrott (over)")
    for one in filled.run("brief", "list").stdout.splitlines()[1:]:
        filled.run("brief", "end", one.split()[0])
    assert filled.run("brief", "list").stdout == "No brief holds now.\n"


def _line(program: Program, number: str, *more: str) -> str:
    """Return what the list says of one brief, empty where it is not in it."""
    lines = program.run("brief", "list", *more).stdout.splitlines()
    return next((line for line in lines if line.split()[0] == number), "")


def test_what_is_wrong_is_said(filled: Program) -> None:
    assert "is written so: 18:00" in filled.run("brief", "add", "T", "--until", "soon", status=2).stderr
    assert "There is no account" in filled.run("brief", "add", "T", "--until", "2h", "--account", "x", status=1).stderr
    assert "There is no such brief" in filled.run("brief", "end", "77", status=1).stderr
