"""Measures a server against its targets and its ceiling: `make bench`, or `python -m benchmarks [--quick]`.

Prints a table and writes benchmarks/results.json; benchmarks/README.md says how to read both.
"""

from __future__ import annotations

import argparse
import asyncio
import sys
from pathlib import Path

from benchmarks import peers
from benchmarks.measure import FULL, QUICK, measure_all
from benchmarks.rows import table, write


def main() -> int:
    """Read the command line, measure, and show what came out."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description="Measures a server against its targets.")
    parser.add_argument("--quick", action="store_true", help="about a minute, with figures to match")
    parser.add_argument("--out", type=Path, default=Path(__file__).parent / "results.json", help="file for the rows")
    given = parser.parse_args()
    rows = asyncio.run(measure_all(QUICK if given.quick else FULL))
    write(rows, given.out)
    print(table(rows))
    if hint := peers.how_to_install():
        print(hint)
    return 0


if __name__ == "__main__":
    sys.exit(main())
