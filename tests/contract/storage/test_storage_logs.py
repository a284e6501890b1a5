"""Log entries: newest first, by type and run, pruned by age and number."""

from dataclasses import replace
from datetime import datetime

from parley_server.domain.ids import AgentId
from parley_server.domain.logs import LogEntry
from parley_server.storage.sql.store import SqlStore
from tests.contract.storage.storage_builders import AGENT, MINUTE, NOON, OTHER_AGENT, OTHER_TENANT, TENANT


def entry_of(
    log_id: str, *, kind: str = "action", agent: AgentId = AGENT, run_id: str = "", created_at: datetime = NOON
) -> LogEntry:
    """Return a log entry."""
    body = {"log_id": log_id, "nested": [1, None, {"a": 1.5}]}
    return LogEntry(log_id=log_id, type=kind, agent_id=agent, run_id=run_id, created_at=created_at, body=body)


async def test_entries_come_back_whole_newest_first(store: SqlStore) -> None:
    one = LogEntry(
        log_id="1",
        type="action",
        agent_id=AGENT,
        created_at=NOON,
        entity_id="e",
        room_id="o",
        run_id="r",
        body={"a": []},
    )
    two, same_time = entry_of("2", created_at=NOON + MINUTE), entry_of("3")
    await store.logs.add(TENANT, [one, two])
    await store.logs.add(TENANT, [same_time])
    assert await store.logs.recent(TENANT, AGENT) == [two, same_time, one]
    assert await store.logs.recent(TENANT, AGENT, limit=1) == [two]


async def test_entries_are_found_by_type_and_run(store: SqlStore) -> None:
    call, like = entry_of("1", kind="useModel:A_%", run_id="r"), entry_of("2", kind="useModel:AXY")
    await store.logs.add(TENANT, [call, like, entry_of("3")])
    assert await store.logs.recent(TENANT, AGENT, type_prefix="useModel:") == [like, call]
    assert await store.logs.recent(TENANT, AGENT, type_prefix="useModel:A_") == [call]
    assert await store.logs.recent(TENANT, AGENT, run_id="r") == [call]
    assert await store.logs.recent(TENANT, AGENT, type_prefix="action", run_id="r") == []


async def test_entries_are_found_by_room_and_entity(store: SqlStore) -> None:
    here, there = (replace(entry_of(room), room_id=room, entity_id="ada", run_id="r") for room in ("here", "there"))
    bobs = replace(entry_of("3"), room_id="here", entity_id="bob")
    await store.logs.add(TENANT, [here, there, bobs])
    assert await store.logs.recent(TENANT, AGENT, room_id="here") == [bobs, here]
    assert await store.logs.recent(TENANT, AGENT, entity_id="ada") == [there, here]
    assert await store.logs.recent(TENANT, AGENT, entity_id="ada", room_id="here", run_id="r", type_prefix="a") == [
        here
    ]
    assert await store.logs.recent(TENANT, AGENT, entity_id="bob", room_id="there") == []


async def test_entries_belong_to_one_agent_of_one_tenant(store: SqlStore) -> None:
    await store.logs.add(TENANT, [entry_of("1")])
    assert await store.logs.recent(TENANT, OTHER_AGENT) == []
    assert await store.logs.recent(OTHER_TENANT, AGENT) == []


async def test_prune_forgets_by_age_and_by_number(store: SqlStore) -> None:
    await store.logs.add(TENANT, [entry_of(f"{n}", created_at=NOON + n * MINUTE) for n in range(6)])
    await store.logs.add(OTHER_TENANT, [entry_of("of another", created_at=NOON + 2 * MINUTE)])
    assert await store.logs.prune(before=NOON + 2 * MINUTE, keep=100) == 2
    assert await store.logs.prune(before=NOON, keep=3) == 1
    assert [entry.log_id for entry in await store.logs.recent(TENANT, AGENT)] == ["5", "4", "3"]
    assert len(await store.logs.recent(OTHER_TENANT, AGENT)) == 1
