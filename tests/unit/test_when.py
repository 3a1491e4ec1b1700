"""When something is to happen, as it is typed, over both changes of the clock."""

import pytest

from backend.model.clock import parse_iso
from backend.policy.when import when

ZONE = "Europe/Stockholm"


@pytest.mark.parametrize(
    ("typed", "now", "at"),
    [
        ("+2h", "2026-03-29T00:30:00Z", "2026-03-29T02:30:00Z"),
        ("08:00", "2026-03-28T20:00:00Z", "2026-03-29T06:00:00Z"),
        ("08:00", "2026-10-24T20:00:00Z", "2026-10-25T07:00:00Z"),
        ("2026-03-29 02:30", "2026-03-01T00:00:00Z", "2026-03-29T01:30:00Z"),
        ("2026-10-25T02:30", "2026-10-01T00:00:00Z", "2026-10-25T00:30:00Z"),
        ("8.00", "2026-06-01T06:00:00Z", "2026-06-02T06:00:00Z"),
        ("2026-01-01 08:00", "2026-06-01T06:00:00Z", None),
        ("25:00", "2026-06-01T06:00:00Z", None),
        ("2026-06-02", "2026-06-01T06:00:00Z", None),
        ("soon", "2026-06-01T06:00:00Z", None),
        ("", "2026-06-01T06:00:00Z", None),
    ],
)
def test_what_is_typed_is_a_moment(typed: str, now: str, at: str | None) -> None:
    assert when(typed, parse_iso(now), ZONE) == (None if at is None else parse_iso(at))
