"""What members decide and tell each other: deeds, notes, referrals, views, settings, presence, strikes.

A *deed* is one act of a member on one comment or ten thousand. It is what `z` takes back, `Z` does again, and the log
shows as one line; its items keep what each comment was before. Undo lives in the store and not in a desk, so that a
dropped line does not take it away and a colleague can reverse it.
"""

from sqlalchemy import Index
from sqlmodel import Field, SQLModel

from backend.model.desk import Outcome
from backend.model.triage import Verb
from backend.store.tables.columns import (
    WIDE,
    index_where,
    key,
    maybe_micros,
    maybe_ref,
    maybe_wide,
    micros,
    number,
    one_of,
    prose,
    ref,
)


class DeedRow(SQLModel, table=True):
    """A member's act. `why` is its reason; `params` what the decision said (times and keys, never text).

    `done` and `failed` count its items as they are worked off; `ended_at` is empty while a batch still runs.
    `undone_at` and `undone_by`: who took it back and when (another member's reversal is told to the doer).
    """

    __tablename__ = "deed"
    __table_args__ = (
        Index("deed_member", "member_id", "id"),
        one_of("verb", Verb, "deed_verb_known"),
    )

    id: int | None = key()
    member_id: int = ref("member.id")
    desk_id: int | None = maybe_wide()
    verb: str
    why: str = prose()
    params: str = prose("{}")
    total: int = number()
    done: int = number()
    failed: int = number()
    made_at: int = micros()
    ended_at: int | None = maybe_micros()
    undone_at: int | None = maybe_micros()
    undone_by: int | None = maybe_wide()


class DeedItemRow(SQLModel, table=True):
    """What a deed did to one comment. `before` is what to put back (JSON of column values); `code` why it failed."""

    __tablename__ = "deed_item"
    __table_args__ = (
        Index("deed_item_comment", "comment_id"),
        one_of("outcome", Outcome, "deed_item_outcome_known"),
    )

    deed_id: int = ref("deed.id", primary_key=True)
    comment_id: int = ref("comment.id", primary_key=True)
    outcome: str
    code: str = prose()
    params: str = prose("{}")
    before: str = prose("{}")
    after: str = prose("{}")
    outbox_id: int | None = maybe_wide()
    undone_code: str = prose()


class NoteRow(SQLModel, table=True):
    """An internal note on a comment or on its author. Never leaves the team."""

    __tablename__ = "note"
    __table_args__ = (Index("note_comment", "comment_id", "id"), Index("note_author", "author_id", "id"))

    id: int | None = key()
    comment_id: int | None = maybe_ref("comment.id")
    author_id: int | None = maybe_ref("author.id")
    member_id: int = ref("member.id")
    text: str = prose()
    made_at: int = micros()


class MentionRow(SQLModel, table=True):
    """A colleague named in a note (`@Anna`): it stands in their *for you* until they have seen it."""

    __tablename__ = "mention"
    __table_args__ = (index_where("seen_at IS NULL", "mention_unseen", "member_id"),)

    note_id: int = ref("note.id", primary_key=True)
    member_id: int = ref("member.id", primary_key=True)
    seen_at: int | None = maybe_micros()


class ResponsibilityRow(SQLModel, table=True):
    """Who answers for what: an area, on one account or on all, with somebody to fall back on."""

    __tablename__ = "responsibility"
    __table_args__ = (
        index_where("account_id IS NOT NULL", "responsibility_once", "area", "account_id", unique=True),
        index_where("account_id IS NULL", "responsibility_everywhere", "area", unique=True),
    )

    id: int | None = key()
    area: str
    account_id: int | None = maybe_ref("account.id")
    member_id: int = ref("member.id")
    fallback_id: int | None = maybe_ref("member.id")


class ReferralRow(SQLModel, table=True):
    """A comment put to somebody with a question and a deadline: at most one open at a time.

    `to_id` is whose turn it is, also where it went to a responsibility.
    """

    __tablename__ = "referral"
    __table_args__ = (
        index_where("answered_at IS NULL", "referral_open", "comment_id", unique=True),
        index_where("answered_at IS NULL", "referral_to", "to_id", "due_at"),
    )

    id: int | None = key()
    comment_id: int = ref("comment.id", index=True)
    from_id: int = ref("member.id")
    to_id: int = ref("member.id")
    responsibility_id: int | None = maybe_ref("responsibility.id")
    question: str = prose()
    due_at: int | None = maybe_micros()
    asked_at: int = micros()
    answered_at: int | None = maybe_micros()
    answered_by: int | None = maybe_wide()
    answer: str = prose()


class SavedViewRow(SQLModel, table=True):
    """A query with a name: a member's own, or everybody's (`member_id` empty)."""

    __tablename__ = "saved_view"
    __table_args__ = (
        index_where("member_id IS NOT NULL", "saved_view_own", "member_id", "name", unique=True),
        index_where("member_id IS NULL", "saved_view_shared", "name", unique=True),
    )

    id: int | None = key()
    member_id: int | None = maybe_ref("member.id")
    name: str
    query: str = prose()
    made_by: int = ref("member.id")
    made_at: int = micros()


class MemberSettingRow(SQLModel, table=True):
    """One preference of a member (theme, keys, bell …): a word and its value as text."""

    __tablename__ = "member_setting"

    member_id: int = ref("member.id", primary_key=True)
    name: str = Field(primary_key=True)
    value: str = prose()


class PresenceRow(SQLModel, table=True):
    """What a desk is looking at, until when that may be believed. Written without a journal line: others look it up."""

    __tablename__ = "presence"
    __table_args__ = (
        Index("presence_comment", "comment_id", "until"),
        one_of("doing", ("viewing", "writing"), "presence_doing_known"),
    )

    desk_id: int = Field(primary_key=True, sa_type=WIDE)
    member_id: int = ref("member.id")
    comment_id: int = ref("comment.id")
    doing: str
    until: int = micros()


class StrikeRow(SQLModel, table=True):
    """One thing an author did that we acted against; it expires, and goes when the deed is taken back."""

    __tablename__ = "strike"
    __table_args__ = (
        Index("strike_author", "author_id", "expires_at"),
        Index("strike_live", "expires_at", "author_id"),
        Index("strike_deed", "deed_id"),
    )

    id: int | None = key()
    author_id: int = ref("author.id")
    comment_id: int | None = maybe_ref("comment.id")
    deed_id: int | None = maybe_wide()
    why: str = prose()
    at: int = micros()
    expires_at: int = micros()


class HoldRow(SQLModel, table=True):
    """Evidence: a comment whose text stays past the platform's span, `until` then, where the terms allow it.

    `why` is a code (`backend.model.triage.Why`). One a comment.
    """

    __tablename__ = "hold"

    comment_id: int = ref("comment.id", primary_key=True)
    member_id: int = ref("member.id")
    why: str
    made_at: int = micros()
    until: int = micros()
