"""How much of a text a model is given, counted in its tokens where a model can count them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from parley_server.domain.models import TEXT_TOKENIZER_DECODE, TEXT_TOKENIZER_ENCODE
from parley_server.plugin_api.models import ModelRequest
from parley_server.plugin_api.texts import CHARACTERS_PER_TOKEN

if TYPE_CHECKING:
    from parley_server.plugin_api.runtime import Runtime

_SURELY_FEWER = 5
"""A text of fewer characters than tokens / 5 is not even counted (reference)."""


async def trim_tokens(runtime: Runtime, prompt: str, max_tokens: int) -> str:
    """Return the last `max_tokens` tokens of a text, all of it when it has no more.

    TEXT_TOKENIZER_ENCODE is asked with `prompt` and answers `tokens`, TEXT_TOKENIZER_DECODE with `params["tokens"]` and
    answers `text`. Without these models 3.5 characters count as a token. Raises ValueError for an empty text and for
    less than one token, and what the models raise.
    """
    if not prompt:
        raise ValueError("there is no text to trim")
    if max_tokens <= 0:
        raise ValueError("at least one token must stay")
    if len(prompt) < max_tokens / _SURELY_FEWER:
        return prompt
    if not (runtime.has_model(TEXT_TOKENIZER_ENCODE) and runtime.has_model(TEXT_TOKENIZER_DECODE)):
        return prompt[-max(1, int(max_tokens * CHARACTERS_PER_TOKEN)) :]
    encoded = await runtime.use_model(ModelRequest(model_type=TEXT_TOKENIZER_ENCODE, prompt=prompt))
    if len(encoded.tokens) <= max_tokens:
        return prompt
    params = {"tokens": list(encoded.tokens[-max_tokens:])}
    decoded = await runtime.use_model(ModelRequest(model_type=TEXT_TOKENIZER_DECODE, params=params))
    return decoded.text
