"""What an act on a comment is aimed at, and all a verb must know of the comment before it acts."""

from backend.model.comment import CommentState, RemoteState, Visibility
from backend.model.outbox import Target
from backend.model.value import dataclass
from backend.store.read.masks import covered
from backend.store.reader import Reader


@dataclass(frozen=True, slots=True)
class Subject:
    """A comment as compose and send see it. `author`, `handle` and `text` are outside text; personal data
    in the text is masked.

    `captured` says how it came where no API brought it; `url` leads to it, else to its post. `to` and `to_handle` are
    whom an answer is for: its author; of an answer of ours whoever that answers, empty where that is nobody else.
    """

    comment_id: int
    account_id: int
    platform: str
    kind: str
    own: bool
    state: CommentState
    remote_state: RemoteState
    visibility: Visibility
    revision: int
    author: str
    handle: str
    text: str
    target: Target
    captured: str
    url: str | None
    to: str
    to_handle: str


def subject(reader: Reader, comment_id: int) -> Subject | None:
    """Return the comment and the target of an act on it, None when there is no such comment."""
    row = reader.one(_SUBJECT, (comment_id,))
    if row is None:
        return None
    account_id, platform, kind, own, state, remote_state, visibility, revision, name, handle, text, author_id = row[:12]
    remote_id, root_remote_id, cid, root_cid, language, spoiler, captured, url, spots, to, to_handle = row[12:]
    aimed = Target(
        remote_id,
        root_remote_id,
        cid,
        root_cid,
        mention="" if own else handle,
        mention_id="" if own else author_id,
        visibility=visibility,
        language=language,
        spoiler=spoiler,
    )
    states = (CommentState(state), RemoteState(remote_state), Visibility(visibility))
    return Subject(
        comment_id, account_id, platform, kind, bool(own), *states, revision, name or handle, handle,
        covered(text, spots), aimed, captured, url, to or to_handle or "", to_handle or "",
    )  # fmt: skip


def target(reader: Reader, comment_id: int) -> Target | None:
    """Return what an act on the comment is aimed at, None when there is no such comment."""
    found = subject(reader, comment_id)
    return found.target if found else None


_SUBJECT = """
    SELECT c.account_id, n.platform, c.kind, c.own, c.state, c.remote_state, c.visibility, c.revision, a.name, a.handle,
        COALESCE(r.text, ''), a.remote_id, c.remote_id, c.root_remote_id, c.cid, p.cid, c.language, c.spoiler,
        c.captured, COALESCE(c.url, p.url), r.spots, t.name, t.handle
    FROM comment AS c
    JOIN account AS n ON n.id = c.account_id
    JOIN author AS a ON a.id = c.author_id
    JOIN post AS p ON p.id = c.post_id
    LEFT JOIN comment AS q ON q.id = c.parent_id AND NOT q.own
    LEFT JOIN author AS t ON t.id = CASE WHEN c.own THEN q.author_id ELSE c.author_id END
    LEFT JOIN comment_revision AS r ON r.comment_id = c.id AND r.number = c.revision
    WHERE c.id = ?
"""
