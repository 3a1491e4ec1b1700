"""How each platform names what is said: ids in its own form, which tell where something stands."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from backend.model.clock import Micros
from backend.stage.ids import digits, letters, serial, snowflake, tid
from backend.stage.script import Person, Wire

if TYPE_CHECKING:
    from backend.stage.world import Said

Maker = Callable[[Person, Micros, int, "Said | None"], str]


def remote_id(wire: Wire, us: Person, at: Micros, number: int, parent: "Said | None") -> str:
    """Return the id of what is said on a wire under `parent`; `number` is different for each."""
    return _MAKERS[wire](us, at, number, parent)


def activity(post: "Said") -> str:
    """Return the number of the activity that LinkedIn makes of a post, which is not the number of the post."""
    return str(int(post.id.rsplit(":", 1)[1]) + 7)


def _on_facebook(us: Person, at: Micros, number: int, parent: "Said | None") -> str:
    """A post is `page_number`, a comment `number of the post_number`; `us` is whose page a post stands on.

    Source: Graph API, reference/comment.
    """
    above = parent.root.id.partition("_")[2] if parent else digits(us.key)
    return f"{above}_{serial(at, number)}"


def _on_linkedin(_us: Person, at: Micros, number: int, parent: "Said | None") -> str:
    """A post is a share, a comment is composed of its post's activity and a number. Source: Learn, comments-api."""
    made = serial(at, number) + "0000"
    return f"urn:li:comment:(urn:li:activity:{activity(parent.root)},{made})" if parent else f"urn:li:share:{made}"


def _on_youtube(us: Person, at: Micros, number: int, parent: "Said | None") -> str:
    """A video has 11 signs and a thread 26; a reply is named after its thread. Source: YouTube Data API, comments."""
    made = f"{us.key}{at}{number}"
    if parent is None:
        return letters(made, 11)
    above = [parent, *parent.ancestors()]
    return f"{above[-2].id}.{letters(made, 22)}" if len(above) > 1 else "Ug" + letters(made, 24)


_MAKERS: dict[Wire, Maker] = {
    Wire.MASTODON: lambda _us, at, number, _parent: str(snowflake(at, number)),
    Wire.BLUESKY: lambda _us, at, number, _parent: tid(at, number),
    Wire.FACEBOOK: _on_facebook,
    Wire.INSTAGRAM: lambda _us, at, number, _parent: f"17{serial(at, number)}",
    Wire.THREADS: lambda _us, at, number, _parent: f"18{serial(at, number)}",
    Wire.LINKEDIN: _on_linkedin,
    Wire.YOUTUBE: _on_youtube,
}
