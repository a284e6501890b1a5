"""The command `parley`. What a command needs is imported when it runs, so that --help is quick."""

from __future__ import annotations

import gc
import os
from pathlib import Path
from typing import Annotated

import typer

from parley_server import __version__
from parley_server.app.cli import agents, character, config, plugin, runs
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
app.add_typer(plugin.app, name="plugin")
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
    plugins: Annotated[str | None, typer.Option(help="Further plugins of every agent: module:attribute,...")] = None,
) -> None:
    """Serve until SIGTERM or Ctrl-C. Prints `READY <address>` once calls are answered."""
    # Imports make a lot of objects and no garbage: to look for some again and again takes a sixth of their time.
    gc.disable()
    from parley_server.app.cli.configured import settings_or_exit
    from parley_server.app.serve import serve as serve_here

    gc.enable()
    raise typer.Exit(serve_here(settings_or_exit(host=host, port=port, data=data, plugins=plugins)))


@app.command()
def chat(
    *,
    server: Annotated[str, typer.Option(help="Address of a server, host:port; none = join or start one.")] = "",
    character: Annotated[Path | None, typer.Option(help="Character file of any age; none = Juno.")] = None,
    agent: Annotated[str, typer.Option(help="Id or name of an agent of the server, instead of a file.")] = "",
    room: Annotated[str, typer.Option(help="Room to talk in, by id or any name; none = your direct room.")] = "",
    token: Annotated[str, typer.Option(envvar="PARLEY_TOKEN", help="Bearer token for the server.")] = "",
    data: Annotated[Path | None, typer.Option(help="Folder of the database and the key.")] = None,
    verbose: Annotated[bool, typer.Option("--verbose", "-v", help="List changes to the file; show warnings.")] = False,
) -> None:
    """Talk to an agent. Ctrl-C cancels the reply, Ctrl-D leaves; works on a pipe, a line is a message.

    Exit codes: 0 fine, 1 a reply failed (on a pipe also: was cancelled) or there was nobody to talk to, 2 wrong usage
    or settings.
    """
    # gRPC tells on standard error how connections come and go; it reads this when it is imported.
    os.environ.setdefault("GRPC_VERBOSITY", "NONE")
    if agent and character is not None:
        raise typer.BadParameter("--agent names an agent that is there, --character brings one: use one of them")
    from parley_server.app.cli.chat import ChatOptions, chat_here
    from parley_server.app.cli.configured import settings_or_exit
    from parley_server.app.logs import configure_logs
    from parley_server.app.serve import run_async

    settings = settings_or_exit(data=data)
    if settings.log_level == "info":
        # Nobody has asked for another one; a line for each call would drown the conversation.
        settings = settings.model_copy(update={"log_level": "warning" if verbose else "error"})
    configure_logs(settings)
    options = ChatOptions(server=server, character=character, agent=agent, room=room, token=token, verbose=verbose)
    try:
        raise typer.Exit(run_async(chat_here(settings, options)))
    except KeyboardInterrupt:
        raise typer.Exit(1) from None


def run() -> None:
    """Run the command line."""
    _open_missing_streams()
    app()


def _open_missing_streams() -> None:
    """Make sure that what is opened next does not get the number of a standard stream that was closed."""
    while (descriptor := os.open(os.devnull, os.O_RDWR)) <= 2:
        pass
    os.close(descriptor)
