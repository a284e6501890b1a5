"""The outbox: events of domain changes on their way into the log. Nothing is lost, nothing is hidden."""

import asyncio

import asyncpg  # type: ignore[import-untyped] # it has no types
import pytest

from parley_server.bus.events import Draft
from parley_server.bus.memory.store import MemoryBusStore
from parley_server.bus.sql import outbox
from parley_server.bus.sql.rows import pack_one
from parley_server.bus.store import BusStore, LogRow
from parley_server.domain.errors import NotFound, StoreUnavailable
from parley_server.domain.events import DomainEvent
from parley_server.domain.ids import EntityId, TenantId
from parley_server.sql.postgres.address import driver_url
from parley_server.sql.queries import Backend, Outcome, Params, Query, Row, Unit
from tests.contract.bus.bus_builders import NOON, OTHER, TENANT, SqlParts, draft_of, encode, row_of, sequences
from tests.contract.bus.conftest import SqlBackend
from tests.contract.storage.storage_builders import AGENT, ENTITY, ROOM, connection_of


def event_of(text: str, tenant: TenantId = TENANT) -> DomainEvent:
    return DomainEvent(type="custom:change", tenant=tenant, body={"text": text})


def change_of(text: str) -> Draft:
    return draft_of(text, "custom:change")


async def change_world(parts: SqlParts, *texts: str) -> None:
    """Change something in the domain, with events of these texts."""
    events = [event_of(text) for text in texts]
    await parts.store.worlds.ensure_connection(TENANT, connection_of(), events=events)


async def waiting(bus: BusStore) -> list[str]:
    """Return the texts of what waits, in order."""
    return [one.event.data.decode() for one in await bus.log.list_waiting(TENANT, limit=100)]


async def move(bus: BusStore, first: int) -> list[str]:
    """Number what waits from `first` on, as the appender does; return its texts."""
    taken = await bus.log.list_waiting(TENANT, limit=100)
    row = LogRow(first, NOON, [one.event for one in taken])
    await bus.log.append(TENANT, [row], [one.position for one in taken])
    return [one.event.data.decode() for one in taken]


async def test_events_wait_in_the_order_of_their_changes(sql_backend: SqlBackend) -> None:
    async with sql_backend.parts() as parts:
        await change_world(parts, "a", "b")
        await change_world(parts)
        await change_world(parts, "c")
        found = await parts.bus.log.list_waiting(TENANT, limit=100)
        assert [one.event for one in found] == [change_of("a"), change_of("b"), change_of("c")]
        assert [one.position for one in found] == sorted({one.position for one in found})
        assert len(await parts.bus.log.list_waiting(TENANT, limit=2)) == 2
        assert parts.told == [TENANT, TENANT]
        assert await parts.bus.log.list_tenants() == [TENANT]


async def test_what_waits_outlives_a_restart(sql_backend: SqlBackend) -> None:
    async with sql_backend.parts() as parts:
        await change_world(parts, "a")
    async with sql_backend.parts() as parts:
        assert await waiting(parts.bus) == ["a"]


async def test_moving_into_the_log_is_one_transaction(sql_backend: SqlBackend) -> None:
    async with sql_backend.parts() as parts:
        bus = parts.bus
        await bus.log.open(TENANT)
        await change_world(parts, "a", "b")
        await bus.log.append(TENANT, [row_of(1)])
        with pytest.raises(StoreUnavailable):
            await move(bus, 0)  # its row would end where one ends already
        assert await waiting(bus) == ["a", "b"]
        assert await move(bus, 2) == ["a", "b"]
        assert await waiting(bus) == []
        rows = await bus.log.read(TENANT, after=1, max_bytes=1000)
        assert list(rows[0].events) == [(2, change_of("a")), (3, change_of("b"))]
        await bus.log.append(TENANT, [], [1, 2, 99])


async def test_taking_needs_no_rows(sql_backend: SqlBackend) -> None:
    async with sql_backend.parts() as parts:
        await change_world(parts, "a", "b")
        (first, second) = await parts.bus.log.list_waiting(TENANT, limit=9)
        await parts.bus.log.append(OTHER, [], [first.position])  # another tenant's places are not its own
        await parts.bus.log.append(TENANT, [], [second.position])
        assert await waiting(parts.bus) == ["a"]


async def test_a_refused_change_leaves_nothing_and_its_neighbours_come_in_order(sql_backend: SqlBackend) -> None:
    # On SQLite all three are in one batch: the savepoint of the second is rolled back between two that commit.
    async with sql_backend.parts() as parts:
        await change_world(parts)
        refused = 0

        async def refuse() -> None:
            nonlocal refused
            try:
                await parts.store.worlds.set_participant_state(
                    TENANT, AGENT, ROOM, EntityId("nobody"), None, events=[event_of("never")]
                )
            except NotFound:
                refused += 1

        async def change(text: str) -> None:
            await parts.store.worlds.set_participant_state(TENANT, AGENT, ROOM, ENTITY, None, events=[event_of(text)])

        async with asyncio.TaskGroup() as group:
            for step in (change("first"), refuse(), change("second")):
                group.create_task(step)
        assert refused == 1
        found = await waiting(parts.bus)
        if sql_backend.url:
            found.sort()  # three connections: any order is an order of commits
        assert found == ["first", "second"]


