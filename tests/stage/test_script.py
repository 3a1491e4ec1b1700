"""The play: everybody in it can be named, everything can be answered, and every kind of trouble comes up."""

import re
from collections import Counter

from backend.stage.ids import cid, did, snowflake, tid
from backend.stage.mastodon_views import account_id
from backend.stage.script import Delete, Edit, Line, Mood, Wire, load, span

PLAY = load()
LINES = [beat for beat in (*PLAY.opening, *PLAY.arrivals) if isinstance(beat, Line)]
THEIRS = [line for line in LINES if line.by != "us"]


def test_every_line_is_spoken_by_somebody_under_something_that_was_said_before() -> None:
    known = {person.key for person in (PLAY.us, *PLAY.people)}
    said: dict[str, Line] = {}
    for line in sorted((b for b in PLAY.opening if isinstance(b, Line)), key=lambda line: -line.age):
        assert line.by in known
        assert not line.to or said[line.to].wire is line.wire
        said[line.key] = line
    for beat in PLAY.arrivals:
        if isinstance(beat, Line):
            assert beat.by in known
            assert not beat.to or said[beat.to].wire is beat.wire
            said[beat.key] = beat
        else:
            assert beat.of in said
    assert len(said) == len(LINES), "two lines have one key"


def test_there_is_enough_of_everything() -> None:
    opening = [line for line in THEIRS if line in PLAY.opening]
    counted = Counter(line.wire for line in opening)
    assert counted.keys() == set(Wire)
    assert min(counted.values()) >= 3
    assert min(counted[Wire.MASTODON], counted[Wire.BLUESKY]) >= 10
    assert {line.language for line in THEIRS} == {"sv", "en"}
    assert {line.mood for line in THEIRS} == set(Mood)
    assert {"troll", "spam", "hacker"} <= {line.by for line in THEIRS}
    assert any(not line.text and line.media for line in THEIRS)
    assert any("\x1b" in line.text for line in THEIRS)
    assert any(line.visibility == "direct" for line in THEIRS)
    assert any(line.quote for line in THEIRS)
    assert any(line.then for line in THEIRS)
    assert any(isinstance(beat, Edit) for beat in PLAY.arrivals)
    assert any(isinstance(beat, Delete) for beat in PLAY.arrivals)


def test_no_name_or_link_can_belong_to_anybody() -> None:
    for person in PLAY.people:
        assert person.bluesky.endswith(".test")
        assert "@" not in person.mastodon or person.mastodon.endswith(".example")
    hosts = [host for line in LINES for host in re.findall(r"https?://([^/\s]+)", line.text)]
    assert hosts
    assert all(host.endswith(".example") for host in hosts)


def test_ids_are_distinct_and_sort_by_time() -> None:
    people = (PLAY.us, *PLAY.people)
    assert len({account_id(person) for person in people}) == len(people)
    assert len({did(person.key) for person in people}) == len(people)
    early, late = 1_795_000_000_000_000, 1_795_000_000_001_000
    assert snowflake(early, 9) < snowflake(late, 1)  # type: ignore[arg-type]
    assert tid(early, 9) < tid(late, 1)  # type: ignore[arg-type]
    assert re.fullmatch(r"[2-7a-z]{13}", tid(early))  # type: ignore[arg-type]
    assert re.fullmatch(r"bafyrei[2-7a-z]{52}", cid({"a": 1}))
    assert cid({"a": 1, "b": 2}) == cid({"b": 2, "a": 1}) != cid({"a": 1})


def test_a_span_is_read_in_its_units() -> None:
    assert span("2h50m") == 10_200_000_000
    assert span("1d1s") == 86_401_000_000
    assert Wire("mastodon") is Wire.MASTODON
