"""Tables of plugins are made, changed and never lose data by mistake, on every backend."""

import asyncio
from dataclasses import replace

import pytest

from parley_server.domain.errors import DestructiveMigration, InvalidField, NotFound, TooLarge
from parley_server.domain.schemas import Column, ColumnKind, PluginSchema, TableIndex
from parley_server.storage.schemas import Cells
from parley_server.storage.sql.schemas.store import SqlSchemas
from parley_server.storage.sql.store import SqlStore
from tests.contract.storage.schema_builders import (
    ADDED,
    BODY,
    BY_RANK,
    CHANGED,
    ID,
    ONE_RANK,
    PLUGIN,
    RANK,
    V1,
    Rows,
    WatchedDatabase,
    schema_of,
    table_of,
)
from tests.contract.storage.storage_builders import TENANT, StorageBackend

OLD_ROWS: list[Cells] = [{"id": "a", "rank": 1, "old": "x"}, {"id": "b", "rank": None, "old": None}]


async def migrate(schemas: SqlSchemas, schema: PluginSchema, *, allowed: bool = False, plugin: str = PLUGIN) -> bool:
    return await schemas.migrate(plugin, schema, allow_destructive=allowed)


@pytest.fixture
async def schemas(store: SqlStore) -> SqlSchemas:
    """The tables of V1, with two rows."""
    await migrate(store.schemas, V1)
    await Rows(store.schemas).insert(*OLD_ROWS)
    return store.schemas


async def test_tables_are_made_once_and_looking_again_costs_one_read(store: SqlStore) -> None:
    database = WatchedDatabase(store.database)
    assert await migrate(SqlSchemas(database), V1) is True
    database.reads = database.writes = 0
    assert await migrate(SqlSchemas(database), V1) is False
    assert (database.reads, database.writes) == (1, 0)


async def test_additions_keep_every_row_and_fill_it_with_defaults(schemas: SqlSchemas) -> None:
    assert await migrate(schemas, ADDED) is True
    assert await migrate(schemas, ADDED) is False
    added = {"body": "", "done": False, "at": None}
    assert await Rows(schemas).find() == [{**row, **added} for row in OLD_ROWS]
    await Rows(schemas, "more").insert({"id": "m"})


@pytest.mark.parametrize(
    ("goal", "lost"),
    [
        (schema_of(V1.tables[0]), "gone: removed"),
        (schema_of(table_of(ID, RANK), V1.tables[1]), "entries.old: removed"),
        (
            schema_of(
                table_of(ID, Column(name="rank", nullable=True), Column(name="old", nullable=True)), V1.tables[1]
            ),
            "entries.rank: integer becomes text",
        ),
        (
            schema_of(
                table_of(ID, Column(name="rank", kind=ColumnKind.INTEGER), Column(name="old", nullable=True)),
                V1.tables[1],
            ),
            "entries.rank: may no longer be null",
        ),
    ],
)
async def test_what_would_lose_data_is_refused_by_name_and_nothing_is_done(
    schemas: SqlSchemas, goal: PluginSchema, lost: str
) -> None:
    with pytest.raises(DestructiveMigration) as refused:
        await migrate(schemas, goal)
    assert refused.value.metadata == {"plugin": PLUGIN, "losses": lost}
    assert await Rows(schemas).find() == OLD_ROWS
    assert await migrate(schemas, V1) is False


async def test_every_loss_is_named_at_once(schemas: SqlSchemas) -> None:
    with pytest.raises(DestructiveMigration) as refused:
        await migrate(schemas, CHANGED)
    assert refused.value.metadata["losses"].split("; ") == [
        "entries.id: text becomes integer",
        "entries.rank: may no longer be null",
        "entries.old: removed",
        "entries: another primary key (rank)",
        "gone: removed",
        "entries: unique index (body, id) over values that are there twice",
    ]


@pytest.mark.parametrize("by", ["operator", "plugin"])
async def test_losses_are_taken_when_allowed(schemas: SqlSchemas, by: str) -> None:
    await Rows(schemas).insert({"id": "c", "rank": 0})
    goal = schema_of(*CHANGED.tables, allow_destructive=by == "plugin")
    assert await migrate(schemas, goal, allowed=by == "operator") is True
    # All would have body "" and id 7, so of all one row stays: that with the least key.
    assert await Rows(schemas).find() == [{"id": 7, "rank": 0, "body": ""}]
    with pytest.raises(NotFound):
        await Rows(schemas, "gone").find()
    assert await migrate(schemas, CHANGED) is False


