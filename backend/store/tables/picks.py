"""What the team picked for which words: sums, from which no single comment can be read."""

from sqlmodel import Field, SQLModel

from backend.store.tables.columns import WIDE, number, ref


class TemplateWordRow(SQLModel, table=True):
    """How often a template answered comments with a word. `word` is a hash (`backend.policy.stems.hashed`).

    Nothing says which comments they were, so a comment that is erased takes nothing from here.
    """

    __tablename__ = "template_word"

    word: int = Field(sa_type=WIDE, primary_key=True)
    template_id: int = ref("template.id", primary_key=True)
    picks: int = number()


class TemplatePickRow(SQLModel, table=True):
    """How often a template was picked for a comment with any word in it."""

    __tablename__ = "template_pick"

    template_id: int = ref("template.id", primary_key=True)
    picks: int = number()
