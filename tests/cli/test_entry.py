"""The command line's manners: help with an example, one sentence for a failure, and a status that scripts can use."""

import re
import signal

import pytest

from backend.cli.entry import COMMANDS, run
from tests.cli.program import Program
from tui.keys_command import COMMAND as KEYS

ALL = (*COMMANDS, KEYS)
INNER = [
    ("account", "add"),
    ("account", "add", "mastodon"),
    ("account", "add", "bluesky"),
    ("account", "list"),
    ("account", "check"),
    ("account", "remove"),
    ("member", "add"),
    ("member", "list"),
    ("template", "import"),
    ("template", "export"),
]


@pytest.mark.parametrize("words", [*[(one.name,) for one in ALL], *INNER], ids=" ".join)
def test_every_command_has_help_with_an_example_of_itself(
    words: tuple[str, ...], capsys: pytest.CaptureFixture[str]
) -> None:
    assert run([*words, "--help"], (KEYS,)) == 0
    told = capsys.readouterr().out
    example = told.split("example:")[1]
    assert f"nightdesk {' '.join(words)}" in example


def test_the_overview_names_every_command(program: Program) -> None:
    told = program.run("--help").stdout
    for one in ALL:
        assert re.search(rf"^  {one.name} +\S", told, re.MULTILINE)
    assert program.run("--version").stdout.startswith("nightdesk ")


@pytest.mark.parametrize(
    ("argv", "said"),
    [
        (("wroker",), "There is no command wroker. Did you mean: nightdesk worker\n"),
        (("zzz",), "There is no command zzz. See: nightdesk --help\n"),
        (("account",), "nightdesk account: the following arguments are required"),
        (
            ("account", "add", "mastodon"),
            "nightdesk account add mastodon: the following arguments are required: server.",
        ),
        (("list", "--limit", "many"), "nightdesk list: argument --limit"),
        (("--as",), "There is no command --as."),
        (("--as", "Anna", "Bo"), "nightdesk: wrong call."),
    ],
)
def test_a_wrong_call_is_one_sentence_and_status_2(program: Program, argv: tuple[str, ...], said: str) -> None:
    done = program.run(*argv, status=2)
    assert done.stderr.startswith(said)
    assert done.stderr.count("\n") == 1
    assert done.stdout == ""


def test_a_command_that_is_not_there_never_reaches_the_terminal_raw(program: Program) -> None:
    assert "\x1b" not in program.run_apart("\x1b[31mred", status=2).stderr


@pytest.mark.parametrize("argv", [(), ("--as", "Anna"), ("up",), ("demo",)])
def test_without_a_terminal_no_desk_is_opened(program: Program, argv: tuple[str, ...]) -> None:
    done = program.run_apart(*argv, status=1)
    assert "terminal" in done.stderr
    assert done.stderr.count("\n") == 1


def test_a_failure_is_one_sentence_and_status_1(program: Program) -> None:
    gone = {"NIGHTDESK_DATA_DIR": str(program.data / "nowhere")}
    assert program.run_apart("list", status=1, more=gone).stderr == "There is no store yet. Run: nightdesk migrate\n"
    wrong = {"NIGHTDESK_DATABASE_URL": "mysql://u:hunter2@h/d"}
    done = program.run("list", status=1, more=wrong)
    assert done.stderr.startswith("NIGHTDESK_DATABASE_URL must be")
    assert "hunter2" not in done.stderr


def test_what_nobody_expected_shows_its_kind_and_place_and_no_words(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def break_down(_url: str) -> str:
        raise RuntimeError("hunter2")

    monkeypatch.setattr("backend.cli.migrate.make_ready", break_down)
    assert run(["migrate"]) == 1
    told = capsys.readouterr().err
    assert "RuntimeError, test_entry.py:" in told
    assert "hunter2" not in told


def test_the_store_is_made_once_and_left_alone_then(tmp_path_factory: pytest.TempPathFactory) -> None:
    fresh = Program(tmp_path_factory.mktemp("fresh") / "deep" / "er")
    assert fresh.run("migrate").stdout.startswith("The store has been made (")
    assert fresh.run("migrate").stdout.startswith("The store is up to date (")
    assert fresh.data.stat().st_mode & 0o077 == 0


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT, signal.SIGHUP])
def test_a_worker_stops_cleanly(program: Program, number: signal.Signals) -> None:
    worker = program.start("worker")
    assert worker.stderr is not None
    while "worker started" not in worker.stderr.readline():
        assert worker.poll() is None
    worker.send_signal(number)
    _out, errors = worker.communicate(timeout=20)
    assert worker.returncode == 0
    assert "worker stopped" in errors


def test_a_worker_that_cannot_write_its_log_says_so(program: Program) -> None:
    done = program.run_apart(
        "worker", status=1, more={"NIGHTDESK_LOG_FILE": str(program.data / "nightdesk.sqlite3" / "log")}
    )
    assert done.stderr.startswith("The log ")
