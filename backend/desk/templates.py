"""Canned replies at hand: ranked for the comment, filled in, measured by the account's limit; and from a file."""

import re
import unicodedata
from pathlib import Path
from typing import TYPE_CHECKING

from backend.desk.session import STARTERS, Desk
from backend.desk.subject import About, about
from backend.desk.template_file import read_templates
from backend.model.actor import SYSTEM, Actor, Role
from backend.model.desk import Suggestion
from backend.model.reason import Reason
from backend.model.template import Imported, Template
from backend.policy.templates import fill, rank
from backend.store.read.templates import templates
from backend.text.counting import count, fits
from backend.text.outgoing import outgoing

if TYPE_CHECKING:
    from backend.store.engine import Store

_LINK = re.compile(r"://|\w\.\w")


def palette(desk: Desk, comment_id: int, filter: str = "", limit: int = 9) -> tuple[Suggestion, ...]:
    """Return the templates that fit a comment best, filled in for it; `filter` is what was typed to narrow them.

    Raises DeskError, StoreError.
    """
    it = about(desk, comment_id)
    mine = templates(desk.reader, it.account.id)
    ranked = rank(mine, it.comment.text, _known(mine, it.comment.target.language), filter)
    values = _values(desk, it)
    return tuple(_suggestion(it, template, why, values) for template, why in ranked[:limit])


def _known(mine: list[Template], language: str | None) -> str | None:
    """Return the comment's language when there is a template in it: `sv-SE` is `sv`."""
    short = (language or "").split("-")[0].lower()
    return short if any(template.language == short for template in mine) else None


def _suggestion(it: About, template: Template, why: Reason | None, values: dict[str, str]) -> Suggestion:
    filled = fill(template.body, values)
    limits = it.account.capabilities.limits
    whole = outgoing(filled.text, it.mention)
    return Suggestion(template, filled.text, filled.blanks, count(whole, limits), fits(whole, limits), why)


def _values(desk: Desk, it: About) -> dict[str, str]:
    return {
        "author": address(it.comment.author, it.comment.handle),
        "handle": it.comment.handle,
        "account": it.account.name,
        "signature": desk.me.signature,
    }


def address(name: str, handle: str) -> str:
    """Return how an answer may call somebody: their name without what would act in our text.

    A display name can hold a link, somebody else's @handle, braces or hidden signs; none of it is to be published in
    the organisation's name.
    """
    for called in (name, handle.lstrip("@").split("@")[0].split(".")[0]):
        shown = "".join(sign for sign in called if unicodedata.category(sign) not in ("Cf", "Cc", "Co", "Cn"))
        shown = re.sub(r"[@{}#]", "", shown).strip()
        if shown and not _LINK.search(shown):
            return shown
    return ""


def import_file(desk: "Desk | Store", path: Path, *, approve: bool | None = None) -> Imported:
    """Enter the templates of a TOML file, all or none. Raises DeskError naming file and line, StoreError.

    From a desk they are approved when the member is a lead or approver, else drafts; from the machine's side, approved.
    """
    texts = read_templates(path)
    from backend.store.write.templates import import_templates

    store, actor, may = _door(desk)
    return import_templates(store, actor, texts, approve=may if approve is None else approve)


def _door(desk: "Desk | Store") -> "tuple[Store, Actor, bool]":
    if isinstance(desk, Desk):
        may = any(role in (Role.LEAD, Role.APPROVER) for _, role in desk.me.roles)
        return desk.store, desk.actor, may
    return desk, SYSTEM, True


def import_starters(desk: Desk) -> Imported:
    """Enter the templates to begin with, approved."""
    from backend.store.write.templates import import_templates

    texts = [text for path in sorted(STARTERS.glob("*.toml")) for text in read_templates(path)]
    return import_templates(desk.store, desk.actor, texts, approve=True)
