"""What was used lately, kept within bounds."""

from collections.abc import Callable, Hashable
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

    def forget(self, key: Hashable) -> None:
        """Keep a value no more; one that is not kept is none to worry about."""
        self._young.pop(key, None)
        self._old.pop(key, None)

    def forget_those(self, match: Callable[[Hashable], bool]) -> None:
        """Keep the values of keys that match no more. Looks at every key."""
        self._young = {key: value for key, value in self._young.items() if not match(key)}
        self._old = {key: value for key, value in self._old.items() if not match(key)}
