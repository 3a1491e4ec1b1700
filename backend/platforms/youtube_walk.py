"""Reading new comments on YouTube, which cannot be asked for what is new.

A round reads the channel's threads, newest first, down to what is known. Now and then it looks aside as well: into both
queues of what is held back, and at how many comments each video has. The list is in the order of the first comments, so
a new reply to an old thread does not come up in it: a thread whose number of replies has changed is read whole, and so
is a video whose number of comments has changed by something else than what the list brought.
Source: YouTube Data API v3, docs/commentThreads/list.
"""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Self

from backend.model.clock import EPOCH, MINUTE, Micros
from backend.platforms.fields import from_cursor, number, record, text
from backend.platforms.rounds import Round
from backend.platforms.youtube_rows import HELD, SPAM, Thread

CHANNEL = "channel"
VIDEOS = "videos"
ASIDE = (HELD, SPAM, VIDEOS)

ASIDE_EVERY = 5 * MINUTE
"""Between two looks into the queues and at the videos: together they cost four units, the channel's list one."""


@dataclass(frozen=True, slots=True)
class Walk:
    """Where we are. `bound`: nothing older is reported; `whole`: the first way back to it is over.

    `step` is what is read next, `page` the place in it; `looked` when we last looked aside; `threads` and `videos` how
    many comments each had and which must be read; `came` how many the channel's list brought for each video since.
    """

    bound: Micros
    step: str = CHANNEL
    page: str | None = None
    whole: bool = False
    looked: Micros = EPOCH
    threads: Round = field(default_factory=Round)
    videos: Round = field(default_factory=Round)
    came: Mapping[str, int] = field(default_factory=dict)

    @classmethod
    def parse(cls, cursor: str | None, since: Micros) -> Self:
        """Read a stored cursor; one that cannot be read starts anew at `since`."""
        fields = from_cursor(cursor)
        bound, came = number(fields, "bound"), record(fields.get("came"))
        if bound is None:
            return cls(since)
        step = text(fields, "step")
        return cls(
            bound=Micros(bound),
            step=step if step in ASIDE else CHANNEL,
            page=text(fields, "page") or None,
            whole=fields.get("whole") is True,
            looked=Micros(number(fields, "looked") or 0),
            threads=Round.parse(text(fields, "threads")),
            videos=Round.parse(text(fields, "videos")),
            came={video: many for video in came if (many := number(came, video))},
        )

    def text(self) -> str:
        """Return the cursor as it is stored."""
        kept: dict[str, object] = {
            "bound": self.bound,
            "step": self.step if self.step != CHANNEL else "",
            "page": self.page,
            "whole": self.whole,
            "looked": self.looked,
            "threads": _written(self.threads),
            "videos": _written(self.videos),
            "came": dict(self.came),
        }
        return json.dumps({name: value for name, value in kept.items() if value or name == "bound"})

    @property
    def resting(self) -> bool:
        """Whether the next turn begins a new round."""
        return self.step == CHANNEL and self.page is None and not (self.threads.todo or self.videos.todo)

    def next_step(self, now: Micros) -> Self:
        """Return the walk behind the end of a step."""
        if self.step == CHANNEL:
            aside = now - self.looked >= ASIDE_EVERY
            return replace(self, step=HELD if aside else CHANNEL, page=None)
        if self.step == VIDEOS:
            return replace(self, step=CHANNEL, page=None, looked=now, came={})
        return replace(self, step=ASIDE[ASIDE.index(self.step) + 1], page=None)

    def rested(self) -> Self:
        """Return the walk with its first way back over, when this was its end."""
        return replace(self, whole=True) if self.resting else self

    def restarted(self) -> Self:
        """Return a walk that begins again and goes all the way back: its place in a list was lost."""
        threads, videos = (replace(rounds, after=None) for rounds in (self.threads, self.videos))
        return replace(self, step=CHANNEL, page=None, whole=False, threads=threads, videos=videos)

    def seen(self, threads: Iterable[Thread], fresh: Iterable[str]) -> Self:
        """Return the walk behind a page of threads: those with replies that are not read yet are to be read.

        `fresh` are those that the caller did not know.
        """
        rounds, todo, new = self.threads, [], set(fresh)
        came = dict(self.came)
        for thread in threads:
            more = thread.total - rounds.marks.get(thread.key, 0)
            if more or thread.id in new:
                came[thread.root] = came.get(thread.root, 0) + more + (thread.id in new)
            if more and thread.whole:
                rounds = marked(rounds, thread.key, thread.total)
            elif more:
                todo.append((thread.key, thread.total))
        return replace(self, threads=rounds.begun(todo), came={one: many for one, many in came.items() if many})

    def changed(self, threads: Iterable[Thread]) -> bool:
        """Tell whether a thread of these has not as many replies as when it was read."""
        return any(self.threads.marks.get(one.key, one.total) != one.total for one in threads)

    def counted(self, counts: Iterable[tuple[str, int]]) -> Self:
        """Return the walk behind a look at the videos, newest first: what nothing explains is to be read."""
        videos, todo = self.videos, []
        for video, many in counts:
            if many - videos.marks.get(video, 0) == self.came.get(video, 0):
                videos = marked(videos, video, many)
            else:
                todo.append((video, many))
        return replace(self, videos=videos.begun(todo))


def marked(rounds: Round, one: str, mark: int) -> Round:
    """Return a round that takes something as read, with its number."""
    if rounds.marks.get(one, 0) == mark:
        return rounds
    return replace(rounds, todo=((one, mark),)).stepped(None, known=True)


def _written(rounds: Round) -> str:
    return rounds.text() if rounds.marks or rounds.todo else ""
