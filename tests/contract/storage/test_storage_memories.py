"""Memories: nothing is lost, newest first, each agent its own."""

from datetime import UTC, datetime

from parley_server.domain.content import (
    ActionResult,
    Content,
    Media,
    MediaKind,
    Memory,
    MemoryMetadata,
    MemoryScope,
    MentionContext,
    Payload,
)
from parley_server.domain.ids import EntityId, MemoryId, RunId, WorldId
from parley_server.storage.sql.store import SqlStore
from tests.contract.storage.storage_builders import (
    AGENT,
    OTHER_AGENT,
    OTHER_ROOM,
    OTHER_TENANT,
    ROOM,
    TENANT,
    memory_of,
)

FULL = Memory(
    memory_id=MemoryId("full"),
    entity_id=EntityId("entity"),
    agent_id=AGENT,
    room_id=ROOM,
    world_id=WorldId("world"),
    table="facts",
    unique=True,
    revision=7,
    created_at=datetime(1969, 12, 31, 23, 59, 59, 999999, tzinfo=UTC),
    content=Content(
        text="nul \x00 and half a pair \ud83d",
        thought="t",
        actions=("A", "B"),
        providers=("P",),
        attachments=(Media(media_id="m", data=b"\x00\xff", kind=MediaKind.AUDIO, size_bytes=2, sha256="00"),),
        source="s",
        in_reply_to="r",
        channel_type="DM",
        mention=MentionContext(is_reply=True),
        url="u",
        target="t",
        simple=True,
        response_id="i",
        action_result=ActionResult(action_name="A", success=False, values={"a": [1, None]}, run_id=RunId("r")),
        extra=Payload(form="raw", raw=b"\x80\x00", content_type="x/y"),
    ),
    metadata=MemoryMetadata(
        type="document",
        source="s",
        source_id="i",
        scope=MemoryScope.ROOM,
        tags=("t",),
        document_id="d",
        position=3,
        extra=Payload(form="json", json={"big": 2**70, "infinite": [float("inf")], "none": None}),
    ),
)


async def test_every_field_of_a_memory_comes_back(store: SqlStore) -> None:
    await store.memories.create(TENANT, [FULL])
    assert await store.memories.get(TENANT, AGENT, [FULL.memory_id]) == [FULL]


async def test_get_keeps_the_order_of_the_ids_and_skips_unknown_ones(store: SqlStore) -> None:
    one, two = memory_of("one"), memory_of("two")
    await store.memories.create(TENANT, [one, two])
    assert await store.memories.get(TENANT, AGENT, [two.memory_id, MemoryId("nobody"), one.memory_id]) == [two, one]
    assert await store.memories.get(TENANT, AGENT, []) == []


async def test_a_known_memory_is_left_as_it_is(store: SqlStore) -> None:
    first = memory_of("first")
    await store.memories.create(TENANT, [first])
    await store.memories.create(TENANT, [memory_of("again", memory_id=first.memory_id)])
    assert await store.memories.get(TENANT, AGENT, [first.memory_id]) == [first]


async def test_nothing_to_create_is_no_error(store: SqlStore) -> None:
    await store.memories.create(TENANT, [])


async def test_recent_goes_by_the_order_of_storing(store: SqlStore) -> None:
    stored = [memory_of(f"{number}") for number in range(5)]
    await store.memories.create(TENANT, stored[:3])
    await store.memories.create(TENANT, stored[3:])
    assert await store.memories.recent(TENANT, AGENT, ROOM, table="messages", limit=3) == stored[:1:-1]


async def test_recent_keeps_to_room_table_agent_and_tenant(store: SqlStore) -> None:
    wanted = memory_of("wanted")
    await store.memories.create(OTHER_TENANT, [memory_of("of another tenant")])
    others = [
        memory_of("room", room=OTHER_ROOM),
        memory_of("table", table="facts"),
        memory_of("agent", agent=OTHER_AGENT),
    ]
    await store.memories.create(TENANT, [wanted, *others])
    assert await store.memories.recent(TENANT, AGENT, ROOM, table="messages", limit=10) == [wanted]
    assert await store.memories.get(TENANT, OTHER_AGENT, [wanted.memory_id]) == []
    assert await store.memories.get(OTHER_TENANT, AGENT, [wanted.memory_id]) == []


async def test_one_id_may_be_known_to_two_agents(store: SqlStore) -> None:
    mine, yours = memory_of("mine", memory_id="same"), memory_of("yours", memory_id="same", agent=OTHER_AGENT)
    await store.memories.create(TENANT, [mine, yours])
    assert await store.memories.get(TENANT, AGENT, [mine.memory_id]) == [mine]
    assert await store.memories.get(TENANT, OTHER_AGENT, [mine.memory_id]) == [yours]
