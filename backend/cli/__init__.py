"""The subcommands: one file per group; each imports its part when it runs."""

from collections.abc import Sequence


def main(argv: Sequence[str]) -> int:
    """Run one command line (without the program's name) and return the exit status: 0, 1 a failure, 2 a wrong call."""
    from backend.cli.entry import run

    return run(argv)
