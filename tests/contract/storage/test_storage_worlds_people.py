"""Entities, what is known of them, and how they know each other: each agent its own."""

import asyncio
from dataclasses import replace

import pytest

from parley_server.domain.errors import AlreadyExists, NotFound, RevisionMismatch
from parley_server.domain.ids import ComponentId, EntityId, RelationshipId, WorldId
from parley_server.domain.worlds import Entity, EntityComponent, Relationship
from parley_server.storage.sql.store import SqlStore
from tests.contract.storage.storage_builders import (
    AGENT,
    ENTITY,
    LATER,
    NOON,
    OTHER_AGENT,
    OTHER_TENANT,
    ROOM,
    TENANT,
    WORLD,
)

OTHER = EntityId("33333333-0000-0000-0000-000000000002")
ADA = Entity(entity_id=ENTITY, agent_id=AGENT, names=("Ada", "A."), metadata={"discord": {"id": "1"}}, revision=1)
PHONE = EntityComponent(
    component_id=ComponentId("c1"),
    entity_id=ENTITY,
    agent_id=AGENT,
    type="phone",
    created_at=NOON,
    room_id=ROOM,
    world_id=WORLD,
    source_entity_id=OTHER,
    data={"number": "1 \x00", "deep": {"list": [1, None]}},
)
FRIENDS = Relationship(
    relationship_id=RelationshipId("r1"),
    source_entity_id=ENTITY,
    target_entity_id=OTHER,
    agent_id=AGENT,
    created_at=NOON,
    tags=("friend", "neighbour"),
    metadata={"interactions": 1},
)


async def test_entities_are_created_once_and_come_back_whole(store: SqlStore) -> None:
    bob = Entity(entity_id=OTHER, agent_id=AGENT)
    await store.worlds.create_entities(TENANT, [ADA, bob])
    await store.worlds.create_entities(TENANT, [replace(ADA, names=("changed",))])
    await store.worlds.create_entities(TENANT, [])
    assert await store.worlds.get_entities(TENANT, AGENT, [OTHER, ENTITY]) == [bob, ADA]


async def test_an_entity_is_replaced_for_every_reader(store: SqlStore) -> None:
    await store.worlds.create_entities(TENANT, [ADA])
    assert await store.worlds.get_entities(TENANT, AGENT, [ENTITY]) == [ADA]
    changed = replace(ADA, names=("Countess",), metadata={})
    await store.worlds.update_entity(TENANT, changed)
    assert await store.worlds.get_entities(TENANT, AGENT, [ENTITY]) == [changed]


async def test_an_entity_that_was_changed_meanwhile_is_left_as_it_is(store: SqlStore) -> None:
    await store.worlds.create_entities(TENANT, [replace(ADA, revision=0)])
    (read,) = await store.worlds.get_entities(TENANT, AGENT, [ENTITY])
    changed = await store.worlds.update_entity(TENANT, replace(read, names=("Countess",)))
    for revision in (0, 1, 3):
        stale = replace(read, names=("nobody",), revision=revision)
        with pytest.raises(RevisionMismatch):
            await store.worlds.update_entity(TENANT, stale)
        await store.worlds.update_entities(TENANT, AGENT, [stale])
    assert await store.worlds.get_entities(TENANT, AGENT, [ENTITY]) == [changed]
    await store.worlds.update_entities(TENANT, AGENT, [replace(changed, names=("Ada",))])
    (after,) = await store.worlds.get_entities(TENANT, AGENT, [ENTITY])
    assert (read.revision, changed.revision, after.revision, after.names) == (1, 2, 3, ("Ada",))


async def test_only_an_entity_that_is_there_can_be_updated(store: SqlStore) -> None:
    await store.worlds.create_entities(TENANT, [ADA])
    for tenant, agent in ((TENANT, OTHER_AGENT), (OTHER_TENANT, AGENT)):
        with pytest.raises(NotFound):
            await store.worlds.update_entity(tenant, replace(ADA, agent_id=agent))


async def test_several_entities_are_replaced_at_once_and_the_unknown_left_out(store: SqlStore) -> None:
    await store.worlds.create_entities(TENANT, [ADA])
    await store.worlds.get_entities(TENANT, AGENT, [ENTITY])
    changed = replace(ADA, names=("Countess",))
    await store.worlds.update_entities(TENANT, AGENT, [changed, replace(ADA, entity_id=OTHER)])
    await store.worlds.update_entities(TENANT, AGENT, [])
    assert await store.worlds.get_entities(TENANT, AGENT, [ENTITY, OTHER]) == [changed]


async def test_an_entity_takes_its_components_relationships_and_places_along(store: SqlStore) -> None:
    for tenant, agent in ((TENANT, AGENT), (TENANT, OTHER_AGENT), (OTHER_TENANT, AGENT)):
        people = [replace(ADA, agent_id=agent), Entity(entity_id=OTHER, agent_id=agent)]
        await store.worlds.create_entities(tenant, people)
        await store.worlds.add_participants(tenant, agent, ROOM, [ENTITY, OTHER])
        await store.worlds.put_component(tenant, replace(PHONE, agent_id=agent))
        await store.worlds.put_relationship(tenant, replace(FRIENDS, agent_id=agent))
        back = replace(
            FRIENDS,
            relationship_id=RelationshipId("r2"),
            source_entity_id=OTHER,
            target_entity_id=ENTITY,
            agent_id=agent,
        )
        await store.worlds.put_relationship(tenant, back)
    await store.worlds.delete_entity(TENANT, AGENT, ENTITY)
    await store.worlds.delete_entity(TENANT, AGENT, ENTITY)
    for tenant, agent, count in ((TENANT, AGENT, 0), (TENANT, OTHER_AGENT, 1), (OTHER_TENANT, AGENT, 1)):
        assert len(await store.worlds.get_entities(tenant, agent, [ENTITY])) == count
        assert len(await store.worlds.components(tenant, agent, [ENTITY])) == count
        assert len(await store.worlds.relationships(tenant, agent, OTHER)) == 2 * count
        assert len(await store.worlds.rooms_of_participant(tenant, agent, ENTITY)) == count
        assert await store.worlds.rooms_of_participant(tenant, agent, OTHER) == [ROOM]


