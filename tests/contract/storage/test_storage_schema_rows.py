"""Rows of plugins' tables: exact by kind, of one agent alone, within limits, on every backend."""

import asyncio
from datetime import UTC, datetime, timedelta, timezone

import pytest

from parley_server.domain.errors import AlreadyExists, InvalidField, TooLarge
from parley_server.domain.schemas import Column, ColumnKind, TableIndex
from parley_server.storage.schemas import Cell, Cells
from parley_server.storage.sql.store import SqlStore
from tests.contract.storage.schema_builders import BODY, ID, ONE_RANK, PLUGIN, RANK, Rows, row, schema_of, table_of
from tests.contract.storage.storage_builders import NOON, OTHER_AGENT, OTHER_TENANT

OF_KIND = {kind: Column(name=kind.value, kind=kind, nullable=True) for kind in ColumnKind}
SCHEMA = schema_of(
    table_of(ID, *OF_KIND.values()),
    table_of(ID, RANK, BODY, name="ranked", indexes=[ONE_RANK]),
    table_of(
        Column(name="shelf", kind=ColumnKind.INTEGER),
        ID,
        RANK,
        name="placed",
        key=["shelf", "id"],
        indexes=[TableIndex(columns=("rank",))],
    ),
    table_of(ID, name="bare"),
)


@pytest.fixture
async def plugin_store(store: SqlStore) -> SqlStore:
    """A store with the tables of the plugin."""
    await store.schemas.migrate(PLUGIN, SCHEMA, allow_destructive=False)
    return store


@pytest.fixture
def rows(plugin_store: SqlStore) -> Rows:
    """The table with a column of each kind."""
    return Rows(plugin_store.schemas)


@pytest.fixture
def ranked(plugin_store: SqlStore) -> Rows:
    """The table with a unique index."""
    return Rows(plugin_store.schemas, "ranked")


@pytest.fixture
def placed(plugin_store: SqlStore) -> Rows:
    """The table with a key of two columns."""
    return Rows(plugin_store.schemas, "placed")


VALUES: list[tuple[ColumnKind, Cell]] = [
    (ColumnKind.TEXT, ""),
    (ColumnKind.TEXT, "Käse 🧀 'quoted' \\ \n"),
    (ColumnKind.INTEGER, 2**63 - 1),
    (ColumnKind.INTEGER, -(2**63)),
    (ColumnKind.REAL, 0.1),
    (ColumnKind.REAL, -1e300),
    (ColumnKind.BOOLEAN, True),
    (ColumnKind.BOOLEAN, False),
    (ColumnKind.BYTES, b""),
    (ColumnKind.BYTES, bytes(range(256))),
    (ColumnKind.TIME, NOON),
    (ColumnKind.TIME, datetime(1901, 1, 1, tzinfo=UTC)),
    (ColumnKind.JSON, {"a": [1, 2.5, None, True, "x\0"], "b": {}}),
    (ColumnKind.JSON, 2**70),
    (ColumnKind.JSON, False),
    (ColumnKind.JSON, "half \ud800"),
]


@pytest.mark.parametrize(("kind", "value"), [*VALUES, *((kind, None) for kind in ColumnKind)])
async def test_every_value_comes_back_as_it_was_and_of_its_type(rows: Rows, kind: ColumnKind, value: Cell) -> None:
    await rows.insert({"id": "1", kind.value: value})
    found = await rows.get(id="1")
    assert found == {**dict.fromkeys(one.value for one in ColumnKind), "id": "1", kind.value: value}
    assert type(found[kind.value]) is type(value)
    if kind is not ColumnKind.JSON:
        assert len(await rows.find(**{kind.value: value})) == 1  # type: ignore[arg-type] # no column is called so


async def test_a_time_of_another_zone_is_the_same_in_utc(rows: Rows) -> None:
    await rows.insert({"id": "1", "time": NOON.astimezone(timezone(timedelta(hours=5)))})
    [found] = await rows.find(time=NOON)
    assert found["time"] == NOON
    assert found["time"].tzinfo is UTC  # type: ignore[union-attr] # it is a time


