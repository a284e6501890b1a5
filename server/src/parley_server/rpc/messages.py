"""MessageService: messages to agents, and the runs that handle them."""

from collections.abc import AsyncIterator, Mapping

from parley.v1 import messages_pb2
from parley_server.domain.callers import Caller
from parley_server.domain.errors import InvalidField, ParleyError
from parley_server.domain.ids import RunId
from parley_server.domain.runs import MessageRequest, RunOutcome, RunStatus
from parley_server.rpc.checks import check_request
from parley_server.rpc.doors import FleetService, RunService
from parley_server.rpc.interceptors.caller import caller_of
from parley_server.rpc.pages import PageTokens
from parley_server.rpc.streams import closing
from parley_server.rpc.types import Context
from parley_server.wire.errors import error_to_status
from parley_server.wire.events import EventCodec
from parley_server.wire.messages import MessageCall, message_request_from_proto, open_run_from_proto
from parley_server.wire.runs import outcome_to_response, result_to_proto, run_query_from_proto, run_to_proto

_ENDINGS: Mapping[int, RunStatus] = {
    messages_pb2.RUN_STATUS_UNSPECIFIED: RunStatus.COMPLETED,
    messages_pb2.RUN_STATUS_COMPLETED: RunStatus.COMPLETED,
    messages_pb2.RUN_STATUS_CANCELLED: RunStatus.CANCELLED,
    messages_pb2.RUN_STATUS_ERROR: RunStatus.ERROR,
}


class MessageServicer:
    """Serves `parley.v1.MessageService`."""

    def __init__(self, *, runs: RunService, fleet: FleetService, pages: PageTokens, codec: EventCodec) -> None:
        """Take the doors of runs and agents, the maker of page tokens and the joiner of frames."""
        self._runs = runs
        self._fleet = fleet
        self._pages = pages
        self._codec = codec

    async def HandleMessage(
        self, request: messages_pb2.HandleMessageRequest, context: Context
    ) -> messages_pb2.HandleMessageResponse:
        """Handle a message and wait for the end of the run."""
        caller = caller_of(context)
        outcome = await self._runs.handle(caller, self._read(caller, request))
        return outcome_to_response(outcome)

    async def StreamMessage(self, request: messages_pb2.StreamMessageRequest, context: Context) -> AsyncIterator[bytes]:
        """Handle a message and send every event of the run, in frames that were never parsed."""
        caller = caller_of(context)
        batches = self._runs.stream(caller, self._read(caller, request))
        async with closing(batches):
            async for batch in batches:
                for frame in self._codec.frames(batch):
                    yield frame

    async def HandleMessages(
        self, request: messages_pb2.HandleMessagesRequest, context: Context
    ) -> messages_pb2.HandleMessagesResponse:
        """Handle several messages in parallel; one that is wrong is an item with an error."""
        caller = caller_of(context)
        items = [self._read_item(caller, item, f"requests[{index}]") for index, item in enumerate(request.requests)]
        outcomes = await self._runs.handle_many(caller, items)
        return messages_pb2.HandleMessagesResponse(items=map(_item, outcomes))

    async def SubmitMessage(
        self, request: messages_pb2.SubmitMessageRequest, context: Context
    ) -> messages_pb2.SubmitMessageResponse:
        """Start handling a message and return the run at once."""
        caller = caller_of(context)
        run = await self._runs.submit(caller, self._read(caller, request))
        return messages_pb2.SubmitMessageResponse(run=run_to_proto(run))

    async def WatchRun(self, request: messages_pb2.WatchRunRequest, context: Context) -> AsyncIterator[bytes]:
        """Send the events of a run from any point."""
        batches = self._runs.watch(caller_of(context), RunId(request.run_id.lower()), after=request.after_sequence)
        async with closing(batches):
            async for batch in batches:
                for frame in self._codec.frames(batch):
                    yield frame

    async def GetRun(self, request: messages_pb2.GetRunRequest, context: Context) -> messages_pb2.GetRunResponse:
        """Read one run."""
        outcome = await self._runs.get(caller_of(context), RunId(request.run_id.lower()))
        result = None if outcome.result is None else result_to_proto(outcome.result)
        return messages_pb2.GetRunResponse(run=run_to_proto(outcome.run), result=result)

    async def ListRuns(self, request: messages_pb2.ListRunsRequest, context: Context) -> messages_pb2.ListRunsResponse:
        """List runs, newest first."""
        caller = caller_of(context)
        page = await self._runs.list_page(
            caller, run_query_from_proto(request), self._pages.read(request, caller.tenant)
        )
        return messages_pb2.ListRunsResponse(
            runs=map(run_to_proto, page.items),
            next_page_token=self._pages.make(request, caller.tenant, page.next_key),
        )

    async def CancelRun(
        self, request: messages_pb2.CancelRunRequest, context: Context
    ) -> messages_pb2.CancelRunResponse:
        """Cancel a run."""
        run = await self._runs.cancel(caller_of(context), RunId(request.run_id.lower()), reason=request.reason)
        return messages_pb2.CancelRunResponse(run=run_to_proto(run))

    async def BeginRun(self, request: messages_pb2.BeginRunRequest, context: Context) -> messages_pb2.BeginRunResponse:
        """Open a run without a message."""
        run = await self._runs.open(caller_of(context), open_run_from_proto(request))
        return messages_pb2.BeginRunResponse(run=run_to_proto(run))

    async def EndRun(self, request: messages_pb2.EndRunRequest, context: Context) -> messages_pb2.EndRunResponse:
        """End an open run."""
        status = _ENDINGS.get(request.status)
        if status is None:
            raise InvalidField("status", "COMPLETED, CANCELLED or ERROR")
        run = await self._runs.finish(
            caller_of(context), RunId(request.run_id.lower()), status=status, reason=request.reason
        )
        return messages_pb2.EndRunResponse(run=run_to_proto(run))

    def _read(self, caller: Caller, request: MessageCall, path: str = "") -> MessageRequest:
        # The agent inside of the message may be left out, or be the same one, by id or by name.
        nested = request.message.agent_id
        if nested and nested.lower() != request.agent_id.lower():
            agent = self._fleet.get(caller, request.agent_id)
            if nested.lower() not in (agent.agent_id, agent.character.name.lower()):
                raise InvalidField(f"{path}message.agent_id", "another agent than the one of the request")
        return message_request_from_proto(request)

    def _read_item(
        self, caller: Caller, request: messages_pb2.HandleMessageRequest, path: str
    ) -> MessageRequest | ParleyError:
        # Its error is its answer: the others go on.
        try:
            check_request(request, path=path)
            return self._read(caller, request, f"{path}.")
        except ParleyError as error:
            return error


def _item(outcome: RunOutcome | ParleyError) -> messages_pb2.HandleMessagesItem:
    if isinstance(outcome, ParleyError):
        return messages_pb2.HandleMessagesItem(error=error_to_status(outcome))
    return messages_pb2.HandleMessagesItem(response=outcome_to_response(outcome))
