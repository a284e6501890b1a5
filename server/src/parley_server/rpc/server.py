"""Everything that a gRPC server of Parley serves, put together."""

from collections.abc import Callable

import grpc

from parley_server.domain.server import ServerInfo
from parley_server.rpc.doors import FleetService, RunService
from parley_server.rpc.drain import Drain
from parley_server.rpc.interceptors import CallInterceptor, CallLimits
from parley_server.rpc.messages import MessageServicer
from parley_server.rpc.methods import SERVICES, methods_of, service_handler
from parley_server.rpc.pages import PageTokens
from parley_server.rpc.runtime import RuntimeServicer
from parley_server.rpc.unimplemented import refusal
from parley_server.wire.events import EventCodec


def interceptors(*, drain: Drain, limits: CallLimits | None = None) -> list[grpc.aio.ServerInterceptor]:
    """Return the interceptors of a server: the stages that every call goes through."""
    return [CallInterceptor(drain=drain, limits=limits)]


def register(
    server: grpc.aio.Server,
    *,
    runs: RunService,
    fleet: FleetService,
    info: Callable[[], ServerInfo],
    pages: PageTokens | None = None,
) -> None:
    """Add every service of the contract to a server."""
    pages = pages or PageTokens()
    servicers: dict[str, object] = {
        "parley.v1.MessageService": MessageServicer(runs=runs, pages=pages, codec=EventCodec()),
        "parley.v1.RuntimeService": RuntimeServicer(fleet=fleet, info=info, pages=pages),
    }
    for service in SERVICES:
        servicer = servicers.get(service.full_name)
        behaviors = {method: getattr(servicer, method.name, None) or refusal(method) for method in methods_of(service)}
        server.add_generic_rpc_handlers((service_handler(service.full_name, behaviors),))
