"""The world in Instagram's JSON: accounts, media and comments, with the fields that their reference pages name.

Source: Instagram Platform, reference/{ig-user,ig-media,ig-comment} and the edges media/comments and comment/replies.
"""

from collections.abc import Iterator
from functools import partial
from typing import Any

from backend.stage.graph import Call, Shown, listed, part, show, when
from backend.stage.graph_fields import Field
from backend.stage.ids import digits, letters
from backend.stage.script import Person, Wire
from backend.stage.wire import Json
from backend.stage.world import Said, World

DEVELOPMENT = "app:development"
"""What a token of an app in development mode holds here: others' comments are counted and not shown."""

MOST = 50
"""Comments on one page."""

_UNSHOWN_ACCOUNT = (
    "business_discovery collaborative_media_search has_profile_pic ig_id is_published legacy_instagram_user_id "
    "mentioned_comment mentioned_media mini_shop_storefront owner_business shopping_product_tag_eligibility "
    "shopping_review_status"
).split()
_UNSHOWN_MEDIA = (
    "audio_id boost_eligibility_info copyright_check_information has_poll has_slider ig_id "
    "ingest_first_video_received_time ingest_is_ready_to_start ingest_key ingest_last_heartbeat_time ingest_state "
    "ingest_url ingest_video_height ingest_video_width legacy_instagram_media_id live_reactions live_status "
    "media_audio_type reposts_count saved_count shares_count total_comments_count total_like_count "
    "total_views_count video_title view_count"
).split()
"""Fields that are there with Facebook Login alone, and have no value here."""

_KINDS = {"image": "IMAGE", "gif": "VIDEO", "video": "VIDEO"}


def account_id(person: Person) -> str:
    """Return the id of a professional account."""
    return "1784" + digits(f"instagram {person.key}", 13)


def scoped_id(world: World, person: Person) -> str:
    """Return how somebody is numbered towards us: our own number is our account's."""
    return account_id(person) if person is world.us else digits(f"instagram {person.key}", 16)


def stands(said: Said) -> bool:
    """Tell whether something is there: what stood under something deleted went with it."""
    return not (said.deleted or said.barred or any(above.deleted for above in said.ancestors()))


def top(said: Said) -> Said:
    """Return the comment right under the media, in whose list of replies an answer stands."""
    above = [said, *said.ancestors()]
    return above[-2]


def account(world: World, person: Person, call: Call) -> Json:
    """Return an account. Asked for as `me`, its plain id is good for nothing but this app."""
    own = [one for one in world.everything(Wire.INSTAGRAM) if one.parent is None and one.by is person]
    named = account_id(person)
    known: dict[str, Any] = {
        "id": named,
        "username": person.username,
        "name": person.name,
        "biography": person.about or None,
        "followers_count": 4211,
        "follows_count": 12,
        "media_count": len(own),
        "profile_picture_url": f"https://scontent.cdninstagram.example/{person.key}.jpg",
        "website": None,
    }
    node = named
    if call.token.kind == "page":
        known |= dict.fromkeys(_UNSHOWN_ACCOUNT)
    else:
        node = digits(f"app-scoped {person.key}", 16) if call.node == "me" else named
        known |= {"id": node, "user_id": named, "account_type": "BUSINESS"}
    inner: dict[str, Shown] = {"media": lambda field: _media_inside(world, call.inside(call.node, field))}
    return show("IGUser", node, call.shown, "id", _plainly(known) | inner)


def _media_inside(world: World, call: Call) -> Json | None:
    return media_list(world, call) if list(own_media(world)) else None


def own_media(world: World) -> Iterator[Said]:
    """Give our media, newest first."""
    ours = (one for one in world.everything(Wire.INSTAGRAM) if one.parent is None and one.by is world.us)
    yield from sorted(ours, key=lambda one: one.at, reverse=True)


def media_list(world: World, call: Call) -> Json:
    """Return a page of our media."""
    return listed(call, [media(world, one, call) for one in own_media(world)])


