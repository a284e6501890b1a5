import pytest
from grpc import StatusCode, aio
from grpc_health.v1 import health_pb2

from parley_server.rpc.methods import SERVICES
from tests.fakes.serving import Served, reason_of

SERVING = health_pb2.HealthCheckResponse.SERVING
NOT_SERVING = health_pb2.HealthCheckResponse.NOT_SERVING
SERVICE_UNKNOWN = health_pb2.HealthCheckResponse.SERVICE_UNKNOWN


Watch = aio.UnaryStreamCall[health_pb2.HealthCheckRequest, health_pb2.HealthCheckResponse]


async def check(served: Served, service: str) -> int:
    method: aio.UnaryUnaryMultiCallable[health_pb2.HealthCheckRequest, health_pb2.HealthCheckResponse] = (
        served.channel.unary_unary(
            "/grpc.health.v1.Health/Check",
            health_pb2.HealthCheckRequest.SerializeToString,
            health_pb2.HealthCheckResponse.FromString,
        )
    )
    return (await method(health_pb2.HealthCheckRequest(service=service), timeout=5)).status


def watch(served: Served, service: str) -> Watch:
    method: aio.UnaryStreamMultiCallable[health_pb2.HealthCheckRequest, health_pb2.HealthCheckResponse] = (
        served.channel.unary_stream(
            "/grpc.health.v1.Health/Watch",
            health_pb2.HealthCheckRequest.SerializeToString,
            health_pb2.HealthCheckResponse.FromString,
        )
    )
    return method(health_pb2.HealthCheckRequest(service=service), timeout=5)


async def next_status(call: Watch) -> int:
    reply = await call.read()
    assert isinstance(reply, health_pb2.HealthCheckResponse)
    return reply.status


async def test_the_server_and_each_service_are_serving(served: Served) -> None:
    for name in ("", *(service.full_name for service in SERVICES)):
        assert await check(served, name) == SERVING


async def test_an_agent_is_followed_from_ready_to_gone(served: Served) -> None:
    call = watch(served, "agent/Assistant")
    seen = [await next_status(call)]
    for ready in (False, True, None):
        await served.fleet.news.put(("Assistant", ready))
        seen.append(await next_status(call))

    assert seen == [SERVING, NOT_SERVING, SERVING, SERVICE_UNKNOWN]
    with pytest.raises(aio.AioRpcError) as caught:
        await check(served, "agent/Assistant")
    assert caught.value.code() is StatusCode.NOT_FOUND


async def test_an_agent_that_is_not_ready_leaves_the_server_serving(served: Served) -> None:
    call = watch(served, "agent/Broken")
    first = await next_status(call)
    await served.fleet.news.put(("Broken", False))
    second = await next_status(call)

    assert [first, second] == [SERVICE_UNKNOWN, NOT_SERVING]
    assert await check(served, "") == SERVING


async def test_a_draining_server_says_so_and_ends_watches(served: Served) -> None:
    call = watch(served, "")
    first = await next_status(call)
    served.drain.start()
    second = await next_status(call)
    with pytest.raises(aio.AioRpcError) as caught:
        await next_status(call)

    assert [first, second] == [SERVING, NOT_SERVING]
    assert reason_of(caught.value) == "DRAINING"
    assert await check(served, "") == NOT_SERVING
