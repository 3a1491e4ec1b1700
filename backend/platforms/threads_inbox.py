"""Reading what others wrote: what names us, the replies under our posts, and those that wait for our approval.

All lists are read newest first (`reverse` is true unless one says else), so a walk ends where all is known already.
The conversation is flat: a reply deep inside an old one stands in front like any other, and no early end loses it.
"""

import logging
from collections.abc import Callable, Sequence
from dataclasses import replace

from backend.model.clock import Micros
from backend.model.comment import Inflow
from backend.model.inflow import InComment, InPost, Page
from backend.platforms.base import Gone, KnownRoots, NotPermitted, Refused
from backend.platforms.fields import Fields, Odd, maybe_identifier, moment
from backend.platforms.graph import PAGE, Batch
from backend.platforms.rounds import Round
from backend.platforms.threads_api import FIELDS, MENTIONS, Api
from backend.platforms.threads_rota import LOOK, NEVER, REPLIES, chosen, is_waiting, mark, post_of
from backend.platforms.threads_rows import Kin, in_comment, in_post, root_id

_log = logging.getLogger(__name__)

Placing = Callable[[Fields], tuple[str, Inflow]]
"""Tells the root of a row and what it is to us. Raises Odd."""

_LOOKED_AT = "id,timestamp,has_replies"
_WAITING_FIELDS = f"{FIELDS},reply_approval_status"


class Inbox:
    """One account's inbox. Remembers which lists the login is not let into: a new login is a new inbox.

    `holds`: a post of ours was met whose replies wait for approval.
    """

    def __init__(self, api: Api) -> None:
        self.holds = False
        self._api = api
        self._denied: set[str] = set()

    def page(self, cursor: str | None, since: Micros, known: KnownRoots) -> Page:
        """Read the next piece: the look at our posts that begins a round, or one page of a list of the round."""
        before = Round.parse(cursor)
        if before.post() is None:
            return self._begun(before)
        return self._read(before, since, known)

    def _begun(self, before: Round) -> Page:
        now = self._api.clock.now()
        posts = self._api.posts(LOOK, fields=_LOOKED_AT).rows
        paths = [MENTIONS, *chosen(posts, before.marks, now)]
        after = before.begun((path, mark(now)) for path in paths if _sort(path) not in self._denied)
        return Page(cursor=after.text(), more=after.post() is not None)

    def _read(self, before: Round, since: Micros, known: KnownRoots) -> Page:
        path = before.post() or ""
        try:
            batch = self._api.edge(path, before.after, _WAITING_FIELDS if is_waiting(path) else FIELDS, limit=PAGE)
        except (Gone, Refused) as error:
            _log.info("a list was not read: %s", error.reason.code)
            return _passed_over(before, lasting=is_waiting(path))
        except NotPermitted:
            if path.endswith(f"/{REPLIES}"):
                raise
            self._denied.add(_sort(path))
            return _passed_over(before)
        self.holds = self.holds or is_waiting(path)
        rows, ended = _wanted(batch, since, known, first=path not in before.marks)
        found = self._mentions(rows, known) if path == MENTIONS else self._replies(path, rows, before)
        after = before.stepped(batch.after, known=ended)
        return replace(found, cursor=after.text(), more=after.post() is not None)

    def _replies(self, path: str, rows: Sequence[Fields], before: Round) -> Page:
        root = post_of(path)
        comments, skipped = placed(rows, lambda row: (root, Inflow.OWN if self._api.owns(row) else Inflow.COMMENT))
        fresh = path not in before.marks and before.after is None
        post = self._api.maybe_media(root) if fresh else None
        return Page((in_post(post, own=True),) if post else (), comments, skipped=skipped)

    def _mentions(self, rows: Sequence[Fields], known: KnownRoots) -> Page:
        """Place what names us. A row we know costs no look at its root and parent again."""
        old = known(_ids(rows))
        rows = [row for row in rows if maybe_identifier(row, "id") not in old]
        kin = Kin(self._api, rows)
        comments, skipped = placed(rows, lambda row: (root_id(row), kin.kind(row, root_id(row), Inflow.MENTION)))
        posts, tops = _strangers(kin, comments)
        hints = dict.fromkeys(one.root_remote_id for one in comments if one.remote_id != one.root_remote_id)
        return Page(posts, (*tops, *comments), threads=tuple(hints), skipped=skipped)


def _strangers(kin: Kin, comments: Sequence[InComment]) -> tuple[tuple[InPost, ...], list[InComment]]:
    """Return the roots of strangers' threads, and as comments those of them that did not come as one."""
    came = {one.remote_id for one in comments}
    roots = dict.fromkeys(one.root_remote_id for one in comments if one.kind is not Inflow.COMMENT)
    read = {root: media for root in roots if (media := kin.media(root)) is not None and not kin.ours(root)}
    tops = [in_comment(media, root, kin.kind(media, root)) for root, media in read.items() if root not in came]
    return tuple(in_post(media, own=False) for media in read.values()), tops


def _wanted(batch: Batch, since: Micros, known: KnownRoots, *, first: bool) -> tuple[list[Fields], bool]:
    """Return the rows to take in, and whether what lies behind them has been read.

    Only the first walk through a list is bounded by `since`; and only a list that has been walked through once ends
    where all is known, as single rows may be known from elsewhere.
    """
    if not first:
        ids = _ids(batch.rows)
        return batch.rows, bool(ids) and known(ids).keys() >= set(ids)
    young = [row for row in batch.rows if (moment(row, "timestamp") or since) >= since]
    return young, len(young) < len(batch.rows)


def _passed_over(before: Round, *, lasting: bool = False) -> Page:
    """Go on behind a list that cannot be read; `lasting`: it will not be asked for again."""
    if lasting:
        before = replace(before, todo=((before.post() or "", NEVER), *before.todo[1:]))
    after = before.stepped(None, known=True)
    return Page(cursor=after.text(), more=after.post() is not None)


def placed(rows: Sequence[Fields], place: Placing) -> tuple[tuple[InComment, ...], int]:
    """Return rows as comments, and how many could not be read; `place` tells a row's root and kind."""
    comments: list[InComment] = []
    for row in rows:
        try:
            comments.append(in_comment(row, *place(row)))
        except Odd:
            continue
    return tuple(comments), len(rows) - len(comments)


def _ids(rows: Sequence[Fields]) -> list[str]:
    return [one for row in rows if (one := maybe_identifier(row, "id"))]


def _sort(path: str) -> str:
    """Return what kind of list it is: rights are given for a kind."""
    return path.rpartition("/")[2]
