"""What a platform's rules take away is said in words, stays in the queue, and is fetched again where it is opened."""

from pathlib import Path

from backend.model.account import Health, HealthState
from backend.model.clock import HOUR
from backend.model.reason import Reason
from backend.store.write.accounts import set_health
from backend.store.write.retention import expire
from backend.store.write.sync import SyncWish, done_sync, wishes
from tests.store import scene
from tests.tui.shift import Shift, author, on_shift, sitting

GONE = "[text expired by LinkedIn's rules; opening fetches it again]"
REMOVED = "[text removed: it was deleted on LinkedIn]"
SAID = "Hur gammal är elfakturan?"


def on_linkedin(shift: Shift) -> None:
    """The account is a LinkedIn page from the start."""
    with shift.store.write() as w:
        w.conn.exec_driver_sql("UPDATE account SET platform = 'linkedin'")


def asked(shift: Shift) -> list[SyncWish]:
    return wishes(shift.store.reader, shift.account)


def fetched(shift: Shift) -> None:
    """The worker reads the thread again."""
    said = scene.says("c1", SAID, by=author("Siv Ek"), indexed_at=shift.clock.now())
    scene.save(shift.store, shift.account, said)


async def test_an_expired_text_says_so_and_comes_back_where_it_is_opened(tmp_path: Path) -> None:
    async with on_shift(tmp_path) as shift:
        on_linkedin(shift)
        key = shift.comes("Siv Ek", SAID)
        other = shift.comes("Per Holm", "Tack!", ago=5)
        async with sitting(shift) as anna:
            await anna.stands_on(SAID)
            assert asked(shift) == []
            shift.clock.move(48 * HOUR)
            expire(shift.store)
            await anna.stands_on(GONE)
            await anna.sees("[name expired]")
            await anna.sees_no_more("elfakturan", "Siv Ek", "Per Holm")
            assert anna.screen.count(GONE) == 4, anna.screen  # two rows, two comments of the thread
            await anna.sees("Asked the worker to fetch it again.")
            assert [wish.comment_id for wish in asked(shift)] == [key]
            fetched(shift)
            await anna.stands_on(SAID)
            await anna.sees("Siv Ek", f"▌ {SAID}")
            assert anna.queue.count(GONE) == 1
            assert [shift.state(one) for one in (key, other)] == ["open", "open"]
            assert [wish.comment_id for wish in asked(shift)] == [key]


async def test_why_it_may_not_come_back_is_said(tmp_path: Path) -> None:
    async with on_shift(tmp_path) as shift:
        on_linkedin(shift)
        key = shift.comes("Siv Ek", SAID)
        shift.clock.move(48 * HOUR)
        expire(shift.store)
        refused = Health(HealthState.NEEDS_LOGIN, shift.clock.now(), Reason("platform.not_permitted"), None, 0.0)
        set_health(shift.store, shift.account, refused)
        async with sitting(shift) as anna:
            await anna.stands_on(GONE)
            await anna.sees("✗ The login may not do this")
            (wish,) = asked(shift)
            assert wish.comment_id == key
            done_sync(shift.store, [wish.id], Reason("linkedin.post_unknown"))
            await anna.sees("✗ LinkedIn does not tell which post of ours this stands under.")


async def test_it_is_asked_for_once_and_never_when_it_was_deleted_there(tmp_path: Path) -> None:
    async with on_shift(tmp_path) as shift:
        on_linkedin(shift)
        shift.comes("Siv Ek", SAID)
        scene.save(shift.store, shift.account, gone=("c1",))
        shift.comes("Per Holm", "Tack!")
        shift.clock.move(48 * HOUR)
        expire(shift.store)
        async with sitting(shift) as anna:
            await anna.sees("Asked the worker to fetch it again.", REMOVED)
            done_sync(shift.store, [wish.id for wish in asked(shift)])
            await anna.pilot.pause(1.2)  # the desk looks once a second
            assert asked(shift) == []
            await anna.presses("/")
            await anna.types("is:done")
            await anna.presses("enter")
            await anna.stands_on(REMOVED)
            await anna.pilot.pause(2.2)
            assert asked(shift) == []
