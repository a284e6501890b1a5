"""The log of one agent, at a level of its own (document 2, "Debug Logging")."""

from __future__ import annotations

import logging
from collections.abc import Callable

import structlog

from parley_server.domain.ids import AgentId
from parley_server.domain.json import JsonValue

LEVEL_SETTING = "LOG_LEVEL"
_LEVELS = {
    "trace": logging.DEBUG,
    "debug": logging.DEBUG,
    "info": logging.INFO,
    "warn": logging.WARNING,
    "warning": logging.WARNING,
    "error": logging.ERROR,
    "fatal": logging.CRITICAL,
}


class AgentLog:
    """Implements Logger: records carry the agent's id; LOG_LEVEL of the agent counts, else that of the server."""

    def __init__(self, name: str, agent_id: AgentId, get_setting: Callable[[str], JsonValue]) -> None:
        """Write under this name; the level is looked up for every record, so that it can be changed at run time."""
        self._logger = structlog.get_logger(name).bind(agent_id=agent_id)
        self._get_setting = get_setting

    def debug(self, event: str, **fields: object) -> None:
        """Note what helps to find a fault."""
        self._write("debug", logging.DEBUG, event, fields)

    def info(self, event: str, **fields: object) -> None:
        """Note what an operator may want to know."""
        self._write("info", logging.INFO, event, fields)

    def warning(self, event: str, **fields: object) -> None:
        """Note what is odd."""
        self._write("warning", logging.WARNING, event, fields)

    def error(self, event: str, **fields: object) -> None:
        """Note a fault."""
        self._write("error", logging.ERROR, event, fields)

    def _write(self, method: str, level: int, event: str, fields: dict[str, object]) -> None:
        own = _LEVELS.get(str(self._get_setting(LEVEL_SETTING) or "").lower())
        if own is None:
            getattr(self._logger, method)(event, **fields)
        elif level >= own:
            # Past the filter of the server, which may be stricter than the agent's own.
            self._logger._proxy_to_logger(method, event, **fields)  # noqa: SLF001 - structlog's door for subclasses
