"""`parley agents`: the agents of a server."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from parley_server.app.cli.options import EXIT_CODES, AsJson, Data, Server

if TYPE_CHECKING:
    from parley_client import Agent, ParleyClient

app = typer.Typer(help=f"List, add, start, stop and remove the agents of a server. {EXIT_CODES}", no_args_is_help=True)

Names = Annotated[list[str], typer.Argument(help="Ids or names of agents.")]
_COLUMNS = ("NAME", "STATE", "PLUGINS", "ID")


@app.command("list")
def list_agents(server: Server = "", data: Data = None, as_json: AsJson = False) -> None:
    """List all agents: name, state, plugins, id."""
    from parley_server.app.cli.calling import call

    async def work(client: ParleyClient) -> list[Agent]:
        return [agent async for agent in client.list_agents()]

    _print(call(work, server=server, data=data), as_json=as_json)


@app.command()
def show(
    name: Annotated[str, typer.Argument(help="Id or name of an agent.")],
    server: Server = "",
    data: Data = None,
    as_json: AsJson = False,
) -> None:
    """Show one agent: how it is, and who it is."""
    from parley_server.app.cli.calling import call
    from parley_server.app.cli.output import json_of, print_json, print_table

    agent = call(lambda client: client.get_agent(name), server=server, data=data)
    if as_json:
        print_json(json_of(agent))
        return
    character = agent.character
    rows = [
        ("name", character.name),
        ("id", agent.agent_id),
        ("state", _state(agent)),
        ("plugins", ", ".join(agent.plugins)),
        ("system", character.system),
        ("bio", "\n".join(character.bio)),
        ("added", agent.create_time.ToDatetime().isoformat(timespec="seconds") + "Z"),
        ("revision", str(agent.revision)),
        ("failed because", agent.last_error.message),
    ]
    print_table(("", ""), [row for row in rows if row[1]])


@app.command()
def add(
    file: Annotated[Path, typer.Argument(help="Character file of any age.")],
    stopped: Annotated[bool, typer.Option("--stopped", help="Add it without starting it.")] = False,
    server: Server = "",
    data: Data = None,
    as_json: AsJson = False,
) -> None:
    """Add the agent of a character file and start it. What was changed in the file is told on standard error."""
    from parley_server.app.cli.calling import call, fail
    from parley_server.app.cli.characters import BadCharacterFile, examine_character

    try:
        character = examine_character(file)
    except BadCharacterFile as error:
        fail(str(error))
    added = call(
        lambda client: client.add_agent(character_file=character.json, auto_start=not stopped), server=server, data=data
    )
    for change in added.changes:
        typer.echo(f"{change.pointer or '/'}: {change.note}", err=True)
    _finish([added.agent], as_json=as_json)


@app.command()
def start(names: Names, server: Server = "", data: Data = None, as_json: AsJson = False) -> None:
    """Start agents; fails when one of them does not."""
    from parley_server.app.cli.calling import call
    from parley_server.app.cli.output import progress

    with progress("starting"):
        agents = call(lambda client: client.start_agents(names), server=server, data=data)
    _finish(agents, as_json=as_json)


@app.command()
def stop(
    names: Names,
    grace: Annotated[float, typer.Option(min=0, help="Seconds that runs have to end.")] = 10.0,
    server: Server = "",
    data: Data = None,
    as_json: AsJson = False,
) -> None:
    """Stop agents; they stay listed. Fails for an unknown one."""
    from parley_server.app.cli.calling import call
    from parley_server.app.cli.output import progress

    async def work(client: ParleyClient) -> Sequence[Agent]:
        return await client.stop_agents(await _known(client, names), grace=grace)

    with progress("stopping"):
        agents = call(work, server=server, data=data)
    _print(agents, as_json=as_json)


@app.command()
def remove(names: Names, server: Server = "", data: Data = None, as_json: AsJson = False) -> None:
    """Stop agents and take them off the list; what they remember stays stored. Fails for an unknown one."""
    from parley_server.app.cli.calling import call
    from parley_server.app.cli.output import print_json, print_table

    async def work(client: ParleyClient) -> Sequence[str]:
        return await client.delete_agents(await _known(client, names))

    removed = call(work, server=server, data=data)
    if as_json:
        print_json(list(removed))
    else:
        print_table(("REMOVED",), [(one,) for one in removed])


async def _known(client: ParleyClient, names: Sequence[str]) -> list[str]:
    """Return the ids of agents. Raises NotFound: stopping and deleting by themselves are silent about unknown names."""
    return [(await client.get_agent(name)).agent_id for name in names]


def _finish(agents: Sequence[Agent], *, as_json: bool) -> None:
    """Print agents, and leave with 1 when one of them failed."""
    from parley.v1.agents_pb2 import AGENT_STATE_FAILED
    from parley_server.app.cli.calling import fail

    _print(agents, as_json=as_json)
    failed = [agent for agent in agents if agent.state == AGENT_STATE_FAILED]
    if failed:
        fail("\n".join(f"{agent.character.name} could not start: {agent.last_error.message}" for agent in failed))


def _print(agents: Sequence[Agent], *, as_json: bool) -> None:
    from parley_server.app.cli.output import json_of, print_json, print_table

    if as_json:
        print_json([json_of(agent) for agent in agents])
        return
    rows = [(agent.character.name, _state(agent), ",".join(agent.plugins), agent.agent_id) for agent in agents]
    print_table(_COLUMNS, rows)


def _state(agent: Agent) -> str:
    from parley.v1.agents_pb2 import AgentState

    return AgentState.Name(agent.state).removeprefix("AGENT_STATE_").lower()
