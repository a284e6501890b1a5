"""What was measured, as rows: on the screen and in a file."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One measurement. `ratio` is to `against`, where there is a peer; `met` is None without a verdict."""

    name: str
    figure: float | None
    unit: str
    ratio: float | None = None
    against: str = ""
    target: str = ""
    met: bool | None = None


def at_most(name: str, figure: float | None, unit: str, bound: float) -> Row:
    """Return a row whose figure should not be above a bound."""
    met = None if figure is None else figure <= bound
    return Row(name=name, figure=figure, unit=unit, target=f"<= {bound:g} {unit}", met=met)


def at_least(name: str, figure: float | None, unit: str, bound: float) -> Row:
    """Return a row whose figure should not be below a bound."""
    met = None if figure is None else figure >= bound
    return Row(name=name, figure=figure, unit=unit, target=f">= {bound:g} {unit}", met=met)


def compared(name: str, figure: float, unit: str, peer: float | None, *, against: str, bound: str = "") -> Row:
    """Return a row that is held against a peer; `bound` is like "<= 1.5" or ">= 0.6", and about the ratio."""
    ratio = figure / peer if peer else None
    met = None
    if ratio is not None and bound:
        sign, _, limit = bound.partition(" ")
        met = ratio <= float(limit) if sign == "<=" else ratio >= float(limit)
    return Row(
        name=name,
        figure=figure,
        unit=unit,
        ratio=ratio,
        against=against,
        target=f"{bound} x {against}" if bound else "",
        met=met,
    )


def missing(name: str, unit: str, *, against: str, target: str) -> Row:
    """Return the row of a comparison whose peer is not there."""
    return Row(name=name, figure=None, unit=unit, against=against, target=target)


def write(rows: Sequence[Row], path: Path) -> None:
    """Write all rows to a file, as a list."""
    path.write_text(json.dumps([_rounded(row) for row in rows], indent=2) + "\n", encoding="utf-8")


def table(rows: Sequence[Row]) -> str:
    """Return the rows as a table for people."""
    head = ("what", "figure", "unit", "ratio", "target", "met")
    lines = [head, *map(_cells, rows)]
    widths = [max(len(line[column]) for line in lines) for column in range(len(head))]
    return "\n".join("  ".join(cell.ljust(width) for cell, width in zip(line, widths, strict=True)) for line in lines)


def _cells(row: Row) -> tuple[str, ...]:
    met = {True: "yes", False: "NO", None: "-"}[row.met]
    ratio = "" if row.ratio is None else f"{row.ratio:.2f}"
    figure = "not measured" if row.figure is None else f"{row.figure:,.2f}"
    return (row.name, figure, row.unit, ratio, row.target or (f"(of {row.against})" if row.against else ""), met)


def _rounded(row: Row) -> dict[str, object]:
    return {key: round(value, 4) if isinstance(value, float) else value for key, value in asdict(row).items()}
