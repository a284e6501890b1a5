"""Stage: how much a call may bring, and how many calls there may be at once."""

from dataclasses import dataclass

from parley_server.domain.errors import Draining, Overloaded, TooLarge
from parley_server.rpc.drain import Drain
from parley_server.rpc.interceptors.metadata import CallMetadata

_MIB = 1024 * 1024


@dataclass(frozen=True, slots=True, kw_only=True)
class CallLimits:
    """Limits of every call. Streams are counted apart from plain calls: a thousand idle ones cost little."""

    request_bytes: int = 4 * _MIB
    frame_bytes: int = _MIB
    reply_bytes: int = 16 * _MIB
    metadata_bytes: int = 16 * 1024
    calls: int = 2_000
    streams: int = 10_000


class LimitStage:
    """Admits calls, and counts those that run."""

    def __init__(self, limits: CallLimits, drain: Drain) -> None:
        """Begin with no call."""
        self.limits = limits
        self._drain = drain
        self._running = {False: 0, True: 0}
        self._most = {False: limits.calls, True: limits.streams}

    def admit(self, metadata: CallMetadata, *, streaming: bool) -> None:
        """Count a call in; `release` counts it out. Raises Draining, Overloaded or TooLarge."""
        if self._drain.is_draining:
            raise Draining
        self.check_metadata(metadata)
        if self._running[streaming] >= self._most[streaming]:
            raise Overloaded("streams" if streaming else "calls", self._most[streaming])
        self._running[streaming] += 1

    def release(self, *, streaming: bool) -> None:
        """Count a call out."""
        self._running[streaming] -= 1

    def running(self, *, streaming: bool) -> int:
        """Return how many calls run now."""
        return self._running[streaming]

    def check_metadata(self, metadata: CallMetadata) -> None:
        """Refuse too much metadata, naming the largest entry. Raises TooLarge."""
        if metadata.total_bytes > self.limits.metadata_bytes:
            raise TooLarge(metadata.largest_key, limit=self.limits.metadata_bytes, unit="bytes of metadata")

    def check_request(self, size: int) -> None:
        """Refuse the request of a plain call that is too large. Raises TooLarge."""
        if size > self.limits.request_bytes:
            raise TooLarge("request", limit=self.limits.request_bytes, unit="bytes")

    def check_reply(self, size: int) -> None:
        """Refuse to send what the transport would not carry. Raises TooLarge."""
        if size > self.limits.reply_bytes:
            raise TooLarge("reply", limit=self.limits.reply_bytes, unit="bytes")

    def check_frame(self, size: int) -> None:
        """Refuse a message of a request stream that is too large. Raises TooLarge."""
        if size > self.limits.frame_bytes:
            raise TooLarge("request", limit=self.limits.frame_bytes, unit="bytes")
