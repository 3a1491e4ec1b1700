"""The rooms: one file per screen."""
