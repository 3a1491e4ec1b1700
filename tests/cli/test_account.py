"""Connecting accounts as a person does it: against a real server, through the real login, over a pipe."""

import json
import os
import re
import shutil
import signal
from pathlib import Path
from urllib.parse import parse_qsl, urlsplit

import httpx
import pytest

from backend.model.account import Capabilities
from backend.model.actor import SYSTEM
from backend.model.clock import SystemClock
from backend.store.engine import Store
from backend.store.write.accounts import add_account
from tests.cli.program import Program
from tests.stage.play import Stage


def allowed(link: str) -> str:
    """Press the button on the page and return the code that it shows."""
    url = urlsplit(link)
    page = httpx.post(
        f"{url.scheme}://{url.netloc}/oauth/authorize",
        data=dict(parse_qsl(url.query)),
        follow_redirects=True,
        trust_env=False,
    )
    code = re.search(r'value="([^"]+)"', page.text)
    assert code is not None
    return code[1]


def link_in(said: str) -> str:
    found = re.search(r"http\S+", said.split("allow it:")[1])
    assert found is not None
    return found[0]


def add_mastodon(program: Program, stage: Stage, *argv: str, code: str | None = None, status: int = 0) -> str:
    """Go through the whole login and return all that was said."""

    def type_code(said: str) -> str:
        return f"{allowed(link_in(said)) if code is None else code}\n"

    done = program.run("account", "add", "mastodon", stage.url, *argv, status=status, typed=type_code)
    return done.stdout + done.stderr


def add_bluesky(program: Program, stage: Stage, *argv: str, password: str | None = None, status: int = 0) -> str:
    asked = ("account", "add", "bluesky", stage.handle, "--server", stage.url, *argv)
    typed = stage.password if password is None else password
    done = program.run(*asked, typed=f"{typed}\n", status=status)
    return done.stdout + done.stderr


def secrets(program: Program) -> list[Path]:
    return sorted((program.data / "secrets").glob("*"))


def test_both_platforms_are_connected_listed_and_checked(program: Program, stage: Stage) -> None:
    assert "There are no accounts yet" in program.run("account", "list").stdout
    said = add_mastodon(program, stage, "--short", "masto")
    assert said.splitlines()[-2].endswith("masto (@norrby@social.norrby.example) is connected.")
    told = add_bluesky(program, stage)
    assert "norrbyen (@norrby-energi.test) is connected." in told
    assert [path.stat().st_mode & 0o777 for path in secrets(program)] == [0o600, 0o600]
    assert secrets(program)[0].parent.stat().st_mode & 0o777 == 0o700
    listed = program.run("account", "list").stdout
    assert re.search(r"^masto +mastodon +@norrby@social.norrby.example +not read yet$", listed, re.MULTILINE)
    checked = program.run("account", "check").stdout
    assert checked.count("the login works") == 2
    for output in (said, told, listed, checked):
        assert stage.password not in output
        for path in secrets(program):
            token = re.findall(r'"(?:token|access|refresh|password)": "([^"]+)"', path.read_text())
            assert token
            assert not any(one in output for one in token)


def test_it_works_over_a_pipe_in_a_process_of_its_own(program: Program, stage: Stage) -> None:
    process = program.start("account", "add", "mastodon", stage.url)
    assert process.stdout is not None
    said = ""
    while "authorize?" not in said:
        line = process.stdout.readline()
        assert line, process.communicate()
        said += line
    out, errors = process.communicate(f"{allowed(link_in(said))}\n", timeout=30)
    assert (process.returncode, errors) == (0, "")
    assert "norrby (@norrby@social.norrby.example) is connected." in out


def test_a_second_time_renews_the_login(program: Program, stage: Stage) -> None:
    add_mastodon(program, stage, "--short", "masto")
    before = secrets(program)[0].read_text()
    said = add_mastodon(program, stage, "--short", "other")
    assert "The login of masto (@norrby@social.norrby.example) is renewed." in said
    assert [path.name for path in secrets(program)] == ["1.json"]
    assert secrets(program)[0].read_text() != before


def test_a_login_that_ended_is_found_and_healed_by_adding_again(program: Program) -> None:
    with Stage("--speed", "0") as stage:
        add_mastodon(program, stage, "--short", "masto")
        stage.do("forget", on="mastodon")
        done = program.run("account", "check", status=1)
        assert "no longer accepted" in done.stdout
        assert "nightdesk account add" in done.stdout
        add_mastodon(program, stage)
        program.run("account", "check", "masto")


