"""Adding, starting, stopping and finding agents."""

from collections.abc import AsyncIterator, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from parley.v1.agents_pb2 import Agent, AgentSpec, Character
from parley.v1.runtime_pb2 import (
    AddAgentsRequest,
    AddAgentsResponse,
    AgentHealth,
    CharacterChange,
    CheckHealthRequest,
    DeleteAgentsRequest,
    GetAgentRequest,
    GetServerInfoRequest,
    GetServerInfoResponse,
    ListAgentsRequest,
    StartAgentsRequest,
    StopAgentsRequest,
)
from parley_client.connection import Connection
from parley_client.messages import new_request_id
from parley_client.pages import all_pages
from parley_client.wellknown import duration_of, struct_of

# Loading plugins and starting services takes longer than other calls.
START_TIMEOUT: Final = 120.0
_DEFAULT_GRACE: Final = 10.0


@dataclass(frozen=True, slots=True, kw_only=True)
class AddedAgent:
    """An agent that was added, and what the server changed in its character file or did not understand."""

    agent: Agent
    changes: tuple[CharacterChange, ...]


class AgentCalls:
    """Calls about agents; a part of ParleyClient.

    Every call takes a `timeout` in seconds, None for the usual one, and raises ParleyRpcError. Where ids are optional,
    None means all agents; an empty list means none, and nothing is asked of the server.
    """

    _connection: Connection

    async def add_agents(
        self,
        agents: Iterable[AgentSpec],
        *,
        auto_start: bool = True,
        ephemeral: bool = False,
        request_id: str = "",
        timeout: float | None = None,
    ) -> AddAgentsResponse:
        """Add up to 100 agents, all of them or none, and start them unless told otherwise.

        An agent that is there already with the same content is no error; with another one it is AlreadyExists.
        """
        request = AddAgentsRequest(
            agents=agents, auto_start=auto_start, ephemeral=ephemeral, request_id=request_id or new_request_id()
        )
        if timeout is None and auto_start:
            timeout = self._starting()
        return await self._connection.unary(self._connection.runtime.AddAgents, request, timeout)

    async def add_agent(
        self,
        *,
        character: Character | None = None,
        character_file: Mapping[str, object] | None = None,
        agent_id: str = "",
        plugins: Iterable[str] = (),
        settings: Mapping[str, object] | None = None,
        auto_start: bool = True,
        ephemeral: bool = False,
        request_id: str = "",
        timeout: float | None = None,
    ) -> AddedAgent:
        """Add one agent: a typed character, or the JSON object of an elizaOS character file of any age.

        Raises ValueError unless exactly one of the two is given, and when one of the objects is not JSON.
        """
        if (character is None) == (character_file is None):
            raise ValueError("give either character or character_file")
        spec = AgentSpec(
            agent_id=agent_id,
            character=character,
            character_file=None if character_file is None else struct_of("character_file", character_file),
            plugins=plugins,
            settings=None if settings is None else struct_of("settings", settings),
        )
        answer = await self.add_agents(
            [spec], auto_start=auto_start, ephemeral=ephemeral, request_id=request_id, timeout=timeout
        )
        return AddedAgent(agent=answer.agents[0], changes=tuple(answer.changes))

    async def get_agent(self, agent: str, *, timeout: float | None = None) -> Agent:
        """Read one agent by id or name. Raises NotFound."""
        request = GetAgentRequest(agent_id=agent)
        return (await self._connection.unary(self._connection.runtime.GetAgent, request, timeout)).agent

    def list_agents(
        self,
        *,
        agent_ids: Iterable[str] = (),
        names: Iterable[str] = (),
        page_size: int = 0,
        timeout: float | None = None,
    ) -> AsyncIterator[Agent]:
        """List agents in order of adding, page by page; with ids or names those that match either."""
        ids, wanted = tuple(agent_ids), tuple(names)

        async def fetch(token: str) -> tuple[Sequence[Agent], str]:
            request = ListAgentsRequest(agent_ids=ids, names=wanted, page_size=page_size, page_token=token)
            page = await self._connection.unary(self._connection.runtime.ListAgents, request, timeout)
            return page.agents, page.next_page_token

        return all_pages(fetch)

    async def start_agents(
        self, agent_ids: Iterable[str] | None = None, *, timeout: float | None = None
    ) -> Sequence[Agent]:
        """Start agents and wait until each is RUNNING or FAILED. Raises NotFound for an unknown id."""
        ids = _ids(agent_ids)
        if ids == []:
            return ()
        request = StartAgentsRequest(agent_ids=ids)
        seconds = self._starting() if timeout is None else timeout
        return (await self._connection.unary(self._connection.runtime.StartAgents, request, seconds)).agents

    async def stop_agents(
        self, agent_ids: Iterable[str] | None = None, *, grace: float | None = None, timeout: float | None = None
    ) -> Sequence[Agent]:
        """Stop agents; they stay listed. Runs have `grace` seconds to end, 10 by default, then they are cancelled."""
        ids = _ids(agent_ids)
        if ids == []:
            return ()
        request = StopAgentsRequest(agent_ids=ids, grace=duration_of(grace))
        seconds = self._connection.timeout + (_DEFAULT_GRACE if grace is None else grace)
        call = self._connection.unary(
            self._connection.runtime.StopAgents, request, seconds if timeout is None else timeout
        )
        return (await call).agents

    async def delete_agents(self, agent_ids: Iterable[str], *, timeout: float | None = None) -> Sequence[str]:
        """Stop agents and take them off the list; return the ids that were known. What they remember stays stored."""
        ids = _ids(agent_ids)
        if not ids:
            return ()
        request = DeleteAgentsRequest(agent_ids=ids)
        seconds = self._connection.timeout + _DEFAULT_GRACE if timeout is None else timeout
        return (await self._connection.unary(self._connection.runtime.DeleteAgents, request, seconds)).agent_ids

    async def check_health(
        self, agent_ids: Iterable[str] | None = None, *, timeout: float | None = None
    ) -> Sequence[AgentHealth]:
        """Probe agents: are they alive, do they respond, have they what they need?"""
        ids = _ids(agent_ids)
        if ids == []:
            return ()
        request = CheckHealthRequest(agent_ids=ids)
        return (await self._connection.unary(self._connection.runtime.CheckHealth, request, timeout)).agents

    async def server_info(self, *, timeout: float | None = None) -> GetServerInfoResponse:
        """Read the server's versions, capabilities, limits and addresses. Needs no credential."""
        request = GetServerInfoRequest()
        return await self._connection.unary(self._connection.runtime.GetServerInfo, request, timeout)

    def _starting(self) -> float:
        return max(START_TIMEOUT, self._connection.timeout)


def _ids(agent_ids: Iterable[str] | None) -> list[str] | None:
    # A single id is an iterable of letters to Python.
    return [agent_ids] if isinstance(agent_ids, str) else None if agent_ids is None else list(agent_ids)
