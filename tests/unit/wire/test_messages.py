from datetime import timedelta

from parley.v1 import common_pb2, memories_pb2, messages_pb2
from parley_server.domain.runs import MessageOptions
from parley_server.wire.messages import message_request_from_proto
from tests.fakes.values import AGENT_ID, MESSAGE_ID, ROOM_ID


def test_ids_become_lower_case_and_names_stay() -> None:
    memory = memories_pb2.Memory(
        memory_id=MESSAGE_ID.upper(),
        room_id=ROOM_ID.upper(),
        content=common_pb2.Content(text="Hi", in_reply_to=MESSAGE_ID.upper()),
    )

    by_id = message_request_from_proto(messages_pb2.StreamMessageRequest(agent_id=AGENT_ID.upper(), message=memory))
    by_name = message_request_from_proto(messages_pb2.SubmitMessageRequest(agent_id="Ann", message=memory))

    assert (by_id.agent, by_name.agent) == (AGENT_ID, "Ann")
    assert (by_id.message.memory_id, by_id.message.room_id) == (MESSAGE_ID, ROOM_ID)
    assert by_id.message.content.in_reply_to == MESSAGE_ID


def test_options_that_are_not_set_are_left_to_the_agent() -> None:
    request = messages_pb2.HandleMessageRequest(agent_id="A", message=memories_pb2.Memory())

    assert message_request_from_proto(request).options == MessageOptions()


def test_options_that_are_set_to_nothing_are_set() -> None:
    options = messages_pb2.MessageOptions(use_multi_step=False, max_retries=0)
    options.timeout.FromTimedelta(timedelta(milliseconds=1500))
    request = messages_pb2.HandleMessageRequest(agent_id="A", options=options)

    read = message_request_from_proto(request).options

    assert (read.use_multi_step, read.max_retries, read.timeout) == (False, 0, timedelta(seconds=1.5))


def test_metadata_of_a_message_have_the_keys_of_a_character_file() -> None:
    metadata = memories_pb2.MemoryMetadata(
        source="discord",
        source_id="99",
        scope=memories_pb2.MEMORY_SCOPE_ROOM,
        tags=["a"],
        extra=common_pb2.Payload(raw=b'{"source": "extra", "guild": 7}'),
    )
    request = messages_pb2.HandleMessageRequest(message=memories_pb2.Memory(metadata=metadata))

    assert message_request_from_proto(request).message.metadata == {
        "source": "discord",
        "sourceId": "99",
        "scope": "room",
        "tags": ["a"],
        "guild": 7,
    }
