"""Where the events of a run come from."""

from collections.abc import AsyncIterator, Iterable
from typing import Protocol

from parley.v1.messages_pb2 import (
    CancelRunRequest,
    Run,
    RunEvent,
    StreamMessageRequest,
    SubmitMessageRequest,
    WatchRunRequest,
)
from parley_client.connection import Connection
from parley_client.errors import ParleyClientError


class Frame(Protocol):
    """Some events, as StreamMessage and WatchRun both send them."""

    @property
    def events(self) -> Iterable[RunEvent]:
        """One or more, in order."""
        ...


class FrameCall(Protocol):
    """An open stream of frames."""

    def __aiter__(self) -> AsyncIterator[Frame]:
        """Return the frames; raises AioRpcError at a bad end."""
        ...

    def cancel(self) -> bool:
        """Close it."""
        ...


class RunSource(Protocol):
    """The server's side of one run."""

    @property
    def renews_token(self) -> bool:
        """True when a new call may carry a newer token."""
        ...

    def open(self, run_id: str, after_sequence: int) -> FrameCall:
        """Open a stream of what comes after `after_sequence`; without a run id begin the run, or join it."""
        ...

    async def find(self) -> str:
        """Return the id of a run whose first event has not come yet. Raises ParleyRpcError."""
        ...

    async def cancel(self, run_id: str, reason: str) -> Run:
        """Cancel the run. Raises ParleyRpcError."""
        ...


class ServerRuns:
    """Runs of a server: the one that `request` begins, or one that is known by its id."""

    def __init__(self, connection: Connection, request: StreamMessageRequest | None = None) -> None:
        """Keep the request as it is: every repeat must have the same body to find the same run."""
        self._connection = connection
        self._request = request

    @property
    def renews_token(self) -> bool:
        """True when a new call may carry a newer token."""
        return self._connection.renews_token

    def open(self, run_id: str, after_sequence: int) -> FrameCall:
        """Open a stream of what comes after `after_sequence`; without a run id begin the run, or join it."""
        metadata = self._connection.metadata()
        if run_id:
            watch = WatchRunRequest(run_id=run_id, after_sequence=after_sequence)
            return self._connection.messages.WatchRun(watch, metadata=metadata)
        return self._connection.messages.StreamMessage(self._message(), metadata=metadata)

    async def find(self) -> str:
        """Return the id of the run that the request began: repeated as a submission, it joins that run."""
        message = self._message()
        request = SubmitMessageRequest(
            agent_id=message.agent_id, message=message.message, options=message.options, request_id=message.request_id
        )
        return (await self._connection.unary(self._connection.messages.SubmitMessage, request)).run.run_id

    async def cancel(self, run_id: str, reason: str) -> Run:
        """Cancel the run. Raises ParleyRpcError."""
        request = CancelRunRequest(run_id=run_id, reason=reason)
        return (await self._connection.unary(self._connection.messages.CancelRun, request)).run

    def _message(self) -> StreamMessageRequest:
        if self._request is None:
            raise ParleyClientError("a stream without a message needs a run id")
        return self._request
