"""What a moderator sees: draws values, sends verbs; no SQL, no network."""
