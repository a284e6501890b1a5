"""The plugin: TEXT_EMBEDDING without a language model, or with a small one of the user's."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from importlib.util import find_spec
from pathlib import Path
from weakref import WeakValueDictionary

from parley_server.domain.errors import ConfigurationMissing
from parley_server.domain.models import TEXT_EMBEDDING, ModelResult
from parley_server.plugin_api import LayeredSetting, ModelHandler, ModelRequest, Plugin, Runtime
from parley_server.plugins.local_embeddings.folders import MODEL_SETTING, ModelFiles, find_model
from parley_server.plugins.local_embeddings.lexical import embed
from parley_server.plugins.local_embeddings.sentences import SentenceModel, check_installed

NAME = "local_embeddings"
MODEL_ID = "lexical-384"
# Any model that knows what words mean goes before it.
LEXICAL_PRIORITY = -10
# Who names a model of his own wants that one.
MODEL_PRIORITY = 10
# Above this, in characters, a thread does the work: it would hold up the loop.
_INLINE_TEXT = 2_000


class _Sentences:
    """A loaded model, which takes one text at a time: a model uses several processors for one text."""

    def __init__(self, model: SentenceModel) -> None:
        self._model = model
        self._lock = asyncio.Lock()

    async def generate(self, _runtime: Runtime, request: ModelRequest) -> ModelResult:
        async with self._lock:
            vector = await asyncio.to_thread(self._model.embed, request.prompt)
        return ModelResult(embedding=vector, model_id=self._model.name)

    def handler(self) -> ModelHandler:
        return ModelHandler(
            model_type=TEXT_EMBEDDING, generate=self.generate, model_id=self._model.name, priority=MODEL_PRIORITY
        )


class _Models:
    """The models of all agents; those that name the same one share it, and it goes with the last of them."""

    def __init__(self, folder: Path | None) -> None:
        self._folder = folder
        self._loading = asyncio.Lock()
        self._loaded: WeakValueDictionary[ModelFiles, _Sentences] = WeakValueDictionary()

    async def join(self, _config: Mapping[str, str], runtime: Runtime) -> None:
        """Register the model of an agent: the plugin's `init`.

        Raises:
            InvalidField, ConfigurationMissing: There is no such model, it does not work, or a package is missing.
        """
        setting = runtime.get_setting_with_layer(MODEL_SETTING)
        runtime.register_model(await self._handler(setting), provider=NAME)

    async def _handler(self, setting: LayeredSetting | None) -> ModelHandler:
        if setting is None or setting.value == "":
            return _lexical()
        return (await self._load(setting)).handler()

    async def _load(self, setting: LayeredSetting) -> _Sentences:
        await asyncio.to_thread(check_installed)
        files = await asyncio.to_thread(find_model, setting, self._folder)
        async with self._loading:
            sentences = self._loaded.get(files)
            if sentences is None:
                sentences = _Sentences(await asyncio.to_thread(SentenceModel, files))
                self._loaded[files] = sentences
            return sentences


def _lexical() -> ModelHandler:
    if find_spec("numpy") is None:
        raise ConfigurationMissing("local_embeddings needs NumPy: pip install 'parley[vectors]'", ["numpy"])
    return ModelHandler(
        model_type=TEXT_EMBEDDING, generate=_generate_lexical, model_id=MODEL_ID, priority=LEXICAL_PRIORITY
    )


async def _generate_lexical(_runtime: Runtime, request: ModelRequest) -> ModelResult:
    """Return the vector of the prompt. A text without any word has none: a vector of zeros would be near everything."""
    text = request.prompt
    vector = embed(text) if len(text) <= _INLINE_TEXT else await asyncio.to_thread(embed, text)
    return ModelResult(embedding=vector, model_id=MODEL_ID)


def local_embeddings_plugin(*, models: Path | None = None) -> Plugin:
    """Return the plugin; packages are imported on use.

    `models` is the folder below which characters may name models (setting LOCAL_EMBEDDING_MODEL); None allows none. The
    process environment may name any folder.
    """
    return Plugin(
        name=NAME,
        description="Embeddings by words and spellings, or by a sentence transformer of the user's; no key or network.",
        init=_Models(models).join,
        settings_keys=(MODEL_SETTING,),
        registers=(TEXT_EMBEDDING,),
    )
