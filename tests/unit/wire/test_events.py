from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from parley.v1 import messages_pb2
from parley_server.domain.content import Content, Payload
from parley_server.domain.errors import RUN_TIMEOUT, Failure
from parley_server.domain.ids import new_id
from parley_server.domain.runs import (
    IncomingMessage,
    MessageOptions,
    MessageRequest,
    MessageResult,
    RunEnded,
    RunEvent,
    RunInput,
    RunStatus,
    TextChunk,
)
from parley_server.wire.event_bodies import event_to_proto
from parley_server.wire.events import EventCodec
from tests.fakes import strategies
from tests.fakes.values import MESSAGE_ID, NOW, ROOM_ID, RUN_ID, make_run

LENIENT = settings(deadline=None, max_examples=30, suppress_health_check=list(HealthCheck))


@LENIENT
@given(events=st.lists(strategies.events, max_size=5))
def test_the_fast_path_makes_the_same_bytes(events: list[RunEvent]) -> None:
    codec = EventCodec()

    encoded = [codec.encode_event(event) for event in events]

    assert encoded == [event_to_proto(event).SerializeToString() for event in events]


def test_half_of_a_surrogate_pair_does_not_stop_a_run() -> None:
    chunk = TextChunk(message_id=MESSAGE_ID, text="smile \ud83d!")

    data = EventCodec().encode_event(RunEvent(run_id=RUN_ID, sequence=1, time=NOW, body=chunk))

    assert messages_pb2.RunEvent.FromString(data).chunk.text == "smile ?!"


@LENIENT
@given(end=strategies.ends())
def test_an_outcome_is_read_from_the_last_event(end: RunEnded) -> None:
    codec = EventCodec()
    data = codec.encode_event(RunEvent(run_id=end.run.run_id, sequence=9, time=NOW, body=end))

    assert codec.decode_outcome(data) == (end.run, end.result)


def test_no_other_event_has_an_outcome() -> None:
    chunk = RunEvent(run_id=RUN_ID, sequence=1, time=NOW, body=TextChunk(message_id=MESSAGE_ID, text="x"))
    codec = EventCodec()

    with pytest.raises(ValueError, match="chunk"):
        codec.decode_outcome(codec.encode_event(chunk))


@pytest.mark.parametrize(("status", "case"), [(RunStatus.TIMEOUT, "timeout"), (RunStatus.ERROR, "ended")])
def test_only_a_timeout_ends_with_the_timeout_case(status: RunStatus, case: str) -> None:
    run = replace(make_run(), status=status, error=Failure(reason=RUN_TIMEOUT, message="Run exceeded timeout"))
    event = RunEvent(run_id=RUN_ID, sequence=3, time=NOW, body=RunEnded(run=run, result=MessageResult()))

    message = messages_pb2.RunEvent.FromString(EventCodec().encode_event(event))

    assert message.WhichOneof("event") == case


@LENIENT
@given(value=strategies.run_inputs)
def test_what_a_run_needs_comes_back_from_its_bytes(value: RunInput) -> None:
    codec = EventCodec()
    data = codec.encode_input(value)

    assert codec.decode_input(data) == value
    assert codec.encode_input(codec.decode_input(data)) == data


@LENIENT
@given(request=strategies.requests, other=strategies.texts)
def test_a_fingerprint_ignores_the_request_id(request: MessageRequest, other: str) -> None:
    codec = EventCodec()

    assert codec.fingerprint(request) == codec.fingerprint(replace(request, request_id=other))
    assert len(codec.fingerprint(request)) == 32


def request_of(
    *,
    agent: str = RUN_ID,
    text: str = "hello",
    room_id: str = ROOM_ID,
    memory_id: str = MESSAGE_ID,
    in_reply_to: str = MESSAGE_ID,
) -> MessageRequest:
    content = Content(text=text, in_reply_to=in_reply_to)
    message = IncomingMessage(content=content, room_id=room_id, memory_id=memory_id)
    return MessageRequest(agent=agent, message=message, options=MessageOptions())


def test_a_fingerprint_is_the_same_for_ids_in_either_case() -> None:
    upper = request_of(
        agent=RUN_ID.upper(),
        room_id=ROOM_ID.upper(),
        memory_id=MESSAGE_ID.upper(),
        in_reply_to=MESSAGE_ID.upper(),
    )

    assert EventCodec().fingerprint(upper) == EventCodec().fingerprint(request_of())


@pytest.mark.parametrize("change", [{"text": "Hello"}, {"room_id": new_id()}, {"agent": "Other"}])
def test_a_fingerprint_tells_bodies_apart(change: dict[str, str]) -> None:
    assert EventCodec().fingerprint(request_of(**change)) != EventCodec().fingerprint(request_of())


def test_a_fingerprint_does_not_depend_on_the_order_of_keys() -> None:
    def with_extra(value: dict[str, int]) -> MessageRequest:
        content = Content(text="x", extra=Payload(form="json", json=value))
        message = IncomingMessage(content=content, metadata=value)
        return MessageRequest(agent="A", message=message, options=MessageOptions())

    codec = EventCodec()

    assert codec.fingerprint(with_extra({"a": 1, "b": 2})) == codec.fingerprint(with_extra({"b": 2, "a": 1}))


@given(events=st.lists(st.binary(max_size=300), max_size=20), limit=st.integers(1, 600))
def test_frames_hold_all_events_in_order(events: list[bytes], limit: int) -> None:
    codec = EventCodec()
    run_events = [messages_pb2.RunEvent(run_id=data.hex()).SerializeToString() for data in events]

    frames = [messages_pb2.StreamMessageResponse.FromString(frame) for frame in codec.frames(run_events, limit)]

    assert [event.SerializeToString() for frame in frames for event in frame.events] == run_events
    for frame in frames:
        assert len(frame.events) == 1 or sum(event.ByteSize() for event in frame.events) <= limit


def test_a_frame_is_what_protobuf_makes_of_the_same_events() -> None:
    events = [messages_pb2.RunEvent(run_id="x" * size) for size in (0, 1, 127, 128, 20_000)]
    whole = messages_pb2.WatchRunResponse(events=events).SerializeToString()

    assert EventCodec().frame([event.SerializeToString() for event in events]) == whole
