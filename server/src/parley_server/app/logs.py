"""Logs: events with fields, to standard error; lines for people on a terminal, JSON elsewhere."""

from __future__ import annotations

import json
import logging
import sys
from collections.abc import Callable

import orjson
import structlog

from parley_server.app.settings import Settings

_LEVELS = {"debug": logging.DEBUG, "info": logging.INFO, "warning": logging.WARNING, "error": logging.ERROR}


def _to_json(event: object, default: Callable[[object], object], **_options: object) -> str:
    try:
        # Ours are written as their repr, which leaves secrets out: orjson would take every field.
        return orjson.dumps(event, default=default, option=orjson.OPT_PASSTHROUGH_DATACLASS).decode()
    except TypeError:
        # Half a surrogate pair, a number above 64 bits: rare, and the standard library takes them.
        return json.dumps(event, default=default)


def configure_logs(settings: Settings) -> None:
    """Send all logs of this process to standard error, at the level that is set."""
    as_json = settings.log_format == "json" or (settings.log_format == "auto" and not sys.stderr.isatty())
    renderer: structlog.typing.Processor = (
        structlog.processors.JSONRenderer(serializer=_to_json)
        if as_json
        # Plain, because the usual one shows the local variables: messages, prompts and secrets.
        else structlog.dev.ConsoleRenderer(exception_formatter=structlog.dev.plain_traceback)
    )
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            *([structlog.processors.format_exc_info] if as_json else []),
            renderer,
        ],
        wrapper_class=structlog.make_filtering_bound_logger(_LEVELS[settings.log_level]),
        logger_factory=structlog.WriteLoggerFactory(file=sys.stderr),
        cache_logger_on_first_use=False,
    )
