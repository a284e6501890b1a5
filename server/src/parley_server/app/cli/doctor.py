"""`parley doctor`: what is wrong, and how to mend it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from parley_server.app.cli.options import AsJson, Data

if TYPE_CHECKING:
    from collections.abc import Sequence

    from parley_server.app.doctor import Finding


Deep = Annotated[bool, typer.Option("--deep", help="Look at all of the store, however long it takes.")]


def doctor(data: Data = None, deep: Deep = False, as_json: AsJson = False) -> None:
    """Look for what keeps Parley from working, and say how to mend it.

    Changes nothing, and never shows a key. Exit codes: 0 all well (there may be remarks), 1 problems.
    """
    from parley_server.app.cli.output import print_json, progress
    from parley_server.app.cli.server_check import check_server
    from parley_server.app.doctor import examine
    from parley_server.app.serve import run_async

    with progress("looking around"):
        findings = run_async(examine(data=data, ask_server=check_server, deep=deep))
    if as_json:
        print_json(
            [
                {"check": one.check, "level": one.level.value, "found": one.found, "remedy": one.remedy}
                for one in findings
            ]
        )
    else:
        _print(findings)
    if any(one.level.value == "problem" for one in findings):
        raise typer.Exit(1)


def _print(findings: Sequence[Finding]) -> None:
    from parley_server.app.cli.output import print_table

    rows = [(one.level.value, one.check, one.found, one.remedy) for one in findings]
    print_table(("", "CHECK", "FOUND", "HOW TO MEND IT"), rows)
