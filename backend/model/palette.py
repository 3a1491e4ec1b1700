"""What the palette holds: canned replies ranked and filled in for a comment, and what we answered to similar ones."""

from backend.model.attachment import Attachment
from backend.model.charter import Paragraph
from backend.model.clock import Micros
from backend.model.reason import Reason
from backend.model.template import Template
from backend.model.value import dataclass


@dataclass(frozen=True, slots=True)
class Wording:
    """One wording of a template, filled in: `number` 0 is its body, then come the variants.

    `blanks` are still to be filled by hand (`{?what}`); `length` counts by the account's rule, mention included, and
    `limit` is how much its platform takes of what is being written, less a content warning that leaves with it.
    """

    number: int
    text: str
    blanks: tuple[str, ...]
    length: int
    limit: int
    fits: bool


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A template in the palette: `wordings` filled in for this comment, the one to use first.

    The first is one that was not used lately under the same post or to the same author. `whys` say what ranked it, the
    strongest first; `paragraph` is the charter's paragraph that it follows. `pictures` are the template's, `going`
    those of them that can go with an answer here.
    """

    template: Template
    wordings: tuple[Wording, ...]
    whys: tuple[Reason, ...] = ()
    paragraph: Paragraph | None = None
    pictures: tuple[Attachment, ...] = ()
    going: tuple[Attachment, ...] = ()

    @property
    def best(self) -> Wording:
        """The wording to use first."""
        return self.wordings[0]


@dataclass(frozen=True, slots=True)
class Earlier:
    """An answer of ours to a similar comment, with mention, name and signature made to fit this one (`wording`).

    `comment_id` is the answer's own; `asked` the start of what it answered, `said` the answer as it stands, both
    masked. `member` is empty for one that was written on the page itself. `edited`, `deleted`: since it was sent.
    """

    comment_id: int
    wording: Wording
    said: str
    asked: str
    member: str
    account: str
    platform: str
    sent_at: Micros
    edited: bool = False
    deleted: bool = False
    url: str | None = None
    refused: Reason | None = None  # why it must not be inserted here
