"""One agent on a real store in a folder, with bootstrap and whatever else is given."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path

from parley_server.codec.xml import XmlCodec
from parley_server.domain.characters import Character
from parley_server.domain.content import Content, Memory, MemoryMetadata, State
from parley_server.domain.ids import DEFAULT_TENANT, EntityId, MemoryId, RoomId, WorldId, string_to_uuid
from parley_server.domain.json import JsonObject
from parley_server.domain.worlds import Connection, Entity, Room, World
from parley_server.message.service import DefaultMessageService
from parley_server.orchestrator.sealing import BoxSealer
from parley_server.orchestrator.secrets import SecretBox
from parley_server.plugin_api import Plugin
from parley_server.plugins.bootstrap import bootstrap_plugin
from parley_server.runtime.agent_runtime import AgentRuntime, RuntimeParts
from parley_server.runtime.answers import ShapedModel
from parley_server.runtime.journal import JournalWriter
from parley_server.storage.sql.open import Wrap, open_sqlite
from parley_server.storage.sql.store import SqlStore
from tests.fakes.agents import FakeClock, Ids
from tests.fakes.values import AGENT_ID, NOW

BOB = EntityId(string_to_uuid("bob"))
CARL = EntityId(string_to_uuid("carl"))
ANN = EntityId(AGENT_ID)
WORLD = WorldId(string_to_uuid("garden world"))
DM = RoomId(string_to_uuid("dm with bob"))
GROUP = RoomId(string_to_uuid("garden group"))


@dataclass(kw_only=True)
class StoredAgent:
    """Ann, who knows Bob from a DM and from a group, and Carl from the group."""

    runtime: AgentRuntime
    store: SqlStore
    clock: FakeClock
    service: DefaultMessageService
    _said: int = 0

    def message(self, text: str, *, by: EntityId = BOB, room: RoomId = DM, kind: str = "") -> Memory:
        """Return a message; without a `kind` its room has to be asked for the type."""
        self._said += 1
        return Memory(
            memory_id=MemoryId(string_to_uuid(f"{room} {self._said}")),
            entity_id=by,
            agent_id=AGENT_ID,
            room_id=room,
            content=Content(text=text, source="test", channel_type=kind),
            created_at=NOW + timedelta(seconds=self._said),
            metadata=MemoryMetadata(type="message", source="test"),
        )

    async def say(self, text: str, *, by: EntityId = BOB, room: RoomId = DM, table: str = "messages") -> Memory:
        """Store something that was said."""
        memory = replace(self.message(text, by=by, room=room), table=table)
        await self.runtime.create_memory(memory)
        return memory

    async def meet(self, entity_id: EntityId, *names: str, room: Room, world: World | None = None) -> None:
        """Let somebody take part in a room, which is made if it is not there."""
        await self.runtime.ensure_connection(
            Connection(
                entity=Entity(entity_id=entity_id, agent_id=AGENT_ID, names=names),
                room=room,
                world=world or World(world_id=room.world_id or WorldId(room.room_id), agent_id=AGENT_ID),
            )
        )

    async def ask(self, provider: str, message: Memory | None = None) -> State:
        """Return what one provider says about a message."""
        return await self.runtime.compose_state(message or self.message("Hello?"), (provider,), only_include=True)


@asynccontextmanager
async def stored_agent(
    folder: Path,
    *plugins: Plugin,
    character: Character | None = None,
    settings: JsonObject | None = None,
    environment: Mapping[str, str] | None = None,
    wrap: Wrap | None = None,
) -> AsyncIterator[StoredAgent]:
    """Host Ann on a store of her own in a folder."""
    clock, new_id = FakeClock(), Ids()
    async with open_sqlite(folder, wrap=wrap) as store, asyncio.TaskGroup() as group:
        journal = JournalWriter(store.logs)
        writing = group.create_task(journal.run())
        service = DefaultMessageService(model=ShapedModel(XmlCodec()), clock=clock, new_id=new_id)
        runtime = AgentRuntime(
            agent_id=AGENT_ID,
            character=character or Character(name="Ann"),
            plugins=_with_bootstrap(clock, plugins),
            settings=settings or {},
            parts=RuntimeParts(
                tenant=DEFAULT_TENANT,
                store=store,
                journal=journal,
                message_service=service,
                clock=clock,
                new_id=new_id,
                environment=environment or {},
                sealer=BoxSealer(SecretBox("k")),
            ),
        )
        await runtime.initialize()
        agent = StoredAgent(runtime=runtime, store=store, clock=clock, service=service)
        await agent.meet(BOB, "Bob", room=Room(room_id=DM, agent_id=AGENT_ID, type="DM", world_id=WorldId(DM)))
        group_room = Room(room_id=GROUP, agent_id=AGENT_ID, name="Garden", type="GROUP", world_id=WORLD)
        world = World(world_id=WORLD, agent_id=AGENT_ID, name="Gardeners", server_id="garden")
        await agent.meet(BOB, "Bob", room=group_room, world=world)
        await agent.meet(CARL, "Carl", room=group_room, world=world)
        yield agent
        await runtime.stop()
        writing.cancel()


def _with_bootstrap(clock: FakeClock, plugins: Sequence[Plugin]) -> list[Plugin]:
    return [bootstrap_plugin(clock), *plugins]
