"""What happens to deliveries, told to whoever counts."""

from __future__ import annotations

from typing import Protocol


class Timings(Protocol):
    """Counts deliveries by type of event; called in batches, in the event loop, without waiting."""

    def delivered(self, event_type: str, number: int) -> None:
        """Count events given out, repeats included."""
        ...

    def failed(self, event_type: str) -> None:
        """Count a delivery that failed."""
        ...

    def acknowledged(self, event_type: str, seconds: float, number: int) -> None:
        """Count events that were acknowledged so long after they were given out."""
        ...


class NoTimings:
    """Nobody counts."""

    def delivered(self, event_type: str, number: int) -> None:
        """Do nothing."""

    def failed(self, event_type: str) -> None:
        """Do nothing."""

    def acknowledged(self, event_type: str, seconds: float, number: int) -> None:
        """Do nothing."""
