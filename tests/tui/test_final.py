"""What goes for good wants a word first: deleting a comment, and a lock that wipes the thread."""

from dataclasses import replace
from pathlib import Path

from backend.model.account import Act, Capabilities, Undo
from backend.store.write.accounts import set_capabilities
from tests.store import scene
from tests.tui.shift import Shift, on_shift, sitting

MAY_DELETE = replace(scene.ABLE, acts={**scene.ABLE.acts, Act.DELETE: Undo.FINAL})
WIPES = replace(
    scene.ABLE,
    acts={**scene.ABLE.acts, Act.LOCK: Undo.FINAL},
    own_threads=frozenset(),
    asks_first=frozenset({Act.LOCK}),
)
BANS = replace(scene.ABLE, acts={act: undo for act, undo in scene.ABLE.acts.items() if act is not Act.UNBLOCK})


def able(shift: Shift, capabilities: Capabilities) -> None:
    set_capabilities(shift.store, shift.account, capabilities)


def queued(shift: Shift) -> list[tuple[str, str]]:
    """Return what is to be done on the platform, and how far it is."""
    return [(row[0], row[1]) for row in shift.store.reader.rows("SELECT act, state FROM outbox ORDER BY id")]


async def test_a_comment_is_deleted_by_its_word_and_taken_back(tmp_path: Path) -> None:
    async with on_shift(tmp_path) as shift:
        able(shift, MAY_DELETE)
        lisa = shift.comes("Lisa Sund", "Köp följare här", ago=1)
        shift.comes("Per Holm", "Har ni öppet?", ago=2)
        async with sitting(shift) as anna:
            await anna.presses("X")
            await anna.sees("Lisa Sund: deleted for everybody, for good. Type delete:")
            await anna.presses("enter")
            await anna.sees("Not deleted.")
            assert queued(shift) == []
            await anna.presses("X")
            await anna.types("delete")
            await anna.presses("enter")
            await anna.sees("Lisa Sund: deleted", "takes it back for 10 s")
            await anna.stands_on("Per Holm")
            await anna.presses("1")
            await anna.sees("The reason is now: spam")
            assert (queued(shift), shift.state(lisa)) == ([("delete", "pending")], "done")
            await anna.presses("z")
            await anna.sees("Taken back: Lisa Sund: deleted")
            assert (queued(shift), shift.state(lisa)) == ([("delete", "cancelled")], "open")


async def test_all_that_is_marked_is_deleted_as_one(tmp_path: Path) -> None:
    async with on_shift(tmp_path) as shift:
        able(shift, MAY_DELETE)
        for number in range(3):
            shift.comes(f"Troll {number}", f"Skräp nummer {number}", ago=number)
        async with sitting(shift) as anna:
            await anna.presses("asterisk")
            await anna.sees("3 comments marked")
            await anna.presses("semicolon", "X")
            await anna.sees("3 comments: deleted for everybody, for good. Type delete:")
            await anna.types("delete")
            await anna.presses("enter")
            await anna.sees("3 comments: deleted: 3 done")
            assert queued(shift) == [("delete", "pending")] * 3


async def test_nothing_is_deleted_where_the_platform_cannot(tmp_path: Path) -> None:
    async with on_shift(tmp_path) as shift:
        shift.comes("Lisa Sund", "Köp följare här", ago=1)
        async with sitting(shift) as anna:
            await anna.presses("X")
            await anna.sees("delete: no answer of ours")
            await anna.presses("space", "semicolon", "X")
            await anna.sees("delete: not on these platforms")
            assert queued(shift) == []


async def test_a_lock_that_wipes_the_comments_asks_first(tmp_path: Path) -> None:
    async with on_shift(tmp_path) as shift:
        able(shift, WIPES)
        shift.comes("Lisa Sund", "Skandal!", ago=1)
        async with sitting(shift) as anna:
            for typed in ("", "yes"):
                await anna.presses("L")
                await anna.sees("this also deletes all comments of the post, for good. Type lock:")
                await anna.types(typed)
                await anna.presses("enter")
                await anna.sees("Not done.")
            assert queued(shift) == []
            await anna.presses("space", "semicolon", "L")
            await anna.sees("Type lock:")
            await anna.presses("escape")
            await anna.presses("L")
            await anna.types("lock")
            await anna.presses("enter")
            await anna.sees("Lisa Sund: thread locked")
            assert queued(shift) == [("lock", "pending")]


async def test_who_cannot_be_unblocked_is_said_before_the_key(tmp_path: Path) -> None:
    async with on_shift(tmp_path) as shift:
        able(shift, BANS)
        lisa = shift.comes("Lisa Sund", "Skandal!", ago=1)
        with shift.store.write() as w:
            author = scene.look(shift.store, "comment", lisa, "author_id")
            w.conn.exec_driver_sql(f"UPDATE author SET blocked = 1 WHERE id = {author}")
        async with sitting(shift) as anna:
            await anna.presses("b")
            await anna.sees("block: mastodon cannot unblock")
            assert queued(shift) == []
