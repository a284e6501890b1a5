"""Reads that several providers and actions want at the same time, done once."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any, Final, TypeVar

from parley_server.domain.content import Memory
from parley_server.domain.ids import EntityId, RoomId, WorldId
from parley_server.domain.tasks import Task
from parley_server.domain.worlds import Entity, Room, World
from parley_server.plugin_api import Runtime

T = TypeVar("T")

AWAITING_CHOICE: Final = "AWAITING_CHOICE"
"""Tag of a task that waits until somebody chooses one of its options."""
POSTING: Final = frozenset({"FEED", "THREAD"})
"""Types of rooms in which agents write posts."""
PRIVATE: Final = frozenset({"DM", "VOICE_DM", "SELF", "API"})
"""Types of rooms in which nobody listens but those who talk."""
_MOST_CHOICES = 20
_FAILED: Final = object()


class SharedReads:
    """Lets those who ask for the same while it is read wait for the one who reads: all providers run at once.

    Nothing is kept beyond that, so nobody is told what was true before the question.
    """

    def __init__(self) -> None:
        """Start with nothing under way."""
        # Any: what a key stands for is the matter of the methods below.
        self._under_way: dict[tuple[object, ...], asyncio.Future[Any]] = {}

    async def room(self, runtime: Runtime, room_id: RoomId) -> Room | None:
        """Return a room, or None."""
        return await self._once((id(runtime), "room", room_id), lambda: runtime.get_room(room_id))

    async def world(self, runtime: Runtime, world_id: WorldId) -> World | None:
        """Return a world, or None."""
        return await self._once((id(runtime), "world", world_id), lambda: runtime.get_world(world_id))

    async def world_of(self, runtime: Runtime, message: Memory) -> World | None:
        """Return the world that a message was written in, or None."""
        world_id = message.world_id
        if not world_id:
            room = await self.room(runtime, message.room_id)
            world_id = room.world_id if room else WorldId("")
        return await self.world(runtime, world_id) if world_id else None

    async def channel_type(self, runtime: Runtime, message: Memory) -> str:
        """Return the type of a message's room, in upper case; empty when it is not known."""
        if message.content.channel_type:
            return message.content.channel_type.upper()
        room = await self.room(runtime, message.room_id)
        return room.type.upper() if room else ""

    async def entity(self, runtime: Runtime, entity_id: EntityId) -> Entity | None:
        """Return an entity, or None."""
        found = await self._once((id(runtime), "entity", entity_id), lambda: runtime.get_entities([entity_id]))
        return found[0] if found else None

    async def rooms_of(self, runtime: Runtime, entity_id: EntityId) -> list[RoomId]:
        """Return where an entity takes part."""
        key = (id(runtime), "rooms", entity_id)
        return await self._once(key, lambda: runtime.get_rooms_for_participant(entity_id))

    async def choices(self, runtime: Runtime, room_id: RoomId) -> list[Task]:
        """Return the tasks of a room that wait for somebody's choice, the oldest first, and not too many."""
        key = (id(runtime), "choices", room_id)
        return await self._once(
            key, lambda: runtime.get_tasks(tags=(AWAITING_CHOICE,), room_id=room_id, limit=_MOST_CHOICES)
        )

    async def _once(self, key: tuple[object, ...], read: Callable[[], Awaitable[T]]) -> T:
        waiting = self._under_way.get(key)
        if waiting is not None:
            # The one who reads has a time limit and may be cut off: then all read for themselves.
            found = await asyncio.shield(waiting)
            if found is not _FAILED:
                return found  # type: ignore[no-any-return]  # the future of this key holds what `read` returns
            return await read()
        future = self._under_way[key] = asyncio.get_running_loop().create_future()
        result: object = _FAILED
        try:
            found = await read()
            result = found
            return found
        finally:
            del self._under_way[key]
            future.set_result(result)
