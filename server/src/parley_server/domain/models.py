"""Models: their types, what they used, what they answered."""

from dataclasses import dataclass, field
from decimal import Decimal
from typing import TypeVar

from parley_server.domain.ids import RunId
from parley_server.domain.json import JsonObject, JsonValue

TEXT_SMALL = "TEXT_SMALL"
TEXT_LARGE = "TEXT_LARGE"
TEXT_EMBEDDING = "TEXT_EMBEDDING"
TEXT_TOKENIZER_ENCODE = "TEXT_TOKENIZER_ENCODE"
TEXT_TOKENIZER_DECODE = "TEXT_TOKENIZER_DECODE"
IMAGE = "IMAGE"
OBJECT_SMALL = "OBJECT_SMALL"
OBJECT_LARGE = "OBJECT_LARGE"
TEXT_MODELS = frozenset({TEXT_SMALL, TEXT_LARGE})


@dataclass(frozen=True, slots=True, kw_only=True)
class ModelUsage:
    """What a model call used. None means that the model did not say, never zero."""

    input_tokens: int | None = None
    output_tokens: int | None = None
    cached_input_tokens: int | None = None
    cost: Decimal | None = None
    currency: str = ""

    def plus(self, other: "ModelUsage") -> "ModelUsage":
        """Return the sum; a cost in two currencies is no cost."""
        same_currency = not self.currency or not other.currency or self.currency == other.currency
        return ModelUsage(
            input_tokens=_sum(self.input_tokens, other.input_tokens),
            output_tokens=_sum(self.output_tokens, other.output_tokens),
            cached_input_tokens=_sum(self.cached_input_tokens, other.cached_input_tokens),
            cost=_sum(self.cost, other.cost) if same_currency else None,
            currency=(self.currency or other.currency) if same_currency else "",
        )


_N = TypeVar("_N", int, Decimal)


def _sum(left: _N | None, right: _N | None) -> _N | None:
    if left is None or right is None:
        return right if left is None else left
    return left + right


@dataclass(frozen=True, slots=True, kw_only=True)
class ModelResult:
    """What a model answered: text, or named fields where the model keeps to a shape by itself.

    `cut_short`: a limit ended the answer before the model did; None when that is not known.
    """

    text: str = ""
    object: JsonValue = None
    embedding: tuple[float, ...] = ()
    data: bytes = b""
    mime_type: str = ""
    tokens: tuple[int, ...] = ()
    usage: ModelUsage = field(default_factory=ModelUsage)
    provider: str = ""
    model_id: str = ""
    cut_short: bool | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ModelCall:
    """A caller's wish to ask a model of an agent (id or name), for a run where one is named.

    `params` hold prompt, messages, temperature and the like. Without `strict_provider` an unknown provider falls back
    to the handler of the highest priority.
    """

    agent: str
    model_type: str
    params: JsonObject = field(default_factory=dict)
    provider: str = ""
    strict_provider: bool = False
    run_id: RunId = RunId("")
