"""Answers to the frames of a stream, in the order of the frames, however long each of them takes."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable


class Answer:
    """The place of one answer; `size` are the bytes of the frame that waits for it."""

    __slots__ = ("data", "size")

    def __init__(self, size: int) -> None:
        """Begin without an answer."""
        self.data: bytes | None = None
        self.size = size


class Answers:
    """The answers that a stream owes, and those that are ready to be written.

    Bounded by who asks `is_full` before it takes another frame in.
    """

    def __init__(self, wake: Callable[[], None], *, most: int, most_bytes: int) -> None:
        """Take what to call when something is ready, and how much may be owed at once."""
        self._wake = wake
        self._most = most
        self._most_bytes = most_bytes
        self._owed: deque[Answer] = deque()
        self._owed_bytes = 0
        self.ready: deque[bytes] = deque()

    @property
    def owed(self) -> int:
        """How many answers are not known yet, or wait for one that is not."""
        return len(self._owed)

    @property
    def is_full(self) -> bool:
        """Whether no more frames should be taken in."""
        return len(self._owed) + len(self.ready) >= self._most or self._owed_bytes >= self._most_bytes

    def reserve(self, size: int = 0) -> Answer:
        """Return the place of the next answer."""
        answer = Answer(size)
        self._owed.append(answer)
        self._owed_bytes += size
        return answer

    def fill(self, answer: Answer, data: bytes) -> None:
        """Answer; it is ready once all before it are."""
        answer.data = data
        owed = self._owed
        while owed and (first := owed[0].data) is not None:
            self._owed_bytes -= owed.popleft().size
            self.ready.append(first)
            self._wake()

    def add(self, data: bytes) -> None:
        """Answer at once, in turn."""
        self.fill(self.reserve(), data)

    def say(self, data: bytes) -> None:
        """Make something ready that waits for nobody."""
        self.ready.append(data)
        self._wake()
