"""Whole documents being written at a desk (charters, templates, briefs): the member's drafts of them.

Where the store takes nothing when a desk ends, the text goes into a file of the desk's own folder, and becomes a draft
again when the page is opened next.
"""

from pathlib import Path

from backend.desk.session import Desk
from backend.model.page_draft import PageDraft, PageKind
from backend.store.errors import StoreError
from backend.store.read import page_drafts as reading


def drafts(desk: Desk, kind: PageKind, ref: int, folder: Path) -> tuple[PageDraft, ...]:
    """Return the member's unsaved texts of a page, the newest first, those left in files of `folder` among them.

    Raises DeskError, StoreError.
    """
    for path in sorted(folder.glob(f"{_name(desk, kind, ref)}-*.txt")):
        base = path.stem.rsplit("-", 2)[-2]
        keep(desk, kind, ref, int(base), path.read_text(encoding="utf-8"), None)
        path.unlink()
    return tuple(reading.page_drafts(desk.reader, desk.me.id, kind, ref))


def keep(desk: Desk, kind: PageKind, ref: int, base: int, text: str, seen: PageDraft | None) -> PageDraft:
    """Keep a text of a page, begun on version `base`, in place of the draft `seen` where nobody has written it since.

    Returns the draft as it is kept, to be given as `seen` the next time. Raises DeskError, StoreError.
    """
    from backend.store.write.page_drafts import save_page_draft

    return save_page_draft(desk.store, desk.actor, kind, ref, base, text, seen)


def keep_at_last(
    desk: Desk, kind: PageKind, ref: int, base: int, text: str, seen: PageDraft | None, folder: Path
) -> Path | None:
    """Keep a text although the store may take nothing: in a file then, which is returned. Raises DeskError, OSError."""
    try:
        keep(desk, kind, ref, base, text, seen)
    except StoreError:
        path = folder / f"{_name(desk, kind, ref)}-{base}-{desk.clock.now()}.txt"
        path.touch(0o600, exist_ok=False)  # nobody else reads it, at no moment
        path.write_text(text, encoding="utf-8")
        return path
    return None


def _name(desk: Desk, kind: PageKind, ref: int) -> str:
    """Return how the files of a member's page begin."""
    return f"unsaved-{desk.me.id}-{kind.value}-{ref}"


def drop(desk: Desk, seen: PageDraft) -> bool:
    """Forget a draft. Returns False where another desk has written it since: it stays. Raises DeskError, StoreError."""
    from backend.store.write.page_drafts import drop_page_draft

    return drop_page_draft(desk.store, desk.actor, seen)
