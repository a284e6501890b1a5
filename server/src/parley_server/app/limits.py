"""The limits in force, by the names under which GetServerInfo tells them."""

from collections.abc import Mapping

from parley_server.app.settings import Settings
from parley_server.domain.pages import DEFAULT_PAGE_SIZE, MAX_PAGE_SIZE
from parley_server.orchestrator.runs.execution import DEFAULT_TIMEOUT
from parley_server.orchestrator.runs.host import MAX_OPEN_RUNS
from parley_server.orchestrator.runs.rooms import MAX_PER_ROOM
from parley_server.rpc.interceptors.limits import CallLimits


def limits_in_force(settings: Settings) -> Mapping[str, int]:
    """Return limits by name; sizes in bytes, times in seconds."""
    calls = CallLimits()
    return {
        "max_request_bytes": calls.request_bytes,
        "max_frame_bytes": calls.frame_bytes,
        "max_metadata_bytes": calls.metadata_bytes,
        "max_calls": calls.calls,
        "max_streams": calls.streams,
        "default_page_size": DEFAULT_PAGE_SIZE,
        "max_page_size": MAX_PAGE_SIZE,
        "max_open_runs": MAX_OPEN_RUNS,
        "max_runs_per_room": MAX_PER_ROOM,
        "run_timeout_seconds": int(DEFAULT_TIMEOUT.total_seconds()),
        "keep_runs": settings.keep_runs,
    }
