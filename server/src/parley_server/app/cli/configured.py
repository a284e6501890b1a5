"""Settings of a command: the environment's, with the command's own options above them."""

from __future__ import annotations

import typer
from pydantic import ValidationError

from parley_server.app.settings import Settings


def settings_or_exit(**options: object) -> Settings:
    """Return the settings; options that are None are not given. A bad one is named, and the program leaves with 2."""
    given = {name: value for name, value in options.items() if value is not None}
    try:
        return Settings.model_validate({**Settings().model_dump(), **given}) if given else Settings()
    except ValidationError as error:
        for problem in error.errors():
            name = ".".join(str(part) for part in problem["loc"])
            typer.echo(f"parley: setting {name}: {problem['msg']}", err=True)
        raise typer.Exit(2) from None
