"""What the bus hears of agents and runs."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta

import pytest

from parley_server.domain.agents import StoredAgent
from parley_server.domain.characters import Character
from parley_server.domain.content import Content, Memory
from parley_server.domain.errors import StoreUnavailable
from parley_server.domain.events import AgentsChanged, DomainEvent, MessagesSent
from parley_server.domain.ids import DEFAULT_TENANT, AgentId, RunId
from parley_server.domain.runs import (
    MessageResult,
    MessageSent,
    Response,
    RunEnded,
    RunEventBody,
    RunOutcome,
    RunStarted,
    RunStatus,
    Step,
    StepKind,
    StepPhase,
    TextChunk,
)
from parley_server.orchestrator.announcements import announce_added, announce_registered, announce_stopped
from parley_server.orchestrator.announcer import Announcer
from parley_server.orchestrator.registry import AgentEntry
from parley_server.orchestrator.runs.announcements import announce_many, announced_type
from tests.fakes.values import AGENT_ID, ENTITY_ID, MESSAGE_ID, NOW, ROOM_ID, make_run


def entry_of(name: str, *, ephemeral: bool = False) -> AgentEntry:
    stored = StoredAgent(agent_id=AgentId(f"id-{name}"), name=name, character={}, created_at=NOW, updated_at=NOW)
    return AgentEntry(tenant=DEFAULT_TENANT, stored=stored, character=Character(name=name), ephemeral=ephemeral)


def shown(told: Sequence[DomainEvent]) -> Sequence[tuple[str, str, tuple[str, ...], bool]]:
    found = []
    for event in told:
        assert isinstance(event.body, AgentsChanged)
        found.append((event.type, event.agent_id, event.body.agent_ids, event.body.ephemeral))
    return found


def test_added_agents_are_told_one_by_one_and_together() -> None:
    told = announce_added(DEFAULT_TENANT, [entry_of("a"), entry_of("b")])
    assert shown(told) == [
        ("agent:added", "id-a", ("id-a",), False),
        ("agent:added", "id-b", ("id-b",), False),
        ("agents:added", "", ("id-a", "id-b"), False),
    ]
    bodies = [event.body for event in told]
    assert [body.agent.character.name for body in bodies if isinstance(body, AgentsChanged) and body.agent] == [
        "a",
        "b",
    ]


def test_ephemeral_agents_are_told_apart() -> None:
    told = announce_stopped(DEFAULT_TENANT, [entry_of("a"), entry_of("b", ephemeral=True)])
    assert shown(told)[2:] == [
        ("agents:stopped", "id-a", ("id-a",), False),
        ("agents:stopped", "id-b", ("id-b",), True),
    ]


def test_many_agents_are_told_in_events_of_bounded_size() -> None:
    told = announce_stopped(DEFAULT_TENANT, [entry_of(str(number)) for number in range(2500)])
    assert [len(ids) for kind, _, ids, _ in shown(told) if kind == "agents:stopped"] == [1000, 1000, 500]


def test_nobody_is_not_told_of() -> None:
    assert announce_added(DEFAULT_TENANT, []) == announce_registered(DEFAULT_TENANT, []) == []


def step(kind: StepKind, phase: StepPhase) -> Step:
    return Step(step_id="s", kind=kind, name="n", phase=phase)


MEMORY = Memory(
    memory_id=MESSAGE_ID, entity_id=ENTITY_ID, agent_id=AGENT_ID, room_id=ROOM_ID, content=Content(), created_at=NOW
)


@pytest.mark.parametrize(
    ("body", "kind"),
    [
        (RunStarted(run=make_run()), "RUN_STARTED"),
        (RunEnded(run=make_run(), result=MessageResult()), "RUN_ENDED"),
        (RunEnded(run=make_run(status=RunStatus.TIMEOUT), result=MessageResult()), "RUN_TIMEOUT"),
        (MessageSent(message=MEMORY, source="x"), "MESSAGE_SENT"),
        (step(StepKind.ACTION, StepPhase.STARTED), "ACTION_STARTED"),
        (step(StepKind.ACTION, StepPhase.COMPLETED), "ACTION_COMPLETED"),
        (step(StepKind.ACTION, StepPhase.FAILED), "ACTION_COMPLETED"),
        (step(StepKind.EVALUATOR, StepPhase.STARTED), "EVALUATOR_STARTED"),
        (step(StepKind.EVALUATOR, StepPhase.COMPLETED), "EVALUATOR_COMPLETED"),
        (step(StepKind.EVALUATOR, StepPhase.FAILED), "EVALUATOR_COMPLETED"),
        (step(StepKind.MODEL, StepPhase.STARTED), ""),
        (step(StepKind.MODEL, StepPhase.COMPLETED), "MODEL_USED"),
        (step(StepKind.MODEL, StepPhase.FAILED), ""),
        (step(StepKind.PROVIDER, StepPhase.FAILED), ""),
        (TextChunk(message_id=MESSAGE_ID, text="x"), ""),
        (Response(message_id=MESSAGE_ID, content=Content()), ""),
    ],
)
def test_what_of_a_run_is_told(body: RunEventBody, kind: str) -> None:
    assert announced_type(body) == kind


def test_messages_that_were_sent_together_are_told_the_same_each_time() -> None:
    later = replace(make_run(RunId("r2")), ended_at=NOW + timedelta(seconds=1))
    outcomes = [RunOutcome(run=make_run(RunId("r1"))), RunOutcome(run=later)]

    told = announce_many(DEFAULT_TENANT, outcomes)

    assert told == announce_many(DEFAULT_TENANT, outcomes)
    assert (told.type, told.time) == ("messages:sent", later.ended_at)
    assert isinstance(told.body, MessagesSent)
    assert [(sent.run_id, sent.background) for sent in told.body.messages] == [("r1", False), ("r2", False)]


class AwayStore:
    """Implements EventStore; is away."""

    async def announce(self, events: Sequence[DomainEvent]) -> None:
        assert events
        raise StoreUnavailable("away")


async def test_a_store_that_is_away_fails_nobody() -> None:
    await Announcer(AwayStore()).tell(announce_registered(DEFAULT_TENANT, [entry_of("a")]))
    await Announcer(AwayStore()).tell([])
