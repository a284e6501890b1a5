"""The tables, once for both dialects: text, whole numbers and bytes only, so that no driver has to convert anything.

Times are microseconds since 1970 (see times.py), truth is 0 or 1, free-form values are JSON text (see json_text.py).
Every table carries its tenant. `position` counts in the order of storing.
"""

from typing import Any

from sqlalchemy import (
    BigInteger,
    Column,
    ColumnElement,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    PrimaryKeyConstraint,
    SmallInteger,
    Table,
    Text,
    UniqueConstraint,
    literal_column,
)
from sqlalchemy.sql.schema import SchemaItem
from sqlalchemy.types import UserDefinedType

METADATA = MetaData()
# Keys of what is kept with tables and indexes for PostgreSQL alone.
_FILLFACTOR = "fillfactor"
_WHERE = "where"

# Where a run stands, for the partial indexes: status has eleven values, of which these are what matters to the store.
STAGE_OPEN = 0
STAGE_ENDED = 1
STAGE_FOLDED = 2


def _text(name: str) -> "Column[str]":
    # The same order of text in both databases, whatever the locale of the server.
    return Column(name, Text().with_variant(Text(collation="C"), "postgresql"), nullable=False)


def _count(name: str, *, optional: bool = False) -> "Column[int]":
    return Column(name, BigInteger, nullable=optional)


def _small(name: str) -> "Column[int]":
    return Column(name, SmallInteger, nullable=False)


def _bytes(name: str) -> "Column[bytes]":
    return Column(name, LargeBinary, nullable=False)


class _VectorType(UserDefinedType[bytes]):
    """The type of pgvector; the driver's codec takes and gives bytes (sql/postgres/vectors.py)."""

    cache_ok = True

    def get_col_spec(self, **_options: Any) -> str:
        return "vector"


def _vector() -> "Column[bytes]":
    return Column("vector", LargeBinary().with_variant(_VectorType(), "postgresql"), nullable=False)


def _mark(name: str) -> "Column[str]":
    """Return a column of text that came later: earlier rows are without."""
    kind = Text().with_variant(Text(collation="C"), "postgresql")
    return Column(name, kind, nullable=False, server_default="")


def _revision() -> "Column[int]":
    """Return a column that came later: earlier rows are of the first revision."""
    return Column("revision", BigInteger, nullable=False, server_default="1")


def _position() -> "Column[int]":
    # SQLite counts by itself only in a column declared INTEGER.
    kind = BigInteger().with_variant(Integer, "sqlite")
    return Column("position", kind, primary_key=True, autoincrement=True)


def _keyed(name: str, *items: SchemaItem, fillfactor: int | None = None) -> Table:
    """Return a table that is clustered by its primary key where the database can."""
    return Table(name, METADATA, *items, sqlite_with_rowid=False, info={_FILLFACTOR: fillfactor})


def _partial_index(name: str, condition: "ColumnElement[bool]", *columns: "Column[Any]") -> None:
    """Index the rows that meet a condition, which must hold no parameters."""
    Index(name, *columns, sqlite_where=condition, info={_WHERE: condition})


def declare_postgres_options() -> None:
    """Give the tables what only PostgreSQL understands.

    Not from the start: naming an option makes SQLAlchemy import the dialects of all PostgreSQL drivers.
    """
    for table in METADATA.tables.values():
        if table.info.get(_FILLFACTOR):
            table.dialect_options["postgresql"]["with"] = {"fillfactor": table.info[_FILLFACTOR]}
        for index in table.indexes:
            if _WHERE in index.info:
                index.dialect_options["postgresql"]["where"] = index.info[_WHERE]


def _ordered(name: str, *items: SchemaItem) -> Table:
    """Return a table whose rows are counted in the order of storing; a count is never given twice."""
    return Table(name, METADATA, _position(), *items, sqlite_autoincrement=True)


AGENTS = _ordered(
    "agents",
    _text("tenant"),
    _text("agent_id"),
    _text("name_key"),
    _text("document"),
    _small("should_run"),
    _count("created_at"),
    _count("updated_at"),
    _count("revision"),
    UniqueConstraint("tenant", "agent_id", name="agents_by_id"),
    UniqueConstraint("tenant", "name_key", name="agents_by_name"),
)