async def test_a_component_is_kept_once_for_entity_type_world_and_source(store: SqlStore) -> None:
    assert await store.worlds.put_component(TENANT, PHONE) == PHONE
    again = replace(PHONE, component_id=ComponentId("c2"), created_at=LATER, data={"number": "2"})
    kept = await store.worlds.put_component(TENANT, again)
    assert kept == replace(again, component_id=PHONE.component_id, created_at=NOON)
    assert await store.worlds.components(TENANT, AGENT, [ENTITY]) == [kept]


async def test_components_of_other_types_worlds_and_sources_stand_beside_it_in_order(store: SqlStore) -> None:
    others = [
        replace(PHONE, component_id=ComponentId("a"), type="address"),
        replace(PHONE, component_id=ComponentId("b"), world_id=WorldId("")),
        replace(PHONE, component_id=ComponentId("0"), source_entity_id=ENTITY),
    ]
    for component in (PHONE, *others, replace(PHONE, component_id=ComponentId("x"), entity_id=OTHER)):
        await store.worlds.put_component(TENANT, component)
    assert await store.worlds.components(TENANT, AGENT, [ENTITY]) == [PHONE, *others]
    assert len(await store.worlds.components(TENANT, AGENT, [ENTITY, OTHER])) == 5
    await store.worlds.delete_component(TENANT, AGENT, PHONE.component_id)
    await store.worlds.delete_component(TENANT, OTHER_AGENT, others[0].component_id)
    await store.worlds.delete_component(TENANT, AGENT, PHONE.component_id)
    assert await store.worlds.components(TENANT, AGENT, [ENTITY]) == others


async def test_the_id_of_another_component_is_refused(store: SqlStore) -> None:
    await store.worlds.put_component(TENANT, PHONE)
    with pytest.raises(AlreadyExists):
        await store.worlds.put_component(TENANT, replace(PHONE, type="address"))
    await store.worlds.put_component(TENANT, replace(PHONE, agent_id=OTHER_AGENT))
    await store.worlds.put_component(OTHER_TENANT, PHONE)


async def test_a_relationship_is_kept_once_for_source_and_target(store: SqlStore) -> None:
    assert await store.worlds.put_relationship(TENANT, FRIENDS) == FRIENDS
    again = replace(FRIENDS, relationship_id=RelationshipId("r2"), created_at=LATER, tags=("rival",))
    kept = await store.worlds.put_relationship(TENANT, again)
    assert kept == replace(again, relationship_id=FRIENDS.relationship_id, created_at=NOON)
    assert await store.worlds.get_relationship(TENANT, AGENT, ENTITY, OTHER) == kept
    assert await store.worlds.get_relationship(TENANT, AGENT, OTHER, ENTITY) is None
    with pytest.raises(AlreadyExists):
        await store.worlds.put_relationship(TENANT, replace(FRIENDS, target_entity_id=EntityId("third")))


async def test_relationships_are_found_from_either_end_in_order(store: SqlStore) -> None:
    third = EntityId("third")
    ends = [(ENTITY, OTHER), (OTHER, ENTITY), (third, ENTITY), (OTHER, third)]
    made = [
        replace(FRIENDS, relationship_id=RelationshipId(f"r{9 - n}"), source_entity_id=source, target_entity_id=target)
        for n, (source, target) in enumerate(ends)
    ]
    for relationship in made:
        await store.worlds.put_relationship(TENANT, relationship)
    assert await store.worlds.relationships(TENANT, AGENT, ENTITY) == made[:3]
    assert await store.worlds.relationships(TENANT, OTHER_AGENT, ENTITY) == []
    await store.worlds.delete_relationship(TENANT, AGENT, made[0].relationship_id)
    await store.worlds.delete_relationship(TENANT, AGENT, made[0].relationship_id)
    assert await store.worlds.relationships(TENANT, AGENT, ENTITY) == made[1:3]


async def test_many_who_put_the_same_at_once_leave_one(store: SqlStore) -> None:
    async def put(number: int) -> None:
        component_id, relationship_id = ComponentId(f"c{number}"), RelationshipId(f"r{number}")
        await store.worlds.put_component(TENANT, replace(PHONE, component_id=component_id, data={"n": number}))
        await store.worlds.put_relationship(TENANT, replace(FRIENDS, relationship_id=relationship_id))

    async with asyncio.TaskGroup() as group:
        for number in range(20):
            group.create_task(put(number))
    assert len(await store.worlds.components(TENANT, AGENT, [ENTITY])) == 1
    assert len(await store.worlds.relationships(TENANT, AGENT, ENTITY)) == 1
