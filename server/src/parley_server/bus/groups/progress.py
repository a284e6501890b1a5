"""How far a group is, as the bytes that a checkpoint carries."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

import orjson

_VERSION = 2


class OddItem(NamedTuple):
    """An item that is not just given out once. `due` in milliseconds of the wall clock, 0 = at once.

    It may have been given out again since, up to the attempt `promised`.
    """

    sequence: int
    attempt: int
    deliveries: int
    due: int
    redriven: bool
    promised: int = 0

    @property
    def highest(self) -> int:
        """The highest attempt that it may have had."""
        return max(self.attempt, self.promised)


@dataclass(slots=True, kw_only=True)
class GroupProgress:
    """What a group must know after a restart.

    Behind `position` nothing was taken, except what is `done_ahead`. `given` were given out once, `taken` never, `odd`
    otherwise. Sequences up to `high` were in hands before the last seek, with at most `base` attempts; `top` is the
    highest attempt of all that may have been. Sequences up to `unsure` may have been given out in `crashes` more
    attempts, and those up to `promised` (0 = none) in one more since this was stored.
    """

    position: int
    top: int = 0
    high: int = 0
    base: int = 0
    unsure: int = 0
    crashes: int = 0
    promised: int = 0
    given: Sequence[int] = ()
    taken: list[int] = field(default_factory=list)
    odd: list[OddItem] = field(default_factory=list)
    done_ahead: list[int] = field(default_factory=list)


def write(progress: GroupProgress) -> bytes:
    """Return the bytes."""
    return orjson.dumps(
        (
            _VERSION,
            progress.position,
            progress.top,
            progress.high,
            progress.base,
            progress.unsure,
            progress.crashes,
            progress.promised,
            _runs(progress.given),
            _runs(progress.taken),
            [tuple(item) for item in progress.odd],
            _runs(progress.done_ahead),
        )
    )


def read(data: bytes, *, floor: int) -> GroupProgress:
    """Return what the bytes say; no bytes = a new group that starts behind `floor`."""
    if not data:
        return GroupProgress(position=floor)
    version, *fields = orjson.loads(data)
    if version != _VERSION:
        raise ValueError(f"progress of version {version}")
    position, top, high, base, unsure, crashes, promised, given, taken, odd, ahead = fields
    return GroupProgress(
        position=position,
        top=top,
        high=high,
        base=base,
        unsure=unsure,
        crashes=crashes,
        promised=promised,
        given=_flat(given),
        taken=_flat(taken),
        odd=[OddItem(*item) for item in odd],
        done_ahead=_flat(ahead),
    )


def _runs(sequences: Sequence[int]) -> list[int]:
    """Return ascending numbers as (first, how many) one after the other."""
    if not sequences:
        return []
    first = sequences[0]
    if sequences[-1] - first == len(sequences) - 1:
        return [first, len(sequences)]
    runs: list[int] = []
    awaited = first
    for sequence in sequences:
        if sequence != awaited:
            runs += (first, awaited - first)
            first = sequence
        awaited = sequence + 1
    runs += (first, awaited - first)
    return runs


def _flat(runs: Iterable[int]) -> list[int]:
    places = iter(runs)
    return [sequence for first in places for sequence in range(first, first + next(places))]
