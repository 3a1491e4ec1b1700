"""Templates from the command line: brought in and out without a difference, shown, and taken out of use."""

import re

from tests.cli.program import Program

FILE = """
[[template]]
code = "hours"
language = "en"
title = "=Opening hours"
body = "Hi {author}! We are open {hours}."
variants = ["We open {hours}.\\nWelcome!", "Come {?when}."]
tags = ["open", "open, or not"]
platforms = ["mastodon"]
purposes = ["reply"]
paragraph = "4.2"

[[template]]
code = "hours"
language = "sv"
title = "Öppettider \\u001b[31m"
body = "-Vi har öppet {hours}. {{"
"""


def test_what_goes_out_comes_in_the_same(program: Program) -> None:
    file = program.data / "mine.toml"
    file.write_text(FILE, encoding="utf-8")
    assert program.run("template", "import", str(file)).stdout == "Templates: 2 new, 0 changed, 0 as they were.\n"
    for form in ("toml", "csv"):
        out = program.run("template", "export", "-o", form).stdout
        assert out.count("hours") > 2
        again = program.data / f"again.{form}"
        again.write_text(out, encoding="utf-8", newline="")
        assert program.run("template", "import", str(again)).stdout.endswith(" 0 changed, 2 as they were.\n")
    assert "\n'=Opening" not in out
    assert ",'=Opening hours," in out
    assert program.run("template", "export", "--account", "gone", status=1).stdout == ""


def test_a_mistake_in_one_row_brings_nothing_in(program: Program) -> None:
    file = program.data / "mine.csv"
    file.write_text("code,language,title,body\na,sv,T,B\nb,sv,T,{oj}\n", encoding="utf-8")
    told = program.run("template", "import", str(file), status=1).stderr
    assert told.startswith("Row 3 of mine.csv: There is no variable oj. Known ones: author")
    assert "no templates yet" in program.run("template", "list", "--all").stdout


def test_what_is_there_is_shown_and_taken_out_of_use(program: Program) -> None:
    file = program.data / "mine.toml"
    file.write_text(FILE, encoding="utf-8")
    program.run("template", "import", str(file))
    file.write_text(FILE.replace("Hi {author}", "Hello {author}"), encoding="utf-8")
    program.run("template", "import", str(file), "--draft")
    listed = program.run("template", "list").stdout
    assert re.search(r"^hours +en +– +draft +2 \(1 in use\) +0 +=Opening hours$", listed, re.MULTILINE)
    assert "\x1b" not in listed
    shown = program.run("template", "show", "HOURS", "--language", "en").stdout
    assert "  Hi {author}! We are open {hours}.\n" in shown
    assert "  version 1 by –, approved by –\n" in shown
    several = program.run("template", "retire", "hours", status=1).stderr
    assert "(en, sv)" in several
    assert program.run("template", "retire", "hours", "--language", "en").stdout.startswith("Retired: hours.")
    assert " en " not in program.run("template", "list").stdout
    assert re.search(r"^hours +en +– +retired ", program.run("template", "list", "--all").stdout, re.MULTILINE)
    assert "There is no template x." in program.run("template", "show", "x", status=1).stderr
