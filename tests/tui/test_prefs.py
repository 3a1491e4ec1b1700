"""Preferences kept for the next start: read whatever the file holds, written for the owner alone, never in the way."""

import time
from pathlib import Path

import pytest

from tui.prefs import LARGEST, Prefs, keep, known, place, read, valid

ALL = Prefs("sv", "day", "ascii", "linear", "mine", "all", "22:00-06:00")


def test_what_is_kept_is_read_again(tmp_path: Path) -> None:
    path = place("Anna", tmp_path / "new" / "folder")
    assert keep(path, ALL)
    assert read(path) == (ALL, True)
    assert path.stat().st_mode & 0o777 == 0o600
    assert path.parent.stat().st_mode & 0o777 == 0o700
    assert keep(path, Prefs())
    assert read(path) == (Prefs(), True)
    assert list(path.parent.iterdir()) == [path]


def test_nothing_kept_is_no_mistake(tmp_path: Path) -> None:
    assert read(tmp_path / "none.toml") == (Prefs(), True)


@pytest.mark.parametrize("content", [
    b"\xff\xfe", b"theme = ", b"= = =", b'theme = "day"\ntheme = "night"', b"theme = 7", b'theme = "neon"', b"[theme]",
    b'quiet = "25:00-06:00"', b'unheard = "of"', b"x" * LARGEST + b"\n", b'layout = "linear\\u001b"',
])  # fmt: skip
def test_what_cannot_be_used_is_told_and_harms_nothing(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "prefs.toml"
    path.write_bytes(content)
    prefs, whole = read(path)
    assert not whole
    assert all(valid(name, getattr(prefs, name)) for name in ("theme", "layout", "quiet"))


def test_the_good_lines_of_a_bad_file_are_used(tmp_path: Path) -> None:
    path = tmp_path / "prefs.toml"
    path.write_text('theme = "neon"\nlayout = "linear"\n')
    assert read(path) == (Prefs(layout="linear"), False)


def test_a_folder_in_the_way_keeps_nobody(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    assert not keep(place("Anna", tmp_path / "file"), ALL)
    (tmp_path / "prefs-Anna.toml").mkdir()
    assert not keep(place("Anna", tmp_path), ALL)
    assert read(place("Anna", tmp_path)) == (Prefs(), False)
    assert len(list(tmp_path.iterdir())) == 2


@pytest.mark.parametrize("name", ["../../etc/passwd", "Åsa Ö", "a/b", "x" * 500, "\x00", ".."])
def test_no_name_leaves_the_folder(tmp_path: Path, name: str) -> None:
    path = place(name, tmp_path)
    assert path.parent == tmp_path
    assert keep(path, ALL)
    assert read(path) == (ALL, True)


def test_two_members_of_one_os_user_have_their_own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    assert place("Anna") != place("Anna ")
    assert place("Anna").parent == tmp_path / "nightdesk"


def test_every_preference_says_what_can_be_chosen() -> None:
    assert known("theme") == ("day", "high-contrast", "night", "terminal")
    assert not valid("theme", "nigh")
    assert valid("quiet", "00:00-23:59")
    assert not valid("quiet", "1:00-2:00")
    assert not valid("language", ["sv"])


def test_reading_costs_the_first_frame_less_than_a_millisecond(tmp_path: Path) -> None:
    path = place("Anna", tmp_path)
    keep(path, ALL)
    read(path)
    begun = time.process_time()
    for _again in range(100):
        read(path)
    assert (time.process_time() - begun) / 100 < 0.001
    assert path.stat().st_size < LARGEST
