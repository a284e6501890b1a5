"""Runs and what came of them."""

from datetime import datetime

from parley.v1 import messages_pb2
from parley_server.domain.ids import AgentId, EntityId, MemoryId, RoomId, RunId
from parley_server.domain.runs import (
    MessageResult,
    ResponseMode,
    Run,
    RunOutcome,
    RunQuery,
    RunStatus,
)
from parley_server.wire.content import (
    action_result_from_proto,
    action_result_to_proto,
    content_from_proto,
    content_to_proto,
    state_from_proto,
    state_to_proto,
)
from parley_server.wire.enums import EnumMap
from parley_server.wire.errors import failure_to_status, status_to_failure
from parley_server.wire.memories import memory_from_proto, memory_to_proto
from parley_server.wire.models import NO_USAGE, usage_from_proto, usage_to_proto
from parley_server.wire.times import EPOCH, span_to_proto, time_from_proto, time_to_proto

RUN_STATUSES = EnumMap(RunStatus, messages_pb2.RunStatus, "RUN_STATUS_", RunStatus.ERROR)
RESPONSE_MODES = EnumMap(ResponseMode, messages_pb2.ResponseMode, "RESPONSE_MODE_", ResponseMode.NONE)


def run_to_proto(run: Run) -> messages_pb2.Run:
    """Return a run."""
    message = messages_pb2.Run(
        run_id=run.run_id,
        agent_id=run.agent_id,
        message_id=run.message_id,
        room_id=run.room_id,
        entity_id=run.entity_id,
        source=run.source,
        status=RUN_STATUSES.to_wire(run.status),
        reason=run.reason,
        last_sequence=run.last_sequence,
        attempt=run.attempt,
    )
    if run.started_at is not None:
        message.start_time.CopyFrom(time_to_proto(run.started_at))
    if run.ended_at is not None:
        message.end_time.CopyFrom(time_to_proto(run.ended_at))
    if run.started_at is not None and run.ended_at is not None:
        message.duration.CopyFrom(span_to_proto(run.ended_at - run.started_at))
    if run.error is not None:
        message.error.CopyFrom(failure_to_status(run.error))
    if run.usage != NO_USAGE:
        message.usage.CopyFrom(usage_to_proto(run.usage))
    return message


def run_from_proto(message: messages_pb2.Run) -> Run:
    """Return a run. When it was made is not on the wire: its start stands in, else its end."""
    started_at = time_from_proto(message.start_time) if message.HasField("start_time") else None
    ended_at = time_from_proto(message.end_time) if message.HasField("end_time") else None
    return Run(
        run_id=RunId(message.run_id.lower()),
        agent_id=AgentId(message.agent_id.lower()),
        message_id=MemoryId(message.message_id.lower()),
        room_id=RoomId(message.room_id.lower()),
        entity_id=EntityId(message.entity_id.lower()),
        source=message.source,
        status=RUN_STATUSES.to_domain(message.status),
        created_at=started_at or ended_at or EPOCH,
        started_at=started_at,
        ended_at=ended_at,
        reason=message.reason,
        error=status_to_failure(message.error) if message.HasField("error") else None,
        last_sequence=message.last_sequence,
        usage=usage_from_proto(message.usage),
        attempt=message.attempt,
    )


def result_to_proto(result: MessageResult) -> messages_pb2.MessageResult:
    """Return what came of a message. Its status and reason travel in the run beside it."""
    message = messages_pb2.MessageResult(
        did_respond=result.did_respond,
        response_messages=map(memory_to_proto, result.response_messages),
        mode=RESPONSE_MODES.to_wire(result.mode),
        action_results=map(action_result_to_proto, result.action_results),
    )
    if result.response_content is not None:
        message.response_content.CopyFrom(content_to_proto(result.response_content))
    if result.state is not None:
        message.state.CopyFrom(state_to_proto(result.state))
    return message


def result_from_proto(message: messages_pb2.MessageResult, run: Run) -> MessageResult:
    """Return what came of the message of `run`."""
    return MessageResult(
        status=run.status,
        reason=run.reason,
        did_respond=message.did_respond,
        response_content=content_from_proto(message.response_content) if message.HasField("response_content") else None,
        response_messages=tuple(map(memory_from_proto, message.response_messages)),
        mode=RESPONSE_MODES.to_domain(message.mode),
        action_results=tuple(map(action_result_from_proto, message.action_results)),
        state=state_from_proto(message.state) if message.HasField("state") else None,
    )


def outcome_to_response(outcome: RunOutcome) -> messages_pb2.HandleMessageResponse:
    """Return the end of a run as HandleMessage tells it."""
    result = None if outcome.result is None else result_to_proto(outcome.result)
    return messages_pb2.HandleMessageResponse(run=run_to_proto(outcome.run), result=result)


def run_query_from_proto(request: messages_pb2.ListRunsRequest) -> RunQuery:
    """Return which runs are wanted."""
    return RunQuery(
        agent=request.agent_id or None,
        room_id=RoomId(request.room_id.lower()) if request.room_id else None,
        statuses=tuple(map(RUN_STATUSES.to_domain, request.statuses)),
        started_after=_time(request, "started_after"),
        started_before=_time(request, "started_before"),
    )


def _time(request: messages_pb2.ListRunsRequest, name: str) -> datetime | None:
    return time_from_proto(getattr(request, name)) if request.HasField(name) else None  # type: ignore[arg-type]
