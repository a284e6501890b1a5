"""What the bus hears of runs: their begin and end, stored replies, actions, evaluators and model calls."""

from __future__ import annotations

from collections.abc import Mapping

from parley_server.domain import events
from parley_server.domain.events import DomainEvent, MessagesSent, SentMessage, agent_source
from parley_server.domain.ids import RunId, TenantId
from parley_server.domain.runs import (
    MessageSent,
    Run,
    RunEnded,
    RunEvent,
    RunEventBody,
    RunInput,
    RunOutcome,
    RunStarted,
    RunStatus,
    Step,
    StepKind,
    StepPhase,
    TextChunk,
)

# A failed action is completed too: its phase tells. A model call that failed has used nothing.
_STEP_TYPES: Mapping[tuple[StepKind, StepPhase], str] = {
    (StepKind.ACTION, StepPhase.STARTED): events.ACTION_STARTED,
    (StepKind.ACTION, StepPhase.COMPLETED): events.ACTION_COMPLETED,
    (StepKind.ACTION, StepPhase.FAILED): events.ACTION_COMPLETED,
    (StepKind.EVALUATOR, StepPhase.STARTED): events.EVALUATOR_STARTED,
    (StepKind.EVALUATOR, StepPhase.COMPLETED): events.EVALUATOR_COMPLETED,
    (StepKind.EVALUATOR, StepPhase.FAILED): events.EVALUATOR_COMPLETED,
    (StepKind.MODEL, StepPhase.COMPLETED): events.MODEL_USED,
}


def announced_type(body: RunEventBody) -> str:
    """Return the type of the bus event that announces an entry of a run's log; empty = nobody is told."""
    if isinstance(body, TextChunk):
        return ""
    if isinstance(body, Step):
        return _STEP_TYPES.get((body.kind, body.phase), "")
    if isinstance(body, MessageSent):
        return events.MESSAGE_SENT
    if isinstance(body, RunStarted):
        return events.RUN_STARTED
    if isinstance(body, RunEnded):
        return events.RUN_TIMEOUT if body.run.status is RunStatus.TIMEOUT else events.RUN_ENDED
    return ""


def announce_event(tenant: TenantId, run: Run, event: RunEvent) -> DomainEvent | None:
    """Return what announces an entry of a run's log, the same each time: a step may be stored twice."""
    kind = announced_type(event.body)
    if not kind:
        return None
    return DomainEvent(
        type=kind,
        tenant=tenant,
        source=agent_source(run.agent_id),
        agent_id=run.agent_id,
        room_id=run.room_id,
        run_id=run.run_id,
        event_id=f"{run.run_id}-{event.sequence}",
        time=event.time,
        body=event,
    )


def announce_start(tenant: TenantId, run_input: RunInput, run_id: RunId, *, background: bool) -> DomainEvent:
    """Return what announces that a message was given to an agent."""
    message = run_input.message
    sent = SentMessage(agent_id=message.agent_id, message_id=message.memory_id, run_id=run_id, background=background)
    return DomainEvent(
        type=events.MESSAGE_SENT_TO_AGENT,
        tenant=tenant,
        agent_id=message.agent_id,
        room_id=message.room_id,
        run_id=run_id,
        body=MessagesSent(messages=(sent,)),
    )


def announce_many(tenant: TenantId, outcomes: list[RunOutcome]) -> DomainEvent:
    """Return what announces that messages were given to agents together; the same each time for the same runs."""
    runs = [outcome.run for outcome in outcomes]
    sent = tuple(SentMessage(agent_id=run.agent_id, message_id=run.message_id, run_id=run.run_id) for run in runs)
    return DomainEvent(
        type=events.MESSAGES_SENT_TO_AGENTS,
        tenant=tenant,
        event_id=f"sent-{runs[0].run_id}-{runs[-1].run_id}-{len(runs)}",
        time=max(run.ended_at or run.created_at for run in runs),
        body=MessagesSent(messages=sent),
    )
