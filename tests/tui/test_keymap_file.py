"""A file that changes keys: what is written into it, what is refused and where, and that nothing stops work."""

import time
from pathlib import Path

import pytest

from backend.i18n.reasons import word
from tests.tui.shift import SMALL, on_shift, sitting
from tui.bound import PRESETS, Bound
from tui.commands import COMMANDS, Where
from tui.keymap_file import LARGEST, check, example, read


def told(source: str) -> list[str]:
    return [word(problem) for problem in check(source).problems]


def keys(source: str, command: str, where: Where = Where.QUEUE) -> tuple[str, ...]:
    checked = check(source)
    assert checked.problems == ()
    return checked.bound.keys[command, where]


# -- at the desk


async def test_a_remapped_key_works_and_is_shown_everywhere(tmp_path: Path) -> None:
    file = tmp_path / "keys.toml"
    file.write_text('[keys]\ndone = ["D", "g x"]\nundo = "F5"\n[thread]\ndone = "U"\n')
    async with on_shift(tmp_path) as shift:
        first, second = shift.comes("Lisa Sund", "Fint!", ago=1), shift.comes("Per Holm", "Tack!", ago=2)
        shift.comes("Siv Ek", "Hej", ago=3)
        async with sitting(shift, keymap=file) as anna:
            await anna.sees("D done ↺", "F5 take back")
            await anna.presses("d")
            assert shift.state(first) == "open"
            await anna.presses("D")
            await anna.sees("Lisa Sund: let stand · F5 takes it back")
            await anna.presses("g", "x")
            await anna.stands_on("Siv Ek")
            assert (shift.state(first), shift.state(second)) == ("done", "done")
            await anna.presses("f5")
            await anna.stands_on("Per Holm")
            await anna.presses("enter")
            await anna.sees("U done ↺")
            await anna.presses("U")
            await anna.sees("Per Holm: let stand")
            await anna.presses("?")
            await anna.sees("F5", "take back")


async def test_a_broken_file_keeps_nobody_from_working(tmp_path: Path) -> None:
    file = tmp_path / "keys.toml"
    file.write_text('[keys]\nreplay = "x"\nreply = "d"\ndone = "j"\n')
    async with on_shift(tmp_path) as shift:
        lisa = shift.comes("Lisa Sund", "Fint!")
        async with sitting(shift, size=SMALL, keymap=file) as anna:
            await anna.sees("✗ Keymap file: Line 2: there is no command replay. Did you mean reply? 1 m")
            await anna.presses("d")
            await anna.sees("Lisa Sund: let stand")
            assert shift.state(lisa) == "done"


async def test_staying_can_be_the_rule_and_the_prefix_then_goes_on(tmp_path: Path) -> None:
    file = tmp_path / "keys.toml"
    file.write_text("stay = true\n")
    async with on_shift(tmp_path) as shift:
        first, second = shift.comes("Lisa Sund", "Fint!", ago=1), shift.comes("Per Holm", "Tack!", ago=2)
        shift.comes("Siv Ek", "Hej", ago=3)
        async with sitting(shift, keymap=file) as anna:
            await anna.presses("d")
            await anna.sees("Lisa Sund: let stand")
            await anna.stands_on("Lisa Sund")
            await anna.presses("j", "'", "d")
            await anna.stands_on("Siv Ek")
            assert (shift.state(first), shift.state(second)) == ("done", "done")


async def test_somebody_from_coral_works_with_their_own_keys(tmp_path: Path) -> None:
    file = tmp_path / "keys.toml"
    file.write_text('preset = "coral"\n')
    async with on_shift(tmp_path) as shift:
        lisa = shift.comes("Lisa Sund", "Fint!", ago=1)
        per = shift.comes("Per Holm", "Tack!", ago=2)
        async with sitting(shift, keymap=file) as anna:
            await anna.sees("f done ↺", "u take back")
            await anna.presses("d")  # rejects in Coral: it must never let a comment stand
            await anna.sees("Lisa Sund: hidden")
            await anna.presses("f")
            await anna.sees("Per Holm: let stand · u takes it back")
            assert (shift.state(lisa), shift.state(per)) == ("done", "done")
            assert shift.store.reader.value("SELECT act FROM outbox WHERE comment_id = ?", (lisa,)) == "hide"
            await anna.presses("u")
            await anna.sees("Taken back")
            await anna.presses("z")
            await anna.sees("z back")  # the thread alone, and back with the same key
            await anna.presses("z", "ctrl+f")
            await anna.sees("Search:")


