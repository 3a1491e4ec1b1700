"""The world in Mastodon's JSON: accounts, statuses, notifications and the instance, with every required field."""

from typing import Any

from backend.model.clock import DAY, HOUR, Micros, iso
from backend.stage.deeds import Deeds
from backend.stage.ids import snowflake
from backend.stage.markup import html_of, profile_url
from backend.stage.script import Person, Picture, Wire
from backend.stage.world import DOMAIN, Notice, Said, World

VERSION = "4.5.3"

_SINCE = Micros(1_511_136_000_000_000)  # 2017-11-20
_KINDS = {"image": "image", "gif": "gifv", "video": "video"}

Json = dict[str, Any]


def account_id(person: Person) -> str:
    """Return somebody's account id: the same at every start."""
    return str(snowflake(_SINCE, 0) + sum(ord(sign) * 7**place for place, sign in enumerate(person.key)))


def account(world: World, person: Person) -> Json:
    """Return an Account."""
    name, _, server = person.mastodon.partition("@")
    said = world.by(Wire.MASTODON, person)
    picture = f"https://{DOMAIN}/avatars/original/missing.png"
    header = f"https://{DOMAIN}/headers/original/missing.png"
    return {
        "id": account_id(person),
        "username": name,
        "acct": person.mastodon,
        "display_name": person.name,
        "locked": False,
        "bot": False,
        "discoverable": True,
        "indexable": False,
        "group": False,
        "created_at": iso(_SINCE)[:11] + "00:00:00.000Z",
        "note": f"<p>{person.about}</p>" if person.about else "",
        "url": profile_url(person),
        "uri": f"https://{server or DOMAIN}/users/{name}",
        "avatar": picture,
        "avatar_static": picture,
        "avatar_description": "",
        "header": header,
        "header_static": header,
        "header_description": "",
        "followers_count": 4211 if person is world.us else 37,
        "following_count": 12,
        "statuses_count": len(said),
        "last_status_at": iso(said[-1].at)[:10] if said else None,
        "hide_collections": None,
        "noindex": False,
        "emojis": [],
        "roles": [],
        "fields": [],
    }


def credentials(world: World) -> Json:
    """Return our own CredentialAccount."""
    return account(world, world.us) | {
        "source": {
            "privacy": "public",
            "sensitive": False,
            "language": "sv",
            "note": world.us.about,
            "fields": [],
            "follow_requests_count": 0,
            "hide_collections": None,
            "discoverable": True,
            "indexable": False,
            "attribution_domains": [],
            "quote_policy": "public",
        },
        "role": {"id": "-99", "name": "", "permissions": "65536", "color": "", "highlighted": False},
    }


def status(world: World, said: Said, *, nested: bool = False) -> Json:
    """Return a Status. `nested` leaves out what it quotes."""
    parent = said.parent if said.parent is not None and not said.parent.deleted else None
    name, _, server = said.by.mastodon.partition("@")
    home = f"https://{server or DOMAIN}"
    liked = said.id in world.deeds[Wire.MASTODON].liked
    return {
        "id": said.id,
        "created_at": iso(said.at),
        "in_reply_to_id": parent.id if parent else None,
        "in_reply_to_account_id": account_id(parent.by) if parent else None,
        "sensitive": bool(said.spoiler),
        "spoiler_text": said.spoiler,
        "visibility": said.visibility,
        "language": said.language,
        "uri": f"{home}/users/{name}/statuses/{said.id}",
        "url": f"{home}/@{name}/{said.id}",
        "replies_count": sum(not reply.deleted for reply in said.replies),
        "reblogs_count": 0,
        "favourites_count": int(said.id) % 9 + liked,
        "quotes_count": 0,
        "edited_at": iso(said.edited_at) if said.edited_at else None,
        **_by_us(liked),
        "content": html_of(world, said.text),
        "filtered": [],
        "reblog": None,
        "application": {"name": "Nightdesk", "website": None} if said.by is world.us else None,
        "account": account(world, said.by),
        "media_attachments": [media(said, picture, place) for place, picture in enumerate(said.media)],
        "mentions": [mention(person) for person in said.mentions],
        "tags": [],
        "emojis": [],
        "card": None,
        "poll": None,
        "quote": _quote(world, said) if said.quote and not nested else None,
        "quote_approval": {"automatic": ["public"], "manual": [], "current_user": "automatic"},
    }


def conversation(world: World, last: Said) -> Json:
    """Return a Conversation; it is unread while its last word is somebody else's."""
    others = {person for one in (last, *last.ancestors()) for person in (one.by, *one.mentions)} - {world.us}
    return {
        "id": last.root.id,
        "unread": last.by is not world.us,
        "accounts": [account(world, person) for person in sorted(others, key=lambda one: one.key)],
        "last_status": status(world, last),
    }


