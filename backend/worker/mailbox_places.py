"""Notification mails of watched places: which place a mail tells of, and what it says, as a captured comment.

It is never complete: excerpts are cut, digests drop events, and the forms change. What cannot be taken apart is kept as
a lead (the subject and a link), so that somebody looks; what is not certainly the vendor's is left alone.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum

from backend.model.place import Capture, Captured
from backend.model.reason import Reason
from backend.store.engine import Store
from backend.store.read.mailbox import MailedPlace, mailed_places
from backend.store.write.mailbox import keep_mails, show_mailbox
from backend.text.placelink import PlaceLink, place_link
from backend.worker.log import log
from backend.worker.mailbox_mail import Head, Mail
from backend.worker.mailbox_taker import Fence, Spot, spot
from backend.worker.mailbox_vendors import Vendor, best, excerpt, proven, said_by, vendor_of

MOST_LINKS = 300
"""Links of one mail that are looked at."""

_LINK = re.compile(r"https?://[^\s<>\"]{4,4000}")


class Fate(StrEnum):
    """What becomes of a mail, and why."""

    TAKEN = "taken"
    LEAD = "lead"  # of a watched place, but not to be taken apart: kept with its subject and a link
    OTHER = "other"  # no vendor's
    UNPROVEN = "unproven"  # says that it is a vendor's, and our receiving server does not say so
    NO_GROUP = "no_group"  # a vendor's, about no group
    NOT_WATCHED = "not_watched"  # about a group that is no watched place here


@dataclass(frozen=True, slots=True)
class Verdict:
    """What becomes of a mail. `captures`: what is kept, with its account's key; `group`: one unwatched, by link."""

    fate: Fate
    captures: tuple[tuple[int, Capture], ...] = ()
    group: str = ""


@dataclass(frozen=True, slots=True)
class _Found:
    """A link in a mail: in its one form, and the group it leads to."""

    link: PlaceLink
    group: str


def judge_head(head: Head, server: str) -> Fate | None:
    """Return what becomes of a mail as far as its headers tell; None when its words are needed."""
    vendor = vendor_of(head)
    if vendor is None:
        return Fate.OTHER
    return None if proven(vendor, head, server) else Fate.UNPROVEN


def judge(mail: Mail, server: str, places: Sequence[MailedPlace]) -> Verdict:
    """Return what becomes of a mail, with what is kept of it."""
    fate, vendor = judge_head(mail.head, server), vendor_of(mail.head)
    if fate is not None or vendor is None:
        return Verdict(fate or Fate.OTHER)
    found = [one for text in mail.texts for one in _links(vendor, text)]
    if not found:
        return Verdict(Fate.NO_GROUP)
    taken = [
        (place.account_id, *_capture(mail, vendor, place, [one.link for one in found if one.group == group]))
        for place in places
        if place.kind is vendor.kind
        for group in [_group_of(vendor, place)]
        if any(one.group == group for one in found)
    ]
    if not taken:
        return Verdict(Fate.NOT_WATCHED, group=vendor.home + found[0].group)
    whole = all(is_whole for _key, _what, is_whole in taken)
    return Verdict(Fate.TAKEN if whole else Fate.LEAD, tuple((key, what) for key, what, _whole in taken))


def _group_of(vendor: Vendor, place: MailedPlace) -> str:
    link = place_link(place.link)
    return vendor.group(link.post) if link else ""


def _links(vendor: Vendor, text: str) -> Iterator[_Found]:
    for number, match in enumerate(_LINK.finditer(text)):
        link = place_link(match[0].rstrip(".,;)]>")) if number < MOST_LINKS else None
        group = vendor.group(link.post) if link else ""
        if link and group:
            yield _Found(link, group)


def _capture(mail: Mail, vendor: Vendor, place: MailedPlace, links: Sequence[PlaceLink]) -> tuple[Capture, bool]:
    """Return what a mail says of a place, and whether that is the writer's own words under a link of their own."""
    who, where = said_by(mail.head.subject)
    posts = [one for one in links if vendor.names_post(one.post)]
    if len({one.post for one in posts}) == 1:
        link = best(posts)
        words = next(filter(None, (_words(mail, text, vendor, link) for text in mail.texts)), "")
        if words:
            return Capture(link.url, who, words, mail.head.written_at, Captured.MAIL, where), True
        return _lead(mail, link.url, where), False
    return _lead(mail, place.link, where), False


def _words(mail: Mail, text: str, vendor: Vendor, link: PlaceLink) -> str:
    return excerpt(text, mail.head.subject, lambda line: any(one.link == link for one in _links(vendor, line)))


def _lead(mail: Mail, link: str, where: str) -> Capture:
    """Return a mail that nobody could take apart, as something to look at."""
    return Capture(link, "", mail.head.subject or link, mail.head.written_at, Captured.MAIL, where)


class PlacesTaker:
    """Takes the mails of watched places."""

    def __init__(self, store: Store, server: str) -> None:
        """`server` is the name of our receiving server in its results."""
        self._store = store
        self._server = server
        self._shown_well = False

    def active(self) -> bool:
        """Tell whether there is any place of a kind that sends mails."""
        return bool(self._places())

    def read_to(self, validity: int) -> int | None:
        """Return up to which UID the mailbox has been read for every place; None when one was never read for."""
        return read_to(self._places(), validity)

    def wants(self, head: Head) -> bool:
        """Tell whether a mail is certainly a vendor's."""
        return judge_head(head, self._server) is None

    def take(self, mails: Sequence[Mail], to: Spot, fence: Fence) -> int:
        """Keep what the mails say of each place, beginning where that place was read to. Raises LeaseLost."""
        places = self._places()
        read = {one.account_id: _uid(one, to.validity) for one in places}
        captures = [
            (key, what)
            for mail in mails
            for key, what in judge(mail, self._server, places).captures
            if mail.head.uid > read[key]
        ]
        cursors = {key: str(Spot(to.validity, max(uid, to.uid))) for key, uid in read.items()}
        new, refused = keep_mails(self._store, captures, cursors, fence)
        for reason in refused:
            log.warning("a mail could not be kept", extra={"reason": reason.code})
        return new

    def trouble(self, why: Reason | None) -> None:
        """Show at the places that their mails cannot be read, or that they can again.

        Trouble is shown anew each time: somebody's look at a place covers it.
        """
        if why is not None or not self._shown_well:
            show_mailbox(self._store, [one.account_id for one in self._places()], why)
        self._shown_well = why is None

    def _places(self) -> list[MailedPlace]:
        return mailed_places(self._store.reader)


def read_to(places: Sequence[MailedPlace], validity: int) -> int | None:
    """Return up to which UID the mailbox has been read for every place; None when one was never read for."""
    spots = [spot(one.cursor) for one in places]
    if not all(one and one.validity == validity for one in spots):
        return None
    return min((one.uid for one in spots if one), default=None)


def _uid(place: MailedPlace, validity: int) -> int:
    kept = spot(place.cursor)
    return kept.uid if kept and kept.validity == validity else 0
