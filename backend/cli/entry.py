"""Finds the command that is meant, runs it, and turns every failure into one sentence and an exit status."""

import os
import sys
import traceback
from collections.abc import Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from importlib import import_module
from pathlib import Path

from backend.cli.context import Check, CommandError, Context, complain, say
from backend.config.errors import ConfigError
from backend.i18n import N_, _, language_of, set_language
from backend.i18n.reasons import word
from backend.model.clock import SystemClock
from backend.model.reason import Reason

INTERRUPTED = 130


@dataclass(frozen=True, slots=True)
class Command:
    """A command: its name, the module that does it (`run(argv, context)`), and what it does in one line."""

    name: str
    module: str
    what: str


COMMANDS = (
    Command("demo", "backend.cli.demo", N_("a rehearsal: stage, worker and desk on a store that is thrown away")),
    Command("up", "backend.cli.up", N_("worker and desk together")),
    Command("worker", "backend.cli.worker", N_("bring comments in and answers out")),
    Command("webhooks", "backend.cli.webhooks", N_("take what platforms push, so that the worker reads at once")),
    Command("mailbox", "backend.cli.mailbox", N_("look into the mailbox of notification mails, keep its password")),
    Command("mail", "backend.cli.mail", N_("try the mail server, keep its password, see what left")),
    Command("migrate", "backend.cli.migrate", N_("make or upgrade the store")),
    Command("account", "backend.cli.account", N_("add, list, check or remove accounts")),
    Command("place", "backend.cli.place", N_("places without an API, watched by hand: add, list, look")),
    Command("capture", "backend.cli.capture", N_("put a comment in by hand, from standard input")),
    Command("member", "backend.cli.member", N_("add or list the people who work here")),
    Command("contact", "backend.cli.contact", N_("experts without a desk, who are asked by mail")),
    Command("responsibility", "backend.cli.responsibility", N_("say who answers for what")),
    Command("charter", "backend.cli.charter", N_("purpose, tone, rules and answer targets of an account, as a file")),
    Command("template", "backend.cli.template", N_("canned replies: import, export, list, show, retire")),
    Command("list", "backend.cli.listing", N_("the queue for scripts, as JSON or a table")),
    Command("case", "backend.cli.case", N_("complaints and what else is kept in hand, and what was promised")),
    Command("brief", "backend.cli.brief", N_("notes the team works by until they end")),
    Command("reply", "backend.cli.reply", N_("answer comments, one or all that a query finds")),
    Command("hold", "backend.cli.hold", N_("keep comments as evidence, or let them go")),
    Command("view", "backend.cli.view", N_("queries with a name, your own and everybody's")),
    Command("doctor", "backend.cli.doctor", N_("check store, worker, accounts and terminal, and say what to do")),
    Command("stage", "backend.cli.stage", N_("the rehearsal server alone")),
)


def run(argv: Sequence[str], more: Sequence[Command] = (), checks: Sequence[Check] = ()) -> int:
    """Run one command line and return its exit status.

    `more` are commands of the desk's side, which this side may not know; `checks` is what the doctor looks at for it.
    """
    context = Context(os.environ, Path.cwd(), SystemClock(), tuple(checks))
    _speak(context)
    try:
        return _run(argv, context, (*COMMANDS, *more))
    except SystemExit as ended:  # argparse ends this way, after help as well
        return ended.code if isinstance(ended.code, int) else 1
    except KeyboardInterrupt:
        return INTERRUPTED
    except BrokenPipeError:  # the reader has seen enough; Python would complain again while it closes its output
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except Exception as error:  # noqa: BLE001 - the edge of the process: said in one sentence, with the place
        return _failed(error, context)


def _speak(context: Context) -> None:
    """Choose the language; settings that cannot be read are complained of later, by whoever needs them."""
    try:
        set_language(context.desk_settings.language)
    except ConfigError:
        set_language(language_of(context.environ.get("LANG", "")))


def _run(argv: Sequence[str], context: Context, commands: Sequence[Command]) -> int:
    name, *rest = argv or ("--help",)
    if name in ("-h", "--help", "help"):
        say(_overview(commands))
        return 0
    if name in ("-V", "--version"):
        say(f"nightdesk {version()}")
        return 0
    command = next((one for one in commands if one.name == name), None)
    if command is None:
        raise _unknown(name, commands)
    status: int = import_module(command.module).run(rest, context)
    return status


def _unknown(name: str, commands: Sequence[Command]) -> CommandError:
    near = get_close_matches(name, [one.name for one in commands], n=1)
    shown = "".join(sign if sign.isprintable() else "?" for sign in name[:40])
    if near:
        return CommandError("command.unknown_meant", status=2, word=shown, meant=near[0])
    return CommandError("command.unknown", status=2, word=shown)


def _failed(error: Exception, context: Context) -> int:
    reason = getattr(error, "reason", None)
    if isinstance(reason, Reason):
        complain(word(reason, context.zone))
        return getattr(error, "status", 1)
    place = traceback.extract_tb(error.__traceback__)[-1]
    where = f"{Path(place.filename).name}:{place.lineno}"
    # the error's own text may hold a token, an address or what a stranger wrote: only its kind is shown
    complain(word(Reason("command.crashed", {"kind": type(error).__name__, "where": where})))
    return 1


def _overview(commands: Sequence[Command]) -> str:
    lines = [
        _("Nightdesk, the shared inbox in a terminal"),
        "",
        _("usage: nightdesk [--as NAME]            open the desk"),
        _("       nightdesk COMMAND [--help] …     one of:"),
        "",
        *(f"  {one.name:<15}{_(one.what)}" for one in commands),
        "",
        _("example:") + "\n  nightdesk demo",
    ]
    return "\n".join(lines)


def version() -> str:
    """Return the program's version."""
    from importlib.metadata import PackageNotFoundError
    from importlib.metadata import version as installed

    try:
        return installed("nightdesk")
    except PackageNotFoundError:
        return _("(from a checkout that is not installed)")
