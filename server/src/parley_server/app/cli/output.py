"""What commands print: tables for people on a terminal, tab-separated text on a pipe, JSON when asked for."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, nullcontext

from google.protobuf.json_format import MessageToDict
from google.protobuf.message import Message

from parley_server.domain.json import JsonValue


def print_table(columns: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
    """Print rows: with a head and in columns on a terminal, else one line each with tabs between and no head."""
    if not sys.stdout.isatty():
        for row in rows:
            print("\t".join(_flat(cell) for cell in row))
        return
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    table = Table(box=None, header_style="bold", pad_edge=False)
    for column in columns:
        table.add_column(column, overflow="fold")
    for row in rows:
        # Text, not markup: what agents and files say is not ours to interpret.
        table.add_row(*(Text(_plain(cell)) for cell in row))
    Console().print(table)


def print_json(value: JsonValue) -> None:
    """Print one JSON value: readable on a terminal, one line on a pipe."""
    print(json.dumps(value, ensure_ascii=False, indent=2 if sys.stdout.isatty() else None))


def json_of(message: Message) -> dict[str, JsonValue]:
    """Return a message in protobuf's JSON mapping, as grpcurl shows it."""
    return MessageToDict(message)


@contextmanager
def progress(words: str) -> Iterator[None]:
    """Show that something is under way, on a terminal only."""
    if not sys.stderr.isatty():
        with nullcontext():
            yield
        return
    from rich.console import Console

    with Console(stderr=True).status(words):
        yield


def _flat(cell: str) -> str:
    return " ".join(_plain(cell).split())


def _plain(cell: str) -> str:
    """Leave out what could move the cursor of a terminal."""
    return "".join(letter for letter in cell if letter.isprintable() or letter in "\n\t ")