def mention(person: Person) -> Json:
    """Return a StatusMention."""
    return {
        "id": account_id(person),
        "username": person.mastodon.partition("@")[0],
        "url": profile_url(person),
        "acct": person.mastodon,
    }


def _by_us(liked: bool) -> Json:
    return {"favourited": liked, "reblogged": False, "muted": False, "bookmarked": False, "pinned": False}


def relationship(deeds: Deeds, person: Person) -> Json:
    """Return a Relationship: how we stand to somebody."""
    muted = person.key in deeds.muted
    return {
        "id": account_id(person),
        "following": False,
        "showing_reblogs": False,
        "notifying": False,
        "languages": None,
        "followed_by": False,
        "blocking": person.key in deeds.blocked,
        "blocked_by": False,
        "muting": muted,
        "muting_notifications": muted,
        "muting_expires_at": None,
        "requested": False,
        "requested_by": False,
        "domain_blocking": False,
        "endorsed": False,
        "note": "",
    }


def media_id(said: Said, place: int) -> str:
    """Return the id of an attachment."""
    return str(int(said.id) + place + 1)


def media(said: Said, picture: Picture, place: int) -> Json:
    """Return a MediaAttachment."""
    moving = picture.kind != "image"
    file = f"https://{DOMAIN}/system/media_attachments/{said.id}/{picture.seed}.{'mp4' if moving else 'jpg'}"
    size = {"width": 1280, "height": 720, "size": "1280x720", "aspect": 1.7777777777777777}
    original = {"width": 1280, "height": 720, "frame_rate": "25/1", "duration": float(picture.seconds)}
    return {
        "id": media_id(said, place),
        "type": _KINDS[picture.kind],
        "url": file,
        "preview_url": file,
        "remote_url": None,
        "preview_remote_url": None,
        "text_url": None,
        "meta": {"original": original if moving else size, "small": size},
        "description": picture.alt or None,
        "blurhash": "UBL_:rOpGG-;~qRjWBt7%Mj[M{WB",
    }


def notification(world: World, notice: Notice) -> Json:
    """Return a Notification."""
    return {
        "id": str(notice.id),
        "type": notice.kind,
        "created_at": iso(notice.at),
        "group_key": f"ungrouped-{notice.id}",
        "account": account(world, notice.said.by),
        "status": status(world, notice.said),
    }


def edits(world: World, said: Said) -> list[Json]:
    """Return the StatusEdits, oldest first."""
    return [
        {
            "content": html_of(world, text),
            "spoiler_text": said.spoiler,
            "sensitive": bool(said.spoiler),
            "created_at": iso(at),
            "account": account(world, said.by),
            "media_attachments": [],
            "emojis": [],
        }
        for at, text in said.versions
    ]


def instance(streaming: str) -> Json:
    """Return the Instance (v2); `streaming` is where it streams from."""
    return {
        "domain": DOMAIN,
        "title": "Norrby (rehearsal)",
        "version": VERSION,
        "source_url": "https://github.com/mastodon/mastodon",
        "description": "A stage to rehearse on. Nobody here is real.",
        "usage": {"users": {"active_month": 25}},
        "thumbnail": {"url": f"https://{DOMAIN}/packs/media/images/preview.png"},
        "icon": [],
        "languages": ["sv", "en"],
        "configuration": _configuration(streaming),
        "registrations": {"enabled": False, "approval_required": False, "reason_required": False, "message": None},
        "api_versions": {"mastodon": 7},
        "contact": {"email": f"admin@{DOMAIN}", "account": None},
        "rules": [],
    }


def _configuration(streaming: str) -> Json:
    return {
        "urls": {"streaming": streaming},
        "vapid": {"public_key": ""},
        "accounts": {"max_featured_tags": 10, "max_pinned_statuses": 5},
        "statuses": {"max_characters": 500, "max_media_attachments": 4, "characters_reserved_per_url": 23},
        "media_attachments": {
            "supported_mime_types": ["image/jpeg", "image/png", "video/mp4"],
            "description_limit": 1500,
            "image_size_limit": 16_777_216,
            "image_matrix_limit": 33_177_600,
            "video_size_limit": 103_809_024,
            "video_frame_rate_limit": 120,
            "video_matrix_limit": 8_294_400,
        },
        "polls": {
            "max_options": 4,
            "max_characters_per_option": 50,
            "min_expiration": 300,
            "max_expiration": 30 * DAY // HOUR * 3600,
        },
        "translation": {"enabled": False},
        "limited_federation": False,
    }


def _quote(world: World, said: Said) -> Json:
    quoted = said.quote
    gone = quoted is None or quoted.deleted
    shown = None if quoted is None or gone else status(world, quoted, nested=True)
    return {"state": "deleted" if gone else "accepted", "quoted_status": shown}
