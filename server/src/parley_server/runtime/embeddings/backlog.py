"""How many memories of an agent wait in the store, kept without asking it each time."""

from __future__ import annotations

from collections.abc import Awaitable


class Backlog:
    """Counts along with what is queued and what comes to an end.

    It `is_sure` when it cannot be too small. Only then may somebody conclude that all that waits is being worked on and
    that nobody has to look at the store again. It may be too large: what is queued twice counts twice.
    """

    def __init__(self) -> None:
        """Know nothing."""
        self.number: int | None = None
        self.is_sure = False
        self._changes = 0

    def forget(self) -> None:
        """Know nothing any more."""
        self.number, self.is_sure = None, False
        self._changes += 1

    def add(self, number: int) -> None:
        """Count so many more, or fewer."""
        self._changes += 1
        if self.number is not None:
            self.number = max(0, self.number + number)

    def may_exceed(self, number: int) -> bool:
        """Tell whether more than so many wait, as far as can be known."""
        return self.number is None or not self.is_sure or self.number > number

    async def count(self, counted: Awaitable[int], *, surely: bool = False) -> int:
        """Take over what the store counts, and return it.

        `surely` is for who knows that nothing was on its way to its end; what came or went meanwhile makes it unsure
        all the same, because nobody knows whether the store had it already.
        """
        changes = self._changes
        number = await counted
        if changes == self._changes:
            self.number, self.is_sure = number, surely
        elif self.number is None:
            self.number, self.is_sure = number, False
        return number
