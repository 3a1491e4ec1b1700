"""The part of the desk's door that finds: queries, views, all that matches, copies, authors. See `tui.calls`."""

from __future__ import annotations

from abc import ABC, abstractmethod
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from backend.desk.session import Desk
    from backend.model.author import AuthorCard, PastComment, PastComments
    from backend.model.comment import QueueRow, Shape
    from backend.model.health import HealthBoard
    from backend.model.place import PlaceCard
    from backend.model.triage import At
    from backend.model.view import Completion, Counted, Names, View


def list_shape(shape: Shape | None) -> Shape:
    """Return how a list is laid out: a flat one that folds, where nothing else was chosen."""
    from backend.model.comment import Shape

    return shape if shape is not None else Shape(fold=True)


class Finding(ABC):
    """What a door can find; it is a part of `tui.calls.Door`, whose desk it asks."""

    @property
    @abstractmethod
    def desk(self) -> Desk:
        """The open desk."""

    def everything(self, query: str, most: int) -> Iterator[tuple[At, ...]]:
        """Read, in pieces, all that matches a query and how it stands now, to mark it."""
        from backend.desk import inbox

        return inbox.everything(self.desk, query, most)

    def alike_ids(self, comment_id: int, query: str, shape: Shape | None = None) -> list[At]:
        """Read which other comments a folded row stands for, as they are now: what a verb on it means as well."""
        from backend.desk import inbox

        return inbox.copies(self.desk, comment_id, query, list_shape(shape))

    def alike(self, comment_id: int, query: str, shape: Shape | None = None) -> list[QueueRow]:
        """Read the rows that are folded under one."""
        from backend.desk import inbox

        return inbox.unfolded(self.desk, comment_id, query, list_shape(shape))

    def author(self, comment_id: int) -> AuthorCard:
        """Read what is known of a comment's author."""
        from backend.desk import author

        return author.author(self.desk, comment_id)

    def health(self) -> HealthBoard:
        """Read how the accounts are doing."""
        from backend.desk import health

        return health.health(self.desk)

    def author_comments(self, comment_id: int, before: PastComment | None) -> PastComments:
        """Read earlier comments of a comment's author."""
        from backend.desk import author

        return author.comments(self.desk, comment_id, before)

    def place(self, account_id: int) -> PlaceCard:
        """Read the link, the checklist and the last looks of a watched place."""
        from backend.desk import places

        return places.card(self.desk, account_id)

    def narrow(self, query: str, more: str) -> str:
        """Join a second query to the one that is listed."""
        from backend.desk import views

        return views.narrow(self.desk, query, more)

    def views(self) -> Sequence[View]:
        """Read the views there are."""
        from backend.desk import views

        return views.views(self.desk)

    def counters(self) -> Sequence[Counted]:
        """Read what each view finds; costs nothing within a few seconds."""
        from backend.desk import views

        return views.counters(self.desk)

    def names(self) -> Names:
        """Read what can be named in a query."""
        from backend.desk import views

        return views.names(self.desk)

    @staticmethod
    def complete(text: str, cursor: int, known: Names) -> Sequence[Completion]:
        """Say what the word of a query before the cursor may become; reads nothing."""
        from backend.desk import views

        return views.complete(text, cursor, known)

    def save_view(self, name: str, query: str, shared: bool = False) -> View:
        """Keep a query under a name."""
        from backend.desk import views

        return views.save(self.desk, name, query, shared=shared)

    def rename_view(self, name: str, new: str) -> View:
        """Give a view another name."""
        from backend.desk import views

        return views.rename(self.desk, name, new)

    def delete_view(self, name: str) -> None:
        """Forget a view."""
        from backend.desk import views

        views.delete(self.desk, name)
