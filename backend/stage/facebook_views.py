"""What the stage's Facebook shows of posts and comments: Graph's fields, to whom they are shown, and in which order.

Source: Meta's own specification (facebook-business-sdk-codegen, Comment and PagePost); Graph API, reference/comment and
object/comments.
"""

from collections.abc import Mapping, Sequence

from backend.model.clock import DAY
from backend.stage.deeds import Deeds
from backend.stage.graph import Call, Shown, listed, part, show, when
from backend.stage.graph_fields import Field
from backend.stage.ids import digits
from backend.stage.script import Person, Picture, Wire
from backend.stage.wire import Json
from backend.stage.world import Said, World

SITE = "https://www.facebook.com"
AD = "ad"
"""The visibility of a post of ours that stands in advertisements alone."""

PRIVATELY = 7 * DAY
"""How long a comment can be answered in private."""

COMMENT = "created_time,from,message"
POST = "created_time,message"

_UNSHOWN_COMMENT = "application message_tags live_broadcast_timestamp".split()
_UNSHOWN_POST = (
    "actions admin_creator allowed_advertising_objectives application backdated_time call_to_action "
    "child_attachments comments_mirroring_domain coordinates event expanded_height expanded_width feed_targeting "
    "full_picture height icon instagram_eligibility is_app_share is_eligible_for_dark_post "
    "is_eligible_for_promotion is_expired is_instagram_eligible is_popular is_spherical message_tags "
    "multi_share_end_card multi_share_optimized parent_id picture place privacy promotable_id promotion_status "
    "properties scheduled_publish_time shares story story_tags subscribed target targeting timeline_visibility via "
    "video_buying_eligibility width "
).split()
"""Fields that the objects have and nothing here fills."""

_ATTACHED = {"image": "photo", "gif": "animated_image_share", "video": "video_inline"}


def person_id(person: Person) -> str:
    """Return the number by which the page knows somebody, or by which everybody knows the page."""
    return digits(person.key)


def top_of(said: Said) -> Said | None:
    """Return the comment that an answer stands under: the top one, however deep it was written; None when it is top."""
    above = [*said.ancestors()]
    return above[-2] if len(above) > 1 else None


