"""`nightdesk keys`, and what the doctor says of a keymap file."""

from pathlib import Path

import pytest

from tests.cli.program import Program

BROKEN = '[keys]\nreplay = "x"\nreply = "d"\n'
MISTAKES = [
    "Line 2: there is no command replay. Did you mean reply?",
    "Line 3: d means both reply and done in [queue], [thread].",
]


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "keys.toml"


def at(file: Path) -> dict[str, str]:
    return {"NIGHTDESK_KEYMAP": str(file)}


def row(table: str, pane: str, command: str) -> list[str]:
    part = table.split(f"[{pane}]")[1].split("\n[", maxsplit=1)[0]
    return next(line.split() for line in part.splitlines() if f" {command} " in line)


def test_the_keys_in_use_are_printed_pane_by_pane(program: Program, file: Path) -> None:
    file.write_text('[keys]\ndone = ["H", "g x"]\n')
    done = program.run("keys", more=at(file))
    assert row(done.stdout, "queue", "done")[:3] == ["H", "gx", "done"]
    assert row(done.stdout, "composer", "send")[:2] == ["^S", "send"]
    assert done.stderr == f"These are the keys of {file}.\n"


def test_the_usual_place_is_in_the_users_settings(program: Program, tmp_path: Path) -> None:
    place = tmp_path / "settings" / "nightdesk" / "keys.toml"
    more = {"XDG_CONFIG_HOME": str(tmp_path / "settings")}
    assert str(place) in program.run("keys", more=more).stderr
    place.parent.mkdir(parents=True)
    place.write_text('preset = "coral"\n')
    assert row(program.run("keys", more=more).stdout, "queue", "done")[0] == "f"
    assert row(program.run("keys", more={**more, "NIGHTDESK_KEYMAP": ""}).stdout, "queue", "done")[0] == "d"


def test_what_is_wrong_with_a_file_is_told_line_by_line(program: Program, file: Path) -> None:
    file.write_text(BROKEN)
    done = program.run("keys", "--check", str(file), status=1)
    assert (done.stdout, done.stderr.splitlines()) == ("", MISTAKES)
    file.write_text('[keys]\nreply = "H"\n')
    assert program.run("keys", "--check", str(file)).stdout == f"{file} is well.\n"
    assert "is not there" in program.run("keys", "--check", str(file.with_name("gone")), status=1).stderr


def test_a_broken_file_in_use_is_told_and_the_usual_keys_are_printed(program: Program, file: Path) -> None:
    file.write_text(BROKEN)
    done = program.run("keys", more=at(file), status=1)
    assert done.stderr.splitlines() == [*MISTAKES, f"{file} is not used, the usual keys are."]
    assert row(done.stdout, "queue", "reply")[:2] == ["r", "reply"]


@pytest.mark.parametrize("more", [(), ("--preset", "coral")])
def test_a_printed_file_is_well(program: Program, file: Path, more: tuple[str, ...]) -> None:
    file.write_text(program.run_apart("keys", "--export", *more).stdout)
    program.run("keys", "--check", str(file))


def test_the_doctor_looks_at_the_file(program: Program, file: Path) -> None:
    assert "keys:" not in program.run("doctor", status=1).stdout
    file.write_text(BROKEN)
    told = program.run("doctor", status=1, more=at(file)).stdout
    for mistake in MISTAKES:
        assert f"WRONG  keys: {file}: {mistake}" in told
    file.write_text("")
    assert f"ok     keys: {file}" in program.run("doctor", status=1, more=at(file)).stdout
