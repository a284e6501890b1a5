"""A server for tests of clients: answers as it is told, cuts streams where it is told, and remembers who asked what."""

from __future__ import annotations

import asyncio
import uuid
from collections import defaultdict, deque
from collections.abc import AsyncIterator, Callable, Iterable
from contextlib import asynccontextmanager
from typing import Any, TypeAlias

import grpc
import grpc.aio
from google.protobuf.json_format import MessageToDict
from google.protobuf.message import Message

from parley.v1 import agents_pb2, messages_pb2, runtime_pb2
from tests.fakes.scripted_runs import Context, Cut, FakeRun, Refusal, already_there, is_end, no_agent, reply

MessageRequest: TypeAlias = (
    messages_pb2.HandleMessageRequest | messages_pb2.StreamMessageRequest | messages_pb2.SubmitMessageRequest
)
Frame = messages_pb2.StreamMessageResponse | messages_pb2.WatchRunResponse


class FakeServer:
    """Answers the calls that clients make."""

    def __init__(self) -> None:
        self.calls: list[tuple[str, Any]] = []
        self.metadata: list[tuple[str, dict[str, Any]]] = []
        self.remaining: defaultdict[str, list[float]] = defaultdict(list)
        self.cuts: deque[Cut] = deque()
        self.refusals: defaultdict[str, deque[Refusal]] = defaultdict(deque)
        self.runs: dict[str, FakeRun] = {}
        self.agents: dict[str, agents_pb2.Agent] = {}
        self.plugins: tuple[str, ...] = ("bootstrap", "classic")
        self.changes: list[runtime_pb2.CharacterChange] = []
        self.problems: tuple[str, ...] = ()
        self.starts_as = agents_pb2.AGENT_STATE_RUNNING
        self.page = 2
        self.events_in_frame = 1
        self.wait_after: int | None = None
        self.script: Callable[[str], Iterable[messages_pb2.RunEvent]] = lambda text: reply("You said: ", text)
        self.started = asyncio.Event()
        self.holds_adding: asyncio.Event | None = None
        self.holds_cancels: asyncio.Event | None = None
        self.address = ""
        self._requests: dict[str, tuple[bytes, str]] = {}
        self._server: grpc.aio.Server | None = None

    # ---- Serving ----

    async def start(self) -> None:
        """Listen; again on the same port when it did before."""
        server = grpc.aio.server(options=[("grpc.so_reuseport", 0)])
        server.add_generic_rpc_handlers((_handlers("MessageService", self), _handlers("RuntimeService", self)))
        port = server.add_insecure_port(self.address or "127.0.0.1:0")
        await server.start()
        self.address, self._server = f"127.0.0.1:{port}", server

    async def stop(self) -> None:
        """Go away at once, with all connections."""
        server, self._server = self._server, None
        if server is not None:
            await server.stop(None)

    def requests(self, method: str) -> list[Any]:
        """Return the requests of one method in order."""
        return [request for name, request in self.calls if name == method]

    async def begin(self, method: str, request: Message, context: Context) -> None:
        """Remember a call, or refuse it."""
        self.calls.append((method, request))
        self.metadata.append((method, dict(context.invocation_metadata() or ())))
        self.remaining[method].append(context.time_remaining())
        if self.refusals[method]:
            await self.refusals[method].popleft().end(context)

    # ---- MessageService ----

    async def StreamMessage(self, request: messages_pb2.StreamMessageRequest, context: Context) -> AsyncIterator[Frame]:
        await self.begin("StreamMessage", request, context)
        cut = self.cuts.popleft() if self.cuts else None
        if cut is not None and cut.after < 0:
            # Lost before the server got it.
            await cut.refusal.end(context)
        run = await self._run_of(request, context)
        async for events in self._frames(run, 0, cut, context):
            yield messages_pb2.StreamMessageResponse(events=events)

    async def WatchRun(self, request: messages_pb2.WatchRunRequest, context: Context) -> AsyncIterator[Frame]:
        await self.begin("WatchRun", request, context)
        cut = self.cuts.popleft() if self.cuts else None
        run = await self._known(request.run_id, context)
        async for events in self._frames(run, request.after_sequence, cut, context):
            yield messages_pb2.WatchRunResponse(events=events)

    async def HandleMessage(self, request: messages_pb2.HandleMessageRequest, context: Context) -> Message:
        await self.begin("HandleMessage", request, context)
        run = await self._run_of(request, context)
        while not is_end(run.log):
            await run.after(len(run.log))
        end = run.log[-1].ended
        return messages_pb2.HandleMessageResponse(run=end.run, result=end.result)

    async def SubmitMessage(self, request: messages_pb2.SubmitMessageRequest, context: Context) -> Message:
        await self.begin("SubmitMessage", request, context)
        run = await self._run_of(request, context)
        return messages_pb2.SubmitMessageResponse(run=messages_pb2.Run(run_id=run.run_id))

    async def GetRun(self, request: messages_pb2.GetRunRequest, context: Context) -> Message:
        await self.begin("GetRun", request, context)
        run = await self._known(request.run_id, context)
        end = run.log[-1].ended if is_end(run.log) else messages_pb2.RunEnded()
        return messages_pb2.GetRunResponse(run=end.run, result=end.result)

    async def ListRuns(self, request: messages_pb2.ListRunsRequest, context: Context) -> Message:
        await self.begin("ListRuns", request, context)
        ids, token = self._page(list(self.runs), request.page_token)
        runs = [messages_pb2.Run(run_id=run_id) for run_id in ids]
        return messages_pb2.ListRunsResponse(runs=runs, next_page_token=token)

    async def CancelRun(self, request: messages_pb2.CancelRunRequest, context: Context) -> Message:
        await self.begin("CancelRun", request, context)
        await hold(self.holds_cancels)
        run = await self._known(request.run_id, context)
        run.cancel(request.reason)
        return messages_pb2.CancelRunResponse(run=messages_pb2.Run(run_id=run.run_id))

    # ---- RuntimeService ----

    async def AddAgents(self, request: runtime_pb2.AddAgentsRequest, context: Context) -> Message:
        await self.begin("AddAgents", request, context)
        await hold(self.holds_adding)
        added = [await self._add(spec, request.auto_start, context) for spec in request.agents]
        return runtime_pb2.AddAgentsResponse(agents=added, changes=self.changes)

    async def GetAgent(self, request: runtime_pb2.GetAgentRequest, context: Context) -> Message:
        await self.begin("GetAgent", request, context)
        for agent in self.agents.values():
            if request.agent_id in (agent.agent_id, agent.character.name):
                return runtime_pb2.GetAgentResponse(agent=agent)
        await no_agent(request.agent_id).end(context)
        raise AssertionError

    async def ListAgents(self, request: runtime_pb2.ListAgentsRequest, context: Context) -> Message:
        await self.begin("ListAgents", request, context)
        ids, token = self._page(list(self.agents), request.page_token)
        agents = [self.agents[agent_id] for agent_id in ids]
        return runtime_pb2.ListAgentsResponse(agents=agents, next_page_token=token)

    async def StartAgents(self, request: runtime_pb2.StartAgentsRequest, context: Context) -> Message:
        await self.begin("StartAgents", request, context)
        agents = [self.agents[agent_id] for agent_id in request.agent_ids or self.agents]
        for agent in agents:
            self._start(agent)
        return runtime_pb2.StartAgentsResponse(agents=agents)

    async def StopAgents(self, request: runtime_pb2.StopAgentsRequest, context: Context) -> Message:
        await self.begin("StopAgents", request, context)
        agents = [self.agents[agent_id] for agent_id in request.agent_ids or self.agents]
        for agent in agents:
            agent.state = agents_pb2.AGENT_STATE_STOPPED
        return runtime_pb2.StopAgentsResponse(agents=agents)

    async def DeleteAgents(self, request: runtime_pb2.DeleteAgentsRequest, context: Context) -> Message:
        await self.begin("DeleteAgents", request, context)
        gone = [agent_id for agent_id in request.agent_ids if self.agents.pop(agent_id, None)]
        return runtime_pb2.DeleteAgentsResponse(agent_ids=gone)

    async def CheckHealth(self, request: runtime_pb2.CheckHealthRequest, context: Context) -> Message:
        await self.begin("CheckHealth", request, context)
        health = [
            runtime_pb2.AgentHealth(agent_id=agent_id, alive=True, ready=not self.problems, problems=self.problems)
            for agent_id in request.agent_ids or self.agents
        ]
        return runtime_pb2.CheckHealthResponse(agents=health)

    async def GetServerInfo(self, request: runtime_pb2.GetServerInfoRequest, context: Context) -> Message:
        await self.begin("GetServerInfo", request, context)
        return runtime_pb2.GetServerInfoResponse(server_version="fake")

    # ---- Inside ----

    async def _frames(
        self, run: FakeRun, after: int, cut: Cut | None, context: Context
    ) -> AsyncIterator[list[messages_pb2.RunEvent]]:
        self.started.set()
        last = None if cut is None else cut.after
        # Places in the log, not sequences: scripts may repeat an event or leave one out.
        place = after
        while last is None or place < last:
            events = (await run.after(place))[: self.events_in_frame]
            events = events[: None if last is None else last - place]
            if not events:
                break
            yield events
            place += len(events)
            if is_end(events):
                return
        if cut is not None:
            await cut.refusal.end(context)

    async def _run_of(self, request: MessageRequest, context: Context) -> FakeRun:
        key = request.request_id or str(uuid.uuid4())
        body = b"".join(part.SerializeToString(deterministic=True) for part in (request.message, request.options))
        if key not in self._requests:
            run_id = f"run-{len(self.runs) + 1}"
            self._requests[key] = (body, run_id)
            events = self.script(request.message.content.text)
            self.runs[run_id] = FakeRun(run_id, events, wait_after=self.wait_after)
        known, run_id = self._requests[key]
        if known != body:
            await Refusal(code=grpc.StatusCode.ALREADY_EXISTS, reason="REQUEST_ID_REUSED").end(context)
        return self.runs[run_id]

    async def _known(self, run_id: str, context: Context) -> FakeRun:
        if run_id not in self.runs:
            await Refusal(code=grpc.StatusCode.NOT_FOUND, reason="NOT_FOUND", message="no run").end(context)
        return self.runs[run_id]

    async def _add(self, spec: agents_pb2.AgentSpec, auto_start: bool, context: Context) -> agents_pb2.Agent:
        content: dict[str, Any] = (
            MessageToDict(spec.character_file)
            if spec.WhichOneof("definition") == "character_file"
            else MessageToDict(spec.character)
        )
        name = str(content.get("name", ""))
        known = next((agent for agent in self.agents.values() if agent.character.name == name), None)
        character = agents_pb2.Character(name=name, system=str(content.get("system", "")))
        character.plugins.extend(content.get("plugins", []))
        if known is not None and known.character != character:
            await already_there(name).end(context)
        agent = known or agents_pb2.Agent(agent_id=f"id-of-{name}", character=character, plugins=self.plugins)
        if auto_start and known is None:
            self._start(agent)
        self.agents[agent.agent_id] = agent
        return agent

    def _start(self, agent: agents_pb2.Agent) -> None:
        agent.state = self.starts_as
        if agent.state == agents_pb2.AGENT_STATE_FAILED:
            agent.last_error.CopyFrom(
                Refusal(code=grpc.StatusCode.FAILED_PRECONDITION, reason="CONFIGURATION_MISSING").status()
            )

    def _page(self, everything: list[str], token: str) -> tuple[list[str], str]:
        start = int(token or 0)
        end = start + self.page
        return everything[start:end], str(end) if end < len(everything) else ""


@asynccontextmanager
async def fake_server() -> AsyncIterator[FakeServer]:
    """Run a fake server while the context is open."""
    server = FakeServer()
    await server.start()
    try:
        yield server
    finally:
        await server.stop()


async def hold(until: asyncio.Event | None) -> None:
    """Wait, if there is something to wait for."""
    if until is not None:
        await until.wait()


def _handlers(service: str, server: FakeServer) -> grpc.GenericRpcHandler:
    module: Any = messages_pb2 if service == "MessageService" else runtime_pb2
    handlers: dict[str, grpc.RpcMethodHandler[Any, Any]] = {}
    for method in module.DESCRIPTOR.services_by_name[service].methods:
        behaviour = getattr(server, method.name, None)
        if behaviour is not None:
            request_type = getattr(module, method.input_type.name)
            make = (
                grpc.unary_stream_rpc_method_handler if method.server_streaming else grpc.unary_unary_rpc_method_handler
            )
            handlers[method.name] = make(behaviour, request_type.FromString, lambda answer: answer.SerializeToString())
    return grpc.method_handlers_generic_handler(f"parley.v1.{service}", handlers)