class Views:
    """Objects as one world has them, for whoever calls."""

    def __init__(self, world: World) -> None:
        self._world = world

    @property
    def _deeds(self) -> Deeds:
        return self._world.deeds[Wire.FACEBOOK]

    def find(self, node: str) -> Said | None:
        """Return the post or comment of this id, a comment also by its short one. What was under something went too."""
        said = self._world.find(Wire.FACEBOOK, node)
        if said is None and node.isdigit():
            everything = self._world.everything(Wire.FACEBOOK)
            said = next((one for one in everything if one.parent and one.id.rpartition("_")[2] == node), None)
        return said if said is not None and not any(one.deleted for one in said.ancestors()) else None

    def posts(self) -> list[Said]:
        """Return all posts that stand, newest first."""
        return [one for one in reversed(self._world.everything(Wire.FACEBOOK)) if one.parent is None]

    def show(self, call: Call, said: Said, wanted: Sequence[Field]) -> Json:
        """Return a post or comment with the fields that are asked for."""
        if said.parent is None:
            return show("PagePost", said.id, wanted, POST, self._post(call, said))
        return show("Comment", said.id, wanted, COMMENT, self._comment(call, said))

    def comments(self, call: Call, said: Said) -> Json:
        """Return the edge of comments: those directly under something, or (`stream`) all of them. Two levels deep."""
        call.needs("pages_read_engagement")
        rows = [] if call.token.kind == "user" else self._under(said, stream=call.params.get("filter") == "stream")
        if call.params.get("order") == "reverse_chronological":
            rows.reverse()
        body = listed(call, [self.show(call, one, call.shown) for one in rows])
        if call.params.get("summary") not in (None, "false", "0"):
            body["summary"] = {"order": "chronological", "total_count": len(rows), "can_comment": True}
        return body

    def likes(self, call: Call, said: Said) -> Json:
        """Return the edge of likes: ours alone, with its sum."""
        ours = [{"id": person_id(self._world.us), "name": self._world.us.name}] if self._liked(said) else []
        body = listed(call, ours)
        if call.params.get("summary") not in (None, "false", "0"):
            body["summary"] = {"total_count": len(ours), "can_like": True, "has_liked": self._liked(said)}
        return body

    def writer(self, call: Call, said: Said) -> Json | None:
        """Return who wrote something; of others only with the right to read what people write."""
        if said.by is not self._world.us and "pages_read_user_content" not in call.token.scopes:
            return None
        return {"name": said.by.name, "id": person_id(said.by)}

    def conversation(self, said: Said) -> Json | None:
        """Return the private talk that our answer to a comment began."""
        words = self._deeds.whispered.get(said.id)
        if words is None:
            return None
        ours = {"name": self._world.us.name, "id": person_id(self._world.us)}
        message = {"id": f"m_{said.id}", "message": words, "from": ours, "created_time": when(self._world.now())}
        return {"id": f"t_{digits(said.id)}", "messages": {"data": [message]}}

    def may_whisper(self, said: Said) -> bool:
        """Tell whether a comment can (still) be answered in private: once, and for a week."""
        fresh = self._world.now() - said.at < PRIVATELY
        return said.by is not self._world.us and fresh and said.id not in self._deeds.whispered

    def _comment(self, call: Call, said: Said) -> Mapping[str, Shown]:
        others = said.by is not self._world.us
        above = top_of(said)
        known: dict[str, Shown] = {
            "id": lambda _: said.id,
            "message": lambda _: said.text,
            "created_time": lambda _: when(said.at),
            "from": lambda field: part(self.writer(call, said), field),
            "admin_creator": lambda field: part(_hand(said), field),
            "parent": lambda field: self.show(call, above, field.inside) if above else None,
            "object": lambda field: self.show(call, said.root, field.inside),
            "permalink_url": lambda _: f"{SITE}/{said.root.id}?comment_id={said.id.rpartition('_')[2]}",
            "attachment": lambda field: part(_attached(said.media[0]), field) if said.media else None,
            "is_hidden": lambda _: said.id in self._deeds.hidden,
            "is_private": lambda _: False,
            "can_comment": lambda _: True,
            "can_hide": lambda _: others and self.ours(said.root),
            "can_like": lambda _: True,
            "can_remove": lambda _: self.ours(said.root) or not others,
            "can_reply_privately": lambda _: self.may_whisper(said),
            "comment_count": lambda _: len(self._under(said, stream=False)),
            "like_count": lambda _: int(self._liked(said)),
            "user_likes": lambda _: self._liked(said),
            "private_reply_conversation": lambda field: part(self.conversation(said), field),
        }
        return known | self._edges(call, said) | dict.fromkeys(_UNSHOWN_COMMENT, _nothing)

    def _post(self, call: Call, said: Said) -> Mapping[str, Shown]:
        ad = said.visibility == AD
        known: dict[str, Shown] = {
            "id": lambda _: said.id,
            "message": lambda _: said.text or None,
            "created_time": lambda _: when(said.at),
            "updated_time": lambda _: when(max([said.at, *(one.at for one in said.below())])),
            "from": lambda field: part(self.writer(call, said), field),
            "permalink_url": lambda _: f"{SITE}/{said.id.replace('_', '/posts/')}",
            "is_hidden": lambda _: said.id in self._deeds.hidden,
            "is_published": lambda _: not ad,
            "is_inline_created": lambda _: ad,
            "status_type": lambda _: "added_photos" if said.media else "mobile_status_update",
            "can_reply_privately": lambda _: self.may_whisper(said),
            "attachments": lambda _: {"data": [_attached(one) for one in said.media]} if said.media else None,
        }
        return known | self._edges(call, said) | dict.fromkeys(_UNSHOWN_POST, _nothing)

    def _edges(self, call: Call, said: Said) -> dict[str, Shown]:
        return {
            "comments": lambda field: self.comments(call.inside(said.id, field), said),
            "likes": lambda field: self.likes(call.inside(said.id, field), said),
        }

    def ours(self, post: Said) -> bool:
        """Tell whether a post stands on our page, whoever wrote it."""
        return post.id.startswith(person_id(self._world.us))

    def _under(self, said: Said, *, stream: bool) -> list[Said]:
        """Return the comments under something, oldest first: answers to answers stand under the top comment."""
        below = sorted(said.below(), key=lambda one: (one.at, one.id))
        return [one for one in below if stream or (top_of(one) or said.root) is said]

    def _liked(self, said: Said) -> bool:
        return said.id in self._deeds.liked


def _hand(said: Said) -> Json | None:
    """Return who of us wrote in the page's name; it is told to the page alone."""
    return {"name": said.hand.name, "id": person_id(said.hand)} if said.hand else None


def _nothing(_field: Field) -> None:
    return None


def _attached(picture: Picture) -> Json:
    address = f"https://scontent.example/{picture.seed}"
    image = {"src": address + ".jpg", "width": 720, "height": 480}
    shown: Json = {"type": _ATTACHED[picture.kind], "url": f"{SITE}/photo/{picture.seed}", "media": {"image": image}}
    if picture.kind == "video":
        shown["media"] |= {"source": address + ".mp4"}
    return shown | ({"description": picture.alt} if picture.alt else {})
