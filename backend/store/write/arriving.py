"""Comments that come for the first time: their rows, their place in the thread, and whether they are work."""

from collections.abc import Iterable
from typing import Any

from sqlalchemy import bindparam, select, update

from backend.model.actor import PLATFORM
from backend.model.change import Topic
from backend.model.clock import DAY, Micros, plus
from backend.model.comment import QUEUED, CommentState, Inflow, RemoteState
from backend.model.event import Happened
from backend.model.inflow import InComment
from backend.model.outbox import OutboxState
from backend.model.traits import OF_OTHERS
from backend.store.codec import dump_media, dump_words
from backend.store.write.case_times import acknowledge_in
from backend.store.write.filing import RAW, Filing, storable
from backend.store.write.rows import chunks, comment, comment_revision, insert_many, listed, new_ids, outbox
from backend.store.write.standing import REPLIES
from backend.store.write.targets import answered_in, due_new_in
from backend.store.write.waking import wake_in
from backend.text.alike import alike
from backend.text.digest import digest
from backend.text.marks import marks
from backend.text.masking import load_spots
from backend.text.personal import exposes
from backend.text.traits import traits

_OUT = (OutboxState.SENDING, OutboxState.UNKNOWN, OutboxState.SENT)


_ORPHANS = """
SELECT id, parent_remote_id, own, written_at FROM comment
WHERE account_id = ? AND parent_remote_id IN (?) AND parent_id IS NULL
"""


def file_new(filing: Filing) -> int:
    """Enter the comments of a page that are not known yet, all in a few statements. Returns how many."""
    w = filing.w
    fresh = {remote_id: one for remote_id, one in filing.comments.items() if remote_id not in filing.known}
    if not fresh:
        return 0
    keys = dict(zip(fresh, new_ids(w, comment, len(fresh)), strict=True))
    said = {remote_id: words(w.now, keys[remote_id], 1, one) for remote_id, one in fresh.items()}
    rows = {
        remote_id: _row(filing, keys, remote_id, one) | read_off(one, said[remote_id])
        for remote_id, one in fresh.items()
    }
    orphans = _orphans(filing, rows)
    _link_to_outbox(filing, rows)
    _close_answered(filing, rows, orphans)
    due_new_in(w, filing.account_id, rows.values())
    insert_many(w, comment, list(rows.values()))
    insert_many(w, comment_revision, list(said.values()))
    _adopt(filing, rows, orphans)
    _note_answers(filing, rows, orphans)
    _wake(filing, rows)
    filing.personal += [keys[key] for key, row in said.items() if row["spots"] and _to_hide(filing, rows[key], row)]
    for key in keys.values():
        w.tell(Topic.COMMENT, key)
    return len(rows)


def _row(filing: Filing, keys: dict[str, int], remote_id: str, one: InComment) -> dict[str, Any]:
    now = filing.w.now
    parent = one.parent_remote_id
    return (
        columns(one)
        | counted(one)
        | {
            "id": keys[remote_id],
            "account_id": filing.account_id,
            "post_id": filing.post_ids[one.root_remote_id],
            "parent_id": _parent_id(filing, keys, parent),
            "author_id": filing.author_ids[one.author.remote_id],
            "remote_id": remote_id,
            "parent_remote_id": parent,
            "root_remote_id": one.root_remote_id,
            "kind": kind_of(one).value,
            "own": one.own,
            "state": _first_state(one).value,
            "remote_state": one.remote_state.value,
            "urgency": 0,
            "due_at": None,
            "sort_at": now if one.indexed_at is None else min(one.indexed_at, now),
            "written_at": one.written_at,
            "seen_at": now,
            "probed_at": now,
            "edited_at": one.edited_at,
            "revision": 1,
            "follow_up": _answers_ours(filing, parent) and not one.own,
            "outbox_id": None,
            "fetched_at": now if filing.limited and not one.own else None,
        }
    )


def _to_hide(filing: Filing, row: dict[str, Any], said: dict[str, Any]) -> bool:
    """Tell whether a comment gives somebody away and was written so lately that something is to be done at once."""
    fresh: bool = row["written_at"] > plus(filing.w.now, -DAY)  # an account's past is read first, and left as it is
    return fresh and exposes(said["text"], load_spots(said["spots"]))


