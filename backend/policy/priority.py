"""How urgent a comment is. Stored when it comes, changed only by an event or when its deadline passes."""

NORMAL = 0
RETURNED = 2
"""An answer of ours did not get out: somebody believes this comment is done, and it is not."""

LATE = 3
"""The deadline has passed."""
