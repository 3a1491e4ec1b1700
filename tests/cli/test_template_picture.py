"""Pictures put to a template from the command line, from a file or through SSH."""

from pathlib import Path

from tests.cli.program import Program
from tests.stage.test_pictures import PNG


def test_a_picture_is_put_to_it_and_taken_off(filled: Program, tmp_path: Path) -> None:
    picture = tmp_path / "map.png"
    picture.write_bytes(PNG)
    told = filled.run("template", "attach", "hours", str(picture), "--alt", "Karta", "--language", "en").stdout
    assert told.startswith("hours (en): version 2 is a draft")
    assert (
        "There is no picture ‘x’ there: map.png"
        in filled.run("template", "detach", "hours", "x", "--language", "en", status=1).stderr
    )
    danish = tmp_path / "da.toml"
    danish.write_text('[[template]]\ncode = "hours"\nlanguage = "da"\ntitle = "Tider"\nbody = "Hej"\n')
    filled.run("template", "import", str(danish))
    told = filled.run("template", "detach", "hours", "map.png").stdout  # the first of two languages has none
    assert [line.split(":")[0] for line in told.splitlines()] == ["hours (en)"]
    assert "map.png" in filled.run("template", "detach", "hours", "map.png", status=1).stderr


def test_what_is_no_picture_is_refused(filled: Program, tmp_path: Path) -> None:
    (tmp_path / "map.png").write_text("<svg/>")
    refused = filled.run("template", "attach", "hours", str(tmp_path / "map.png"), "--alt", "Karta", status=1).stderr
    assert "is no picture that can be sent" in refused
    assert (
        "Say what the picture is called"
        in filled.run("template", "attach", "hours", "-", "--alt", "K", status=2).stderr
    )