REQUEST_KEYS = _keyed(
    "request_keys",
    _text("tenant"),
    _text("request_id"),
    _bytes("fingerprint"),
    _bytes("answer"),
    _count("created_at"),
    PrimaryKeyConstraint("tenant", "request_id"),
)
Index("request_keys_by_age", REQUEST_KEYS.c.created_at)

# Narrow and without large values, because each step of a run writes its row again; those are in run_bodies.
RUNS = _keyed(
    "runs",
    _text("run_id"),
    _text("tenant"),
    _text("agent_id"),
    _text("message_id"),
    _text("room_id"),
    _text("entity_id"),
    _text("source"),
    _text("status"),
    _small("stage"),
    _count("created_at"),
    _count("started_at", optional=True),
    _count("ended_at", optional=True),
    _text("details"),
    _count("last_sequence"),
    _count("attempt"),
    _small("has_effect"),
    PrimaryKeyConstraint("run_id"),
    fillfactor=70,
)
Index("runs_by_age", RUNS.c.tenant, RUNS.c.created_at, RUNS.c.run_id)
Index("runs_by_agent", RUNS.c.tenant, RUNS.c.agent_id, RUNS.c.created_at, RUNS.c.run_id)
Index("runs_by_room", RUNS.c.tenant, RUNS.c.room_id, RUNS.c.created_at, RUNS.c.run_id)
_is_open = RUNS.c.stage == literal_column(str(STAGE_OPEN))
_partial_index("runs_open", _is_open, RUNS.c.tenant, RUNS.c.created_at, RUNS.c.run_id)
_is_ended = RUNS.c.stage == literal_column(str(STAGE_ENDED))
_partial_index("runs_to_fold", _is_ended, RUNS.c.run_id)

RUN_BODIES = Table(
    "run_bodies",
    METADATA,
    _text("run_id"),
    _text("tenant"),
    _bytes("input"),
    _bytes("outcome"),
    PrimaryKeyConstraint("run_id"),
)

# Beside events, under a run id that no run has: rows with text of many runs (storage/sql/run_texts.py).
RUN_EVENTS = _keyed(
    "run_events",
    _text("run_id"),
    _count("sequence"),
    _text("tenant"),
    _bytes("data"),
    PrimaryKeyConstraint("run_id", "sequence"),
)

# The folded log of an ended run, in parts of about a megabyte, so that a page of a long log costs one part only.
RUN_ARCHIVES = Table(
    "run_archives",
    METADATA,
    _text("run_id"),
    _count("last_sequence"),
    _text("tenant"),
    _bytes("data"),
    PrimaryKeyConstraint("run_id", "last_sequence"),
)

WORLDS = _keyed(
    "worlds",
    _text("tenant"),
    _text("agent_id"),
    _text("world_id"),
    _text("document"),
    _revision(),
    PrimaryKeyConstraint("tenant", "agent_id", "world_id"),
)

ROOMS = _keyed(
    "rooms",
    _text("tenant"),
    _text("agent_id"),
    _text("room_id"),
    _text("world_id"),
    _text("document"),
    _revision(),
    PrimaryKeyConstraint("tenant", "agent_id", "room_id"),
)
Index("rooms_by_world", ROOMS.c.tenant, ROOMS.c.agent_id, ROOMS.c.world_id)

ENTITIES = _keyed(
    "entities",
    _text("tenant"),
    _text("agent_id"),
    _text("entity_id"),
    _text("document"),
    _revision(),
    PrimaryKeyConstraint("tenant", "agent_id", "entity_id"),
)

PARTICIPANTS = _ordered(
    "participants",
    _text("tenant"),
    _text("agent_id"),
    _text("room_id"),
    _text("entity_id"),
    _text("state"),
    UniqueConstraint("tenant", "agent_id", "room_id", "entity_id", name="participants_by_room"),
)
Index("participants_by_entity", PARTICIPANTS.c.tenant, PARTICIPANTS.c.agent_id, PARTICIPANTS.c.entity_id)

