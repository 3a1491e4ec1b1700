"""Answering: the composer's start, sending, second thoughts, and what is kept when something comes between."""

from dataclasses import replace

from backend.desk.session import Desk, DeskError
from backend.desk.subject import About, about
from backend.model.account import Act
from backend.model.comment import Visibility
from backend.model.desk import Composing, Difference, Outcome, Result
from backend.model.outbox import Verdict
from backend.model.reason import Reason
from backend.policy.templates import blanks
from backend.store.read import drafts, revisions
from backend.text.counting import over
from backend.text.outgoing import outgoing, starting_text


def compose(desk: Desk, comment_id: int, *, private: bool = False) -> Composing:
    """Claim a comment and return what the composer opens with: the kept draft, or mention and signature.

    `private`: for its author alone. `holder` names another member who has it; writing is possible then, sending is
    not. Raises DeskError, StoreError.
    """
    it = about(desk, comment_id)
    from backend.store.write import claims

    claimed = claims.claim(desk.store, desk.actor, comment_id)
    desk.shown[comment_id] = it.comment.state
    start = starting_text(it.mention, desk.me.signature)
    composing = _composing(desk, it, start, claimed.who if claimed.outcome is Outcome.TAKEN else None)
    return replace(composing, act=Act.PRIVATE_REPLY, visibility=Visibility.PRIVATE) if private else composing


def compose_own(desk: Desk, comment_id: int) -> Composing:
    """Return what the composer opens with to say something else in an answer of ours. Raises DeskError, StoreError."""
    it = about(desk, comment_id)
    if not it.comment.own:
        raise DeskError("comment.not_own")
    from backend.store.write import claims

    claimed = claims.claim(desk.store, desk.actor, comment_id)
    start = (it.comment.text, len(it.comment.text))
    composing = _composing(desk, it, start, claimed.who if claimed.outcome is Outcome.TAKEN else None)
    return replace(composing, act=Act.EDIT_OWN, anew=Act.EDIT_OWN not in it.account.capabilities.acts)


def _composing(desk: Desk, it: About, start: tuple[str, int], holder: str | None) -> Composing:
    comment, me = it.comment, desk.me
    text, cursor = start
    kept = drafts.draft(desk.reader, comment.comment_id, me.id)
    if kept is not None:
        text, cursor = kept[0], len(kept[0])
    return Composing(
        comment_id=comment.comment_id,
        account=it.account,
        to=comment.author,
        handle=comment.handle,
        text=text,
        cursor=cursor,
        revision=comment.revision,
        visibility=comment.visibility,
        limits=it.account.capabilities.limits,
        signature=me.signature,
        mention=it.mention,
        holder=holder,
        template_id=kept[1] if kept is not None else None,
        kept=kept is not None,
        copies=bool(comment.captured),
        link=comment.url if comment.captured else None,
    )


def send(
    desk: Desk, comment_id: int, text: str, revision: int, template_id: int | None = None, act: Act = Act.REPLY
) -> Result:
    """Queue an answer to a comment as it was shown in `revision`. See `enqueue_reply` for the outcomes.

    With the act EDIT_OWN the comment is an answer of ours, and the text is what it shall say instead. The needed
    mention is added when it is missing. REFUSED for an empty or too long text and for a blank that is not filled.
    Whatever the outcome, the text is queued or kept as a draft.
    """
    from backend.store.write import drafts as keeping
    from backend.store.write.outbox import enqueue_reply

    it = about(desk, comment_id)
    whole = outgoing(text, it.mention)
    no = _unfit(desk, it, whole)
    if no is not None:
        keeping.save_draft(desk.store, desk.actor, comment_id, text, revision, template_id)
        return no
    if act is Act.EDIT_OWN:
        return _rewrite(desk, comment_id, whole, revision)
    result = enqueue_reply(
        desk.store,
        desk.actor,
        comment_id,
        whole,
        revision,
        visibility=it.comment.visibility,
        template_id=template_id,
        state=desk.shown.get(comment_id),
        act=act,
    )
    if result.ok:
        desk.shown.pop(comment_id, None)
    return result


def _rewrite(desk: Desk, comment_id: int, text: str, revision: int) -> Result:
    """Queue other words for an answer of ours; the draft of them is over when they are queued."""
    from backend.store.write import drafts as keeping
    from backend.store.write.claims import release
    from backend.store.write.rewriting import rewrite

    result = rewrite(desk.store, desk.actor, comment_id, text, revision)
    if result.ok:
        keeping.drop_draft(desk.store, desk.actor, comment_id)
        release(desk.store, desk.actor, comment_id, explicit=False)
    else:
        keeping.save_draft(desk.store, desk.actor, comment_id, text, revision)
    return result


def look_again(desk: Desk, comment_id: int, revision: int) -> Difference:
    """Return what has become of a comment since it was shown in `revision`; from now on it counts as shown as it is.

    Raises DeskError when it is no longer there.
    """
    it = about(desk, comment_id)
    desk.shown[comment_id] = it.comment.state
    before = revisions.words(desk.reader, comment_id, revision)
    who = revisions.last_colleague(desk.reader, comment_id, desk.me.id)
    now = it.comment
    return Difference(comment_id, before, now.text, now.revision, now.state, now.remote_state, who)


def _unfit(desk: Desk, it: About, whole: str) -> Result | None:
    start, _ = starting_text(it.mention, desk.me.signature)
    if whole.split() in ([], it.mention.split(), start.split()):
        return Result(Outcome.REFUSED, Reason("reply.empty"))
    left = blanks(whole)
    if left:
        return Result(Outcome.REFUSED, Reason("reply.blank", {"blank": left[0]}))
    too_long = over(whole, it.account.capabilities.limits)
    return Result(Outcome.REFUSED, Reason("reply.too_long", {"over": too_long})) if too_long else None


def cancel(desk: Desk, outbox_id: int) -> Result:
    """Take back an answer that has not left; its text is a draft again. GONE when it is too late."""
    from backend.store.write.outbox import cancel as take_back

    return take_back(desk.store, desk.actor, outbox_id)


def settle(desk: Desk, outbox_id: int, verdict: Verdict) -> Result:
    """Say what became of an answer nobody could tell of: it stands there, send it again, or drop it."""
    from backend.store.write.outbox import by_hand

    return by_hand(desk.store, desk.actor, outbox_id, verdict)


def take_down(desk: Desk, comment_id: int) -> Result:
    """Queue the deletion of an answer of ours; it is final after the undo window."""
    from backend.store.write.outbox import enqueue_delete

    return enqueue_delete(desk.store, desk.actor, comment_id)


def save_draft(desk: Desk, comment_id: int, text: str, revision: int, template_id: int | None = None) -> Result:
    """Keep the text as it is now. One that says no more than the composer began with is not kept."""
    from backend.store.write import drafts as keeping

    it = about(desk, comment_id)
    start, _ = starting_text(it.mention, desk.me.signature)
    kept = "" if text.strip() == start.strip() else text
    return keeping.save_draft(desk.store, desk.actor, comment_id, kept, revision, template_id)


def leave(desk: Desk, comment_id: int) -> Result:
    """Close the composer: the claim is given back (unless it was taken on purpose), the draft stays."""
    from backend.store.write.claims import release

    desk.shown.pop(comment_id, None)
    return release(desk.store, desk.actor, comment_id, explicit=False)


def renew(desk: Desk, comment_id: int) -> Result:
    """Keep the claim while the composer is open (every 20 s or so). TAKEN names who has it by now."""
    from backend.store.write.claims import renew as keep

    return keep(desk.store, desk.actor, comment_id)
