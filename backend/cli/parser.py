"""argparse with our manners: one sentence on standard error, and an example under every help."""

import argparse
from collections.abc import Callable
from typing import TYPE_CHECKING, Any, NoReturn, TypeAlias

from backend.cli.context import complain
from backend.i18n import _

WRONG_CALL = 2

if TYPE_CHECKING:
    Doors: TypeAlias = "argparse._SubParsersAction[Parser]"


class Parser(argparse.ArgumentParser):
    """A command's parser. `example` is a whole command line, shown under the help."""

    def __init__(self, prog: str, what: str, example: str, **more: Any) -> None:
        super().__init__(
            prog=prog,
            description=what,
            epilog=_("example:") + "\n  " + "\n  ".join(example.splitlines()),
            formatter_class=argparse.RawDescriptionHelpFormatter,
            allow_abbrev=False,
            **more,
        )

    def error(self, message: str) -> NoReturn:
        """End with status 2 and one sentence."""
        complain(_("{program}: {what}. See: {program} --help").format(program=self.prog, what=message))
        raise SystemExit(WRONG_CALL)


def door(doors: "Doors", name: str, what: str, example: str, do: Callable[..., object] | None = None) -> Parser:
    """Add a subcommand that says what it does, with an example, and return its parser. `do` is what it sets as `do`."""
    made = doors.add_parser(name, help=what, what=what, example=example)
    if do is not None:
        made.set_defaults(do=do)
    return made
