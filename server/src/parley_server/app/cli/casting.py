"""Who answers: the agent that a chat talks to, found, added or replaced."""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from parley.v1.agents_pb2 import AGENT_STATE_FAILED, AGENT_STATE_RUNNING, Agent
from parley.v1.runtime_pb2 import CharacterChange
from parley_client import AlreadyExists, NotFound, ParleyClient, error_from_status
from parley_server.app.cli.models import openai_model
from parley_server.app.errors import StartError
from parley_server.domain.json import JsonObject
from parley_server.plugins.openai.discovery import FoundServer

CLASSIC: Final = "classic"
OPENAI: Final = "openai"
KEY: Final = "OPENAI_API_KEY"
ADDRESS: Final = "OPENAI_BASE_URL"
# Brings actions and providers to every agent, but no model.
_BOOTSTRAP: Final = "bootstrap"


class AgentUnavailable(StartError):
    """Nobody can answer; the message says why."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Cast:
    """An agent that runs, and what there is to tell about it, one line each; `details` only for those who ask."""

    agent: Agent
    notes: tuple[str, ...] = ()
    details: tuple[str, ...] = ()


async def existing_agent(client: ParleyClient, name: str) -> Cast:
    """Return an agent of the server, by id or name; started if it was not. Raises ParleyRpcError, AgentUnavailable."""
    try:
        agent = await client.get_agent(name)
    except NotFound:
        known = [other.character.name async for other in client.list_agents()]
        there = f"there are: {', '.join(known)}" if known else "there is none yet: --character FILE brings one"
        raise AgentUnavailable(f"no agent {name!r} here; {there}") from None
    return await _cast(client, agent)


async def agent_of_file(client: ParleyClient, file: JsonObject, *, joined: bool) -> Cast:
    """Return the agent of a character file, added and started.

    Where an agent of that name is there with another character, a server of our own takes the new one (memories stay);
    a server that others use keeps the one it has. Raises ParleyRpcError, AgentUnavailable.
    """
    try:
        added = await client.add_agent(character_file=file)
    except AlreadyExists as error:
        known = await _in_the_way(client, file, error)
        name = known.character.name
        if joined:
            note = f"{name} is there already with another character, which stays: other programs use this server"
            return await _cast(client, known, notes=(note,))
        await client.delete_agents([known.agent_id])
        added = await client.add_agent(character_file=file)
        notes: tuple[str, ...] = (f"{name} takes the changed character; what it remembers stays",)
    except ValueError as error:
        raise AgentUnavailable(f"the character cannot travel: {error}") from None
    else:
        notes = ()
    return await _cast(client, added.agent, notes=notes, changes=added.changes)


def lacks_model(agent: Agent) -> bool:
    """Tell whether there is no real model for want of a key, as far as can be seen from here."""
    if os.environ.get(KEY):
        return False
    if CLASSIC in agent.plugins:
        return CLASSIC not in agent.character.plugins
    return OPENAI in agent.plugins and not os.environ.get(ADDRESS) and not openai_model(agent)


def model_of(agent: Agent, *, joined: bool, found: Sequence[FoundServer] = ()) -> str:
    """Say what an agent answers with, and how to get a real model where it is the classic.

    Of a server that was joined, the environment is not known, and so neither is the name of the model. `found` are the
    model servers of this machine, which are shown, and never used unasked.
    """
    plugins = [name for name in agent.plugins if name != _BOOTSTRAP]
    if CLASSIC not in plugins:
        model = "" if joined or OPENAI not in plugins else openai_model(agent)
        names = ", ".join(f"{name} ({model})" if name == OPENAI and model else name for name in plugins) or "no model"
        # A key may be among the secrets of the character, which nobody is shown.
        return f"{names}; without a key of the character's own set {KEY}{_or_one_of(found)}" if found else names
    if CLASSIC in agent.character.plugins:
        return f"{CLASSIC}, as its character asks"
    if os.environ.get(KEY):
        return f"{CLASSIC}; {KEY} is set here, but was not where the server was started"
    return f"{CLASSIC}, no key found; set {KEY}{_or_one_of(found)}"


def _or_one_of(found: Sequence[FoundServer]) -> str:
    if len(found) == 1:
        return f", or {found[0].recipe}"
    others = ", ".join(server.url for server in found)
    return f", or {ADDRESS} to one of {others} (`parley doctor` lists their models)" if found else ""


async def _cast(
    client: ParleyClient, agent: Agent, *, notes: tuple[str, ...] = (), changes: Sequence[CharacterChange] = ()
) -> Cast:
    """Return the agent, running, with all that is to be told of it."""
    if agent.state not in (AGENT_STATE_RUNNING, AGENT_STATE_FAILED):
        (agent,) = await client.start_agents([agent.agent_id])
    if agent.state == AGENT_STATE_FAILED:
        raise AgentUnavailable(f"{agent.character.name} could not start: {error_from_status(agent.last_error)}")
    problems = tuple(problem for health in await client.check_health([agent.agent_id]) for problem in health.problems)
    if changes:
        notes = (f"read as an older character file: {len(changes)} changes; -v lists them", *notes)
    details = tuple(f"  {change.pointer or '/'}: {change.note}" for change in changes)
    return Cast(agent=agent, notes=(*notes, *problems), details=details)


async def _in_the_way(client: ParleyClient, file: JsonObject, error: AlreadyExists) -> Agent:
    """Return the agent that has the file's id or its name already. Raises `error` when nobody has."""
    for reference in (file.get("id"), file.get("name")):
        if isinstance(reference, str) and reference:
            try:
                return await client.get_agent(reference)
            except NotFound:
                continue
    raise error
