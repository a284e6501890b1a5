"""Which model the openai plugin asks, as far as a command can tell from where it stands."""

from __future__ import annotations

import os

from parley.v1.agents_pb2 import Agent
from parley_server.domain.characters import Character
from parley_server.domain.errors import ParleyError
from parley_server.domain.models import TEXT_LARGE
from parley_server.plugins.openai.sections import PROVIDERS, read_sections, settings_keys, split_names
from parley_server.runtime.settings import AgentSettings
from parley_server.wire.structs import struct_to_json


def openai_model(agent: Agent) -> str:
    """Return the model of an agent whose server has our own environment; its host where the server chooses.

    Empty where it cannot be told. Secrets of the character, which nobody is shown, may name another one.
    """
    character = Character(name=agent.character.name, settings=struct_to_json(agent.character.settings))
    settings = AgentSettings(character, {}, os.environ)
    try:
        settings.declare(settings_keys(split_names(os.environ.get(PROVIDERS))))
        first = read_sections(settings)[0]
    except ParleyError:
        return ""
    if not first.key and first.is_openai:
        return ""  # its key is a secret of the character, and so may be the rest
    return first.model(TEXT_LARGE) or first.host
