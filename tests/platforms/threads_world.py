"""Threads under test: the stage's own Graph host, and other hands behind the scene."""

from tests.platforms.stage_world import StageWorld

US = "norrbyenergi"


class ThreadsWorld(StageWorld):
    """See `World`. Whoever names us writes our name: nothing is put in front by itself."""

    platform = "threads"
    writes = r"/me/threads$"
    acts = r"/manage_(pending_)?reply$"

    def say(self, text: str, *, to: str | None = None, mention: bool = False, private: bool = False) -> str:
        return super().say(f"@{US} {text}" if mention else text, to=to, mention=mention, private=private)

    def missing_id(self) -> str:
        return "18000000000000000"
