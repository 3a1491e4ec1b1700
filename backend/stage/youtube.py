"""The world over YouTube's Data API: videos of ours, comment threads, the queues, and what their owner may do.

Source: YouTube Data API v3, docs/{channels,playlistItems,videos,commentThreads,comments} (discovery revision 20261104).
"""

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from backend.model.clock import Clock
from backend.stage import youtube_views as views
from backend.stage.script import Wire
from backend.stage.wire import Json, answer, fields
from backend.stage.world import Said, World
from backend.stage.youtube_door import Door, Error, Handler, missing, one_of, page_of
from backend.stage.youtube_login import FORCE_SSL, LIVES_S, READONLY, Logins

V3 = "/youtube/v3"
UNITS = 10_000
READ, WRITE = 1, 50
MAX_CHARACTERS = 10_000
MANY = 50

_PAGED = ("maxResults", "pageToken")
_THREADS = ("id", "videoId", "postId", "allThreadsRelatedToChannelId")
_QUEUES = ("published", "heldForReview", "likelySpam")


class YouTube:
    """The Data API with us on it. `units` is what the project may spend in a day."""

    def __init__(self, world: World, clock: Clock, units: int = UNITS) -> None:
        self._world = world
        self._clock = clock
        self._logins = Logins(clock)
        self._door = Door(self._logins, clock, units)

    def routes(self) -> list[Route]:
        """Return all doors."""
        any_scope = (FORCE_SSL, READONLY)
        formed = (*_PAGED, "textFormat")
        return [
            *self._logins.routes(),
            self._read("channels", any_scope, ("mine", "id", *_PAGED), self.channels),
            self._read("playlistItems", any_scope, ("playlistId", *_PAGED), self.playlist_items),
            self._read("videos", any_scope, ("id", *_PAGED), self.videos),
            self._read(
                "commentThreads",
                (FORCE_SSL,),
                (*_THREADS, "moderationStatus", "order", "searchTerms", *formed),
                self.threads,
            ),
            self._read("comments", (FORCE_SSL,), ("id", "parentId", *formed), self.comments),
            self._write("POST", "comments", (), self.insert),
            self._write("PUT", "comments", (), self.update),
            self._write("DELETE", "comments", ("id",), self.delete),
            self._write("POST", "comments/setModerationStatus", ("id", "moderationStatus", "banAuthor"), self.moderate),
        ]

    def give(self, asked: Json) -> Json:
        """Give a login at once; `asked` may name other `scopes`, and how many seconds its access token lives."""
        return self._logins.give(asked.get("scopes", FORCE_SSL), int(asked.get("lives_s", LIVES_S)))

    def holds(self, name: str) -> bool:
        """Tell whether a token is of this channel."""
        return self._logins.knows(name)

    def forget(self) -> None:
        """Make every login worthless."""
        self._logins.forget()

    def _read(self, path: str, scopes: tuple[str, ...], names: tuple[str, ...], handler: Handler) -> Route:
        return Route(f"{V3}/{path}", self._door.opened(READ, scopes, names, handler), methods=["GET"])

    def _write(self, method: str, path: str, names: tuple[str, ...], handler: Handler) -> Route:
        return Route(f"{V3}/{path}", self._door.opened(WRITE, (FORCE_SSL,), names, handler), methods=[method])

    async def channels(self, request: Request) -> Response:
        """Show our own channel. An empty list has no `items` here."""
        one_of(request, "mine", "id")
        mine = request.query_params.get("mine") == "true"
        if mine or request.query_params.get("id") == views.channel_id(self._world.us):
            return answer(views.listed("youtube#channel", [views.channel(self._world)]))
        empty = views.listed("youtube#channel", [])
        return answer({name: value for name, value in empty.items() if name != "items"})

    async def playlist_items(self, request: Request) -> Response:
        """List what we uploaded, newest first."""
        if request.query_params.get("playlistId") != views.uploads_id(self._world.us):
            raise Error(404, "playlistNotFound", "The playlist cannot be found.", "youtube.playlistItem")
        uploads = [one for one in self._world.everything(Wire.YOUTUBE) if self._is_video(one)]
        page, after = page_of(request, sorted(uploads, key=lambda one: one.at, reverse=True), 50, 5)
        items = [views.playlist_item(one) for one in page]
        return answer(views.listed("youtube#playlistItem", items, after, len(uploads)))

    async def videos(self, request: Request) -> Response:
        """Show those of the asked videos that are there."""
        one_of(request, "id")
        found = [self._world.find(Wire.YOUTUBE, one) for one in _ids(request)]
        items = [views.video(self._world, one) for one in found if one is not None and self._is_video(one)]
        return answer(views.listed("youtube#video", items))

    async def threads(self, request: Request) -> Response:
        """List threads by exactly one filter, newest first comment first; or show some by their ids."""
        by, asked = one_of(request, *_THREADS), request.query_params
        wanted = asked.get("moderationStatus", views.PUBLISHED)
        if wanted not in _QUEUES or (by == "id" and "moderationStatus" in asked):
            raise Error(400, "invalidValue", "Invalid value for moderationStatus", "youtube.commentThread")
        plain = asked.get("textFormat") == "plainText"
        rows, after = self._threads_by(by, request, wanted)
        shown = [
            views.thread(self._world, one, wanted if by != "id" else views.status(self._world, one), plain=plain)
            for one in rows
        ]
        return answer(views.listed("youtube#commentThread", shown, after))

    def _threads_by(self, by: str, request: Request, wanted: str) -> tuple[list[Said], str]:
        named = request.query_params[by]
        if by == "id":
            return [one for one in self._comments(_ids(request)) if one is views.top_of(one)], ""
        if by == "videoId":
            video = self._world.find(Wire.YOUTUBE, named)
            if video is None or not self._is_video(video):
                raise Error(404, "videoNotFound", "The video cannot be found.", "youtube.commentThread")
            return page_of(request, views.threads(self._world, wanted, video), 100, 20)
        if named != views.channel_id(self._world.us):
            raise Error(403, "forbidden", "The request is not properly authorized.", "youtube.commentThread")
        return page_of(request, views.threads(self._world, wanted), 100, 20)

    async def comments(self, request: Request) -> Response:
        """Show comments by their ids, without their moderation status, or list the published replies of a thread."""
        plain = request.query_params.get("textFormat") == "plainText"
        if one_of(request, "id", "parentId") == "id":
            found = [views.comment(self._world, one, plain=plain) for one in self._comments(_ids(request))]
            return answer(views.listed("youtube#comment", found))
        top = self._comment(request.query_params["parentId"], "commentNotFound")
        rows = views.replies(self._world, top) if top is views.top_of(top) else []
        page, after = page_of(request, rows[::-1], 100, 20)
        shown = [views.comment(self._world, one, plain=plain, told=True) for one in page]
        return answer(views.listed("youtube#comment", shown, after))

    async def insert(self, request: Request) -> Response:
        """Answer in a thread. A reply is no thread."""
        snippet = _snippet(await fields(request))
        text = _checked(snippet)
        top = self._comment(str(snippet.get("parentId") or ""), "parentCommentNotFound")
        if top is not views.top_of(top):
            raise missing("parentCommentNotFound")
        if top.visibility != "public":
            raise Error(400, "operationNotSupported", "The thread takes no replies.", "youtube.comment")
        said = self._world.add(wire=Wire.YOUTUBE, by=self._world.us, text=text, at=self._world.now(), parent=top)
        return answer(views.comment(self._world, said, plain=True))

    async def update(self, request: Request) -> Response:
        """Change a comment of ours."""
        body = await fields(request)
        text = _checked(_snippet(body))
        said = self._comment(str(body.get("id") or ""), "commentNotFound")
        if said.by is not self._world.us:
            raise Error(403, "forbidden", "The comment cannot be updated.", "youtube.comment")
        if text != said.text:
            self._world.edit(said, text)
        return answer(views.comment(self._world, said, plain=True))

    async def delete(self, request: Request) -> Response:
        """Take a comment of ours away; asked for somebody else's, the server cannot process it."""
        said = self._comment(request.query_params.get("id", ""), "commentNotFound")
        if said.by is not self._world.us:
            raise Error(400, "processingFailure", "The API server failed to process the request.", "youtube.comment")
        self._world.delete(said)
        return Response(status_code=204)

    async def moderate(self, request: Request) -> Response:
        """Hold, release or reject comments, and ban their authors for what they write from now on."""
        asked, deeds = request.query_params, self._world.deeds[Wire.YOUTUBE]
        wanted, ban = asked.get("moderationStatus", ""), asked.get("banAuthor") == "true"
        if wanted not in ("published", "heldForReview", "rejected"):
            raise Error(400, "invalidValue", "Invalid value for moderationStatus", "youtube.comment")
        if ban and wanted != views.REJECTED:
            raise Error(400, "banWithoutReject", "The banAuthor parameter needs a rejection.", "youtube.comment")
        for said in [self._moderated(one) for one in _ids(request)]:
            deeds.held.pop(said.id, None)
            if wanted != views.PUBLISHED:
                deeds.held[said.id] = wanted
                deeds.note("reject" if wanted == views.REJECTED else "hide", said.id)
            if ban:
                deeds.blocked.setdefault(said.by.key, str(self._clock.now()))
        return Response(status_code=204)

    def _moderated(self, remote_id: str) -> Said:
        """Return a comment that may have been rejected before."""
        said = self._world.find(Wire.YOUTUBE, remote_id)
        if said is None or said.parent is None or views.top_of(said).deleted:
            raise missing("commentNotFound")
        return said

    def _comment(self, remote_id: str, reason: str) -> Said:
        found = self._comments([remote_id])
        if not found:
            raise missing(reason)
        return found[0]

    def _comments(self, ids: list[str]) -> list[Said]:
        said = [self._world.find(Wire.YOUTUBE, one) for one in ids]
        return [one for one in said if one is not None and one.parent is not None and views.stands(self._world, one)]

    def _is_video(self, said: Said) -> bool:
        return said.parent is None and said.by is self._world.us


def _ids(request: Request) -> list[str]:
    """Return the ids that a call names, in one parameter or in several."""
    ids = [one for given in request.query_params.getlist("id") for one in given.split(",") if one]
    if len(ids) > MANY:
        raise Error(400, "invalidFilters", "Too many ids", "youtube.parameter")
    return list(dict.fromkeys(ids))


def _snippet(body: Json) -> Json:
    snippet = body.get("snippet")
    return snippet if isinstance(snippet, dict) else {}


def _checked(snippet: Json) -> str:
    text = str(snippet.get("textOriginal") or "")
    if not text.strip():
        raise Error(400, "commentTextRequired", "The comment has no text.", "youtube.comment")
    if len(text) > MAX_CHARACTERS:
        raise Error(400, "commentTextTooLong", "The comment is too long.", "youtube.comment")
    return text
