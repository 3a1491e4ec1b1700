"""`nightdesk keys`: which keys are in use, whether a keymap file is well, and one to start from."""

from collections.abc import Iterator, Sequence
from pathlib import Path

from backend.cli.context import Context, complain, say
from backend.cli.entry import Command
from backend.cli.findings import Finding, bad, good
from backend.cli.parser import Parser
from backend.cli.table import columns
from backend.config.desk import usual_keymap
from backend.config.errors import ConfigError
from backend.i18n import N_, _
from backend.i18n.reasons import word
from backend.text.visible import visible
from tui.bound import PRESETS, Bound
from tui.commands import Where
from tui.keymap_file import Checked, example, read
from tui.keynames import shown_key

COMMAND = Command("keys", "tui.keys_command", N_("which keys are in use, and check a file that changes them"))

EXAMPLE = "nightdesk keys --check keys.toml\nnightdesk keys --export > ~/.config/nightdesk/keys.toml"


def run(argv: Sequence[str], context: Context) -> int:
    """Print the keys in use, a file that asks for them, or what is wrong with a file (status 1)."""
    args = _parser().parse_args(argv)
    path = context.cwd / args.check if args.check else context.desk_settings.keymap
    checked = Checked(Bound(args.preset)) if args.preset else read(path) if path else Checked(Bound())
    for problem in checked.problems:
        complain(word(problem))
    if args.check and not checked.problems:
        say(_("{file} is well.").format(file=visible(str(path), one_line=True)))
    elif not args.check:
        for line in example(checked.bound) if args.export else _table(checked.bound):
            say(line)
        _say_whence(path, checked, context)
    return 1 if checked.problems else 0


def look(context: Context) -> Iterator[Finding]:
    """Look at the keymap file, for the doctor."""
    try:
        path = context.desk_settings.keymap
    except ConfigError:
        return  # said by the settings already
    if path is None:
        return
    name, problems = visible(str(path), one_line=True), read(path).problems
    if not problems:
        yield good(_("keys"), name)
    for problem in problems:
        yield bad(_("keys"), f"{name}: {word(problem)}")


def _say_whence(path: Path | None, checked: Checked, context: Context) -> None:
    """Say, beside what is printed, where the keys come from."""
    name = visible(str(path or usual_keymap(context.environ)), one_line=True)
    if checked.problems:
        said = _("{file} is not used, the usual keys are.")
    else:
        said = _("These are the keys of {file}.") if path else _("The file {file} could change them.")
    complain(said.format(file=name))


def _table(keys: Bound) -> Iterator[str]:
    """Return the keys of every command, pane by pane."""
    for where in Where:
        yield f"[{where}]"
        rows = [
            (" ".join(map(shown_key, command.keys)) or "–", command.id, _(command.help) + f" {command.sign}".rstrip())
            for command in keys.commands_in(where)
        ]
        yield from columns((_("key"), _("command"), _("what it does")), rows)
        yield ""


def _parser() -> Parser:
    parser = Parser("nightdesk keys", _("The keys of the desk."), EXAMPLE)
    only = parser.add_mutually_exclusive_group()
    only.add_argument("--check", type=Path, metavar="FILE", help=_("say what is wrong with a keymap file, by line"))
    only.add_argument("--export", action="store_true", help=_("print the keys in use as a keymap file, to change them"))
    parser.add_argument("--preset", choices=PRESETS, help=_("the keys of a preset instead"))
    return parser
