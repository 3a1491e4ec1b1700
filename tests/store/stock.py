"""Rows put straight into a store, in any state a test needs: what the reading half is tested on."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import insert, update
from sqlmodel import SQLModel

from backend.model.clock import MINUTE
from backend.store.engine import Store, Writer
from backend.store.tables.accounts import AccountHealthRow, AccountRow
from backend.store.tables.comments import AuthorRow, CommentRevisionRow, CommentRow, PostRow
from backend.store.tables.log import EventRow
from backend.store.tables.people import MemberRoleRow, MemberRow
from backend.store.tables.templates import TemplateRow, TemplateVersionRow
from backend.store.tables.triage import NoteRow, ReferralRow, StrikeRow
from backend.store.tables.work import ClaimRow, DraftRow, OutboxRow
from tests.conftest import START


class Stock:
    """Makes rows with sensible values for all that a test does not name. Keys are counted from 1 in each table."""

    def __init__(self, store: Store) -> None:
        self.store = store
        self._names = 0

    def add(self, *rows: SQLModel) -> int:
        """Put rows of one table in, with one statement; return the key of the last."""
        with self.store.write() as writer:
            return _put(writer, rows)

    def change(self, table: str, row_id: int, **values: object) -> None:
        """Change a row."""
        rows = SQLModel.metadata.tables[table]
        with self.store.write() as writer:
            writer.conn.execute(update(rows).where(rows.c.id == row_id).values(**values))

    def name(self, kind: str) -> str:
        """Return a name nobody has yet."""
        self._names += 1
        return f"{kind}{self._names}"

    def account(self, short_name: str = "acme", platform: str = "mastodon", **more: Any) -> int:
        """Make an account without any word of its health."""
        values = {"remote_id": self.name("us"), "handle": f"@{short_name}", "name": short_name.title()} | more
        return self.add(
            AccountRow(platform=platform, short_name=short_name, base_url="https://x", created_at=START, **values)
        )

    def health(self, account_id: int, state: str, **more: Any) -> None:
        """Say how an account is doing."""
        self.add(AccountHealthRow(account_id=account_id, state=state, since=START, **more))

    def member(self, name: str, login: str | None = None, **more: Any) -> int:
        """Make a member."""
        return self.add(MemberRow(name=name, signature=f"/{name}", login=login, created_at=START, **more))

    def role(self, member_id: int, role: str, account_id: int | None = None) -> None:
        """Give a member a role."""
        self.add(MemberRoleRow(member_id=member_id, role=role, account_id=account_id))

    def author(self, name: str = "Kalle", handle: str = "", account_id: int = 1) -> int:
        """Make a person on the platform."""
        remote_id = self.name("person")
        return self.add(
            AuthorRow(account_id=account_id, remote_id=remote_id, handle=handle, name=name, first_seen_at=START)
        )

    def post(self, account_id: int = 1, **more: Any) -> int:
        """Make a post of ours."""
        values: dict[str, Any] = {"remote_id": self.name("post"), "own": True, "known": True}
        values |= {"text": "Nu öppnar vi!"} | more
        return self.add(PostRow(account_id=account_id, written_at=START, seen_at=START, **values))

    def comment(self, text: str = "hej", *, author_id: int = 1, post_id: int = 1, **more: Any) -> int:
        """Make a comment and its first revision, a minute after the last one."""
        remote_id = more.pop("remote_id", None) or self.name("c")
        at = START + self._names * MINUTE
        values: dict[str, Any] = {
            "account_id": 1,
            "root_remote_id": "post",
            "kind": "comment",
            "sort_at": at,
            "written_at": at,
            "seen_at": at,
        } | more
        row = CommentRow(remote_id=remote_id, post_id=post_id, author_id=author_id, **values)
        with self.store.write() as writer:
            key = _put(writer, [row])
            _put(writer, [CommentRevisionRow(comment_id=key, number=1, text=text, seen_at=START)])
        return key

    def revise(self, comment_id: int, text: str, number: int) -> None:
        """Add a revision."""
        self.add(CommentRevisionRow(comment_id=comment_id, number=number, text=text, seen_at=START))
        self.change("comment", comment_id, revision=number)

    def own(self, text: str, answers: int | None = None, **more: Any) -> int:
        """Make an answer of ours."""
        return self.comment(text, parent_id=answers, own=True, kind="own", state="aside", **more)

    def claim(self, comment_id: int, member_id: int, until: int) -> None:
        """Let a member hold a comment."""
        self.add(ClaimRow(comment_id=comment_id, member_id=member_id, taken_at=START, until=until))

    def draft(self, comment_id: int, member_id: int, text: str = "…", saved_at: int = START, **more: Any) -> None:
        """Keep a member's text."""
        self.add(DraftRow(comment_id=comment_id, member_id=member_id, text=text, saved_at=saved_at, **more))

    def outbox(self, comment_id: int | None, state: str = "pending", member_id: int | None = 1, **more: Any) -> int:
        """Make an answer on its way."""
        values = {"act": "reply", "text": "Tack!", "actor_id": member_id, "not_before": START} | more
        return self.add(
            OutboxRow(
                account_id=1,
                comment_id=comment_id,
                state=state,
                intent_id=self.name("intent"),
                created_at=START,
                **values,
            )
        )

    def note(self, text: str, member_id: int = 1, **about: int | None) -> int:
        """Make a note on a comment (`comment_id`) or on an author (`author_id`)."""
        return self.add(NoteRow(member_id=member_id, text=text, made_at=START, **about))

    def strike(self, author_id: int, expires_at: int, why: str = "hate", **more: Any) -> int:
        """Count something against an author."""
        return self.add(StrikeRow(author_id=author_id, why=why, at=START, expires_at=expires_at, **more))

    def event(self, what: str, comment_id: int, member_id: int | None = None, **more: Any) -> int:
        """Log something that was done with a comment, by a member or by the worker."""
        kind = "system" if member_id is None else "member"
        values = {"at": START} | more
        return self.add(EventRow(what=what, actor_kind=kind, actor_id=member_id, comment_id=comment_id, **values))

    def referral(self, comment_id: int, from_id: int, to_id: int, **more: Any) -> int:
        """Put a comment to a member."""
        return self.add(ReferralRow(comment_id=comment_id, from_id=from_id, to_id=to_id, asked_at=START, **more))

    def template(self, code: str, body: str = "Tack!", **more: Any) -> int:
        """Make an approved template."""
        values: dict[str, Any] = {"language": "sv", "state": "approved", "version": 1} | more
        if values["state"] == "approved":
            values = {"approved": values["version"]} | values
        key = self.add(TemplateRow(code=code, **values))
        words: dict[str, Any] = {"number": values["version"], "title": code.title(), "body": body}
        self.add(TemplateVersionRow(template_id=key, made_at=START, **words))
        return key


def _put(writer: Writer, rows: Sequence[SQLModel]) -> int:
    table = SQLModel.metadata.tables[str(type(rows[0]).__tablename__)]
    values = [row.model_dump(exclude={"id"} if getattr(row, "id", 1) is None else set()) for row in rows]
    if len(values) > 1:
        writer.conn.execute(insert(table), values)
        return 0
    made = writer.conn.execute(insert(table).values(values[0])).inserted_primary_key
    assert made is not None
    return int(made[0])
