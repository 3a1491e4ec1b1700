"""Words in the reader's language: gettext, with English as the source."""
