"""Charters from the command line."""

import re

import pytest

from tests.cli.program import Program


@pytest.mark.parametrize("starter", ["company", "public"])
def test_a_ready_made_charter_goes_out_and_comes_back(program: Program, starter: str) -> None:
    assert "There is no charter yet" in program.run("charter", "list").stdout
    started = program.run("charter", "start", starter, "--language", "sv", "--house")
    assert started.stdout == "house has version 1 now.\n"
    assert "already" in program.run("charter", "start", starter, "--house", status=1).stderr
    for form in ("md", "toml"):
        page = program.run("charter", "export", "--house", "-o", form, more={"NIGHTDESK_LANGUAGE": "sv"}).stdout
        file = program.data / f"house.{form}"
        file.write_text(page, encoding="utf-8")
        program.run("charter", "import", str(file), "--house", "--said", f"as {form}")
        assert program.run("charter", "diff", "--house").stdout == ""
    assert "# Riktlinjer" in program.run("charter", "show", "--house", more={"NIGHTDESK_LANGUAGE": "sv"}).stdout
    listed = program.run("charter", "versions", "--house").stdout
    assert re.search(rf"^1 .* {starter}\.sv$", listed, re.MULTILINE)
    assert re.search(r"^3 .* as toml$", listed, re.MULTILINE)


def test_an_import_does_not_overwrite_what_was_saved_meanwhile(program: Program) -> None:
    program.run("charter", "start", "company", "--language", "en", "--house")
    file = program.data / "house.md"
    file.write_text(program.run("charter", "export", "--house").stdout, encoding="utf-8")
    program.run("charter", "start", "public", "--language", "en", "--house", "--anew")
    refused = program.run("charter", "import", str(file), "--house", status=1)
    assert "Version 2 was saved meanwhile" in refused.stderr
    program.run("charter", "import", str(file), "--house", "--over")
    changed = program.run("charter", "diff", "2", "3", "--house").stdout
    assert '-question = "1d"' in changed
    assert '+question = "2h"' in changed
    old = program.run("charter", "export", "--house", "--version", "2").stdout
    assert "municipality" in old


def test_a_mistake_is_said_with_file_line_and_what_to_do(program: Program) -> None:
    file = program.data / "bad.md"
    file.write_text('+++\n[targets]\nother = "soon"\n+++\n', encoding="utf-8")
    refused = program.run("charter", "import", str(file), "--house", status=1).stderr
    assert refused == (
        'bad.md, line 3: soon is not a duration: write it as "30m", "4h" or "2d"; a target also as "15m always".\n'
    )
    file.write_bytes(b"\xff\xfe")
    assert "UTF-8" in program.run("charter", "import", str(file), "--house", status=1).stderr
    assert "cannot be read" in program.run("charter", "import", "gone.md", "--house", status=1).stderr
    assert "--house" in program.run("charter", "import", str(file), status=2).stderr
    assert "There is no account gone" in program.run("charter", "show", "--account", "gone", status=1).stderr
    assert "There is no charter yet" in program.run("charter", "show", "--house", status=1).stderr
    file.write_text("# X\n\n## Purpose\n\nto \x1b[31mshine\n", encoding="utf-8")
    program.run("charter", "import", str(file), "--house")
    assert "\x1b" not in program.run("charter", "show", "--house").stdout
