"""Soaks a server: does its memory stay flat, however long it works? `make soak`, or `python -m benchmarks.soak`.

A server process with several agents is put under a mixed load. Its caches fill in a warm-up; from then on its resident
memory must not grow. Ends with 1 when it does, when a cache is above its bound, when anything is left behind once the
load is over, or when a call was not answered.
"""

from __future__ import annotations

import argparse
import asyncio
import sys

from benchmarks.soak.soaking import BOUNDS, WARM_UP, Plan, soak
from benchmarks.soak.verdict import Bounds


def main() -> int:
    """Read the command line, soak, and show what came of it."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.soak", description="Looks whether memory stays flat.")
    parser.add_argument("--minutes", type=float, default=10.0, help="how long; less than five tell little")
    parser.add_argument("--slope", type=float, default=BOUNDS.slope, help="MiB a minute that are flat still")
    parser.add_argument("--difference", type=float, default=BOUNDS.difference, help="MiB in all that are flat still")
    parser.add_argument("--leak", type=int, default=0, help="bytes to lose with each run, to see that it is noticed")
    given = parser.parse_args()
    bounds = Bounds(slope=given.slope, difference=given.difference)
    outcome = asyncio.run(soak(Plan(seconds=given.minutes * 60, bounds=bounds, leak=given.leak)))
    verdict = outcome.verdict
    print("done:", ", ".join(f"{number} {what}" for what, number in sorted(outcome.done.items())))
    print("left in memory:", ", ".join(f"{name} {number}" for name, number in sorted(outcome.sizes.items())))
    print(
        f"memory after {WARM_UP:.0%} of the time: {verdict.first:.1f} MiB, at the end {verdict.last:.1f} MiB "
        f"({verdict.difference:+.1f}, at most {bounds.difference:g}); "
        f"slope {verdict.slope:+.2f} MiB a minute (at most {bounds.slope:g})"
    )
    for problem in outcome.problems:
        print(f"not good: {problem}")
    print("not flat" if not verdict.is_flat else "flat")
    return 1 if outcome.problems else 0


if __name__ == "__main__":
    sys.exit(main())
