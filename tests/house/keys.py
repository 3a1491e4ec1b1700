"""The README's table of keys, made from the table of commands: `python -m tests.house.keys` writes it anew."""

import re
import sys
from pathlib import Path

from tui.commands import Where, commands_in, shown_key

README = Path(__file__).parents[2] / "README.md"
PLACES = {
    Where.QUEUE: "in the queue",
    Where.THREAD: "in the thread",
    Where.COMPOSER: "while answering",
    Where.REPLIES: "among the canned replies",
}
_BETWEEN = re.compile(r"(?<=<!-- keys -->\n).*?(?=<!-- /keys -->)", re.DOTALL)


def table() -> str:
    """Return the table: a line a command, in the table's order, with the panes it works in."""
    lines = ["| key | what it does | where |", "| --- | --- | --- |"]
    places: dict[tuple[str, str], list[str]] = {}
    for where, place in PLACES.items():
        for command in commands_in(where):
            keys = " ".join(f"`{shown_key(key)}`" for key in command.keys)
            sign = f" {command.sign.value}" if command.sign else ""
            places.setdefault((keys, command.help + sign), []).append(place)
    lines += [f"| {keys} | {said} | {', '.join(where)} |" for (keys, said), where in places.items()]
    note = "`↺` can be taken back, `!` cannot. A number before a movement repeats it (`5j`)."
    return "\n".join([*lines, "", note, ""])


def written(readme: str) -> str:
    """Return the README with the table of now."""
    return _BETWEEN.sub(lambda _: table(), readme)


if __name__ == "__main__":
    README.write_text(written(README.read_text()))
    sys.exit(0)
