"""What every test shares: a clock that stands still until told, and the rule that CI skips nothing."""

import os
import signal
from hashlib import md5

import pytest

from backend.model.clock import Micros
from backend.model.clock import plus as later

START = Micros(1_795_000_000_000_000)
"""2026-11-18, a weekday evening: where the clock of the tests stands."""


class StandingClock:
    """A clock that moves only when a test moves it."""

    def __init__(self, at: Micros = START) -> None:
        self.at = at

    def now(self) -> Micros:
        """Return the moment it was set to."""
        return self.at

    def move(self, span: int) -> None:
        """Go forward by so many microseconds."""
        self.at = later(self.at, span)


@pytest.fixture
def clock() -> StandingClock:
    """A standing clock."""
    return StandingClock()


@pytest.fixture(autouse=True)
def _plain_environment(
    request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch, tmp_path_factory: pytest.TempPathFactory
) -> None:
    """What a developer has set or prefers must not change a result, nor what another test has left behind."""
    for name in ("NO_COLOR", "COLORTERM", "TEXTUAL_THEME", "NIGHTDESK_DATABASE_URL", "NIGHTDESK_DATA_DIR",
                 "NIGHTDESK_THEME", "NIGHTDESK_SYMBOLS", "NIGHTDESK_LAYOUT", "TMUX", "STY"):  # fmt: skip
        monkeypatch.delenv(name, raising=False)
    own = f"cache-{md5(request.node.nodeid.encode(), usedforsecurity=False).hexdigest()}"
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path_factory.getbasetemp() / own))


def pytest_configure() -> None:
    """Let Ctrl-C reach the programs under test: a run in the background hands an ignored SIGINT down to all of them."""
    if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
        signal.signal(signal.SIGINT, signal.default_int_handler)


def pytest_sessionfinish(session: pytest.Session, exitstatus: int) -> None:
    """In CI a skipped test is a failed run: a stage that could not find its server has shown nothing."""
    reporter = session.config.pluginmanager.get_plugin("terminalreporter")
    if reporter is None:
        return
    skipped = reporter.stats.get("skipped", [])
    if os.environ.get("CI") and skipped and exitstatus == 0:
        reporter.write_line(f"{len(skipped)} skipped, which CI does not allow", red=True)
        session.exitstatus = pytest.ExitCode.TESTS_FAILED
