"""Answering from the command line: one or many, at once or later, through the same gate as every other way."""

from collections.abc import Iterator
from dataclasses import dataclass

import pytest

from backend.model.actor import SYSTEM, Actor, ActorKind
from backend.model.charter import Approving, Charter, Signature, Signing
from backend.model.clock import SystemClock
from backend.store.engine import Store
from backend.store.read.people import by_name
from backend.store.write.charters import save_charter
from backend.store.write.undoing import undo
from tests.cli.program import Done, Program
from tests.store import scene
from tests.store.scene import LISA, says


@dataclass
class Room:
    """The program on a store with two comments, a member who leads, and a template with a blank."""

    program: Program
    store: Store
    account: int
    anna: Actor

    def reply(self, *argv: str, status: int = 0, typed: str = "") -> Done:
        return self.program.run("reply", *argv, "--as", "Anna", status=status, typed=typed)

    def queued(self) -> list[tuple[str, str]]:
        return list(self.store.reader.rows("SELECT state, text FROM outbox ORDER BY id"))

    def says(self, charter: Charter) -> None:
        save_charter(self.store, SYSTEM, self.account, charter, 0)


@pytest.fixture
def room(program: Program) -> Iterator[Room]:
    file = program.data / "replies.toml"
    body = "Tack {author}! Vi svarar {?when}."
    file.write_text(f'[[template]]\ncode = "tack"\nlanguage = "sv"\ntitle = "T"\nbody = "{body}"\n')
    program.run("member", "add", "Anna", "--signature", "/Anna", "--time-zone", "Europe/Stockholm")
    program.run("template", "import", str(file))
    store = Store.open(f"sqlite:///{program.data / 'nightdesk.sqlite3'}", SystemClock())
    account = scene.account(store)
    scene.save(store, account, says("c1", "Var är fakturan?"), says("c2", "Fakturan saknas", by=LISA))
    anna = by_name(store.reader, "Anna")
    assert anna is not None
    yield Room(program, store, account, Actor(ActorKind.MEMBER, anna.id))
    store.close()


def test_one_comment_and_its_undo_window(room: Room) -> None:
    done = room.reply("1", "--text", "-", typed="Vi tittar på det.\n")
    assert "leaves 20" in done.stdout
    assert room.queued() == [("pending", "@kalle@example.social Vi tittar på det.")]
    assert "Anna has it" in room.reply("1", "--text", "Hej", status=1).stdout


def test_many_with_a_template_are_one_act(room: Room) -> None:
    asked = ("--query", "is:open", "--template", "tack", "--fill", "when=i morgon")
    dry = room.reply(*asked, "--dry-run")
    assert dry.stdout.count("would be queued") == 2
    assert room.queued() == []
    room.reply(*asked)
    said = [text.split("Tack ")[1] for _state, text in room.queued()]
    assert said == ["Lisa! Vi svarar i morgon.", "Kalle Anka! Vi svarar i morgon."]
    assert room.store.reader.rows("SELECT total, done, ended_at IS NOT NULL FROM deed") == [(2, 2, 1)]
    undo(room.store, room.anna)
    assert {state for state, _text in room.queued()} == {"cancelled"}


def test_each_has_its_own_result(room: Room) -> None:
    room.reply("1", "--text", "Hej")
    done = room.reply("--query", "is:any", "--text", "Vi tittar på det.", status=1)
    assert "Anna has it" in done.stdout
    assert "leaves 20" in done.stdout


def test_nothing_passes_the_gate_this_way_either(room: Room) -> None:
    room.says(Charter(signature=Signature(Signing.REQUIRED, team="/Teamet"), approving=Approving(only_templates=True)))
    assert "Only approved templates" in room.reply("1", "--text", "Hej", status=1).stdout
    assert "Only approved templates" in room.reply("1", "--text", "Hej", "--dry-run", status=1).stdout
    assert "Fill in the blank: when" in room.reply("1", "--template", "tack", status=1).stdout
    assert "too many" in room.reply("1", "--text", "x" * 600, status=1).stdout
    room.reply("1", "--template", "tack", "--fill", "when=i dag")
    assert room.queued() == [("pending", "@kalle@example.social Tack Kalle Anka! Vi svarar i dag.\n/Teamet")]


def test_a_time_by_the_clock_of_the_account(room: Room) -> None:
    room.reply("1", "--text", "Hej", "--at", "+2h")
    left = room.store.reader.value("SELECT not_before - created_at FROM outbox")
    assert abs(left - 2 * 3_600_000_000) < 5_000_000
    assert "Say when" in room.reply("2", "--text", "Hej", "--at", "yesterday", status=1).stdout


@pytest.mark.parametrize(
    ("argv", "said", "status"),
    [
        (("1",), "--template CODE or --text", 2),
        (("--text", "Hej"), "several with --query", 2),
        (("1", "--template", "tack", "--fill", "when"), "WHAT=VALUE", 2),
        (("1", "--template", "tack", "--fill", "was=i dag"), "has a blank was", 1),
        (("1", "--template", "gone"), "", 1),
        (("--query", "is:snoozed", "--text", "Hej"), "Nothing matches", 1),
        (("--query", "is:opne", "--text", "Hej"), "is:open", 2),
    ],
)
def test_mistakes_are_said(room: Room, argv: tuple[str, ...], said: str, status: int) -> None:
    done = room.reply(*argv, status=status)
    assert said in done.stderr + done.stdout
    assert room.queued() == []


def test_how_a_member_signs(room: Room) -> None:
    room.program.run("member", "set", "Anna", "--alias", "Annie Bo", "--consent", "yes", "--mail", "anna@acme.se")
    room.says(Charter(signature=Signature(Signing.REQUIRED)))
    room.reply("1", "--text", "Hej")
    assert room.queued()[0][1].endswith("\n/Annie")
    assert "no mail address" in room.program.run("member", "set", "Anna", "--mail", "anna", status=1).stderr
