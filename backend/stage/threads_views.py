"""The world in the Threads API's JSON: media objects with the fields that are asked for, and the profile.

Source: fbsamples/threads_api, postman collection (sample responses of 2026-01-02).
"""

from collections.abc import Iterator, Sequence

from backend.stage.graph import show, when
from backend.stage.graph_fields import Field
from backend.stage.ids import digits, letters
from backend.stage.script import Person, Wire
from backend.stage.wire import Json
from backend.stage.world import Said, World

HOME = "https://www.threads.net"

MEDIA_FIELDS = frozenset(
    "id media_product_type media_type media_url gif_url permalink owner username text timestamp shortcode "
    "thumbnail_url children is_quote_post quoted_post reposted_post has_replies alt_text link_attachment_url "
    "poll_attachment location_id topic_tag is_verified profile_picture_url is_reply is_reply_owned_by_me root_post "
    "replied_to hide_status reply_audience".split()
)
"""All that may be asked of a post or a reply; most are left out of the answer where they have nothing to say."""

PENDING_FIELDS = MEDIA_FIELDS | {"reply_approval_status"}
PROFILE_FIELDS = frozenset(
    "id username name is_verified threads_profile_picture_url threads_biography recently_searched_keywords "
    "is_eligible_for_geo_gating".split()
)
CONTAINER_FIELDS = frozenset(("id", "status", "error_message"))

_TYPES = {"image": "IMAGE", "gif": "TEXT_POST", "video": "VIDEO"}


def picked(whole: Json, shown: Sequence[Field], known: frozenset[str]) -> Json:
    """Return the fields that are asked for, and always the id. Raises GraphError for one that there is not."""
    return show("ThreadsMedia", str(whole["id"]), shown, "id", dict.fromkeys(known, lambda one: whole.get(one.name)))


def profile(us: Person) -> Json:
    """Return our own profile."""
    return {
        "id": digits(us.key),
        "username": us.username,
        "name": us.name,
        "is_verified": False,
        "threads_profile_picture_url": f"https://scontent.cdninstagram.example/{us.key}.jpg",
        "threads_biography": us.about,
        "is_eligible_for_geo_gating": False,
    }


def media(world: World, said: Said) -> Json:
    """Return all that can be told of a post or a reply."""
    shortcode = letters(said.id, 11)
    return {
        "id": said.id,
        "media_product_type": "THREADS",
        "media_type": _TYPES[said.media[0].kind] if said.media else "TEXT_POST",
        "permalink": f"{HOME}/@{said.by.username}/post/{shortcode}",
        "username": said.by.username,
        "text": said.text,
        "timestamp": when(said.at),
        "shortcode": shortcode,
        "is_quote_post": said.quote is not None,
        "has_replies": bool(said.replies) and any(not one.deleted for one in said.replies),
        "is_verified": False,
        "is_reply": said.parent is not None,
        **dict(_of_ours(world, said)),
        **dict(_attached(said)),
        **dict(_placed(world, said)),
    }


def _of_ours(world: World, said: Said) -> Iterator[tuple[str, object]]:
    """The owner is told of our own posts at the top alone."""
    if said.by is world.us and said.parent is None:
        yield "owner", {"id": digits(said.by.key)}


def _attached(said: Said) -> Iterator[tuple[str, object]]:
    for picture in said.media[:1]:
        kind = "gif_url" if picture.kind == "gif" else "media_url"
        yield kind, f"https://scontent.cdninstagram.example/{picture.seed}"
        if picture.alt:
            yield "alt_text", picture.alt
    if said.quote is not None and not said.quote.deleted:
        yield "quoted_post", {"id": said.quote.id}


def _placed(world: World, said: Said) -> Iterator[tuple[str, object]]:
    """Only replies tell where they stand."""
    if said.parent is None:
        return
    hidden = world.deeds[Wire.THREADS].hidden
    yield "root_post", {"id": said.root.id}
    yield "replied_to", {"id": said.parent.id}
    yield "is_reply_owned_by_me", said.by is world.us
    yield "hide_status", "HIDDEN" if any(one.id in hidden for one in (said, *said.ancestors())) else "NOT_HUSHED"
    yield "reply_audience", "EVERYONE"
