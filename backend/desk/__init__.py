"""The people's door: the verbs a member has, one file per room."""
