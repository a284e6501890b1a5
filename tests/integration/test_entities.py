"""Who is meant by a name, what may be told of people, and what they may do, on a real store."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path

import pytest

from parley_server.domain.content import Memory
from parley_server.domain.ids import (
    ComponentId,
    EntityId,
    RelationshipId,
    RoomId,
    WorldId,
    create_unique_uuid,
    string_to_uuid,
)
from parley_server.domain.json import JsonObject
from parley_server.domain.worlds import Connection, Entity, EntityComponent, Relationship, Role, Room, World
from parley_server.plugin_api import (
    create_unique_uuid as create_unique_uuid_of,
)
from parley_server.plugin_api import (
    find_entity_by_name,
    find_worlds_for_owner,
    format_entities,
    get_entity_details,
    get_user_server_role,
    get_visible_components,
    manages,
)
from parley_server.runtime.agent_runtime import AgentRuntime
from tests.fakes.agents import make_message
from tests.fakes.bare_agents import agent_on_disk
from tests.fakes.values import AGENT_ID, NOW

HALL, ATTIC = RoomId(string_to_uuid("hall")), RoomId(string_to_uuid("attic"))
HOME = WorldId(string_to_uuid("home"))
SENDER, BOSS, STRANGER = (EntityId(string_to_uuid(name)) for name in ("sender", "boss", "stranger"))
MESSAGE = make_message(room_id=HALL, entity_id=SENDER)


@pytest.fixture
async def runtime(tmp_path: Path) -> AsyncIterator[AgentRuntime]:
    """An agent in a world with an ADMIN; the sender and the admin are in the hall."""
    async with agent_on_disk(tmp_path) as agent:
        await agent.create_world(
            World(world_id=HOME, agent_id=AGENT_ID, name="home", roles={BOSS: Role.ADMIN}, owner_id=EntityId("owner"))
        )
        await join(agent, HALL, SENDER, "Sender")
        await join(agent, HALL, BOSS, "Boss")
        yield agent


async def join(
    runtime: AgentRuntime,
    room_id: RoomId,
    who: str,
    *names: str,
    world_id: WorldId = HOME,
    metadata: JsonObject | None = None,
) -> EntityId:
    """Let somebody into a room; return their id."""
    entity_id = EntityId(string_to_uuid(who))
    await runtime.ensure_connection(
        Connection(
            entity=Entity(entity_id=entity_id, agent_id=AGENT_ID, names=names, metadata=metadata or {}),
            room=Room(room_id=room_id, agent_id=AGENT_ID, world_id=world_id, source="discord"),
            world=World(world_id=world_id, agent_id=AGENT_ID),
        )
    )
    return entity_id


async def tell(
    runtime: AgentRuntime,
    source: EntityId,
    about: EntityId,
    data: JsonObject,
    *,
    kind: str = "contact",
    world_id: WorldId = HOME,
) -> EntityComponent:
    """Let a source tell something about somebody."""
    component_id = ComponentId(string_to_uuid(f"{source} {about} {kind} {world_id}"))
    return await runtime.put_component(
        EntityComponent(
            component_id=component_id,
            entity_id=about,
            agent_id=AGENT_ID,
            type=kind,
            created_at=NOW,
            world_id=world_id,
            source_entity_id=source,
            data=data,
        )
    )


async def meet(runtime: AgentRuntime, one: EntityId, other: EntityId, times: int) -> None:
    """Let two have had to do with each other."""
    await runtime.put_relationship(
        Relationship(
            relationship_id=RelationshipId(string_to_uuid(f"{one} {other}")),
            source_entity_id=one,
            target_entity_id=other,
            agent_id=AGENT_ID,
            created_at=NOW,
            metadata={"interactions": times},
        )
    )


async def found(runtime: AgentRuntime, name: str, message: Memory = MESSAGE) -> EntityId | None:
    """Return whom a name means."""
    entity = await find_entity_by_name(runtime, message, name)
    return entity.entity_id if entity else None


# ---- Who is meant ----


@pytest.mark.parametrize(
    "name", ["Ada Lovelace", "  ada   LOVELACE ", "@Ada Lovelace", "Countess", "ada#1815", "ADDIE", '"Countess"']
)
async def test_somebody_is_found_by_any_name_in_any_case(runtime: AgentRuntime, name: str) -> None:
    platforms: JsonObject = {"discord": {"userName": "ada#1815", "id": "7"}, "telegram": {"nick": "Addie"}}
    ada = await join(runtime, HALL, "ada", "Ada Lovelace", "Countess", metadata=platforms)
    await join(runtime, HALL, "match", "match")
    assert await found(runtime, name) == ada


@pytest.mark.parametrize("name", ["", "  ", "@", "nobody", "7", "discord"])
async def test_nobody_is_found_by_what_is_no_name(runtime: AgentRuntime, name: str) -> None:
    await join(runtime, HALL, "ada", "Ada", metadata={"discord": {"userName": "ada#1815", "id": "7"}})
    assert await found(runtime, name) is None


async def test_somebody_is_found_by_id_wherever_they_are(runtime: AgentRuntime) -> None:
    ada = await join(runtime, ATTIC, "ada", "Ada", world_id=WorldId(string_to_uuid("elsewhere")))
    assert await found(runtime, ada.upper()) == ada
    assert await found(runtime, string_to_uuid("nobody")) is None


async def test_the_whole_name_comes_before_a_part_of_it(runtime: AgentRuntime) -> None:
    await join(runtime, HALL, "tommy", "Tommy")
    tom = await join(runtime, HALL, "tom", "tom")
    assert await found(runtime, "Tom") == tom


async def test_somebody_else_with_the_name_of_the_agent_is_meant_and_not_the_agent(runtime: AgentRuntime) -> None:
    assert await found(runtime, "ann") == EntityId(runtime.agent_id)
    ann = await join(runtime, HALL, "ann", "Ann")
    assert await found(runtime, "ann") == ann


async def test_a_part_of_a_name_is_enough_where_it_is_clear(runtime: AgentRuntime) -> None:
    ada = await join(runtime, HALL, "ada", "Ada Lovelace")
    for part in ("ada", "love", "lace"):
        assert await found(runtime, part) == ada
    clover = await join(runtime, HALL, "clover", "Clover")
    assert await found(runtime, "love") == ada, "the beginning of a word comes first"
    assert await found(runtime, "over") == clover
    assert await found(runtime, "lo") == ada
    assert await found(runtime, "ve") is None, "too short for the middle of a name"


async def test_an_unclear_part_means_nobody_unless_the_sender_knows_one_better(runtime: AgentRuntime) -> None:
    await join(runtime, HALL, "bob1", "Bob Smith")
    bob = await join(runtime, HALL, "bob2", "Bob Miller")
    assert await found(runtime, "bob") is None
    await meet(runtime, SENDER, bob, 2)
    assert await found(runtime, "bob") == bob


async def test_of_several_with_one_name_the_sender_means_whom_they_know_best(runtime: AgentRuntime) -> None:
    first, second = [await join(runtime, HALL, who, "Bob") for who in ("bob1", "bob2")]
    assert await found(runtime, "bob") == first
    await meet(runtime, second, SENDER, 3)
    assert await found(runtime, "bob") == second
    assert await found(runtime, "bob", replace(MESSAGE, entity_id=BOSS)) == first


async def test_the_room_comes_before_those_whom_the_sender_knows_and_these_before_the_world(
    runtime: AgentRuntime,
) -> None:
    elsewhere = WorldId(string_to_uuid("elsewhere"))
    in_world = await join(runtime, ATTIC, "bob1", "Bob")
    assert await found(runtime, "bob") == in_world
    known = await join(runtime, RoomId(string_to_uuid("far")), "bob2", "Bob", world_id=elsewhere)
    assert await found(runtime, "bob") == in_world
    await meet(runtime, SENDER, known, 1)
    assert await found(runtime, "bob") == known
    here = await join(runtime, HALL, "bob3", "Bob")
    assert await found(runtime, "bob") == here


async def test_nobody_of_another_world_is_meant(runtime: AgentRuntime) -> None:
    await join(runtime, RoomId(string_to_uuid("far")), "bob", "Bob", world_id=WorldId(string_to_uuid("elsewhere")))
    assert await found(runtime, "bob") is None


async def test_a_name_counts_that_the_sender_an_admin_or_the_agent_told_and_no_other(runtime: AgentRuntime) -> None:
    ada = await join(runtime, HALL, "ada", "Ada")
    sources = {"sender": SENDER, "boss": BOSS, "agent": EntityId(runtime.agent_id), "stranger": STRANGER, "ada": ada}
    for name, source in sources.items():
        await tell(runtime, source, ada, {"name": f"as {name} says", "discord": {"username": f"d {name}"}}, kind=name)
    for prefix in ("as {} says", "d {}"):
        seen = {name for name in sources if await found(runtime, prefix.format(name)) == ada}
        assert seen == {"sender", "boss", "agent"}
    by_boss = replace(MESSAGE, entity_id=BOSS)
    assert await found(runtime, "as sender says", by_boss) is None


# ---- What may be told ----


async def test_components_are_seen_by_who_told_them_and_those_of_managers_and_the_agent_by_all(
    runtime: AgentRuntime,
) -> None:
    ada = await join(runtime, HALL, "ada", "Ada")
    owner = EntityId("owner")
    told = {
        source: await tell(runtime, source, ada, {})
        for source in (SENDER, STRANGER, BOSS, owner, EntityId(runtime.agent_id), EntityId(""))
    }
    world = await runtime.get_world(HOME)
    for requester in (SENDER, STRANGER):
        wanted = [one for source, one in told.items() if source not in ({SENDER, STRANGER, ""} - {requester})]
        assert await get_visible_components(runtime, [ada], requester=requester, world=world) == wanted


async def test_what_was_told_in_another_world_stays_there(runtime: AgentRuntime) -> None:
    ada = await join(runtime, HALL, "ada", "Ada")
    elsewhere = WorldId(string_to_uuid("elsewhere"))
    worlds = (HOME, elsewhere, WorldId(""))
    here, there, anywhere = [await tell(runtime, SENDER, ada, {"name": f"by {one}"}, world_id=one) for one in worlds]
    boss_there = await tell(runtime, BOSS, ada, {"name": "boss"}, world_id=elsewhere)

    home = await runtime.get_world(HOME)
    assert await get_visible_components(runtime, [ada], requester=SENDER, world=home) == [here, anywhere]
    assert await get_visible_components(runtime, [ada], requester=SENDER) == [anywhere]
    assert await get_visible_components(runtime, [ada], requester=BOSS, world=home) == []
    assert boss_there.world_id == there.world_id
    assert await found(runtime, f"by {HOME}") == ada
    assert await found(runtime, f"by {elsewhere}") is None


async def test_details_put_together_what_the_requester_may_see(runtime: AgentRuntime) -> None:
    ada = await join(
        runtime, HALL, "ada", "Ada", "A.", metadata={"discord": {"name": "Ada of Discord"}, "phone": {"home": 0}}
    )
    await tell(runtime, BOSS, ada, {"likes": ["bees", "tea"], "address": {"city": "X"}, "age": 1})
    await tell(runtime, SENDER, ada, {"likes": ["tea", "maths"], "address": {"street": "Y"}, "age": 2})
    await tell(runtime, STRANGER, ada, {"secret": True})
    details = {one.entity_id: one for one in await get_entity_details(runtime, HALL, requester=SENDER)}
    assert list(details) == await runtime.get_participants(HALL)
    assert (details[ada].name, details[ada].names) == ("Ada of Discord", ("Ada", "A."))
    assert details[ada].data == {
        "likes": ["bees", "tea", "maths"],
        "address": {"city": "X", "street": "Y"},
        "age": 1,
        "discord": {"name": "Ada of Discord"},
        "phone": {"home": 0},
    }
    (of_agent,) = [one for one in details.values() if one.entity_id == EntityId(runtime.agent_id)]
    assert (of_agent.name, of_agent.data) == ("Ann", {})


async def test_nothing_is_told_of_a_room_that_nobody_knows(runtime: AgentRuntime) -> None:
    assert await get_entity_details(runtime, RoomId("nowhere")) == []


def test_people_are_written_with_names_ids_and_what_platforms_told() -> None:
    ada = Entity(entity_id=EntityId("1"), agent_id=AGENT_ID, names=("Ada", "Ä."), metadata={"discord": {"n": "é"}})
    text = format_entities([ada, Entity(entity_id=EntityId("2"), agent_id=AGENT_ID)])
    assert text == '"Ada" aka "Ä."\nID: 1\nData: {"discord": {"n": "é"}}\n\n""\nID: 2'
    assert format_entities([]) == ""


# ---- What they may do ----


async def test_a_role_is_found_by_the_platforms_server(runtime: AgentRuntime) -> None:
    world_id = WorldId(create_unique_uuid(runtime.agent_id, "guild"))
    metadata: JsonObject = {"roles": {SENDER: "OWNER", BOSS: "ADMIN"}, "ownership": {"ownerId": STRANGER}}
    await runtime.create_world(World(world_id=world_id, agent_id=AGENT_ID, metadata=metadata))
    expected = {SENDER: Role.OWNER, BOSS: Role.ADMIN, STRANGER: Role.OWNER, EntityId("x"): Role.NONE}
    for who, role in {**expected, EntityId(""): Role.NONE}.items():
        assert await get_user_server_role(runtime, who, "guild") is role
    assert await get_user_server_role(runtime, SENDER, "elsewhere") is Role.NONE
    assert await get_user_server_role(runtime, SENDER, "") is Role.NONE
    assert [manages(role) for role in Role] == [True, True, False]


async def test_a_role_is_found_in_a_world_with_an_id_of_its_own(runtime: AgentRuntime) -> None:
    own = World(world_id=WorldId("own"), agent_id=AGENT_ID, server_id="guild", roles={BOSS: Role.ADMIN})
    await runtime.create_world(own)
    assert await get_user_server_role(runtime, BOSS, "guild") is Role.ADMIN


async def test_worlds_of_an_owner_are_none_never_an_empty_list(runtime: AgentRuntime) -> None:
    owned = [World(world_id=WorldId(name), agent_id=runtime.agent_id, owner_id=BOSS) for name in ("a", "b")]
    for world in owned:
        await runtime.create_world(world)
    assert await find_worlds_for_owner(runtime, BOSS) == owned
    assert await find_worlds_for_owner(runtime, SENDER) is None
    assert await find_worlds_for_owner(runtime, EntityId("")) is None


async def test_the_same_thing_has_another_id_for_each_agent_and_the_agent_its_own(runtime: AgentRuntime) -> None:
    assert create_unique_uuid_of(runtime, runtime.agent_id) == runtime.agent_id
    assert create_unique_uuid_of(runtime, "guild") == string_to_uuid(f"guild:{runtime.agent_id}")
