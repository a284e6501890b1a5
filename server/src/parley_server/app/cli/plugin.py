"""`parley plugin`: packages of plugins, without a server."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from parley_server.app.cli.options import EXIT_CODES

app = typer.Typer(help=f"Write plugins. {EXIT_CODES}", no_args_is_help=True)


@app.callback()
def _plugin() -> None:
    """Write plugins."""


@app.command()
def new(
    name: Annotated[str, typer.Argument(help="What agents list it as, for example weather.")],
    folder: Annotated[Path, typer.Option("--in", help="Where the folder of the package is made.")] = Path(),
) -> None:
    """Write the package of a plugin with one component of each usual kind and a test. Installs nothing."""
    from parley_server.app.scaffold import BadPluginName, write_plugin

    try:
        made, *files = write_plugin(name, folder)
    except BadPluginName as error:
        raise typer.BadParameter(str(error)) from None
    except FileExistsError as error:
        typer.echo(f"{error.filename} is there already; it is left as it is", err=True)
        raise typer.Exit(1) from None
    except OSError as error:
        typer.echo(f"{error.filename} cannot be written: {error.strerror}", err=True)
        raise typer.Exit(1) from None
    for path in files:
        typer.echo(str(path))
    typer.echo(f"Try it: cd {made} && python -m pytest", err=True)
