"""Answering: the composer's start, sending, second thoughts, and what is kept when something comes between."""

from dataclasses import replace
from typing import Any

from backend.desk.session import Desk, DeskError
from backend.desk.signing import Terms, terms
from backend.desk.subject import About, about, limits_for
from backend.model.account import Act
from backend.model.approving import Waiting
from backend.model.clock import DAY, Micros
from backend.model.comment import Visibility
from backend.model.desk import Composing, Difference, Nearly, Outcome, Result
from backend.model.outbox import Verdict
from backend.policy.pictures import going
from backend.policy.signing import unsigned
from backend.store.read import drafts, revisions
from backend.store.read.answers import answers
from backend.store.read.attachments import attachments
from backend.store.read.templates import template
from backend.text.near import near
from backend.text.outgoing import named_whole, outgoing, starting_text

WEEK = 7 * DAY
"""How long an answer to somebody is remembered when the next one is nearly the same."""


def compose(desk: Desk, comment_id: int, *, private: bool = False) -> Composing:
    """Claim a comment and return what the composer opens with: the kept draft, or mention and signature.

    `private`: for its author alone. `holder` names another member who has it; writing is possible then, sending is
    not. Raises DeskError, StoreError.
    """
    it = about(desk, comment_id)
    from backend.store.write import claims

    claimed = claims.claim(desk.store, desk.actor, comment_id)
    desk.shown[comment_id] = it.comment.state
    said = terms(desk, it)
    start = starting_text(it.mention, said.signature)
    composing = _composing(desk, it, said, start, claimed.who if claimed.outcome is Outcome.TAKEN else None)
    if not private:
        return composing
    limits = limits_for(desk, it, Act.PRIVATE_REPLY)
    return replace(composing, act=Act.PRIVATE_REPLY, visibility=Visibility.PRIVATE, limits=limits)


def compose_own(desk: Desk, comment_id: int) -> Composing:
    """Return what the composer opens with to say something else in an answer of ours. Raises DeskError, StoreError."""
    it = about(desk, comment_id)
    if not it.comment.own:
        raise DeskError("comment.not_own")
    if it.comment.visibility is Visibility.PRIVATE and not it.account.capabilities.rewords_private:
        raise DeskError("platform.message_stays")
    from backend.store.write import claims

    claimed = claims.claim(desk.store, desk.actor, comment_id)
    text = named_whole(it.comment.text, it.mention)
    start = (text, len(text))
    composing = _composing(desk, it, terms(desk, it), start, claimed.who if claimed.outcome is Outcome.TAKEN else None)
    return replace(composing, act=Act.EDIT_OWN, anew=Act.EDIT_OWN not in it.account.capabilities.acts)


def change_of(desk: Desk, waiting: Waiting) -> Composing:
    """Return what the composer opens with to change an answer of a colleague's that waits for one's yes."""
    it = about(desk, waiting.comment_id)
    said = replace(terms(desk, it, waiting.member_id), waits=False)
    composing = _composing(desk, it, said, (waiting.text, len(waiting.text)), None)
    return replace(
        composing,
        act=Act(waiting.act),
        limits=limits_for(desk, it, waiting.act),
        text=waiting.text,
        cursor=len(waiting.text),
        kept=False,
        approves=waiting.outbox_id,
        written_by=waiting.member,
    )


def nearly(desk: Desk, comment_id: int, text: str) -> Nearly | None:
    """Return the newest answer of ours in the thread, or to the same author within a week, that says nearly the same.

    None when there is none: only a warning, for whoever may send it all the same. Raises DeskError, StoreError.
    """
    it, now = about(desk, comment_id), desk.clock.now()
    bare = unsigned(text, (terms(desk, it).signature,))
    said = answers(desk.reader, comment_id, Micros(now - WEEK))
    return next((Nearly(to, at, here) for words, to, at, here in said if near(bare, words)), None)


def _composing(desk: Desk, it: About, said: Terms, start: tuple[str, int], holder: str | None) -> Composing:
    comment, me = it.comment, desk.me
    text, cursor = start
    kept = drafts.draft(desk.reader, comment.comment_id, me.id)
    if kept is not None:
        text, cursor = kept[0], len(kept[0])
    return Composing(
        comment_id=comment.comment_id,
        account=it.account,
        to=comment.to or comment.author,
        handle=comment.to_handle or comment.handle,
        text=text,
        cursor=cursor,
        revision=comment.revision,
        visibility=comment.visibility,
        limits=limits_for(desk, it),
        signature=said.signature,
        mention=it.mention,
        holder=holder,
        template_id=kept[1] if kept is not None else None,
        kept=kept is not None,
        copies=bool(comment.captured),
        link=comment.url if comment.captured else None,
        signs=said.signs,
        waits=said.waits,
        only_templates=said.only_templates,
        pictures=_pictures(desk, it, kept[1] if kept is not None else None),
    )


def _pictures(desk: Desk, it: About, template_id: int | None) -> tuple[str, ...]:
    """Return the names of the pictures that go with a kept answer, from the template that it was made of."""
    made_of = template(desk.reader, template_id) if template_id is not None else None
    if made_of is None or it.comment.captured:
        return ()
    pictures = attachments(desk.reader, made_of.attachments)
    return tuple(one.name for one in going(pictures, it.account.capabilities.limits))


def send(
    desk: Desk,
    comment_id: int,
    text: str,
    revision: int,
    template_id: int | None = None,
    act: Act = Act.REPLY,
    *,
    at: Micros | None = None,
    deed_id: int = 0,
) -> Result:
    """Queue an answer to a comment as it was shown in `revision`. See `enqueue_reply` for the outcomes.

    With the act EDIT_OWN the comment is an answer of ours, and the text is what it shall say instead. The needed
    mention is added when it is missing, and so is a signature that must be there. `at` (UTC µs): not before then.
    `deed_id` is a batch that it is a part of. Whatever the outcome, the text is queued or kept as a draft.
    """
    from backend.store.write import drafts as keeping
    from backend.store.write.outbox import enqueue_reply

    it = about(desk, comment_id)
    whole = outgoing(text, it.mention)
    if act is Act.EDIT_OWN:
        return _rewrite(desk, comment_id, whole, revision)
    seen, shown = it.comment.visibility, desk.shown.get(comment_id)
    how: dict[str, Any] = {"visibility": seen, "state": shown, "act": act, "at": at, "deed_id": deed_id}
    result = enqueue_reply(desk.store, desk.actor, comment_id, whole, revision, template_id=template_id, **how)
    if result.ok:
        desk.shown.pop(comment_id, None)
    elif result.outcome is Outcome.REFUSED:
        keeping.save_draft(desk.store, desk.actor, comment_id, text, revision, template_id)
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
    start, _ = starting_text(it.mention, terms(desk, it).signature)
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
