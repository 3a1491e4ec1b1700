"""Thousands at once: a crowd writes, answers, changes its mind, takes things back; the truth is read out in bulk."""

import random
from collections.abc import Iterator
from dataclasses import dataclass

from backend.model.clock import SECOND, Micros, plus
from backend.stage.script import Line, Wire
from backend.stage.wire import Json
from backend.stage.world import US, Said, World

MILLI = SECOND // 1000

EDITED = (Wire.MASTODON, Wire.FACEBOOK, Wire.INSTAGRAM, Wire.LINKEDIN, Wire.YOUTUBE)
"""Where people can change what they wrote. (Threads gives 15 minutes, and tells nobody.)"""

_DEEPER = 0.5
"""How many answer a comment, and not the post."""

_DEEPEST = 4
_NAMING_US = 0.8
"""How many answers name us: Mastodon tells us of no others."""

_WORDS = "ström faktura räkning avbrott tack varför elnät bredband fjärrvärme imorgon aldrig Norrby pris 🙏 ⚡".split()


@dataclass(slots=True)
class _Gathering:
    """What a crowd has said on one wire: posts of ours, and comments that can still be changed or answered."""

    posts: list[Said]
    comments: list[Said]


class Crowd:
    """Everybody in one world but us. The same seed says the same."""

    def __init__(self, world: World) -> None:
        self._world = world
        self._gathered: dict[Wire, _Gathering] = {}
        self._last: dict[Wire, Micros] = {}
        self._number = 0

    def fill(self, asked: Json) -> Json:
        """Let it happen: on each wire of `on` (a list), as many `posts` of ours, `comments`, `edits` and `deletes`.

        Comments stand under posts and, up to four levels deep, under each other. They are spread over the last
        `span_s` seconds, or said now (0). `seed` makes it the same each time. What is taken back was never answered and
        never will be: what becomes of answers to what is gone is the platforms' own business. Returns how much was
        said, changed and taken back. `anew`: what was said before is left alone from now on.
        """
        dice = random.Random(str(asked.get("seed", 1)))  # noqa: S311 - the same crowd every time
        done = {"posts": 0, "comments": 0, "edits": 0, "deletes": 0}
        for wire in [Wire(one) for one in asked["on"]]:
            self._say(wire, dice, asked, done)
            self._change(wire, dice, asked, done)
        return done

    def truth(self, asked: Json) -> Json:
        """Tell all that was ever said on a wire (`on`), and what we did there.

        `said` has a row for each: id, text, ours or not, gone (also: rejected for good) or not, how deep it stands, how
        many answers it got. The id is what connectors know it by: the URI on Bluesky. `done` are our likes and hidings,
        as often as each was carried out.
        """
        wire, us = Wire(asked["on"]), self._world.us
        everything = [*self._world.everything(wire), *self._world.taken_away(wire)]
        rows = ((one.uri if wire is Wire.BLUESKY else one.id, one) for one in everything)
        deeds = self._world.deeds[wire]
        rejected = {said for act, said in deeds.done if act == "reject"}
        said = [
            [name, one.text, one.by is us, one.deleted or one.id in rejected, _depth(one), len(one.replies)]
            for name, one in rows
        ]
        return {"said": said, "done": deeds.done}

    def _say(self, wire: Wire, dice: random.Random, asked: Json, done: Json) -> None:
        there = self._gathered.setdefault(wire, _Gathering([], []))
        if asked.get("anew"):
            there.comments = []
        posts, comments = int(asked.get("posts", 0)), int(asked.get("comments", 0))
        times = self._times(wire, posts + comments, int(asked.get("span_s", 0)))
        for _ in range(posts):
            there.posts.append(self._world.speak(self._line(wire, dice, US), next(times)))
        people = [key for key, one in self._world.people.items() if one is not self._world.us]
        for _ in range(comments):
            line = self._line(wire, dice, dice.choice(people))
            there.comments.append(self._world.speak(line, next(times), self._above(there, dice)))
        done["posts"] += posts
        done["comments"] += comments

    def _change(self, wire: Wire, dice: random.Random, asked: Json, done: Json) -> None:
        there = self._gathered[wire]
        for _ in range(int(asked.get("edits", 0)) if wire in EDITED and there.comments else 0):
            self._number += 1
            said = dice.choice(there.comments)
            names = " ".join(f"@{one.name_on(wire)}" for one in said.mentions)
            self._world.edit(said, f"{names} Ändrat till nr {self._number}".strip())
            done["edits"] += 1
        for _ in range(int(asked.get("deletes", 0)) if there.comments else 0):
            place = dice.randrange(len(there.comments))
            if not there.comments[place].replies:
                self._world.delete(there.comments.pop(place))
                done["deletes"] += 1

    def _above(self, there: _Gathering, dice: random.Random) -> Said:
        if there.comments and dice.random() < _DEEPER:
            above = dice.choice(there.comments)
            if not above.deleted and _depth(above) < _DEEPEST:
                return above
        return dice.choice(there.posts)

    def _line(self, wire: Wire, dice: random.Random, by: str) -> Line:
        self._number += 1
        words = " ".join(dice.choices(_WORDS, k=dice.randint(2, 12)))
        return Line("", wire, by, f"{words} nr {self._number}", at_us=dice.random() < _NAMING_US)

    def _times(self, wire: Wire, many: int, span_s: int) -> Iterator[Micros]:
        """Give times that grow: what is said later has the later time, and no two the same."""
        step = max(span_s * SECOND // max(many, 1), MILLI)
        at = max(plus(self._world.now(), -span_s * SECOND), self._last.get(wire, Micros(0)))
        for _ in range(many):
            at = plus(at, step)
            self._last[wire] = at
            yield at


def _depth(said: Said) -> int:
    """Return how deep something stands: 0 for a post."""
    return sum(1 for _ in said.ancestors())
