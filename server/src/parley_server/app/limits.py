"""The limits in force, by the names under which GetServerInfo tells them."""

from collections.abc import Mapping

from parley_server.app.settings import Settings
from parley_server.domain.pages import DEFAULT_PAGE_SIZE, MAX_PAGE_SIZE
from parley_server.orchestrator.runs.execution import DEFAULT_TIMEOUT
from parley_server.orchestrator.runs.host import MAX_OPEN_RUNS
from parley_server.orchestrator.runs.rooms import MAX_PER_ROOM
from parley_server.rpc.bus.drafts import MAX_ATTRIBUTE_BYTES, MAX_ATTRIBUTES, MAX_EVENT_BYTES
from parley_server.rpc.bus.publishing import MAX_EVENTS
from parley_server.rpc.bus.stream import StreamLimits
from parley_server.rpc.bus.subscriptions import MAX_OPEN
from parley_server.rpc.interceptors.limits import CallLimits
from parley_server.wire.bus import MAX_CREDIT_BYTES, MAX_CREDIT_EVENTS


def limits_in_force(settings: Settings) -> Mapping[str, int]:
    """Return limits by name; sizes in bytes, times in seconds."""
    calls, streams = CallLimits(), StreamLimits()
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
        "keep_events_mib": settings.keep_events_mib,
        "max_event_bytes": MAX_EVENT_BYTES,
        "max_event_attributes": MAX_ATTRIBUTES,
        "max_event_attributes_bytes": MAX_ATTRIBUTE_BYTES,
        "max_events_in_publish": MAX_EVENTS,
        "max_credit_events": MAX_CREDIT_EVENTS,
        "max_credit_bytes": MAX_CREDIT_BYTES,
        "max_subscriptions_of_stream": MAX_OPEN,
        "max_unanswered_frames": streams.owed,
        "max_unanswered_bytes": streams.owed_bytes,
        "heartbeat_seconds": int(streams.heartbeat),
    }