async def test_a_column_may_become_nullable_without_a_word(schemas: SqlSchemas) -> None:
    goal = schema_of(V1.tables[0], table_of(ID, Column(name="body", nullable=True), name="gone"))
    await Rows(schemas, "gone").insert({"id": "g", "body": "kept"})
    assert await migrate(schemas, goal) is True
    await Rows(schemas, "gone").insert({"id": "h", "body": None})
    assert await Rows(schemas, "gone").find() == [{"id": "g", "body": "kept"}, {"id": "h", "body": None}]


async def test_another_default_counts_for_rows_to_come(schemas: SqlSchemas) -> None:
    goal = schema_of(V1.tables[0], table_of(ID, Column(name="body", default="new"), name="gone"))
    await Rows(schemas, "gone").insert({"id": "g"})
    assert await migrate(schemas, goal) is False
    await Rows(schemas, "gone").insert({"id": "h"})
    assert [row["body"] for row in await Rows(schemas, "gone").find()] == ["", "new"]


async def test_a_unique_index_is_added_where_no_value_is_there_twice(schemas: SqlSchemas) -> None:
    goal = schema_of(table_of(*V1.tables[0].columns, indexes=[ONE_RANK]), V1.tables[1])
    await Rows(schemas).insert({"id": "c"})  # nulls are no values
    assert await migrate(schemas, goal) is True


async def test_a_unique_index_over_values_that_are_there_twice_is_refused_until_allowed(schemas: SqlSchemas) -> None:
    goal = schema_of(table_of(*V1.tables[0].columns, indexes=[ONE_RANK]), V1.tables[1])
    await Rows(schemas).insert({"id": "c", "rank": 1}, {"id": "d", "rank": 1}, {"id": "e", "rank": 2})
    with pytest.raises(DestructiveMigration, match=r"entries: unique index \(rank\)"):
        await migrate(schemas, goal)
    assert await migrate(schemas, goal, allowed=True) is True
    assert [row["id"] for row in await Rows(schemas).find()] == ["a", "b", "e"]


async def test_a_column_without_a_value_for_old_rows_cannot_be_added(schemas: SqlSchemas) -> None:
    goal = schema_of(table_of(*V1.tables[0].columns, Column(name="must")), V1.tables[1])
    with pytest.raises(InvalidField, match=r"entries\.must"):
        await migrate(schemas, goal, allowed=True)


async def test_a_default_may_be_any_text(schemas: SqlSchemas) -> None:
    odd = "it's; %(x)s :y $1 \\ \" --"
    json = {"a": [odd, None, 1.5]}
    columns = (Column(name="body", default=odd), Column(name="data", kind=ColumnKind.JSON, default=json))
    rest = (
        Column(name="real", kind=ColumnKind.REAL, default=-1.5),
        Column(name="yes", kind=ColumnKind.BOOLEAN, default=True),
    )
    table = table_of(*V1.tables[0].columns, *columns, *rest, indexes=V1.tables[0].indexes)
    await migrate(schemas, schema_of(table, V1.tables[1]))
    added = {"body": odd, "data": json, "real": -1.5, "yes": True}
    assert await Rows(schemas).find() == [{**row, **added} for row in OLD_ROWS]
    # The same when the table is built anew.
    kinds = tuple(
        Column(name=column.name, kind=column.kind, default=column.default, nullable=column.name == "body")
        for column in table.columns[3:]
    )
    await Rows(schemas).put({"id": "a", "body": "own"})
    await migrate(schemas, schema_of(table_of(*V1.tables[0].columns, *kinds), V1.tables[1]))
    assert [row["body"] for row in await Rows(schemas).find()] == ["own", odd]


async def test_tables_of_plugins_never_meet(store: SqlStore) -> None:
    # With one underscore between the parts these would be the same name.
    await migrate(store.schemas, schema_of(table_of(ID, name="b_c")), plugin="a")
    await migrate(store.schemas, schema_of(table_of(ID, name="c")), plugin="a_b")
    await Rows(store.schemas, "b_c", plugin="a").insert({"id": "1"})
    assert await Rows(store.schemas, "c", plugin="a_b").find() == []
    # Ours are not theirs.
    await migrate(store.schemas, schema_of(table_of(ID, name="agents")), plugin="plugin_schemas")
    await Rows(store.schemas, "agents", plugin="plugin_schemas").insert({"id": "1"})
    assert await store.agents.list_all(TENANT) == []


