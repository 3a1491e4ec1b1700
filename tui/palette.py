"""Commands by name: what a line of `:` means, what would complete it, and what a few letters find. Pure."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

from backend.i18n import _
from tui.bound import commands_in
from tui.commands import COMMANDS, Command, Prefix, Takes, Where
from tui.commands.row import TITLES
from tui.keymap import Press
from tui.keynames import each, shown_key
from tui.text import safe_line

Source = Callable[[str], Sequence[str]]
"""Returns what may stand in the place of what has been typed: of the last word of a text, of all of a choice."""

BY_KEY, BY_HELP, OFF = 1000.0, 1.0, -10_000.0
"""What a key typed as it is shown, and words found in the explanation alone, are worth; one that is off comes last."""


class Choice(NamedTuple):
    """One thing that may be meant: what the line becomes, the command if it is one, and why that does nothing now."""

    line: str
    command: Command | None = None
    why: str | None = None


class Meant(NamedTuple):
    """What a line means: a command as if it was typed, or what is wrong with it. Neither: an empty line."""

    press: Press | None = None
    wrong: str = ""


class Names:
    """The commands by what they are called, for one pane: those that work in it go before their namesakes elsewhere."""

    def __init__(self, where: Where, off: Mapping[str, str], sources: Mapping[str, Source]) -> None:
        self.where, self._off, self._sources = where, off, sources
        self.here = [one for one in commands_in(where) if _can_be_said(one)]
        ids = {one.id for one in self.here}
        self._elsewhere = [one for one in COMMANDS if one.id not in ids and _can_be_said(one)]
        self._named: dict[str, Command] = {}
        for commands in (self.here, self._elsewhere):
            for name, command in (*((one.id, one) for one in commands), *((_(one.label), one) for one in commands)):
                self._named.setdefault(_spoken(name), command)

    # -- what a line means

    def meant(self, line: str) -> Meant:
        """Return what a line means: a number, if any, a command by its id or label, and what it takes."""
        words = line.split()
        times = None
        if len(words) > 1 and words[0].isdecimal() and words[0].isascii():
            times, words = int(words[0][:4]), words[1:]
        if not words:
            return Meant()
        command, rest = self._command(words)
        if command is None:
            return Meant(wrong=self._unknown(words))
        if command not in self.here:
            panes = ", ".join(_(TITLES[where]) for where in command.where)
            return Meant(wrong=_("{command} works elsewhere: {panes}").format(command=_(command.label), panes=panes))
        if command.prefix:
            return self._prefixed(command, rest)
        wrong = self._argument_wrong(command, rest)
        return Meant(wrong=wrong) if wrong else Meant(Press(command, times, text=rest))

    def _command(self, words: Sequence[str]) -> tuple[Command | None, str]:
        """Return the command a line begins with, by the longest name there is, and the rest of the line."""
        for number in range(len(words), 0, -1):
            command = self._named.get(_spoken(" ".join(words[:number])))
            if command is not None:
                return command, " ".join(words[number:])
        return None, ""

    def _unknown(self, words: Sequence[str]) -> str:
        typed = " ".join(words)
        for said in (typed, words[0]):
            begun = next((name for name in self._named if name.startswith(_spoken(said))), "")
            if near := begun or _near(_spoken(said), self._named):
                told = _("There is no command {word}. Did you mean {meant}?")
                return told.format(word=f"‘{safe_line(said, 40)}’", meant=f"‘{near}’")
        return _("There is no command {word}.").format(word=f"‘{safe_line(typed, 40)}’")

    def _prefixed(self, prefix: Command, rest: str) -> Meant:
        inner = self.meant(rest)
        if inner.press is None:
            asked = _("{command} takes an act after it.").format(command=_(prefix.label))
            return inner if inner.wrong else Meant(wrong=asked)
        stay, marked = prefix.prefix is Prefix.STAY, prefix.prefix is Prefix.MARKED
        return Meant(inner.press._replace(stay=inner.press.stay or stay, marked=inner.press.marked or marked))

    def _argument_wrong(self, command: Command, rest: str) -> str:
        """Return what is wrong with what follows a command's name, empty when nothing is."""
        if not rest:
            return ""
        label, word = _(command.label), f"‘{safe_line(rest, 40)}’"
        if command.takes is Takes.NOTHING:
            return _("{command} takes nothing after it, not {word}.").format(command=label, word=word)
        known = self._source(command)("") if command.takes is Takes.CHOICE else ()
        if command.takes is Takes.TEXT or rest in known:
            return ""
        if near := _near(rest, known):
            said = _("{command} does not know {word}. Did you mean {meant}?")
            return said.format(command=label, word=word, meant=f"‘{safe_line(near)}’")
        return _("{command} does not know {word}.").format(command=label, word=word)

    def lasting(self, press: Press) -> bool:
        """Tell whether a line may be kept in a file: all of it is our own words, none a stranger may have written."""
        if not press.text:
            return True
        source = self._source(press.command)
        if press.command.takes is Takes.CHOICE:
            return press.text in source(press.text)
        return all(word in source(word) and not word.endswith((":", "<", ">")) for word in press.text.split())

    def _source(self, command: Command) -> Source:
        return self._sources.get(command.source, lambda _typed: ())

    # -- what completes it

    def completed(self, line: str) -> list[Choice]:
        """Return what the line may become: commands, or after a command what it takes."""
        typed = line.lstrip()
        command, _rest = self._command(typed.split())
        if command is not None and command.takes and self._name_is_over(typed, command):
            return list(self._arguments(typed, command))
        said = _spoken(typed)
        found = [(_fits(one, said), at, one) for at, one in enumerate(self.here)]
        fitting = sorted((one for one in found if one[0] is not None), key=lambda one: (one[0], one[1]))
        return [Choice(_line_of(one, said), one, self._off.get(one.id)) for _rank, _at, one in fitting]

    def _name_is_over(self, typed: str, command: Command) -> bool:
        """Tell whether a blank has been typed after the command's name."""
        spoken = _spoken(typed) + (" " if typed.endswith(" ") else "")
        return any(spoken.startswith(name + " ") for name, one in self._named.items() if one is command)

    def _arguments(self, typed: str, command: Command) -> Iterator[Choice]:
        words = typed.split(" ")
        count = 1
        while self._named.get(_spoken(" ".join(words[:count]))) is not command:
            count += 1
        name, rest = " ".join(words[:count]), " ".join(words[count:])
        kept, _blank, last = rest.rpartition(" ") if command.takes is Takes.TEXT else ("", "", rest)
        for one in self._source(command)(last):
            yield Choice(" ".join(part for part in (name, kept, one) if part))

    # -- what a few letters find

    def found(self, wanted: str) -> list[Choice]:
        """Return the commands of this pane that some letters may mean, best first; those that are off come last."""
        words = wanted.split()
        ranked = [
            (score, -at, one) for at, one in enumerate(self.here) if (score := self._score(one, words)) is not None
        ]
        ranked.sort(key=lambda one: one[:2], reverse=True)
        return [Choice(_(one.label), one, self._off.get(one.id)) for _score, _at, one in ranked]

    def _score(self, command: Command, words: Sequence[str]) -> float | None:
        """Return how well a command fits, None when one of the words is nowhere in it."""
        scores = [_word_score(command, word) for word in words]
        if not all(scores):
            return None
        return sum(scores) + (OFF if command.id in self._off else 0.0)


