"""The methods of a service, from its descriptor, so that nothing of the contract is written down twice."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import grpc
from google.protobuf.descriptor import MethodDescriptor, ServiceDescriptor
from google.protobuf.message import Message
from google.protobuf.message_factory import GetMessageClass

from parley.v1 import bus_pb2, channels_pb2, memories_pb2, messages_pb2, plugins_pb2, runtime_pb2, worlds_pb2
from parley_server.rpc.types import Behavior, MethodHandler

SERVICES: Sequence[ServiceDescriptor] = tuple(
    file.DESCRIPTOR.services_by_name[name]
    for file, name in (
        (messages_pb2, "MessageService"),
        (runtime_pb2, "RuntimeService"),
        (bus_pb2, "BusService"),
        (channels_pb2, "ChannelService"),
        (memories_pb2, "MemoryService"),
        (worlds_pb2, "WorldService"),
        (plugins_pb2, "PluginService"),
    )
)
"""All services of the contract."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Method:
    """One method of the contract. `path` is what stands in a request, for example "/parley.v1.BusService/Publish"."""

    service: str
    name: str
    path: str
    client_streaming: bool
    server_streaming: bool
    request: type[Message]
    response: type[Message]


def methods_of(service: ServiceDescriptor) -> Iterator[Method]:
    """Yield the methods of a service in the order of its file."""
    for method in service.methods:
        yield _method(service.full_name, method)


def _method(service: str, method: MethodDescriptor) -> Method:
    return Method(
        service=service,
        name=method.name,
        path=f"/{service}/{method.name}",
        client_streaming=method.client_streaming,
        server_streaming=method.server_streaming,
        request=GetMessageClass(method.input_type),
        response=GetMessageClass(method.output_type),
    )


def handler_of(method: Method, behavior: Behavior) -> MethodHandler:
    """Return the handler that serves a method; messages are parsed from and made into bytes."""
    make: Any = {
        (False, False): grpc.unary_unary_rpc_method_handler,
        (False, True): grpc.unary_stream_rpc_method_handler,
        (True, False): grpc.stream_unary_rpc_method_handler,
        (True, True): grpc.stream_stream_rpc_method_handler,
    }[method.client_streaming, method.server_streaming]
    handler: MethodHandler = make(
        behavior,
        request_deserializer=method.request.FromString,
        response_serializer=method.response.SerializeToString,
    )
    return handler


def service_handler(service: str, behaviors: Mapping[Method, Behavior]) -> grpc.GenericRpcHandler:
    """Return what serves the methods of one service."""
    handlers = {method.name: handler_of(method, behavior) for method, behavior in behaviors.items()}
    return grpc.method_handlers_generic_handler(service, handlers)