def columns(one: InComment) -> dict[str, Any]:
    """Return what a platform may say differently at each reading, without anybody having edited the words."""
    return {
        "remote_uri": one.remote_uri,
        "cid": one.cid,
        "url": one.url,
        "visibility": one.visibility.value,
        "labels": dump_words(one.labels),
        "language": one.language,
        "spoiler": one.spoiler,
    }


def counted(one: InComment) -> dict[str, Any]:
    """Return what the platform counts: it moves all the time, and is no news to anybody."""
    return {"likes": one.likes}


def read_off(one: InComment, said: dict[str, Any]) -> dict[str, Any]:
    """Return what is kept of words and attachments for lists to know: their traits, and the key of near-copies.

    `said` is their revision's row.
    """
    found = traits(one.text, one.media, one.spoiler, personal=bool(said["spots"]))
    return {"traits": int(found & ~OF_OTHERS if one.own else found), "alike": alike(one.text)}


def words(now: Micros, comment_id: int, number: int, one: InComment) -> dict[str, Any]:
    """Return a revision's row. What we say of ourselves is for all to read: only others' data is marked in it."""
    return {
        "comment_id": comment_id,
        "number": number,
        "text": one.text,
        "raw": one.raw[:RAW],
        "media": storable(dump_media(one.media)),
        "digest": digest(one.raw),
        "seen_at": now,
        "spots": "" if one.own else marks(one.text, one.media, one.language),
    }


def kind_of(one: InComment) -> Inflow:
    """Return how it reached us; what we wrote ourselves is always our own."""
    return Inflow.OWN if one.own else one.kind


def _first_state(one: InComment) -> CommentState:
    if kind_of(one) in (Inflow.OWN, Inflow.CONTEXT):
        return CommentState.ASIDE
    return CommentState.DONE if one.remote_state is RemoteState.DELETED else CommentState.OPEN


def _parent_id(filing: Filing, keys: dict[str, int], parent: str | None) -> int | None:
    if parent is None:
        return None
    if parent in keys:
        return keys[parent]
    return filing.known[parent].id if parent in filing.known else None


def _answers_ours(filing: Filing, parent: str | None) -> bool:
    if parent is None:
        return False
    if parent in filing.known:
        return bool(filing.known[parent].own)
    return parent in filing.comments and filing.comments[parent].own


def _orphans(filing: Filing, rows: dict[str, Any]) -> list[Any]:
    """Return comments that came before one of these, which they answer."""
    return list(listed(filing.w, _ORPHANS, filing.account_id, sorted(rows)))


def _adopt(filing: Filing, rows: dict[str, Any], orphans: list[Any]) -> None:
    """Give comments that came before their parent the parent, and the mark of a follow-up when that is ours."""
    if not orphans:
        return
    move = update(comment).where(comment.c.id == bindparam("key"))
    values = [
        {"key": row.id, "parent": rows[row.parent_remote_id]["id"], "after": _follows(rows, row)} for row in orphans
    ]
    filing.w.conn.execute(move.values(parent_id=bindparam("parent"), follow_up=bindparam("after")), values)
    for row in orphans:
        filing.w.tell(Topic.COMMENT, row.id)


def _follows(rows: dict[str, Any], row: Any) -> bool:
    return bool(rows[row.parent_remote_id]["own"]) and not row.own


def _wake(filing: Filing, rows: dict[str, Any]) -> None:
    """Wake comments that sleep until somebody answers: by an answer to them, or by their author in the thread."""
    came = [row for row in rows.values() if not row["own"]]
    posts = {row["post_id"] for row in came}
    asked = select(comment.c.id, comment.c.post_id, comment.c.author_id).where(
        comment.c.wake_on_reply, comment.c.post_id.in_(posts)
    )
    new = {row["id"] for row in came}
    answered = {row["parent_id"] for row in came}
    spoke = {(row["post_id"], row["author_id"]) for row in came}
    for sleeper in filing.w.conn.execute(asked).all() if posts else ():
        if sleeper.id not in new and (sleeper.id in answered or (sleeper.post_id, sleeper.author_id) in spoke):
            wake_in(filing.w, sleeper.id)


