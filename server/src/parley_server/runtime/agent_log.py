"""The log of one agent, at a level of its own (document 2, "Debug Logging")."""

from __future__ import annotations

import logging
import traceback
from collections.abc import Callable

import structlog

from parley_server.domain.ids import AgentId
from parley_server.domain.json import JsonValue
from parley_server.runtime.redaction import Redactor

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

    def __init__(
        self,
        name: str,
        agent_id: AgentId,
        get_setting: Callable[[str], JsonValue],
        redactor: Redactor | None = None,
    ) -> None:
        """Write under this name; the level is looked up for every record, so that it can be changed at run time.

        Secrets that the redactor knows are taken out of texts, and of errors with their tracebacks.
        """
        self._logger = structlog.get_logger(name).bind(agent_id=agent_id)
        self._get_setting = get_setting
        self._redactor = redactor or Redactor()

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
        if own is None and self._logger.is_enabled_for(level):
            getattr(self._logger, method)(event, **self._redacted(fields))
        elif own is not None and level >= own:
            # Past the filter of the server, which may be stricter than the agent's own.
            self._logger._proxy_to_logger(method, event, **self._redacted(fields))  # noqa: SLF001 - structlog's door for subclasses

    def _redacted(self, fields: dict[str, object]) -> dict[str, object]:
        kept: dict[str, object] = {}
        for name, value in fields.items():
            if isinstance(value, BaseException):
                text = "".join(traceback.format_exception(value)).rstrip()
                clean = self._redactor.redact(text)
                # The way in which errors are written is left to the server, but for those that quote a secret.
                changed = "exception" if name == "exc_info" else name
                kept.update({name: value} if clean == text else {changed: clean})
            else:
                kept[name] = self._redactor.redact(value) if isinstance(value, str) else value
        return kept
