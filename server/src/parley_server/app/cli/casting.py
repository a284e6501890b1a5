"""Who answers: the agent that a chat talks to."""

from __future__ import annotations

import os
from dataclasses import dataclass

from parley.v1.agents_pb2 import AGENT_STATE_FAILED, AGENT_STATE_RUNNING, Agent
from parley_client import AlreadyExists, ParleyClient
from parley_server.app.cli.characters import CharacterFile
from parley_server.app.errors import StartError
from parley_server.domain.ids import parse_uuid

CLASSIC = "classic"
KEY = "OPENAI_API_KEY"


class AgentUnavailable(StartError):
    """The agent is there, but did not start."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Cast:
    """An agent that runs, and what there is to tell about it, one sentence each; `details` only for those who ask."""

    agent: Agent
    notes: tuple[str, ...] = ()
    details: tuple[str, ...] = ()


async def existing_agent(client: ParleyClient, name: str) -> Cast:
    """Return an agent of the server, started if it was not. Raises ParleyRpcError and AgentUnavailable."""
    agent = await client.get_agent(name)
    if agent.state != AGENT_STATE_RUNNING:
        (agent,) = await client.start_agents([agent.agent_id])
    return _ready(Cast(agent=agent))


async def agent_of_file(client: ParleyClient, file: CharacterFile, *, joined: bool) -> Cast:
    """Return the agent of a character file, added and started.

    Where an agent of that name is there with another character, a server of our own takes the new one (memories stay);
    a server that others use keeps the one it has. Raises ParleyRpcError and AgentUnavailable.
    """
    try:
        added = await client.add_agent(character_file=file.json)
    except AlreadyExists:
        there = await _namesake(client, file)
        if joined:
            cast = await existing_agent(client, there)
            name = cast.agent.character.name
            note = f"{name} is there already with another character, which stays: other programs use this server"
            return Cast(agent=cast.agent, notes=(note,))
        await client.delete_agents([there])
        added = await client.add_agent(character_file=file.json)
    agent = added.agent
    if agent.state != AGENT_STATE_RUNNING:
        (agent,) = await client.start_agents([agent.agent_id])
    changes = tuple(f"{change.pointer or '/'}: {change.note}" for change in added.changes)
    count = f"{len(changes)} {'change' if len(changes) == 1 else 'changes'}"
    notes = (f"read with {count} to the character file; -v lists them",) if changes else ()
    return _ready(Cast(agent=agent, notes=notes, details=changes))


async def _namesake(client: ParleyClient, file: CharacterFile) -> str:
    """Return the id of the agent that is there with the name, or the id, of the file's."""
    character = file.read.character
    known = parse_uuid(character.id)
    async for agent in client.list_agents(agent_ids=[known] if known else [], names=[character.name]):
        return agent.agent_id
    return character.name  # taken off the list meanwhile, or not listed: the server says what it thinks of the name


def model_of(agent: Agent) -> str:
    """Say what an agent answers with, and how to get a real model where it is the classic."""
    plugins = [name for name in agent.plugins if name != "bootstrap"]
    if CLASSIC not in plugins:
        return ", ".join(plugins) or "no model"
    if CLASSIC in agent.character.plugins:
        return f"{CLASSIC}, as its character asks"
    if os.environ.get(KEY):
        return f'{CLASSIC}; {KEY} is set, but no plugin here uses it yet (see README, "A real or a local model")'
    return f"{CLASSIC}, no key found; set {KEY}"


def _ready(cast: Cast) -> Cast:
    if cast.agent.state == AGENT_STATE_FAILED:
        raise AgentUnavailable(f"{cast.agent.character.name} could not start: {cast.agent.last_error.message}")
    return cast
