"""Measures a server against its targets and its ceiling: `make bench`, or `python -m benchmarks [--quick]`.

Prints a table and writes benchmarks/results.json; benchmarks/README.md says how to read both.
"""

from __future__ import annotations

import argparse
import asyncio
import sys
from pathlib import Path

from benchmarks import peers
from benchmarks.bus import measure as bus
from benchmarks.measure import FULL, PARTS, QUICK, measure_all
from benchmarks.rows import table, write


def main() -> int:
    """Read the command line, measure, and show what came out."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description="Measures a server against its targets.")
    parser.add_argument("--quick", action="store_true", help="about two minutes, with figures to match")
    parser.add_argument("--out", type=Path, default=Path(__file__).parent / "results.json", help="file for the rows")
    parser.add_argument("--only", choices=PARTS, action="append", help="measure this part; may be given again")
    given = parser.parse_args()
    parts = given.only or PARTS
    rows = asyncio.run(measure_all(QUICK if given.quick else FULL, parts))
    write(rows, given.out)
    print(table(rows))
    if "peers" in parts and (hint := peers.how_to_install()):
        print(hint)
    if "bus" in parts:
        print(*bus.how_to_install(), sep="\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
