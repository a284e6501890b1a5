"""The command `parley`. What a command needs is imported when it runs, so that --help is quick."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Annotated

import typer

from parley_server import __version__
from parley_server.app.cli import agents, character, config, runs
from parley_server.app.cli.doctor import doctor

app = typer.Typer(
    name="parley",
    help="Hosts AI agents behind one gRPC contract. Exit codes: 0 fine, 1 failed, 2 wrong usage or settings.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    add_completion=True,
)
app.add_typer(agents.app, name="agents")
app.add_typer(runs.app, name="runs")
app.add_typer(character.app, name="character")
app.add_typer(config.app, name="config")
app.command()(doctor)


def _show_version(wanted: bool) -> None:
    if wanted:
        typer.echo(__version__)
        raise typer.Exit


@app.callback()
def _parley(
    _version: Annotated[
        bool, typer.Option("--version", callback=_show_version, is_eager=True, help="Show the version and leave.")
    ] = False,
) -> None:
    """Host AI agents."""


@app.command()
def serve(
    host: Annotated[str | None, typer.Option(help="Loopback address to listen on.")] = None,
    port: Annotated[int | None, typer.Option(help="Port to listen on; 0 takes a free one.")] = None,
    data: Annotated[Path | None, typer.Option(help="Folder of the database and the key.")] = None,
) -> None:
    """Serve until SIGTERM or Ctrl-C. Prints `READY <address>` once calls are answered."""
    from parley_server.app.cli.configured import settings_or_exit
    from parley_server.app.serve import serve as serve_here

    raise typer.Exit(serve_here(settings_or_exit(host=host, port=port, data=data)))


@app.command()
def chat(
    server: Annotated[str, typer.Option(help="Address of a server, host:port; none = join or start one.")] = "",
    character: Annotated[Path | None, typer.Option(help="Character file of any age; none = Juno.")] = None,
    agent: Annotated[str, typer.Option(help="Id or name of an agent of the server, instead of a file.")] = "",
    room: Annotated[str, typer.Option(help="Id of the room to talk in; none = your direct room.")] = "",
    data: Annotated[Path | None, typer.Option(help="Folder of the database and the key.")] = None,
    verbose: Annotated[bool, typer.Option("--verbose", "-v", help="List changes to the file; log more.")] = False,
) -> None:
    """Talk to an agent. Ctrl-C cancels the reply, Ctrl-D leaves; works on a pipe, a line is a message.

    Exit codes: 0 fine, 1 a reply failed or there was none to talk to, 2 wrong usage or settings.
    """
    from parley_server.app.cli.chat import ChatOptions, chat_here
    from parley_server.app.cli.configured import settings_or_exit
    from parley_server.app.logs import configure_logs
    from parley_server.app.serve import run_async

    settings = settings_or_exit(data=data)
    configure_logs(settings if verbose else settings.model_copy(update={"log_level": "error"}))
    options = ChatOptions(server=server, character=character, agent=agent, room=room, verbose=verbose)
    raise typer.Exit(run_async(chat_here(settings, options)))


def run() -> None:
    """Run the command line."""
    _open_missing_streams()
    app()


def _open_missing_streams() -> None:
    """Make sure that what is opened next does not get the number of a standard stream that was closed."""
    while (descriptor := os.open(os.devnull, os.O_RDWR)) <= 2:
        pass
    os.close(descriptor)
