"""A keymap file: read whole, or refused with the line, what is wrong there and what was meant.

    preset = "coral"        # where to start from
    stay = true             # an act leaves the cursor on its comment

    [keys]                  # in every pane the command works in
    done = ["x", "g x"]

    [thread]                # in this pane alone
    unfold = "o"

Textual accepts unknown names, nonsense and clashes without a word, so that all of it is checked here, by our table.
"""

from collections.abc import Iterator, Mapping, Sequence
from difflib import get_close_matches
from pathlib import Path
from typing import Any, NamedTuple

from backend.config.toml import NotToml, lines_of, parse
from backend.i18n import _
from backend.model.reason import Reason
from backend.text.visible import visible
from tui.bound import PRESETS, Bound, Spot, usable
from tui.commands import COMMANDS, Command, Where, named
from tui.keynames import SPAN, each, meant, normal, shown_key

LARGEST = 64
"""Kilobytes of a file that is looked at."""

EVERYWHERE = "keys"
TABLES = (EVERYWHERE, *Where)
KNOWN = ("preset", "stay", *(f"[{name}]" for name in TABLES))

LEAVING = frozenset({"ctrl+q", "ctrl+c"})
"""Keys that Textual itself answers, whatever is bound."""


class Checked(NamedTuple):
    """The keys a file asks for, or the usual ones and what is wrong with the file."""

    bound: Bound
    problems: tuple[Reason, ...] = ()


def read(path: Path) -> Checked:
    """Read a keymap file. One that cannot be used gives the usual keys, with every problem in it."""
    name = visible(str(path), one_line=True)
    try:
        if path.exists() and not path.is_file():  # a pipe would be waited for
            raise OSError
        with path.open("rb") as file:
            source = file.read(LARGEST * 1024 + 1)
        if len(source) > LARGEST * 1024:
            return Checked(Bound(), (Reason("keymap.too_large", {"file": name, "most": LARGEST}),))
        return check(source.decode("utf-8-sig").replace("\r\n", "\n"))
    except FileNotFoundError:
        return Checked(Bound(), (Reason("keymap.missing", {"file": name}),))
    except (OSError, UnicodeDecodeError):
        return Checked(Bound(), (Reason("keymap.unreadable", {"file": name}),))


def check(source: str) -> Checked:
    """Check the text of a keymap file."""
    try:
        said = parse(source)
    except NotToml as error:
        problem = visible(_(error.problem))
        return Checked(Bound(), (Reason("keymap.toml", {"line": error.line, "problem": problem}),))
    checking = _Checking(said, lines_of(source))
    keys = checking.all()
    return Checked(Bound(), tuple(checking.problems)) if checking.problems else Checked(keys)


