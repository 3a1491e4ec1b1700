"""What can be done about a status or its author on Mastodon: favourite, mute, block, report, and their reverses.

All but a report can be made twice and are then made once. Sources: mastodon/documentation, methods/{statuses,accounts,
reports}; mastodon/mastodon, app/models/report.rb.
"""

from collections.abc import Mapping
from urllib.parse import quote

from backend.model.account import Act
from backend.model.outbox import Intent, Receipt, Wire
from backend.model.triage import Why
from backend.platforms.base import Fate, Gone, NotPermitted, Refused, Settled, TryAgain
from backend.platforms.fields import maybe_identifier, record
from backend.platforms.mastodon_api import Api
from backend.platforms.words import compact
from backend.text.clean import clean

REPORTS = "/api/v1/reports"
COMMENT = 1000
"""Characters of a report's own words."""

_ABOUT_STATUS = {Act.LIKE: "favourite", Act.UNLIKE: "unfavourite"}
_ABOUT_AUTHOR = {Act.MUTE: "mute", Act.UNMUTE: "unmute", Act.BLOCK: "block", Act.UNBLOCK: "unblock"}

_FILED: Mapping[str, str] = {Why.SPAM: "spam", Why.UNLAWFUL: "legal", Why.THREAT: "legal"}
"""Under what a report is filed; all else is `other`.

Never `violation`: it must name the broken rules by their numbers, and which of a server's own sentences a reason breaks
is for a person to say.
"""


def about_status(_api: Api, intent: Intent) -> Wire:
    """Favourite a status, or take it back."""
    return _wire(f"/api/v1/statuses/{_part(intent.target.remote_id)}/{_ABOUT_STATUS[Act(intent.act)]}", {}, intent)


def about_author(_api: Api, intent: Intent) -> Wire:
    """Mute or block the author, or take it back. A mute keeps their notifications away too."""
    verb = _ABOUT_AUTHOR[Act(intent.act)]
    body = {"notifications": True} if intent.act == Act.MUTE else {}
    return _wire(f"/api/v1/accounts/{_part(intent.target.mention_id)}/{verb}", body, intent)


def report(api: Api, intent: Intent) -> Wire:
    """Report a status to our server's moderators, and to those of the author's server when that is another.

    Only they can end an account that is theirs. Our server forwards without saying who reports, but the words of the
    report go along. Raises Refused when these are too long.
    """
    target, words = intent.target, clean(intent.text).strip()
    if len(words) > COMMENT:
        raise Refused("reply.too_long", over=len(words) - COMMENT)
    filed = _FILED.get(intent.reason, "other")
    body = {
        "account_id": _someone(target.mention_id),
        "status_ids": [target.remote_id],
        "comment": words,
        "category": "other" if filed == "legal" and not api.server().files_legal else filed,
        "forward": "@" in target.mention.lstrip("@"),
    }
    return _wire(REPORTS, body, intent)


def send(api: Api, wire: Wire) -> Receipt:
    """Make the request once. Taking something back from what is gone is done."""
    try:
        answer = api.http.request("POST", wire.path, content=wire.body or None)
    except Gone:
        if _verb(wire).startswith("un"):
            return Receipt()
        raise
    remote_id = maybe_identifier(record(answer.json), "id")
    if remote_id is None:
        raise TryAgain("platform.unreadable", reached=True, host=api.http.host, status=answer.status)
    return Receipt(remote_id) if wire.path == REPORTS else Receipt()


def settle(api: Api, wire: Wire) -> Settled:
    """Find out what became of a request whose answer was lost.

    A favourite is read back. A mute or a block is simply sent again, which changes nothing: reading it back needs a
    right (`read:follows`) that is good for nothing else here. A report that is sent again is a second report, and no
    call lists ours: a person must look.
    """
    if wire.path == REPORTS:
        return Settled(Fate.UNSURE, final=True)
    if _verb(wire) not in _ABOUT_STATUS.values():
        return Settled(Fate.ABSENT)
    liked = _verb(wire) == _ABOUT_STATUS[Act.LIKE]
    path, _, _ = wire.path.rpartition("/")
    try:
        status = record(api.http.request("GET", path).json)
    except Gone:
        return Settled(Fate.ABSENT) if liked else Settled(Fate.SENT, Receipt())
    return Settled(Fate.SENT, Receipt()) if status.get("favourited") is liked else Settled(Fate.ABSENT)


def _wire(path: str, body: Mapping[str, object], intent: Intent) -> Wire:
    text_of = compact(body) if body else ""
    return Wire("POST", path, text_of, intent.intent_id, intent.at)


def _verb(wire: Wire) -> str:
    return wire.path.rpartition("/")[2]


def _part(remote_id: str) -> str:
    return quote(_someone(remote_id), safe="")


def _someone(remote_id: str) -> str:
    """Return an id. Raises NotPermitted when there is none: the act is aimed at ourselves, or at nothing."""
    if not remote_id:
        raise NotPermitted("platform.no_such_act")
    return remote_id
