"""Tables of a plugin, as it reads and writes them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Protocol

from parley_server.domain.json import JsonValue

CellValue = JsonValue | bytes | datetime
Cells = Mapping[str, CellValue]
"""A row: values by column, each of its column's kind. What a read returns has every column."""


class Rows(Protocol):
    """One table of a plugin's schema, seen from one agent: rows of others are never seen.

    Every method raises InvalidField for an unknown column or a value of another kind.
    """

    async def insert(self, rows: Sequence[Cells]) -> None:
        """Add rows in one transaction. Raises AlreadyExists when a key or unique value is taken."""
        ...

    async def put(self, rows: Sequence[Cells]) -> None:
        """Add rows, in place of those with the same primary key."""
        ...

    async def get(self, key: Cells) -> Cells | None:
        """Return the row with this primary key, or None."""
        ...

    async def find(
        self, where: Cells | None = None, *, order_by: Sequence[str] = (), descending: bool = False, limit: int = 1000
    ) -> list[Cells]:
        """Return rows whose columns have these values, by default in the order of the primary key."""
        ...

    async def delete(self, where: Cells) -> int:
        """Delete the rows whose columns have these values; return how many there were. Raises InvalidField for none."""
        ...


class PluginTables(Protocol):
    """The part of the runtime that gives plugins their tables."""

    def get_table(self, plugin: str, table: str) -> Rows:
        """Return a table of a plugin's schema. Raises NotFound for one that was not declared or not migrated."""
        ...
