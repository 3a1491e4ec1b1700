"""Finding: an index for every word of the query language that would otherwise walk a million comments for a few.

The search index is made anew with every step, and knows from here on what stands inside words.
"""

from alembic import op

from backend.store.migrations.ddl import index

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

ORDER = "urgency sort_at id"


def upgrade() -> None:
    index("comment_new", "comment", ORDER, where="state = 'open' AND viewed_at IS NULL")
    index("comment_traits", "comment", f"state {ORDER} traits account_id", where="traits <> 0")
    index("comment_liked", "comment", f"state {ORDER}", where="liked")
    index("comment_not_visible", "comment", f"remote_state state {ORDER}", where="remote_state <> 'visible'")
    index("comment_kind", "comment", f"kind state {ORDER}", where="kind <> 'comment'")
    index("author_blocked", "author", "id", where="blocked")
    index("author_muted", "author", "id", where="muted")
    index("outbox_actor", "outbox", "actor_id comment_id", where="comment_id IS NOT NULL")
    index("strike_live", "strike", "expires_at author_id")
    op.drop_index("comment_alike", "comment")
    index("comment_alike", "comment", "alike state", where="alike IS NOT NULL")
