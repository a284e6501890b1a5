"""`parley character`: character files, without a server."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from parley_server.app.cli.options import EXIT_CODES, AsJson

if TYPE_CHECKING:
    from collections.abc import Iterator

    from parley_server.app.cli.characters import CharacterFile
    from parley_server.domain.characters import Character, CharacterChange
    from parley_server.domain.errors import FieldProblem

app = typer.Typer(help=f"Check and convert character files of any age. {EXIT_CODES}", no_args_is_help=True)


@dataclass(frozen=True, slots=True, kw_only=True)
class Examined:
    """What the reader changes in a file, and what is wrong with it: why it is refused, or what will not be used."""

    changes: tuple[CharacterChange, ...] = ()
    problems: tuple[FieldProblem, ...] = ()


File = Annotated[Path, typer.Argument(help="Character file of any age.")]


@app.command()
def lint(file: File, as_json: AsJson = False) -> None:
    """Tell what the reader changes in a file, and its problems, by JSON pointers. Leaves with 1 on problems."""
    from parley_server.app.cli.output import print_json, print_table

    found = _examine(file)
    if as_json:
        print_json(
            {
                "file": str(file),
                "changes": [{"pointer": one.pointer, "note": one.note} for one in found.changes],
                "problems": [{"pointer": one.field, "note": one.note} for one in found.problems],
            }
        )
    else:
        listed = [("problem", one.field or "/", one.note) for one in found.problems]
        listed += [("change", one.pointer or "/", one.note) for one in found.changes]
        print_table(("KIND", "POINTER", "WHAT"), listed)
        _say_result(file, found)
    if found.problems:
        raise typer.Exit(1)


@app.command()
def convert(
    file: File,
    output: Annotated[
        Path | None, typer.Option("--output", "-o", help="File to write, which must not be there; none = print it.")
    ] = None,
) -> None:
    """Write a file in its current shape. Secrets are left out: they belong into the environment, or into the server."""
    from parley_server.app.cli.calling import fail
    from parley_server.app.cli.characters import BadCharacterFile, examine_character
    from parley_server.orchestrator.characters import write_character

    try:
        read = examine_character(file)
    except BadCharacterFile as error:
        fail(str(error))
    text = json.dumps(write_character(read.read.character), ensure_ascii=False, indent=2) + "\n"
    if output is None:
        typer.echo(text, nl=False)
    else:
        try:
            # Never over another file: that could be the only copy of a character.
            with output.open("x", encoding="utf-8") as target:
                target.write(text)
        except OSError as error:
            fail(f"{output} cannot be written: {error.strerror or error}")
    _say_secrets(read)


def _examine(file: Path) -> Examined:
    from parley_server.app.cli.characters import BadCharacterFile, examine_character
    from parley_server.domain.errors import FieldProblem

    try:
        read = examine_character(file).read
    except BadCharacterFile as error:
        # A file that is no JSON has no parts yet: the problem is with it as a whole.
        return Examined(problems=error.problems or (FieldProblem(field="", note=str(error)),))
    return Examined(changes=read.changes, problems=tuple(_bad_templates(read.character)))


def _bad_templates(character: Character) -> Iterator[FieldProblem]:
    """Yield what is wrong with templates; the agent would do without them, and say so in the log alone."""
    from parley_server.domain.errors import FieldProblem
    from parley_server.orchestrator.characters.report import extend_pointer
    from parley_server.plugin_api.templates import BadTemplate, names_in

    for name, template in character.templates.items():
        try:
            names_in(str(template))
        except BadTemplate as error:
            yield FieldProblem(field=extend_pointer("/templates", name), note=f"not used: {error.problems[0].note}")


def _say_result(file: Path, found: Examined) -> None:
    count = len(found.problems or found.changes)
    if not count:
        typer.echo(f"{file} is in its current shape", err=True)
        return
    noun = "problem" if found.problems else "change"
    typer.echo(f"{file}: {count} {noun}{'' if count == 1 else 's'}", err=True)


def _say_secrets(file: CharacterFile) -> None:
    names = sorted(file.read.character.secrets)
    if names:
        typer.echo(f"left out, as they are secrets: {', '.join(names)}", err=True)
