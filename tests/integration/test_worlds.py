"""Worlds, rooms and people as plugins use them, in the server's store and in a database of the agent's own."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable
from dataclasses import replace

import pytest

from parley_server.domain.errors import NotFound, RevisionMismatch
from parley_server.domain.ids import (
    ComponentId,
    EntityId,
    RelationshipId,
    RoomId,
    WorldId,
)
from parley_server.domain.json import JsonObject
from parley_server.domain.world_settings import WorldSetting
from parley_server.domain.worlds import (
    EntityComponent,
    ParticipantState,
    Relationship,
    Role,
)
from parley_server.runtime.agent_runtime import AgentRuntime
from tests.fakes.agents import make_message
from tests.fakes.places import ADA, ATTIC, BOB, HALL, HOME, STRANGER, person, room
from tests.fakes.values import NOW


async def test_a_world_is_the_agents_own_whoever_it_names(runtime: AgentRuntime) -> None:
    own = replace(HOME, agent_id=runtime.agent_id)
    assert await runtime.create_world(HOME) == own
    assert await runtime.create_world(replace(HOME, name="castle")) == own
    assert own in await runtime.get_all_worlds()
    await runtime.update_world(replace(HOME, name="castle", metadata={"settings": {"allowBots": True}}))
    found = await runtime.get_world(HOME.world_id)
    assert found == replace(own, name="castle", metadata={"settings": {"allowBots": True}})
    await runtime.delete_world(HOME.world_id)
    await runtime.delete_world(HOME.world_id)
    assert await runtime.get_world(HOME.world_id) is None


async def test_what_is_unknown_cannot_be_changed(runtime: AgentRuntime) -> None:
    with pytest.raises(NotFound):
        await runtime.update_world(HOME)
    with pytest.raises(NotFound):
        await runtime.update_room(room(HALL))
    with pytest.raises(NotFound):
        await runtime.update_entity(person(ADA))
    with pytest.raises(NotFound):
        await runtime.set_participant_state(HALL, ADA, ParticipantState.MUTED)


async def test_changes_of_a_world_at_once_do_not_write_over_each_other(runtime: AgentRuntime) -> None:
    await runtime.create_world(HOME)
    world = await runtime.get_world(HOME.world_id)
    assert world is not None
    await runtime.initialize_onboarding(world, {"CHANNEL": WorldSetting(name="Channel")})
    people = [EntityId(str(number)) for number in range(20)]

    async def make_admin(who: EntityId) -> None:
        await runtime.change_world(HOME.world_id, lambda now: replace(now, roles={**now.roles, who: Role.ADMIN}))

    async with asyncio.TaskGroup() as group:
        for who in people:
            group.create_task(make_admin(who))
        group.create_task(runtime.change_world_settings(HOME.world_id, {"CHANNEL": "#help"}))

    after = await runtime.get_world(HOME.world_id)
    assert after is not None
    assert after.roles == dict.fromkeys(people, Role.ADMIN)
    assert await runtime.get_world_setting(HOME.world_id, "CHANNEL") == "#help"
    with pytest.raises(NotFound):
        await runtime.change_world(WorldId("unknown"), lambda now: now)


async def test_changes_of_an_entity_at_once_do_not_write_over_each_other(runtime: AgentRuntime) -> None:
    await runtime.create_entities([person(ADA, "Ada")])

    async def note(key: str) -> None:
        await runtime.change_entity(ADA, lambda now: replace(now, metadata={**now.metadata, key: True}))

    async with asyncio.TaskGroup() as group:
        for number in range(20):
            group.create_task(note(f"note {number}"))

    (after,) = await runtime.get_entities([ADA])
    assert set(after.metadata) == {f"note {number}" for number in range(20)}
    with pytest.raises(NotFound):
        await runtime.change_entity(EntityId("unknown"), lambda now: now)


async def test_changes_of_a_room_at_once_do_not_write_over_each_other(runtime: AgentRuntime) -> None:
    await runtime.create_rooms([room(HALL)])

    async def note(key: str) -> None:
        await runtime.change_room(HALL, lambda now: replace(now, metadata={**now.metadata, key: True}))

    async with asyncio.TaskGroup() as group:
        for number in range(20):
            group.create_task(note(f"note {number}"))

    after = await runtime.get_room(HALL)
    assert after is not None
    assert set(after.metadata) == {f"note {number}" for number in range(20)}
    with pytest.raises(NotFound):
        await runtime.change_room(RoomId("unknown"), lambda now: now)


async def test_of_two_who_change_what_they_read_at_once_the_second_is_told(runtime: AgentRuntime) -> None:
    world = await runtime.create_world(HOME)
    (hall,) = await runtime.create_rooms([room(HALL)])
    (ada,) = await runtime.create_entities([person(ADA)])

    async with asyncio.TaskGroup() as group:
        for name in ("first", "second"):
            group.create_task(_first_or_told(runtime.update_world(replace(world, name=name)), name))
            group.create_task(_first_or_told(runtime.update_room(replace(hall, name=name)), name))
            group.create_task(_first_or_told(runtime.update_entity(replace(ada, names=(name,))), name))

    now = await runtime.get_world(HOME.world_id), await runtime.get_room(HALL)
    assert [one.name for one in now if one] == ["first", "first"]
    (ada,) = await runtime.get_entities([ADA])
    assert (ada.names, ada.revision) == (("first",), 2)


async def _first_or_told(change: Awaitable[object], name: str) -> None:
    try:
        await change
        assert name == "first"
    except RevisionMismatch:
        assert name == "second"


async def test_what_an_update_returns_may_be_changed_again(runtime: AgentRuntime) -> None:
    world = await runtime.create_world(HOME)
    (hall,) = await runtime.create_rooms([room(HALL)])
    (ada,) = await runtime.create_entities([person(ADA)])
    for name in ("one", "two"):
        world = await runtime.update_world(replace(world, name=name))
        hall = await runtime.update_room(replace(hall, name=name))
        ada = await runtime.update_entity(replace(ada, names=(name,)))
    assert (world.revision, hall.revision, ada.revision) == (3, 3, 3)
    world = await runtime.change_world(HOME.world_id, lambda now: replace(now, name="three"))
    assert (await runtime.update_world(replace(world, name="four"))).name == "four"


async def test_what_was_not_read_replaces_what_is_there(runtime: AgentRuntime) -> None:
    await runtime.create_world(HOME)
    await runtime.create_rooms([room(HALL)])
    await runtime.create_entities([person(ADA)])
    for name in ("one", "two"):
        world = await runtime.update_world(replace(HOME, name=name))
        hall = await runtime.update_room(room(HALL, name=name))
        ada = await runtime.update_entity(person(ADA, name))
        assert (world.name, hall.name, ada.names) == (name, name, (name,))


async def test_an_update_never_comes_between_a_change_and_what_it_was_made_from(runtime: AgentRuntime) -> None:
    await runtime.create_world(HOME)

    async with asyncio.TaskGroup() as group:
        for number in range(10):
            group.create_task(runtime.update_world(replace(HOME, name=f"{number}")))
            group.create_task(runtime.change_world(HOME.world_id, lambda now: replace(now, server_id=f"{now.name}!")))

    world = await runtime.get_world(HOME.world_id)
    assert world is not None
    assert (world.server_id, world.revision) == (f"{world.name}!", 21)


async def test_owner_and_roles_in_the_form_of_the_reference_are_put_where_they_belong(runtime: AgentRuntime) -> None:
    metadata: JsonObject = {
        "ownership": {"ownerId": ADA},
        "roles": {ADA: "OWNER", BOB: "admin", "x": "king"},
        "topic": "bees",
    }
    created = await runtime.create_world(replace(HOME, metadata=metadata))
    assert (created.owner_id, created.roles) == (ADA, {ADA: Role.OWNER, BOB: Role.ADMIN})
    assert created.metadata == {"topic": "bees"}
    await runtime.update_world(replace(created, metadata={"roles": {BOB: "NONE"}, "ownership": {"ownerId": BOB}}))
    changed = await runtime.get_world(HOME.world_id)
    assert changed is not None
    assert (changed.owner_id, changed.roles) == (BOB, {ADA: Role.OWNER, BOB: Role.NONE})


async def test_rooms_are_created_found_changed_and_deleted_with_what_is_in_them(runtime: AgentRuntime) -> None:
    made = await runtime.create_rooms([room(HALL), room(ATTIC)])
    assert [(one.room_id, one.agent_id) for one in made] == [(HALL, runtime.agent_id), (ATTIC, runtime.agent_id)]
    assert await runtime.create_rooms([room(HALL, name="changed")]) == made[:1]
    assert await runtime.get_rooms_by_ids([ATTIC, RoomId("none"), HALL]) == made[::-1]
    assert {one.room_id for one in await runtime.get_rooms_by_world(HOME.world_id)} == {HALL, ATTIC}
    await runtime.update_room(room(HALL, name="great hall"))
    changed = await runtime.get_room(HALL)
    assert changed is not None
    assert changed.name == "great hall"
    await runtime.add_participants([ADA], HALL)
    await runtime.create_memory(replace(make_message(), room_id=HALL, agent_id=runtime.agent_id))
    await runtime.delete_room(HALL)
    assert await runtime.get_room(HALL) is None
    assert await runtime.get_participants(HALL) == []
    assert await runtime.get_memories(HALL, table="messages", count=5) == []


async def test_people_are_created_found_changed_and_deleted(runtime: AgentRuntime) -> None:
    made = await runtime.create_entities([person(ADA, "Ada"), person(BOB)])
    assert [(one.entity_id, one.agent_id) for one in made] == [(ADA, runtime.agent_id), (BOB, runtime.agent_id)]
    assert await runtime.create_entities([person(ADA, "changed")]) == made[:1]
    await runtime.update_entity(person(ADA, "Countess"))
    assert [one.names for one in await runtime.get_entities([BOB, ADA])] == [(), ("Countess",)]
    await runtime.delete_entity(ADA)
    assert await runtime.get_entities([BOB, ADA]) == made[1:]


async def test_people_take_part_in_order_of_joining_until_they_are_removed(runtime: AgentRuntime) -> None:
    await runtime.create_entities([person(ADA), person(BOB)])
    assert await runtime.add_participants([BOB, ADA, BOB], HALL) == 2
    assert await runtime.add_participants([ADA], ATTIC) == 1
    assert [one.entity_id for one in await runtime.get_entities_for_room(HALL)] == [BOB, ADA]
    assert await runtime.get_rooms_for_participant(ADA) == [HALL, ATTIC]
    await runtime.set_participant_state(HALL, ADA, ParticipantState.FOLLOWED)
    assert await runtime.get_participant_state(HALL, ADA) is ParticipantState.FOLLOWED
    assert await runtime.remove_participant(ADA, HALL)
    assert not await runtime.remove_participant(ADA, HALL)
    assert await runtime.get_participants(HALL) == [BOB]
    assert await runtime.get_participant_state(HALL, ADA) is None


async def test_components_are_found_by_world_and_source(runtime: AgentRuntime) -> None:
    def component(name: str, world: str = "", source: EntityId = ADA) -> EntityComponent:
        return EntityComponent(
            component_id=ComponentId(name),
            entity_id=ADA,
            agent_id=STRANGER,
            type="phone",
            created_at=NOW,
            world_id=WorldId(world),
            source_entity_id=source,
        )

    made = [await runtime.put_component(one) for one in (component("a"), component("b", "w"), component("c", "w", BOB))]
    assert {one.agent_id for one in made} == {runtime.agent_id}
    replaced = await runtime.put_component(replace(component("d"), data={"number": 1}))
    assert replaced == replace(made[0], data={"number": 1})
    assert await runtime.get_components(ADA) == [replaced, *made[1:]]
    assert await runtime.get_components(ADA, world_id=WorldId("w")) == made[1:]
    assert await runtime.get_components(ADA, world_id=WorldId("")) == [replaced]
    assert await runtime.get_components(ADA, source_entity_id=BOB) == made[2:]
    assert await runtime.get_components_of([BOB, ADA]) == [replaced, *made[1:]]
    await runtime.delete_component(made[1].component_id)
    assert await runtime.get_components(ADA) == [replaced, made[2]]


async def test_relationships_are_found_by_either_end_and_by_tags(runtime: AgentRuntime) -> None:
    friends = Relationship(
        relationship_id=RelationshipId("r"),
        source_entity_id=ADA,
        target_entity_id=BOB,
        agent_id=STRANGER,
        created_at=NOW,
        tags=("friend", "neighbour"),
    )
    kept = await runtime.put_relationship(friends)
    assert kept == replace(friends, agent_id=runtime.agent_id)
    again = replace(friends, relationship_id=RelationshipId("s"), metadata={"interactions": 2})
    assert await runtime.put_relationship(again) == replace(kept, metadata={"interactions": 2})
    assert await runtime.get_relationship(ADA, BOB) == replace(kept, metadata={"interactions": 2})
    assert await runtime.get_relationship(BOB, ADA) is None
    for tags, count in (((), 1), (("rival", "friend"), 1), (("rival",), 0)):
        assert len(await runtime.get_relationships(BOB, tags=tags)) == count
    await runtime.delete_relationship(kept.relationship_id)
    assert await runtime.get_relationships(ADA) == []


async def test_what_many_add_to_a_component_or_relationship_at_once_is_all_kept(runtime: AgentRuntime) -> None:
    async def tell(number: int) -> None:
        told = EntityComponent(
            component_id=ComponentId(f"c{number}"),
            entity_id=ADA,
            agent_id=STRANGER,
            type="phone",
            created_at=NOW,
            data={f"{number}": True},
        )
        await runtime.put_component(told, merge=lambda now: replace(now, data={**now.data, **told.data}))

    async def meet(number: int) -> None:
        met = Relationship(
            relationship_id=RelationshipId(f"r{number}"),
            source_entity_id=ADA,
            target_entity_id=BOB,
            agent_id=STRANGER,
            created_at=NOW,
            tags=(f"{number}",),
        )
        await runtime.put_relationship(met, merge=lambda now: replace(now, tags=(*now.tags, *met.tags)))

    async with asyncio.TaskGroup() as group:
        for number in range(20):
            group.create_task(tell(number))
            group.create_task(meet(number))

    everybody = [f"{number}" for number in range(20)]
    (component,) = await runtime.get_components(ADA)
    assert component.data == dict.fromkeys(everybody, True)
    relationship = await runtime.get_relationship(ADA, BOB)
    assert relationship is not None
    assert sorted(relationship.tags) == sorted(everybody)
