"""Plays the script in time: the opening at once, the arrivals one by one, and what people say to our answers."""

import asyncio
import random
from dataclasses import replace

from backend.model.clock import SECOND, plus
from backend.stage.script import Beat, Delete, Edit, Line, Mood, Script
from backend.stage.world import Said, World

GAP_S = (10.0, 20.0)
"""Between two arrivals lie this many seconds, at least and at most."""

_WORDS = {
    (Mood.THANKS, "sv"): ("Tack!", "Tack för snabbt svar 🙏", "Toppen, tack!", "Okej, tack för beskedet."),
    (Mood.THANKS, "en"): ("Thank you!", "Great, thanks for the quick answer 🙏", "That helps, thanks."),
    (Mood.ANGRY, "sv"): ("Jaha. Standardsvar.", "Det där svarar inte på min fråga.", "Mm, visst."),
    (Mood.ANGRY, "en"): ("Copy and paste, I see.", "That is not an answer."),
}


class Teller:
    """Plays a script to a world. `speed` 2.0 is twice as fast; 0 lets nothing arrive by itself."""

    def __init__(self, world: World, script: Script, speed: float = 1.0) -> None:
        self._world = world
        self._script = script
        self._speed = speed
        self._chance = random.Random(1911)  # noqa: S311 - the same play every time
        self._thanked: set[str] = set()
        self._follow_ups: asyncio.Queue[Line] = asyncio.Queue()
        self._tasks: set[asyncio.Task[None]] = set()

    def open(self) -> None:
        """Let everything of the opening have been said, oldest first, and listen for answers of ours."""
        now = self._world.now()
        lines = [beat for beat in self._script.opening if isinstance(beat, Line)]
        for line in sorted(lines, key=lambda line: -line.age):
            self._world.speak(line, plus(now, -line.age + self._chance.randrange(SECOND)))
        self._world.listeners.append(self._heard)

    async def play(self) -> None:
        """Let the arrivals come, in order, until there are no more."""
        if not self._speed:
            return
        for beat in self._script.arrivals:
            await asyncio.sleep(self._chance.uniform(*GAP_S) / self._speed)
            self.perform(beat)

    def perform(self, beat: Beat) -> None:
        """Do one thing of the script now."""
        if isinstance(beat, Line):
            self._world.speak(beat)
            return
        said = self._world.of_key(beat.of)
        if isinstance(beat, Edit):
            names = " ".join(f"@{person.mastodon}" for person in said.mentions)
            self._world.edit(said, f"{names} {beat.text}".strip())
        elif isinstance(beat, Delete):
            self._world.delete(said)

    def _heard(self, ours: Said) -> None:
        """Somebody we answer for the first time says something to it, after a while."""
        asked = ours.parent
        if asked is None or asked.line is None or asked.by is self._world.us or asked.key in self._thanked:
            return
        self._thanked.add(asked.key)
        words = self._words(asked.line)
        if words and self._speed:
            line = Line(f"{asked.key}-then", asked.wire, asked.by.key, words, language=asked.line.language)
            task = asyncio.get_running_loop().create_task(self._follow_up(line, ours))
            self._tasks.add(task)
            task.add_done_callback(self._tasks.discard)

    async def _follow_up(self, line: Line, ours: Said) -> None:
        await asyncio.sleep(self._chance.uniform(*GAP_S) / self._speed)
        if not ours.deleted:
            self._world.speak(replace(line, visibility=ours.visibility), under=ours)

    def _words(self, line: Line) -> str:
        if line.then:
            return line.then
        return self._chance.choice(_WORDS.get((line.mood, line.language), ("",)))
