"""One agent without a server around it: a runtime on fakes, with scripted models, and what came of its work."""

from __future__ import annotations

import asyncio
import itertools
from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import TypeVar

from parley_server.codec.xml import XmlCodec
from parley_server.domain.characters import Character
from parley_server.domain.content import Content, Memory, MemoryMetadata, MentionContext
from parley_server.domain.ids import DEFAULT_TENANT, AgentId, EntityId, MemoryId, RoomId, RunId, WorldId, string_to_uuid
from parley_server.domain.json import JsonObject
from parley_server.domain.logs import LogEntry
from parley_server.domain.models import TEXT_LARGE, ModelResult
from parley_server.domain.runs import MessageOptions, MessageResult, RunEventBody, Step, StepKind
from parley_server.domain.worlds import Connection, Entity, Room, World
from parley_server.message.service import DefaultMessageService
from parley_server.orchestrator.sealing import BoxSealer
from parley_server.orchestrator.secrets import SecretBox
from parley_server.plugin_api import ModelHandler, ModelPart, ModelRequest, Plugin, Runtime, TextDelta
from parley_server.plugins.bootstrap import bootstrap_plugin
from parley_server.runtime.agent_runtime import AgentRuntime, RuntimeParts
from parley_server.runtime.answers import ShapedModel
from parley_server.runtime.context import RunContext, run_scope
from parley_server.runtime.journal import JournalWriter
from parley_server.runtime.limits import ComponentLimits
from parley_server.storage.sql.store import SqlStore
from tests.fakes.store import FakeStore
from tests.fakes.values import AGENT_ID, ENTITY_ID, NOW, ROOM_ID

Body = TypeVar("Body", bound=RunEventBody)
Answer = str | Exception | ModelResult
NO_LIMITS = ComponentLimits()
GROUP_ROOM = RoomId(string_to_uuid("a group"))


class FakeClock:
    """Implements Clock; stands still until it is turned."""

    def __init__(self) -> None:
        self.seconds = 0.0

    def now(self) -> datetime:
        return NOW + timedelta(seconds=self.seconds)

    def monotonic(self) -> float:
        return self.seconds


class Ids:
    """Implements IdSource: ids that tell in which order they were made."""

    def __init__(self) -> None:
        self._numbers = itertools.count(1)

    def __call__(self) -> str:
        return f"00000000-0000-7000-8000-{next(self._numbers):012d}"


class RecordingSink:
    """Implements RunSink; stores memories as a run's log does."""

    def __init__(self, store: FakeStore | SqlStore) -> None:
        self.events: list[RunEventBody] = []
        self._store = store

    async def append(self, body: RunEventBody, *, memories: Sequence[Memory] = ()) -> None:
        self.events.append(body)
        await self._store.memories.create(DEFAULT_TENANT, memories)

    async def flush(self) -> None:
        return

    def of(self, kind: type[Body]) -> list[Body]:
        return [event for event in self.events if isinstance(event, kind)]

    def steps(self, kind: StepKind) -> list[Step]:
        return [step for step in self.of(Step) if step.kind is kind]


class ScriptedModel:
    """A model that says what it is told, in turn, the last for ever. `requests` are what it was asked."""

    def __init__(
        self, *answers: Answer, model_type: str = TEXT_LARGE, streams: bool = False, priority: int = 0
    ) -> None:
        self.requests: list[ModelRequest] = []
        self._answers = list(answers)
        self.handler = ModelHandler(
            model_type=model_type,
            generate=self._generate,
            stream=self._stream if streams else None,
            priority=priority,
            model_id="scripted-1",
        )

    def plugin(self, name: str = "scripted") -> Plugin:
        return Plugin(name=name, models=(self.handler,))

    async def _generate(self, _runtime: Runtime, request: ModelRequest) -> ModelResult:
        return self._next(request)

    async def _stream(self, _runtime: Runtime, request: ModelRequest) -> AsyncIterator[ModelPart]:
        result = self._next(request)
        for start in range(0, len(result.text), 7):
            yield TextDelta(result.text[start : start + 7])
        yield result

    def _next(self, request: ModelRequest) -> ModelResult:
        self.requests.append(request)
        answer = self._answers.pop(0) if len(self._answers) > 1 else self._answers[0]
        if isinstance(answer, Exception):
            raise answer
        return answer if isinstance(answer, ModelResult) else ModelResult(text=answer)


