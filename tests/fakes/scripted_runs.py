"""Runs as a fake server has them: their events, and how streams of them go wrong."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any, TypeAlias

import grpc
import grpc.aio
from google.protobuf.message import Message
from google.rpc import error_details_pb2, status_pb2

from parley.v1 import messages_pb2

Context: TypeAlias = "grpc.aio.ServicerContext[Any, Any]"

ENDS = {
    grpc.StatusCode.CANCELLED: (messages_pb2.RUN_STATUS_CANCELLED, "RUN_CANCELLED"),
    grpc.StatusCode.UNKNOWN: (messages_pb2.RUN_STATUS_ERROR, "COMPONENT_FAILED"),
    grpc.StatusCode.DEADLINE_EXCEEDED: (messages_pb2.RUN_STATUS_TIMEOUT, "RUN_TIMEOUT"),
}


@dataclass(frozen=True, kw_only=True)
class Refusal:
    """A bad end of a call. `code` None ends a stream with OK."""

    code: grpc.StatusCode | None = grpc.StatusCode.UNAVAILABLE
    reason: str = "DRAINING"
    message: str = "no"
    retry_after: float | None = None
    more: Sequence[Message] = ()

    def status(self) -> status_pb2.Status:
        """Return it as google.rpc.Status."""
        code = 0 if self.code is None else self.code.value[0]
        status = status_pb2.Status(code=code, message=self.message)
        if self.reason:
            status.details.add().Pack(error_details_pb2.ErrorInfo(domain="parley", reason=self.reason))
        if self.retry_after is not None:
            retry = error_details_pb2.RetryInfo()
            retry.retry_delay.FromTimedelta(timedelta(seconds=self.retry_after))
            status.details.add().Pack(retry)
        for detail in self.more:
            status.details.add().Pack(detail)
        return status

    async def end(self, context: Context) -> None:
        """End the call so."""
        if self.code is not None:
            trailers = (("grpc-status-details-bin", self.status().SerializeToString()),)
            await context.abort(self.code, self.message, trailers)


@dataclass(frozen=True, kw_only=True)
class Cut:
    """Ends one stream once everything up to `after` has been sent."""

    after: int
    refusal: Refusal = field(default_factory=Refusal)


class FakeRun:
    """A run with its log. What is `hidden` happens when somebody says so."""

    def __init__(self, run_id: str, log: Iterable[messages_pb2.RunEvent], *, wait_after: int | None) -> None:
        events = list(log)
        for sequence, event in enumerate(events, 1):
            event.run_id, event.sequence = run_id, sequence
        seen = len(events) if wait_after is None else wait_after
        self.run_id = run_id
        self.log, self.hidden = events[:seen], events[seen:]
        self.cancelled_for: str | None = None
        self._changed = asyncio.Event()

    def release(self) -> None:
        """Let the rest happen."""
        self.log += self.hidden
        self._tell()

    def cancel(self, reason: str) -> None:
        """End the run early, once."""
        if self.cancelled_for is None and not is_end(self.log):
            self.cancelled_for = reason
            event = ended(error=Refusal(code=grpc.StatusCode.CANCELLED, reason="RUN_CANCELLED", message="cancelled"))
            event.run_id, event.sequence = self.run_id, len(self.log) + 1
            self.log.append(event)
            self._tell()

    async def after(self, sequence: int) -> list[messages_pb2.RunEvent]:
        """Return what comes after `sequence`, once there is something; nothing when the run has ended."""
        while len(self.log) <= sequence and not is_end(self.log):
            await self._changed.wait()
        return self.log[sequence:]

    def _tell(self) -> None:
        changed, self._changed = self._changed, asyncio.Event()
        changed.set()


def started() -> messages_pb2.RunEvent:
    """Return the event with which work begins."""
    return messages_pb2.RunEvent(started=messages_pb2.Run(status=messages_pb2.RUN_STATUS_STARTED, attempt=1))


def chunk(text: str, message_id: str = "m1") -> messages_pb2.RunEvent:
    """Return a piece of text."""
    return messages_pb2.RunEvent(chunk=messages_pb2.StreamChunk(message_id=message_id, text=text))


def whole(text: str, message_id: str = "m1", action_name: str = "") -> messages_pb2.RunEvent:
    """Return a whole reply."""
    event = messages_pb2.RunEvent(response=messages_pb2.RunResponse(message_id=message_id, action_name=action_name))
    event.response.content.text = text
    return event


def ended(
    text: str = "",
    *,
    status: messages_pb2.RunStatus.ValueType = messages_pb2.RUN_STATUS_COMPLETED,
    reason: str = "",
    error: Refusal | None = None,
) -> messages_pb2.RunEvent:
    """Return the terminal event."""
    run = messages_pb2.Run(status=status, reason=reason)
    if error is not None and error.code is not None:
        run.status = ENDS[error.code][0]
        run.error.CopyFrom(error.status())
    result = messages_pb2.MessageResult(did_respond=bool(text))
    result.response_content.text = text
    return messages_pb2.RunEvent(ended=messages_pb2.RunEnded(run=run, result=result))


def reply(*pieces: str) -> list[messages_pb2.RunEvent]:
    """Return the events of a run that streams `pieces` and ends well."""
    text = "".join(pieces)
    return [started(), *map(chunk, pieces), whole(text), ended(text)]


def is_end(events: Sequence[messages_pb2.RunEvent]) -> bool:
    """Tell whether one of the events is terminal."""
    return any(event.WhichOneof("event") in ("ended", "timeout") for event in events)


def no_agent(name: str) -> Refusal:
    """Return the refusal for an unknown agent."""
    return Refusal(code=grpc.StatusCode.NOT_FOUND, reason="AGENT_NOT_FOUND", message=f"no agent {name!r}")


def already_there(name: str) -> Refusal:
    """Return the refusal for an agent that is there with another content."""
    return Refusal(
        code=grpc.StatusCode.ALREADY_EXISTS,
        reason="ALREADY_EXISTS",
        message=f"agent {name!r} is there already, with another content",
    )
