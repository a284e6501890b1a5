"""The log of one agent."""

from __future__ import annotations

from typing import Protocol


class Logger(Protocol):
    """Takes records: an event's name and fields, never messages, prompts or secrets.

    The agent's setting LOG_LEVEL (debug, info, warning, error) decides what is written, else the server's.
    """

    def debug(self, event: str, **fields: object) -> None:
        """Note what helps to find a fault."""
        ...

    def info(self, event: str, **fields: object) -> None:
        """Note what an operator may want to know."""
        ...

    def warning(self, event: str, **fields: object) -> None:
        """Note what is odd."""
        ...

    def error(self, event: str, **fields: object) -> None:
        """Note a fault; `exc_info` takes the exception."""
        ...
