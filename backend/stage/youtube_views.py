"""The world in YouTube's JSON: the channel, its uploads, videos, comment threads and comments.

Source: YouTube Data API v3, docs/{channels,playlistItems,videos,commentThreads,comments} (discovery revision 20261104).
"""

import hashlib
from html import escape

from backend.model.clock import SECOND, Micros, iso
from backend.stage.ids import letters
from backend.stage.script import Person, Wire
from backend.stage.wire import Json
from backend.stage.world import Said, World

FEW = 5
"""How many replies a thread in a list holds at most."""

PUBLISHED = "published"
REJECTED = "rejected"


def channel_id(person: Person) -> str:
    """Return somebody's channel."""
    return "UC" + letters(person.key, 22)


def uploads_id(person: Person) -> str:
    """Return the playlist of somebody's uploads."""
    return "UU" + channel_id(person)[2:]


def at(moment: Micros) -> str:
    """Write a time as YouTube does, in whole seconds."""
    return iso(moment)[:19] + "Z"


def top_of(said: Said) -> Said:
    """Return the first comment of the thread that a comment stands in."""
    return [said, *said.ancestors()][-2]


def status(world: World, said: Said) -> str:
    """Return a comment's moderation status. What a banned person writes is rejected by itself."""
    deeds = world.deeds[Wire.YOUTUBE]
    banned = deeds.blocked.get(said.by.key)
    if banned is not None and said.at > int(banned):
        return REJECTED
    return deeds.held.get(said.id, PUBLISHED)


def stands(world: World, said: Said) -> bool:
    """Tell whether the owner can still see a comment: what is rejected or deleted takes its replies along."""
    top = top_of(said)
    gone = said.deleted or top.deleted or said.root.deleted
    return not gone and REJECTED not in (status(world, said), status(world, top))


def replies(world: World, top: Said, wanted: str = PUBLISHED) -> list[Said]:
    """Return a thread's replies of one status, oldest first."""
    found = [one for one in top.below() if stands(world, one) and status(world, one) == wanted]
    return sorted(found, key=lambda one: one.at)


def threads(world: World, wanted: str, video: Said | None = None) -> list[Said]:
    """Return the first comments of threads, newest first; a queue has those whose replies wait in it as well."""
    tops = [one for one in world.everything(Wire.YOUTUBE) if one.parent is not None and one.parent.parent is None]
    mine = [one for one in tops if one.root.by is world.us and video in (None, one.root) and stands(world, one)]
    found = [
        one for one in mine if status(world, one) == wanted or (wanted != PUBLISHED and replies(world, one, wanted))
    ]
    return sorted(found, key=lambda one: (one.at, one.id), reverse=True)


def channel(world: World) -> Json:
    """Return our own channel."""
    person = world.us
    return _tagged(
        "youtube#channel",
        {
            "id": channel_id(person),
            "snippet": {
                "title": person.name,
                "description": person.about,
                "customUrl": f"@{person.username}",
                "publishedAt": "2011-11-20T00:00:00Z",
                "thumbnails": {},
                "localized": {"title": person.name, "description": person.about},
            },
            "contentDetails": {"relatedPlaylists": {"likes": "", "uploads": uploads_id(person)}},
        },
    )


def playlist_item(video: Said) -> Json:
    """Return an upload as the playlist names it."""
    details = {"videoId": video.id, "videoPublishedAt": at(video.at)}
    return _tagged("youtube#playlistItem", {"id": letters(f"item{video.id}", 40), "contentDetails": details})


def video(world: World, said: Said) -> Json:
    """Return a video. Its numbers are texts, and the comments' counts what is published only."""
    tops = threads(world, PUBLISHED, said)
    many = len(tops) + sum(len(replies(world, one)) for one in tops)
    views = str(int(hashlib.sha256(said.id.encode()).hexdigest()[:4], 16))
    return _tagged(
        "youtube#video",
        {
            "id": said.id,
            "snippet": {
                "publishedAt": at(said.at),
                "channelId": channel_id(said.by),
                "title": said.text,
                "description": "",
                "thumbnails": {},
                "channelTitle": said.by.name,
                "categoryId": "25",
                "liveBroadcastContent": "none",
                "localized": {"title": said.text, "description": ""},
            },
            "statistics": {"viewCount": views, "likeCount": "3", "favoriteCount": "0", "commentCount": str(many)},
            "status": {
                "uploadStatus": "processed",
                "privacyStatus": "public",
                "license": "youtube",
                "embeddable": True,
                "publicStatsViewable": True,
                "madeForKids": False,
            },
        },
    )


def thread(world: World, top: Said, wanted: str, *, plain: bool) -> Json:
    """Return a thread as a list of comments of one status shows it. It holds a few of its replies only."""
    all_of_it, public = replies(world, top, wanted), top.visibility == "public"
    seen = [comment(world, one, plain=plain, told=True) for one in all_of_it[-FEW:]]
    shown: Json = {
        "id": top.id,
        "snippet": {
            "channelId": channel_id(world.us),
            "videoId": top.root.id,
            "topLevelComment": comment(world, top, plain=plain, told=True, video=True),
            "canReply": public,
            "totalReplyCount": len(replies(world, top)),
            "isPublic": public,
        },
    }
    return _tagged("youtube#commentThread", shown | ({"replies": {"comments": seen}} if seen else {}))


def comment(world: World, said: Said, *, plain: bool, told: bool = False, video: bool = False) -> Json:
    """Return a comment. `told`: its moderation status too; `video`: what it stands under too."""
    top, written = top_of(said), said.at // SECOND
    changed = max((said.edited_at or 0) // SECOND, written + 1) if said.edited_at else written
    snippet: Json = {
        "channelId": channel_id(world.us),
        "textDisplay": said.text if plain else escape(said.text).replace("\n", "<br>"),
        "authorDisplayName": f"@{said.by.username}",
        "authorProfileImageUrl": f"https://yt3.ggpht.com/{letters(said.by.key, 20)}=s48-c-k-c0x00ffffff-no-rj",
        "authorChannelUrl": f"http://www.youtube.com/@{said.by.username}",
        "authorChannelId": {"value": channel_id(said.by)},
        "canRate": True,
        "viewerRating": "none",
        "likeCount": len(said.text) % 7,
        "publishedAt": at(said.at),
        "updatedAt": at(Micros(changed * SECOND)),
    }
    if said.by is world.us:
        snippet["textOriginal"] = said.text
    if said is not top:
        snippet["parentId"] = top.id
    if video:
        snippet["videoId"] = said.root.id
    if told:
        snippet["moderationStatus"] = status(world, said)
    return _tagged("youtube#comment", {"id": said.id, "snippet": snippet})


def listed(kind: str, items: list[Json], after: str = "", total: int = 0) -> Json:
    """Return a page of a list."""
    page: Json = {"pageInfo": {"totalResults": total or len(items), "resultsPerPage": len(items)}, "items": items}
    return _tagged(f"{kind}ListResponse", page | ({"nextPageToken": after} if after else {}))


def _tagged(kind: str, body: Json) -> Json:
    etag = hashlib.sha256(repr(body).encode("utf-8", "replace")).hexdigest()[:27]
    return {"kind": kind, "etag": etag, **body}
