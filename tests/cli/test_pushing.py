"""What is pushed for an account, and how many private messages wait there: as the command line tells it."""

import re
from collections.abc import Mapping

import pytest

from backend.cli.connect import enter, try_login
from backend.config.secrets import SecretStore
from backend.model.account import Reach, Unread
from backend.model.clock import EPOCH, SystemClock
from backend.store.engine import Store
from backend.store.write.unread import set_unread
from tests.cli.program import Program
from tests.stage.play import Stage


def connected(program: Program, stage: Stage, on: str, login: Mapping[str, str]) -> int:
    """Connect an account of the stage, under its platform's name cut short."""
    store = Store.open(f"sqlite:///{program.data}/nightdesk.sqlite3", SystemClock())
    try:
        found = try_login(on, stage.url, stage.do("login", on=on, **login))
        return enter(store, SecretStore(program.data / "secrets"), found, lambda _usual, _taken: on[:8]).account_id
    finally:
        store.close()


@pytest.mark.parametrize(
    ("on", "login", "fields"),
    [
        ("facebook", {}, "feed, mention"),
        ("instagram", {"route": "instagram"}, "comments, live_comments"),
        ("instagram", {}, "feed(, mention)?"),  # the page stands for it, and may be subscribed already
    ],
)
def test_an_account_is_subscribed_and_says_so(
    program: Program, stage: Stage, on: str, login: Mapping[str, str], fields: str
) -> None:
    connected(program, stage, on, login)
    name = on[:8]
    if (on, login) == ("facebook", {}):
        assert "nothing yet: nightdesk webhooks subscribe NAME" in program.run("account", "show", name).stdout
    for _twice in range(2):
        said = program.run("webhooks", "subscribe", name).stdout
        assert re.fullmatch(rf"{name}: pushed to the app's address from now on: {fields}\n", said)
    assert re.search(rf"^  pushes +{fields}$", program.run("account", "show", name).stdout, re.MULTILINE)


def test_what_cannot_be_subscribed_says_why(program: Program, stage: Stage) -> None:
    connected(program, stage, "mastodon", {})
    assert "in the app's dashboard" in program.run("webhooks", "subscribe", "mastodon", status=1).stderr
    connected(program, stage, "facebook", {"scopes": "pages_read_engagement pages_read_user_content"})
    assert "pushes" not in program.run("account", "show", "facebook").stdout
    program.run("webhooks", "subscribe", "facebook", status=1)
    assert "There is no account nowhere" in program.run("webhooks", "subscribe", "nowhere", status=1).stderr


def test_the_list_says_how_many_messages_wait_once_any_are_counted(program: Program, stage: Stage) -> None:
    account_id = connected(program, stage, "mastodon", {})
    assert "unread" not in program.run("account", "list").stdout
    store = Store.open(f"sqlite:///{program.data}/nightdesk.sqlite3", SystemClock())
    set_unread(store, account_id, Unread(40, "https://social.example/conversations", EPOCH, more=True), Reach.COUNTED)
    store.close()
    assert re.search(r"^mastodon .* 40\+ +not read yet$", program.run("account", "list").stdout, re.MULTILINE)
