"""RuntimeService: the models of agents, asked directly."""

from __future__ import annotations

from collections.abc import AsyncIterator

from parley.v1 import runtime_pb2
from parley_server.domain.models import ModelResult
from parley_server.plugin_api import TextDelta
from parley_server.rpc.doors import ModelService
from parley_server.rpc.interceptors.caller import caller_of
from parley_server.rpc.streams import closing
from parley_server.rpc.types import Context
from parley_server.wire.models import model_call_from_proto, model_result_to_proto


class ModelMethods:
    """The part of RuntimeServicer that asks models."""

    _models: ModelService

    async def UseModel(self, request: runtime_pb2.UseModelRequest, context: Context) -> runtime_pb2.UseModelResponse:
        """Ask a model and wait for the whole answer."""
        result = await self._models.use(caller_of(context), model_call_from_proto(request))
        return runtime_pb2.UseModelResponse(result=model_result_to_proto(result))

    async def StreamModel(
        self, request: runtime_pb2.StreamModelRequest, context: Context
    ) -> AsyncIterator[runtime_pb2.StreamModelResponse]:
        """Ask a model and send its answer in pieces. Fields of a structured answer come in the whole result alone."""
        parts = self._models.stream(caller_of(context), model_call_from_proto(request))
        async with closing(parts):
            async for part in parts:
                if isinstance(part, TextDelta):
                    yield runtime_pb2.StreamModelResponse(text=part.text)
                elif isinstance(part, ModelResult):
                    yield runtime_pb2.StreamModelResponse(result=model_result_to_proto(part))
