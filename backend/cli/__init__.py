"""Subcommands; each imports its part when it runs."""
