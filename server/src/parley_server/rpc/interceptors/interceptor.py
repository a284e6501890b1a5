"""The interceptor: wraps the handler of each method once, for all four shapes of a call."""

from __future__ import annotations

import inspect
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import aclosing

import grpc
from google.protobuf import descriptor_pool
from google.protobuf.message import Message
from google.protobuf.message_factory import GetMessageClass

from parley_server.domain.errors import NotImplementedYet
from parley_server.rpc.drain import Drain
from parley_server.rpc.interceptors.limits import CallLimits, LimitStage
from parley_server.rpc.interceptors.scope import CallScope, MethodTraits
from parley_server.rpc.types import Behavior, Context, MethodHandler

Continuation = Callable[[grpc.HandlerCallDetails], Awaitable[MethodHandler | None]]


class CallInterceptor(grpc.aio.ServerInterceptor):
    """Puts every call through the stages: telemetry, errors, limits, caller, request, payloads."""

    def __init__(self, *, drain: Drain, limits: CallLimits | None = None) -> None:
        """Take the state of leaving, and limits other than the contract's defaults."""
        self.limits = LimitStage(limits or CallLimits(), drain)
        self._wrapped: dict[str, tuple[MethodHandler, MethodHandler]] = {}

    async def intercept_service(
        self, continuation: Continuation, handler_call_details: grpc.HandlerCallDetails
    ) -> MethodHandler:
        """Return the wrapped handler of a method; wrapped again only when an inner interceptor gives another one."""
        method = handler_call_details.method
        inner = await continuation(handler_call_details)
        if inner is None:
            return self._unknown(method)
        known = self._wrapped.get(method)
        if known is None or known[0] is not inner:
            known = self._wrapped[method] = (inner, self._wrap(method, inner))
        return known[1]

    def _unknown(self, method: str) -> MethodHandler:
        # Not kept: a caller could make up any number of names. A stream in both directions fits every call.
        async def refuse(requests: AsyncIterator[bytes], context: Context) -> None:
            raise NotImplementedYet(method)

        return self._wrap(method, grpc.stream_stream_rpc_method_handler(refuse))

    def _wrap(self, method: str, inner: MethodHandler) -> MethodHandler:
        parses = inner.request_deserializer is not None
        traits = MethodTraits(
            path=method,
            # Probes and reflection answer also when the server is full or leaving.
            is_plumbing=method.startswith("/grpc."),
            is_stream=inner.request_streaming or inner.response_streaming,
            # In a conversation a bad frame ends nothing: its service checks it and answers.
            checks_requests=method.startswith("/parley.") and inner.stream_stream is None and parses,
            # Who reads bytes answers for their size, too: a frame that is too large need not end a conversation.
            checks_frames=parses,
            deserialize=inner.request_deserializer or bytes,
            serialize=inner.response_serializer or bytes,
            response=_response_class(method),
        )
        # Of these four, gRPC sets the one that has the shape of the method.
        if inner.stream_stream is not None:
            return self._stream_stream(traits, inner.stream_stream)
        if inner.stream_unary is not None:
            return self._stream_unary(traits, inner.stream_unary)
        if inner.unary_stream is not None:
            return self._unary_stream(traits, inner.unary_stream)
        if inner.unary_unary is not None:
            return self._unary_unary(traits, inner.unary_unary)
        raise TypeError(f"{method} has a handler without behavior")

    def _unary_unary(self, traits: MethodTraits, behavior: Behavior) -> MethodHandler:
        async def serve(raw: bytes, context: Context) -> bytes:
            async with CallScope(traits, self.limits, context) as call:
                return call.encode(await behavior(call.decode(raw), context))

        return grpc.unary_unary_rpc_method_handler(serve)

    def _unary_stream(self, traits: MethodTraits, behavior: Behavior) -> MethodHandler:
        async def serve(raw: bytes, context: Context) -> None:
            async with CallScope(traits, self.limits, context) as call:
                request = call.decode(raw)
                await call.send_headers()
                await _send_replies(call, behavior, request, context)

        return grpc.unary_stream_rpc_method_handler(serve, response_serializer=traits.pass_bytes)

    def _stream_unary(self, traits: MethodTraits, behavior: Behavior) -> MethodHandler:
        async def serve(raws: AsyncIterator[bytes], context: Context) -> bytes:
            async with CallScope(traits, self.limits, context) as call, aclosing(call.open_stream(raws)) as requests:
                return call.encode(await behavior(requests, context))

        return grpc.stream_unary_rpc_method_handler(serve)

    def _stream_stream(self, traits: MethodTraits, behavior: Behavior) -> MethodHandler:
        async def serve(raws: AsyncIterator[bytes], context: Context) -> None:
            async with CallScope(traits, self.limits, context) as call:
                requests = call.open_stream(raws)
                await call.send_headers()
                async with aclosing(requests):
                    await _send_replies(call, behavior, requests, context)

        return grpc.stream_stream_rpc_method_handler(serve, response_serializer=traits.pass_bytes)


async def _send_replies(call: CallScope, behavior: Behavior, request: object, context: Context) -> None:
    # A handler is an async generator, which is closed whatever happens, or it writes to the context itself.
    if not inspect.isasyncgenfunction(behavior):
        await behavior(request, context)
        return
    async with aclosing(behavior(request, context)) as replies:
        async for reply in replies:
            await context.write(call.encode(reply))


def _response_class(path: str) -> type[Message] | None:
    service, _, name = path.removeprefix("/").rpartition("/")
    try:
        method = descriptor_pool.Default().FindMethodByName(f"{service}.{name}")
    except KeyError:
        return None
    return GetMessageClass(method.output_type)
