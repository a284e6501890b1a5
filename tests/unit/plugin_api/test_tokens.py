"""The last tokens of a text, as a tokenizer counts them."""

from __future__ import annotations

import pytest

from parley_server.domain.models import TEXT_TOKENIZER_DECODE, TEXT_TOKENIZER_ENCODE, ModelResult
from parley_server.plugin_api import ModelHandler, ModelRequest, Plugin, Runtime
from parley_server.plugin_api.tokens import trim_tokens
from tests.fakes.agents import make_agent


class Words:
    """A tokenizer to which each word is a token."""

    def __init__(self) -> None:
        self.words: list[str] = []
        self.calls = 0

    def plugin(self) -> Plugin:
        return Plugin(
            name="words",
            models=(
                ModelHandler(model_type=TEXT_TOKENIZER_ENCODE, generate=self._encode),
                ModelHandler(model_type=TEXT_TOKENIZER_DECODE, generate=self._decode),
            ),
        )

    async def _encode(self, _runtime: Runtime, request: ModelRequest) -> ModelResult:
        self.calls += 1
        self.words = request.prompt.split()
        return ModelResult(tokens=tuple(range(len(self.words))))

    async def _decode(self, _runtime: Runtime, request: ModelRequest) -> ModelResult:
        self.calls += 1
        tokens = request.params["tokens"]
        assert isinstance(tokens, list)
        return ModelResult(text=" ".join(self.words[token] for token in tokens))


async def test_the_last_tokens_stay() -> None:
    tokenizer = Words()
    agent = await make_agent(tokenizer.plugin())

    trimmed = await trim_tokens(agent.runtime, "one two three four five six seven eight nine ten", 5)

    assert trimmed == "six seven eight nine ten"
    assert tokenizer.calls == 2


@pytest.mark.parametrize(("limit", "calls"), [(2, 1), (50, 1), (51, 0)])
async def test_a_text_that_fits_stays_and_one_that_surely_fits_is_not_counted(limit: int, calls: int) -> None:
    tokenizer = Words()
    agent = await make_agent(tokenizer.plugin())

    assert await trim_tokens(agent.runtime, "short text", limit) == "short text"
    assert tokenizer.calls == calls


async def test_without_a_tokenizer_characters_count() -> None:
    agent = await make_agent()

    assert await trim_tokens(agent.runtime, "0123456789", 2) == "3456789"
    assert await trim_tokens(agent.runtime, "0123456789", 3) == "0123456789"


@pytest.mark.parametrize(("prompt", "limit"), [("", 10), ("text", 0), ("text", -1)])
async def test_no_text_and_no_token_are_refused(prompt: str, limit: int) -> None:
    agent = await make_agent()

    with pytest.raises(ValueError, match=r"text to trim|one token"):
        await trim_tokens(agent.runtime, prompt, limit)
