"""How a runtime keeps a secret that it is told while it runs: the key stays with the orchestrator."""

from __future__ import annotations

from typing import Protocol


class TextSealer(Protocol):
    """Seals texts for one place each: what is sealed for one setting does not open as another."""

    def seal(self, place: str, text: str) -> str:
        """Return a text encrypted and marked."""
        ...

    def open(self, place: str, text: str) -> str:
        """Return what was sealed; a text of the reference's old form is opened, any other comes back as it is.

        Raises ConfigurationMissing for what was sealed with another key.
        """
        ...

    def is_marked(self, text: str) -> bool:
        """Tell whether a text looks like a sealed one."""
        ...

    def is_sealed(self, place: str, text: str) -> bool:
        """Tell whether a text was sealed for this place, with this key: looks do not count."""
        ...
