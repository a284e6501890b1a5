"""Alembic's entry: migrates over the connection that upgrade.py hands in."""

from alembic import context

from parley_server.sql.schema import VERSION_TABLE
from parley_server.sql.tables import METADATA

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=METADATA,
    version_table=VERSION_TABLE,
    # SQLite can: upgrade.py begins the transaction that Python's driver would leave out.
    transactional_ddl=True,
)
with context.begin_transaction():
    context.run_migrations()
