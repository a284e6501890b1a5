"""Server reflection, so that tools need no files: v1, and v1alpha for those that know nothing newer."""

from collections.abc import Iterable

import grpc
from google.protobuf import descriptor_pool
from google.protobuf.descriptor_pb2 import FileDescriptorProto
from google.rpc import error_details_pb2
from grpc_reflection.v1alpha import reflection, reflection_pb2

V1 = "grpc.reflection.v1.ServerReflection"
V1ALPHA = "grpc.reflection.v1alpha.ServerReflection"
_METHOD = "ServerReflectionInfo"

DETAILS_FILE = error_details_pb2.DESCRIPTOR.name
"""Served too, once it is imported: tools then print the details of errors readably."""


def reflection_handlers(services: Iterable[str]) -> list[grpc.GenericRpcHandler]:
    """Return the handlers of both versions; `services` are the names of all others."""
    _add_v1_file()
    servicer = reflection.aio.ReflectionServicer((*services, V1, V1ALPHA))
    # Both versions have the same messages under different names, so one servicer serves both.
    handler = grpc.stream_stream_rpc_method_handler(
        servicer.ServerReflectionInfo,
        request_deserializer=reflection_pb2.ServerReflectionRequest.FromString,
        response_serializer=reflection_pb2.ServerReflectionResponse.SerializeToString,
    )
    return [grpc.method_handlers_generic_handler(name, {_METHOD: handler}) for name in (V1, V1ALPHA)]


def _add_v1_file() -> None:
    # The package brings v1alpha only, and a tool that finds v1 on the list asks for its descriptor.
    file = FileDescriptorProto()
    reflection_pb2.DESCRIPTOR.CopyToProto(file)
    file.name = file.name.replace("v1alpha", "v1")
    file.package = file.package.replace("v1alpha", "v1")
    file.ClearField("options")
    for message in file.message_type:
        for field in message.field:
            if field.type_name:
                field.type_name = field.type_name.replace(".v1alpha.", ".v1.")
    for service in file.service:
        for method in service.method:
            method.input_type = method.input_type.replace(".v1alpha.", ".v1.")
            method.output_type = method.output_type.replace(".v1alpha.", ".v1.")
    # Harmless when it is there already, with the same content.
    descriptor_pool.Default().AddSerializedFile(file.SerializeToString())
