"""From keys to commands: counts, two keys in a row, prefixes, reasons, `.`; and a table without contradictions."""

from collections import Counter
from collections.abc import Sequence

import pytest

from backend.i18n import LANGUAGES, _, set_language
from backend.model.account import Act
from tui.bound import PRESETS, Bound, commands_in, key_of, preset_keys, usable, use
from tui.commands import COMMANDS, Alters, Command, Prefix, Sign, Takes, Where, named
from tui.commands.row import LISTS, ONLY_QUEUE
from tui.keymap import MOST, Keys, Press, Repeating, typed_in
from tui.keynames import each, meant, normal, shown_key
from tui.palette import Names

HIDE = Command("hide", ("h",), "hide", "Hide it", LISTS, sign=Sign.UNDO, alters=Alters.MANY, reasons=True, repeats=True)
MARKED = Command("marked", (";",), "marked", "Before an act: do it to all", LISTS, prefix=Prefix.MARKED)
INBOX = Command("inbox", ("g i",), "inbox", "To the inbox", ONLY_QUEUE)
FINAL_ACTS = {Act.REPLY, Act.PRIVATE_REPLY, Act.PUBLISH, Act.DELETE, Act.DELETE_OWN, Act.BLOCK, Act.REPORT}


def reader(where: Where = Where.QUEUE, *, stay: bool = False) -> Keys:
    """Return a pane's keys, with three commands that are not built yet."""
    return Keys((*commands_in(where), HIDE, MARKED, INBOX), stay=stay)


def fed(keys: Keys, typed: str) -> list[Press]:
    presses = [keys.feed("full_stop" if key == "." else key, key if len(key) == 1 else None) for key in typed.split()]
    return [press for press in presses if press is not None]


def typed(keys: str, where: Where = Where.QUEUE) -> list[tuple[str, int | None]]:
    return [(press.command.id, press.times) for press in fed(reader(where), keys)]


def test_plain_keys_counts_and_two_keys_in_a_row() -> None:
    assert typed("j") == [("down", None)]
    assert typed("5 j k") == [("down", 5), ("up", None)]
    assert typed("1 0 j") == [("down", 10)]
    assert typed("g g G") == [("top", None), ("end", None)]
    assert typed("g i g g") == [("inbox", None), ("top", None)]
    assert typed("3 ctrl+d") == [("half_down", 3)]


def test_nonsense_is_forgotten_and_a_count_stays_small() -> None:
    assert typed("g j") == []
    assert typed("5 Q j") == [("down", None)]
    assert typed("0 j") == [("down", None)]
    assert typed("9 9 9 9 9 9 9 j") == [("down", MOST)]


def test_escape_drops_what_is_pending_and_means_something_only_without_it() -> None:
    assert typed("5 escape j") == [("down", None)]
    assert typed("g escape g g") == [("top", None)]
    assert typed("escape") == [("unsearch", None)]
    keys = reader()
    assert fed(keys, "' escape d")[0].stay is False


def test_a_held_shift_or_alt_is_another_key() -> None:
    assert typed("Q") == []
    assert typed("X") == [("delete", None)]
    keys = reader()
    assert keys.feed("alt+d", "d") is None  # as terminals send Escape and a letter that come together


def test_enter_means_something_else_in_the_thread() -> None:
    assert typed("enter") == [("thread", None)]
    assert typed("enter", Where.THREAD) == [("unfold", None)]


def test_a_prefix_stays_or_means_the_marks_and_is_shown_with_what_may_follow() -> None:
    keys = reader()
    assert fed(keys, "'") == []
    assert keys.pending == "'"
    assert {"done", "reply", "hide"} <= {one.id for one in keys.following}
    assert "down" not in {one.id for one in keys.following}
    (press,) = fed(keys, "d")
    assert (press.command.id, press.stay, press.marked, keys.pending) == ("done", True, False, "")
    assert fed(keys, ";") == []
    assert "reply" not in {one.id for one in keys.following}  # never to many at once
    (press,) = fed(keys, "' 3 h")
    assert (press.command.id, press.stay, press.marked, press.times) == ("hide", True, True, 3)


def test_the_same_prefix_twice_is_none_and_staying_may_be_the_rule() -> None:
    assert [press.stay for press in fed(reader(), "' ' d d ' d")] == [False, False, True]
    assert [press.stay for press in fed(reader(stay=True), "d ' d")] == [True, False]


