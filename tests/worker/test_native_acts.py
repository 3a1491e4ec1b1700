"""What a colleague does in the platform's own app, read by every connector: seen, credited, and not contradicted."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from backend.model.comment import ThreadItem
from backend.model.desk import Outcome
from backend.model.triage import Deed, Verb
from backend.store.engine import Store
from backend.store.read.thread import view
from backend.store.write.undoing import undo
from tests.stage.play import Stage
from tests.worker.natives import WORLDS, LaterClock, There

pytestmark = pytest.mark.staged

HIDING = ["bluesky", "facebook", "instagram", "threads", "youtube"]
"""Where somebody's comment can be hidden; on Mastodon and LinkedIn it cannot."""

EDITING = ["mastodon", "facebook", "linkedin", "youtube"]
NAMED = {"facebook": "Lisa Åkerström", "linkedin": "Lisa Åkerström"}
"""Who is named who wrote in our name, and how."""

KEPT = ["mastodon", "bluesky", "threads"]
"""Where comments stay when their post goes: each stands by itself."""


@pytest.fixture(scope="module")
def stage() -> Iterator[Stage]:
    with Stage("--speed", "0", "--requests", "1000000") as running:
        yield running


@pytest.fixture
def there(request: pytest.FixtureRequest, stage: Stage, store_url: str, tmp_path: Path) -> Iterator[There]:
    clock = LaterClock()
    store = Store.open(store_url, clock)
    opened = There(stage, request.param, store, clock, tmp_path)
    yield opened
    opened.close()
    store.close()


everywhere = pytest.mark.parametrize("there", list(WORLDS), indirect=True)
where_hidden = pytest.mark.parametrize("there", HIDING, indirect=True)


def item(there: There, said: str) -> ThreadItem:
    """Return a comment as the thread shows it."""
    shown = view(there.store.reader, there.key(said), there.clock.now())
    assert shown is not None
    return next(one for one in shown.items if isinstance(one, ThreadItem) and one.id == there.key(said))


@where_hidden
def test_hidden_and_shown_again_there(there: There) -> None:
    said = there.asks()
    there.hides(said)
    there.reads(2)
    held = there.world.platform == "youtube"  # its app has no hiding but holding back for review, which is work
    assert there.look(said) == (("held", "open") if held else ("hidden", "done"))
    assert there.logged(said) == ["comment.hidden"]
    there.shows(said)
    there.reads(2)
    assert there.look(said) == ("visible", "open")
    assert there.logged(said) == ["comment.hidden", "comment.returned"]


@where_hidden
def test_what_we_hid_and_a_colleague_shows_again_is_not_fought_over(there: There) -> None:
    said = there.asks()
    there.decides(Verb.HIDE, said)
    there.sends()
    there.reads(2)
    assert there.look(said) == ("hidden", "done")
    assert there.logged(said) == []  # it was us
    there.shows(said)
    there.reads()
    assert there.look(said) == ("visible", "open")
    there.written()
    ended = undo(there.store, there.scene.anna)
    assert isinstance(ended, Deed)
    there.sends()
    assert [one.reason and one.reason.code for one in ended.items] == ["undo.shown_there"]
    assert (there.written(), there.look(said)) == ([], ("visible", "open"))


@where_hidden
def test_our_hiding_waits_while_a_colleague_hides_it_there(there: There) -> None:
    said = there.asks()
    there.decides(Verb.HIDE, said)
    there.hides(said)
    there.reads()
    there.written()
    there.sends()
    assert there.written() == []
    assert there.scene.value("SELECT state FROM outbox") == "sent"
    ended = undo(there.store, there.scene.anna)
    assert isinstance(ended, Deed)
    there.sends()
    assert (there.written(), there.look(said)[0]) == ([], there.look(said)[0])
    assert [one.reason and one.reason.code for one in ended.items] == ["undo.done_there"]


@everywhere
def test_deleted_there(there: There) -> None:
    said = there.asks()
    there.world.delete(said)
    there.reads(2)
    assert there.look(said) == ("deleted", "done")
    assert there.logged(said) == ["comment.deleted"]


@pytest.mark.parametrize("there", ["mastodon"], indirect=True)
def test_deleted_and_drafted_anew_is_another_comment_and_no_answer_goes_astray(there: There) -> None:
    said = there.asks()
    assert there.replies(said) is Outcome.DONE
    there.world.delete(said)
    anew = there.asks()
    there.written()
    there.sends()
    assert there.written() == []  # it is found to be gone before anything leaves
    there.reads()
    assert (there.look(said), there.look(anew)) == (("deleted", "done"), ("visible", "open"))
    assert there.scene.value("SELECT state FROM outbox") == "failed"


@pytest.mark.parametrize("there", ["youtube"], indirect=True)
def test_removed_in_the_studio_is_gone(there: There) -> None:
    said = there.asks()
    there.world.stage.do("hide", on="youtube", id=said, word="rejected")
    there.reads(2)
    assert there.look(said) == ("deleted", "done")
    assert there.logged(said) == ["comment.deleted"]


@everywhere
def test_answered_there_nobody_answers_a_second_time(there: There) -> None:
    said = there.asks()
    late = there.asks("Och på söndag?")
    assert there.replies(late) is Outcome.DONE  # leaves only after a colleague was faster
    ours, other = there.answers(said), there.answers(late)
    there.reads(2)
    assert there.look(said) == there.look(late) == ("visible", "done")
    assert there.logged(said) == there.logged(late) == ["reply.sent"]
    shown = item(there, ours)
    assert (shown.own, shown.there, shown.sent_by) == (True, True, NAMED.get(there.world.platform))
    assert there.look(other)[1] == "aside"
    there.written()
    assert there.replies(said) is Outcome.MOVED
    there.sends()
    assert (there.written(), there.look(late)) == ([], ("visible", "done"))
    assert there.scene.value("SELECT code FROM outbox") == "comment.answered"


@everywhere
def test_our_answer_edited_and_deleted_there(there: There) -> None:
    said = there.asks()
    ours = there.answers(said)
    there.reads()
    editing = there.world.platform in EDITING
    if editing:
        there.world.edit(ours, "Till tio!")
        there.reads(2)
        assert item(there, ours).text.endswith("Till tio!")
    there.world.delete(ours)
    there.reads(4)  # our own answers are looked at once an hour
    assert there.look(ours) == ("deleted", "aside")
    assert there.logged(ours) == ["comment.edited"] * editing + ["comment.deleted"]
    assert there.look(said)[1] == "done"


@everywhere
def test_a_post_deleted_there(there: There) -> None:
    said = there.asks()
    there.world.delete(there.post)
    there.reads(3)
    assert there.scene.value("SELECT remote_state FROM post WHERE remote_id = ?", there.post) == "deleted"
    assert there.logged() == ["post.deleted"]
    kept = there.world.platform in KEPT
    assert there.look(said) == (("visible", "open") if kept else ("deleted", "done"))


@pytest.mark.parametrize("there", ["threads", "youtube"], indirect=True)
def test_what_a_filter_held_and_a_colleague_releases(there: There) -> None:
    word = {"threads": "pending", "youtube": "heldForReview"}[there.world.platform]
    said = there.world._say("Köp följare", by="lisa", to=there.post, held=word)
    there.reads()
    assert there.look(said) == ("held", "open")
    there.shows(said)
    there.reads(2)
    assert there.look(said) == ("visible", "open")
    assert there.logged(said) == ["comment.returned"]
