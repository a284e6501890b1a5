"""Vectors and the queue that makes them, components and relationships of entities, schemas and cache of plugins."""

import json

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"

_AT_ONCE = 1000


def upgrade() -> None:
    """Make the new tables; let memories be found by their metadata and without their room; count changes of worlds."""
    _mark_memories()
    for name in ("worlds", "rooms", "entities"):
        op.add_column(name, sa.Column("revision", sa.BigInteger, nullable=False, server_default="1"))
    _make_vectors()
    _make_embeddings()
    _make_people()
    op.create_table(
        "plugin_schemas",
        *_texts("plugin", "present", "goal"),
        *_counts("updated_at"),
        sa.PrimaryKeyConstraint("plugin"),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "cache_values",
        *_texts("tenant", "agent_id", "cache_key", "value"),
        sa.PrimaryKeyConstraint("tenant", "agent_id", "cache_key"),
    )


def _mark_memories() -> None:
    kind = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")
    for name in ("type", "tags", "fragment_of"):
        op.add_column("memories", sa.Column(name, kind, nullable=False, server_default=""))
    op.create_index("memories_by_table", "memories", ["tenant", "agent_id", "table_name", "position"])
    op.create_index(
        "memories_fragments",
        "memories",
        ["tenant", "agent_id", "fragment_of"],
        sqlite_where=sa.text("fragment_of != ''"),
        postgresql_where=sa.text("fragment_of != ''"),
    )
    _fill_marks()


def _fill_marks() -> None:
    connection = op.get_bind()
    read = sa.text("SELECT position, metadata FROM memories WHERE position > :after ORDER BY position LIMIT :most")
    write = sa.text(
        "UPDATE memories SET type = :type, tags = :tags, fragment_of = :fragment_of WHERE position = :position"
    )
    after = 0
    while rows := connection.execute(read, {"after": after, "most": _AT_ONCE}).all():
        connection.execute(write, [{"position": position, **_marks(metadata)} for position, metadata in rows])
        after = rows[-1].position


def _marks(metadata: str) -> dict[str, str]:
    # As they were stored up to here: type "message" is never left out.
    document = json.loads(metadata.removeprefix("exact:"))
    tags = [json.dumps(tag, ensure_ascii=False) for tag in document.get("tags", ())]
    kind = document.get("type", "")
    marks = {
        "type": kind,
        "tags": "".join(f"\n{tag}\n" for tag in tags),
        "fragment_of": document.get("document_id", "") if kind == "fragment" else "",
    }
    # No column holds half a surrogate pair, and PostgreSQL no NUL.
    return {name: mark.encode(errors="replace").decode().replace("\0", "?") for name, mark in marks.items()}


def _make_vectors() -> None:
    vector: sa.types.TypeEngine[bytes] = sa.LargeBinary()
    if op.get_bind().dialect.name == "postgresql":
        op.execute("CREATE EXTENSION IF NOT EXISTS vector")
        vector = _VectorType()
    op.create_table(
        "memory_vectors",
        *_texts("tenant", "agent_id", "memory_id", "model_id"),
        *_counts("dimension"),
        sa.Column("vector", vector, nullable=False),
        sa.PrimaryKeyConstraint("tenant", "agent_id", "memory_id", "model_id", "dimension"),
    )


class _VectorType(sa.types.UserDefinedType[bytes]):
    """The type of pgvector."""

    cache_ok = True

    def get_col_spec(self, **_options: object) -> str:
        return "vector"


def _make_embeddings() -> None:
    op.create_table(
        "embedding_jobs",
        _position(),
        *_texts("tenant", "agent_id", "memory_id", "model_id"),
        sa.Column("priority", sa.SmallInteger, nullable=False),
        *_counts("ready_at", "created_at", "retry_count", "max_retries", "fence"),
        sa.UniqueConstraint("tenant", "agent_id", "memory_id", "model_id", name="embedding_jobs_by_memory"),
        sqlite_autoincrement=True,
    )
    ready = ["tenant", "agent_id", "priority", "position", "ready_at"]
    op.create_index("embedding_jobs_ready", "embedding_jobs", ready)
    op.create_table(
        "embedding_cache",
        _position(),
        *_texts("tenant", "model_id", "hash"),
        sa.Column("vector", sa.LargeBinary, nullable=False),
        sa.UniqueConstraint("tenant", "model_id", "hash", name="embedding_cache_by_text"),
        sqlite_autoincrement=True,
    )
    op.create_index("embedding_cache_by_age", "embedding_cache", ["tenant", "position"])
    op.create_table(
        "embedding_spaces",
        *_texts("tenant", "agent_id", "model_id", "old_model_id"),
        *_counts("dimension", "old_dimension"),
        sa.PrimaryKeyConstraint("tenant", "agent_id"),
        sqlite_with_rowid=False,
    )


def _make_people() -> None:
    source = ("entity_id", "type", "world_id", "source_entity_id")
    op.create_table(
        "entity_components",
        _position(),
        *_texts("tenant", "agent_id", "component_id", *source, "document"),
        sa.UniqueConstraint("tenant", "agent_id", "component_id", name="entity_components_by_id"),
        sa.UniqueConstraint("tenant", "agent_id", *source, name="entity_components_by_entity"),
        sqlite_autoincrement=True,
    )
    ends = ("source_entity_id", "target_entity_id")
    op.create_table(
        "relationships",
        _position(),
        *_texts("tenant", "agent_id", "relationship_id", *ends, "document"),
        sa.UniqueConstraint("tenant", "agent_id", "relationship_id", name="relationships_by_id"),
        sa.UniqueConstraint("tenant", "agent_id", *ends, name="relationships_by_source"),
        sqlite_autoincrement=True,
    )
    op.create_index("relationships_by_target", "relationships", ["tenant", "agent_id", "target_entity_id"])


def _position() -> "sa.Column[int]":
    kind = sa.BigInteger().with_variant(sa.Integer, "sqlite")
    return sa.Column("position", kind, primary_key=True, autoincrement=True)


def _texts(*names: str) -> "list[sa.Column[str]]":
    kind = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")
    return [sa.Column(name, kind, nullable=False) for name in names]


def _counts(*names: str) -> "list[sa.Column[int]]":
    return [sa.Column(name, sa.BigInteger, nullable=False) for name in names]