async def test_names_are_as_long_as_may_be(store: SqlStore) -> None:
    long = "x" * 40
    table = table_of(
        Column(name=long), Column(name="y" * 40), name=long, key=[long], indexes=[TableIndex(columns=("y" * 40,))]
    )
    await migrate(store.schemas, schema_of(table), plugin=long)
    rows = Rows(store.schemas, long, plugin=long)
    await rows.insert({long: "1", "y" * 40: "2"})
    again = table_of(
        Column(name=long), Column(name="y" * 40, nullable=True), name=long, key=[long], indexes=table.indexes
    )
    await migrate(store.schemas, schema_of(again), plugin=long)
    assert await rows.find() == [{long: "1", "y" * 40: "2"}]


@pytest.mark.parametrize("name", ["", "x" * 41, 'a"b', "a.b", "a b", "A", "1a", "ä", "a;--", "a\n", "a-b"])
async def test_names_that_could_be_anything_else_are_refused(store: SqlStore, name: str) -> None:
    bad = [table_of(ID, name=name), table_of(ID, Column(name=name, nullable=True))]
    for table in bad:
        with pytest.raises(InvalidField, match="name"):
            await migrate(store.schemas, schema_of(table))
    if name != "1a":
        with pytest.raises(InvalidField, match="plugin"):
            await migrate(store.schemas, V1, plugin=name)
        with pytest.raises(InvalidField, match="plugin"):
            await Rows(store.schemas, plugin=name).find()


@pytest.mark.parametrize(
    "table",
    [
        table_of(),
        table_of(ID, ID),
        table_of(ID, key=[]),
        table_of(ID, key=["other"]),
        table_of(ID, RANK, key=["rank"]),
        table_of(ID, Column(name="data", kind=ColumnKind.JSON), key=["data"]),
        table_of(ID, RANK, indexes=[TableIndex(columns=())]),
        table_of(ID, RANK, indexes=[TableIndex(columns=("other",))]),
        table_of(ID, RANK, indexes=[BY_RANK, ONE_RANK]),
        table_of(ID, Column(name="tenant")),
        table_of(ID, Column(name="agent_id")),
        table_of(ID, Column(name="ctid")),
        table_of(ID, Column(name="rank", kind=ColumnKind.INTEGER, default="1")),
        table_of(ID, Column(name="at", kind=ColumnKind.TIME, default=0)),
        table_of(ID, Column(name="data", kind=ColumnKind.BYTES, default="x")),
        table_of(*(Column(name=f"c{number}") for number in range(101)), key=["c1"]),
    ],
)
async def test_a_schema_that_cannot_be_is_refused(store: SqlStore, table: object) -> None:
    with pytest.raises(InvalidField):
        await migrate(store.schemas, schema_of(table))  # type: ignore[arg-type] # of the parameters


async def test_one_thing_without_a_tuple_around_it_is_named(store: SqlStore) -> None:
    one = table_of(ID)
    for path, schema in (
        ("tables", PluginSchema(tables=one)),  # type: ignore[arg-type] # what is refused
        (r"tables\[0\]\.primary_key", schema_of(replace(one, primary_key="id"))),  # type: ignore[arg-type] # likewise
    ):
        with pytest.raises(InvalidField, match=f"^{path}: is a tuple, also of one"):
            await migrate(store.schemas, schema)


async def test_a_default_above_the_limit_is_refused(store: SqlStore) -> None:
    with pytest.raises((InvalidField, TooLarge)):
        await migrate(store.schemas, schema_of(table_of(ID, Column(name="body", default="x" * 1_048_577))))


async def test_tables_of_an_earlier_process_are_there(backend: StorageBackend) -> None:
    async with backend.open() as store:
        await migrate(store.schemas, V1)
        await Rows(store.schemas).insert(*OLD_ROWS)
    async with backend.open() as store:
        assert await Rows(store.schemas).find() == OLD_ROWS
        assert await migrate(store.schemas, V1) is False
        with pytest.raises(NotFound):
            await Rows(store.schemas, "other").find()
        with pytest.raises(NotFound):
            await Rows(store.schemas, plugin="other").find()


async def test_who_migrates_at_once_migrates_once(store: SqlStore) -> None:
    async with asyncio.TaskGroup() as group:
        tasks = [group.create_task(migrate(store.schemas, ADDED)) for _ in range(20)]
    assert sorted(task.result() for task in tasks) == [False] * 19 + [True]


async def test_of_two_processes_one_migrates_and_both_go_on(store: SqlStore) -> None:
    # What is remembered is not shared, and neither are locks.
    apart = [SqlSchemas(store.database) for _ in range(4)]
    for schema in (V1, ADDED):
        async with asyncio.TaskGroup() as group:
            for one in apart:
                group.create_task(migrate(one, schema))
    for number, one in enumerate(apart):
        await Rows(one).insert({"id": str(number), "body": BODY.name})
    assert len(await Rows(apart[0]).find()) == len(apart)
