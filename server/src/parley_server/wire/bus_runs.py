"""Run events as the bus tells them: without chunks, contents and details of steps, and without the run's result."""

from dataclasses import replace

from parley.v1 import memories_pb2, messages_pb2
from parley_server.domain.content import Memory
from parley_server.domain.runs import MessageSent, Run, RunEnded, RunEvent, RunStarted, RunStatus, Step
from parley_server.wire.errors import failure_to_status
from parley_server.wire.event_bodies import STEP_KINDS, STEP_PHASES
from parley_server.wire.models import usage_to_proto
from parley_server.wire.runs import run_to_proto
from parley_server.wire.shown import shown_failure
from parley_server.wire.times import seconds_to_proto, time_to_proto

# How these end is said in words of the server's or of whoever stopped the run; other reasons come from models,
# evaluators and components.
_OWN_REASONS = (RunStatus.CANCELLED, RunStatus.MUTED, RunStatus.OFF, RunStatus.REPLACED, RunStatus.TIMEOUT)


def bus_run_event_to_proto(event: RunEvent) -> messages_pb2.RunEvent:
    """Return an entry of a run's log for the bus. Raises ValueError for one that is not told there."""
    message = messages_pb2.RunEvent(run_id=event.run_id, sequence=event.sequence, time=time_to_proto(event.time))
    match event.body:
        case Step() as step:
            _put_step(message.step, step)
        case RunStarted(run=run):
            message.started.CopyFrom(run_to_proto(_shown_run(run)))
        case RunEnded(run=run):
            ended = message.timeout if run.status is RunStatus.TIMEOUT else message.ended
            ended.run.CopyFrom(run_to_proto(_shown_run(run)))
        case MessageSent(message=memory, source=source):
            message.message_sent.message.CopyFrom(_bare_memory(memory))
            message.message_sent.source = source
        case body:
            raise ValueError(f"the bus does not tell of {type(body).__name__}")
    return message


def _put_step(message: messages_pb2.StepEvent, step: Step) -> None:
    message.step_id = step.step_id
    message.parent_step_id = step.parent_step_id
    message.kind = STEP_KINDS.to_wire(step.kind)
    message.name = step.name
    message.phase = STEP_PHASES.to_wire(step.phase)
    if step.duration is not None:
        message.duration.CopyFrom(seconds_to_proto(step.duration))
    if step.usage is not None:
        message.usage.CopyFrom(usage_to_proto(step.usage))
    if step.error is not None:
        message.error.CopyFrom(failure_to_status(shown_failure(step.error)))


def _shown_run(run: Run) -> Run:
    if not run.reason and run.error is None:
        return run
    error = None if run.error is None else shown_failure(run.error)
    told = run.status in _OWN_REASONS or (error is not None and error.message == run.reason)
    return replace(run, error=error, reason=run.reason if told else "")


def _bare_memory(memory: Memory) -> memories_pb2.Memory:
    return memories_pb2.Memory(
        memory_id=memory.memory_id,
        entity_id=memory.entity_id,
        agent_id=memory.agent_id,
        room_id=memory.room_id,
        world_id=memory.world_id,
        create_time=time_to_proto(memory.created_at),
        table=memory.table,
    )
