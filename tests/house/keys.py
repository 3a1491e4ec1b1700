"""The README's page of keys, made from the table of commands: `python -m tests.house.keys` writes it anew."""

import re
import sys
from collections.abc import Iterator
from pathlib import Path

from tui.bound import CORAL, Bound
from tui.commands import GROUPS, Command, Where, named
from tui.keynames import shown_key

README = Path(__file__).parents[2] / "README.md"
PLACES = {
    Where.QUEUE: "queue",
    Where.THREAD: "thread",
    Where.COMPOSER: "answering",
    Where.REPLIES: "canned replies",
    Where.GUIDE: "guideline",
}
NOTE = """`↺` can be taken back, `!` cannot. A number before a movement repeats it (`5j`), `Esc` drops what was begun.
What was typed of a command is shown at the right of the footer, and beside it what may follow, with what others will
see of it. Where typing is text (answering, canned replies), only keys that type no character are commands."""
_BETWEEN = re.compile(r"(?<=<!-- keys -->\n).*?(?=<!-- /keys -->)", re.DOTALL)


def table() -> str:
    """Return the page: the commands by what they are for, with the panes they work in, and what Coral's keys change."""
    usual, lines = Bound(), [NOTE]
    for group in GROUPS:
        lines += ["", f"| {group.title.lower()} | command | what it does | where |", "| --- | --- | --- | --- |"]
        lines += [_row(command, usual) for command in group.commands]
    lines += ["", f'With `preset = "{CORAL}"`, those who come from Coral find its keys:', ""]
    lines += ["| Coral | instead of | command |", "| --- | --- | --- |", *_differing(usual)]
    return "\n".join([*lines, ""])


def _row(command: Command, usual: Bound) -> str:
    sign = f" {command.sign.value}" if command.sign else ""
    others = f" (*{command.others}*)" if command.others else ""
    where = ", ".join(PLACES[pane] for pane in command.where)
    keys = _shown(usual.keys[command.id, command.where[0]])
    return f"| {keys} | {command.id} | {command.help}{others}{sign} | {where} |"


def _differing(usual: Bound) -> Iterator[str]:
    coral = Bound(CORAL)
    for command_id, where in usual.keys:
        here, there = usual.keys[command_id, where], coral.keys[command_id, where]
        if here != there and where == named(command_id).where[0]:
            yield f"| {_shown(there)} | {_shown(here)} | {command_id} |"


def _shown(keys: tuple[str, ...]) -> str:
    return " ".join(f"`{shown_key(key)}`" for key in keys) or "–"


def written(readme: str) -> str:
    """Return the README with the page of now."""
    return _BETWEEN.sub(lambda _: table(), readme)


if __name__ == "__main__":
    README.write_text(written(README.read_text()))
    sys.exit(0)
