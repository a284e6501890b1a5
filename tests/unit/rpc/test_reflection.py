import pytest
from google.protobuf.descriptor_pb2 import FileDescriptorProto
from grpc import aio
from grpc_reflection.v1alpha import reflection_pb2

from parley_server.rpc.methods import SERVICES
from parley_server.rpc.reflection import V1, V1ALPHA
from tests.fakes.serving import Served

VERSIONS = pytest.mark.parametrize("version", [V1, V1ALPHA])


async def reflect(
    served: Served, version: str, *requests: reflection_pb2.ServerReflectionRequest
) -> list[reflection_pb2.ServerReflectionResponse]:
    method: aio.StreamStreamMultiCallable[
        reflection_pb2.ServerReflectionRequest, reflection_pb2.ServerReflectionResponse
    ] = served.channel.stream_stream(
        f"/{version}/ServerReflectionInfo",
        reflection_pb2.ServerReflectionRequest.SerializeToString,
        reflection_pb2.ServerReflectionResponse.FromString,
    )
    return [reply async for reply in method(iter(requests), timeout=5)]


@VERSIONS
async def test_all_services_are_listed(served: Served, version: str) -> None:
    [reply] = await reflect(served, version, reflection_pb2.ServerReflectionRequest(list_services=""))

    names = {service.name for service in reply.list_services_response.service}
    assert names == {service.full_name for service in SERVICES} | {V1, V1ALPHA, "grpc.health.v1.Health"}


@VERSIONS
async def test_each_listed_service_and_error_details_can_be_described(served: Served, version: str) -> None:
    [listed] = await reflect(served, version, reflection_pb2.ServerReflectionRequest(list_services=""))
    symbols = [service.name for service in listed.list_services_response.service] + ["google.rpc.ErrorInfo"]

    replies = await reflect(
        served, version, *[reflection_pb2.ServerReflectionRequest(file_containing_symbol=name) for name in symbols]
    )

    for symbol, reply in zip(symbols, replies, strict=True):
        files = map(FileDescriptorProto.FromString, reply.file_descriptor_response.file_descriptor_proto)
        packages = {file.package for file in files}
        assert symbol.rpartition(".")[0] in packages, symbol


@VERSIONS
async def test_an_unknown_symbol_is_an_answer_and_no_failure(served: Served, version: str) -> None:
    [reply] = await reflect(served, version, reflection_pb2.ServerReflectionRequest(file_containing_symbol="no.Such"))

    assert reply.WhichOneof("message_response") == "error_response"
