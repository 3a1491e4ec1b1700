"""On whose login an account hangs, as the command line keeps and tells it."""

import pwd

import pytest

from backend.desk.session import os_login
from backend.model.account import Health, HealthState
from backend.model.clock import HOUR, MINUTE, SystemClock, plus
from backend.model.reason import Reason
from backend.store.engine import Store
from backend.store.write.accounts import set_health
from tests.cli.program import Program
from tests.cli.test_account import add_bluesky, add_mastodon
from tests.stage.play import Stage


@pytest.fixture
def team(program: Program) -> Program:
    """Two members, none of whom is the OS user."""
    for name in ("Anna", "Erik"):
        program.run("member", "add", name)
    return program


def write(program: Program, health: Health) -> None:
    """The worker's word on the first account."""
    store = Store.open(f"sqlite:///{program.data / 'nightdesk.sqlite3'}", SystemClock())
    try:
        set_health(store, 1, health)
    finally:
        store.close()


def test_who_connects_it_is_noted_and_one_name_is_a_warning(team: Program, stage: Stage) -> None:
    said = add_mastodon(team, stage, "--short", "masto", "--as", "anna").splitlines()
    only = "Only Anna can renew the login. Name somebody else: nightdesk account renewers"
    assert said[-2].endswith("masto (@norrby@social.norrby.example) is connected.")
    assert said[-1] == only
    told = team.run("account", "show", "masto").stdout
    assert "login of" in told
    assert "Anna, since 20" in told
    assert only in told
    assert only in team.run("account", "check", "masto").stdout
    assert f"note   account masto: {only}" in team.run("doctor", status=1).stdout


def test_a_second_name_ends_the_warning(team: Program, stage: Stage) -> None:
    add_mastodon(team, stage, "--short", "masto", "--as", "Anna")
    told = team.run("account", "renewers", "masto", "--add", "Erik").stdout
    assert "renewed by: Anna, Erik" in told
    for asked in (("account", "renewers", "masto"), ("account", "show", "masto"), ("account", "check", "masto")):
        assert "Only" not in team.run(*asked).stdout
    assert "renewed by: Erik" in team.run("account", "renewers", "masto", "--remove", "Anna").stdout
    assert "Only Erik can" in team.run("account", "renewers", "masto").stdout


def test_where_nobody_says_who_it_is_that_is_said(team: Program, stage: Stage) -> None:
    said = add_bluesky(team, stage, "--short", "sky").splitlines()
    assert said[-1].startswith("Nobody is noted as the one whose login it is: give --as NAME next time")
    assert said[-1].endswith("nightdesk account renewers sky --add NAME")
    told = team.run("account", "show", "sky").stdout
    assert "nobody said whose" in told
    assert "Nobody is named who can renew the login." in told
    assert "Nobody is named who can renew the login." in team.run("doctor", status=1).stdout


def test_the_os_user_is_known_without_being_asked(program: Program, stage: Stage) -> None:
    assert os_login() in {one.pw_name for one in pwd.getpwall()}
    program.run("member", "add", "Kim", "--login", os_login())
    add_bluesky(program, stage, "--short", "sky")
    assert "Kim, since 20" in program.run("account", "show", "sky").stdout


def test_a_name_that_is_not_known_stops_before_anybody_logs_in(team: Program, stage: Stage) -> None:
    said = add_mastodon(team, stage, "--as", "Nobody\x1b[2J", code="unused", status=1)
    assert "There is no member called Nobody" in said
    assert "allow it" not in said
    assert "\x1b" not in said
    add_bluesky(team, stage, "--short", "sky")
    assert "There is no account nowhere" in team.run("account", "renewers", "nowhere", status=1).stderr
    assert "no member called Nils" in team.run("account", "renewers", "sky", "--add", "Nils", status=1).stderr
    assert "Erik is not among" in team.run("account", "renewers", "sky", "--remove", "Erik", status=1).stderr


def test_an_account_that_needs_a_login_names_who_mends_it_and_how(team: Program) -> None:
    with Stage("--speed", "0") as stage:
        add_mastodon(team, stage, "--short", "masto", "--as", "Erik")
        stage.do("forget", on="mastodon")
        command = f"nightdesk account add mastodon {stage.url} --as Erik"
        assert command in team.run("account", "check", status=1).stdout
        write(team, Health(HealthState.NEEDS_LOGIN, SystemClock().now(), Reason("platform.login")))
        told = team.run("account", "show", "masto").stdout
        assert "needs login since 20" in told
        assert f"It can be mended by Erik, on the worker's machine: {command}" in told
        add_mastodon(team, stage, "--as", "Anna")
        assert "Anna, since 20" in team.run("account", "show", "masto").stdout


def test_health_that_nobody_keeps_any_more_is_not_called_well(team: Program, stage: Stage) -> None:
    add_bluesky(team, stage, "--short", "sky", "--as", "Anna")
    now = SystemClock().now()
    long_ago = plus(now, -HOUR)
    write(team, Health(HealthState.OK, long_ago, None, long_ago, 0.1, plus(long_ago, MINUTE)))
    for asked, status in ((("account", "list"), 0), (("account", "show", "sky"), 0), (("doctor",), 1)):
        told = team.run(*asked, status=status).stdout
        assert "blind since 20" in told
        assert "No worker has run since" in told
