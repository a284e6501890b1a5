"""What models used and answered."""

from decimal import Decimal, InvalidOperation

from parley.v1 import common_pb2, runtime_pb2
from parley_server.domain.ids import RunId
from parley_server.domain.models import ModelCall, ModelResult, ModelUsage
from parley_server.wire.payloads import json_to_proto, object_from_proto, read_json

NO_USAGE = ModelUsage()


def usage_to_proto(usage: ModelUsage) -> common_pb2.ModelUsage:
    """Return what a call used; what is not known stays unset."""
    return common_pb2.ModelUsage(
        input_tokens=usage.input_tokens,
        output_tokens=usage.output_tokens,
        cached_input_tokens=usage.cached_input_tokens,
        cost="" if usage.cost is None else f"{usage.cost:f}",
        currency=usage.currency,
    )


def usage_from_proto(message: common_pb2.ModelUsage) -> ModelUsage:
    """Return what a call used."""
    return ModelUsage(
        input_tokens=message.input_tokens if message.HasField("input_tokens") else None,
        output_tokens=message.output_tokens if message.HasField("output_tokens") else None,
        cached_input_tokens=message.cached_input_tokens if message.HasField("cached_input_tokens") else None,
        cost=_cost(message.cost),
        currency=message.currency,
    )


def model_result_to_proto(result: ModelResult) -> common_pb2.ModelResult:
    """Return what a model answered."""
    return common_pb2.ModelResult(
        text=result.text,
        embedding=result.embedding,
        object=None if result.object is None else json_to_proto(result.object),
        data=result.data,
        mime_type=result.mime_type,
        tokens=result.tokens,
        usage=None if result.usage == NO_USAGE else usage_to_proto(result.usage),
        provider=result.provider,
        model_id=result.model_id,
    )


def model_result_from_proto(message: common_pb2.ModelResult) -> ModelResult:
    """Return what a model answered. Embeddings are single precision on the wire."""
    return ModelResult(
        text=message.text,
        embedding=tuple(message.embedding),
        object=read_json(message.object),
        data=message.data,
        mime_type=message.mime_type,
        tokens=tuple(message.tokens),
        usage=usage_from_proto(message.usage),
        provider=message.provider,
        model_id=message.model_id,
    )


def model_call_from_proto(message: runtime_pb2.UseModelRequest | runtime_pb2.StreamModelRequest) -> ModelCall:
    """Return the wish to ask a model."""
    return ModelCall(
        agent=message.agent_id,
        model_type=message.model_type,
        params=object_from_proto(message.params),
        provider=message.provider,
        strict_provider=message.strict_provider,
        run_id=RunId(message.run_id.lower()),
    )


def _cost(text: str) -> Decimal | None:
    try:
        cost = Decimal(text)
    except InvalidOperation:
        return None
    return cost if cost.is_finite() else None
