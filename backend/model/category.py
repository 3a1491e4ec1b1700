"""What a comment is about for us: the eight kinds of situation that charters, routines and answer targets name."""

from enum import StrEnum


class Category(StrEnum):
    """A kind of situation, in the order of the digits that set it (1 to 8).

    It is called category because the kind of a comment is how it reached us (`backend.model.comment.Inflow`).
    """

    QUESTION = "question"
    COMPLAINT = "complaint"  # something went wrong for this person and they want it put right
    CRITICISM = "criticism"  # disapproval, which everybody has a right to
    PRAISE = "praise"
    HATE = "hate"
    THREAT = "threat"
    SPAM = "spam"
    CRISIS = "crisis"  # something is happening to many: the routine of the crisis decides what is said


CATEGORIES = tuple(Category)
"""The categories by digit: the first is 1."""

BY_TEAM = frozenset({Category.HATE, Category.THREAT})
"""Answers to these are signed by the team, never with a member's name, whatever the charter says."""


class Setter(StrEnum):
    """Who said what a comment is: a member's word goes before a rule's, a rule's before a suggestion."""

    NOBODY = ""
    SUGGESTION = "suggestion"
    RULE = "rule"
    MEMBER = "member"
