"""A real server and a channel to it, in this process, on a port of its own."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Iterable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import TypeVar

import grpc
from google.protobuf.any_pb2 import Any as AnyMessage
from google.protobuf.message import Message
from google.rpc import error_details_pb2, status_pb2
from grpc import aio

from parley_server.domain.server import ServerInfo
from parley_server.rpc.bus.stream import StreamLimits
from parley_server.rpc.drain import Drain
from parley_server.rpc.interceptors import CallLimits
from parley_server.rpc.options import MAX_METADATA_BYTES, server_options
from parley_server.rpc.server import interceptors, register
from tests.fakes.bus_door import FakeBusDoor
from tests.fakes.fleet import FakeFleet, FakeModels, FakeWork
from tests.fakes.runs import FakeRuns

M = TypeVar("M", bound=Message)

CLIENT_OPTIONS = [
    ("grpc.max_metadata_size", MAX_METADATA_BYTES),
    ("grpc.absolute_max_metadata_size", MAX_METADATA_BYTES),
    ("grpc.use_local_subchannel_pool", 1),
]


@dataclass
class Served:
    """What a test needs of a running server."""

    channel: aio.Channel
    runs: FakeRuns
    fleet: FakeFleet
    drain: Drain
    server: aio.Server
    address: str
    bus: FakeBusDoor


@dataclass
class ServerSetup:
    """What a test may want to be different."""

    limits: CallLimits | None = None
    handlers: Sequence[grpc.GenericRpcHandler] = ()
    runs: FakeRuns = field(default_factory=FakeRuns)
    fleet: FakeFleet = field(default_factory=FakeFleet)
    drain: Drain = field(default_factory=Drain)
    bus: FakeBusDoor = field(default_factory=FakeBusDoor)
    stream_limits: StreamLimits | None = None


@asynccontextmanager
async def serving(setup: ServerSetup | None = None) -> AsyncIterator[Served]:
    setup = setup or ServerSetup()
    server = aio.server(interceptors=interceptors(drain=setup.drain, limits=setup.limits), options=server_options())
    health = register(
        server,
        runs=setup.runs,
        fleet=setup.fleet,
        models=FakeModels(),
        work=FakeWork(),
        info=lambda: ServerInfo(server_version="test", sizes={"states": 3}),
        drain=setup.drain,
        bus=setup.bus,
        stream_limits=setup.stream_limits,
    )
    server.add_generic_rpc_handlers(tuple(setup.handlers))
    port = server.add_insecure_port("127.0.0.1:0")
    await server.start()
    address = f"127.0.0.1:{port}"
    async with asyncio.TaskGroup() as group:
        running = group.create_task(health.run())
        try:
            async with aio.insecure_channel(address, options=CLIENT_OPTIONS) as channel:
                yield Served(channel, setup.runs, setup.fleet, setup.drain, server, address, setup.bus)
        finally:
            await server.stop(None)
            running.cancel()


def status_of(error: aio.AioRpcError) -> status_pb2.Status:
    """Return the rich status of a failed call."""
    trailers = dict(error.trailing_metadata())
    return status_pb2.Status.FromString(trailers["grpc-status-details-bin"])


def detail_of(error: aio.AioRpcError, kind: type[M]) -> M | None:
    """Return the detail of one kind, or None."""
    return find_detail(status_of(error).details, kind)


def find_detail(details: Iterable[AnyMessage], kind: type[M]) -> M | None:
    found = kind()
    return next((found for detail in details if detail.Unpack(found)), None)


def reason_of(error: aio.AioRpcError) -> str:
    """Return the reason of a failed call."""
    info = detail_of(error, error_details_pb2.ErrorInfo)
    assert info is not None, error
    assert info.domain == "parley"
    return str(info.reason)


def raw_unary(channel: aio.Channel, path: str) -> aio.UnaryUnaryMultiCallable[bytes, bytes]:
    """Return a plain call that sends and returns bytes."""
    return channel.unary_unary(path, None, None)


def raw_stream(channel: aio.Channel, path: str) -> aio.UnaryStreamMultiCallable[bytes, bytes]:
    """Return a call with a stream of replies that sends and returns bytes."""
    return channel.unary_stream(path, None, None)
