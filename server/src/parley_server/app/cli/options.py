"""Options that several commands have."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

Server = Annotated[str, typer.Option(help="Address of a server, host:port; none = the one that holds the data folder.")]
Data = Annotated[Path | None, typer.Option(help="Folder of the database and the key.")]
AsJson = Annotated[bool, typer.Option("--json", help="Print JSON, for scripts.")]
EXIT_CODES = "Exit codes: 0 fine, 1 failed, 2 wrong usage or settings."