def test_the_keys_left_after_the_first_of_two_are_shown() -> None:
    keys = reader()
    assert fed(keys, "2 g") == []
    assert keys.pending == "2g"
    following = {one.id: one.keys for one in keys.following}
    assert {"view": ("v",), "top": ("g",), "health": ("h",), "inbox": ("i",)}.items() <= following.items()
    assert list(following)[-1] == "inbox"


def test_a_lone_digit_right_after_an_act_changes_its_reason() -> None:
    keys = reader()
    hide, reason = fed(keys, "h 3")
    assert (hide.command.id, hide.reason) == ("hide", None)
    assert (reason.command.id, reason.reason) == ("hide", 3)
    assert [(one.command.id, one.times) for one in fed(keys, "4 j")] == [("down", 4)]
    assert fed(keys, "h 0")[1].reason == 10


@pytest.mark.parametrize("between", ["j", "escape", "Q"])
def test_after_another_key_a_digit_is_a_count(between: str) -> None:
    assert [one.reason for one in fed(reader(), f"h {between} 3 j")] == [None] * (
        3 if between in ("j", "escape") else 2
    )


def test_a_digit_after_an_act_without_reasons_is_a_count() -> None:
    assert typed("d 3 j") == [("done", None), ("down", 3)]


# -- again


def press_of(command: Command, **more: int | bool) -> Press:
    return Press(command)._replace(**more)  # type: ignore[arg-type]


def again(*presses: Press, **more: int | bool) -> Press | None:
    repeating = Repeating()
    for press in presses:
        repeating.note(press)
    return repeating.again(press_of(named("repeat"), **more))


def test_the_last_act_is_done_again_with_the_reason_it_ended_with() -> None:
    done, down = named("done"), named("down")
    assert again() is None
    assert again(Press(done), Press(down)) == Press(done)
    assert again(Press(HIDE), Press(HIDE, reason=3)) == Press(HIDE, reason=3)
    assert again(Press(done), Press(HIDE), Press(named("undo"))) == Press(HIDE)


def test_how_it_is_done_again_is_said_by_the_repeating_key() -> None:
    done = named("done")
    assert again(press_of(done, marked=True, stay=True)) == Press(done)
    assert again(Press(done), stay=True, marked=True) == press_of(done, stay=True, marked=True)


@pytest.mark.parametrize("never", [one.id for one in COMMANDS if one.alters and not one.repeats])
def test_after_an_act_that_is_never_repeated_nothing_is(never: str) -> None:
    repeating = Repeating()
    repeating.note(Press(named("done")))
    repeating.note(Press(named(never)))
    assert repeating.again(Press(named("repeat"))) is None
    assert repeating.barred == named(never)


def test_nothing_final_and_nothing_that_writes_is_ever_repeated() -> None:
    repeated = [one for one in COMMANDS if one.repeats]
    assert {"done", "reopen"} <= {one.id for one in repeated}
    assert not [one.id for one in repeated if one.sign is Sign.FINAL or (one.act and Act(one.act) in FINAL_ACTS)]


# -- the table


@pytest.mark.parametrize("preset", PRESETS)
@pytest.mark.parametrize("where", list(Where))
def test_no_key_has_two_meanings_in_a_pane(where: Where, preset: str) -> None:
    keys = Counter(one for command in Bound(preset).commands_in(where) for key in command.keys for one in each(key))
    assert [key for key, number in keys.items() if number > 1] == []
    assert not [key for key in keys if " " in key and key.split(" ")[0] in keys]


def test_every_command_says_what_it_does_and_has_an_id_of_its_own() -> None:
    assert all(command.label and command.help and command.where for command in COMMANDS)
    assert max(Counter(command.id for command in COMMANDS).values()) == 1
    assert all(command.source for command in COMMANDS if command.takes is Takes.CHOICE)
    assert all(Act(command.act) for command in COMMANDS if command.act)


