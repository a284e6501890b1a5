"""Domain values for tests: small, valid, and different where it matters."""

from datetime import UTC, datetime

from parley_server.domain.agents import Agent, AgentState
from parley_server.domain.characters import Character
from parley_server.domain.ids import AgentId, EntityId, MemoryId, RoomId, RunId
from parley_server.domain.runs import Run, RunStatus

NOW = datetime(2026, 11, 1, 12, 30, 15, 123456, tzinfo=UTC)
RUN_ID = RunId("01930000-0000-7000-8000-000000000001")
AGENT_ID = AgentId("01930000-0000-7000-8000-000000000002")
ROOM_ID = RoomId("01930000-0000-7000-8000-000000000003")
ENTITY_ID = EntityId("01930000-0000-7000-8000-000000000004")
MESSAGE_ID = MemoryId("01930000-0000-7000-8000-000000000005")


def make_run(run_id: RunId = RUN_ID, status: RunStatus = RunStatus.COMPLETED) -> Run:
    return Run(
        run_id=run_id,
        agent_id=AGENT_ID,
        message_id=MESSAGE_ID,
        room_id=ROOM_ID,
        entity_id=ENTITY_ID,
        status=status,
        created_at=NOW,
        started_at=NOW,
        ended_at=None if status.is_open else NOW,
    )


def make_agent(agent_id: AgentId = AGENT_ID, name: str = "Assistant") -> Agent:
    return Agent(
        agent_id=agent_id,
        character=Character(name=name, secrets={"OPENAI_API_KEY": "sk-secret"}),
        state=AgentState.RUNNING,
        plugins=("bootstrap",),
        ephemeral=False,
        last_error=None,
        conversation_length=32,
        created_at=NOW,
        updated_at=NOW,
        revision=1,
    )
