"""Pages being written: charters, templates, briefs."""

from backend.model.page_draft import PageDraft, PageKind
from backend.store.reader import Reader


def page_drafts(reader: Reader, member_id: int, kind: PageKind | str, ref: int) -> list[PageDraft]:
    """Return a member's unsaved texts of a page, the newest first."""
    rows = reader.rows(
        "SELECT base, text, saved_at, id FROM page_draft WHERE member_id = ? AND kind = ? AND ref = ?"
        " ORDER BY saved_at DESC, id DESC",
        (member_id, PageKind(kind).value, ref),
    )
    return [PageDraft(*row) for row in rows]


def page_draft(reader: Reader, member_id: int, kind: PageKind | str, ref: int) -> PageDraft | None:
    """Return a member's newest unsaved text of a page, None when they have none."""
    return next(iter(page_drafts(reader, member_id, kind, ref)), None)