async def test_the_composer_and_the_palette_take_other_keys(tmp_path: Path) -> None:
    file = tmp_path / "keys.toml"
    file.write_text('[composer]\nsend = ["ctrl+n"]\nkeep = ["f10", "escape"]\n')
    async with on_shift(tmp_path) as shift:
        lisa = shift.comes("Lisa Sund", "Fint?")
        async with sitting(shift, keymap=file) as anna:
            await anna.presses("r")
            await anna.sees("Reply as", "^N send")
            await anna.types("Ja!")
            await anna.presses("ctrl+s")
            await anna.sees("Reply as")
            await anna.presses("ctrl+n")
            await anna.sees("10 s ↺")
            assert shift.state(lisa) == "done"


# -- what may be written


def test_a_key_may_be_written_in_many_ways_and_alone() -> None:
    assert keys('[keys]\ndone = "D"\n', "done") == ("D",)
    assert keys('[keys]\ndone = ["Ctrl-X", "g g g"]\n'.replace(', "g g g"', ""), "done") == ("ctrl+x",)
    assert keys('[keys]\r\ndone = ["D",\r\n  "g x",\r\n]\r\n', "done", Where.THREAD) == ("D", "g x")
    assert keys('\ufeff[queue]\ndone = "D"\n'.lstrip("\ufeff"), "done", Where.THREAD) == ("d",)
    assert keys('keys.done = "D"\n', "done") == ("D",)


def test_a_command_that_is_not_vital_may_go_without_a_key() -> None:
    assert keys("[keys]\narrivals = []\n", "arrivals") == ()


def test_where_typing_is_text_the_general_keys_that_type_are_left_out() -> None:
    source = '[keys]\nhelp = ["U", "f9"]\n'
    assert keys(source, "help") == ("U", "f9")
    assert keys(source, "help", Where.COMPOSER) == ("f9",)
    assert keys('[keys]\nhelp = ["U"]\n', "help", Where.COMPOSER) == ("f1",)


def test_nothing_written_changes_nothing() -> None:
    assert check("").bound.keys == Bound().keys
    assert check("# nothing\n[keys]\n").problems == ()


@pytest.mark.parametrize("preset", PRESETS)
def test_a_printed_file_asks_for_the_keys_it_was_printed_from(preset: str) -> None:
    checked = check("\n".join(example(Bound(preset, stay=True))))
    assert checked.problems == ()
    assert (checked.bound.keys, checked.bound.stay) == (Bound(preset).keys, True)


# -- what is refused, and where


