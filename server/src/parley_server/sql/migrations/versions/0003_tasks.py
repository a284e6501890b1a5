"""Tasks of agents."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    """Make the table of tasks; nothing there is changed."""
    kind = sa.BigInteger().with_variant(sa.Integer, "sqlite")
    position: sa.Column[int] = sa.Column("position", kind, primary_key=True, autoincrement=True)
    op.create_table(
        "tasks",
        position,
        *_texts("tenant", "agent_id", "task_id", "name", "room_id", "tags", "document", "status"),
        sa.Column("ready_at", sa.BigInteger, nullable=True),
        *_counts("fence", "occurrence", "attempts"),
        *_texts("last_error"),
        *_counts("created_at", "updated_at", "revision"),
        sa.UniqueConstraint("tenant", "agent_id", "task_id", name="tasks_by_id"),
        sqlite_autoincrement=True,
    )
    op.create_index("tasks_by_agent", "tasks", ["tenant", "agent_id", "position"])
    is_ready = sa.text("ready_at IS NOT NULL")
    op.create_index(
        "tasks_ready",
        "tasks",
        ["tenant", "agent_id", "ready_at"],
        sqlite_where=is_ready,
        postgresql_where=is_ready,
    )


def _texts(*names: str) -> "list[sa.Column[str]]":
    kind = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")
    return [sa.Column(name, kind, nullable=False) for name in names]


def _counts(*names: str) -> "list[sa.Column[int]]":
    return [sa.Column(name, sa.BigInteger, nullable=False) for name in names]
