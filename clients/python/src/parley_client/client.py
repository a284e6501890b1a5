"""The client itself."""

from types import TracebackType
from typing import Self

import grpc

from parley_client.addresses import Address, parse_address
from parley_client.agents import AgentCalls
from parley_client.connection import Connection, Token
from parley_client.messages import MessageCalls
from parley_client.retry import RetryPolicy, SystemTimer, Timer

DEFAULT_TIMEOUT = 30.0
# A run may take an hour by default; the answer needs a moment more.
DEFAULT_RUN_TIMEOUT = 3_660.0


class ParleyClient(AgentCalls, MessageCalls):
    """A client of one Parley server, as an async context manager.

    Plain calls are repeated on UNAVAILABLE where a repeat is harmless, a few times and within their deadline. Streams
    of runs resume by themselves. One client serves any number of tasks of one event loop.
    """

    def __init__(
        self,
        address: str,
        *,
        token: Token | None = None,
        tls: bool | grpc.ChannelCredentials | None = None,
        allow_insecure_token: bool = False,
        timeout: float = DEFAULT_TIMEOUT,
        run_timeout: float = DEFAULT_RUN_TIMEOUT,
        retry: RetryPolicy | None = None,
        timer: Timer | None = None,
    ) -> None:
        """Describe the connection; it is opened on entering and made on first use.

        Args:
            address: "host:port", "grpc://host:port", "grpcs://host:port" (with TLS) or any target of gRPC.
            token: bearer token, or a function that returns the current one whenever a call needs it.
            tls: True for TLS with the system's roots, credentials for your own, False for none; None = as the address
                says, none when it says nothing.
            allow_insecure_token: send the token without TLS to another machine, for example inside a mesh.
            timeout: deadline of plain calls in seconds; each call takes its own.
            run_timeout: deadline of `send` in seconds when the run has no time limit of its own.
            retry: how streams come back after their connection is lost.
            timer: time itself; for tests.

        Raises:
            ValueError: the address is empty, or the token would travel readably to another machine.
        """
        where = parse_address(address)
        credentials = _credentials(where, tls)
        if token is not None and credentials is None and not where.loopback and not allow_insecure_token:
            raise ValueError(
                f"a token for {address} would travel without TLS; use tls=True or allow_insecure_token=True"
            )
        self.address = address
        self._connection = Connection(where, credentials=credentials, token=token, timeout=timeout)
        self._run_timeout = run_timeout
        self._retry = retry or RetryPolicy()
        self._timer = timer or SystemTimer()

    async def __aenter__(self) -> Self:
        """Open the channel. Raises ParleyClientError when it is open already."""
        self._connection.open()
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Close the channel; calls and streams that are still open fail with Cancelled. Runs go on."""
        await self._connection.close()


def _credentials(address: Address, tls: bool | grpc.ChannelCredentials | None) -> grpc.ChannelCredentials | None:
    wanted = address.tls if tls is None else tls
    if isinstance(wanted, bool) or wanted is None:
        return grpc.ssl_channel_credentials() if wanted else None
    return wanted
