"""What a charter has to say about one comment, as the panel beside an answer shows it."""

from backend.model.category import Category
from backend.model.charter import CharterVersion, Paragraph, Target
from backend.model.clock import Micros
from backend.model.reason import Reason
from backend.model.signing import Signed
from backend.model.value import dataclass


@dataclass(frozen=True, slots=True)
class Subject:
    """A comment as far as a charter asks: `text` is outside text; `due_at` (UTC µs) is when an answer is late.

    `category` is what somebody or a rule said it is about, `suggested` what its words suggest.
    """

    account_id: int
    text: str
    category: Category | None
    suggested: Category | None
    due_at: Micros | None

    @property
    def about(self) -> Category | None:
        """What the comment is about: what was said, else what its words suggest."""
        return self.category or self.suggested


@dataclass(frozen=True, slots=True)
class Guidance:
    """The charter that holds for a comment (None: nobody has written one) and what of it matters here, with why.

    `target` is how soon such comments are answered, None where the charter sets nothing; `signs` how this member's
    answer is signed.
    """

    comment_id: int
    subject: Subject
    version: CharterVersion | None
    paragraphs: tuple[tuple[Paragraph, Reason], ...]
    target: Target | None
    signs: Signed | None = None