def test_a_wrong_or_used_code_and_none_at_all(program: Program, stage: Stage) -> None:
    said = add_mastodon(program, stage, code="not-the-code", status=1)
    assert "code" in said.splitlines()[-1].lower()
    add_mastodon(program, stage, code="", status=1)
    assert secrets(program) == []
    assert "There are no accounts yet" in program.run("account", "list").stdout


def test_a_wrong_password_and_a_wrong_handle(program: Program, stage: Stage) -> None:
    told = add_bluesky(program, stage, password="wrong-wrong", status=1)
    assert "wrong-wrong" not in told
    assert told.strip().count("\n") == 0
    done = program.run("account", "add", "bluesky", "not a handle", typed="x\n", status=1)
    assert done.stderr.count("\n") == 1


def test_the_app_password_may_come_from_the_environment(program: Program, stage: Stage) -> None:
    asked = ("account", "add", "bluesky", stage.handle, "--server", stage.url, "--short", "sky")
    done = program.run(*asked, more={"NIGHTDESK_APP_PASSWORD": stage.password})
    assert "sky (@norrby-energi.test) is connected." in done.stdout


@pytest.mark.parametrize(
    ("server", "said"),
    [
        ("no such name!", "not a server's address"),
        ("http://127.0.0.1:1", "cannot be reached"),
        ("http://example.com", "https"),
        ("nowhere.invalid", "There is no server nowhere.invalid"),
    ],
)
def test_an_address_that_is_wrong_or_dead_says_what_to_do(program: Program, server: str, said: str) -> None:
    done = program.run("account", "add", "mastodon", server, status=1)
    assert said in done.stderr
    assert done.stderr.count("\n") == 1


def test_a_server_that_is_no_mastodon(program: Program, stage: Stage) -> None:
    stage.do("fault", kind="html", path="/api/v1/apps")
    done = program.run("account", "add", "mastodon", stage.url, status=1)
    assert done.stderr.count("\n") == 1
    assert "127.0.0.1" in done.stderr


def test_short_names_that_are_too_long_or_taken(program: Program, stage: Stage) -> None:
    done = program.run("account", "add", "mastodon", stage.url, "--short", "ninesigns", status=2)
    assert "not ninesigns" in done.stderr
    add_mastodon(program, stage, "--short", "Same")
    assert "taken" in add_bluesky(program, stage, "--short", "same", status=1)
    assert [path.name for path in secrets(program)] == ["1.json"]


def test_another_users_logins_are_left_to_them(program: Program, stage: Stage) -> None:
    if os.geteuid() == 0:
        folder = program.data / "theirs"
        folder.mkdir(mode=0o700)
        os.chown(folder, 65_534, 65_534)
    else:
        folder = Path("/")
    theirs = {"NIGHTDESK_SECRETS_DIR": str(folder)}
    done = program.run("account", "add", "mastodon", stage.url, status=1, more=theirs)
    assert f"{folder} belongs to" in done.stderr
    assert "Run this as" in done.stderr


def test_removing_asks_for_the_name_and_deletes_the_login(program: Program, stage: Stage) -> None:
    add_mastodon(program, stage, "--short", "masto")
    assert "was not removed" in program.run("account", "remove", "masto", typed="no\n", status=1).stderr
    assert "answer is missing" in program.run("account", "remove", "masto", status=1).stderr
    assert len(secrets(program)) == 1
    program.run("account", "remove", "masto", typed="masto\n")
    assert secrets(program) == []
    assert "There are no accounts yet" in program.run("account", "list").stdout
    assert "Known ones: –" in program.run("account", "remove", "masto", "--yes", status=1).stderr
    assert "masto (" in add_mastodon(program, stage, "--short", "masto")


def kept(program: Program) -> dict[str, str]:
    """The one login that is kept."""
    (path,) = secrets(program)
    login: dict[str, str] = json.loads(path.read_text())
    return login


def test_removing_ends_the_token_at_the_server(program: Program, stage: Stage) -> None:
    add_mastodon(program, stage, "--short", "masto")
    token = {"Authorization": f"Bearer {kept(program)['token']}"}
    asked = f"{stage.url}/api/v1/accounts/verify_credentials"
    assert httpx.get(asked, headers=token).status_code == 200
    done = program.run("account", "remove", "masto", "--yes")
    assert httpx.get(asked, headers=token).status_code == 401
    assert done.stdout == "masto is removed; its comments and answers stay in the store.\n"


