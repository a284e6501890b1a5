"""The bus: its log, its outbox, durable subscriptions, dead letters."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    """Make the tables of the bus; nothing there is changed."""
    _create_log()
    _create_outbox()
    _create_subscriptions()


def _create_log() -> None:
    op.create_table(
        "bus_log",
        *_texts("tenant"),
        *_counts("last_sequence", "first_sequence", "stored_at", "checksum"),
        *_bytes("heads", "data"),
        sa.PrimaryKeyConstraint("tenant", "last_sequence"),
    )
    op.create_index("bus_log_by_age", "bus_log", ["tenant", "stored_at", "last_sequence"])
    op.create_table(
        "bus_logs",
        *_texts("tenant", "log_id"),
        *_counts("epoch"),
        sa.PrimaryKeyConstraint("tenant"),
        sqlite_with_rowid=False,
    )


def _create_outbox() -> None:
    kind = sa.BigInteger().with_variant(sa.Integer, "sqlite")
    position: sa.Column[int] = sa.Column("position", kind, primary_key=True, autoincrement=True)
    op.create_table("bus_outbox", position, *_texts("tenant"), *_bytes("head", "data"), sqlite_autoincrement=True)
    op.create_index("bus_outbox_by_tenant", "bus_outbox", ["tenant", "position"])


def _create_subscriptions() -> None:
    op.create_table(
        "bus_subscriptions",
        *_texts("tenant", "subscription_id", "settings"),
        *_counts("generation", "floor"),
        *_bytes("progress"),
        *_counts("used_at"),
        sa.PrimaryKeyConstraint("tenant", "subscription_id"),
        sqlite_with_rowid=False,
        postgresql_with={"fillfactor": 70},
    )
    op.create_table(
        "bus_dead_letters",
        *_texts("tenant", "subscription_id"),
        *_counts("sequence", "deliveries"),
        *_texts("reason"),
        *_counts("dead_at"),
        sa.Column("redriven", sa.SmallInteger, nullable=False),
        *_bytes("head", "data"),
        sa.PrimaryKeyConstraint("tenant", "subscription_id", "sequence"),
    )


def _texts(*names: str) -> "list[sa.Column[str]]":
    kind = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")
    return [sa.Column(name, kind, nullable=False) for name in names]


def _counts(*names: str) -> "list[sa.Column[int]]":
    return [sa.Column(name, sa.BigInteger, nullable=False) for name in names]


def _bytes(*names: str) -> "list[sa.Column[bytes]]":
    return [sa.Column(name, sa.LargeBinary, nullable=False) for name in names]
