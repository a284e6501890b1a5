"""Which runs wait for which: agents that send messages and wait for the answers."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from parley_server.domain.ids import RunId


class Waits:
    """Keeps who waits for whom. Plain state, so that it can be tested as a function."""

    def __init__(self) -> None:
        """Start with nobody waiting."""
        self._waits: dict[RunId, list[RunId]] = {}

    def __len__(self) -> int:
        """Return the number of runs that wait."""
        return len(self._waits)

    def add(self, waiter: RunId, awaited: RunId) -> None:
        """Note that the work of one run waits for the end of another."""
        self._waits.setdefault(waiter, []).append(awaited)

    def remove(self, waiter: RunId, awaited: RunId) -> None:
        """Note that it waits no longer."""
        awaited_ones = self._waits.get(waiter, [])
        awaited_ones.remove(awaited)
        if not awaited_ones:
            del self._waits[waiter]

    def path(self, first: RunId, last: RunId, ahead: Callable[[RunId], Sequence[RunId]]) -> list[RunId]:
        """Return over which runs `first` waits for `last`, both named; empty when it does not.

        `ahead` are the runs that one waits for in its room. A path leads over a room at least once, or it would have
        been one before: runs that only await one another are made one after the other.
        """
        came_from: dict[RunId, RunId] = {}
        reached, queue = {first}, [first]
        while queue:
            run_id = queue.pop()
            if run_id == last:
                return _back(came_from, first, last)
            for following in (*self._waits.get(run_id, ()), *ahead(run_id)):
                if following not in reached:
                    reached.add(following)
                    came_from[following] = run_id
                    queue.append(following)
        return []


def _back(came_from: dict[RunId, RunId], first: RunId, last: RunId) -> list[RunId]:
    path = [last]
    while path[-1] != first:
        path.append(came_from[path[-1]])
    return path[::-1]
