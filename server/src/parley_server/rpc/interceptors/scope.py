"""One call on its way through the stages."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, AsyncIterator, Callable
from contextlib import suppress
from dataclasses import dataclass
from types import TracebackType
from typing import Any, Self

import grpc
from google.protobuf.message import DecodeError, Message

from parley_server.domain.errors import InvalidField
from parley_server.rpc.checks import check_request
from parley_server.rpc.interceptors import errors, payloads, telemetry
from parley_server.rpc.interceptors.caller import bind_caller
from parley_server.rpc.interceptors.limits import LimitStage
from parley_server.rpc.interceptors.metadata import REQUEST_ID_KEY, read_metadata
from parley_server.rpc.types import Context
from parley_server.wire.payloads import Form


@dataclass(frozen=True, slots=True, kw_only=True)
class MethodTraits:
    """What the stages know of a method."""

    path: str
    is_plumbing: bool
    is_stream: bool
    checks_requests: bool
    checks_frames: bool
    deserialize: Callable[[bytes], Any]
    serialize: Callable[[Any], bytes]
    response: type[Message] | None

    def pass_bytes(self, reply: object) -> bytes:
        """Return the bytes of a reply that a handler writes by itself."""
        return reply if isinstance(reply, bytes) else self.serialize(reply)


FIRST_FRAME_SECONDS = 0.5


class CallScope:
    """Surrounds the work of a call: whatever it raises becomes a status, and its end is logged."""

    __slots__ = ("_admitted", "_context", "_form", "_limits", "_metadata", "_started", "_traits", "_unread")

    def __init__(self, traits: MethodTraits, limits: LimitStage, context: Context) -> None:
        """Take what there is; nothing happens before the scope is entered."""
        self._traits = traits
        self._limits = limits
        self._context = context
        self._admitted = False
        self._form: Form | None = None
        self._unread: AsyncIterator[bytes] | None = None

    async def __aenter__(self) -> Self:
        """Read the metadata and begin the log. Refuses nothing yet: here nobody would map the error."""
        self._metadata = read_metadata(self._context)
        self._started = telemetry.begin(self._context, self._traits.path, self._metadata.request_id)
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        """End the call: map the error, count the call out, write its line."""
        if self._admitted:
            self._limits.release(streaming=self._traits.is_stream)
        if error is None:
            self._log("OK")
            return
        verdict = errors.judge(error, self._context, self._metadata.request_id)
        self._log(verdict.name)
        if self._unread is not None and verdict.status is not None:
            await _let_first_frame_in(self._unread)
        await errors.send(verdict, self._context, self._metadata.request_id)

    def admit(self) -> None:
        """Let the call in, and find out who calls and which form of payloads is wanted. Raises ParleyError."""
        if not self._traits.is_plumbing:
            self._limits.admit(self._metadata, streaming=self._traits.is_stream)
            self._admitted = True
            self._form = payloads.read_form(self._metadata.payload)
        bind_caller()

    def decode(self, raw: bytes) -> object:
        """Let a plain call in and return its request. Raises ParleyError."""
        self.admit()
        self._limits.check_request(len(raw))
        return self._parse(raw)

    def open_stream(self, raws: AsyncIterator[bytes]) -> AsyncGenerator[object, None]:
        """Let a call with a request stream in and return its messages, to be closed. Raises ParleyError."""
        self._unread = raws
        self.admit()
        return self._decode_stream(raws)

    async def _decode_stream(self, raws: AsyncIterator[bytes]) -> AsyncGenerator[object, None]:
        async for raw in raws:
            self._unread = None
            if self._traits.checks_frames:
                self._limits.check_frame(len(raw))
            yield self._parse(raw)

    def encode(self, reply: object) -> bytes:
        """Return the bytes of a reply. Raises TooLarge."""
        data = payloads.encode(reply, self._form, self._traits.response, self._traits.serialize)
        self._limits.check_reply(len(data))
        return data

    async def send_headers(self) -> None:
        """Tell the caller of a stream at once that it is served, and under which request id."""
        await self._context.send_initial_metadata(((REQUEST_ID_KEY, self._metadata.request_id),))

    def _parse(self, raw: bytes) -> object:
        try:
            request = self._traits.deserialize(raw)
        except DecodeError as error:
            raise InvalidField("request", "not a message of this method") from error
        if self._traits.checks_requests:
            check_request(request)
        return request

    def _log(self, status: str) -> None:
        telemetry.end(self._started, status, quiet=self._traits.is_plumbing)


async def _let_first_frame_in(raws: AsyncIterator[bytes]) -> None:
    # grpc.aio clients take the end of a call that arrives while they still write their first message for an INTERNAL
    # of their own, and lose its status. So it waits for that message, not for long.
    with suppress(TimeoutError, StopAsyncIteration, grpc.aio.BaseError):
        async with asyncio.timeout(FIRST_FRAME_SECONDS):
            await anext(raws)
