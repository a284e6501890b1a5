"""Changes of tables that SQLAlchemy has no words for; SQLite and PostgreSQL write them alike."""

from typing import Any

from sqlalchemy import Column, Table
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.schema import ExecutableDDLElement
from sqlalchemy.sql.compiler import DDLCompiler


class AddColumn(ExecutableDDLElement):
    """Adds a column, which is one of `shape`, to a table that is there."""

    def __init__(self, shape: Table, column: "Column[Any]") -> None:
        """Name the table and the column."""
        self.shape = shape
        self.column = column


class RenameTable(ExecutableDDLElement):
    """Gives a table another name in the same schema."""

    def __init__(self, shape: Table, name: str) -> None:
        """Name the table as it is called until then, and its new name."""
        self.shape = shape
        self.name = name


@compiles(AddColumn)
def _add_column(element: AddColumn, compiler: DDLCompiler, **_: Any) -> str:
    table = compiler.preparer.format_table(element.shape)
    return f"ALTER TABLE {table} ADD COLUMN {compiler.get_column_specification(element.column)}"


@compiles(RenameTable)
def _rename_table(element: RenameTable, compiler: DDLCompiler, **_: Any) -> str:
    table = compiler.preparer.format_table(element.shape)
    return f"ALTER TABLE {table} RENAME TO {compiler.preparer.quote(element.name)}"
