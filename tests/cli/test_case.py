"""Cases from the command line: the list and one of them, as a table and for scripts."""

import json

from backend.model.actor import SYSTEM, Actor, ActorKind, Role
from backend.model.category import Category
from backend.model.clock import DAY, SystemClock, plus
from backend.store.engine import Store
from backend.store.write.cases import open_case
from backend.store.write.people import add_member
from tests.cli.program import Program
from tests.conftest import StandingClock
from tests.store import scene


def test_cases_are_listed_and_shown(program: Program) -> None:
    clock = StandingClock(plus(SystemClock().now(), -DAY))
    store = Store.open(f"sqlite:///{program.data / 'nightdesk.sqlite3'}", clock)
    account = scene.account(store)
    anna = Actor(ActorKind.MEMBER, add_member(store, SYSTEM, "Anna", "/A", "en", "UTC", None, [(None, Role.LEAD)]))
    scene.save(store, account, scene.says("c1", "Trasig! \x1b[31m ring 070-123 45 67"))
    assert open_case(store, anna, [scene.key(store, "c1")], Category.COMPLAINT).ok
    store.close()

    told = program.run("case", "--as", "Anna", "list").stdout.splitlines()
    assert told[1].split() == ["1", "acme", "complaint", "–", "Anna", "–", "Kalle", "Anka"]
    (listed,) = json.loads(program.run("case", "--as", "Anna", "list", "-o", "json").stdout)
    assert (listed["kind"], listed["id"], listed["owner"], listed["people"]) == ("case", 1, "Anna", ["Kalle Anka"])
    shown = program.run("case", "--as", "Anna", "show", "1").stdout
    assert "Case 1: complaint on acme, open" in shown
    assert "\x1b" not in shown
    assert "070" not in shown
    assert "no such case" in program.run("case", "--as", "Anna", "show", "9", status=1).stderr
