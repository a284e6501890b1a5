"""RuntimeService: context and actions, without a message of their own."""

from __future__ import annotations

from parley.v1 import runtime_pb2
from parley_server.domain.ids import RunId
from parley_server.rpc.doors import WorkService
from parley_server.rpc.interceptors.caller import caller_of
from parley_server.rpc.types import Context
from parley_server.wire.content import action_result_to_proto, content_to_proto, state_from_proto, state_to_proto
from parley_server.wire.messages import incoming_from_proto


class WorkMethods:
    """The part of RuntimeServicer that lets agents do a part of their work."""

    _work: WorkService

    async def ComposeState(
        self, request: runtime_pb2.ComposeStateRequest, context: Context
    ) -> runtime_pb2.ComposeStateResponse:
        """Run providers for a message."""
        state = await self._work.compose_state(
            caller_of(context),
            request.agent_id,
            incoming_from_proto(request.message),
            include_list=tuple(request.include_list),
            only_include=request.only_include,
            skip_cache=request.skip_cache,
        )
        return runtime_pb2.ComposeStateResponse(state=state_to_proto(state))

    async def ProcessActions(
        self, request: runtime_pb2.ProcessActionsRequest, context: Context
    ) -> runtime_pb2.ProcessActionsResponse:
        """Execute the actions that responses name."""
        done = await self._work.process_actions(
            caller_of(context),
            request.agent_id,
            incoming_from_proto(request.message),
            tuple(map(incoming_from_proto, request.responses)),
            state=state_from_proto(request.state) if request.HasField("state") else None,
            run_id=RunId(request.run_id.lower()),
        )
        return runtime_pb2.ProcessActionsResponse(
            results=map(action_result_to_proto, done.results), callbacks=map(content_to_proto, done.callbacks)
        )
