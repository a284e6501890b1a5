"""Bus streams that are subscribed and have nothing to do.

    python -m benchmarks.bus.idle '{"address": "127.0.0.1:50051", "streams": 1000}'

Prints READY when all are open, and holds them until its standard input ends.
"""

from __future__ import annotations

import asyncio
import json
import sys

import grpc
import uvloop

from parley.v1 import bus_pb2, bus_pb2_grpc

_STREAMS_A_CONNECTION = 50
_OPTIONS = (("grpc.use_local_subchannel_pool", 1),)


async def main(address: str, streams: int) -> None:
    """Open the streams and hold them."""
    connections = max(1, streams // _STREAMS_A_CONNECTION)
    channels = [grpc.aio.insecure_channel(address, options=_OPTIONS) for _ in range(connections)]
    calls = []
    for number in range(streams):
        stub = bus_pb2_grpc.BusServiceStub(channels[number % connections])
        call: grpc.aio.StreamStreamCall[bus_pb2.ExchangeRequest, bus_pb2.ExchangeResponse] = stub.Exchange()
        subscribe = bus_pb2.SubscribeRequest()
        subscribe.filter.types.append(f"custom:idle{number}")
        await call.write(bus_pb2.ExchangeRequest(subscribe=subscribe))
        response = await call.read()
        if not isinstance(response, bus_pb2.ExchangeResponse) or not response.delivery.HasField("opened"):
            raise RuntimeError(f"a subscription was not opened: {response}")
        calls.append(call)
    print("READY", flush=True)
    await asyncio.get_running_loop().run_in_executor(None, sys.stdin.readline)
    for channel in channels:
        await channel.close()


if __name__ == "__main__":
    uvloop.run(main(**json.loads(sys.argv[1])))
