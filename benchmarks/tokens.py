"""Tokens that say when they were made, so that whoever reads one knows how long it was on its way."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator
from dataclasses import dataclass

# The spec holds the last ten characters of an open text back: the time of a token must not be among them.
_MARGIN = "-" * 10


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """What a message asks of a stub: so many tokens, with so many seconds from one to the next.

    Without a pause the loop gets its turn after each; with a negative one they come all at once, as from a model that
    does not stream.
    """

    tokens: int
    pause: float = 0.0

    def text(self) -> str:
        """Return the message."""
        return f"{self.tokens} {self.pause}"

    @classmethod
    def read(cls, text: str) -> Order:
        """Read a message; one that is no order gets ten tokens."""
        tokens, _, pause = text.partition(" ")
        try:
            return cls(tokens=int(tokens), pause=float(pause))
        except ValueError:
            return cls(tokens=10)


async def tokens(order: Order) -> AsyncIterator[str]:
    """Yield tokens at their times: the clock's nanoseconds, and what an extractor may hold back."""
    start = time.monotonic()
    for index in range(order.tokens):
        yield f" {time.monotonic_ns()} {_MARGIN}"
        if order.pause > 0:
            await asyncio.sleep(max(0.0, start + (index + 1) * order.pause - time.monotonic()))
        elif order.pause == 0:
            await asyncio.sleep(0)


def ages(text: str, now: int) -> list[tuple[int, float]]:
    """Return when each token of a text was made, in nanoseconds, and how old it is at `now`, in milliseconds."""
    made = [int(word) for word in text.split() if word.isdecimal()]
    return [(moment, (now - moment) / 1e6) for moment in made]
