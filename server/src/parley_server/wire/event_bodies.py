"""Run events: what happened, one converter a body."""

from datetime import timedelta

from parley.v1 import messages_pb2
from parley_server.domain.ids import MemoryId, RunId
from parley_server.domain.runs import (
    MessageSent,
    Response,
    RunEnded,
    RunEvent,
    RunEventBody,
    RunStarted,
    RunStatus,
    Step,
    StepKind,
    StepPhase,
    TextChunk,
)
from parley_server.wire.content import (
    action_result_from_proto,
    action_result_to_proto,
    content_from_proto,
    content_to_proto,
)
from parley_server.wire.enums import EnumMap
from parley_server.wire.errors import failure_to_status, status_to_failure
from parley_server.wire.memories import memory_from_proto, memory_to_proto
from parley_server.wire.models import usage_from_proto, usage_to_proto
from parley_server.wire.payloads import object_from_proto, object_to_proto
from parley_server.wire.runs import result_from_proto, result_to_proto, run_from_proto, run_to_proto
from parley_server.wire.times import seconds_to_proto, span_from_proto, time_from_proto, time_to_proto

STEP_KINDS = EnumMap(StepKind, messages_pb2.StepKind, "STEP_KIND_", StepKind.SERVICE)
STEP_PHASES = EnumMap(StepPhase, messages_pb2.StepPhase, "STEP_PHASE_", StepPhase.COMPLETED)
_MICROSECOND = timedelta(microseconds=1)


def event_to_proto(event: RunEvent) -> messages_pb2.RunEvent:
    """Return one entry of a run's log."""
    message = messages_pb2.RunEvent(run_id=event.run_id, sequence=event.sequence, time=time_to_proto(event.time))
    _put_body(message, event.body)
    return message


def _put_body(message: messages_pb2.RunEvent, body: RunEventBody) -> None:
    match body:
        case TextChunk():
            message.chunk.CopyFrom(_chunk_to_proto(body))
        case Step():
            message.step.CopyFrom(step_to_proto(body))
        case RunStarted():
            message.started.CopyFrom(run_to_proto(body.run))
        case Response():
            message.response.CopyFrom(_response_to_proto(body))
        case MessageSent():
            sent = messages_pb2.MessageSent(message=memory_to_proto(body.message), source=body.source)
            message.message_sent.CopyFrom(sent)
        case RunEnded():
            ended = message.timeout if body.run.status is RunStatus.TIMEOUT else message.ended
            ended.run.CopyFrom(run_to_proto(body.run))
            ended.result.CopyFrom(result_to_proto(body.result))


def event_from_proto(message: messages_pb2.RunEvent) -> RunEvent | None:
    """Return one entry of a run's log, or None for a body that this server does not know."""
    body = _body_from_proto(message)
    if body is None:
        return None
    return RunEvent(
        run_id=RunId(message.run_id), sequence=message.sequence, time=time_from_proto(message.time), body=body
    )


def _body_from_proto(message: messages_pb2.RunEvent) -> RunEventBody | None:
    match message.WhichOneof("event"):
        case "chunk":
            chunk = message.chunk
            message_id = MemoryId(chunk.message_id)
            return TextChunk(message_id=message_id, text=chunk.text, index=chunk.index, offset=chunk.offset)
        case "step":
            return step_from_proto(message.step)
        case "started":
            return RunStarted(run=run_from_proto(message.started))
        case "response":
            response = message.response
            return Response(
                message_id=MemoryId(response.message_id),
                content=content_from_proto(response.content),
                action_name=response.action_name,
            )
        case "message_sent":
            sent = message.message_sent
            return MessageSent(message=memory_from_proto(sent.message), source=sent.source)
        case "ended":
            return ended_from_proto(message.ended)
        case "timeout":
            return ended_from_proto(message.timeout)
    return None


def _chunk_to_proto(chunk: TextChunk) -> messages_pb2.StreamChunk:
    return messages_pb2.StreamChunk(
        message_id=chunk.message_id, text=chunk.text, index=chunk.index, offset=chunk.offset
    )


def _response_to_proto(response: Response) -> messages_pb2.RunResponse:
    return messages_pb2.RunResponse(
        message_id=response.message_id, content=content_to_proto(response.content), action_name=response.action_name
    )


def step_to_proto(step: Step) -> messages_pb2.StepEvent:
    """Return the begin or the end of a step."""
    message = messages_pb2.StepEvent(
        step_id=step.step_id,
        parent_step_id=step.parent_step_id,
        kind=STEP_KINDS.to_wire(step.kind),
        name=step.name,
        phase=STEP_PHASES.to_wire(step.phase),
        detail=object_to_proto(step.detail),
    )
    if step.duration is not None:
        message.duration.CopyFrom(seconds_to_proto(step.duration))
    if step.result is not None:
        message.result.CopyFrom(action_result_to_proto(step.result))
    if step.usage is not None:
        message.usage.CopyFrom(usage_to_proto(step.usage))
    if step.error is not None:
        message.error.CopyFrom(failure_to_status(step.error))
    return message


def step_from_proto(message: messages_pb2.StepEvent) -> Step:
    """Return the begin or the end of a step."""
    has = message.HasField
    return Step(
        step_id=message.step_id,
        parent_step_id=message.parent_step_id,
        kind=STEP_KINDS.to_domain(message.kind),
        name=message.name,
        phase=STEP_PHASES.to_domain(message.phase),
        duration=span_from_proto(message.duration) / _MICROSECOND / 1e6 if has("duration") else None,
        result=action_result_from_proto(message.result) if has("result") else None,
        usage=usage_from_proto(message.usage) if has("usage") else None,
        error=status_to_failure(message.error) if has("error") else None,
        detail=object_from_proto(message.detail),
    )


def ended_from_proto(message: messages_pb2.RunEnded) -> RunEnded:
    """Return the end of a run."""
    run = run_from_proto(message.run)
    return RunEnded(run=run, result=result_from_proto(message.result, run))