# The last three repeat what the metadata say, for those who look for it: tags as JSON texts, each on a line of its own;
# `fragment_of` is the document of a fragment, empty for anything else.
MEMORIES = _ordered(
    "memories",
    _text("tenant"),
    _text("agent_id"),
    _text("memory_id"),
    _text("entity_id"),
    _text("room_id"),
    _text("world_id"),
    _text("table_name"),
    _text("content"),
    _text("metadata"),
    _small("is_unique"),
    _count("created_at"),
    _count("revision"),
    _mark("type"),
    _mark("tags"),
    _mark("fragment_of"),
    UniqueConstraint("tenant", "agent_id", "memory_id", name="memories_by_id"),
)
Index(
    "memories_by_room",
    MEMORIES.c.tenant,
    MEMORIES.c.agent_id,
    MEMORIES.c.room_id,
    MEMORIES.c.table_name,
    MEMORIES.c.position,
)
Index("memories_by_table", MEMORIES.c.tenant, MEMORIES.c.agent_id, MEMORIES.c.table_name, MEMORIES.c.position)
_is_fragment = MEMORIES.c.fragment_of != literal_column("''")
_partial_index("memories_fragments", _is_fragment, MEMORIES.c.tenant, MEMORIES.c.agent_id, MEMORIES.c.fragment_of)

# A vector of a memory in a space (a model and a length), as 32-bit floats, least byte first. With a row id, since rows
# are large: the key alone is looked through for those that a search asks for.
MEMORY_VECTORS = Table(
    "memory_vectors",
    METADATA,
    _text("tenant"),
    _text("agent_id"),
    _text("memory_id"),
    _text("model_id"),
    _count("dimension"),
    _vector(),
    PrimaryKeyConstraint("tenant", "agent_id", "memory_id", "model_id", "dimension"),
)

# Memories that wait for a vector. `ready_at`: of one that is worked on, when its lease ends.
EMBEDDING_JOBS = _ordered(
    "embedding_jobs",
    _text("tenant"),
    _text("agent_id"),
    _text("memory_id"),
    _text("model_id"),
    _small("priority"),
    _count("ready_at"),
    _count("created_at"),
    _count("retry_count"),
    _count("max_retries"),
    _count("fence"),
    UniqueConstraint("tenant", "agent_id", "memory_id", "model_id", name="embedding_jobs_by_memory"),
)
Index(
    "embedding_jobs_ready",
    EMBEDDING_JOBS.c.tenant,
    EMBEDDING_JOBS.c.agent_id,
    EMBEDDING_JOBS.c.priority,
    EMBEDDING_JOBS.c.position,
    EMBEDDING_JOBS.c.ready_at,
)

# Vectors of texts, by the SHA-256 of the text in hex digits; `position` says which are the oldest.
EMBEDDING_CACHE = _ordered(
    "embedding_cache",
    _text("tenant"),
    _text("model_id"),
    _text("hash"),
    _bytes("vector"),
    UniqueConstraint("tenant", "model_id", "hash", name="embedding_cache_by_text"),
)
Index("embedding_cache_by_age", EMBEDDING_CACHE.c.tenant, EMBEDDING_CACHE.c.position)

# The space that an agent searches, and the one before it while its vectors are being dropped (empty, 0).
EMBEDDING_SPACES = _keyed(
    "embedding_spaces",
    _text("tenant"),
    _text("agent_id"),
    _text("model_id"),
    _text("old_model_id"),
    _count("dimension"),
    _count("old_dimension"),
    PrimaryKeyConstraint("tenant", "agent_id"),
)

ENTITY_COMPONENTS = _ordered(
    "entity_components",
    _text("tenant"),
    _text("agent_id"),
    _text("component_id"),
    _text("entity_id"),
    _text("type"),
    _text("world_id"),
    _text("source_entity_id"),
    _text("document"),
    UniqueConstraint("tenant", "agent_id", "component_id", name="entity_components_by_id"),
    UniqueConstraint(
        "tenant",
        "agent_id",
        "entity_id",
        "type",
        "world_id",
        "source_entity_id",
        name="entity_components_by_entity",
    ),
)

RELATIONSHIPS = _ordered(
    "relationships",
    _text("tenant"),
    _text("agent_id"),
    _text("relationship_id"),
    _text("source_entity_id"),
    _text("target_entity_id"),
    _text("document"),
    UniqueConstraint("tenant", "agent_id", "relationship_id", name="relationships_by_id"),
    UniqueConstraint("tenant", "agent_id", "source_entity_id", "target_entity_id", name="relationships_by_source"),
)
Index("relationships_by_target", RELATIONSHIPS.c.tenant, RELATIONSHIPS.c.agent_id, RELATIONSHIPS.c.target_entity_id)

