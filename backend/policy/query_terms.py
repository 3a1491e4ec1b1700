"""What a query is made of once it has been read: terms, each of which asks one thing of a comment."""

from typing import ClassVar

from backend.model.value import dataclass


@dataclass(frozen=True, slots=True)
class Is:
    """A triage state or a derived one: a word of `query_words.IS`."""

    word: str
    negated: bool = False


@dataclass(frozen=True, slots=True)
class Has:
    """What hangs on a comment: a word of `query_words.HAS`."""

    word: str
    negated: bool = False


@dataclass(frozen=True, slots=True)
class OnAccount:
    """The account with this short name (compared without case)."""

    short_name: str
    negated: bool = False


@dataclass(frozen=True, slots=True)
class OnPlatform:
    """Any account on this platform."""

    platform: str
    negated: bool = False


@dataclass(frozen=True, slots=True)
class By:
    """The author's handle or name holds this (compared without case)."""

    author: str
    negated: bool = False


@dataclass(frozen=True, slots=True)
class Handled:
    """Decided or answered by the member of this name (compared without case), or by `ME`."""

    member: str
    negated: bool = False


@dataclass(frozen=True, slots=True)
class AssignedTo:
    """Assigned to the member of this name (compared without case), or to `ME`."""

    member: str
    negated: bool = False


@dataclass(frozen=True, slots=True)
class InLanguage:
    """Marked with this language; `sv` means `sv-SE` as well."""

    language: str
    negated: bool = False


@dataclass(frozen=True, slots=True)
class OfKind:
    """How it reached us: a value of `Inflow`."""

    kind: str
    negated: bool = False


@dataclass(frozen=True, slots=True)
class About:
    """What it is about: a value of `Category` that was set, or is suggested where nothing was."""

    category: str
    negated: bool = False


@dataclass(frozen=True, slots=True)
class ThisOne:
    """The comment with this key."""

    comment_id: int
    negated: bool = False


@dataclass(frozen=True, slots=True)
class UnderPost:
    """In the thread of the post with this key."""

    post_id: int
    negated: bool = False


@dataclass(frozen=True, slots=True)
class InCase:
    """In the case with this key, open or closed."""

    case_id: int
    negated: bool = False


@dataclass(frozen=True, slots=True)
class Alike:
    """Nearly the same words as the comment with this key has (itself among them)."""

    comment_id: int
    negated: bool = False


@dataclass(frozen=True, slots=True)
class Words:
    """The text holds these words in a row (a phrase), or the one word; `prefix` lets the last one go on."""

    text: str
    prefix: bool = False
    negated: bool = False


@dataclass(frozen=True, slots=True)
class Inside:
    """The text holds these characters in a row, whatever stands around them (compared without case)."""

    text: str
    negated: bool = False


@dataclass(frozen=True, slots=True)
class Age:
    """Seen longer (`>`) or shorter (`<`) ago than `span` microseconds."""

    op: str
    span: int
    negated: bool = False


@dataclass(frozen=True, slots=True)
class Likes:
    """More (`>`) or fewer (`<`) people than so many like it, by the platform's count when it was last read."""

    op: str
    many: int
    negated: bool = False


Simple = (
    Is | Has | OnAccount | OnPlatform | By | Handled | AssignedTo | InLanguage | OfKind | About | ThisOne | UnderPost
    | InCase | Alike | Words | Inside | Age | Likes
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class AnyOf:
    """At least one of these holds."""

    terms: tuple[Simple, ...]
    negated: bool = False


Term = Simple | AnyOf


@dataclass(frozen=True, slots=True)
class Query:
    """Terms that must all hold."""

    terms: tuple[Term, ...]
    DEFAULT: ClassVar[str] = "is:open"
