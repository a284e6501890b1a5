"""How much a reader may be sent."""

from __future__ import annotations

# More than anybody is ever sent.
NO_LIMIT = 1 << 62


class Credit:
    """Events and bytes that a reader may still be sent. The last event may take it below zero bytes."""

    __slots__ = ("events", "is_free", "size")

    def __init__(self, granted: tuple[int, int] | None) -> None:
        """Begin with (events, bytes), bytes 0 = no limit of its own; None = no limit at all."""
        self.is_free = granted is None
        self.events = NO_LIMIT
        self.size = NO_LIMIT
        if granted is not None:
            self.events, size = granted
            self.size = size or NO_LIMIT

    @property
    def is_empty(self) -> bool:
        """Whether nothing may be sent."""
        return self.events <= 0 or self.size <= 0

    def add(self, events: int, size: int) -> None:
        """Allow more; bytes 0 = no limit by bytes from now on. What was free until now is so no longer."""
        if self.is_free:
            self.is_free = False
            self.events = 0
            self.size = 0
        self.events += events
        if size == 0 or self.size > NO_LIMIT // 2:
            self.size = NO_LIMIT
        else:
            self.size += size

    def spend(self, events: int, size: int) -> None:
        """Count what was sent."""
        if self.is_free:
            return
        self.events -= events
        if self.size <= NO_LIMIT // 2:
            self.size -= size