class _Checking:
    """One file being checked. Problems are collected in the order of the lines."""

    def __init__(self, said: Mapping[str, Any], lines: Mapping[tuple[str, ...], int]) -> None:
        self._said, self._lines = said, lines
        self._changed: dict[Spot, tuple[str, ...]] = {}
        self._at: dict[Spot, int] = {}  # the line a change comes from
        self._found: list[tuple[int, Reason]] = []

    @property
    def problems(self) -> list[Reason]:
        """What was found wrong, first line first."""
        return [reason for _line, reason in sorted(self._found, key=lambda one: one[0])]

    def all(self) -> Bound:
        """Check everything and return the keys that were asked for."""
        for name in self._said:
            if name not in ("preset", "stay", *TABLES):
                self._wrong(self._line(name), "table", name=_shown(name), known=", ".join(KNOWN))
        preset, stay = self._said.get("preset", PRESETS[0]), self._said.get("stay", False)
        if preset not in PRESETS:
            self._wrong(self._line("preset"), "preset", name=_shown(str(preset)), known=", ".join(PRESETS))
            preset = PRESETS[0]
        if not isinstance(stay, bool):
            self._wrong(self._line("stay"), "stay")
        for table in TABLES:
            self._table(table)
        made = Bound(preset, self._changed, stay=stay is True)
        self._clashes(made)
        self._vital(made)
        return made

    def _wrong(self, line: int, code: str, **params: str | int) -> None:
        self._found.append((line, Reason(f"keymap.{code}", {"line": line, **params})))

    def _line(self, *names: str) -> int:
        """Return where an entry stands; of one written another way than one a line, where its table does."""
        return self._lines.get(names) or self._lines.get(names[:1]) or 1

    # -- one entry after the other

    def _table(self, table: str) -> None:
        entries = self._said.get(table, {})
        if not isinstance(entries, dict):
            self._wrong(self._line(table), "keys", command=table)
            return
        for command_id, written in entries.items():
            self._entry(table, command_id, written)

    def _entry(self, table: str, command_id: str, written: Any) -> None:
        line = self._line(table, command_id)
        command = self._command(line, table, command_id)
        if command is None:
            return
        keys = [written] if isinstance(written, str) else written
        if not isinstance(keys, list) or not all(isinstance(key, str) for key in keys):
            self._wrong(line, "keys", command=command_id)
            return
        panes = command.where if table == EVERYWHERE else (Where(table),)
        read = [key for one in keys if (key := self._key(line, command, panes, one))]
        for where in panes:
            here = tuple(dict.fromkeys(key for key in read if usable(key, where)))
            if here or not keys:
                self._changed[command_id, where] = here
                self._at[command_id, where] = line

    def _command(self, line: int, table: str, command_id: str) -> Command | None:
        """Return the command an entry names, if it may be changed there."""
        ids = [command.id for command in COMMANDS]
        if command_id not in ids:
            near = get_close_matches(command_id, ids, n=1)
            more = {"meant": near[0]} if near else {}
            self._wrong(line, "command_meant" if near else "command", name=_shown(command_id), **more)
            return None
        command = named(command_id)
        if any(SPAN in key for key in command.keys):
            self._wrong(line, "fixed", command=command_id)
        elif table != EVERYWHERE and table not in command.where:
            self._wrong(line, "not_there", command=command_id, pane=table, panes=_panes(command.where))
        else:
            return command
        return None

    def _key(self, line: int, command: Command, panes: Sequence[Where], written: str) -> str:
        """Return the name of a key, empty for one the command cannot have."""
        key = normal(written)
        if key is None:
            near = meant(written) if written else ""
            more = {"meant": near} if near else {}
            self._wrong(line, "key_meant" if near else "key", key=_shown(written) or '""', **more)
        elif key.isdecimal():
            self._wrong(line, "digit", key=key, command=command.id)
        elif key in LEAVING and command.id != "quit":
            self._wrong(line, "reserved", key=shown_key(key), command=command.id)
        elif not any(usable(key, where) for where in panes):
            self._wrong(line, "typing", key=shown_key(key), command=command.id, pane=panes[0])
        else:
            return key
        return ""

    # -- all of them together

    def _clashes(self, made: Bound) -> None:
        """Find keys with two meanings, and keys behind which another could never be typed."""
        found: dict[tuple[str, str, str, str], list[Where]] = {}
        for where in Where:
            for clash in _clashing(made.commands_in(where)):
                found.setdefault(clash, []).append(where)
        for (key, one, longer, other), panes in found.items():
            line = max(self._at.get((name, where), 0) for name in (one, other) for where in panes) or 1
            params = {"key": shown_key(key), "one": one, "other": other, "panes": _panes(panes)}
            if longer == key:
                self._wrong(line, "clash", **params)
            else:
                self._wrong(line, "begins", longer=shown_key(longer), **params)

    def _vital(self, made: Bound) -> None:
        for command in (one for one in COMMANDS if one.vital):
            panes = [where for where in command.where if not made.keys[command.id, where]]
            if panes:
                line = self._at.get((command.id, panes[0]), 1)
                self._wrong(line, "vital", command=command.id, panes=_panes(panes))


def _clashing(commands: Sequence[Command]) -> Iterator[tuple[str, str, str, str]]:
    """Return each key with two meanings: key, its first command, the key that suffers (itself or a longer), whose."""
    owner: dict[str, str] = {}
    for command in commands:
        for key in (one for written in command.keys for one in each(written)):
            if owner.setdefault(key, command.id) != command.id:
                yield key, owner[key], key, command.id
    told = set()
    for key, command_id in owner.items():
        first = key.split(" ")[0]
        if first != key and first in owner and first not in told:
            told.add(first)  # one mistake, however many longer keys it covers
            yield first, owner[first], key, command_id


def _panes(panes: Sequence[Where]) -> str:
    return ", ".join(f"[{where}]" for where in panes)


def _shown(written: str) -> str:
    return visible(written, one_line=True)[:40]


def example(keys: Bound) -> Iterator[str]:
    """Return the lines of a keymap file that asks for these keys, with what each command does."""
    from backend.i18n import _

    yield f'preset = "{keys.preset}"'
    yield f"stay = {str(keys.stay).lower()}"
    for where in Where:
        yield from ("", f"[{where}]")
        for command in keys.commands_in(where):
            written = ", ".join(f'"{key}"' if key != '"' else "'\"'" for key in command.keys)
            fixed = "# " if any(SPAN in key for key in command.keys) else ""
            yield f"{fixed}{command.id} = [{written}]".ljust(34) + f"  # {_(command.help)}"
