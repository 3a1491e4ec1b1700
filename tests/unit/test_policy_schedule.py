"""When posts are read again, and when reading behind the scenes must stop."""

import pytest

from backend.model.clock import DAY, HOUR, MINUTE, SECOND, Micros
from backend.model.pace import Pace
from backend.policy.schedule import is_late, may_read_behind, next_read

NOW = Micros(1_800_000_000 * SECOND)
PACE = Pace()


@pytest.mark.parametrize(
    ("age", "wait"),
    [
        (-DAY, 5 * MINUTE),  # an author's clock ahead of ours
        (0, 5 * MINUTE),
        (DAY - 1, 5 * MINUTE),
        (DAY, HOUR),
        (7 * DAY - 1, HOUR),
        (7 * DAY, DAY),
        (60 * DAY - 1, DAY),
    ],
)
def test_a_post_is_read_again_at_the_pace_of_its_age(age: int, wait: int) -> None:
    assert next_read(Micros(NOW - age), NOW, PACE) == NOW + wait


@pytest.mark.parametrize("age", [60 * DAY, 61 * DAY, 20_000 * DAY])
def test_a_post_past_its_time_is_left_alone(age: int) -> None:
    assert next_read(Micros(NOW - age), NOW, PACE) is None


def test_the_pace_is_a_setting() -> None:
    pace = Pace(young_s=2, week_s=3, old_s=4, stop_after_days=8)
    assert next_read(NOW, NOW, pace) == NOW + 2 * SECOND
    assert next_read(Micros(NOW - 2 * DAY), NOW, pace) == NOW + 3 * SECOND
    assert next_read(Micros(NOW - 7 * DAY), NOW, pace) == NOW + 4 * SECOND
    assert next_read(Micros(NOW - 8 * DAY), NOW, pace) is None


def test_reading_behind_stops_at_the_share_and_goes_on_in_the_next_window() -> None:
    soon = Micros(NOW + SECOND)
    assert may_read_behind(0.59, soon, NOW, PACE)
    assert not may_read_behind(0.6, soon, NOW, PACE)
    assert not may_read_behind(0.99, None, NOW, PACE)
    assert may_read_behind(0.99, NOW, NOW, PACE)


def test_late_is_a_young_pace_and_a_minute() -> None:
    limit = PACE.young_s * SECOND + MINUTE
    assert not is_late(Micros(NOW - limit), NOW, PACE)
    assert is_late(Micros(NOW - limit - 1), NOW, PACE)
