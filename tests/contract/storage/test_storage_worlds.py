"""Worlds, rooms, entities, participants: made once, each agent its own."""

from dataclasses import replace

import pytest

from parley_server.domain.errors import AlreadyExists, NotFound
from parley_server.domain.ids import EntityId
from parley_server.domain.worlds import OverlapPolicy, ParticipantState
from parley_server.storage.sql.store import SqlStore
from tests.contract.storage.storage_builders import (
    AGENT,
    ENTITY,
    OTHER_AGENT,
    OTHER_TENANT,
    ROOM,
    TENANT,
    connection_of,
    queued_run,
)


async def test_a_connection_comes_back_whole(store: SqlStore) -> None:
    plain = connection_of()
    full = replace(
        plain,
        room=replace(
            plain.room,
            source="discord",
            channel_id="c",
            server_id="s",
            overlap=OverlapPolicy.SUPERSEDE,
            metadata={"topic": "bees \x00"},
        ),
        entity=replace(plain.entity, names=("Ada", "A."), metadata={"n": 1}),
    )
    await store.worlds.ensure_connection(TENANT, full)
    assert await store.worlds.get_room(TENANT, AGENT, ROOM) == full.room
    assert await store.worlds.get_entities(TENANT, AGENT, [ENTITY]) == [full.entity]


async def test_what_is_known_stays_as_it_is(store: SqlStore) -> None:
    first = connection_of()
    await store.worlds.ensure_connection(TENANT, first)
    await store.worlds.ensure_connection(TENANT, replace(first, room=replace(first.room, name="changed")))
    assert await store.worlds.get_room(TENANT, AGENT, ROOM) == first.room
    assert await store.worlds.participants(TENANT, AGENT, ROOM) == [ENTITY, EntityId(AGENT)]


async def test_participants_are_in_order_of_joining(store: SqlStore) -> None:
    for name in ("z", "a", "m", "a"):
        await store.worlds.ensure_connection(TENANT, connection_of(entity=EntityId(name)))
    assert await store.worlds.participants(TENANT, AGENT, ROOM) == ["z", AGENT, "a", "m"]


async def test_an_agent_alone_takes_part_once(store: SqlStore) -> None:
    await store.worlds.ensure_connection(TENANT, connection_of(entity=EntityId(AGENT)))
    assert await store.worlds.participants(TENANT, AGENT, ROOM) == [EntityId(AGENT)]


async def test_entities_keep_the_order_of_the_ids(store: SqlStore) -> None:
    for name in ("a", "b"):
        await store.worlds.ensure_connection(TENANT, connection_of(entity=EntityId(name)))
    found = await store.worlds.get_entities(TENANT, AGENT, [EntityId("b"), EntityId("nobody"), EntityId("a")])
    assert [entity.entity_id for entity in found] == ["b", "a"]


async def test_agents_and_tenants_have_rooms_of_their_own(store: SqlStore) -> None:
    await store.worlds.ensure_connection(TENANT, connection_of())
    for tenant, agent in ((TENANT, OTHER_AGENT), (OTHER_TENANT, AGENT)):
        assert await store.worlds.get_room(tenant, agent, ROOM) is None
        assert await store.worlds.get_entities(tenant, agent, [ENTITY]) == []
        assert await store.worlds.participants(tenant, agent, ROOM) == []


async def test_a_participant_has_no_state_until_one_is_set(store: SqlStore) -> None:
    await store.worlds.ensure_connection(TENANT, connection_of())
    for state in (None, ParticipantState.MUTED, ParticipantState.FOLLOWED, None):
        await store.worlds.set_participant_state(TENANT, AGENT, ROOM, ENTITY, state)
        assert await store.worlds.participant_state(TENANT, AGENT, ROOM, ENTITY) == state


async def test_who_takes_no_part_has_no_state(store: SqlStore) -> None:
    assert await store.worlds.participant_state(TENANT, AGENT, ROOM, ENTITY) is None
    with pytest.raises(NotFound):
        await store.worlds.set_participant_state(TENANT, AGENT, ROOM, ENTITY, ParticipantState.MUTED)


async def test_what_was_read_is_the_readers_own(store: SqlStore) -> None:
    plain = connection_of()
    full = replace(plain, entity=replace(plain.entity, metadata={"discord": {"name": "Ada"}}))
    await store.worlds.ensure_connection(TENANT, full)
    for _ in range(3):
        (entity,) = await store.worlds.get_entities(TENANT, AGENT, [ENTITY])
        assert entity.metadata == {"discord": {"name": "Ada"}}
        entity.metadata["discord"] = "spoiled"  # type: ignore[index] # a provider might


async def test_what_was_read_by_one_is_not_there_for_others(store: SqlStore) -> None:
    await store.worlds.ensure_connection(TENANT, connection_of())
    assert await store.worlds.get_room(TENANT, AGENT, ROOM) is not None
    assert await store.worlds.get_entities(TENANT, AGENT, [ENTITY])
    assert await store.worlds.get_room(OTHER_TENANT, AGENT, ROOM) is None
    assert await store.worlds.get_room(TENANT, OTHER_AGENT, ROOM) is None
    assert await store.worlds.get_entities(OTHER_TENANT, AGENT, [ENTITY]) == []
    await store.worlds.ensure_connection(OTHER_TENANT, connection_of())
    assert await store.worlds.participants(OTHER_TENANT, AGENT, ROOM) == [ENTITY, EntityId(AGENT)]


async def test_what_was_refused_is_not_taken_for_stored(store: SqlStore) -> None:
    run = queued_run()
    await store.runs.start(TENANT, run, input=b"", connection=connection_of(entity=EntityId("first")))
    with pytest.raises(AlreadyExists):
        await store.runs.start(TENANT, run, input=b"", connection=connection_of(entity=EntityId("second")))
    await store.runs.start(TENANT, queued_run(), input=b"", connection=connection_of(entity=EntityId("second")))
    assert await store.worlds.participants(TENANT, AGENT, ROOM) == ["first", AGENT, "second"]
