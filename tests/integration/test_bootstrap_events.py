"""What bootstrap does when it hears of runs, actions, worlds, people and messages."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from pathlib import Path

from parley_server.domain.content import MESSAGES_TABLE
from parley_server.domain.ids import DEFAULT_TENANT, EntityId, MemoryId, RoomId, WorldId, create_unique_uuid, new_id
from parley_server.domain.logs import LogEntry
from parley_server.domain.worlds import Entity, Room, World
from parley_server.plugin_api import EventType
from parley_server.plugin_api.services import ServiceStatus
from parley_server.plugins.bootstrap.task_service import TaskService
from tests.fakes.bootstrap import ADAM, AGENT, GROUP, OFFICE, WORLD, bootstrap_bench
from tests.fakes.models import echo
from tests.fakes.tasks import spec
from tests.fakes.values import AGENT_ID, ENTITY_ID, NOW, ROOM_ID
from tests.integration.test_overlap import CALLER, ended, house_with, request

BOB = ENTITY_ID
EVE = EntityId("01930000-0000-7000-8000-0000000000ee")


async def test_events_of_a_run_become_log_entries(tmp_path: Path) -> None:
    run = {"runId": "run-1", "messageId": "m", "roomId": GROUP, "entityId": BOB, "source": "test", "startTime": 5}
    async with bootstrap_bench(tmp_path) as bench:
        await bench.runtime.emit_event(EventType.RUN_STARTED, {**run, "status": "started"})
        ended = {**run, "status": "completed", "endTime": 9, "duration": 4, "secret": "x"}
        await bench.runtime.emit_event(EventType.RUN_ENDED, ended)
        await bench.runtime.emit_event(EventType.RUN_TIMEOUT, {**run, "status": "timeout", "error": "too slow"})
        first, second, third = await bench.logs("run_event", 3)

    stamp = round(NOW.timestamp() * 1000)
    assert first.body == {**run, "status": "started", "timestamp": stamp}
    assert second.body == {**run, "status": "completed", "endTime": 9, "duration": 4, "timestamp": stamp}
    assert (third.body["status"], third.body["error"]) == ("timeout", "too slow")
    assert (first.run_id, first.room_id, first.entity_id) == ("run-1", GROUP, BOB)


async def test_events_of_actions_become_log_entries(tmp_path: Path) -> None:
    action = {
        "runId": "run-1",
        "actionId": "a",
        "actionName": "REPLY",
        "roomId": GROUP,
        "messageId": "m",
        "planStep": "1/2",
    }
    async with bootstrap_bench(tmp_path) as bench:
        await bench.runtime.emit_event(EventType.ACTION_STARTED, {**action, "status": "started"})
        await bench.runtime.emit_event(EventType.ACTION_COMPLETED, {**action, "status": "completed", "duration": 7})
        started, completed = await bench.logs("action_event", 2)

    assert {**action, "status": "started", "source": "runtime"}.items() <= started.body.items()
    assert (completed.body["status"], completed.body["duration"]) == ("completed", 7)


async def test_a_run_of_a_server_is_found_in_its_log_entries(tmp_path: Path) -> None:
    async with house_with(tmp_path, echo()) as house:
        run = await ended(house, await house.runs.submit(CALLER, request("Hello?")))
        async with asyncio.timeout(5):
            entries: list[LogEntry] = []
            while len(entries) < 2:
                await asyncio.sleep(0.01)
                entries = await house.store.logs.recent(
                    DEFAULT_TENANT, run.run.agent_id, type_prefix="run_event", run_id=run.run.run_id
                )

    assert [entry.body["status"] for entry in entries] == ["completed", "started"]


async def test_a_world_that_is_joined_is_there_with_its_rooms_and_people(tmp_path: Path) -> None:
    world = World(world_id=WorldId(new_id()), agent_id=AGENT_ID, name="Club", server_id="club")
    room = Room(room_id=RoomId(new_id()), agent_id=AGENT_ID, name="bar", type="GROUP")
    eve = Entity(entity_id=EVE, agent_id=AGENT_ID, names=("Eve",))
    told = {"world": world, "rooms": [room], "entities": [eve], "source": "discord"}
    async with bootstrap_bench(tmp_path) as bench:
        await bench.runtime.emit_event([EventType.WORLD_JOINED, EventType.WORLD_CONNECTED], told)
        known = await bench.runtime.get_room(room.room_id)
        assert await bench.runtime.get_world(world.world_id) is not None
        assert await bench.runtime.get_participants(room.room_id) == [AGENT, EVE]

    assert known is not None
    assert (known.world_id, known.source) == (world.world_id, "discord")


async def test_somebody_joins_leaves_and_comes_back(tmp_path: Path) -> None:
    joined = {
        "entityId": EVE,
        "roomId": OFFICE,
        "worldId": WORLD,
        "source": "discord",
        "metadata": {"username": "eve", "displayName": "Eve"},
    }
    async with bootstrap_bench(tmp_path) as bench:
        await bench.runtime.emit_event(EventType.ENTITY_JOINED, joined)
        (eve,) = await bench.runtime.get_entities([EVE])
        assert eve.names == ("Eve", "eve")
        assert eve.metadata["discord"] == joined["metadata"]
        assert EVE in await bench.runtime.get_participants(OFFICE)

        await bench.runtime.emit_event(EventType.ENTITY_LEFT, {"entityId": EVE, "worldId": WORLD})
        (eve,) = await bench.runtime.get_entities([EVE])
        assert (eve.metadata["status"], eve.metadata["leftAt"]) == ("INACTIVE", round(NOW.timestamp() * 1000))
        assert EVE not in await bench.runtime.get_participants(OFFICE)

        await bench.runtime.emit_event(EventType.ENTITY_JOINED, joined)
        (eve,) = await bench.runtime.get_entities([EVE])
        assert eve.metadata["status"] == "ACTIVE"
        assert EVE in await bench.runtime.get_participants(OFFICE)


async def test_who_leaves_one_room_stays_in_the_others(tmp_path: Path) -> None:
    async with bootstrap_bench(tmp_path) as bench:
        await bench.runtime.emit_event(EventType.ENTITY_LEFT, {"entityId": ADAM, "worldId": WORLD, "roomId": OFFICE})
        assert await bench.runtime.get_rooms_for_participant(ADAM) == [GROUP]
        # One whom nobody knows leaves nothing.
        await bench.runtime.emit_event(EventType.ENTITY_LEFT, {"entityId": EVE, "worldId": WORLD})
        assert await bench.runtime.get_entities([EVE]) == []


async def test_a_room_that_nobody_knows_yet_is_made(tmp_path: Path) -> None:
    room_id = RoomId(new_id())
    async with bootstrap_bench(tmp_path) as bench:
        told = {"entityId": EVE, "roomId": room_id, "worldId": WORLD, "roomType": "GROUP", "source": "discord"}
        await bench.runtime.emit_event(EventType.ENTITY_JOINED, told)
        room = await bench.runtime.get_room(room_id)

    assert room is not None
    assert (room.type, room.world_id, room.source) == ("GROUP", WORLD, "discord")


async def test_deleted_messages_and_cleared_channels_are_forgotten(tmp_path: Path) -> None:
    async with bootstrap_bench(tmp_path) as bench:
        by_id, by_platform, stays, other = (bench.message(number=number) for number in range(4))
        derived = MemoryId(create_unique_uuid(AGENT_ID, "platform-7"))
        await bench.runtime.create_memory(by_id)
        await bench.runtime.create_memory(replace(by_platform, memory_id=derived))
        await bench.runtime.create_memory(stays)
        await bench.runtime.create_memory(replace(other, room_id=ROOM_ID))
        await bench.runtime.emit_event(EventType.MESSAGE_DELETED, {"message": by_id})
        await bench.runtime.emit_event(EventType.MESSAGE_DELETED, {"messageId": "platform-7"})
        left = await bench.runtime.get_memories(GROUP, table=MESSAGES_TABLE, count=9)
        assert [memory.memory_id for memory in left] == [stays.memory_id]
        await bench.runtime.emit_event(EventType.CHANNEL_CLEARED, {"roomId": GROUP, "memoryCount": 1})
        assert await bench.runtime.get_memories(GROUP, table=MESSAGES_TABLE, count=9) == []
        assert len(await bench.runtime.get_memories(ROOM_ID, table=MESSAGES_TABLE, count=9)) == 1


async def test_events_without_what_they_need_change_nothing(tmp_path: Path) -> None:
    async with bootstrap_bench(tmp_path) as bench:
        for event in (
            EventType.WORLD_JOINED,
            EventType.ENTITY_JOINED,
            EventType.ENTITY_LEFT,
            EventType.MESSAGE_DELETED,
        ):
            await bench.runtime.emit_event(event, {})
        await bench.runtime.emit_event(EventType.CHANNEL_CLEARED, {})


async def test_the_service_task_tells_of_the_queue(tmp_path: Path) -> None:
    async with bootstrap_bench(tmp_path) as bench:
        service = bench.runtime.get_typed_service(TaskService)
        assert service is not None
        assert bench.runtime.get_service("task") is service
        assert bench.runtime.get_service_registration_status("task") is ServiceStatus.REGISTERED
        await bench.runtime.create_task(spec("later", due_at=NOW))
        queue = await service.queue()

    assert (queue.size, queue.at_work, queue.next_due) == (1, 0, NOW)
