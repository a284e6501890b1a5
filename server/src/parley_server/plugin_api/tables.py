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

    They are in the server's store, also those of an agent that has a database of its own. Every method raises
    InvalidField for an unknown column or a value of another kind, TooLarge above a limit: 1000 rows and 8 MiB a call,
    1 MiB a value, 2000 bytes all values of a key or an index, and NotFound when the table is not there.
    """

    async def insert(self, rows: Sequence[Cells]) -> None:
        """Add rows in one transaction. Raises AlreadyExists when a key or unique value is taken."""
        ...

    async def put(self, rows: Sequence[Cells]) -> None:
        """Add rows, in place of those with the same primary key. Raises AlreadyExists when a unique value is taken."""
        ...

    async def get(self, key: Cells) -> Cells | None:
        """Return the row with this primary key, all of its columns and no other, or None."""
        ...

    async def find(
        self, where: Cells | None = None, *, order_by: Sequence[str] = (), descending: bool = False, limit: int = 1000
    ) -> list[Cells]:
        """Return rows whose columns have these values, by default in the order of the primary key; up to 1000.

        None looks for null, which stands before every value. JSON is neither looked for nor an order.
        """
        ...

    async def delete(self, where: Cells) -> int:
        """Delete the rows whose columns have these values; return how many there were. Raises InvalidField for none."""
        ...


class PluginTables(Protocol):
    """The part of the runtime that gives plugins their tables."""

    def get_table(self, plugin: str, table: str) -> Rows:
        """Return a table of a plugin's schema; the plugin is named in any form.

        Raises NotFound for one that was not declared or could not be migrated. Before the agent is ready, above all in
        `init`, it may not be there yet.
        """
        ...
