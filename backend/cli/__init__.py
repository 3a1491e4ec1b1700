"""The subcommands: one file per group; each imports its part when it runs."""
