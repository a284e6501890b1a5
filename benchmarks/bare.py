"""The ceiling: a grpc.aio server that streams tokens and does nothing else. No ids, no checks, no storage.

    python -m benchmarks.bare

Prints `READY <address>`. It speaks the contract, so that one client measures both.
"""

from __future__ import annotations

from collections.abc import AsyncIterator

import grpc
import uvloop

from benchmarks.tokens import Order, tokens
from parley.v1 import messages_pb2
from parley_server.rpc.options import server_options

_Request = messages_pb2.StreamMessageRequest
_Frame = messages_pb2.StreamMessageResponse


async def stream(request: _Request, _context: grpc.aio.ServicerContext[_Request, _Frame]) -> AsyncIterator[_Frame]:
    """Stream the tokens of an order, a frame each, then say that it was all."""
    async for token in tokens(Order.read(request.message.content.text)):
        yield _Frame(events=[messages_pb2.RunEvent(chunk=messages_pb2.StreamChunk(text=token))])
    yield _Frame(events=[messages_pb2.RunEvent(ended=messages_pb2.RunEnded())])


async def main() -> None:
    """Serve until killed."""
    server = grpc.aio.server(options=server_options())
    handler = grpc.unary_stream_rpc_method_handler(
        stream, request_deserializer=_Request.FromString, response_serializer=_Frame.SerializeToString
    )
    service = grpc.method_handlers_generic_handler("parley.v1.MessageService", {"StreamMessage": handler})
    server.add_generic_rpc_handlers((service,))
    port = server.add_insecure_port("127.0.0.1:0")
    await server.start()
    print(f"READY 127.0.0.1:{port}", flush=True)
    await server.wait_for_termination()


if __name__ == "__main__":
    uvloop.run(main())
