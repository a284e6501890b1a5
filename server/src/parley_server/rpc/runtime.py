"""RuntimeService: the agents of this server, and what the server tells about itself."""

from collections.abc import Callable
from dataclasses import replace

from parley.v1 import runtime_pb2
from parley_server.domain.callers import Caller
from parley_server.domain.pages import PageRequest
from parley_server.domain.server import ServerInfo
from parley_server.rpc.agent_masks import apply_mask, masked_fields
from parley_server.rpc.components import ComponentMethods
from parley_server.rpc.doors import FleetService, ModelService, WorkService
from parley_server.rpc.interceptors.caller import caller_of
from parley_server.rpc.models import ModelMethods
from parley_server.rpc.pages import PageTokens
from parley_server.rpc.types import Context
from parley_server.rpc.work import WorkMethods
from parley_server.wire.agents import added_to_proto, agent_to_proto, spec_from_proto
from parley_server.wire.runtime import health_to_proto, server_info_to_proto
from parley_server.wire.times import span_from_proto

MAX_PAGE_BYTES = 3 * 1024 * 1024


class RuntimeServicer(ComponentMethods, ModelMethods, WorkMethods):
    """Serves `parley.v1.RuntimeService`."""

    def __init__(
        self,
        *,
        fleet: FleetService,
        models: ModelService,
        work: WorkService,
        info: Callable[[], ServerInfo],
        pages: PageTokens,
    ) -> None:
        """Take the doors of agents, models and work, what tells about the server, and the maker of page tokens."""
        self._fleet = fleet
        self._components = fleet.components
        self._models = models
        self._work = work
        self._info = info
        self._pages = pages

    async def GetServerInfo(
        self,
        request: runtime_pb2.GetServerInfoRequest,
        context: Context,
    ) -> runtime_pb2.GetServerInfoResponse:
        """Tell versions, capabilities, limits and addresses."""
        info = replace(self._info(), editable=self._fleet.changes.is_editable(caller_of(context).tenant))
        return server_info_to_proto(info)

    async def AddAgents(self, request: runtime_pb2.AddAgentsRequest, context: Context) -> runtime_pb2.AddAgentsResponse:
        """Add agents, all or none."""
        added = await self._fleet.add(
            caller_of(context),
            [spec_from_proto(spec) for spec in request.agents],
            ephemeral=request.ephemeral,
            auto_start=request.auto_start,
            skip_migrations=request.skip_migrations,
            test_mode=request.test_mode,
            request_id=request.request_id,
        )
        return added_to_proto(added)

    async def GetAgent(self, request: runtime_pb2.GetAgentRequest, context: Context) -> runtime_pb2.GetAgentResponse:
        """Read one agent by id or name."""
        agent = self._fleet.get(caller_of(context), request.agent_id)
        return runtime_pb2.GetAgentResponse(agent=agent_to_proto(agent))

    async def ListAgents(
        self, request: runtime_pb2.ListAgentsRequest, context: Context
    ) -> runtime_pb2.ListAgentsResponse:
        """List agents, all or by ids and names."""
        caller = caller_of(context)
        wanted = self._pages.read(request, caller.tenant)
        reply = self._list(caller, request, wanted)
        # Characters may be long, and clients take 4 MiB unless told otherwise: a page may have fewer agents.
        while reply.ByteSize() > MAX_PAGE_BYTES and wanted.size > 1:
            wanted = replace(wanted, size=wanted.size // 2)
            reply = self._list(caller, request, wanted)
        return reply

    def _list(
        self, caller: Caller, request: runtime_pb2.ListAgentsRequest, wanted: PageRequest
    ) -> runtime_pb2.ListAgentsResponse:
        page = self._fleet.list_page(caller, ids=tuple(request.agent_ids), names=tuple(request.names), page=wanted)
        return runtime_pb2.ListAgentsResponse(
            agents=map(agent_to_proto, page.items),
            next_page_token=self._pages.make(request, caller.tenant, page.next_key),
        )

    async def UpdateAgent(
        self, request: runtime_pb2.UpdateAgentRequest, context: Context
    ) -> runtime_pb2.UpdateAgentResponse:
        """Change an agent, in editable mode."""
        agent = await self._fleet.changes.update(
            caller_of(context),
            request.agent_id,
            lambda present: apply_mask(present, request),
            fields=masked_fields(request),
            revision=request.agent.revision,
        )
        return runtime_pb2.UpdateAgentResponse(agent=agent_to_proto(agent))

    async def SetEditableMode(
        self, request: runtime_pb2.SetEditableModeRequest, context: Context
    ) -> runtime_pb2.SetEditableModeResponse:
        """Let agents be changed, or forbid it again."""
        await self._fleet.changes.set_editable(caller_of(context), editable=request.editable)
        return runtime_pb2.SetEditableModeResponse()

    async def ValidateApiKeys(
        self, request: runtime_pb2.ValidateApiKeysRequest, context: Context
    ) -> runtime_pb2.ValidateApiKeysResponse:
        """Tell which agents have the keys that their model plugins need."""
        valid = await self._fleet.validate_api_keys(caller_of(context), tuple(request.agent_ids))
        return runtime_pb2.ValidateApiKeysResponse(valid={str(agent_id): known for agent_id, known in valid.items()})

    async def StartAgents(
        self, request: runtime_pb2.StartAgentsRequest, context: Context
    ) -> runtime_pb2.StartAgentsResponse:
        """Start agents and wait until they are ready or have failed."""
        agents = await self._fleet.start(caller_of(context), tuple(request.agent_ids))
        return runtime_pb2.StartAgentsResponse(agents=map(agent_to_proto, agents))

    async def StopAgents(
        self, request: runtime_pb2.StopAgentsRequest, context: Context
    ) -> runtime_pb2.StopAgentsResponse:
        """Stop agents; they stay listed."""
        grace = span_from_proto(request.grace) if request.HasField("grace") else None
        agents = await self._fleet.stop(caller_of(context), tuple(request.agent_ids), grace=grace)
        return runtime_pb2.StopAgentsResponse(agents=map(agent_to_proto, agents))

    async def DeleteAgents(
        self, request: runtime_pb2.DeleteAgentsRequest, context: Context
    ) -> runtime_pb2.DeleteAgentsResponse:
        """Stop agents and take them off the list."""
        agents = await self._fleet.delete(caller_of(context), tuple(request.agent_ids))
        return runtime_pb2.DeleteAgentsResponse(agent_ids=agents)

    async def CheckHealth(
        self, request: runtime_pb2.CheckHealthRequest, context: Context
    ) -> runtime_pb2.CheckHealthResponse:
        """Probe agents."""
        healths = await self._fleet.check_health(caller_of(context), tuple(request.agent_ids))
        return runtime_pb2.CheckHealthResponse(agents=map(health_to_proto, healths))
