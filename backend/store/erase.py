"""Where text of people lives: the list that a purge walks. A test finds a text column that is missing."""

TEXT_COLUMNS: tuple[tuple[str, str], ...] = (
    ("author", "handle"),
    ("author", "name"),
    ("author", "url"),
    ("comment", "spoiler"),
    ("comment", "url"),
    ("comment_revision", "media"),
    ("comment_revision", "raw"),
    ("comment_revision", "text"),
    ("draft", "text"),
    ("note", "text"),
    ("outbox", "text"),
    ("outbox", "wire_body"),
    ("place_look", "note"),
    ("post", "media"),
    ("post", "raw"),
    ("post", "text"),
    ("post", "url"),
    ("referral", "answer"),
    ("referral", "question"),
)
"""Outside text, what was written in answer to it, and links that name their author. The search index follows."""
