"""Takes secrets out of texts that others wrote: errors that quote a key, what plugins log, prompts in log entries."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from parley_server.domain.characters import is_secret_text
from parley_server.domain.json import JsonObject, JsonValue
from parley_server.domain.world_settings import HIDDEN

SHORTEST = 8
"""Shorter secrets are left alone: a "yes" or "1234" stands in many texts that have nothing to do with it."""
_MOST = 512


class Redactor:
    """Knows the secrets of one agent, the newest 512, and replaces them wherever they stand."""

    def __init__(self) -> None:
        """Know none."""
        self._by_age: list[str] = []
        # Longer ones first, or the rest of one that begins like another would stay.
        self._by_length: list[str] = []

    def learn(self, value: JsonValue) -> None:
        """Take note of a secret; what is no text, or a short one, is none that could be found."""
        if isinstance(value, str) and len(value) >= SHORTEST and value not in self._by_age:
            self._by_age = [*self._by_age, value][-_MOST:]
            self._by_length = sorted(self._by_age, key=len, reverse=True)

    def learn_all(self, settings: JsonObject) -> None:
        """Take note of all that is a secret by its name or value, however deep."""
        for key, value in settings.items():
            if is_secret_text(key, value):
                self.learn(value)
            for inner in _objects(value):
                self.learn_all(inner)

    def redact(self, text: str) -> str:
        """Return a text without the secrets that are known."""
        for secret in self._by_length:
            if secret in text:
                text = text.replace(secret, HIDDEN)
        return text

    def redact_value(self, value: JsonValue) -> JsonValue:
        """Return a value without the secrets in its texts."""
        if isinstance(value, str):
            return self.redact(value)
        if isinstance(value, Mapping):
            return {key: self.redact_value(item) for key, item in value.items()}
        return [self.redact_value(item) for item in value] if isinstance(value, (list, tuple)) else value


def _objects(value: JsonValue) -> Iterable[JsonObject]:
    if isinstance(value, Mapping):
        yield value
    elif isinstance(value, (list, tuple)):
        for item in value:
            yield from _objects(item)
