"""Reading one thread of Threads whole: its root and the flat list of all replies.

Source: Threads API, retrieve-and-manage-replies/replies-and-conversations (for threads of ours; strangers' may refuse).
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from backend.model.comment import Inflow
from backend.model.inflow import Page
from backend.platforms.base import Gone, NotPermitted, Refused
from backend.platforms.fields import Fields, maybe_identifier
from backend.platforms.graph import PAGE, Batch
from backend.platforms.threads_api import Api, part
from backend.platforms.threads_inbox import placed
from backend.platforms.threads_rota import REPLIES
from backend.platforms.threads_rows import Kin, in_comment, in_post, root_id


@dataclass(frozen=True, slots=True)
class _Root:
    """The root of a thread; `media` is None where it cannot be read (any more)."""

    remote_id: str
    media: Fields | None
    own: bool


def read_thread(api: Api, remote_id: str, cursor: str | None) -> Page:
    """Read a page of the thread around a post or reply; `cursor` goes on. Raises Gone when that one is gone."""
    anchor = api.media(remote_id)
    root = _root(api, anchor)
    batch = _replies(api, root, cursor)
    rows = batch.rows
    if cursor is None and remote_id not in {root.remote_id, *_ids(rows)}:
        rows = [anchor, *rows]
    kin = Kin(api, [*rows, *([root.media] if root.media else [])])

    def place(row: Fields) -> tuple[str, Inflow]:
        if root.own:
            return root.remote_id, Inflow.OWN if api.owns(row) else Inflow.COMMENT
        return root.remote_id, kin.kind(row, root.remote_id)

    comments, skipped = placed(rows, place)
    page = Page(comments=comments, cursor=batch.after, more=batch.after is not None, skipped=skipped)
    return page if root.media is None else _with_root(page, root.media, kin, own=root.own)


def _with_root(page: Page, root: Fields, kin: Kin, *, own: bool) -> Page:
    """Put the root in front; a stranger's is a comment as well."""
    remote_id = root_id(root)
    top = () if own else (in_comment(root, remote_id, kin.kind(root, remote_id)),)
    return replace(page, posts=(in_post(root, own=own),), comments=(*top, *page.comments))


def _root(api: Api, anchor: Fields) -> _Root:
    found = root_id(anchor)
    media = anchor if found == maybe_identifier(anchor, "id") else api.maybe_media(found)
    return _Root(found, media, media is not None and api.owns(media))


def _replies(api: Api, root: _Root, cursor: str | None) -> Batch:
    """Return a page of the replies; a stranger's thread that is closed to us has none."""
    try:
        return api.edge(f"{part(root.remote_id)}/{REPLIES}", cursor, reverse="false", limit=PAGE)
    except (Gone, NotPermitted, Refused):
        if root.own:
            raise
        return Batch([], None)


def _ids(rows: Sequence[Fields]) -> set[str]:
    return {one for row in rows if (one := maybe_identifier(row, "id"))}
