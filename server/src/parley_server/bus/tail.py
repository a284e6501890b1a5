"""The end of the log in memory, and pieces of what is behind it for those who read the same."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence

from parley_server.bus.segments import Segment

TAIL_BYTES = 32 * 1024 * 1024
TAIL_SEGMENTS = 16 * 1024
MOST_CHUNKS = 8


class Tail:
    """The newest segments of a log: all that is behind `start`, up to `last`."""

    def __init__(self, last: int, *, most_bytes: int = TAIL_BYTES, most_segments: int = TAIL_SEGMENTS) -> None:
        """Begin at the end of a log, with nothing in memory."""
        self.start = last
        self.size = 0
        self._most_bytes = most_bytes
        self._most_segments = most_segments
        self._segments: list[Segment] = []
        self._lasts: list[int] = []

    def add(self, segment: Segment) -> None:
        """Add the next segment; the oldest ones make room."""
        self._segments.append(segment)
        self._lasts.append(segment.last)
        self.size += segment.size
        if self.size > self._most_bytes or len(self._segments) > self._most_segments:
            self._shrink()

    def find(self, position: int) -> Segment | None:
        """Return the segment with the next sequence behind a position that is not before `start`."""
        index = bisect_right(self._lasts, position)
        return self._segments[index] if index < len(self._segments) else None

    def reset(self, last: int) -> None:
        """Forget all, and begin at another end."""
        self.start = last
        self.size = 0
        for segment in self._segments:
            segment.release()
        self._segments.clear()
        self._lasts.clear()

    def __len__(self) -> int:
        """Return the number of segments."""
        return len(self._segments)

    def _shrink(self) -> None:
        # Some more than needed, so that the lists do not move each time; the newest segment always stays.
        bytes_kept = self._most_bytes - self._most_bytes // 16
        number_kept = self._most_segments - self._most_segments // 16
        gone = 0
        while gone < len(self._segments) - 1 and (self.size > bytes_kept or len(self._segments) - gone > number_kept):
            self.size -= self._segments[gone].size
            self._segments[gone].release()
            gone += 1
        if gone:
            self.start = self._lasts[gone - 1]
            del self._segments[:gone]
            del self._lasts[:gone]


class Chunks:
    """What was read from the store lately. Several readers that catch up read it once."""

    def __init__(self, most: int = MOST_CHUNKS) -> None:
        """Keep a few of them."""
        self._most = most
        self._chunks: list[tuple[int, int, Sequence[Segment]]] = []

    def add(self, after: int, upto: int, segments: Sequence[Segment]) -> None:
        """Keep all that the log has behind `after` and up to `upto`."""
        self._chunks.append((after, upto, segments))
        for _, _, old in self._chunks[: -self._most]:
            _release(old)
        del self._chunks[: -self._most]

    def find(self, position: int) -> Segment | None:
        """Return the segment with the next sequence behind a position, if it was read."""
        for after, upto, segments in reversed(self._chunks):
            if after <= position < upto:
                return next((segment for segment in segments if segment.last > position), None)
        return None

    def clear(self) -> None:
        """Forget all."""
        for _, _, segments in self._chunks:
            _release(segments)
        self._chunks.clear()


def _release(segments: Sequence[Segment]) -> None:
    for segment in segments:
        segment.release()
