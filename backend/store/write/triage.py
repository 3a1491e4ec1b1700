"""The two plainest decisions about one comment, for those who have nothing more to say: stand, and open again."""

from backend.model.actor import Actor
from backend.model.triage import At, Decision, Item, Verb
from backend.store.engine import Store
from backend.store.write.deciding import decide


def let_stand(store: Store, actor: Actor, comment_id: int, revision: int) -> Item:
    """Close a comment as it was shown, without an answer.

    MOVED when it was edited, deleted, answered or decided since; TAKEN when another member has it.
    """
    return decide(store, actor, Decision(Verb.DONE), [At(comment_id, revision)]).items[0]


def reopen(store: Store, actor: Actor, comment_id: int) -> Item:
    """Put a closed comment back into the queue. Not while an answer is on its way, nor once it is deleted."""
    return decide(store, actor, Decision(Verb.REOPEN), [At(comment_id, 0)]).items[0]
