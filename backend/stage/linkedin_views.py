"""The world in LinkedIn's JSON: posts, comments, what is counted about them, notifications, the organisation.

Sources: learn.microsoft.com/linkedin/marketing/community-management, shares/{posts-api,comments-api,reactions-api,
social-metadata-api} and organizations/{organization-lookup-api,organization-access-control-by-role,
organization-social-action-notifications}. The forms of URNs in notifications as seen in public payloads.
"""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import TypeVar

from backend.model.clock import Micros
from backend.stage.ids import digits, letters
from backend.stage.naming import activity
from backend.stage.script import Person, Picture, Wire
from backend.stage.wire import Json
from backend.stage.world import Said, World

ON = Wire.LINKEDIN
_LITTLE = re.compile(r"[\\|{}@\[\]()<>#*_~]")


def organization(world: World) -> str:
    """Return our page's URN."""
    return f"urn:li:organization:{digits(world.us.key, 8)}"


def member(world: World, person: Person) -> str:
    """Return somebody's URN: the page's when it is us."""
    return organization(world) if person is world.us else f"urn:li:person:{letters(person.key, 10)}"


def thread(said: Said) -> str:
    """Return the activity that all comments of a post hang on."""
    return f"urn:li:activity:{activity(said.root)}"


def number(said: Said) -> str:
    """Return the number of a comment, the last part of its URN."""
    return said.id.rsplit(",", 1)[1].rstrip(")")


def top(said: Said) -> Said:
    """Return the comment right under the post that something is or stands under."""
    return [said, *said.ancestors()][-2] if said.parent is not None else said


def is_there(said: Said) -> bool:
    """Tell whether it can be seen: replies go with their comment, and comments with their post."""
    return not (said.deleted or said.barred or said.root.deleted or top(said).deleted)


def posts(world: World) -> list[Said]:
    """Return our posts, newest first."""
    return [said for said in reversed(world.by(ON, world.us)) if said.parent is None]


def comments(world: World, post: Said) -> list[Said]:
    """Return all comments of a post that can be seen, newest first."""
    return [one for one in reversed(world.under(post)) if is_there(one)]


def post(world: World, said: Said) -> Json:
    """Return a Post."""
    edited = said.edited_at is not None
    shown: Json = {
        "id": said.id,
        "author": member(world, said.by),
        "commentary": _LITTLE.sub(r"\\\g<0>", said.text),
        "visibility": "PUBLIC",
        "distribution": {"feedDistribution": "MAIN_FEED", "targetEntities": [], "thirdPartyDistributionChannels": []},
        "lifecycleState": "PUBLISHED",
        "lifecycleStateInfo": {"isEditedByAuthor": edited},
        "isReshareDisabledByAuthor": False,
        "createdAt": _ms(said.at),
        "publishedAt": _ms(said.at),
        "lastModifiedAt": _ms(said.edited_at or said.at),
    }
    return shown | ({"content": {"media": _media(said.media[0])}} if said.media else {})


def comment(world: World, said: Said) -> Json:
    """Return a Comment. Who wrote it is told by URN alone; what it hangs on is the post's activity."""
    actor, above = member(world, said.by), top(said)
    liked = int(said.id in world.deeds[ON].liked)
    likes = {"selectedLikes": [], "aggregatedTotalLikes": liked, "totalFirstLevelLikes": liked}
    below = [one for one in comments(world, said.root) if one is not said and top(one) is said]
    hand = {"impersonator": member(world, said.hand)} if said.hand else {}
    shown: Json = {
        "actor": actor,
        "commentUrn": said.id,
        "$URN": said.id,
        "id": number(said),
        "object": thread(said),
        "created": {"actor": actor, "time": _ms(said.at)} | hand,
        "lastModified": {"actor": actor, "time": _ms(said.edited_at or said.at)} | hand,
        "message": {"attributes": [], "text": said.text},
        "likesSummary": likes | {"likedByCurrentUser": bool(liked)},
        "commentsSummary": {
            "selectedComments": [],
            "totalFirstLevelComments": len(below),
            "aggregatedTotalComments": len(below),
        },
    }
    shown |= {"agent": hand["impersonator"]} if hand else {}
    shown |= {} if above is said else {"parentComment": above.id}
    return shown | ({"content": [_content(one) for one in said.media]} if said.media else {})


def metadata(world: World, said: Said) -> Json:
    """Return the SocialMetadata of a post or comment."""
    rows = comments(world, said.root) if said.parent is None else []
    liked = int(said.id in world.deeds[ON].liked)
    return {
        "entity": said.id,
        "commentsState": "CLOSED" if world.deeds[ON].locks(said.root.id) else "OPEN",
        "commentSummary": {"count": len(rows), "topLevelCount": sum(top(one) is one for one in rows)},
        "reactionSummaries": {"LIKE": {"reactionType": "LIKE", "count": liked}} if liked else {},
    }


