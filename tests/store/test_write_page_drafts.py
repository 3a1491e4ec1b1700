"""Pages being written: one row a desk, none overwritten by another."""

from backend.model.page_draft import PageKind
from backend.store.engine import Store
from backend.store.read.page_drafts import page_draft, page_drafts
from backend.store.write.page_drafts import save_page_draft
from tests.conftest import StandingClock
from tests.store import scene

KIND = PageKind.CHARTER


def test_what_was_seen_is_overwritten_and_nothing_else(store: Store, clock: StandingClock) -> None:
    anna = scene.member(store, "Anna")
    mine = save_page_draft(store, anna, KIND, 0, 3, "one\r\ntwo\x00")
    assert mine.text == "one\ntwo\ufffd"
    here = save_page_draft(store, anna, KIND, 0, 3, "here", mine)
    there = save_page_draft(store, anna, KIND, 0, 3, "there", mine)  # the clock stands, and still it is told apart
    assert (here.id, there.id == mine.id) == (mine.id, False)
    clock.move(1_000_000)
    save_page_draft(store, anna, KIND, 0, 4, "here again", here)
    found = page_drafts(store.reader, anna.id or 0, KIND, 0)
    assert [(one.text, one.base) for one in found] == [("here again", 4), ("there", 3)]
    assert page_draft(store.reader, anna.id or 0, KIND, 0) == found[0]
    assert page_drafts(store.reader, anna.id or 0, KIND, 7) == []