def media(world: World, said: Said, call: Call) -> Json:
    """Return a media with what is asked for."""
    first = said.media[0] if said.media else None
    short = letters(f"instagram {said.id}", 11)
    file = f"https://scontent.cdninstagram.example/{first.seed if first else said.id}"
    moving = first is not None and first.kind != "image"
    known: dict[str, Any] = {
        "id": said.id,
        "alt_text": first.alt if first else None,
        "caption": said.text or None,
        "comments_count": sum(stands(one) for one in said.below()),
        "is_comment_enabled": not world.deeds[Wire.INSTAGRAM].locks(said.id),
        "current_live_viewer_count": None,
        "is_ai_generated": False,
        "is_shared_to_feed": True if moving else None,
        "like_count": int(said.id) % 90 + (said.id in world.deeds[Wire.INSTAGRAM].liked),
        "media_product_type": "REELS" if moving else "FEED",
        "media_type": "CAROUSEL_ALBUM" if len(said.media) > 1 else _KINDS[first.kind] if first else "IMAGE",
        "media_url": file + (".mp4" if moving else ".jpg"),
        "permalink": f"https://www.instagram.com/{'reel' if moving else 'p'}/{short}/",
        "shortcode": short,
        "thumbnail_url": f"{file}.jpg" if moving else None,
        "timestamp": when(said.at),
        "username": said.by.username,
    }
    if call.token.kind == "page":
        known |= dict.fromkeys(_UNSHOWN_MEDIA)
    inner: dict[str, Shown] = {
        "owner": lambda field: part({"id": account_id(said.by)}, field),
        "comments": lambda field: _comments_inside(world, said, call.inside(said.id, field)),
    }
    return show("IGMedia", said.id, call.shown, "id", _plainly(known) | inner)


def _comments_inside(world: World, said: Said, call: Call) -> Json | None:
    return comments(world, said, call) if said.replies else None


def comments(world: World, said: Said, call: Call) -> Json:
    """Return a page of the comments right under a media, newest first; answers hang inside where they are asked for.

    What we have hidden is missing for some callers (here: those of Instagram Login), and an app in development mode
    sees an empty page whose cursors give it away.
    """
    rows = sorted((one for one in said.replies if _listed(world, one, call)), key=lambda one: one.at, reverse=True)
    if DEVELOPMENT in call.token.scopes and said.replies and not rows:
        return {"data": [], "paging": {"cursors": {"before": "QVFIU", "after": "QVFIU"}}}
    return listed(call, [comment(world, one, call) for one in rows], MOST, MOST)


def replies(world: World, said: Said, call: Call) -> Json:
    """Return a page of all that was answered under a comment, oldest first."""
    rows = sorted((one for one in said.below() if _listed(world, one, call)), key=lambda one: one.at)
    return listed(call, [comment(world, one, call) for one in rows], MOST, MOST)


def _listed(world: World, said: Said, call: Call) -> bool:
    ours = said.by is world.us
    hidden = said.id in world.deeds[Wire.INSTAGRAM].hidden and call.token.kind == "instagram"
    filtered = DEVELOPMENT in call.token.scopes
    return stands(said) and (ours or not (hidden or filtered))


def comment(world: World, said: Said, call: Call) -> Json:
    """Return a comment with what is asked for. `user` is there only for our own, `parent_id` only for answers."""
    deeds = world.deeds[Wire.INSTAGRAM]
    ours, named = said.by is world.us, scoped_id(world, said.by)
    known: dict[str, Any] = {
        "id": said.id,
        "hidden": said.id in deeds.hidden,
        "legacy_instagram_comment_id": said.id[::-1],
        "like_count": int(said.id) % 9 + (said.id in deeds.liked),
        "parent_id": None if top(said) is said else top(said).id,
        "text": said.text,
        "timestamp": when(said.at),
        "username": said.by.username,
    }
    inner: dict[str, Shown] = {
        "from": lambda field: part({"id": named, "username": said.by.username}, field),
        "media": lambda field: media(world, said.root, call.inside(said.id, field)),
        "user": lambda field: part({"id": named}, field) if ours else None,
        "replies": lambda field: _replies_inside(world, said, call.inside(said.id, field)),
    }
    return show("IGComment", said.id, call.shown, "timestamp,text,id", _plainly(known) | inner)


def _replies_inside(world: World, said: Said, call: Call) -> Json | None:
    return replies(world, said, call) if said.replies and top(said) is said else None


def _plainly(known: dict[str, Any]) -> dict[str, Shown]:
    return {name: partial(_same, value) for name, value in known.items()}


def _same(value: object, _field: Field) -> object:
    return value