def reaction(world: World, said: Said) -> Json:
    """Return our Reaction to something."""
    us = organization(world)
    made = {"actor": us, "time": _ms(said.at)}
    key = f"urn:li:reaction:({us},{said.id})"
    return {"id": key, "root": said.id, "reactionType": "LIKE", "created": made, "lastModified": made}


def about_us(world: World) -> Json:
    """Return our Organization."""
    us = organization(world)
    return {
        "id": int(us.rsplit(":", 1)[1]),
        "$URN": us,
        "localizedName": world.us.name,
        "vanityName": world.us.mastodon,
        "localizedDescription": world.us.about,
        "primaryOrganizationType": "NONE",
    }


def person(world: World, one: Person) -> Json:
    """Return a member's Person."""
    first, _, last = one.name.partition(" ")
    return {"id": member(world, one).rsplit(":", 1)[1], "localizedFirstName": first, "localizedLastName": last}


def acl(world: World, role: str) -> Json:
    """Return the OrganizationAcl of whoever logged in."""
    assignee = f"urn:li:person:{letters('staff', 10)}"
    return {"organization": organization(world), "role": role, "roleAssignee": assignee, "state": "APPROVED"}


@dataclass(frozen=True, slots=True)
class Happening:
    """Something that a notification tells of."""

    action: str
    said: Said
    at: Micros
    turn: int


def happenings(world: World) -> list[Happening]:
    """Return what happened to comments on our posts, newest first."""
    said = [*world.everything(ON), *world.taken_away(ON)]
    found = (one for row in said if row.parent is not None and not row.barred for one in _of(world, row))
    return sorted(found, key=lambda one: (one.at, one.turn), reverse=True)


def newest(world: World, said: Said) -> Happening | None:
    """Return the last that happened to something, None when it is no comment on a post of ours."""
    happened = _of(world, said) if said.parent is not None and not said.barred else iter(())
    return max(happened, key=lambda one: (one.at, one.turn), default=None)


def _of(world: World, said: Said) -> Iterator[Happening]:
    yield Happening("ADMIN_COMMENT" if said.by is world.us else "COMMENT", said, said.at, 0)
    for turn, (at, _text) in enumerate(said.versions[1:], 1):
        yield Happening("COMMENT_EDIT", said, at, turn)
    if said.deleted_at is not None:
        yield Happening("COMMENT_DELETE", said, said.deleted_at, len(said.versions))


def notification(world: World, one: Happening) -> Json:
    """Return a Notification. The comment is named in its short form, its post by the activity."""
    said, us = one.said, organization(world)
    told = {"owner": member(world, said.by), "entity": said.id, "object": thread(said), "mediaCategory": "NONE"}
    return {
        "notificationId": int(digits(f"{said.id}{one.action}{one.turn}", 10)),
        "organizationalEntity": us,
        "action": one.action,
        "sourcePost": thread(said),
        "decoratedSourcePost": {
            "entity": said.root.id,
            "owner": us,
            "text": said.root.text,
            "mediaCategory": "NONE",
        },
        "generatedActivity": said.id.replace("(urn:li:", "("),
        "decoratedGeneratedActivity": {"comment": told | ({} if said.deleted else {"text": said.text})},
        "lastModifiedAt": _ms(one.at),
        "subscriber": f"urn:li:person:{letters('staff', 10)}",
    }


Row = TypeVar("Row")


def collection(rows: Sequence[Row], start: int, count: int, path: str, shown: Callable[[Row], Json]) -> Json:
    """Return one page of a list by its offset, each row as it is `shown`, with the links to the pages beside it."""
    links = []
    if start + count < len(rows):
        href = f"/rest/{path}?start={start + count}&count={count}"
        links.append({"type": "application/json", "rel": "next", "href": href})
    paging = {"start": start, "count": count, "total": len(rows), "links": links}
    return {"elements": [shown(row) for row in rows[start : start + count]], "paging": paging}


def _ms(at: Micros) -> int:
    return at // 1000


def _media(picture: Picture) -> Json:
    return {"id": f"urn:li:image:{letters(picture.seed, 20)}", "altText": picture.alt}


def _content(picture: Picture) -> Json:
    name = letters(picture.seed, 20)
    url = f"https://media.licdn.example/{name}"
    return {"type": "IMAGE", "entity": {"image": f"urn:li:image:{name}"}, "url": url}
