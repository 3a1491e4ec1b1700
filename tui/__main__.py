"""The console script: no subcommand opens the desk, any other goes to the command line."""

import sys

WRONG_CALL = 2


def main() -> int:
    """Run the program with the process's arguments and return its exit status."""
    arguments = sys.argv[1:]
    name, given, rest = (arguments[0] if arguments else ""), None, arguments[1:]
    if name.startswith("--as="):
        given = name.removeprefix("--as=")
    elif name == "--as" and rest:
        given, rest = rest[0], rest[1:]
    elif name:
        from backend.cli.entry import run as command
        from tui.keys_command import COMMAND, look

        return command(arguments, (COMMAND,), (look,))
    if rest or given == "":
        print("nightdesk: wrong call. See: nightdesk --help", file=sys.stderr)  # noqa: T201 - before anything is loaded
        return WRONG_CALL
    from tui.start import run

    return run(given)


if __name__ == "__main__":
    sys.exit(main())