@pytest.mark.parametrize(
    ("source", "said"),
    [
        ("[keys]\ndone = 'x\n", "Line 2 is not TOML"),
        ('[keys]\nreplay = "x"\n', "Line 2: there is no command replay. Did you mean reply?"),
        ('[keys]\nqqqqq = "x"\n', "Line 2: there is no command qqqqq."),
        ('\n\n[qeue]\ndone = "x"\n', "Line 3: there is no qeue here. Known: preset, stay, [keys], [queue]"),
        ('preset = "korall"\n', "Line 1: there is no preset korall. Known: default, coral."),
        ('stay = "yes"\n', "Line 1: stay is true or false."),
        ("[keys]\ndone = 5\n", 'Line 2: the keys of done are written like ["x", "g x"].'),
        ("keys = 5\n", 'Line 1: the keys of keys are written like ["x", "g x"].'),
        ('[keys]\ndone = "hoem"\n', 'Line 2: hoem is not a key. Did you mean "home"?'),
        ('[keys]\ndone = ["D", "gg"]\n', 'Line 2: gg is not a key. Did you mean "g g"?'),
        ('[keys]\ndone = "\\u001b"\n', 'Line 2: ␛ is not a key. Write one as "x", "ctrl+x", "f5" or "g x".'),
        ('[keys]\ndone = ""\n', 'Line 2: "" is not a key.'),
        ('[keys]\ndone = "5"\n', "Line 2: 5 cannot be a key of done, digits are counts."),
        ('[keys]\ndone = "ctrl+c"\n', "Line 2: ^C cannot be a key of done, it always leaves, or says how to."),
        ('[thread]\nunsearch = "x"\n', "Line 2: unsearch does not work in [thread], only in [queue]."),
        ('[keys]\npick = "x"\n', "Line 2: the keys of pick cannot be changed."),
        ('[keys]\nsend = "s"\n', "Line 2: s cannot be a key of send: it is needed for typing in [composer]."),
        ('[composer]\nkeep = ["enter"]\n', "Line 2: Enter cannot be a key of keep: it is needed for typing"),
        ('[composer]\nkeep = ["ctrl+x s"]\n', "Line 2: ^Xs cannot be a key of keep: it is needed for typing"),
        ('[keys]\nreply = "d"\n', "Line 2: d means both reply and done in [queue], [thread]."),
        ('[keys]\nreply = "D"\ndone = "D"\n', "Line 3: D means both reply and done in [queue], [thread]."),
        ('[composer]\nkeep = ["alt+3"]\n', "Line 2: Alt+3 means both insert and keep in [composer]."),
        ('[keys]\nlink = "g"\n', "Line 2: g means link in [queue], [thread], so that ga (cases) could never be typed."),
        ("[keys]\nquit = []\n", "Line 2: quit must keep a key in [queue], [thread], [composer], [replies]."),
        ("[queue]\nhelp = []\n", "Line 2: help must keep a key in [queue]."),
        ("[composer]\nsend = []\n", "Line 2: send must keep a key in [composer]."),
    ],
)  # fmt: skip
def test_a_mistake_is_named_with_its_line(source: str, said: str) -> None:
    found = told(source)
    assert len(found) == 1
    assert found[0].startswith(said)
    assert check(source).bound.keys == Bound().keys


def test_all_mistakes_are_told_first_line_first() -> None:
    source = '[keys]\nreplay = "x"\ndone = ["hoem", "5"]\n[thread]\nsearch = "ctrl+q"\n'
    assert [one.split(":")[0] for one in told(source)] == ["Line 2", "Line 3", "Line 3", "Line 5"]


def test_one_that_takes_a_key_from_another_may_give_it_one() -> None:
    source = '[keys]\nreply = "d"\ndone = "r"\n'
    assert (keys(source, "reply"), keys(source, "done")) == (("d",), ("r",))


def test_files_that_are_none(tmp_path: Path) -> None:
    def said(path: Path) -> str:
        (problem,) = read(path).problems
        return word(problem)

    assert "is not there" in said(tmp_path / "gone.toml")
    assert "cannot be read as text" in said(tmp_path)
    (tmp_path / "latin.toml").write_bytes(b'# \xe5\n[keys]\ndone = "D"\n')
    assert "cannot be read as text" in said(tmp_path / "latin.toml")
    (tmp_path / "large.toml").write_text("#" * (LARGEST * 1024 + 1))
    assert "too large" in said(tmp_path / "large.toml")
    (tmp_path / "windows.toml").write_bytes('\ufeff[keys]\r\ndone = "D"\r\n'.encode())
    assert read(tmp_path / "windows.toml").bound.keys["done", Where.QUEUE] == ("D",)


def test_lines_that_are_all_blanks_or_brackets_are_read_like_any_other() -> None:
    began = time.perf_counter()
    assert [one.split(":")[0] for one in told(f"x = [\n[{' ' * 20_000}\n]]\n")] == ["Line 1"]
    assert [one[:6] for one in told("\nx = " + "[" * 5000)] == ["Line 2"]
    assert time.perf_counter() - began < 2


def test_no_problem_brings_control_characters_to_the_terminal() -> None:
    for source in (
        '[keys]\n"\\u001b[2J" = "x"\n',
        'preset = "\\u001b[2J"\n',
        '"\\u009b31m" = 1\n',
        "[keys]\ndone='\x1b'",
    ):
        assert all(one.isprintable() for one in told(source))


def test_every_command_but_those_of_typing_can_be_changed() -> None:
    fixed = []
    for command in COMMANDS:
        where = command.where[0]
        if told(f'[{where}]\n{command.id} = ["f7"]\n'):
            fixed.append(command.id)
    assert fixed == ["insert", "pick", "filter"]
