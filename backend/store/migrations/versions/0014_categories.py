"""What a comment is about, and personal data in it.

The words of comments that are there already are read once more, for what they suggest and for personal data: a store
that has been in use masks what it holds from the first start on.
"""

from collections.abc import Iterator, Sequence
from typing import Any

import sqlalchemy as sa
from alembic import op

from backend.model.traits import Trait
from backend.store.codec import load_media
from backend.store.migrations.ddl import add_columns, index, known, table
from backend.text.category import suggestions
from backend.text.marks import marks

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None

AT_ONCE = 5_000
VERBS = (
    "verb reply private_reply edit_own delete_own done reopen snooze wake assign refer note claim release take_over"
    " hide unhide delete like unlike mute unmute block unblock lock unlock report categorise"
)
CATEGORIES = "'', 'question', 'complaint', 'criticism', 'praise', 'hate', 'threat', 'spam', 'crisis'"
SETTERS = "'', 'suggestion', 'rule', 'member'"


def upgrade() -> None:
    listed("category", CATEGORIES, "comment_category_known")
    listed("category_by", SETTERS, "comment_category_by_known")
    op.drop_index("comment_traits", "comment")
    columns = "state urgency sort_at id traits account_id category"
    index("comment_traits", "comment", columns, where="traits <> 0 OR category <> ''")
    add_columns("comment_revision", "spots prose")
    verbs()
    read_words()


def listed(name: str, words: str, check: str) -> None:
    known = sa.CheckConstraint(f"{name} IN ({words})", name=check)
    op.add_column("comment", sa.Column(name, sa.String(), known, nullable=False, server_default=""))


def verbs() -> None:
    """Let a deed be that a comment was categorised. SQLite changes no check of a table: its rows move to a new one."""
    check = known("deed_verb_known", VERBS)
    if op.get_bind().dialect.name == "postgresql":
        op.drop_constraint("deed_verb_known", "deed", type_="check")
        op.create_check_constraint("deed_verb_known", "deed", check.sqltext)
        return
    columns = (
        "id key, member_id ref member, desk_id wide?, verb word, why prose, params prose ={}, total int =0,"
        "done int =0, failed int =0, made_at micros, ended_at micros?, undone_at micros?, undone_by wide?"
    )
    table("deed_new", columns, check)
    names = ", ".join(line.split()[0] for line in columns.split(","))
    op.execute(f"INSERT INTO deed_new ({names}) SELECT {names} FROM deed")
    op.drop_table("deed")
    op.rename_table("deed_new", "deed")
    index("deed_member", "deed", "member_id id")


def read_words() -> None:
    """Note where personal data stands in the words of every comment, and what the newest of them suggest."""
    bind = op.get_bind()
    put = sa.text("UPDATE comment SET traits = traits | :found WHERE id = :id")
    keep = sa.text("UPDATE comment_revision SET spots = :spots WHERE id = :id")
    for rows in words(bind):
        read = [(row, marks(row.text, load_media(row.media), row.language)) for row in rows]
        told = [(row, suggestions(row.text) | (Trait.PERSONAL if there else 0)) for row, there in read]
        found = [{"id": row.id, "spots": there} for row, there in read if there]
        bits = [{"id": row.comment_id, "found": int(found)} for row, found in told if found and row.newest]
        for statement, values in ((keep, found), (put, bits)):
            if values:
                bind.execute(statement, values)


def words(bind: sa.Connection) -> Iterator[Sequence[Any]]:
    asked = sa.text(
        "SELECT r.id, r.comment_id, r.text, r.media, c.language, r.number = c.revision AS newest"
        " FROM comment_revision AS r"
        " JOIN comment AS c ON c.id = r.comment_id WHERE r.id > :after AND NOT c.own ORDER BY r.id LIMIT :most"
    )
    after = 0
    while rows := bind.execute(asked, {"after": after, "most": AT_ONCE}).fetchall():
        yield rows
        after = rows[-1].id
