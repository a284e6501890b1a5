"""The command `parley`. What a command needs is imported when it runs, so that --help is quick."""

from __future__ import annotations

from importlib.metadata import version
from pathlib import Path
from typing import Annotated

import typer

app = typer.Typer(
    name="parley",
    help="Hosts AI agents behind one gRPC contract. Exit codes: 0 fine, 1 failed, 2 wrong usage or settings.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
)


def _show_version(wanted: bool) -> None:
    if wanted:
        typer.echo(version("parley"))
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


def run() -> None:
    """Run the command line."""
    app()
