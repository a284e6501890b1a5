"""What a run needs to start, as it is stored."""

import pytest

from parley_server.domain.content import Content, Memory
from parley_server.domain.ids import MemoryId, RoomId
from parley_server.domain.runs import IncomingMessage, MessageOptions, MessageRequest, RunInput
from parley_server.wire.events import EventCodec
from parley_server.wire.messages import input_to_proto
from tests.fakes.values import AGENT_ID, ENTITY_ID, NOW, ROOM_ID

MESSAGE = Memory(
    memory_id=MemoryId(ROOM_ID),
    entity_id=ENTITY_ID,
    agent_id=AGENT_ID,
    room_id=RoomId(ROOM_ID),
    content=Content(text="hello"),
    created_at=NOW,
)


@pytest.mark.parametrize("hops", [0, 1, 8, 127])
def test_how_often_a_message_was_passed_on_is_stored_with_it(hops: int) -> None:
    codec = EventCodec()
    run_input = RunInput(message=MESSAGE, options=MessageOptions(max_retries=2), hops=hops)

    read = codec.decode_input(codec.encode_input(run_input))

    assert read.hops == hops
    assert (read.message.content.text, read.options.max_retries) == ("hello", 2)


def test_what_was_stored_without_a_count_was_never_passed_on() -> None:
    stored = input_to_proto(RunInput(message=MESSAGE, options=MessageOptions())).SerializeToString()
    assert EventCodec().decode_input(stored).hops == 0


def test_a_repeat_of_a_request_is_the_same_whoever_passed_it_on() -> None:
    codec = EventCodec()
    incoming = IncomingMessage(content=Content(text="hello"))
    one = MessageRequest(agent="Ann", message=incoming, options=MessageOptions())
    other = MessageRequest(agent="Ann", message=incoming, options=MessageOptions(), hops=3)
    assert codec.fingerprint(one) == codec.fingerprint(other)
