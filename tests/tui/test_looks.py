"""How the desk looks, chosen by environment and preference, and changed while it runs."""

from pathlib import Path

import pytest

from backend.config.desk import DeskSettings
from backend.config.errors import ConfigError
from backend.i18n import _
from tests.tui.room import colours, until
from tests.tui.shift import SMALL, WIDE, on_shift, sitting
from tests.tui.test_screens import evening
from tui.colour import NONE
from tui.ink import load, themes
from tui.looks import Looks, looks_of
from tui.prefs import Prefs, keep, place, read

TRUE = {"TERM": "xterm-256color", "COLORTERM": "truecolor", "LANG": "C.UTF-8"}


@pytest.fixture(autouse=True)
def _own_cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))


def settings(theme: str = "", symbols: str = "", layout: str = "") -> DeskSettings:
    return DeskSettings("sqlite:///x", Path("x"), "en", theme, symbols, layout)


def test_the_environment_wins_over_the_preference_and_that_over_the_usual() -> None:
    assert looks_of(settings(), TRUE, "Anna").ink.name == "night"
    keep(place("Anna"), Prefs(theme="day", layout="linear"))
    kept = looks_of(settings(), TRUE, "Anna")
    assert (kept.ink.name, kept.ink.linear, kept.unread) == ("day", True, False)
    fixed = looks_of(settings(theme="high-contrast", layout="panes"), TRUE, "Anna")
    assert (fixed.ink.name, fixed.ink.linear) == ("high-contrast", False)
    assert looks_of(settings(), TRUE, "Erik").ink.name == "night"


@pytest.mark.parametrize("wrong", [{"theme": "neon"}, {"symbols": "runes"}, {"layout": "round"}])
def test_a_wrong_setting_is_refused_by_name(wrong: dict[str, str]) -> None:
    with pytest.raises(ConfigError) as refused:
        looks_of(settings(**wrong), TRUE, "Anna")
    (name,) = wrong
    assert refused.value.reason.params["name"] == f"NIGHTDESK_{name.upper()}"


def test_no_color_leaves_no_theme() -> None:
    looks = looks_of(settings(theme="day"), {**TRUE, "NO_COLOR": "1"}, "Anna")
    assert looks.ink.native
    assert looks.ink.depth == NONE


@pytest.mark.parametrize("name", themes())
async def test_a_theme_is_changed_live_and_back(tmp_path: Path, name: str) -> None:
    async with on_shift(tmp_path) as shift:
        evening(shift)
        path = tmp_path / "prefs.toml"
        async with sitting(shift, size=WIDE, looks=Looks(load(), path=path)) as anna:
            night = {token: load().tokens[token] for token in ("dim", "text", "lamp")}
            await anna.presses("r")
            await anna.sees("Reply as")
            assert colours(anna.app, "QUEUE") == {night["dim"]}
            assert anna.app.use_theme(name) == ""
            wanted = load(name)
            shown = {word: bare(wanted.tokens[token]) for word, token in (("QUEUE", "dim"), ("^S", "lamp"))}
            await until(anna.pilot, lambda: all(colours(anna.app, word) == {one} for word, one in shown.items()))
            await until(anna.pilot, lambda: ground(anna.app) == {bare(wanted.tokens["background"])})
            assert read(path) == (Prefs(language="en", theme=name), True)
            assert anna.app.use_theme("night") == ""
            await until(anna.pilot, lambda: colours(anna.app, "QUEUE") == {night["dim"]})
            await until(anna.pilot, lambda: ground(anna.app) == {load().tokens["background"]})


def bare(token: str) -> str:
    return token.removeprefix("ansi_")


def ground(app: object) -> set[str]:
    """Return the backgrounds of lines of queue and thread: of what is drawn, and of what the stylesheet fills."""
    strips = app.screen._compositor.render_strips()  # type: ignore[attr-defined]
    styles = [segment.style for strip in strips[30:34] for segment in strip.crop(0, 100)]
    return {style.bgcolor.name for style in styles if style and style.bgcolor}


async def test_a_theme_there_is_not_is_refused_in_words(tmp_path: Path) -> None:
    async with on_shift(tmp_path) as shift, sitting(shift, size=SMALL) as anna:
        assert "There are: day, high-contrast, night, terminal" in anna.app.use_theme("neon")
        assert anna.app.use_theme("../../etc/passwd")
        anna.app.looks.ink.pour(load("terminal", NONE))
        assert "NO_COLOR" in anna.app.use_theme("day")


async def test_what_the_store_says_is_applied_at_once_and_kept(tmp_path: Path) -> None:
    path = tmp_path / "prefs.toml"
    async with on_shift(tmp_path) as shift:
        evening(shift)
        async with sitting(shift, size=SMALL, looks=Looks(load(), path=path)) as anna:
            await anna.sees("QUEUE", "✓ 1 account")
            anna.app.apply(Prefs("sv", "day", "ascii", "", "all", "off", "22:00-06:00"))
            await anna.sees("KÖ", "+ 1 konto")
            await until(anna.pilot, lambda: colours(anna.app, "KÖ") == {load("day").tokens["dim"]})
            assert _("done") == "klar"
            assert read(path) == (anna.app.looks.prefs, True)
            anna.app.apply(Prefs("en", "neon", "runes", "round", "loud"))
            await anna.sees("QUEUE", "✓ 1 account")
            assert anna.app.looks.prefs == Prefs("en")
            assert anna.app.looks.ink.name == "night"


async def test_what_the_environment_fixed_stays_whatever_is_preferred(tmp_path: Path) -> None:
    async with on_shift(tmp_path) as shift:
        looks = Looks(load("day"), fixed=Prefs(theme="day", symbols="ascii"))
        async with sitting(shift, size=SMALL, looks=looks) as anna:
            anna.app.apply(Prefs(theme="high-contrast", symbols="unicode"))
            await anna.sees("+ 1 account")
            assert anna.app.looks.ink.name == "day"
            assert anna.app.use_theme("high-contrast") == ""
            assert anna.app.looks.ink.name == "high-contrast"


async def test_preferences_that_cannot_be_read_are_told_once(tmp_path: Path) -> None:
    async with on_shift(tmp_path) as shift:
        looks = Looks(load())
        looks.unread = True
        async with sitting(shift, size=WIDE, looks=looks) as anna:
            await anna.sees("could not be read; the usual ones are used")