def _link_to_outbox(filing: Filing, rows: dict[str, Any]) -> None:
    """Mark answers of ours that we sent ourselves: the puller may see one before the pusher has heard of it."""
    ours = {row["parent_id"] for row in rows.values() if row["own"] and row["parent_id"] is not None}
    sent: dict[int, list[Any]] = {}
    for some in chunks(sorted(ours)):
        asked = select(outbox.c.id, outbox.c.comment_id, outbox.c.remote_id, outbox.c.wire_key).where(
            outbox.c.comment_id.in_(some), outbox.c.act.in_(REPLIES), outbox.c.state.in_(_OUT)
        )
        for action in filing.w.conn.execute(asked):
            sent.setdefault(action.comment_id, []).append(action)
    for remote_id, row in rows.items():
        if row["own"]:
            row["outbox_id"] = next((one.id for one in sent.get(row["parent_id"], ()) if _is(one, remote_id)), None)


def _is(action: Any, remote_id: str) -> bool:
    """Tell whether an action made this object: by the id it got, or by the record key it was sent with."""
    if action.remote_id:
        return bool(action.remote_id == remote_id)
    return bool(action.wire_key) and remote_id.endswith(f"/{action.wire_key}")


def _close_answered(filing: Filing, rows: dict[str, Any], orphans: list[Any]) -> None:
    """Close what a colleague answered in the platform's own app: seen, and not contradicted."""
    by_app = [row for row in rows.values() if row["own"] and row["outbox_id"] is None]
    answers = [(row["parent_remote_id"], row["written_at"]) for row in by_app]
    answers += [(row.parent_remote_id, row.written_at) for row in orphans if row.own]
    _close_new(rows, answers)
    for parent, written_at in answers:
        known = filing.known.get(parent) if parent is not None else None
        if known is not None and not known.own and not filing.changing(known.id, *REPLIES):
            closes = known.state in QUEUED and _still(known.edited_at, written_at)
            _answered(filing, known, CommentState.DONE if closes else CommentState(known.state))


def _close_new(rows: dict[str, Any], answers: Iterable[tuple[str | None, Micros]]) -> None:
    for parent, written_at in answers:
        row = rows.get(parent) if parent is not None else None
        if row is not None and row["state"] == CommentState.OPEN and _still(row["edited_at"], written_at):
            row["state"] = CommentState.DONE.value


def _note_answers(filing: Filing, rows: dict[str, Any], orphans: list[Any]) -> None:
    """Note how long those waited whom a colleague answered in the platform's own app."""
    by_app = [row for row in rows.values() if row["own"] and row["outbox_id"] is None]
    answers = [(row["parent_id"], row["written_at"], None) for row in by_app]
    answers += [(rows[row.parent_remote_id]["id"], row.written_at, None) for row in orphans if row.own]
    theirs = [one for one in answers if one[0] is not None and not filing.changing(one[0], *REPLIES)]
    if theirs:
        answered_in(filing.w, theirs)


def _still(edited_at: Micros | None, answered_at: Micros) -> bool:
    """Tell whether the words stand as they were when they were answered."""
    return edited_at is None or edited_at <= answered_at


def _answered(filing: Filing, known: Any, after: CommentState) -> None:
    """Write down that a colleague answered in the platform's own app, whatever had been decided before."""
    w = filing.w
    if after != known.state:
        queued = update(comment).where(comment.c.id == known.id, comment.c.state.in_(QUEUED))
        closed = w.conn.execute(queued.values(state=after.value, snoozed_until=None, wake_on_reply=False)).rowcount
        after = after if closed else CommentState(known.state)  # a member was faster
    w.log(
        Happened.REPLY_SENT,
        PLATFORM,
        account_id=filing.account_id,
        comment_id=known.id,
        revision=known.revision,
        before=known.state,
        after=after.value,
    )
    acknowledge_in(w, known.id)
    w.tell(Topic.COMMENT, known.id)
