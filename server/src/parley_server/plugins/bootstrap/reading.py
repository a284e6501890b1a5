"""What several providers ask about a message's place."""

from __future__ import annotations

from typing import Final

from parley_server.domain.content import Memory
from parley_server.domain.ids import WorldId
from parley_server.domain.worlds import World
from parley_server.plugin_api import Runtime

POSTING: Final = frozenset({"FEED", "THREAD"})
"""Types of rooms in which agents write posts."""


async def channel_type(runtime: Runtime, message: Memory) -> str:
    """Return the type of a message's room, in upper case; empty when it is not known."""
    if message.content.channel_type:
        return message.content.channel_type.upper()
    room = await runtime.get_room(message.room_id)
    return room.type.upper() if room else ""


async def world_of_message(runtime: Runtime, message: Memory) -> World | None:
    """Return the world that a message was written in, or None."""
    world_id = message.world_id
    if not world_id:
        room = await runtime.get_room(message.room_id)
        world_id = room.world_id if room else WorldId("")
    return await runtime.get_world(world_id) if world_id else None
