"""The longer pieces of SQL that words of the query language stand for; `filter_terms` says which."""

DELIVERED = "('reply', 'private_reply', 'edit_own', 'delete_own')"
"""Acts whose way a comment shows to the end. Any other shows while it is on its way, and when it did not get out."""

SHOWN = f"(n.state <> 'cancelled' AND (n.act IN {DELIVERED} OR n.state <> 'sent' AND n.after_id IS NULL))"
"""The actions `n` of a comment that it shows, the newest of them: a block's end that waits for its day is none."""

AWAKE = "(c.snoozed_until IS NULL OR c.snoozed_until <= ?)"
CLAIMED = "SELECT comment_id AS id FROM claim WHERE member_id = ? AND until > ?"
CLAIMED_BY_ANYBODY = "SELECT comment_id AS id FROM claim WHERE member_id IN (SELECT id FROM member) AND until > ?"
LATE = "SELECT id FROM comment{by} WHERE state = 'open' AND due_at < ?"
SOON_DUE = "SELECT id FROM comment{by} WHERE state = 'open' AND due_at >= ? AND due_at < ?"
ASSIGNED = "SELECT id FROM comment{by} WHERE assigned_to = ? AND state IN ({{states}})"
KEPT = "EXISTS (SELECT 1 FROM draft AS d WHERE d.comment_id = o.comment_id)"
FAILED = f"""
    SELECT o.comment_id AS id FROM outbox AS o JOIN comment AS t ON t.id = o.comment_id
    WHERE (o.state IN ('failed', 'stopped') AND (t.state <> 'done' OR o.code = 'comment.answered' AND {KEPT})
            OR o.state = 'unknown' AND o.lease_until IS NULL)
        AND NOT EXISTS (SELECT 1 FROM outbox AS n WHERE n.comment_id = o.comment_id AND n.id > o.id AND {SHOWN})
"""
"""Comments whose newest answer did not get out, or of which nobody can tell but a person.

One that came too late stands here as long as its text is kept: the comment itself is answered.
"""

UNTOUCHED = """
    c.viewed_at IS NULL AND NOT EXISTS (SELECT 1 FROM deed_item AS i WHERE i.comment_id = c.id)
    AND NOT EXISTS (SELECT 1 FROM outbox AS o WHERE o.comment_id = c.id)
"""
FOR_ME = f"""
    {CLAIMED}
    UNION ALL SELECT id FROM comment{{by}} WHERE assigned_to = ? AND state IN ('open', 'waiting')
    UNION ALL SELECT comment_id FROM referral WHERE to_id = ? AND answered_at IS NULL
    UNION ALL SELECT n.comment_id FROM mention AS m JOIN note AS n ON n.id = m.note_id
        WHERE m.member_id = ? AND m.seen_at IS NULL AND n.comment_id IS NOT NULL
"""
ANSWERED = """
    (EXISTS (SELECT 1 FROM comment AS a WHERE a.account_id = c.account_id AND a.parent_remote_id = c.remote_id
        AND a.own = TRUE AND a.remote_state <> 'deleted')
    OR EXISTS (SELECT 1 FROM outbox AS o WHERE o.comment_id = c.id AND o.act IN ('reply', 'private_reply')
        AND o.state IN ({live})))
"""