def _near(word: str, known: Iterable[str]) -> str:
    """Return what was probably meant, empty when nothing is near."""
    from difflib import get_close_matches  # 4 ms, and most lines are right

    return next(iter(get_close_matches(word, list(known), n=1)), "")


def _can_be_said(command: Command) -> bool:
    """Tell whether a command is more than typing."""
    return not command.keys or any(each(key) for key in command.keys)


def _spoken(name: str) -> str:
    return " ".join(name.replace("_", " ").casefold().split())


def _fits(command: Command, said: str) -> int | None:
    """Rank how a command's name begins with what was said: the name itself, then one of its words; None: not at all."""
    names = (_spoken(_(command.label)), _spoken(command.id))
    if any(name.startswith(said) for name in names):
        return 0
    return 1 if any(word.startswith(said) for name in names for word in name.split()) else None


def _line_of(command: Command, said: str) -> str:
    """Return what completes the line: the label, or the id where that is what was begun."""
    label = _(command.label)
    return label if _spoken(label).startswith(said) or not _spoken(command.id).startswith(said) else command.id


def _word_score(command: Command, word: str) -> float:
    from textual.fuzzy import FuzzySearch

    if word in map(shown_key, command.keys):
        return BY_KEY
    search = FuzzySearch()
    by_name = max(search.match(word, _(command.label))[0], search.match(word, command.id)[0])
    return by_name + BY_HELP if by_name else BY_HELP * (word.casefold() in _(command.help).casefold())