def test_an_act_says_what_others_see_of_it() -> None:
    assert [one.id for one in COMMANDS if one.alters and not one.others] == []


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("where", list(Where))
def test_no_two_commands_of_a_pane_have_one_name(where: Where, language: str) -> None:
    set_language(language)
    names = [name for one in commands_in(where) for name in {one.id.replace("_", " "), _(one.label).lower()}]
    assert [name for name, number in Counter(names).items() if number > 1] == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_command_can_be_said_by_its_label_and_its_id(language: str) -> None:
    set_language(language)
    for where in Where:
        names = Names(where, {}, {})
        for command in names.here:
            for said in (command.id, _(command.label)):
                meant_by = names.meant(said)
                assert command.prefix or (meant_by.press and meant_by.press.command.id == command.id), said


def test_where_typing_is_text_no_command_has_a_key_that_types() -> None:
    assert [key for one in commands_in(Where.COMPOSER) for key in one.keys if not usable(key, Where.COMPOSER)] == []
    assert preset_keys(named("help"), Where.COMPOSER, "default") == ("f1",)
    assert preset_keys(named("help"), Where.QUEUE, "default") == ("?", "f1")


def test_a_pane_that_reads_single_keys_knows_digits_by_their_span() -> None:
    press = typed_in(Where.COMPOSER, "alt+3")
    assert press is not None
    assert (press.command.id, press.times) == ("insert", 3)
    press = typed_in(Where.REPLIES, "enter")
    assert press is not None
    assert (press.command.id, press.times) == ("pick", None)
    assert typed_in(Where.REPLIES, "f1") == Press(named("help")._replace(keys=("f1",)))
    assert typed_in(Where.COMPOSER, "a") is None


# -- coral, as its web client has them: j k f d t z b ctrl+f ?


def coral(*wanted: str) -> Sequence[tuple[str, ...]]:
    keys = Bound("coral").keys
    return [keys[command_id, Where.QUEUE] for command_id in wanted]


def test_whoever_comes_from_coral_finds_their_keys() -> None:
    down, up, done, search, thread, help_keys = coral("down", "up", "done", "search", "thread", "help")
    assert ("j" in down, "k" in up, "f" in done, "ctrl+f" in search, "z" in thread, "?" in help_keys) == (True,) * 6
    every = {key for one in Bound("coral").commands_in(Where.QUEUE) if one.alters for key in one.keys}
    assert "z" not in every  # Coral's z looks closer, and must never take anything back
    assert "done" not in {one.id for one in Bound("coral").commands_in(Where.QUEUE) if "d" in one.keys}  # rejects there


# -- names of keys


@pytest.mark.parametrize(
    ("written", "name"),
    [
        ("x", "x"), ("Å", "Å"), ("?", "?"), ("-", "-"), ("+", "+"), (" ", "space"), ("Esc", "escape"), ("^D", "ctrl+d"),
        ("Ctrl-D", "ctrl+d"), ("C-d", "ctrl+d"), ("PgDn", "pagedown"), ("→", "right"), ("F5", "f5"), ("Shift+a", "A"),
        ("shift+tab", "shift+tab"), ("alt+x", "alt+x"), ("g g", "g g"), ("g Enter", "g enter"), ("ctrl+i", "tab"),
        ("ctrl+m", "enter"), ("gg", None), ("hoem", None), ("ctrl+ö", None), ("g g g", None), ("", None),
        ("\x1b", None), ("f13", None), ("hyper+x", None),
    ],
)  # fmt: skip
def test_keys_are_read_as_people_write_them(written: str, name: str | None) -> None:
    assert normal(written) == name
    if name is not None and " " not in name:
        assert normal(shown_key(name)) == name


def test_what_was_meant_by_a_key_that_is_none() -> None:
    assert (meant("gg"), meant("hoem"), meant("ctrl+sapce"), meant("#¤%&")) == ("g g", "home", "space", "")


def test_keys_are_shown_as_people_write_them() -> None:
    shown = [shown_key(key) for key in ("ctrl+s", "g g", "escape", "r", "alt+1…9", "shift+tab", "f1", "+")]
    assert shown == ["^S", "gg", "Esc", "r", "Alt+1…9", "Shift+Tab", "F1", "+"]


def test_a_sentence_names_the_key_of_now_or_the_command() -> None:
    assert key_of("undo") == "z"
    use(Bound("coral"))
    assert key_of("undo") == "u"
    use(Bound(changed={("undo", where): () for where in LISTS}))
    assert key_of("undo") == ":undo"