def make_message(
    text: str = "Hello?",
    *,
    number: int = 1,
    room_id: RoomId = ROOM_ID,
    entity_id: EntityId = ENTITY_ID,
    source: str = "test",
    mention: MentionContext | None = None,
) -> Memory:
    """Return a message to the agent; `number` makes its id."""
    return Memory(
        memory_id=MemoryId(string_to_uuid(f"message {number}")),
        entity_id=entity_id,
        agent_id=AGENT_ID,
        room_id=room_id,
        content=Content(text=text, source=source, mention=mention),
        created_at=NOW,
        metadata=MemoryMetadata(type="message", source=source),
    )


@dataclass(kw_only=True)
class AgentBench:
    """An agent, ready to work, and everything that it left behind."""

    runtime: AgentRuntime
    store: FakeStore
    clock: FakeClock
    journal: JournalWriter
    service: DefaultMessageService
    sinks: dict[str, RecordingSink] = field(default_factory=dict)

    @property
    def sink(self) -> RecordingSink:
        """The log of the run that is called "run"."""
        return self.sinks["run"]

    def run(self, name: str = "run") -> RunContext:
        """Return a new run with a log of its own."""
        self.sinks[name] = RecordingSink(self.store)
        return RunContext(run_id=RunId(name), sink=self.sinks[name])

    async def handle(
        self, message: Memory | None = None, options: MessageOptions | None = None, *, run: str = "run"
    ) -> MessageResult:
        """Let the agent handle a message in a run of its own."""
        with run_scope(self.run(run)):
            return await self.service.handle_message(
                self.runtime, message or make_message(), options or MessageOptions()
            )

    def memories(self) -> list[Memory]:
        """Return all memories, in the order of storing."""
        return list(self.store.memories.kept.values())

    async def entries(self, prefix: str = "") -> list[LogEntry]:
        """Return what was written to the journal so far."""
        async with asyncio.TaskGroup() as group:
            writing = group.create_task(self.journal.run())
            await asyncio.sleep(0)
            writing.cancel()
        return [entry for entry in self.store.logs.entries if entry.type.startswith(prefix)]


async def make_agent(
    *plugins: Plugin,
    character: Character | None = None,
    settings: JsonObject | None = None,
    environment: Mapping[str, str] | None = None,
    limits: ComponentLimits = NO_LIMITS,
    agent_id: AgentId = AGENT_ID,
    bootstrap: bool = True,
    initialize: bool = True,
    all_available_plugins: Sequence[Plugin] | None = None,
) -> AgentBench:
    """Return an agent with these plugins and bootstrap, in a DM with somebody and in a group."""
    store, clock, new_id = FakeStore(), FakeClock(), Ids()
    journal = JournalWriter(store.logs)
    service = DefaultMessageService(model=ShapedModel(XmlCodec()), clock=clock, new_id=new_id)
    runtime = AgentRuntime(
        agent_id=agent_id,
        character=character or Character(name="Ann"),
        plugins=[*([bootstrap_plugin(clock)] if bootstrap else []), *plugins],
        settings=settings or {},
        parts=RuntimeParts(
            tenant=DEFAULT_TENANT,
            store=store,
            journal=journal,
            message_service=service,
            clock=clock,
            new_id=new_id,
            environment=environment or {},
            limits=limits,
            sealer=BoxSealer(SecretBox("a key of tests")),
        ),
        all_available_plugins=all_available_plugins,
    )
    for room_id, kind in ((ROOM_ID, "DM"), (GROUP_ROOM, "GROUP")):
        await store.worlds.ensure_connection(DEFAULT_TENANT, _connection(agent_id, room_id, kind))
    if initialize:
        await runtime.initialize()
    return AgentBench(runtime=runtime, store=store, clock=clock, journal=journal, service=service)


def _connection(agent_id: AgentId, room_id: RoomId, kind: str) -> Connection:
    return Connection(
        entity=Entity(entity_id=ENTITY_ID, agent_id=agent_id, names=("Bob",)),
        room=Room(room_id=room_id, agent_id=agent_id, type=kind),
        world=World(world_id=WorldId(room_id), agent_id=agent_id),
    )
