"""The words of a run, picked out of its events."""

from collections.abc import Iterator
from dataclasses import dataclass

from parley.v1.messages_pb2 import RunEnded, RunEvent


@dataclass(frozen=True, slots=True, kw_only=True)
class TextPiece:
    """A piece of the text of one message. One run may say several messages."""

    message_id: str
    text: str


class TextPieces:
    """Finds the words in the events of one run.

    Text that streams is passed on piece by piece. A reply that came whole, without pieces, is one piece; so is the
    result's text where no event before the end had any.
    """

    def __init__(self) -> None:
        """Begin before the first event."""
        self._seen: set[str] = set()

    def of(self, event: RunEvent) -> Iterator[TextPiece]:
        """Return what `event` adds."""
        match event.WhichOneof("event"):
            case "chunk":
                yield from self._piece(event.chunk.message_id, event.chunk.text)
            case "response" if event.response.message_id not in self._seen:
                yield from self._piece(event.response.message_id, event.response.content.text)
            case "ended":
                yield from self._end(event.ended)
            case "timeout":
                yield from self._end(event.timeout)

    def _end(self, ended: RunEnded) -> Iterator[TextPiece]:
        if not self._seen:
            content = ended.result.response_content
            yield from self._piece(content.response_id, content.text)

    def _piece(self, message_id: str, text: str) -> Iterator[TextPiece]:
        if text:
            self._seen.add(message_id)
            yield TextPiece(message_id=message_id, text=text)
