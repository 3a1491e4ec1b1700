"""Pages being written, kept every few seconds so that a dropped line loses nothing."""

from sqlalchemy import ColumnElement, delete, insert, update

from backend.model.actor import Actor, ActorKind
from backend.model.clock import Micros
from backend.model.page_draft import PageDraft, PageKind
from backend.store.engine import Store
from backend.store.errors import Conflict
from backend.store.write.rows import page_draft
from backend.text.clean import clean


def save_page_draft(
    store: Store, actor: Actor, kind: PageKind | str, ref: int, base: int, text: str, seen: PageDraft | None = None
) -> PageDraft:
    """Keep a member's page as it is now, and return what is kept. An empty page is kept as well; nobody is told.

    `base` is the version it was begun on. `seen` is what this desk kept, or was given, last: only that is overwritten,
    and only where no other desk has written it since; anything else stays beside it. Raises Conflict for anybody but a
    member.
    """
    if actor.kind is not ActorKind.MEMBER:
        raise Conflict("member.no_role")
    words = clean(text)
    with store.write() as w:
        if seen is not None:
            at = max(w.now, Micros(seen.saved_at + 1))  # what is seen twice is never the same
            values = {"base": base, "text": words, "saved_at": at}
            if w.conn.execute(update(page_draft).where(_as_seen(actor, seen)).values(values)).rowcount:
                return PageDraft(base, words, at, seen.id)
        page = {"member_id": actor.id, "kind": PageKind(kind).value, "ref": ref}
        new = insert(page_draft).values(**page, base=base, text=words, saved_at=w.now).returning(page_draft.c.id)
        return PageDraft(base, words, w.now, int(w.conn.execute(new).scalar_one()))


def drop_page_draft(store: Store, actor: Actor, seen: PageDraft) -> bool:
    """Forget a page that was kept. Returns False where another desk has written it since: then it stays."""
    with store.write() as w:
        return bool(w.conn.execute(delete(page_draft).where(_as_seen(actor, seen))).rowcount)


def _as_seen(actor: Actor, seen: PageDraft) -> ColumnElement[bool]:
    mine = (page_draft.c.member_id == actor.id) & (page_draft.c.id == seen.id)
    return mine & (page_draft.c.saved_at == seen.saved_at)
