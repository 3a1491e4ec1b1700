"""Members and templates from the command line."""

import re

from tests.cli.program import Program


def test_the_first_member_leads_and_the_next_has_the_roles_that_were_asked_for(program: Program) -> None:
    assert "no members yet" in program.run("member", "list").stdout
    assert (
        program.run("member", "add", "Anna", "--signature", "/ Anna").stdout == "Anna is a member now (lead, admin).\n"
    )
    asked = ("member", "add", "Bo", "--login", "bo", "--language", "sv", "--time-zone", "Europe/Stockholm")
    program.run(*asked, "--role", "moderator", "--role", "writer")
    listed = program.run("member", "list").stdout
    assert re.search(r"^Bo +bo +sv +Europe/Stockholm +moderator, writer$", listed, re.MULTILINE)
    assert re.search(r"^Anna +– +en +\S+ +admin, lead$", listed, re.MULTILINE)


def test_an_unfit_member_is_refused_with_a_sentence(program: Program) -> None:
    program.run("member", "add", "Anna", "--login", "anna")
    assert "called anna already" in program.run("member", "add", "anna", status=1).stderr
    assert "belongs to another member" in program.run("member", "add", "Bo", "--login", "anna", status=1).stderr
    assert "Europe/Stockholm" in program.run("member", "add", "Bo", "--time-zone", "Mars/Base", status=1).stderr
    assert "There is no account gone" in program.run("member", "add", "Bo", "--account", "gone", status=1).stderr
    program.run("member", "add", "Bo", "--role", "boss", status=2)


def test_a_hostile_name_is_shown_and_not_obeyed(program: Program) -> None:
    assert "\x1b" not in program.run("member", "add", "An\x1b[31mna").stdout
    assert "\x1b" not in program.run("member", "list").stdout


def test_templates_come_in_all_or_none(program: Program) -> None:
    file = program.data / "replies.toml"
    one = '[[template]]\ncode = "{}"\nlanguage = "sv"\ntitle = "T"\nbody = "Hej {{author}}! {}"\n'
    file.write_text(one.format("a", "x") + one.format("b", "y"), encoding="utf-8")
    done = program.run("template", "import", str(file))
    assert done.stdout == "Templates: 2 new, 0 changed, 0 as they were.\n"
    file.write_text(one.format("a", "z") + one.format("b", "y"), encoding="utf-8")
    assert program.run("template", "import", str(file)).stdout == "Templates: 0 new, 1 changed, 1 as they were.\n"
    file.write_text(one.format("c", "x") + one.format("d", "{unknown}"), encoding="utf-8")
    refused = program.run("template", "import", str(file), status=1)
    assert "replies.toml" in refused.stderr
    assert program.run("template", "import", str(program.data / "gone.toml"), status=1).stderr.count("\n") == 1


def test_who_answers_for_what(program: Program) -> None:
    program.run("member", "add", "Anna")
    program.run("member", "add", "Bo")
    assert "Nobody answers for anything yet" in program.run("responsibility", "list").stdout
    asked = ("responsibility", "add", "Fakturor", "--member", "Anna", "--fallback", "Bo")
    assert program.run(*asked).stdout == "Anna answers for Fakturor now.\n"
    assert program.run("responsibility", "add", "Fakturor", "--member", "Bo").stdout == "Bo answers for Fakturor now.\n"
    assert re.search(r"^Fakturor +– +Bo +–$", program.run("responsibility", "list").stdout, re.MULTILINE)
    assert "no member called Eva" in program.run("responsibility", "add", "X", "--member", "Eva", status=1).stderr
    assert "Name the area" in program.run("responsibility", "add", " ", "--member", "Bo", status=1).stderr
    assert program.run("responsibility", "remove", "Fakturor").stdout == "Nobody answers for Fakturor now.\n"
    assert "Nobody answers for Fakturor" in program.run("responsibility", "remove", "Fakturor", status=1).stderr
