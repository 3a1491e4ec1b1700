"""Saved views: queries with a name, what each of them counts, and what helps to write one."""

from backend.model.value import dataclass


@dataclass(frozen=True, slots=True)
class View:
    """A query with a name. `id` is None for the standard ones, `owner_id` for those and for what everybody shares.

    `maker` names who made it; `mine` tells that the member who asked may change it.
    """

    name: str
    query: str
    id: int | None = None
    owner_id: int | None = None
    maker: str = ""
    mine: bool = False

    @property
    def standard(self) -> bool:
        """Whether it was there from the start."""
        return self.id is None

    @property
    def shared(self) -> bool:
        """Whether everybody has it."""
        return self.owner_id is None


@dataclass(frozen=True, slots=True)
class Counted:
    """A view and how many comments it finds, stopping at `backend.model.desk.CAP` + 1; None: its query is broken."""

    view: View
    count: int | None


@dataclass(frozen=True, slots=True)
class Names:
    """What can be named: short names of accounts, platforms in use, members, languages, and saved views."""

    accounts: tuple[str, ...] = ()
    platforms: tuple[str, ...] = ()
    members: tuple[str, ...] = ()
    languages: tuple[str, ...] = ()
    views: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Completion:
    """What may stand instead of the characters from `start` to `end`, and what it means (English, may be empty).

    `done` tells that the term is whole, so that a space may follow.
    """

    text: str
    start: int
    end: int
    what: str = ""
    done: bool = True
