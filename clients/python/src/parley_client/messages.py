"""Sending messages to agents, and the runs that handle them."""

import uuid
from collections.abc import AsyncIterator, Iterable, Sequence
from datetime import datetime

from parley.v1.common_pb2 import Content
from parley.v1.memories_pb2 import Memory
from parley.v1.messages_pb2 import (
    CancelRunRequest,
    GetRunRequest,
    HandleMessageRequest,
    ListRunsRequest,
    MessageOptions,
    Run,
    RunStatus,
    StreamMessageRequest,
    SubmitMessageRequest,
)
from parley_client.connection import Connection
from parley_client.pages import all_pages
from parley_client.replies import Reply
from parley_client.retry import Outage, RetryPolicy, Timer
from parley_client.runs import RunStream
from parley_client.sources import ServerRuns
from parley_client.wellknown import timestamp_of

Message = str | Content | Memory
"""What can be sent: words, words with attachments and the like, or a whole message with its ids."""


class MessageCalls:
    """Calls about messages and runs; a part of ParleyClient.

    The `request_id` of a message makes a repeat harmless: the same one with the same body joins the same run, also over
    a restart of the server. A new one is made where none is given. `room_id` empty means the direct room of caller and
    agent. Plain calls take a `timeout` in seconds and raise ParleyRpcError.
    """

    _connection: Connection
    _retry: RetryPolicy
    _timer: Timer
    _run_timeout: float

    async def send(
        self,
        agent: str,
        message: Message,
        *,
        room_id: str = "",
        request_id: str = "",
        options: MessageOptions | None = None,
        timeout: float | None = None,
    ) -> Reply:
        """Send a message and wait for the end of its run. A run that ends badly is a reply too: see `Reply.error`.

        The deadline is the run's own time limit and a little more, or the client's `run_timeout`; it ends the call, not
        the run. Cancelling the caller leaves the run to its `on_disconnect`.
        """
        request = HandleMessageRequest(
            agent_id=agent,
            message=_memory(message, room_id),
            options=options,
            request_id=request_id or new_request_id(),
        )
        seconds = timeout if timeout is not None else self._patience(options)
        answer = await self._connection.unary(self._connection.messages.HandleMessage, request, seconds)
        return Reply(run=answer.run, result=answer.result)

    def stream(
        self,
        agent: str,
        message: Message,
        *,
        room_id: str = "",
        request_id: str = "",
        options: MessageOptions | None = None,
    ) -> RunStream:
        """Send a message and watch its run; sent when the first event is asked for. Has no deadline of its own."""
        request = StreamMessageRequest(
            agent_id=agent,
            message=_memory(message, room_id),
            options=options,
            request_id=request_id or new_request_id(),
        )
        return RunStream(ServerRuns(self._connection, request), self._outage())

    def watch(self, run_id: str, after_sequence: int = 0) -> RunStream:
        """Watch a run from any point: what comes after `after_sequence`, old events first."""
        source = ServerRuns(self._connection)
        return RunStream(source, self._outage(), run_id=run_id, after_sequence=after_sequence)

    async def submit(
        self,
        agent: str,
        message: Message,
        *,
        room_id: str = "",
        request_id: str = "",
        options: MessageOptions | None = None,
        timeout: float | None = None,
    ) -> Run:
        """Send a message and return its run at once, queued or started; `watch` follows it."""
        request = SubmitMessageRequest(
            agent_id=agent,
            message=_memory(message, room_id),
            options=options,
            request_id=request_id or new_request_id(),
        )
        return (await self._connection.unary(self._connection.messages.SubmitMessage, request, timeout)).run

    async def get_run(self, run_id: str, *, timeout: float | None = None) -> Reply:
        """Read a run and, once it has ended, what came of it."""
        request = GetRunRequest(run_id=run_id)
        answer = await self._connection.unary(self._connection.messages.GetRun, request, timeout)
        return Reply(run=answer.run, result=answer.result)

    def list_runs(
        self,
        *,
        agent: str = "",
        room_id: str = "",
        statuses: Iterable[RunStatus.ValueType] = (),
        started_after: datetime | None = None,
        started_before: datetime | None = None,
        page_size: int = 0,
        timeout: float | None = None,
    ) -> AsyncIterator[Run]:
        """List runs, newest first, page by page. Times are aware; `timeout` is for each page."""
        wanted = tuple(statuses)

        async def fetch(token: str) -> tuple[Sequence[Run], str]:
            request = ListRunsRequest(
                agent_id=agent,
                room_id=room_id,
                statuses=wanted,
                started_after=timestamp_of(started_after),
                started_before=timestamp_of(started_before),
                page_size=page_size,
                page_token=token,
            )
            page = await self._connection.unary(self._connection.messages.ListRuns, request, timeout)
            return page.runs, page.next_page_token

        return all_pages(fetch)

    async def cancel_run(self, run_id: str, reason: str = "", *, timeout: float | None = None) -> Run:
        """Cancel a run with all that it has going. Harmless when it has ended; final within 2 s, maybe not at once."""
        request = CancelRunRequest(run_id=run_id, reason=reason)
        return (await self._connection.unary(self._connection.messages.CancelRun, request, timeout)).run

    def _outage(self) -> Outage:
        return Outage(self._retry, self._timer)

    def _patience(self, options: MessageOptions | None) -> float:
        if options is None or not options.HasField("timeout"):
            return self._run_timeout
        return options.timeout.ToTimedelta().total_seconds() + self._connection.timeout


def new_request_id() -> str:
    """Return a new id that makes repeats of one request harmless."""
    return str(uuid.uuid4())


def _memory(message: Message, room_id: str) -> Memory:
    memory = Memory(room_id=room_id)
    if isinstance(message, Memory):
        memory.CopyFrom(message)
        memory.room_id = room_id or message.room_id
    elif isinstance(message, Content):
        memory.content.CopyFrom(message)
    else:
        memory.content.text = message
    return memory
