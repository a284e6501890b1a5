"""One server as this client reaches it: the channel, the credential, deadlines and the translation of errors."""

import asyncio
from collections.abc import Callable
from typing import Final, TypeVar

import grpc
import grpc.aio

from parley.v1.messages_pb2_grpc import MessageServiceStub
from parley.v1.runtime_pb2_grpc import RuntimeServiceStub
from parley_client.addresses import Address
from parley_client.channel import open_channel
from parley_client.errors import Cancelled, DeadlineExceeded, ParleyClientError
from parley_client.statuses import error_from_rpc

Token = str | Callable[[], str]
"""A bearer token, or what returns the current one; that is asked anew for each call."""

# With more calls than this at once on one channel, gRPC loses some of them.
MAX_CALLS_IN_FLIGHT: Final = 500

_Q = TypeVar("_Q")
_A = TypeVar("_A")


class Connection:
    """What all calls share. `timeout` is the deadline of plain calls in seconds."""

    def __init__(
        self, address: Address, *, credentials: grpc.ChannelCredentials | None, token: Token | None, timeout: float
    ) -> None:
        """Keep what is needed; nothing is opened yet."""
        self.timeout: Final = timeout
        self._address = address
        self._credentials = credentials
        self._token = token
        self._in_flight = asyncio.Semaphore(MAX_CALLS_IN_FLIGHT)
        self._is_open = False
        self._channel: grpc.aio.Channel | None = None
        self._runtime: RuntimeServiceStub | None = None
        self._messages: MessageServiceStub | None = None

    @property
    def runtime(self) -> RuntimeServiceStub:
        """The stub of RuntimeService. Raises ParleyClientError when the client is not open."""
        return _opened(self._runtime)

    @property
    def messages(self) -> MessageServiceStub:
        """The stub of MessageService. Raises ParleyClientError when the client is not open."""
        return _opened(self._messages)

    @property
    def renews_token(self) -> bool:
        """True when a new call may carry a newer token than the last one."""
        return callable(self._token)

    def open(self) -> None:
        """Open the channel. Raises ParleyClientError when it is open already."""
        if self._is_open:
            raise ParleyClientError("the client is open already")
        self._is_open = True
        self._channel = open_channel(self._address, self._credentials)
        self._runtime = RuntimeServiceStub(self._channel)
        self._messages = MessageServiceStub(self._channel)

    async def close(self) -> None:
        """Close the channel; calls that are still open fail with Cancelled. May be repeated."""
        self._is_open, self._runtime, self._messages = False, None, None
        # The channel stays with us: when the last one is collected, gRPC waits for a thread, and would do so here.
        if self._channel is not None:
            await self._channel.close(None)

    async def unary(
        self, method: grpc.aio.UnaryUnaryMultiCallable[_Q, _A], request: _Q, timeout: float | None = None
    ) -> _A:
        """Make a plain call; `timeout` in seconds, None for the usual one, covers the wait for a free place too.

        Raises ParleyRpcError. A cancel of the caller cancels the call.
        """
        loop = asyncio.get_running_loop()
        deadline = loop.time() + (self.timeout if timeout is None else timeout)
        await self._enter(deadline)
        try:
            return await method(request, timeout=max(0.0, deadline - loop.time()), metadata=self.metadata())
        except grpc.aio.AioRpcError as error:
            raise error_from_rpc(error) from error
        except asyncio.CancelledError:
            if being_cancelled():
                raise
            raise Cancelled("the client was closed during the call") from None
        finally:
            self._in_flight.release()

    def metadata(self) -> tuple[tuple[str, str], ...]:
        """Return the metadata of a new call: the credential, when there is one."""
        token = self._token() if callable(self._token) else self._token
        return (("authorization", f"Bearer {token}"),) if token else ()

    async def _enter(self, deadline: float) -> None:
        try:
            async with asyncio.timeout_at(deadline):
                await self._in_flight.acquire()
        except TimeoutError:
            message = f"{MAX_CALLS_IN_FLIGHT} calls are in flight, and none of them ended in time"
            raise DeadlineExceeded(message) from None


def being_cancelled() -> bool:
    """Tell, while a CancelledError is handled, whether this task is really being cancelled.

    gRPC raises CancelledError also in a task that nobody cancels, when its call or channel is closed elsewhere.
    """
    task = asyncio.current_task()
    return task is None or task.cancelling() > 0


def _opened(stub: _A | None) -> _A:
    if stub is None:
        raise ParleyClientError("the client is not open; use it as `async with ParleyClient(...) as client`")
    return stub
