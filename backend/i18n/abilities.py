"""What an account reads and can do, and what not, in words: the same on the command line and on the desk."""

from collections.abc import Iterable, Iterator, Mapping

from backend.i18n import N_, _
from backend.model.account import REVERSE, Act, Capabilities, Reach, Source, Undo, Unread

SOURCES: Mapping[Source, str] = {
    Source.COMMENTS: N_("comments on our posts"),
    Source.ADS: N_("comments on ads"),
    Source.VISITOR_POSTS: N_("posts of visitors"),
    Source.MENTIONS: N_("mentions"),
    Source.TAGS: N_("tags"),
    Source.QUOTES: N_("quotes"),
    Source.STORIES: N_("mentions in stories"),
    Source.LIVE: N_("live comments"),
    Source.REVIEWS: N_("reviews"),
    Source.HELD: N_("what the platform's filter holds"),
    Source.MESSAGES: N_("private messages"),
}

ACTS: Mapping[Act, str] = {
    Act.REPLY: N_("answer"),
    Act.PRIVATE_REPLY: N_("answer in private"),
    Act.EDIT_OWN: N_("edit our answer"),
    Act.DELETE_OWN: N_("take our answer down"),
    Act.HIDE: N_("hide"),
    Act.DELETE: N_("delete a comment"),
    Act.LIKE: N_("like"),
    Act.MUTE: N_("mute"),
    Act.BLOCK: N_("block"),
    Act.LOCK: N_("lock a thread"),
    Act.REPORT: N_("report"),
}
"""Acts by which they are named; each stands for its reverse too."""


def reads(can: Capabilities) -> Iterator[tuple[str, str]]:
    """Say of every source whether it is read, and why not: nothing is missed without being told."""
    reaches = {
        Reach.READ: _("reads"),
        Reach.COUNTED: _("only counts"),
        Reach.DENIED: _("this login may not read"),
        Reach.MISSING: _("cannot be read there"),
    }
    for reach, name in reaches.items():
        named = [_(SOURCES[source]) for source in SOURCES if can.sources.get(source) is reach]
        if named:
            yield name, ", ".join(named)


def messages(found: Unread | None) -> Iterator[tuple[str, str]]:
    """Say how many private messages nobody has read, and where they are read; nothing where they are not counted."""
    if found is not None:
        many = _("at least {n}").format(n=found.count) if found.more else str(found.count)
        yield _("unread messages"), _("{n}, read them at {url}").format(n=many, url=found.url)


def pushes(can: Capabilities) -> Iterator[tuple[str, str]]:
    """Say what the platform pushes to us, by its own names, and how it comes to; nothing where it does not tell."""
    if can.pushes is not None:
        yield _("pushes"), ", ".join(sorted(can.pushes)) or _("nothing yet: nightdesk webhooks subscribe NAME")


def acts(can: Capabilities) -> Iterator[tuple[str, str]]:
    """Say of every act whether the account can do it, and whether it can be taken back."""
    able = [act for act in ACTS if act in can.acts]
    back = [act for act in able if can.acts[act] is Undo.REVERSIBLE and (act in REVERSE or act is Act.EDIT_OWN)]
    kinds: tuple[tuple[str, Iterable[Act]], ...] = (
        (_("can, and take it back"), back),
        (_("can for good"), [act for act in able if act not in back]),
        (_("cannot"), [act for act in ACTS if act not in able]),
    )
    for name, some in kinds:
        if named := ", ".join(_(ACTS[act]) for act in some):
            yield name, named
