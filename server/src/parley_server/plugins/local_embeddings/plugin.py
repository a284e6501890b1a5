"""The plugin: TEXT_EMBEDDING without a language model."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from importlib.util import find_spec

from parley_server.domain.errors import ConfigurationMissing
from parley_server.domain.models import TEXT_EMBEDDING, ModelResult
from parley_server.plugin_api import ModelHandler, ModelRequest, Plugin, Runtime
from parley_server.plugins.local_embeddings.lexical import embed

MODEL_ID = "lexical-384"
# Any model that knows what words mean goes before it.
PRIORITY = -10
# Above this, in characters, a thread does the work: it would hold up the loop.
_INLINE_TEXT = 2_000


async def _init(_config: Mapping[str, str], _runtime: Runtime) -> None:
    if find_spec("numpy") is None:
        raise ConfigurationMissing("local_embeddings needs NumPy: pip install 'parley[vectors]'", ["numpy"])


async def _generate(_runtime: Runtime, request: ModelRequest) -> ModelResult:
    """Return the vector of the prompt. A text without any word has none: a vector of zeros would be near everything."""
    text = request.prompt
    vector = embed(text) if len(text) <= _INLINE_TEXT else await asyncio.to_thread(embed, text)
    return ModelResult(embedding=vector, model_id=MODEL_ID)


def local_embeddings_plugin() -> Plugin:
    """Return the plugin; NumPy is imported with the first text."""
    return Plugin(
        name="local_embeddings",
        description="Lexical embeddings: texts are near one another that share words and spellings, not meanings.",
        init=_init,
        models=(ModelHandler(model_type=TEXT_EMBEDDING, generate=_generate, model_id=MODEL_ID),),
        priority=PRIORITY,
    )
