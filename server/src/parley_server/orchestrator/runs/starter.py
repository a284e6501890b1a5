"""The start of runs: once per request_id, whole or not at all."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import replace

import structlog

from parley_server.domain.callers import Caller
from parley_server.domain.clock import Clock
from parley_server.domain.content import Content, Memory, MemoryMetadata
from parley_server.domain.errors import NotFound, ParleyError, RequestIdReused, StoreUnavailable
from parley_server.domain.events import DomainEvent
from parley_server.domain.ids import IdSource, RoomId, RunId, TenantId
from parley_server.domain.runs import (
    DisconnectPolicy,
    MessageOptions,
    MessageRequest,
    OpenRunRequest,
    Run,
    RunInput,
    RunStatus,
)
from parley_server.domain.worlds import Connection, OverlapPolicy
from parley_server.orchestrator.apart import apart
from parley_server.orchestrator.keyed_locks import KeyedLocks
from parley_server.orchestrator.registry import AgentRegistry
from parley_server.orchestrator.runs import intake
from parley_server.orchestrator.runs.announcements import announce_start
from parley_server.orchestrator.runs.codec import RunCodec
from parley_server.orchestrator.runs.host import RunHost
from parley_server.orchestrator.runs.live import LiveRun, StopKind
from parley_server.orchestrator.runs.log import RunLog
from parley_server.plugin_api.texts import parse_boolean_from_text
from parley_server.runtime.agent_runtime import AgentRuntime
from parley_server.storage.requests import RequestRecord, RequestTaken
from parley_server.storage.runs import StoredRun
from parley_server.storage.store import Store

_UNENDED_SECONDS = 5.0
_CUT = "the server stopped while the run was at work, after an action or text had gone out"
_UNREADABLE = "the server stopped, and what the run needs to start cannot be read any more"
_NOT_STORED = "the run's log could not be written to its end"


class RunStarter:
    """Makes runs from requests, and takes those up again that a restart has left open."""

    def __init__(
        self,
        *,
        registry: AgentRegistry,
        host: RunHost,
        store: Store,
        codec: RunCodec,
        clock: Clock,
        new_id: IdSource,
    ) -> None:
        """Put the parts together."""
        self._registry = registry
        self._host = host
        self._store = store
        self._codec = codec
        self._clock = clock
        self._new_id = new_id
        self._requests = KeyedLocks()
        self._log = structlog.get_logger("parley.runs")

    async def start(self, caller: Caller, request: MessageRequest) -> RunId:
        """Return the run of a request: the one that is there for its request_id, else a new one.

        A caller that goes away meanwhile leaves no half-made run behind.
        """
        cancels = request.options.on_disconnect is DisconnectPolicy.CANCEL
        return await apart(
            self._host.group, self._start(caller, request), unwanted=self._cancel_unwanted if cancels else None
        )

    async def open(self, caller: Caller, request: OpenRunRequest) -> RunId:
        """Return the run that a caller opens by itself; a repeat of a request_id returns the one that is there."""
        return await apart(
            self._host.group,
            self._once(caller.tenant, request, lambda record: self._open(caller, request, record)),
        )

    async def _start(self, caller: Caller, request: MessageRequest) -> RunId:
        return await self._once(caller.tenant, request, lambda record: self._create(caller, request, record))

    async def _once(
        self,
        tenant: TenantId,
        request: MessageRequest | OpenRunRequest,
        create: Callable[[RequestRecord | None], Awaitable[RunId]],
    ) -> RunId:
        """Make the run of a request, unless its request_id has one already. Raises RequestIdReused."""
        if not request.request_id:
            return await create(None)
        record = RequestRecord(
            request_id=request.request_id,
            fingerprint=self._codec.fingerprint(request),
            answer=b"",
            created_at=self._clock.now(),
        )
        async with self._requests.hold(tenant, request.request_id):
            known = await self._find(tenant, record)
            if known is not None:
                return known
            try:
                return await create(record)
            except RequestTaken:
                # Another server of the same database was faster.
                return await self._find(tenant, record) or await create(record)

    async def _find(self, tenant: TenantId, record: RequestRecord) -> RunId | None:
        known = await self._store.requests.find(tenant, record.request_id)
        if known is None:
            return None
        if known.fingerprint != record.fingerprint:
            raise RequestIdReused(record.request_id)
        return RunId(known.answer.decode())

    async def _create(self, caller: Caller, request: MessageRequest, record: RequestRecord | None) -> RunId:
        self._host.require_open()
        entry, runtime = self._registry.running(caller.tenant, request.agent)
        entry.last_used = self._clock.monotonic()
        now = self._clock.now()
        run_input = intake.make_input(caller, entry.agent_id, request, now, self._new_id)
        message = run_input.message
        run = intake.make_run(message, RunId(self._new_id()), now)
        live = self._live(caller.tenant, run_input, StoredRun(run=run, input=b"", outcome=b"", has_effect=False))
        self._host.admit(live, request.options.overlap, keep_ready=_keeps_ready(runtime, request.options))
        announced = announce_start(caller.tenant, run_input, run.run_id, background=request.background)
        return await self._begin(live, record, intake.make_connection(caller, message), [announced])

    async def _open(self, caller: Caller, request: OpenRunRequest, record: RequestRecord | None) -> RunId:
        self._host.require_open()
        entry, runtime = self._registry.running(caller.tenant, request.agent)
        entry.last_used = self._clock.monotonic()
        now = self._clock.now()
        room = await runtime.get_room(RoomId(request.room_id or entry.agent_id))
        if room is None:
            raise NotFound("room", request.room_id)
        run_input = intake.make_open_input(entry.agent_id, caller, room.room_id, request.timeout, now)
        run = replace(intake.make_run(run_input.message, RunId(self._new_id()), now), source=request.source)
        live = self._live(caller.tenant, run_input, StoredRun(run=run, input=b"", outcome=b"", has_effect=False))
        self._host.admit(live, OverlapPolicy.PARALLEL)
        return await self._begin(live, record, intake.connect_agent(room, entry.character.name), [])

    async def _begin(
        self, live: LiveRun, record: RequestRecord | None, connection: Connection, events: Sequence[DomainEvent]
    ) -> RunId:
        """Store a run that has its place, and let it begin."""
        tenant, run = live.tenant, live.log.run
        try:
            await self._store.runs.start(
                tenant,
                run,
                input=self._codec.encode_input(live.input),
                connection=connection,
                request=replace(record, answer=run.run_id.encode()) if record else None,
                events=events,
            )
        except BaseException:
            # Whoever waits for the agent's runs to end must not wait for one that never was.
            live.log.close(StoreUnavailable("the run could not be stored"))
            self._host.leave(live)
            # Unless it is there after all: a connection may break after the commit.
            self._host.note_unended(tenant, run.run_id)
            raise
        self._host.begin(live)
        return run.run_id

    def resume(self, tenant: TenantId, stored: StoredRun) -> None:
        """Take up a run that a stop of the server has left open (contract rule 11).

        One whose input cannot be read any more is logged and ended: it keeps nobody from starting.
        """
        try:
            run_input = self._codec.decode_input(stored.input)
        except Exception as error:  # noqa: BLE001 - a damaged row is that run's fault alone
            self._log.error("run_not_resumed", run_id=stored.run.run_id, exc_info=error)
            self._interrupt(tenant, stored, _UNREADABLE)
            return
        if stored.run.status is RunStatus.STARTED and stored.has_effect and stored.run.has_message:
            self._interrupt(tenant, stored, _CUT)
            return
        attempt = stored.run.attempt + (stored.run.status is RunStatus.STARTED)
        again = replace(stored, run=replace(stored.run, status=RunStatus.QUEUED, attempt=attempt))
        live = self._live(tenant, run_input, again)
        parallel = run_input.options.overlap is OverlapPolicy.PARALLEL
        self._host.admit(live, OverlapPolicy.PARALLEL if parallel else OverlapPolicy.QUEUE)
        self._host.begin(live)

    async def end_the_unended(self) -> None:
        """End, every few seconds, runs whose end could not be stored at its time; goes on until cancelled.

        Without it a run would stay open, and its watchers be sent away, until the next start.
        """
        while True:
            await asyncio.sleep(_UNENDED_SECONDS)
            for tenant, run_id in self._host.take_unended():
                try:
                    await self._end_late(tenant, run_id)
                except Exception as error:  # noqa: BLE001 - what is wrong with one run keeps no other open
                    self._log.error("run_not_ended_yet", run_id=run_id, exc_info=error)
                    self._host.note_unended(tenant, run_id)

    async def _end_late(self, tenant: TenantId, run_id: RunId) -> None:
        try:
            stored = await self._store.runs.get(tenant, run_id)
        except NotFound:
            return
        except ParleyError as error:
            self._log.warning("run_not_ended_yet", run_id=run_id, reason=error.reason)
            self._host.note_unended(tenant, run_id)
            return
        if stored.run.status.is_open and self._host.by_id(run_id) is None:
            self._interrupt(tenant, stored, _NOT_STORED)

    def _interrupt(self, tenant: TenantId, stored: StoredRun, why: str) -> None:
        live = self._live(tenant, _nothing_to_do(stored.run), stored)
        self._host.end_at_once(live, lambda execution: execution.interrupted(live, why))

    def _live(self, tenant: TenantId, run_input: RunInput, stored: StoredRun) -> LiveRun:
        run = stored.run
        log = RunLog(
            tenant=tenant,
            run=run,
            store=self._store.runs,
            codec=self._codec,
            clock=self._clock,
            has_effect=stored.has_effect,
            texts=self._host.texts,
        )
        loop = asyncio.get_running_loop()
        # One without a message has a queue of its own: it must keep no message waiting.
        queue = run.room_id if run.has_message else RoomId(run.run_id)
        return LiveRun(
            tenant=tenant,
            input=run_input,
            log=log,
            room=(tenant, run.agent_id, queue),
            stop=loop.create_future(),
            finish=None if run.has_message else loop.create_future(),
        )

    def _cancel_unwanted(self, run_id: RunId) -> None:
        live = self._host.by_id(run_id)
        if live is not None and live.callers == 0:
            self._host.stop(live, StopKind.CANCELLED, "the caller went away")


def _nothing_to_do(run: Run) -> RunInput:
    """Return what stands in the place of a run's input when all that is left is its end."""
    message = Memory(
        memory_id=run.message_id,
        entity_id=run.entity_id,
        agent_id=run.agent_id,
        room_id=run.room_id,
        content=Content(),
        created_at=run.created_at,
        metadata=MemoryMetadata(type="message"),
    )
    return RunInput(message=message, options=MessageOptions())


def _keeps_ready(runtime: AgentRuntime, options: MessageOptions) -> bool:
    if options.keep_existing_responses is not None:
        return options.keep_existing_responses
    return parse_boolean_from_text(runtime.get_setting("BOOTSTRAP_KEEP_RESP"))
