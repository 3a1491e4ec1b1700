"""From keys to commands: counts, two keys in a row, and a table without contradictions."""

from collections import Counter

import pytest

from tui.commands import COMMANDS, Where, commands_in, shown_key
from tui.keymap import MOST, Keys


def typed(keys: str, where: Where = Where.QUEUE) -> list[tuple[str, int | None]]:
    reader = Keys(where)
    presses = [reader.feed("full_stop" if key == "." else key, key if len(key) == 1 else None) for key in keys.split()]
    return [(press.command.id, press.times) for press in presses if press is not None]


def test_plain_keys_counts_and_two_keys_in_a_row() -> None:
    assert typed("j") == [("down", None)]
    assert typed("5 j k") == [("down", 5), ("up", None)]
    assert typed("1 0 j") == [("down", 10)]
    assert typed("g g G") == [("top", None), ("end", None)]
    assert typed("3 ctrl+d") == [("half_down", 3)]


def test_nonsense_is_forgotten_and_a_count_stays_small() -> None:
    assert typed("g j") == []
    assert typed("5 y j") == [("down", None)]
    assert typed("0 j") == [("down", None)]
    assert typed("9 9 9 9 9 9 9 j") == [("down", MOST)]


def test_a_held_shift_is_another_key() -> None:
    assert typed("x") == []
    assert typed("X") == [("delete", None)]


def test_enter_means_something_else_in_the_thread() -> None:
    assert typed("enter") == [("thread", None)]
    assert typed("enter", Where.THREAD) == [("unfold", None)]


@pytest.mark.parametrize("where", list(Where))
def test_no_key_has_two_meanings_in_a_pane(where: Where) -> None:
    keys = Counter(key for command in commands_in(where) for key in command.keys)
    assert [key for key, number in keys.items() if number > 1] == []


def test_every_command_says_what_it_does() -> None:
    assert all(command.label and command.help and command.keys for command in COMMANDS)
    assert (shown_key("ctrl+s"), shown_key("g g"), shown_key("escape"), shown_key("r")) == ("^S", "gg", "Esc", "r")
