"""`nightdesk account show`: what one account reads and can do, and what not, as the worker last saw it."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from zoneinfo import ZoneInfo

from backend.cli.table import cells
from backend.i18n import N_, _
from backend.model.account import REVERSE, Account, Act, Capabilities, Reach, Source, Undo
from backend.model.clock import EPOCH, SECOND, Micros

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


def lines(one: Account, health: str, zone: str) -> Iterator[str]:
    """Return what is known of an account, a line for each thing; `health` is worded already, times are in `zone`."""
    parts = [(_("health"), health), *_times(one, zone), *_reads(one.capabilities), *_acts(one.capabilities)]
    room = max(cells(name) for name, _said in parts)
    for name, said in parts:
        yield f"  {name}{' ' * (room - cells(name))}  {said}"


def _times(one: Account, zone: str) -> Iterator[tuple[str, str]]:
    if one.health.last_complete_at is not None:
        yield _("last read whole"), _moment(one.health.last_complete_at, zone)
    if one.complete_since is not None:
        yield _("complete since"), _moment(one.complete_since, zone)
    if one.capabilities.observed_at > EPOCH:
        yield _("rate limit used"), f"{one.health.rate_share:.0%}"
        yield _("asked what it can"), _moment(one.capabilities.observed_at, zone)


def _reads(can: Capabilities) -> Iterator[tuple[str, str]]:
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


def _acts(can: Capabilities) -> Iterator[tuple[str, str]]:
    able = [act for act in ACTS if act in can.acts]
    back = [act for act in able if can.acts[act] is Undo.REVERSIBLE and (act in REVERSE or act is Act.EDIT_OWN)]
    kinds: tuple[tuple[str, Iterable[Act]], ...] = (
        (_("can, and take it back"), back),
        (_("can for good"), [act for act in able if act not in back]),
        (_("cannot"), [act for act in ACTS if act not in able]),
    )
    for name, acts in kinds:
        if named := ", ".join(_(ACTS[act]) for act in acts):
            yield name, named


def _moment(at: Micros, zone: str) -> str:
    return datetime.fromtimestamp(at // SECOND, ZoneInfo(zone)).strftime("%Y-%m-%d %H:%M")
