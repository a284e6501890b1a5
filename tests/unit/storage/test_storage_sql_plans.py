"""Query plans: what is asked often goes by an index, however large the table."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from parley_server.sql.queries import Backend, Query
from parley_server.sql.sqlite.schema import prepare
from parley_server.storage.sql import (
    agents,
    cache,
    embeddings,
    logs,
    memories,
    participants,
    people,
    requests,
    rooms,
    run_log,
    run_pages,
    runs,
    tasks,
    vectors,
    worlds,
)
from parley_server.storage.sql.memory_rows import FilterShape

PAGE = ("agent_id", "room_id", "statuses", "started_after", "started_before", "before_time", "before_id")
INDEXED = {
    "run": runs._GET,
    "open runs": runs._LIST_OPEN,
    "step": runs._STEP,
    "end": runs._END,
    "all runs": run_pages.page_query(frozenset()),
    "next runs": run_pages.page_query(frozenset(("before_time", "before_id"))),
    "runs of an agent": run_pages.page_query(frozenset(("agent_id", "before_time", "before_id"))),
    "runs of a room": run_pages.page_query(frozenset(("room_id", "before_time", "before_id"))),
    "runs by everything": run_pages.page_query(frozenset(PAGE)),
    "log": run_log._PAGE,
    "archive": run_log._PART,
    "runs to fold": run_log._TO_FOLD,
    "recent memories": memories._RECENT,
    "memories": memories._GET,
    "memories of a table": memories._find(FilterShape(table=True)),
    "memories of a table in a room": memories._find(FilterShape(table=True, rooms=1, types=True)),
    "memories being counted": memories._count(FilterShape(table=True)),
    "room": rooms._GET,
    "entities": people._GET,
    "participants": participants._PARTICIPANTS,
    "rooms of a participant": participants._ROOMS,
    "removing a participant": participants._REMOVE,
    "world": worlds._GET,
    "worlds of an agent": worlds._LIST,
    "rooms": rooms._GET_SEVERAL,
    "rooms of a world": rooms._OF_WORLD,
    "participants of a room going": rooms._DELETE[0],
    "participants of a world going": rooms._DELETE_OF_WORLD[0],
    "components": people._COMPONENTS,
    "component": people._SAME_COMPONENT,
    "relationships": people._RELATIONSHIPS,
    "relationship": people._SAME_RELATIONSHIP,
    "an entity's relationships going": people._DELETE_ENTITY[1],
    "request": requests._FIND,
    "old requests": requests._PRUNE,
    "agents": agents._SET_SHOULD_RUN,
    "recent logs": logs._recent((), by_prefix=True),
    "task": tasks._GET,
    "tasks that are ready": tasks._NEXT_READY,
    "tasks of an agent": tasks._find(2, by_name=True, by_room=True),
    "taking a task": tasks._TAKE,
    "end of a task": tasks._COMPLETE,
    "logs of a run": logs._recent(("run_id",), by_prefix=False),
    "taking embeddings": embeddings._TAKE,
    "taking embeddings by age": embeddings._TAKE_BY_AGE,
    "next embedding": embeddings._NEXT,
    "embeddings that wait": embeddings._COUNTS,
    "old texts": embeddings._TRIM,
    "space of an agent": embeddings._SPACE,
    "cached value": cache._GET,
    "caches of agents going": cache._DELETE_OF_AGENTS,
    "logs of a room": logs._recent(("room_id",), by_prefix=False),
    "changing a world": worlds._UPDATE,
    "changing a room": rooms._UPDATE,
    "changing an entity": people._UPDATE,
}
# These sort few rows: the sizes of one page, the participants of a room, what is known of an entity, a run's entries,
# what waits for an agent's vectors.
MAY_SORT = {
    "log",
    "participants",
    "rooms of a participant",
    "components",
    "relationships",
    "logs of a run",
    "taking embeddings by age",
}

# These look at few rows of an agent, however much it remembers: by which index, and by which columns of it.
NARROW = {
    "memories": (memories._GET, "memories_1 (tenant=? AND agent_id=? AND memory_id=?)"),
    "the newest of several rooms": (
        memories._find_in_rooms(2),
        "memories_by_room (tenant=? AND agent_id=? AND room_id=? AND table_name=?)",
    ),
    "fragments": (memories._FRAGMENTS, "memories_fragments (tenant=? AND agent_id=? AND fragment_of=?)"),
    "memories going": (memories._DELETE, "memories_1 (tenant=? AND agent_id=? AND memory_id=?)"),
    "vectors going": (memories._DELETE_VECTORS, "memory_vectors_1 (tenant=? AND agent_id=? AND memory_id=?)"),
    "jobs going": (memories._DELETE_JOBS, "embedding_jobs_1 (tenant=? AND agent_id=? AND memory_id=?)"),
    "queued embeddings": (embeddings._MORE_URGENT, "(tenant=? AND agent_id=? AND memory_id=? AND model_id=?)"),
    "embeddings that are done": (embeddings._DONE, "embedding_jobs_1 (tenant=? AND agent_id=? AND memory_id=?)"),
    "known texts": (embeddings._CACHED, "(tenant=? AND model_id=? AND hash=?)"),
    "memories of embeddings": (
        embeddings._MEMORIES_OF_TAKEN,
        "memories_1 (tenant=? AND agent_id=? AND memory_id=?)",
    ),
    "vectors": (vectors._GET, "(tenant=? AND agent_id=? AND memory_id=? AND model_id=? AND dimension=?)"),
    "what a search in a room looks at": (
        vectors._in_space(FilterShape(table=True, rooms=1)),
        "memories_by_room (tenant=? AND agent_id=? AND room_id=? AND table_name=?)",
    ),
    "which of these have vectors": (
        vectors._in_space(FilterShape(rooms=1)),
        "COVERING INDEX sqlite_autoindex_memory_vectors_1 "
        "(tenant=? AND agent_id=? AND memory_id=? AND model_id=? AND dimension=?)",
    ),
}


@pytest.fixture(scope="module")
def connection(tmp_path_factory: pytest.TempPathFactory) -> Iterator[sqlite3.Connection]:
    """A file with the schema."""
    path: Path = tmp_path_factory.mktemp("plans") / "parley.db"
    prepare(path)
    with closing(sqlite3.connect(path)) as opened:
        yield opened


def plan_of(connection: sqlite3.Connection, query: Query) -> list[str]:
    """Return what SQLite would do for a query, step by step."""
    text = query.compiled(Backend.SQLITE).text
    return [str(row[3]) for row in connection.execute(f"EXPLAIN QUERY PLAN {text}", [None] * text.count("?"))]


@pytest.mark.parametrize("name", INDEXED)
def test_a_frequent_query_goes_by_an_index(connection: sqlite3.Connection, name: str) -> None:
    plan = plan_of(connection, INDEXED[name])
    derived = ("SCAN json_each", "SCAN (subquery", "SCAN anon", "SCAN CONSTANT")
    scans = [step for step in plan if step.startswith("SCAN") and not step.startswith(derived)]
    # A partial index is scanned as a whole: it holds nothing else.
    assert [scan for scan in scans if "runs_to_fold" not in scan] == []
    if name not in MAY_SORT:
        assert not any("TEMP B-TREE FOR ORDER BY" in step for step in plan), plan


@pytest.mark.parametrize("name", NARROW)
def test_a_narrow_query_uses_all_of_its_key(connection: sqlite3.Connection, name: str) -> None:
    query, wanted = NARROW[name]
    plan = plan_of(connection, query)
    assert any(wanted in step for step in plan), plan
