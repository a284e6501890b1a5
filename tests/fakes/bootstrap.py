"""One agent with the bootstrap plugin and a scripted model, on a real store."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path

from parley_server.codec.xml import XmlCodec
from parley_server.domain.characters import Character
from parley_server.domain.content import ActionResult, Content, Memory, State
from parley_server.domain.ids import DEFAULT_TENANT, EntityId, IdSource, MemoryId, RoomId, RunId, WorldId, new_id
from parley_server.domain.logs import LogEntry
from parley_server.domain.models import TEXT_SMALL
from parley_server.domain.worlds import Connection, Entity, Role, Room, World
from parley_server.message.service import DefaultMessageService
from parley_server.orchestrator.sealing import BoxSealer
from parley_server.orchestrator.secrets import SecretBox
from parley_server.plugin_api import Plugin
from parley_server.plugins.bootstrap import bootstrap_plugin
from parley_server.runtime.agent_runtime import AgentRuntime, RuntimeParts
from parley_server.runtime.answers import ShapedModel
from parley_server.runtime.context import RunContext, run_scope
from parley_server.runtime.journal import JournalWriter
from parley_server.runtime.tasks.scheduler import TaskLimits, TaskScheduler
from parley_server.storage.sql.open import open_sqlite
from parley_server.storage.sql.store import SqlStore
from tests.fakes.agents import Answer, FakeClock, RecordingSink, ScriptedModel, make_message
from tests.fakes.values import AGENT_ID, ENTITY_ID, ROOM_ID

GROUP = RoomId("01930000-0000-7000-8000-00000000000a")
OFFICE = RoomId("01930000-0000-7000-8000-00000000000b")
WORLD = WorldId("01930000-0000-7000-8000-00000000000c")
OLGA = EntityId("01930000-0000-7000-8000-00000000000d")
ADAM = EntityId("01930000-0000-7000-8000-00000000000e")
AGENT = EntityId(AGENT_ID)
LIMITS = TaskLimits(tick=0.5, stop=0.05, store_again=0.01)


def answer(**fields: str) -> str:
    """Return what a model writes that answers in these fields."""
    inside = "".join(f"<{name}>{value}</{name}>" for name, value in fields.items())
    return f"<response>{inside}</response>"


@dataclass(kw_only=True)
class BootstrapBench:
    """An agent at work. Bob (ENTITY_ID) has a DM with it and is in a group of a world: Olga owns it, Adam is admin."""

    runtime: AgentRuntime
    store: SqlStore
    clock: FakeClock
    model: ScriptedModel
    said: list[Content] = field(default_factory=list)
    sinks: list[RecordingSink] = field(default_factory=list)

    @property
    def prompts(self) -> list[str]:
        """What the model was asked."""
        return [request.prompt for request in self.model.requests]

    def message(
        self, text: str = "Please.", *, room: RoomId = GROUP, by: EntityId = ENTITY_ID, number: int = 1
    ) -> Memory:
        """Return a message of somebody in a room."""
        return make_message(text, number=number, room_id=room, entity_id=by)

    async def applies(self, action: str, message: Memory) -> bool:
        """Tell whether an action is offered for a message."""
        known = next(one for one in self.runtime.actions if one.name == action)
        return await known.validate(self.runtime, message, State())

    async def act(self, action: str, message: Memory) -> ActionResult:
        """Let an action be executed for a message, as a plan does that names it."""
        response = Memory(
            memory_id=MemoryId(new_id()),
            entity_id=AGENT,
            agent_id=AGENT_ID,
            room_id=message.room_id,
            content=Content(actions=(action,)),
            created_at=self.clock.now(),
        )

        async def hear(content: Content) -> None:
            self.said.append(content)

        with run_scope(self._run()):
            (result,) = await self.runtime.process_actions(message, [response], State(), hear)
        return result

    async def evaluate(self, message: Memory, *, did_respond: bool = True) -> tuple[str, ...]:
        """Let the reflections look at a message."""
        with run_scope(self._run()):
            return await self.runtime.evaluate_post(message, did_respond=did_respond)

    def _run(self) -> RunContext:
        self.sinks.append(RecordingSink(self.store))
        return RunContext(run_id=RunId(new_id()), sink=self.sinks[-1])

    async def logs(self, prefix: str, count: int = 1) -> list[LogEntry]:
        """Return log entries, oldest first, once there are so many."""
        async with asyncio.timeout(5):
            while True:
                found = await self.store.logs.recent(DEFAULT_TENANT, AGENT_ID, type_prefix=prefix)
                if len(found) >= count:
                    return found[::-1]
                await asyncio.sleep(0.01)


@asynccontextmanager
async def bootstrap_bench(
    folder: Path,
    *answers: Answer,
    character: Character | None = None,
    plugins: Sequence[Plugin] = (),
    clock: FakeClock | None = None,
    id_source: IdSource = new_id,
) -> AsyncIterator[BootstrapBench]:
    """Open a store and put an agent to work; with the folder and clock of an earlier one, this is a restart."""
    clock = clock or FakeClock()
    model = ScriptedModel(*(answers or ("",)), model_type=TEXT_SMALL)
    async with open_sqlite(folder) as store, asyncio.TaskGroup() as group:
        scheduler = TaskScheduler(store=store.tasks, clock=clock, limits=LIMITS)
        journal = JournalWriter(store.logs)
        running = [group.create_task(scheduler.run()), group.create_task(journal.run())]
        runtime = AgentRuntime(
            agent_id=AGENT_ID,
            character=character or Character(name="Ann"),
            plugins=(bootstrap_plugin(clock), model.plugin(), *plugins),
            settings={},
            parts=RuntimeParts(
                tenant=DEFAULT_TENANT,
                store=store,
                journal=journal,
                message_service=DefaultMessageService(model=ShapedModel(XmlCodec()), clock=clock, new_id=id_source),
                clock=clock,
                new_id=id_source,
                environment={},
                scheduler=scheduler,
                sealer=BoxSealer(SecretBox("a key of tests")),
            ),
        )
        try:
            await runtime.initialize()
            await _furnish(runtime)
            yield BootstrapBench(runtime=runtime, store=store, clock=clock, model=model)
        finally:
            await runtime.stop()
            for one in running:
                one.cancel()


async def _furnish(runtime: AgentRuntime) -> None:
    private = World(world_id=WorldId(ROOM_ID), agent_id=AGENT_ID)
    bob = _person(ENTITY_ID, "Bob")
    await runtime.ensure_connection(Connection(entity=bob, room=_room(ROOM_ID, "DM", "", private), world=private))
    world = World(world_id=WORLD, agent_id=AGENT_ID, name="House", owner_id=OLGA, roles={ADAM: Role.ADMIN})
    people = (bob, _person(OLGA, "Olga"), _person(ADAM, "Adam", "Adam the Great"))
    for person in people:
        await runtime.ensure_connection(
            Connection(entity=person, room=_room(GROUP, "GROUP", "hall", world), world=world)
        )
    for person in people[1:]:
        office = _room(OFFICE, "GROUP", "office", world)
        await runtime.ensure_connection(Connection(entity=person, room=office, world=world))


def _room(room_id: RoomId, kind: str, name: str, world: World) -> Room:
    return Room(
        room_id=room_id,
        agent_id=AGENT_ID,
        world_id=world.world_id,
        name=name,
        source="test",
        type=kind,
        channel_id=room_id,
    )


def _person(entity_id: EntityId, *names: str) -> Entity:
    return Entity(entity_id=entity_id, agent_id=AGENT_ID, names=names)


def roles_of(world: World | None) -> dict[str, Role]:
    """Return the roles of a world that must be there."""
    assert world is not None
    return dict(world.roles)


def in_room(memory: Memory, room: RoomId) -> Memory:
    """Return a memory as it would be in another room."""
    return replace(memory, room_id=room)