# What the tables of a plugin look like; `goal` is not empty while they are being changed to it.
PLUGIN_SCHEMAS = _keyed(
    "plugin_schemas",
    _text("plugin"),
    _text("present"),
    _text("goal"),
    _count("updated_at"),
    PrimaryKeyConstraint("plugin"),
)

# Values that plugins keep by key.
CACHE_VALUES = Table(
    "cache_values",
    METADATA,
    _text("tenant"),
    _text("agent_id"),
    _text("cache_key"),
    _text("value"),
    PrimaryKeyConstraint("tenant", "agent_id", "cache_key"),
)

LOGS = _ordered(
    "logs",
    _text("tenant"),
    _text("agent_id"),
    _text("log_id"),
    _text("type"),
    _text("entity_id"),
    _text("room_id"),
    _text("run_id"),
    _text("body"),
    _count("created_at"),
    UniqueConstraint("tenant", "log_id", name="logs_by_id"),
)
Index("logs_by_agent", LOGS.c.tenant, LOGS.c.agent_id, LOGS.c.created_at, LOGS.c.position)
Index("logs_by_run", LOGS.c.tenant, LOGS.c.run_id)
Index("logs_by_age", LOGS.c.created_at)

# `ready_at`: when a task may be taken next; of one at work, when its lease ends; none when nobody does it by itself.
# `fence` counts how often it was taken, `revision` how often it was changed.
TASKS = _ordered(
    "tasks",
    _text("tenant"),
    _text("agent_id"),
    _text("task_id"),
    _text("name"),
    _text("room_id"),
    _text("tags"),
    _text("document"),
    _text("status"),
    _count("ready_at", optional=True),
    _count("fence"),
    _count("occurrence"),
    _count("attempts"),
    _text("last_error"),
    _count("created_at"),
    _count("updated_at"),
    _count("revision"),
    UniqueConstraint("tenant", "agent_id", "task_id", name="tasks_by_id"),
)
Index("tasks_by_agent", TASKS.c.tenant, TASKS.c.agent_id, TASKS.c.position)
_partial_index("tasks_ready", TASKS.c.ready_at.is_not(None), TASKS.c.tenant, TASKS.c.agent_id, TASKS.c.ready_at)

# The log of the bus: one row for each group of events that was stored together. A row is found by its last sequence;
# with a row id, since rows are large. `checksum` covers the heads, which hold a checksum of each event's bytes.
BUS_LOG = Table(
    "bus_log",
    METADATA,
    _text("tenant"),
    _count("last_sequence"),
    _count("first_sequence"),
    _count("stored_at"),
    _count("checksum"),
    _bytes("heads"),
    _bytes("data"),
    PrimaryKeyConstraint("tenant", "last_sequence"),
)
Index("bus_log_by_age", BUS_LOG.c.tenant, BUS_LOG.c.stored_at, BUS_LOG.c.last_sequence)

BUS_LOGS = _keyed(
    "bus_logs",
    _text("tenant"),
    _text("log_id"),
    _count("epoch"),
    PrimaryKeyConstraint("tenant"),
)

# Events of committed changes that have no place in the log yet.
BUS_OUTBOX = _ordered("bus_outbox", _text("tenant"), _bytes("head"), _bytes("data"))
Index("bus_outbox_by_tenant", BUS_OUTBOX.c.tenant, BUS_OUTBOX.c.position)

# Each checkpoint writes the row again.
BUS_SUBSCRIPTIONS = _keyed(
    "bus_subscriptions",
    _text("tenant"),
    _text("subscription_id"),
    _text("settings"),
    _count("generation"),
    _count("floor"),
    _bytes("progress"),
    _count("used_at"),
    PrimaryKeyConstraint("tenant", "subscription_id"),
    fillfactor=70,
)

BUS_DEAD_LETTERS = Table(
    "bus_dead_letters",
    METADATA,
    _text("tenant"),
    _text("subscription_id"),
    _count("sequence"),
    _count("deliveries"),
    _text("reason"),
    _count("dead_at"),
    _small("redriven"),
    _bytes("head"),
    _bytes("data"),
    PrimaryKeyConstraint("tenant", "subscription_id", "sequence"),
)