@pytest.mark.parametrize(
    ("kind", "value"),
    [
        (ColumnKind.TEXT, 1),
        (ColumnKind.TEXT, b"x"),
        (ColumnKind.TEXT, "a\0b"),
        (ColumnKind.TEXT, "half \ud800"),
        (ColumnKind.INTEGER, "1"),
        (ColumnKind.INTEGER, 1.0),
        (ColumnKind.INTEGER, True),
        (ColumnKind.INTEGER, 2**63),
        (ColumnKind.REAL, "1"),
        (ColumnKind.REAL, False),
        (ColumnKind.REAL, float("nan")),
        (ColumnKind.REAL, float("inf")),
        (ColumnKind.REAL, 10**400),
        (ColumnKind.BOOLEAN, 1),
        (ColumnKind.BYTES, "x"),
        (ColumnKind.TIME, "2026-11-20T12:00:00Z"),
        (ColumnKind.TIME, NOON.replace(tzinfo=None)),
        (ColumnKind.TIME, 5),
        (ColumnKind.JSON, NOON),
        (ColumnKind.JSON, {1: 2}),
        (ColumnKind.JSON, b"x"),
    ],
)
async def test_a_value_of_another_kind_is_refused_by_column(rows: Rows, kind: ColumnKind, value: object) -> None:
    bad: Cells = {"id": "2", kind.value: value}  # type: ignore[dict-item] # wrong on purpose
    for write in (rows.insert, rows.put):
        with pytest.raises(InvalidField, match=kind.value):
            await write({"id": "1"}, bad)
    assert await rows.find() == []


async def test_unknown_columns_and_missing_values_are_refused(rows: Rows, placed: Rows) -> None:
    for refused in (
        rows.insert({"id": "1", "other": 1}),
        rows.insert({"id": "1", "tenant": "x"}),
        rows.insert({"text": "x"}),
        rows.insert({"id": None}),
        rows.find("other"),
        rows.find(other=1),
        rows.find(agent_id="x"),
        rows.find(id=None),
        rows.find("json"),
        rows.find(json={}),
        rows.find(limit=0),
        rows.find(limit=1001),
        rows.delete(),
        rows.delete(other=1),
        placed.get(id="1"),
        placed.get(id="1", shelf=1, rank=1),
    ):
        with pytest.raises(InvalidField):
            await refused


async def test_rows_are_added_all_or_none(rows: Rows) -> None:
    await rows.insert({"id": "1", "text": "first"})
    with pytest.raises(AlreadyExists):
        await rows.insert({"id": "0"}, {"id": "1", "text": "second"})
    with pytest.raises(AlreadyExists):
        await rows.insert({"id": "2"}, {"id": "2"})
    assert [(one["id"], one["text"]) for one in await rows.find()] == [("1", "first")]


async def test_a_row_is_put_in_place_of_the_one_with_its_key(ranked: Rows) -> None:
    await ranked.insert({"id": "1", "rank": 1, "body": "old"})
    await ranked.put({"id": "1", "rank": 2}, {"id": "2", "rank": 1}, {"id": "2", "rank": 3})
    assert await ranked.find() == [{"id": "1", "rank": 2, "body": ""}, {"id": "2", "rank": 3, "body": ""}]


async def test_a_table_of_nothing_but_its_key_takes_rows_again(plugin_store: SqlStore) -> None:
    bare = Rows(plugin_store.schemas, "bare")
    await bare.put({"id": "1"})
    await bare.put({"id": "1"})
    assert await bare.find() == [{"id": "1"}]


async def test_a_unique_value_is_one_rows_alone_but_null_is_none(ranked: Rows) -> None:
    await ranked.insert({"id": "1", "rank": 1}, {"id": "2"}, {"id": "3"})
    for write in (ranked.insert, ranked.put):
        with pytest.raises(AlreadyExists):
            await write({"id": "4", "rank": 2}, {"id": "5", "rank": 1})
    assert [one["id"] for one in await ranked.find()] == ["1", "2", "3"]


