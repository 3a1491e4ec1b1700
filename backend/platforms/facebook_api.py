"""The calls that are made for one Facebook Page. What seldom changes (who we are, our rights) is asked once."""

from collections.abc import Mapping

from backend.model.account import Reach
from backend.model.clock import Clock
from backend.platforms.base import Gone, LoginExpired, NotPermitted, PlatformError, Refused, TryAgain
from backend.platforms.facebook_rights import LISTS, PUBLISHED, reads_people
from backend.platforms.fields import Fields, child, maybe_identifier, text
from backend.platforms.graph import Graph

POST = (
    "id,message,created_time,from{id,name},permalink_url,is_hidden,is_published,is_inline_created,"
    "attachments{type,url,title,description,media},comments.limit(0).summary(true).filter(stream)"
)
COMMENT = (
    "id,message,created_time,from{id,name},admin_creator{id,name},parent{id,from{id}},permalink_url,attachment,"
    "is_hidden,is_private,like_count"
)
"""The fields that are asked for, all in Meta's specification (facebook-business-sdk-codegen, PagePost and Comment)."""

LOOK = 50
"""Posts of each kind that a round looks at. What moves further down is found when its thread is read again."""

FEWEST = 10

_LAPSED = 10
"""Meta's number for a right that is not there (any more)."""


class Api:
    """One page's calls. Raises only the family of `base`."""

    def __init__(self, graph: Graph, clock: Clock) -> None:
        """`look` is how many posts of each kind are looked at at once."""
        self.graph = graph
        self.clock = clock
        self._me: str | None = None
        self._rights: tuple[frozenset[str] | None] | None = None
        self._lists: Mapping[str, Reach] | None = None
        self.look = LOOK

    def page(self) -> Fields:
        """Return our own page, and learn its id. Raises LoginExpired when the login is a person's.

        A person's login is not refused where comments are listed: the lists are simply empty. An object tells its kind
        where its metadata is asked for (Graph API, introspection).
        """
        found = self.graph.get("/me", fields="id,name,metadata{type}", metadata=1)
        if text(child(found, "metadata"), "type") != "page":
            raise LoginExpired("meta.persons_login")
        self._me = maybe_identifier(found, "id")
        if self._me is None:
            raise TryAgain("platform.unreadable", reached=True, host=self.graph.http.host, status=200)
        return found

    def me(self) -> str:
        """Return our page's id."""
        if self._me is None:
            self.page()
        return self._me or ""

    def ours(self, post: str) -> bool:
        """Tell whether a post stands on our page, whoever wrote it: its id begins with the page's."""
        return post.startswith(f"{self.me()}_")

    def rights(self, *, anew: bool = False) -> frozenset[str] | None:
        """Return the rights of our login, None when we are not told."""
        if self._rights is None or anew:
            self._rights = (self.graph.scopes(),)
        return self._rights[0]

    def lists(self, *, anew: bool = False) -> Mapping[str, Reach]:
        """Return of each of the page's lists of posts whether it can be read; each is tried once, as it is read."""
        if self._lists is None or anew:
            self.look = LOOK
            self._lists = {name: self._tried(name) for name in LISTS}
        return self._lists

    def look_at_fewer(self) -> None:
        """Ask for less the next time: Meta answers a call that asks for too much at once as if it had failed."""
        self.look = max(FEWEST, self.look // 2)

    def forget_lists(self) -> None:
        """Try the lists anew the next time: a right may have lapsed."""
        self._lists = None

    def _tried(self, name: str) -> Reach:
        try:
            self.graph.list(f"/{self.me()}/{name}", limit=1, fields=POST)
        except (NotPermitted, Gone, Refused) as error:
            if name == PUBLISHED:
                raise
            return Reach.MISSING if error.reason.code == "meta.removed" else Reach.DENIED
        return Reach.READ

    def surely(self, gone: Gone) -> PlatformError:
        """Return what it means that something is gone: what a login may not see is called gone as well."""
        if reads_people(self.rights(anew=True)):
            return gone
        return NotPermitted("meta.permission", host=self.graph.http.host, number=_LAPSED)