async def test_a_slow_transaction_hides_nothing_and_loses_nothing(postgres_database: str, tmp_path: object) -> None:
    backend = SqlBackend("postgres", tmp_path, postgres_database)  # type: ignore[arg-type] # no folder is used
    async with backend.parts() as parts:
        await parts.bus.log.open(TENANT)
        slow = await asyncpg.connect(driver_url(postgres_database))
        transaction = slow.transaction()
        await transaction.start()
        held = change_of("slow")
        insert = "INSERT INTO bus_outbox (tenant, head, data) VALUES ($1, $2, $3) RETURNING position"
        position = await slow.fetchval(insert, TENANT, pack_one(held), held.data)

        await change_world(parts, "quick")
        (quick,) = await parts.bus.log.list_waiting(TENANT, limit=9)
        assert quick.event == change_of("quick")
        assert quick.position > position  # it overtook one with a lower place
        assert await move(parts.bus, 1) == ["quick"]
        assert await waiting(parts.bus) == []

        await transaction.commit()
        await slow.close()
        assert await move(parts.bus, 2) == ["slow"]
        rows = await parts.bus.log.read(TENANT, after=0, max_bytes=1000)
        assert [event for row in rows for event in row.events] == [(1, quick.event), (2, held)]


async def test_a_slow_transaction_that_is_rolled_back_leaves_nothing(postgres_database: str, tmp_path: object) -> None:
    backend = SqlBackend("postgres", tmp_path, postgres_database)  # type: ignore[arg-type] # no folder is used
    async with backend.parts() as parts:
        slow = await asyncpg.connect(driver_url(postgres_database))
        transaction = slow.transaction()
        await transaction.start()
        held = change_of("never")
        insert = "INSERT INTO bus_outbox (tenant, head, data) VALUES ($1, $2, $3)"
        await slow.execute(insert, TENANT, pack_one(held), held.data)
        await change_world(parts, "quick")
        await transaction.rollback()
        await slow.close()
        assert await waiting(parts.bus) == ["quick"]


async def test_a_refused_change_is_told_late_and_for_nothing(sql_backend: SqlBackend) -> None:
    async with sql_backend.parts() as parts:
        await change_world(parts)
        told = parts.told
        with pytest.raises(NotFound):
            await parts.store.worlds.set_participant_state(
                TENANT, AGENT, ROOM, EntityId("nobody"), None, events=[event_of("never")]
            )
        assert told == []
        await change_world(parts, "kept")
        assert told == [TENANT]


async def test_events_of_several_tenants_are_kept_apart(sql_backend: SqlBackend) -> None:
    async with sql_backend.parts() as parts:
        events = [event_of("ours"), event_of("theirs", OTHER)]
        await parts.store.worlds.ensure_connection(TENANT, connection_of(), events=events)
        assert await waiting(parts.bus) == ["ours"]
        assert [one.event.data for one in await parts.bus.log.list_waiting(OTHER, limit=9)] == [b"theirs"]
        assert sorted(parts.told) == [TENANT, OTHER]
        assert await parts.bus.log.list_tenants() == [TENANT, OTHER]


async def test_the_outbox_in_memory_is_emptied_as_on_sql() -> None:
    bus = MemoryBusStore()
    places = [bus.log.leave(TENANT, draft_of(str(number))) for number in range(1, 4)]
    assert [one.position for one in await bus.log.list_waiting(TENANT, limit=2)] == places[:2]
    assert await bus.log.list_tenants() == [TENANT]
    await bus.log.append(TENANT, [row_of(1, 2)], places[:2])
    assert await waiting(bus) == ["3"]
    assert await sequences(bus) == [1, 2]
    with pytest.raises(StoreUnavailable):
        await bus.log.append(TENANT, [row_of(2)], places)
    assert await waiting(bus) == ["3"]


class UnsureDatabase:
    """A database that loses its connection while it commits."""

    backend = Backend.SQLITE

    async def write(self, unit: Unit) -> list[Outcome]:
        raise StoreUnavailable("the connection is gone")

    async def read(self, query: Query, params: Params, *, few: bool = False) -> list[Row]:
        return []

    async def ping(self) -> None:
        """Answer."""


async def test_a_write_that_nobody_knows_the_end_of_is_told_later(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(outbox, "_LATER_SECONDS", 0)
    told: list[TenantId] = []
    heard = asyncio.Event()

    def tell(tenant: TenantId) -> None:
        told.append(tenant)
        heard.set()

    database = outbox.NotifyingDatabase(UnsureDatabase(), tell)
    with pytest.raises(StoreUnavailable):
        await database.write(outbox.SqlOutbox(encode).statements([event_of("a"), event_of("b")]))
    assert told == []
    await asyncio.wait_for(heard.wait(), 5)
    assert told == [TENANT]


def test_no_events_need_no_statements() -> None:
    assert list(outbox.SqlOutbox(encode).statements([])) == []