async def test_rows_of_other_agents_and_tenants_are_not_there(plugin_store: SqlStore) -> None:
    schemas = plugin_store.schemas
    mine, others = (
        Rows(schemas, "ranked"),
        [
            Rows(schemas, "ranked", agent=OTHER_AGENT),
            Rows(schemas, "ranked", tenant=OTHER_TENANT),
        ],
    )
    # The same key and the same unique value: neither is taken by another agent.
    for number, rows in enumerate([mine, *others]):
        await rows.insert({"id": "1", "rank": 1, "body": str(number)})
        await rows.put({"id": "1", "rank": 1, "body": f"put {number}"})
    for rows in others:
        assert await rows.delete(id="1") == 1
        assert await rows.get(id="1") is None
    assert await mine.find() == [{"id": "1", "rank": 1, "body": "put 0"}]


async def test_rows_are_found_in_order_of_the_key_or_as_told(placed: Rows) -> None:
    await placed.insert(
        {"shelf": 2, "id": "b", "rank": 5},
        {"shelf": 1, "id": "z", "rank": None},
        {"shelf": 2, "id": "B", "rank": 5},
        {"shelf": 1, "id": "ä", "rank": 3},
    )

    def ids(found: list[dict[str, Cell]]) -> str:
        return "".join(str(one["id"]) for one in found)

    assert ids(await placed.find()) == "zäBb"
    assert ids(await placed.find(descending=True)) == "bBäz"
    assert ids(await placed.find("rank")) == "zäBb"
    assert ids(await placed.find("rank", descending=True)) == "bBäz"
    assert ids(await placed.find("id", limit=2)) == "Bb"
    assert ids(await placed.find(shelf=2, rank=5)) == "Bb"
    assert ids(await placed.find(rank=None)) == "z"
    assert await placed.get(shelf=1, id="z") == {"shelf": 1, "id": "z", "rank": None}
    assert await placed.get(shelf=3, id="z") is None


async def test_rows_are_deleted_by_their_values_and_counted(placed: Rows) -> None:
    await placed.insert(*(row(shelf=number % 2, id=str(number)) for number in range(10)))
    assert await placed.delete(shelf=1) == 5
    assert await placed.delete(shelf=1) == 0
    assert await placed.delete(rank=None, id="0") == 1
    assert len(await placed.find()) == 4


async def test_a_call_has_limits(rows: Rows) -> None:
    megabyte = 1024 * 1024
    await rows.insert({"id": "1", "text": "x" * megabyte, "bytes": b"x" * megabyte})
    for too_large in (
        rows.insert({"id": "2", "text": "x" * (megabyte + 1)}),
        rows.insert({"id": "2", "text": "ä" * (megabyte // 2 + 1)}),
        rows.insert({"id": "2", "bytes": b"x" * (megabyte + 1)}),
        rows.insert({"id": "2", "json": ["x" * megabyte]}),
        rows.put(*({"id": str(number)} for number in range(1001))),
        rows.put(*({"id": str(number), "text": "x" * megabyte} for number in range(8))),
        # An entry of an index; PostgreSQL would refuse it, in words of its own.
        rows.insert({"id": "x" * 2001}),
    ):
        with pytest.raises(TooLarge):
            await too_large
    await rows.put(*({"id": str(number)} for number in range(1000)))
    await rows.insert({"id": "x" * 2000})
    assert len(await rows.find(limit=1000)) == 1000


async def test_nothing_to_write_is_nothing(rows: Rows) -> None:
    await rows.insert()
    await rows.put()
    assert await rows.find() == []


async def test_who_puts_the_same_row_at_once_puts_it_one_after_the_other(ranked: Rows) -> None:
    async with asyncio.TaskGroup() as group:
        for number in range(20):
            group.create_task(ranked.put({"id": "1", "rank": 1, "body": str(number)}))
    assert len(await ranked.find()) == 1
