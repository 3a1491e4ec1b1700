"""Who acts: every verb, event, claim, draft and presence carries an Actor."""

from enum import StrEnum

from backend.model.value import dataclass


class ActorKind(StrEnum):
    """What kind of being acted."""

    MEMBER = "member"
    RULE = "rule"
    PLATFORM = "platform"
    SYSTEM = "system"


@dataclass(frozen=True, slots=True)
class Actor:
    """Who did it. `id`: the member's or rule's key, None for platform and system; `desk`: the desk session's key."""

    kind: ActorKind
    id: int | None = None
    desk: int | None = None


SYSTEM = Actor(ActorKind.SYSTEM)
PLATFORM = Actor(ActorKind.PLATFORM)


class Role(StrEnum):
    """What a member may do. Admin alone has no rights over content (separation of duties)."""

    MODERATOR = "moderator"
    WRITER = "writer"
    APPROVER = "approver"
    LEAD = "lead"
    ADMIN = "admin"


@dataclass(frozen=True, slots=True)
class Member:
    """A person of the team. `login` is the OS user that opens a desk as this member without being asked.

    `alias` is the name they answer under (empty: their own), `sign_consent` whether they agreed to be named in public,
    `mail` where a digest goes.
    """

    id: int
    name: str
    signature: str
    language: str
    time_zone: str
    login: str | None
    roles: frozenset[tuple[int | None, Role]] = frozenset()
    alias: str = ""
    sign_consent: bool = False
    mail: str = ""

    def may(self, account_id: int, *roles: Role) -> bool:
        """Tell whether the member holds one of `roles` on the account, or on all accounts."""
        return any(role in roles and account in (None, account_id) for account, role in self.roles)


CONTENT_ROLES = (Role.MODERATOR, Role.WRITER, Role.APPROVER, Role.LEAD)
"""Roles that may read and answer comments."""

APPROVERS = (Role.APPROVER, Role.LEAD)
"""Roles that approve answers and templates on an account."""
