"""`parley config`: the settings in force."""

from __future__ import annotations

from typing import TYPE_CHECKING

import typer

from parley_server.app.cli.options import EXIT_CODES, AsJson, Data

if TYPE_CHECKING:
    from parley_server.app.settings import Settings

app = typer.Typer(help=f"Show the settings. {EXIT_CODES}", no_args_is_help=True)


@app.callback()
def _config() -> None:
    """Make `show` a command of its own; typer would drop its name while it is the only one."""


@app.command()
def show(data: Data = None, as_json: AsJson = False) -> None:
    """Show each setting and where it comes from: default, option, or the name of an environment variable.

    Secrets are never shown, only whether they are set.
    """
    from parley_server.app.cli.configured import settings_or_exit
    from parley_server.app.cli.output import print_json, print_table
    from parley_server.app.sources import source_of

    settings = settings_or_exit(data=data)
    rows = [
        (name, shown(settings, name), "--data" if name == "data" and data is not None else source_of(name))
        for name in type(settings).model_fields
    ]
    if as_json:
        print_json([{"setting": name, "value": value, "source": source} for name, value, source in rows])
    else:
        print_table(("SETTING", "VALUE", "SOURCE"), rows)


def shown(settings: Settings, name: str) -> str:
    """Return the value of a setting for eyes; that of a secret only says whether there is one."""
    from pydantic import SecretStr

    value = getattr(settings, name)
    if name == "database_url" and value.get_secret_value():
        from parley_server.sql.postgres.address import shown as shown_address

        return shown_address(value.get_secret_value())
    if isinstance(value, SecretStr):
        return "(set)" if value.get_secret_value() else ""
    return ",".join(map(str, value)) if isinstance(value, tuple) else str(value)