def test_removing_ends_the_session_and_names_the_password_that_is_left(program: Program, stage: Stage) -> None:
    add_bluesky(program, stage, "--short", "sky")
    token = {"Authorization": f"Bearer {kept(program)['refresh']}"}
    done = program.run("account", "remove", "sky", "--yes")
    again = httpx.post(f"{stage.url}/xrpc/com.atproto.server.refreshSession", headers=token)
    assert (again.status_code, again.json()["error"]) == (400, "ExpiredToken")
    assert done.stdout.splitlines()[1:] == ["The app password still works: delete it in Bluesky's settings."]


def test_a_login_that_cannot_be_ended_is_removed_all_the_same(program: Program) -> None:
    with Stage("--speed", "0") as stage:
        add_mastodon(program, stage, "--short", "masto")
        add_bluesky(program, stage, "--short", "sky")
    for name in ("masto", "sky"):
        said = program.run("account", "remove", name, "--yes").stdout.splitlines()
        assert said[0].startswith(f"{name} is removed")
        assert said[1] == (
            "The login could not be ended: The server cannot be reached. "
            "End it on the server, in the account's settings."
        )
    assert secrets(program) == []
    assert "There are no accounts yet" in program.run("account", "list").stdout


@pytest.mark.parametrize(
    ("login", "why"),
    [
        ('{"token": "t"}', "It was not kept which registration of ours the login was given to."),
        ('{"token": "t", "client_id": "another", "client_secret": "x"}', "The login may not do this (403)."),
        ("half a fi", "damaged"),
    ],
)
def test_so_is_one_that_is_older_anothers_or_damaged(program: Program, stage: Stage, login: str, why: str) -> None:
    add_mastodon(program, stage, "--short", "masto")
    secrets(program)[0].write_text(login)
    said = program.run("account", "remove", "masto", "--yes").stdout
    assert "The login could not be ended: " in said
    assert why in said
    assert secrets(program) == []


def test_a_login_that_is_another_accounts_is_told_by_name(program: Program, stage: Stage) -> None:
    add_mastodon(program, stage, "--short", "masto")
    store = Store.open(f"sqlite:///{program.data / 'nightdesk.sqlite3'}", SystemClock())
    theirs = {"remote_id": "another", "handle": "kalle@example.org", "name": "Kalle", "base_url": stage.url}
    add_account(store, SYSTEM, "mastodon", "kalle", capabilities=Capabilities(), **theirs)
    store.close()
    shutil.copy(secrets(program)[0], program.data / "secrets" / "2.json")
    said = program.run("account", "check", "kalle", status=1).stdout
    assert "The login is norrby@social.norrby.example, another account" in said


def test_without_a_store_nobody_has_to_log_in_first(program: Program, stage: Stage) -> None:
    gone = {"NIGHTDESK_DATA_DIR": str(program.data / "nowhere")}
    for asked in (("mastodon", stage.url), ("bluesky", stage.handle, "--server", stage.url)):
        done = program.run("account", "add", *asked, status=1, more=gone)
        assert done.stderr == "There is no store yet. Run: nightdesk migrate\n"


def test_what_an_account_reads_and_cannot_is_said(filled: Program) -> None:
    told = filled.run("account", "show", "page").stdout
    assert re.search(r"^page  facebook  @norrby", told, re.MULTILINE)
    assert re.search(r"^  reads +comments on our posts, comments on ads, posts of visitors, tags$", told, re.MULTILINE)
    assert re.search(r"^  cannot be read there +mentions, .*reviews", told, re.MULTILINE)
    assert re.search(r"^  can, and take it back +edit our answer, hide, like, block$", told, re.MULTILINE)
    assert re.search(r"^  cannot +mute, lock a thread, report$", told, re.MULTILINE)
    assert re.search(r"^  login of +Kim, since 20", told, re.MULTILINE)
    assert re.search(r"^  last read whole +20\d\d-", told, re.MULTILINE)
    assert "There is no account nobody" in filled.run("account", "show", "nobody", status=1).stderr


def test_an_interrupted_login_changes_nothing(program: Program, stage: Stage) -> None:
    process = program.start("account", "add", "mastodon", stage.url)
    assert process.stdout is not None
    while "authorize?" not in process.stdout.readline():
        assert process.poll() is None
    process.send_signal(signal.SIGINT)
    process.communicate(timeout=10)
    assert process.returncode == 130
    assert secrets(program) == []
