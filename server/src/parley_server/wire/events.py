"""The encoder of run events: their bytes are made once, stored, and sent as they are."""

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import replace

from parley.v1 import messages_pb2
from parley_server.domain.runs import (
    MessageRequest,
    MessageResult,
    OpenRunRequest,
    Run,
    RunEvent,
    RunEventBody,
    RunInput,
    TextChunk,
)
from parley_server.domain.texts import clean_text
from parley_server.wire.event_bodies import ended_from_proto, event_from_proto, event_to_proto
from parley_server.wire.messages import (
    input_from_bytes,
    input_to_bytes,
    message_request_to_proto,
    open_run_to_proto,
)
from parley_server.wire.times import EPOCH

MAX_FRAME_BYTES = 1024 * 1024
# Field 1 with a length: `events` of StreamMessageResponse and of WatchRunResponse.
_EVENTS_TAG = b"\x0a"
_DAY = 86_400
_LOW_BITS = 0x7F
_MORE = 0x80


class EventCodec:
    """Makes the bytes of events and of what runs need to start.

    Not to be shared between threads: pieces of text, the bulk of all events, are encoded through one message that is
    used again and again (1.2 µs instead of 2.1).
    """

    def __init__(self) -> None:
        """Make the message that all pieces of text go through."""
        self._event = messages_pb2.RunEvent()
        self._time = self._event.time
        self._chunk = self._event.chunk

    def encode_event(self, event: RunEvent) -> bytes:
        """Return the bytes of one event, as they stand in a frame."""
        body = event.body
        if type(body) is TextChunk:
            return self._encode_chunk(event, body)
        return event_to_proto(event).SerializeToString()

    def _encode_chunk(self, event: RunEvent, body: TextChunk) -> bytes:
        message, time, chunk = self._event, self._time, self._chunk
        since = event.time - EPOCH
        message.run_id = event.run_id
        message.sequence = event.sequence
        time.seconds = since.days * _DAY + since.seconds
        time.nanos = since.microseconds * 1000
        chunk.message_id = body.message_id
        try:
            chunk.text = body.text
        except UnicodeEncodeError:
            chunk.text = clean_text(body.text)
        chunk.index = body.index
        chunk.offset = body.offset
        return message.SerializeToString()

    def decode_outcome(self, terminal: bytes) -> tuple[Run, MessageResult]:
        """Return the run and its result from the bytes of its last event. Raises ValueError for any other event."""
        event = messages_pb2.RunEvent.FromString(terminal)
        case = event.WhichOneof("event")
        if case not in {"ended", "timeout"}:
            raise ValueError(f"not the last event of a run but {case}")
        ended = ended_from_proto(event.timeout if case == "timeout" else event.ended)
        return ended.run, ended.result

    def decode_body(self, data: bytes) -> RunEventBody | None:
        """Return what an event tells, from its bytes; None for what this server does not know."""
        event = event_from_proto(messages_pb2.RunEvent.FromString(data))
        return event.body if event is not None else None

    def encode_input(self, run_input: RunInput) -> bytes:
        """Return the bytes of what a run needs to start; equal inputs have equal bytes."""
        return input_to_bytes(run_input)

    def decode_input(self, data: bytes) -> RunInput:
        """Return what a run needs to start."""
        return input_from_bytes(data)

    def fingerprint(self, request: MessageRequest | OpenRunRequest) -> bytes:
        """Return a digest of a request's body: without its request_id, and the same for ids in either case."""
        if isinstance(request, OpenRunRequest):
            opening = open_run_to_proto(replace(request, agent=request.agent.lower(), request_id=""))
            return hashlib.sha256(b"BeginRun" + opening.SerializeToString(deterministic=True)).digest()
        message = message_request_to_proto(request)
        message.ClearField("request_id")
        message.agent_id = message.agent_id.lower()
        _lower_ids(message)
        return hashlib.sha256(message.SerializeToString(deterministic=True)).digest()

    def frame(self, events: Sequence[bytes]) -> bytes:
        """Return the bytes of a StreamMessageResponse or WatchRunResponse with these events, without parsing them."""
        parts: list[bytes] = []
        for event in events:
            parts += (_EVENTS_TAG, _varint(len(event)), event)
        return b"".join(parts)

    def frames(self, events: Sequence[bytes], limit: int = MAX_FRAME_BYTES) -> Iterator[bytes]:
        """Yield frames of at most about `limit` bytes; an event that is larger alone travels alone."""
        start = size = 0
        for position, event in enumerate(events):
            if position > start and size + len(event) > limit:
                yield self.frame(events[start:position])
                start, size = position, 0
            size += len(event)
        if start < len(events):
            yield self.frame(events[start:])


def _lower_ids(request: messages_pb2.HandleMessageRequest) -> None:
    message = request.message
    message.memory_id = message.memory_id.lower()
    message.entity_id = message.entity_id.lower()
    message.room_id = message.room_id.lower()
    message.world_id = message.world_id.lower()
    content = message.content
    content.in_reply_to = content.in_reply_to.lower()
    content.response_id = content.response_id.lower()


def _varint(number: int) -> bytes:
    if number <= _LOW_BITS:
        return bytes((number,))
    out = bytearray()
    while number > _LOW_BITS:
        out.append(number & _LOW_BITS | _MORE)
        number >>= 7
    out.append(number)
    return bytes(out)
