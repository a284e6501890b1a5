"""Stage: one log line for each call, and the ids that all other lines of the call carry. Never bodies."""

import time

import structlog

from parley_server.rpc.interceptors.metadata import REQUEST_ID_KEY
from parley_server.rpc.types import Context

_log = structlog.get_logger(__name__)


def begin(context: Context, method: str, request_id: str) -> float:
    """Bind the call's ids to its log lines and send its request id with the end of the call; return the time."""
    structlog.contextvars.bind_contextvars(request_id=request_id, method=method)
    context.set_trailing_metadata(((REQUEST_ID_KEY, request_id),))
    return time.perf_counter()


def end(started: float, status: str, *, quiet: bool) -> None:
    """Write the line of a call; `quiet` is for probes, which come every few seconds."""
    elapsed = round((time.perf_counter() - started) * 1000, 3)
    if quiet:
        _log.debug("call", status=status, ms=elapsed)
    else:
        _log.info("call", status=status, ms=elapsed)
