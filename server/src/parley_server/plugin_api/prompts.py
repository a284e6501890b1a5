"""Prompts made of templates: those of a character, and any that a plugin has (reference-values 1.7)."""

from __future__ import annotations

import random
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Final

from parley_server.domain.characters import Template
from parley_server.domain.content import Memory, State
from parley_server.domain.json import JsonValue
from parley_server.plugin_api.templates import BadTemplate, names_in, render

if TYPE_CHECKING:
    from parley_server.plugin_api.runtime import Runtime

# fmt: off
_NAMES: Final = (
    "Ada", "Ben", "Cleo", "Dara", "Emil", "Fay", "Gus", "Hana", "Ivo", "June", "Kai", "Lena", "Milo", "Nora", "Otis",
    "Pia", "Quinn", "Rosa", "Sam", "Tess", "Uma", "Vera", "Will", "Yara",
)
# fmt: on
MOST_NAMES: Final = 10
"""So many speakers can a template or an example have: name1 to name10."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CharacterPrompt:
    """A prompt that a template of the character has made, and the template."""

    text: str
    template: str


def compose_prompt(template: Template, values: Mapping[str, JsonValue], *, seed: str = "") -> str:
    """Put values in the places of their names; `{{name1}}` to `{{name10}}` are names, the same for the same seed.

    What values say is never read as a template; names without a value are empty. A template that is a function is
    called with the state and returns the text of a template, into which it must not put what users said. Raises
    BadTemplate.
    """
    return compose_prompt_from_state(template, State(values=values), seed=seed)


def compose_prompt_from_state(template: Template, state: State, *, seed: str = "") -> str:
    """Compose a prompt as compose_prompt does, of a state's values; `{{providers}}` is the text of its providers."""
    return _rendered(_source(template, state), state, seed)


def character_prompt(runtime: Runtime, name: str, state: State, message: Memory) -> CharacterPrompt | None:
    """Make a prompt of the character's template of this name, for example "replyTemplate".

    None where it has none, and, after a warning in the agent's log, where it cannot be used: the caller's own prompt
    takes its place.
    """
    template = runtime.character.templates.get(name)
    if not template or (isinstance(template, str) and not template.strip()):
        return None
    try:
        source = _source(template, state)
        text = _rendered(source, state, message.memory_id)
        if not text.strip():
            raise BadTemplate("writes nothing")
        return CharacterPrompt(text=text, template=source)
    except Exception as error:  # noqa: BLE001 - a template may be code of others: a bad one must not cost the answer
        runtime.logger.warning("template_not_used", template=name, error=str(error) or type(error).__name__)
        return None


def tells_message(state: State, message: Memory) -> bool:
    """Tell whether the text of a state ends with this message: RECENT_MESSAGES has told it."""
    return state.values.get("receivedMessageId") == message.memory_id


def template_names(runtime: Runtime, name: str) -> frozenset[str]:
    """Return the names that the character's template of this name asks for; none for a function or a bad one."""
    template = runtime.character.templates.get(name)
    if not isinstance(template, str):
        return frozenset()
    try:
        return names_in(template)
    except BadTemplate:
        return frozenset()


@lru_cache(maxsize=256)
def example_names(seed: str) -> tuple[str, ...]:
    """Return names for the speakers of examples, the same for the same seed."""
    chance = random.Random(seed)  # noqa: S311 - names of people who do not exist
    return tuple(chance.sample(_NAMES, MOST_NAMES))


def _source(template: Template, state: State) -> str:
    source = template if isinstance(template, str) else template(state)
    if not isinstance(source, str):
        raise BadTemplate("a function must return text")
    return source


def _rendered(source: str, state: State, seed: str) -> str:
    fallbacks = {}
    if "name" in source:
        fallbacks = {f"name{number}": name for number, name in enumerate(example_names(seed), start=1)}
    return render(source, state.values, fallbacks)
