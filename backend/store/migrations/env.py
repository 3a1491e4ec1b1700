"""Runs the steps on the connection, and inside the transaction, that `backend.store.migrate` hands in."""

from alembic import context

connection = context.config.attributes["connection"]
context.configure(connection=connection, target_metadata=None)
context.run_migrations()
