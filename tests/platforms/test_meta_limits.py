"""How much of Meta's limits is used, as its two headers tell it: in percent, and in minutes until it opens again."""

import json

import pytest

from backend.model.clock import DAY, MINUTE, SECOND, Micros
from backend.platforms.ratelimit import UsageMeter, come_back

NOW = Micros(1_800_000_000 * SECOND)


class Standing:
    """A clock that stands still until it is moved."""

    def __init__(self) -> None:
        self.at = NOW

    def now(self) -> Micros:
        return self.at


def app(**used: object) -> dict[str, str]:
    return {"x-app-usage": json.dumps(used)}


def page(**used: object) -> dict[str, str]:
    return {"x-business-use-case-usage": json.dumps({"1122": [{"type": "pages", **used}]})}


def share(*answers: dict[str, str]) -> float:
    meter = UsageMeter(Standing())
    for headers in answers:
        meter.note(headers)
    return meter.usage().share


def test_the_worst_of_the_three_counts() -> None:
    assert share(app(call_count=12, total_cputime=40, total_time=7)) == 0.4
    assert share(page(call_count=1, total_cputime=2, total_time=93)) == 0.93


def test_the_tighter_of_app_and_page_counts_and_the_last_word_on_each() -> None:
    assert share(app(call_count=10), page(call_count=70)) == 0.7
    assert share(page(call_count=70), page(call_count=5), app(call_count=10)) == 0.1


def test_more_than_everything_is_everything() -> None:
    assert share(app(call_count=180)) == 1.0


def test_limits_of_several_kinds_are_told_apart() -> None:
    rows = [{"type": "pages", "call_count": 80}, {"type": "messenger", "call_count": 20}]
    both = {"x-business-use-case-usage": json.dumps({"1122": rows})}
    assert share(both, {"x-business-use-case-usage": json.dumps({"1122": rows[1:]})}) == 0.8


@pytest.mark.parametrize(
    "text", ["", "x", "[]", "7", "null", '{"1122":7}', '{"1122":[7,"x",null]}', '{"1122":[{"call_count":"9"}]}']
)
def test_what_cannot_be_read_tells_nothing(text: str) -> None:
    assert share({"x-business-use-case-usage": text, "x-app-usage": text}) == 0.0


@pytest.mark.parametrize("minutes", [1, 7, 60])
def test_a_closed_door_says_in_minutes_when_it_opens(minutes: int) -> None:
    headers = page(call_count=100, estimated_time_to_regain_access=minutes)
    assert come_back(headers, NOW) == NOW + minutes * MINUTE


def test_the_longest_of_several_counts_and_a_day_is_the_most() -> None:
    rows = [{"estimated_time_to_regain_access": minutes} for minutes in (3, 0, 12)]
    assert come_back({"x-business-use-case-usage": json.dumps({"1": rows})}, NOW) == NOW + 12 * MINUTE
    assert come_back(page(estimated_time_to_regain_access=1e9), NOW) == NOW + DAY


def test_an_open_door_or_none_means_a_minute() -> None:
    assert come_back(page(estimated_time_to_regain_access=0), NOW) == NOW + MINUTE
    assert come_back(app(call_count=100), NOW) == NOW + MINUTE


def test_a_limit_that_opened_again_is_forgotten() -> None:
    clock = Standing()
    meter = UsageMeter(clock)
    meter.note(page(call_count=100, estimated_time_to_regain_access=5))
    assert (meter.usage().share, meter.usage().resets_at) == (1.0, NOW + 5 * MINUTE)
    clock.at = Micros(NOW + 5 * MINUTE)
    assert meter.usage().share == 0.0
