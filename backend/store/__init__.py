"""The rows: the only place that knows SQL. Importing this package loads no database library."""
