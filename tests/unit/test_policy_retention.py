"""How long what others wrote may be kept, platform by platform."""

import pytest

from backend.model.clock import DAY, HOUR, Micros
from backend.platforms import REGISTRY
from backend.policy.retention import EARLY, FRESH, KEEP, Keep, bounds
from tests.conftest import START


def ago(span: int) -> Micros:
    return Micros(START - span + EARLY)


@pytest.mark.parametrize(
    ("platform", "author", "text", "gone"),
    [
        ("linkedin", 12 * HOUR, 48 * HOUR, 48 * HOUR),
        ("youtube", 30 * DAY, 30 * DAY, 30 * DAY),
        ("facebook", None, None, DAY),
        ("instagram", None, None, DAY),
        ("threads", None, None, DAY),
    ],
)
def test_each_platform_has_its_spans(platform: str, author: int | None, text: int | None, gone: int | None) -> None:
    over = bounds(KEEP[platform], START, removed=False)
    wanted = [None if span is None else ago(span) for span in (author, text, gone)]
    assert [over.author, over.text, over.gone] == wanted


def test_youtube_goes_within_a_week_once_its_account_was_removed() -> None:
    over = bounds(KEEP["youtube"], START, removed=True)
    assert over.author == over.text == over.gone == ago(7 * DAY)
    assert bounds(KEEP["linkedin"], START, removed=True) == bounds(KEEP["linkedin"], START, removed=False)


def test_no_rule_lets_nothing_run_out() -> None:
    over = bounds(Keep(), START, removed=True)
    assert (over.author, over.text, over.gone) == (None, None, None)


def test_every_span_leaves_room_for_the_coarse_note_and_the_early_end() -> None:
    """A page that is read at every poll must never run out between two notes of it."""
    spans = [span for keep in KEEP.values() for span in (keep.author, keep.text, keep.gone, keep.revoked) if span]
    assert min(spans) > 2 * (FRESH + EARLY)


def test_the_platforms_with_a_rule_are_those_we_speak_to() -> None:
    assert KEEP.keys() <= REGISTRY.keys()
    assert REGISTRY.keys() - KEEP.keys() == {"mastodon", "bluesky"}
