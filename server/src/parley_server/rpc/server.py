"""Everything that a gRPC server of Parley serves, put together."""

from collections.abc import Callable

import grpc
from google.protobuf import descriptor_pool
from google.protobuf.descriptor import ServiceDescriptor

from parley_server.domain.server import ServerInfo
from parley_server.rpc.bus.doors import BusDoor
from parley_server.rpc.bus.service import BusServicer
from parley_server.rpc.bus.stream import StreamLimits
from parley_server.rpc.doors import FleetService, ModelService, RunService, WorkService
from parley_server.rpc.drain import Drain
from parley_server.rpc.health import HEALTH_SERVICE, HealthServicer
from parley_server.rpc.interceptors import CallInterceptor, CallLimits
from parley_server.rpc.messages import MessageServicer
from parley_server.rpc.methods import SERVICES, Method, handler_of, methods_of
from parley_server.rpc.pages import PageTokens
from parley_server.rpc.reflection import reflection_handlers
from parley_server.rpc.runtime import RuntimeServicer
from parley_server.rpc.types import Behavior, MethodHandler
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
    models: ModelService,
    work: WorkService,
    info: Callable[[], ServerInfo],
    drain: Drain,
    bus: BusDoor | None = None,
    stream_limits: StreamLimits | None = None,
    page_secret: bytes | None = None,
) -> HealthServicer:
    """Add every service of the contract, health and reflection to a server.

    `info` is asked at each GetServerInfo. Without a `bus` its calls are NOT_IMPLEMENTED. With `page_secret` page tokens
    outlive the process. The caller runs `HealthServicer.run` of what is returned beside the server.
    """
    pages = PageTokens(page_secret)
    servicers: dict[str, object] = {
        "parley.v1.MessageService": MessageServicer(runs=runs, fleet=fleet, pages=pages, codec=EventCodec()),
        "parley.v1.RuntimeService": RuntimeServicer(fleet=fleet, models=models, work=work, info=info, pages=pages),
    }
    if bus is not None:
        servicers["parley.v1.BusService"] = BusServicer(bus=bus, pages=pages, drain=drain, limits=stream_limits)
    health = HealthServicer(fleet=fleet, drain=drain)
    for service in SERVICES:
        _add(server, service, servicers.get(service.full_name))
    _add(server, descriptor_pool.Default().FindServiceByName(HEALTH_SERVICE), health)
    names = (service.full_name for service in SERVICES)
    server.add_generic_rpc_handlers(reflection_handlers((*names, HEALTH_SERVICE)))
    return health


def _add(server: grpc.aio.Server, service: ServiceDescriptor, servicer: object) -> None:
    unread: frozenset[str] = getattr(servicer, "READS_BYTES", frozenset())
    handlers = {
        method.name: _handler(method, getattr(servicer, method.name, None), parses=method.name not in unread)
        for method in methods_of(service)
    }
    server.add_generic_rpc_handlers((grpc.method_handlers_generic_handler(service.full_name, handlers),))


def _handler(method: Method, behavior: Behavior | None, *, parses: bool) -> MethodHandler:
    # What the servicer lacks is refused by us, whatever the request: gRPC's own refusal has no reason.
    if behavior is None:
        return handler_of(method, refusal(method), parses=False)
    return handler_of(method, behavior, parses=parses)
