"""RuntimeService: what an agent has, and the routes of its plugins."""

from __future__ import annotations

from parley.v1 import runtime_pb2
from parley_server.domain.errors import InvalidPageToken
from parley_server.domain.ids import MemoryId
from parley_server.rpc.doors import ComponentService
from parley_server.rpc.interceptors.caller import caller_of
from parley_server.rpc.pages import PageTokens
from parley_server.rpc.types import Context
from parley_server.wire.components import (
    KINDS,
    registered_to_proto,
    route_request_from_proto,
    route_response_to_proto,
)
from parley_server.wire.content import action_result_to_proto
from parley_server.wire.payloads import json_to_proto, object_from_proto
from parley_server.wire.settings import setting_to_proto

MAX_WAIT_SECONDS = 60.0
_ANSWER_SECONDS = 0.2


class ComponentMethods:
    """The part of RuntimeServicer that has to do with components."""

    _components: ComponentService
    _pages: PageTokens

    async def ListComponents(
        self, request: runtime_pb2.ListComponentsRequest, context: Context
    ) -> runtime_pb2.ListComponentsResponse:
        """List the components of an agent."""
        caller = caller_of(context)
        wanted = self._pages.read(request, caller.tenant)
        found = await self._components.list_all(
            caller,
            request.agent_id,
            kind=KINDS.to_domain(request.kind),
            names=frozenset(request.names),
            wait=_wait(context) if request.wait else 0.0,
        )
        start = _place(wanted.after_key)
        end = start + wanted.size
        return runtime_pb2.ListComponentsResponse(
            components=map(registered_to_proto, found[start:end]),
            next_page_token=self._pages.make(request, caller.tenant, str(end) if end < len(found) else None),
        )

    async def GetSettings(
        self, request: runtime_pb2.GetSettingsRequest, context: Context
    ) -> runtime_pb2.GetSettingsResponse:
        """Read settings of an agent, without the values of secrets."""
        settings = self._components.show_settings(caller_of(context), request.agent_id, tuple(request.keys))
        return runtime_pb2.GetSettingsResponse(settings=map(setting_to_proto, settings))

    async def GetActionResults(
        self, request: runtime_pb2.GetActionResultsRequest, context: Context
    ) -> runtime_pb2.GetActionResultsResponse:
        """Tell what the actions for a message did."""
        message_id = MemoryId(request.message_id)
        results = self._components.action_results(caller_of(context), request.agent_id, message_id)
        return runtime_pb2.GetActionResultsResponse(results=map(action_result_to_proto, results))

    async def CallRoute(self, request: runtime_pb2.CallRouteRequest, context: Context) -> runtime_pb2.CallRouteResponse:
        """Call a route of a plugin."""
        response = await self._components.call_route(
            caller_of(context), request.agent_id, route_request_from_proto(request.request)
        )
        return runtime_pb2.CallRouteResponse(response=route_response_to_proto(response))

    async def CallService(
        self, request: runtime_pb2.CallServiceRequest, context: Context
    ) -> runtime_pb2.CallServiceResponse:
        """Call a method of a service."""
        result = await self._components.call_service(
            caller_of(context),
            request.agent_id,
            request.service,
            request.method,
            object_from_proto(request.arguments),
            plugin=request.plugin,
        )
        return runtime_pb2.CallServiceResponse(result=json_to_proto(result))


def _wait(context: Context) -> float:
    """Return for how long a call may wait, so that its answer is still in time."""
    return max(0.0, min((context.time_remaining() or MAX_WAIT_SECONDS) - _ANSWER_SECONDS, MAX_WAIT_SECONDS))


def _place(after_key: str | None) -> int:
    if after_key is None:
        return 0
    if not after_key.isdecimal():
        raise InvalidPageToken
    return int(after_key)
