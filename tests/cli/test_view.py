"""Views from the command line: kept, listed, asked for by name, and refused clearly."""

from tests.cli.program import Program


def lines(program: Program) -> dict[str, list[str]]:
    return {line.split()[0]: line.split() for line in program.run("view", "list").stdout.splitlines()[1:]}


def test_a_view_is_kept_listed_and_asked_for(filled: Program) -> None:
    standard = lines(filled)
    assert {"open", "forme", "late", "failed"} <= set(standard)
    assert int(standard["open"][2].rstrip("+")) > 25
    told = filled.run("view", "save", "bilder", "is:open has:image", "--shared").stdout
    assert "nightdesk list @bilder" in told
    kept = lines(filled)["bilder"]
    assert kept[-2:] == ["is:open", "has:image"]
    listed = filled.run("list", "@bilder").stdout
    assert listed == filled.run("list", "is:open has:image").stdout
    assert filled.run("list", "@Bilder finnsinte").stdout == "Nothing matches.\n"
    filled.run("view", "rename", "bilder", "foton")
    assert filled.run("list", "@foton").stdout == listed
    filled.run("view", "delete", "foton")
    assert set(lines(filled)) == set(standard)


def test_what_cannot_be_kept_is_said(filled: Program) -> None:
    done = filled.run("view", "save", "x", "is:opne", status=2)
    assert done.stderr.splitlines()[0] == "I do not know is:opne. Did you mean is:open?"
    assert done.stderr.splitlines()[2] == "  ^^^^^^^"
    assert "always there" in filled.run("view", "save", "late", "is:open", status=1).stderr
    assert "needs a name" in filled.run("view", "save", "two words", "is:open", status=1).stderr
    assert "no view nope of yours" in filled.run("view", "delete", "nope", status=1).stderr
    assert "There is no member called Zed" in filled.run("view", "--as", "Zed", "list", status=1).stderr
