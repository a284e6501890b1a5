"""What every extractor is, the limits they share, and the two that pass everything on."""

from enum import Enum
from typing import Protocol

SAFE_MARGIN = 10
"""Characters of a field that are held back while it is open, as in the reference."""

MAX_BUFFER = 100 * 1024
"""Characters that an extractor holds at most while it waits to learn what they are."""

MAX_CHUNK = 1024 * 1024
"""Characters that one push takes at most."""


class StreamErrorCode(Enum):
    """Why an extractor gave up."""

    CHUNK_TOO_LARGE = "CHUNK_TOO_LARGE"


class StreamError(Exception):
    """An extractor cannot go on with a stream (reference-values 2.5)."""

    def __init__(self, code: StreamErrorCode, *, size: int, limit: int) -> None:
        """Keep why: `size` characters came where `limit` are allowed."""
        super().__init__(f"{code.value}: {size} characters, at most {limit} are allowed")
        self.code = code
        self.size = size
        self.limit = limit


class StreamExtractor(Protocol):
    """Takes a model's output in chunks and gives back the text that a user may see.

    What comes out does not depend on how the output was cut into chunks. One extractor serves one model call at a
    time; call `reset` before the next. Not safe for use by two tasks at once.
    """

    @property
    def done(self) -> bool:
        """Whether the text came to its own end and all of it was given back. A cut stream never gets there."""
        ...

    def push(self, chunk: str) -> str:
        """Take the next piece of output, return the text that it sets free: often nothing.

        Returns nothing once the text is over. Raises StreamError when `chunk` is longer than MAX_CHUNK.
        """
        ...

    def flush(self) -> str:
        """Take note that the output ends here, return the text still held. Pushes after this return nothing."""
        ...

    def reset(self) -> None:
        """Forget everything, for the next stream."""
        ...


def check_chunk(chunk: str) -> None:
    """Raise StreamError when `chunk` is too long to be one piece of a model's output."""
    if len(chunk) > MAX_CHUNK:
        raise StreamError(StreamErrorCode.CHUNK_TOO_LARGE, size=len(chunk), limit=MAX_CHUNK)


class PassthroughExtractor:
    """Gives back everything as it comes; it has no end of its own."""

    def __init__(self) -> None:
        """Start an open stream."""
        self._over = False

    @property
    def done(self) -> bool:
        """Always False: plain output does not say where it ends."""
        return False

    def push(self, chunk: str) -> str:
        """Return `chunk` as it is. Raises StreamError when it is too long."""
        check_chunk(chunk)
        return "" if self._over else chunk

    def flush(self) -> str:
        """Return nothing: nothing is ever held."""
        self._over = True
        return ""

    def reset(self) -> None:
        """Open the stream again."""
        self._over = False


class MarkableExtractor(PassthroughExtractor):
    """Gives back everything as it comes, until its owner, who knows where the text ends, says so."""

    def __init__(self) -> None:
        """Start an unmarked stream."""
        super().__init__()
        self._marked = False

    @property
    def done(self) -> bool:
        """Whether `mark_complete` was called."""
        return self._marked

    def mark_complete(self) -> None:
        """Say that the text is complete; what is pushed from now on is dropped."""
        self._marked = True

    def push(self, chunk: str) -> str:
        """Return `chunk` as it is, or nothing once marked. Raises StreamError when it is too long."""
        passed = super().push(chunk)
        return "" if self._marked else passed

    def reset(self) -> None:
        """Open the stream again and take the mark away."""
        super().reset()
        self._marked = False
