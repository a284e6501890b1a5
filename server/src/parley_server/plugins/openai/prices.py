"""What calls cost, by a table in the settings. What is not in the table has no known cost, never zero."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation

from parley_server.domain.errors import InvalidField
from parley_server.domain.models import ModelUsage

_MILLION = Decimal(1_000_000)
_DEFAULT_CURRENCY = "USD"
_FORM = 'must be a JSON object such as {"gpt-4.1": {"input": 2, "cached_input": 0.5, "output": 8, "currency": "USD"}}'


@dataclass(frozen=True, slots=True, kw_only=True)
class Price:
    """What a million tokens of a model cost."""

    input: Decimal
    output: Decimal
    cached_input: Decimal
    currency: str

    def cost(self, usage: ModelUsage) -> Decimal | None:
        """Return what a call cost, None when the model did not say what it used."""
        if usage.input_tokens is None or usage.output_tokens is None:
            return None
        cached = min(usage.cached_input_tokens or 0, usage.input_tokens)
        fresh = usage.input_tokens - cached
        return (fresh * self.input + cached * self.cached_input + usage.output_tokens * self.output) / _MILLION


def read_prices(setting: str, text: str) -> Mapping[str, Price]:
    """Read the table that a setting holds. Raises InvalidField, which names the setting."""
    if not text:
        return {}
    try:
        table = json.loads(text, parse_float=Decimal, parse_int=Decimal)
        return {str(model): _price(entry) for model, entry in table.items()}
    except (ValueError, TypeError, KeyError, AttributeError, InvalidOperation, RecursionError):
        raise InvalidField(setting, _FORM) from None


def _price(entry: Mapping[str, object]) -> Price:
    return Price(
        input=_amount(entry["input"]),
        output=_amount(entry.get("output", Decimal(0))),
        cached_input=_amount(entry.get("cached_input", entry["input"])),
        currency=str(entry.get("currency", _DEFAULT_CURRENCY)),
    )


def _amount(value: object) -> Decimal:
    if not isinstance(value, Decimal) or not value.is_finite() or value < 0:
        raise ValueError
    return value
