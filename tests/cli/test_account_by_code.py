"""Connecting by a link and what the browser ends at, on the stage: from the app's id to a login that works."""

import json
import re
import time
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest

from tests.cli.program import Program
from tests.stage.play import Stage

pytestmark = pytest.mark.staged

WAYS = {
    "facebook": "facebook",
    "instagram": "instagram",
    "instagram-login": "instagram",
    "linkedin": "linkedin",
    "threads": "threads",
    "youtube": "youtube",
}


def connect(
    program: Program, stage: Stage, way: str, *, secret: str = "", status: int = 0, paste: str | None = None
) -> str:
    """Run the command as a person does, with a browser elsewhere. Returns all that was said."""
    app = stage.do("app", on=WAYS[way])
    asked = ("account", "add", way, "--app-id", app["client_id"], "--server", stage.url, "--short", "new")
    process = program.start(*asked, more={"NIGHTDESK_APP_SECRET": secret or app["client_secret"]})
    assert process.stdin is not None
    assert process.stdout is not None
    said, link = "", None
    while link is None:
        line = process.stdout.readline()
        assert line, said + (process.communicate()[1] or "")
        said += line
        link = re.search(r"^\s+(http\S+)$", line)
    ended = httpx.get(link[1], trust_env=False, follow_redirects=False).headers["location"]
    out, err = process.communicate((ended if paste is None else paste) + "\n", timeout=30)
    assert process.returncode == status, out + err
    assert app["client_secret"] not in said + out + err
    return said + out + err


@pytest.mark.parametrize("way", list(WAYS))
def test_from_a_link_to_a_login_that_works(program: Program, stage: Stage, way: str) -> None:
    told = connect(program, stage, way)
    assert "is connected." in told
    checked = program.run("account", "check", "new").stdout
    ends = re.search(r"the login works until (20\d\d-\d\d-\d\d)$", checked, re.M)
    assert bool(ends) is (way in ("linkedin", "threads"))
    assert ends or "the login works" in checked
    assert "is renewed" in connect(program, stage, way)


@pytest.mark.parametrize("way", list(WAYS))
def test_what_is_no_answer_connects_nothing(program: Program, stage: Stage, way: str) -> None:
    for paste, said in (
        ("", "No code was given"),
        ("https://localhost/nightdesk?code=abc&state=forged", "answers another link"),
        ("an-old-code", "does not take this code"),
    ):
        assert said in connect(program, stage, way, status=1, paste=paste)
    assert "There are no accounts yet" in program.run("account", "list").stdout


def test_who_says_no_is_told_how_to_go_on(program: Program, stage: Stage) -> None:
    app = stage.do("app", on="facebook")
    asked = ("account", "add", "facebook", "--app-id", app["client_id"], "--server", stage.url)
    process = program.start(*asked, more={"NIGHTDESK_APP_SECRET": app["client_secret"]})
    assert process.stdout is not None
    line = ""
    while "state=" not in line:
        line = process.stdout.readline()
    state = parse_qs(urlsplit(line.strip()).query)["state"][0]
    _, err = process.communicate(f"https://localhost/nightdesk?error=access_denied&state={state}\n", timeout=30)
    assert (process.returncode, "not allowed in the browser" in err) == (1, True)


@pytest.mark.parametrize("way", list(WAYS))
def test_a_wrong_secret_is_said(program: Program, stage: Stage, way: str) -> None:
    told = connect(program, stage, way, secret="wrong-secret-of-the-app", status=1)
    assert "does not know this app" in told or "does not take this code" in told
    assert "wrong-secret" not in told


def test_a_login_that_ends_soon_is_told_weeks_before(program: Program, stage: Stage) -> None:
    connect(program, stage, "linkedin")
    assert "its login ends on" not in program.run("doctor", status=1).stdout
    (kept,) = (program.data / "secrets").glob("*.json")
    secret = json.loads(kept.read_text())
    kept.write_text(json.dumps(secret | {"expires": str(int(time.time()) + 20 * 86_400)}))
    assert "its login ends on" in program.run("doctor", status=1).stdout
