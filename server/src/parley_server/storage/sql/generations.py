"""What was used lately, kept within bounds."""

from collections.abc import Hashable
from typing import Generic, TypeVar

V = TypeVar("V")


class Generations(Generic[V]):
    """Keeps at least the last `size` values that were put or got, at most twice as many; forgetting costs nothing."""

    def __init__(self, size: int) -> None:
        """Start empty."""
        self._size = size
        self._young: dict[Hashable, V] = {}
        self._old: dict[Hashable, V] = {}

    def __len__(self) -> int:
        """Return how many values are kept."""
        return len(self._young.keys() | self._old.keys())

    def get(self, key: Hashable) -> V | None:
        """Return a value, or None when it is not kept."""
        value = self._young.get(key)
        if value is None:
            value = self._old.get(key)
            if value is not None:
                self.put(key, value)
        return value

    def put(self, key: Hashable, value: V) -> None:
        """Keep a value."""
        self._young[key] = value
        if len(self._young) >= self._size:
            self._young, self._old = {}, self._young
