"""The README's table of what each platform can do, asked of the connectors: `python -m tests.house.capabilities`."""

import re
import sys
from collections.abc import Mapping
from pathlib import Path

from backend.model.account import BADGES, Act, Capabilities, Reach, Source, Undo
from backend.platforms import REGISTRY, open_connector
from backend.platforms.mastodon_oauth import SCOPES
from tests.stage.play import Stage

README = Path(__file__).parents[2] / "README.md"
ACTS = {
    Act.REPLY: "answer",
    Act.PRIVATE_REPLY: "answer in private",
    Act.EDIT_OWN: "edit our answer",
    Act.DELETE_OWN: "take our answer down",
    Act.HIDE: "hide, or release what is held",
    Act.DELETE: "delete somebody's comment",
    Act.LIKE: "like",
    Act.MUTE: "mute",
    Act.BLOCK: "block",
    Act.LOCK: "lock a thread",
    Act.REPORT: "report",
}
SOURCES = {
    Source.COMMENTS: "comments on our posts",
    Source.ADS: "comments on ads",
    Source.VISITOR_POSTS: "posts of visitors",
    Source.MENTIONS: "mentions",
    Source.TAGS: "tags",
    Source.QUOTES: "quotes",
    Source.STORIES: "mentions in stories",
    Source.LIVE: "live comments",
    Source.REVIEWS: "reviews",
    Source.HELD: "held by the platform's filter",
    Source.MESSAGES: "private messages",
}
NAMES = {"linkedin": "LinkedIn", "youtube": "YouTube"}
NOTE = """`↺` can be taken back, `!` is final, `–` the platform's API has not. `✓` is read, `#` only counted. What an
account can really do depends on its login: `nightdesk account show NAME` says it."""
_BETWEEN = re.compile(r"(?<=<!-- platforms -->\n).*?(?=<!-- /platforms -->)", re.DOTALL)


def able(stage: Stage) -> dict[str, Capabilities]:
    """Return what a login with all rights can do on each platform, as its connector found out."""
    found = {}
    for platform in REGISTRY:
        secret = stage.do("login", on=platform, **({"scopes": SCOPES} if platform == "mastodon" else {}))
        connector = open_connector(platform, stage.url, secret, secret.update)
        try:
            found[platform] = connector.check().capabilities
        finally:
            connector.close()
    return found


def table(platforms: Mapping[str, Capabilities]) -> str:
    """Return the table, a column for each platform."""
    head = ["", *(f"{BADGES[name]} {NAMES.get(name, name.title())}" for name in platforms)]
    rows = [[words, *(_act(can, act) for can in platforms.values())] for act, words in ACTS.items()]
    rows += [[words, *(_source(can, source) for can in platforms.values())] for source, words in SOURCES.items()]
    rows.append(["tells that a comment was edited", *("✓" if can.sees_edits else "–" for can in platforms.values())])
    rows.append(["the same answer twice is one", *("✓" if can.idempotent else "–" for can in platforms.values())])
    rows.append(["longest answer", *(f"{can.limits.text:,}" for can in platforms.values())])
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join([NOTE, "", *(f"| {' | '.join(line)} |" for line in lines), ""])


def _act(can: Capabilities, act: Act) -> str:
    if act not in can.acts:
        return "–"
    wipes = " wipes the comments, asks first" if act in can.asks_first else ""
    return ("↺" if can.acts[act] is Undo.REVERSIBLE or act is Act.EDIT_OWN else "!") + wipes


def _source(can: Capabilities, source: Source) -> str:
    return {Reach.READ: "✓", Reach.COUNTED: "#"}.get(can.sources[source], "–")


def written(readme: str, page: str) -> str:
    """Return the README with the table of now."""
    return _BETWEEN.sub(lambda _: page, readme)


if __name__ == "__main__":
    with Stage("--speed", "0", "--requests", "5000") as running:
        README.write_text(written(README.read_text(), table(able(running))))
    sys.exit(0)
