from hypothesis import given
from hypothesis import strategies as st

from parley.v1 import bus_pb2, events_pb2
from parley_server.wire.bus_bytes import (
    BusEventEncoder,
    exchange_response,
    list_response,
    read_publish,
    read_publish_frame,
    subscribe_response,
    varint,
)

SEQUENCES = st.one_of(st.integers(0, 2**63 - 1), st.integers(0, 20_000))


def encoded(**fields: object) -> bytes:
    return events_pb2.Event(**fields).SerializeToString()  # type: ignore[arg-type]  # whatever a test sets


@given(sequences=st.lists(SEQUENCES, min_size=1, max_size=20))
def test_a_sealed_event_has_its_place(sequences: list[int]) -> None:
    data = encoded(type="custom:a", sequence=77)

    sealed = BusEventEncoder().seal([data] * len(sequences), sequences)

    assert [events_pb2.Event.FromString(one).sequence for one in sealed] == sequences


@given(events=st.lists(st.binary(max_size=3000), max_size=10))
def test_joined_events_are_the_field_of_a_response(events: list[bytes]) -> None:
    messages = [events_pb2.Event(payload={"raw": event}) for event in events]  # type: ignore[arg-type]  # as a dict

    joined = BusEventEncoder().join([message.SerializeToString() for message in messages])

    assert joined == bus_pb2.SubscribeResponse(events=messages).SerializeToString()


ACK_IDS = st.text("abcXYZ_-0189", min_size=1, max_size=200)


@given(given_out=st.lists(st.tuples(st.binary(max_size=1100), ACK_IDS, st.integers(1, 2**32 - 1)), max_size=5))
def test_deliveries_are_added_to_events(given_out: list[tuple[bytes, str, int]]) -> None:
    events = [encoded(type="a", payload={"raw": data}) for data, _, _ in given_out]
    ack_ids, attempts = [ack_id.encode() for _, ack_id, _ in given_out], [attempt for _, _, attempt in given_out]

    joined = BusEventEncoder().give_out(events, ack_ids, attempts)

    found = bus_pb2.SubscribeResponse.FromString(joined).events
    assert [(one.payload.raw, one.delivery.ack_id, one.delivery.attempt) for one in found] == given_out


@given(handle=st.integers(0, 2**32 - 1), reply_to=st.integers(0, 2**32 - 1), token=st.text(max_size=300))
def test_frames_are_what_protobuf_would_write(handle: int, reply_to: int, token: str) -> None:
    delivery = bus_pb2.SubscribeResponse(handle=handle, events=[events_pb2.Event(type="a")], resume_token=token)
    blob = BusEventEncoder().join([encoded(type="a")])

    frame = exchange_response(reply_to, 2, subscribe_response(handle, blob, token))

    whole = bus_pb2.ExchangeResponse(in_reply_to=reply_to, delivery=delivery)
    assert frame == whole.SerializeToString()


def test_a_list_is_what_protobuf_would_write() -> None:
    events = [events_pb2.Event(type="a"), events_pb2.Event(type="b" * 200)]
    whole = bus_pb2.ListEventsResponse(events=events, next_page_token="next")

    assert list_response([event.SerializeToString() for event in events], "next") == whole.SerializeToString()


def test_small_and_large_numbers_are_written_alike() -> None:
    numbers = [0, 127, 128, 1023, 1024, 16_384, 2**63 - 1]

    written = b"".join(b"\x18" + varint(number) for number in numbers)

    assert events_pb2.Event.FromString(written).sequence == numbers[-1]
    assert [varint(number) for number in (0, 127, 128, 1024)] == [b"\x00", b"\x7f", b"\x80\x01", b"\x80\x08"]


def test_the_bytes_of_events_are_those_that_were_sent() -> None:
    # An order of fields that protobuf would not write, and a field that nobody knows.
    odd = b"\x12\x01b\x0a\x01a\xa2\x3e\x01z"
    request = b"\x0a" + varint(len(odd)) + odd + b"\x10\x01"
    frame = b"\x08\x07\x12" + varint(len(request)) + request

    assert read_publish(request) == ([odd], True, False)
    assert read_publish_frame(frame) == (7, ([odd], True, False))


def test_a_frame_that_says_several_things_is_taken_by_its_last() -> None:
    first = bus_pb2.ExchangeRequest(publish={"events": [{"type": "a"}]})  # type: ignore[arg-type]  # as dicts
    between = bus_pb2.ExchangeRequest(ping={"nonce": 1})  # type: ignore[arg-type]  # as a dict
    last = bus_pb2.ExchangeRequest(publish={"events": [{"type": "b"}]})  # type: ignore[arg-type]  # as dicts
    raw = first.SerializeToString() + between.SerializeToString() + last.SerializeToString()

    assert read_publish_frame(raw) == (0, ([encoded(type="b")], False, False))
    assert read_publish_frame(raw + between.SerializeToString()) is None
