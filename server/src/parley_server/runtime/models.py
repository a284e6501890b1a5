"""Model handlers: registered by type, chosen by priority (document 2, "Model Registration and Priority")."""

from dataclasses import dataclass

from parley_server.domain.errors import NoModelHandler
from parley_server.domain.models import TEXT_EMBEDDING
from parley_server.plugin_api import ModelHandler
from parley_server.runtime.ownership import current_plugin

ALIASES = {
    "SMALL": "TEXT_SMALL",
    "MEDIUM": "TEXT_LARGE",
    "LARGE": "TEXT_LARGE",
    "COMPLETION": "TEXT_COMPLETION",
    "TEXT_REASONING_SMALL": "REASONING_SMALL",
    "TEXT_REASONING_LARGE": "REASONING_LARGE",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class RegisteredModel:
    """A handler with the provider that it stands for, usually its plugin, and the priority in force.

    `owner` is the plugin that registered it.
    """

    handler: ModelHandler
    plugin: str
    priority: int
    owner: str = ""


class ModelRegistry:
    """Keeps handlers by model type: the highest priority first, equal ones in order of registration."""

    def __init__(self) -> None:
        """Start empty."""
        self._by_type: dict[str, list[RegisteredModel]] = {}

    def register(self, handler: ModelHandler, *, plugin: str, default_priority: int) -> None:
        """Add a handler; its own priority wins over the plugin's."""
        priority = default_priority if handler.priority is None else handler.priority
        models = self._by_type.setdefault(model_key(handler.model_type), [])
        owner = current_plugin() or plugin
        models.append(RegisteredModel(handler=handler, plugin=plugin, priority=priority, owner=owner))
        models.sort(key=lambda model: -model.priority)

    def remove_of(self, plugin: str) -> None:
        """Forget the handlers of a plugin, those that it registered under other names too."""
        kept = {kind: [one for one in models if one.owner != plugin] for kind, models in self._by_type.items()}
        self._by_type = {kind: models for kind, models in kept.items() if models}

    def get(self, model_type: str, *, provider: str = "") -> RegisteredModel:
        """Return the handler of `provider`, else the first one (reference-values A: an unknown provider falls back).

        Raises NoModelHandler when nobody handles the type.
        """
        models = self._by_type.get(model_key(model_type))
        if not models:
            raise NoModelHandler(model_type)
        return next((model for model in models if model.plugin == provider), models[0])

    def chain(self, model_type: str, *, provider: str = "") -> list[RegisteredModel]:
        """Return the handler that `get` returns, then those that may be asked when it is not available.

        A provider that was asked for by name has no stand-in, nor have embeddings: vectors of two models do not mix.
        """
        first = self.get(model_type, provider=provider)
        if first.plugin == provider or model_key(model_type) == TEXT_EMBEDDING:
            return [first]
        others = self._by_type[model_key(model_type)]
        return [first, *(model for model in others if model is not first and model.handler.failover)]

    def of_type(self, model_type: str) -> list[RegisteredModel]:
        """Return the handlers of a type, as they are chosen."""
        return list(self._by_type.get(model_key(model_type), ()))

    def has(self, model_type: str) -> bool:
        """Tell whether anybody handles the type."""
        return bool(self._by_type.get(model_key(model_type)))

    def list_all(self) -> list[RegisteredModel]:
        """Return every handler, by type and then as they are chosen."""
        return [model for models in self._by_type.values() for model in models]


def model_key(model_type: str) -> str:
    """Return the name under which a model type is kept: aliases stand for their value (reference-values 1.3)."""
    return ALIASES.get(model_type, model_type)
