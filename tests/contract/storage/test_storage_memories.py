"""Memories: nothing is lost, newest first, each agent its own."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from parley_server.domain.content import (
    ActionResult,
    Content,
    Media,
    MediaKind,
    Memory,
    MemoryFilter,
    MemoryMetadata,
    MemoryScope,
    MentionContext,
    Payload,
)
from parley_server.domain.embeddings import EmbeddingPriority, EmbeddingSpace
from parley_server.domain.errors import InvalidField, NotFound, RevisionMismatch
from parley_server.domain.ids import AgentId, EntityId, MemoryId, RoomId, RunId, WorldId, new_id
from parley_server.storage.sql.store import SqlStore
from tests.contract.storage.storage_builders import (
    AGENT,
    MINUTE,
    NOON,
    OTHER_AGENT,
    OTHER_ROOM,
    OTHER_TENANT,
    ROOM,
    TENANT,
    memory_of,
)
from tests.fakes.memories import FakeMemories

SPACE = EmbeddingSpace(model_id="unknown", dimension=2)
EAST = (1.0, 0.0)


def with_vector(text: str, *, table: str = "messages") -> Memory:
    """Return a memory with a vector."""
    return replace(memory_of(text, table=table), embedding=EAST)


def fragment_of(document: MemoryId) -> MemoryMetadata:
    """Return what makes a memory a fragment of a document."""
    return MemoryMetadata(type="fragment", document_id=document, position=1)


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


@pytest.mark.parametrize("more", [(), tuple(RoomId(f"empty-{number}") for number in range(30))])
async def test_the_newest_of_several_rooms_are_found_whichever_room_they_are_in(
    store: SqlStore, more: tuple[RoomId, ...]
) -> None:
    stored = [memory_of(f"{number}", room=ROOM if number < 6 else OTHER_ROOM) for number in range(8)]
    others = [memory_of("table", table="facts"), memory_of("agent", agent=OTHER_AGENT)]
    await store.memories.create(TENANT, [*stored, *others, memory_of("room", room=RoomId("third"))])
    await store.memories.create(OTHER_TENANT, [memory_of("of another tenant")])
    wanted = MemoryFilter(table="messages", room_ids=(ROOM, OTHER_ROOM, ROOM, *more))
    assert await store.memories.find(TENANT, AGENT, wanted, limit=4) == stored[:3:-1]
    assert await store.memories.find(TENANT, AGENT, wanted, limit=20) == stored[::-1]


async def test_one_id_may_be_known_to_two_agents(store: SqlStore) -> None:
    mine, yours = memory_of("mine", memory_id="same"), memory_of("yours", memory_id="same", agent=OTHER_AGENT)
    await store.memories.create(TENANT, [mine, yours])
    assert await store.memories.get(TENANT, AGENT, [mine.memory_id]) == [mine]
    assert await store.memories.get(TENANT, OTHER_AGENT, [mine.memory_id]) == [yours]


# ---- Finding ----


async def texts_of(store: SqlStore, wanted: MemoryFilter, *, limit: int = 10) -> list[str]:
    """Return the texts of what matches; their number is what `count` says."""
    found = await store.memories.find(TENANT, AGENT, wanted, limit=limit)
    if limit == 10:
        assert await store.memories.count(TENANT, AGENT, wanted) == len(found)
    return [memory.content.text for memory in found]


async def test_each_condition_of_a_filter_counts(store: SqlStore) -> None:
    tagged = MemoryMetadata(type="document", tags=("a", 'quo"te,', "\u00e9\n", "half \ud83d"))
    memories = [
        memory_of("plain"),
        memory_of("fact", table="facts"),
        memory_of("elsewhere", room=OTHER_ROOM),
        replace(memory_of("of another entity"), entity_id=EntityId("other")),
        replace(memory_of("of a world"), world_id=WorldId("world")),
        replace(memory_of("tagged"), metadata=tagged),
        replace(memory_of("of one tag"), metadata=MemoryMetadata(type="odd \x00", tags=("a",))),
        replace(memory_of("late"), created_at=NOON + MINUTE),
        replace(memory_of("unique"), unique=True),
    ]
    await store.memories.create(TENANT, memories)
    await store.memories.create(TENANT, [memory_of("not mine", agent=OTHER_AGENT)])
    await store.memories.create(OTHER_TENANT, [memory_of("of another tenant")])

    assert await texts_of(store, MemoryFilter()) == [memory.content.text for memory in memories[::-1]]
    assert await texts_of(store, MemoryFilter(), limit=2) == ["unique", "late"]
    assert await texts_of(store, MemoryFilter(table="facts")) == ["fact"]
    assert await texts_of(store, MemoryFilter(room_ids=(OTHER_ROOM,))) == ["elsewhere"]
    assert len(await texts_of(store, MemoryFilter(room_ids=(ROOM, OTHER_ROOM, RoomId("none"))))) == 9
    assert await texts_of(store, MemoryFilter(entity_id=EntityId("other"))) == ["of another entity"]
    assert await texts_of(store, MemoryFilter(world_id=WorldId("world"))) == ["of a world"]
    assert await texts_of(store, MemoryFilter(types=("document", "none"))) == ["tagged"]
    assert await texts_of(store, MemoryFilter(types=("odd \x00",))) == ["of one tag"]
    assert await texts_of(store, MemoryFilter(tags=("a",))) == ["of one tag", "tagged"]
    assert await texts_of(store, MemoryFilter(tags=('quo"te,', "\u00e9\n", "half \ud83d", "a"))) == ["tagged"]
    assert await texts_of(store, MemoryFilter(tags=("quo",))) == []
    assert await texts_of(store, MemoryFilter(start_time=NOON + MINUTE)) == ["late"]
    assert "late" not in await texts_of(store, MemoryFilter(end_time=NOON + MINUTE))
    assert await texts_of(store, MemoryFilter(unique=True)) == ["unique"]
    assert await texts_of(store, MemoryFilter(table="facts", types=("document",))) == []


async def test_very_many_memories_come_back_as_few_do(store: SqlStore) -> None:
    many = [memory_of(str(number)) for number in range(1200)]
    await store.memories.create(TENANT, many)
    assert await store.memories.find(TENANT, AGENT, MemoryFilter(), limit=2000) == many[::-1]
    assert await store.memories.get(TENANT, AGENT, [memory.memory_id for memory in many]) == many


async def test_a_filter_of_too_many_tags_is_refused(store: SqlStore) -> None:
    with pytest.raises(InvalidField):
        await texts_of(store, MemoryFilter(tags=tuple(str(number) for number in range(33))))


# ---- Changing ----


async def test_a_changed_memory_has_the_next_revision(store: SqlStore) -> None:
    first = memory_of("first")
    await store.memories.create(TENANT, [first, memory_of("other")])
    assert await store.memories.get(TENANT, AGENT, [first.memory_id]) == [first]
    wanted = replace(first, content=Content(text="second"), metadata=MemoryMetadata(type="document", tags=("t",)))

    second = await store.memories.update(TENANT, wanted, keep_vectors=True)

    assert second == replace(wanted, revision=2)
    assert await store.memories.get(TENANT, AGENT, [first.memory_id]) == [second]
    assert await texts_of(store, MemoryFilter(types=("document",), tags=("t",))) == ["second"]
    third = await store.memories.update(TENANT, replace(first, revision=2), keep_vectors=True)
    assert third == replace(first, revision=3)
    assert await texts_of(store, MemoryFilter(types=("document",))) == []


async def test_a_memory_that_was_changed_meanwhile_is_left_as_it_is(store: SqlStore) -> None:
    first = with_vector("first")
    await store.memories.create(TENANT, [first])
    second = await store.memories.update(TENANT, first, keep_vectors=True)
    with pytest.raises(RevisionMismatch):
        await store.memories.update(TENANT, replace(first, content=Content(text="lost")), keep_vectors=False)
    with pytest.raises(NotFound):
        await store.memories.update(TENANT, memory_of("nobody"), keep_vectors=False)
    with pytest.raises(NotFound):
        await store.memories.update(TENANT, replace(first, agent_id=OTHER_AGENT), keep_vectors=False)
    assert await store.memories.get(TENANT, AGENT, [first.memory_id]) == [second]
    assert await store.vectors.spaces(TENANT, AGENT) == {SPACE: 1}


async def test_vectors_of_another_text_go(store: SqlStore) -> None:
    first, other = with_vector("first"), with_vector("other")
    await store.memories.create(TENANT, [first, other])
    bare = replace(first, embedding=(), embedding_model="")

    second = await store.memories.update(TENANT, bare, keep_vectors=True)
    kept = await store.vectors.get(TENANT, AGENT, SPACE, [first.memory_id, other.memory_id])
    third = await store.memories.update(TENANT, second, keep_vectors=False)
    left = await store.vectors.get(TENANT, AGENT, SPACE, [first.memory_id, other.memory_id])
    await store.memories.update(
        TENANT, replace(first, revision=third.revision, embedding=(2.0, 1.0)), keep_vectors=False
    )
    new = await store.vectors.get(TENANT, AGENT, SPACE, [first.memory_id])

    assert (sorted(kept), sorted(left)) == (sorted([first.memory_id, other.memory_id]), [other.memory_id])
    assert new == {first.memory_id: (2.0, 1.0)}


# ---- Forgetting ----


async def test_deleted_memories_are_gone_with_their_vectors(store: SqlStore) -> None:
    one, two = with_vector("one"), with_vector("two")
    await store.memories.create(TENANT, [one, two])
    await store.memories.create(OTHER_TENANT, [one])

    ids = [one.memory_id, MemoryId("nobody"), one.memory_id]

    assert await store.memories.delete(TENANT, AGENT, ids) == 1
    assert await store.memories.delete(TENANT, AGENT, ids) == 0
    assert await store.memories.delete(TENANT, OTHER_AGENT, [two.memory_id]) == 0
    assert await store.memories.delete(TENANT, AGENT, []) == 0
    assert await texts_of(store, MemoryFilter()) == ["two"]
    assert await store.vectors.get(TENANT, AGENT, SPACE, [one.memory_id, two.memory_id]) == {two.memory_id: EAST}
    assert await store.memories.count(OTHER_TENANT, AGENT, MemoryFilter()) == 1
    assert await store.vectors.spaces(OTHER_TENANT, AGENT) == {SPACE: 1}
    # One that comes again under its id has no vector left from before.
    await store.memories.create(TENANT, [memory_of("again", memory_id=one.memory_id)])
    assert await store.vectors.get(TENANT, AGENT, SPACE, [one.memory_id]) == {}


async def test_a_document_takes_its_fragments_with_it(store: SqlStore) -> None:
    document, other = (replace(memory_of(name), metadata=MemoryMetadata(type="document")) for name in ("a", "b"))
    fragments = [
        replace(with_vector(f"of {owner.content.text}"), metadata=fragment_of(owner.memory_id))
        for owner in (document, document, other)
    ]
    mention = replace(memory_of("a mention"), metadata=MemoryMetadata(document_id=document.memory_id))
    await store.memories.create(TENANT, [document, other, *fragments, mention])

    # A fragment that is named too counts once.
    assert await store.memories.delete(TENANT, AGENT, [document.memory_id, fragments[0].memory_id]) == 2

    assert await texts_of(store, MemoryFilter()) == ["a mention", "of b", "b"]
    assert await store.vectors.spaces(TENANT, AGENT) == {SPACE: 1}
    assert await store.memories.delete_matching(TENANT, AGENT, MemoryFilter(types=("document",))) == 1
    assert await texts_of(store, MemoryFilter()) == ["a mention"]


async def test_what_waits_for_a_vector_is_deleted_with_its_memory(store: SqlStore) -> None:
    document = memory_of("document")
    fragment = replace(memory_of("fragment"), metadata=fragment_of(document.memory_id))
    waiting = [replace(one, embedding_priority=EmbeddingPriority.HIGH) for one in (document, fragment, memory_of())]
    await store.memories.create(TENANT, waiting)
    await store.memories.delete(TENANT, AGENT, [document.memory_id])
    assert await store.embeddings.counts(TENANT, AGENT) == {EmbeddingPriority.HIGH: 1}


async def test_what_matches_is_deleted_however_much_it_is(store: SqlStore) -> None:
    await store.memories.create(TENANT, [with_vector("fact", table="facts") for _ in range(450)])
    await store.memories.create(TENANT, [memory_of("stays"), memory_of("not mine", agent=OTHER_AGENT, table="facts")])

    assert await store.memories.delete_matching(TENANT, AGENT, MemoryFilter(table="facts")) == 450

    assert await texts_of(store, MemoryFilter()) == ["stays"]
    assert await store.vectors.spaces(TENANT, AGENT) == {}
    assert await store.memories.count(TENANT, OTHER_AGENT, MemoryFilter()) == 1
    assert await store.memories.delete_matching(TENANT, AGENT, MemoryFilter()) == 1


# ---- Any filter, on any memories ----

IDS = st.sampled_from(["", "a", "b"])
WORDS = st.sampled_from(["a", "aa", 'a"', "\n", "", "\u00e9", "%"])
TAGS = st.lists(WORDS, max_size=3, unique=True).map(tuple)
TIMES = st.integers(0, 3).map(lambda minutes: NOON + minutes * MINUTE)
METADATA = st.builds(MemoryMetadata, type=WORDS, tags=TAGS)
MEMORIES = st.builds(
    replace,
    st.builds(memory_of, room=IDS.map(RoomId), table=IDS),
    world_id=IDS.map(WorldId),
    entity_id=IDS.map(EntityId),
    unique=st.booleans(),
    metadata=METADATA,
    created_at=TIMES,
)
FILTERS = st.builds(
    MemoryFilter,
    table=IDS,
    room_ids=st.lists(IDS.map(RoomId), max_size=3, unique=True).map(tuple),
    world_id=IDS.map(WorldId),
    entity_id=IDS.map(EntityId),
    types=TAGS,
    tags=TAGS,
    start_time=st.none() | TIMES,
    end_time=st.none() | TIMES,
    unique=st.booleans(),
)


@settings(deadline=None, max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(memories=st.lists(MEMORIES, max_size=12), filters=st.lists(FILTERS, min_size=1, max_size=6))
async def test_any_filter_finds_what_the_fake_finds(
    store: SqlStore, memories: list[Memory], filters: list[MemoryFilter]
) -> None:
    agent, fake = AgentId(new_id()), FakeMemories()
    memories = [replace(memory, agent_id=agent, memory_id=MemoryId(new_id())) for memory in memories]
    for memory_store in (store.memories, fake):
        await memory_store.create(TENANT, memories)
    for wanted in filters:
        expected = await fake.find(TENANT, agent, wanted, limit=5)
        assert await store.memories.find(TENANT, agent, wanted, limit=5) == expected
        assert await store.memories.count(TENANT, agent, wanted) == await fake.count(TENANT, agent, wanted)
