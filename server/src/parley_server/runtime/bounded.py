"""A cache with a size and an age."""

from collections import OrderedDict
from typing import Generic, TypeVar

from parley_server.domain.clock import Clock

V = TypeVar("V")


class BoundedCache(Generic[V]):
    """Keeps the most recently used values: at most `size`, none older than `max_age` seconds."""

    def __init__(self, *, size: int, max_age: float, clock: Clock) -> None:
        """Start empty."""
        self._size = size
        self._max_age = max_age
        self._clock = clock
        self._entries: OrderedDict[str, tuple[float, V]] = OrderedDict()

    def __len__(self) -> int:
        """Return the number of values kept: the cache's metric."""
        return len(self._entries)

    def get(self, key: str) -> V | None:
        """Return a value, or None when it is unknown, too old or was pushed out."""
        entry = self._entries.get(key)
        if entry is None:
            return None
        made, value = entry
        if self._clock.monotonic() - made > self._max_age:
            del self._entries[key]
            return None
        self._entries.move_to_end(key)
        return value

    def last(self) -> V | None:
        """Return the value that was put or read last, or None when there is none, or it is too old."""
        return self.get(next(reversed(self._entries))) if self._entries else None

    def put(self, key: str, value: V) -> None:
        """Keep a value; the least recently used one goes when there is no room."""
        self._entries[key] = (self._clock.monotonic(), value)
        self._entries.move_to_end(key)
        if len(self._entries) > self._size:
            self._entries.popitem(last=False)

    def clear(self) -> None:
        """Forget everything."""
        self._entries.clear()
