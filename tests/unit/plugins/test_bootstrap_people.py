"""ENTITIES, RELATIONSHIPS, ROLES, WORLD and SETTINGS: who and what is around a message."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path

import pytest

from parley_server.domain.ids import ComponentId, EntityId, RelationshipId, RoomId, WorldId, string_to_uuid
from parley_server.domain.json import JsonObject
from parley_server.domain.world_settings import WorldSetting, write_settings
from parley_server.domain.worlds import Entity, EntityComponent, Relationship, Role, Room
from tests.fakes.stored_agents import BOB, CARL, GROUP, WORLD, StoredAgent, stored_agent
from tests.fakes.values import AGENT_ID, NOW


@pytest.fixture
async def agent(tmp_path: Path) -> AsyncIterator[StoredAgent]:
    async with stored_agent(tmp_path) as hosted:
        yield hosted


# ---- ENTITIES ----


async def test_who_takes_part_is_told_with_names_and_ids_the_sender_first(agent: StoredAgent) -> None:
    state = await agent.ask("ENTITIES", agent.message("Hi", by=CARL, room=GROUP))

    lines = state.text.splitlines()
    assert lines[:2] == ["# Who is here", f"- Carl (id {CARL})"]
    assert f"- Ann (id {AGENT_ID}, which is you)" in lines
    assert f"- Bob (id {BOB})" in lines
    assert state.values["entities"] == state.values["actors"] == state.text
    assert state.values["senderName"] == "Carl"


async def test_of_a_crowd_fifty_are_told(agent: StoredAgent) -> None:
    crowd = [
        Entity(entity_id=EntityId(string_to_uuid(f"person {number}")), agent_id=AGENT_ID, names=(f"P{number}",))
        for number in range(80)
    ]
    await agent.runtime.create_entities(crowd)
    await agent.runtime.add_participants([one.entity_id for one in crowd], GROUP)

    state = await agent.ask("ENTITIES", agent.message("Hi", room=GROUP))

    assert state.text.count("(id ") == 50
    assert state.text.endswith("- and 33 others")


async def _tell(
    agent: StoredAgent, kind: str, data: JsonObject, source: EntityId, *, world_id: WorldId = WorldId("")
) -> None:
    await agent.runtime.put_component(
        EntityComponent(
            component_id=ComponentId(string_to_uuid(f"{kind} {source}")),
            entity_id=BOB,
            agent_id=AGENT_ID,
            type=kind,
            created_at=NOW,
            world_id=world_id,
            source_entity_id=source,
            data=data,
        )
    )


async def test_what_is_known_of_the_sender_is_told_without_secrets_and_gossip(agent: StoredAgent) -> None:
    await _tell(agent, "contact", {"telegram": "@bob", "api_key": "sk-hidden"}, BOB)
    await _tell(agent, "gossip", {"said": "is rude"}, CARL)

    state = await agent.ask("ENTITIES")

    assert f"- Bob (id {BOB}): contact telegram @bob" in state.text
    assert "sk-hidden" not in repr(state)
    assert "rude" not in repr(state)


async def test_what_a_manager_told_of_the_sender_here_is_told_and_what_was_told_elsewhere_is_not(
    agent: StoredAgent,
) -> None:
    await _govern(agent)
    await _tell(agent, "post", {"duty": "waters the roses"}, CARL, world_id=WORLD)
    await _tell(agent, "home", {"street": "Elm Street"}, BOB, world_id=WorldId(string_to_uuid("elsewhere")))

    state = await agent.ask("ENTITIES", agent.message("Hi", room=GROUP))

    assert "post duty waters the roses" in state.text
    assert "Elm Street" not in repr(state)


# ---- RELATIONSHIPS ----


async def test_whom_the_sender_knows_is_told_by_how_often_they_meet(agent: StoredAgent) -> None:
    for number, (other, count) in enumerate(((CARL, 2), (EntityId(AGENT_ID), 7))):
        await agent.runtime.put_relationship(
            Relationship(
                relationship_id=RelationshipId(string_to_uuid(f"relationship {number}")),
                source_entity_id=BOB,
                target_entity_id=other,
                agent_id=AGENT_ID,
                created_at=NOW,
                tags=("friend",),
                metadata={"interactions": count},
            )
        )

    state = await agent.ask("RELATIONSHIPS")

    assert state.text == ("# Whom Bob knows\n- Ann: friend; 7 times in touch\n- Carl: friend; 2 times in touch")
    assert state.values["relationships"] == state.text
    assert (await agent.ask("RELATIONSHIPS", agent.message("Hi", by=EntityId(string_to_uuid("x"))))).text == ""


# ---- ROLES ----


async def _govern(agent: StoredAgent, **metadata: object) -> None:
    world = await agent.runtime.get_world(WORLD)
    assert world is not None
    await agent.runtime.update_world(
        replace(world, owner_id=BOB, roles={CARL: Role.ADMIN}, metadata={**world.metadata, **metadata})  # type: ignore[dict-item]  # JSON by the callers below
    )


async def test_in_a_group_it_is_told_who_manages_it(agent: StoredAgent) -> None:
    await _govern(agent)

    group = await agent.ask("ROLES", agent.message("Hi", room=GROUP))
    private = await agent.ask("ROLES")

    assert group.text == "# Who manages Gardeners\nOwner: Bob\nAdmins: Carl"
    assert group.values["roles"] == group.text
    assert private.text == ""


# ---- WORLD ----


async def test_the_world_around_a_room_is_told_without_private_rooms(agent: StoredAgent) -> None:
    for name, kind in (("Compost", "GROUP"), ("Whispers", "DM")):
        room_id = RoomId(string_to_uuid(name))
        await agent.runtime.create_rooms(
            [Room(room_id=room_id, agent_id=AGENT_ID, name=name, type=kind, world_id=WORLD)]
        )

    state = await agent.ask("WORLD", agent.message("Hi", room=GROUP))

    assert state.text.startswith("# Where this is\nWorld: Gardeners\nThis room: Garden (GROUP), 3 take part")
    assert "- Compost (GROUP)" in state.text
    assert "Whispers" not in repr(state)
    assert (state.values["worldName"], state.values["currentRoom"]) == ("Gardeners", "Garden")


# ---- SETTINGS ----

SETTINGS = {
    "TONE": WorldSetting(name="Tone", description="How to speak", required=True),
    "TOPIC": WorldSetting(name="Topic", value="plants", public=True),
    "API_KEY": WorldSetting(name="Key", value="sk-hidden", secret=True),
    "DEPTH": WorldSetting(name="Depth", visible_if={"TOPIC": "soil"}),
}


async def test_the_owner_is_asked_in_private_for_what_is_missing(agent: StoredAgent) -> None:
    await _govern(agent, settings=write_settings(SETTINGS))

    state = await agent.ask("SETTINGS")

    assert "- Tone (TONE, required): Not set. How to speak" in state.text
    assert "- Topic (TOPIC): plants" in state.text
    assert "Ask for Tone next" in state.text
    assert "Depth" not in state.text
    assert "sk-hidden" not in repr(state)
    assert state.values["settings"] == state.text


async def test_who_does_not_own_a_world_sees_its_public_settings_alone(agent: StoredAgent) -> None:
    await _govern(agent, settings=write_settings(SETTINGS))

    group = await agent.ask("SETTINGS", agent.message("Hi", by=CARL, room=GROUP))

    assert group.text == "# How Gardeners is set up\n- Topic (TOPIC): plants"


async def test_a_world_without_settings_says_nothing(agent: StoredAgent) -> None:
    await _govern(agent)

    assert (await agent.ask("SETTINGS")).text == ""
    assert (await agent.ask("SETTINGS", agent.message("Hi", room=GROUP))).text == ""
