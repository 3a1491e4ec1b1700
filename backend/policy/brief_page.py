"""A brief as a page: what it is above, between two lines of `+++`, and what it says below.

+++
title = "Power cut in the north"
until = "18:00"            # or a day, a day and a time, or a span: 2d
account = "acme"           # leave it out: for all accounts
use = ["strom"]            # codes of templates
avoid = ["hours"]
+++
Answer with `strom`. Press to the press office.
"""

from backend.model.brief import Brief, BriefText
from backend.model.clock import Micros
from backend.policy.charter_markdown import FENCE, cut_front
from backend.policy.charter_table import read_table
from backend.policy.moments import FORMS, moment_of, write_moment

KEYS = ("title", "until", "account", "use", "avoid")


def read_brief(page: str, now: Micros, zone: str) -> BriefText:
    """Read a page; times are those of `zone`. Raises CharterError with the line and what to do."""
    front, text, _line = cut_front(page)
    table = read_table(front, 2)
    for name in table.names():
        if name not in KEYS:
            table.wrong(name, "brief.unknown_key", name=name, known=", ".join(KEYS))
    title, typed = table.line("title"), table.line("until")
    if not title:
        table.wrong("title", "brief.no_title")
    until = moment_of(typed, now, zone)
    if until is None:
        table.wrong("until", "brief.until", forms=FORMS)
    if until <= now:
        table.wrong("until", "brief.past")
    return BriefText(title, text.strip(), until, table.line("account"), table.words("use"), table.words("avoid"))


def write_brief(brief: Brief | None, account: str, zone: str, until: Micros) -> str:
    """Write a brief as its page, `account` being its short name; None: a new one that holds until then."""
    title, text = (brief.title, brief.text) if brief else ("", "")
    codes = [
        f"{name} = [{', '.join(map(_quoted, listed))}]"
        for name, listed in (("use", brief.use if brief else ()), ("avoid", brief.avoid if brief else ()))
    ]
    head = [
        f"title = {_quoted(title)}",
        f"until = {_quoted(write_moment(brief.until if brief else until, zone))}",
        *([f"account = {_quoted(account)}"] if account else []),
        *codes,
    ]
    return "\n".join([FENCE, *head, FENCE, text]).rstrip() + "\n"


def _quoted(text: str) -> str:
    """Return a text as TOML holds it in a line."""
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'
