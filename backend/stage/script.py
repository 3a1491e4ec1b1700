"""The play: who is on the stage, what stands there when it opens, and what comes later. Read from TOML beside this."""

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from importlib.resources import files
from typing import Any

from backend.model.clock import DAY, HOUR, MINUTE, SECOND

_SPANS = {"d": DAY, "h": HOUR, "m": MINUTE, "s": SECOND}


class Wire(StrEnum):
    """Which platform's stage a line is spoken on."""

    MASTODON = "mastodon"
    BLUESKY = "bluesky"
    FACEBOOK = "facebook"
    INSTAGRAM = "instagram"
    THREADS = "threads"
    LINKEDIN = "linkedin"
    YOUTUBE = "youtube"


class Mood(StrEnum):
    """How a writer takes an answer of ours."""

    THANKS = "thanks"
    ANGRY = "angry"
    QUIET = "quiet"


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody on the stage. `mastodon` is the account (with its server unless local), `bluesky` the handle."""

    key: str
    name: str
    mastodon: str
    bluesky: str
    about: str = ""

    def name_on(self, wire: Wire) -> str:
        """Return what an `@` must be followed by to name them; elsewhere than on the first two it is one plain name."""
        return {Wire.MASTODON: self.mastodon, Wire.BLUESKY: self.bluesky}.get(wire, self.username)

    @property
    def username(self) -> str:
        """Their plain name, of letters and digits."""
        return self.bluesky.partition(".")[0].replace("-", "")


@dataclass(frozen=True, slots=True)
class Picture:
    """Something attached. `kind`: image, gif or video; `alt` in words; `seconds` how long it plays."""

    kind: str
    alt: str
    seed: str
    seconds: int = 0


@dataclass(frozen=True, slots=True)
class Line:
    """One post or comment. `to` is the key it answers, `age` how old it is at the opening (µs).

    `at_us` tells whether an answer names us; `then` are the words the writer has for our answer, by `mood`; `held` is
    the word under which a platform's filter keeps it back, `hand` whose hand wrote what is said in our name.
    """

    key: str
    wire: Wire
    by: str
    text: str
    to: str = ""
    age: int = 0
    language: str = "sv"
    visibility: str = "public"
    spoiler: str = ""
    at_us: bool = True
    quote: str = ""
    media: tuple[Picture, ...] = ()
    labels: tuple[str, ...] = ()
    mood: Mood = Mood.THANKS
    then: str = ""
    held: str = ""
    hand: str = ""


@dataclass(frozen=True, slots=True)
class Edit:
    """The writer changes an earlier line."""

    of: str
    text: str


@dataclass(frozen=True, slots=True)
class Delete:
    """The writer takes an earlier line away."""

    of: str


Beat = Line | Edit | Delete


@dataclass(frozen=True, slots=True)
class Script:
    """The whole play."""

    us: Person
    people: tuple[Person, ...]
    opening: tuple[Beat, ...]
    arrivals: tuple[Beat, ...]


def load() -> Script:
    """Read the play that ships with the program. Raises KeyError or ValueError when a line of it is wrong."""
    cast = _read("cast")
    return Script(
        us=Person(**cast["us"]),
        people=tuple(Person(**person) for person in cast["person"]),
        opening=tuple(_beat(line) for line in _read("opening")["line"]),
        arrivals=tuple(_beat(line) for line in _read("arrivals")["line"]),
    )


def span(text: str) -> int:
    """Read a span such as `2h50m` as microseconds. Raises ValueError."""
    if not re.fullmatch(r"(\d+[dhms])+", text):
        raise ValueError(f"no span: {text}")
    return sum(int(number) * _SPANS[unit] for number, unit in re.findall(r"(\d+)([dhms])", text))


def _read(name: str) -> dict[str, Any]:
    return tomllib.loads((files("backend.stage") / "data" / f"{name}.toml").read_text(encoding="utf-8"))


def _beat(raw: Mapping[str, Any]) -> Beat:
    if "edit" in raw:
        return Edit(raw["edit"], raw["text"])
    if "delete" in raw:
        return Delete(raw["delete"])
    return Line(
        key=raw["key"],
        wire=Wire(raw["on"]),
        by=raw["by"],
        text=raw["text"],
        to=raw.get("to", ""),
        age=span(raw["ago"]) if "ago" in raw else 0,
        language=raw["lang"],
        visibility=raw.get("visibility", "public"),
        spoiler=raw.get("spoiler", ""),
        at_us=raw.get("at_us", True),
        quote=raw.get("quote", ""),
        media=tuple(Picture(**picture) for picture in raw.get("media", ())),
        labels=tuple(raw.get("labels", ())),
        mood=Mood(raw.get("mood", "thanks")),
        then=raw.get("then", ""),
        held=raw.get("held", ""),
    )
