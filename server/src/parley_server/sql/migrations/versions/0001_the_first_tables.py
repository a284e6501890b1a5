"""The first tables: agents, requests, runs with their logs, worlds, memories, logs."""

from typing import Any

import sqlalchemy as sa
from alembic import op
from sqlalchemy.sql.schema import SchemaItem

revision = "0001"
down_revision = None


def upgrade() -> None:
    """Make everything. What this says is history: it is not derived from tables.py, which goes on changing."""
    _create_agents_and_requests()
    _create_runs()
    _create_worlds()
    _create_memories_and_logs()


def _create_agents_and_requests() -> None:
    _ordered(
        "agents",
        *_texts("tenant", "agent_id", "name_key", "document"),
        _small("should_run"),
        *_counts("created_at", "updated_at", "revision"),
        sa.UniqueConstraint("tenant", "agent_id", name="agents_by_id"),
        sa.UniqueConstraint("tenant", "name_key", name="agents_by_name"),
    )
    _keyed(
        "request_keys",
        *_texts("tenant", "request_id"),
        *_bytes("fingerprint", "answer"),
        *_counts("created_at"),
        sa.PrimaryKeyConstraint("tenant", "request_id"),
    )
    op.create_index("request_keys_by_age", "request_keys", ["created_at"])


def _create_runs() -> None:
    _keyed(
        "runs",
        *_texts("run_id", "tenant", "agent_id", "message_id", "room_id", "entity_id", "source", "status"),
        _small("stage"),
        *_counts("created_at"),
        sa.Column("started_at", sa.BigInteger),
        sa.Column("ended_at", sa.BigInteger),
        *_texts("details"),
        *_counts("last_sequence", "attempt"),
        _small("has_effect"),
        sa.PrimaryKeyConstraint("run_id"),
        postgresql_with={"fillfactor": 70},
    )
    op.create_index("runs_by_age", "runs", ["tenant", "created_at", "run_id"])
    op.create_index("runs_by_agent", "runs", ["tenant", "agent_id", "created_at", "run_id"])
    op.create_index("runs_by_room", "runs", ["tenant", "room_id", "created_at", "run_id"])
    _partial_index("runs_open", "runs", ["tenant", "created_at", "run_id"], "stage = 0")
    _partial_index("runs_to_fold", "runs", ["run_id"], "stage = 1")
    op.create_table(
        "run_bodies",
        *_texts("run_id", "tenant"),
        *_bytes("input", "outcome"),
        sa.PrimaryKeyConstraint("run_id"),
    )
    _keyed(
        "run_events",
        *_texts("run_id"),
        *_counts("sequence"),
        *_texts("tenant"),
        *_bytes("data"),
        sa.PrimaryKeyConstraint("run_id", "sequence"),
    )
    op.create_table(
        "run_archives",
        *_texts("run_id"),
        *_counts("last_sequence"),
        *_texts("tenant"),
        *_bytes("data"),
        sa.PrimaryKeyConstraint("run_id", "last_sequence"),
    )


def _create_worlds() -> None:
    for table, key in (("worlds", "world_id"), ("entities", "entity_id")):
        _keyed(
            table,
            *_texts("tenant", "agent_id", key, "document"),
            sa.PrimaryKeyConstraint("tenant", "agent_id", key),
        )
    _keyed(
        "rooms",
        *_texts("tenant", "agent_id", "room_id", "world_id", "document"),
        sa.PrimaryKeyConstraint("tenant", "agent_id", "room_id"),
    )
    op.create_index("rooms_by_world", "rooms", ["tenant", "agent_id", "world_id"])
    _ordered(
        "participants",
        *_texts("tenant", "agent_id", "room_id", "entity_id", "state"),
        sa.UniqueConstraint("tenant", "agent_id", "room_id", "entity_id", name="participants_by_room"),
    )
    op.create_index("participants_by_entity", "participants", ["tenant", "agent_id", "entity_id"])


def _create_memories_and_logs() -> None:
    _ordered(
        "memories",
        *_texts("tenant", "agent_id", "memory_id", "entity_id", "room_id", "world_id"),
        *_texts("table_name", "content", "metadata"),
        _small("is_unique"),
        *_counts("created_at", "revision"),
        sa.UniqueConstraint("tenant", "agent_id", "memory_id", name="memories_by_id"),
    )
    op.create_index("memories_by_room", "memories", ["tenant", "agent_id", "room_id", "table_name", "position"])
    _ordered(
        "logs",
        *_texts("tenant", "agent_id", "log_id", "type", "entity_id", "room_id", "run_id", "body"),
        *_counts("created_at"),
        sa.UniqueConstraint("tenant", "log_id", name="logs_by_id"),
    )
    op.create_index("logs_by_agent", "logs", ["tenant", "agent_id", "created_at", "position"])
    op.create_index("logs_by_run", "logs", ["tenant", "run_id"])
    op.create_index("logs_by_age", "logs", ["created_at"])


def _texts(*names: str) -> "list[sa.Column[str]]":
    kind = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")
    return [sa.Column(name, kind, nullable=False) for name in names]


def _counts(*names: str) -> "list[sa.Column[int]]":
    return [sa.Column(name, sa.BigInteger, nullable=False) for name in names]


def _bytes(*names: str) -> "list[sa.Column[bytes]]":
    return [sa.Column(name, sa.LargeBinary, nullable=False) for name in names]


def _small(name: str) -> "sa.Column[int]":
    return sa.Column(name, sa.SmallInteger, nullable=False)


def _keyed(name: str, *items: SchemaItem, **storage: Any) -> None:
    op.create_table(name, *items, sqlite_with_rowid=False, **storage)


def _ordered(name: str, *items: SchemaItem) -> None:
    kind = sa.BigInteger().with_variant(sa.Integer, "sqlite")
    position: sa.Column[int] = sa.Column("position", kind, primary_key=True, autoincrement=True)
    op.create_table(name, position, *items, sqlite_autoincrement=True)


def _partial_index(name: str, table: str, columns: list[str], condition: str) -> None:
    where = sa.text(condition)
    op.create_index(name, table, columns, sqlite_where=where, postgresql_where=where)
