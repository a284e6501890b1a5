import math
import struct
from contextlib import suppress

import pytest
from google.protobuf.duration_pb2 import Duration
from google.protobuf.message import Message
from google.protobuf.struct_pb2 import ListValue, Struct, Value
from google.protobuf.timestamp_pb2 import Timestamp

from parley.v1 import agents_pb2, common_pb2, memories_pb2, messages_pb2, runtime_pb2, worlds_pb2
from parley_server.domain.errors import InvalidField, ParleyError, TooLarge
from parley_server.rpc.checks import check_request
from parley_server.rpc.methods import SERVICES, methods_of
from parley_server.wire.structs import struct_from_json
from tests.fakes.values import AGENT_ID, ROOM_ID, RUN_ID

Content = common_pb2.Content
Media = common_pb2.Media
Memory = memories_pb2.Memory
Payload = common_pb2.Payload


def say(
    content: Content | None = None, *, agent_id: str = "Ann", **fields: object
) -> messages_pb2.StreamMessageRequest:
    memory = Memory(content=content or Content(text="hello"), **fields)  # type: ignore[arg-type]  # wrong on purpose
    return messages_pb2.StreamMessageRequest(agent_id=agent_id, message=memory)


def with_options(**options: object) -> messages_pb2.StreamMessageRequest:
    request = say()
    request.options.CopyFrom(messages_pb2.MessageOptions(**options))  # type: ignore[arg-type]  # wrong on purpose
    return request


def character(**fields: object) -> runtime_pb2.AddAgentsRequest:
    fields.setdefault("name", "Bob")
    good = agents_pb2.AgentSpec(character=agents_pb2.Character(name="Ann"))
    bad = agents_pb2.AgentSpec(character=agents_pb2.Character(**fields))  # type: ignore[arg-type]  # wrong on purpose
    return runtime_pb2.AddAgentsRequest(agents=[good, bad])


def nested(levels: int) -> Struct:
    value = Value(string_value="deep")
    for _ in range(levels - 1):
        value = Value(list_value=ListValue(values=[value]))
    return Struct(fields={"x": value})


def unknown_enum(number: int) -> messages_pb2.StreamMessageRequest:
    request = messages_pb2.StreamMessageRequest()
    request.CopyFrom(say())
    request.options.MergeFromString(b"\x30" + bytes([number]))  # overlap
    return request


GOOD: list[Message] = [
    say(),
    say(agent_id=AGENT_ID, memory_id=RUN_ID.upper(), room_id=ROOM_ID),
    say(Content(text="x" * 256 * 1024)),
    say(Content(attachments=[Media(data=b"x" * 256 * 1024)])),
    say(Content(text="line\nbreaks\tare text")),
    say(Content(text="x", extra=Payload(json=Value(struct_value=struct_from_json({"a": [1, {"b": None}]}))))),
    say(Content(text="x", extra=Payload(text='{"a": 1}', content_type="application/json"))),
    say(agent_id=AGENT_ID.upper()),
    with_options(timeout=Duration(seconds=1), overlap=common_pb2.OVERLAP_POLICY_REJECT),
    character(settings=nested(32), templates={"messageHandlerTemplate": "{{name}}\n"}),
    character(secrets={"KEY": "s"}, bio=["a"] * 1000),
    runtime_pb2.AddAgentsRequest(
        agents=[agents_pb2.AgentSpec(character_file=struct_from_json({"name": "x" * 99_000}))]
    ),
    runtime_pb2.ListAgentsRequest(page_size=5_000_000, names=["Ünïcödé name", "👩\u200d💻"]),
    runtime_pb2.StopAgentsRequest(grace=Duration()),
    messages_pb2.WatchRunRequest(run_id=RUN_ID, after_sequence=2**63 - 1),
    messages_pb2.ListRunsRequest(statuses=[messages_pb2.RUN_STATUS_OFF], started_after=Timestamp(seconds=-1)),
    # Bad items are items with errors; their service checks them.
    messages_pb2.HandleMessagesRequest(requests=[messages_pb2.HandleMessageRequest()]),
]


@pytest.mark.parametrize("request_", GOOD, ids=lambda request: type(request).__name__)
def test_what_is_allowed_passes(request_: Message) -> None:
    check_request(request_)


BAD: list[tuple[str, Message]] = [
    # What is required.
    ("agent_id", messages_pb2.StreamMessageRequest(message=Memory(content=Content(text="x")))),
    ("message", messages_pb2.SubmitMessageRequest(agent_id="A")),
    ("message.content", messages_pb2.HandleMessageRequest(agent_id="A", message=Memory())),
    ("run_id", messages_pb2.GetRunRequest()),
    ("run_id", messages_pb2.CancelRunRequest(reason="x")),
    ("agent_id", runtime_pb2.GetAgentRequest()),
    ("agents[1].character.name", character(name="")),
    ("agents[0].character", runtime_pb2.AddAgentsRequest(agents=[agents_pb2.AgentSpec()])),
    # Ids and names.
    ("run_id", messages_pb2.WatchRunRequest(run_id="71d0")),
    ("message.room_id", say(room_id="lobby")),
    ("message.content.in_reply_to", say(Content(text="x", in_reply_to=RUN_ID + "0"))),
    ("message.content.action_result.run_id", say(Content(action_result=common_pb2.ActionResult(run_id="r")))),
    ("entity_ids[1]", worlds_pb2.AddParticipantsRequest(agent_id="A", entity_ids=[RUN_ID, "bob"])),
    ("agent_id", say(agent_id="x" * 257)),
    ("agent_id", say(agent_id="An\0n")),
    ("agent_id", say(agent_id="two\nlines")),
    (
        "agents[0].agent_id",
        runtime_pb2.AddAgentsRequest(
            agents=[agents_pb2.AgentSpec(agent_id="no-uuid", character=agents_pb2.Character(name="A"))]
        ),
    ),
    ("request_id", runtime_pb2.AddAgentsRequest(request_id="x" * 129)),
    ("request_id", runtime_pb2.AddAgentsRequest(request_id="a\x07b")),
    ("agents[1].character.name", character(name="x" * 257)),
    ('agents[1].character.templates["a\0b"]', character(templates={"a\0b": "x"})),
    ("agents[1].character.bio[2]", character(bio=["a", "b", "c\0"])),
    ("message.content.text", say(Content(text="nul\0"))),
    (
        "message.agent_id",
        messages_pb2.StreamMessageRequest(
            agent_id=AGENT_ID, message=Memory(agent_id=RUN_ID, content=Content(text="x"))
        ),
    ),
    # Enums and numbers.
    ("options.overlap", unknown_enum(77)),
    ("statuses[0]", messages_pb2.ListRunsRequest(statuses=[messages_pb2.RUN_STATUS_UNSPECIFIED])),
    ("page_size", runtime_pb2.ListAgentsRequest(page_size=-1)),
    ("options.max_retries", with_options(max_retries=-1)),
    ("options.max_multi_step_iterations", with_options(max_multi_step_iterations=0)),
    ("after_sequence", messages_pb2.WatchRunRequest(run_id=RUN_ID, after_sequence=2**63)),
    ("message.embedding[1]", say(embedding=[1.0, math.nan])),
    # Times.
    ("options.timeout", with_options(timeout=Duration())),
    ("options.timeout", with_options(timeout=Duration(seconds=-5))),
    ("options.timeout", with_options(timeout=Duration(seconds=315_576_000_000))),
    ("grace", runtime_pb2.StopAgentsRequest(grace=Duration(nanos=-1))),
    ("message.create_time", say(create_time=Timestamp(seconds=253_402_300_800))),
    ("message.create_time", say(create_time=Timestamp(nanos=1_000_000_000))),
    ("started_before", messages_pb2.ListRunsRequest(started_before=Timestamp(seconds=-62_135_596_801))),
    # Free-form values.
    (
        "agents[1].character.settings.a.b[1]",
        character(
            settings=Struct(
                fields={
                    "a": Value(
                        struct_value=Struct(
                            fields={
                                "b": Value(
                                    list_value=ListValue(values=[Value(bool_value=True), Value(number_value=math.inf)])
                                )
                            }
                        )
                    )
                }
            )
        ),
    ),
    ("agents[1].character.settings.k", character(settings=struct_from_json({"k": "nul\0"}))),
    ("message.content.extra", say(Content(text="x", extra=Payload(raw=b"[1]")))),
    ("message.content.extra", say(Content(text="x", extra=Payload(raw=b"{broken")))),
    ("message.content.extra", say(Content(text="x", extra=Payload(text='{"a": 1}')))),
    ("message.content.extra", say(Content(text="x", extra=Payload(raw=b"[" * 5000 + b"]" * 5000)))),
    ("message.metadata.extra", say(metadata=memories_pb2.MemoryMetadata(extra=Payload(text="words")))),
    ("agents", runtime_pb2.AddAgentsRequest()),
    ("requests", messages_pb2.HandleMessagesRequest()),
    ("agent_ids", runtime_pb2.DeleteAgentsRequest()),
]


@pytest.mark.parametrize(("field", "request_"), BAD, ids=[f"{number}-{field}" for number, (field, _) in enumerate(BAD)])
def test_what_is_wrong_is_named(field: str, request_: Message) -> None:
    assert refused(request_, InvalidField) == field


LARGE: list[tuple[str, Message]] = [
    ("message.content.text", say(Content(text="x" * (256 * 1024 + 1)))),
    ("message.content.text", say(Content(text="é" * (128 * 1024 + 1)))),
    ("message.content.attachments[1].data", say(Content(attachments=[Media(), Media(data=b"x" * (256 * 1024 + 1))]))),
    ("message.content.attachments", say(Content(attachments=[Media()] * 33))),
    (
        "agents",
        runtime_pb2.AddAgentsRequest(agents=[agents_pb2.AgentSpec(character=agents_pb2.Character(name="A"))] * 101),
    ),
    ("requests", messages_pb2.HandleMessagesRequest(requests=[messages_pb2.HandleMessageRequest()] * 101)),
    ("agents[1].character.settings", character(settings=struct_from_json({"a": "x" * 65_536}))),
    ("agents[1].character.extra", character(extra=struct_from_json({"a": "x" * 65_536}))),
    ("message.content.extra", say(Content(text="x", extra=Payload(raw=b'{"a": "' + b"x" * 65_536 + b'"}')))),
    ("message.content.extra", say(Content(text="x", extra=Payload(raw=b'{"a": ' + b"[" * 32 + b"]" * 32 + b"}")))),
    ("reason", messages_pb2.CancelRunRequest(run_id=RUN_ID, reason="x" * 1025)),
]


@pytest.mark.parametrize(("field", "request_"), LARGE, ids=[f"{n}-{field}" for n, (field, _) in enumerate(LARGE)])
def test_what_is_too_large_is_named(field: str, request_: Message) -> None:
    assert refused(request_, TooLarge) == field


def test_one_level_more_than_allowed_is_too_deep() -> None:
    assert str(refused(character(settings=nested(33)), TooLarge)).startswith("agents[1].character.settings.x[0][0]")


def test_an_item_is_checked_under_its_path() -> None:
    with pytest.raises(InvalidField) as caught:
        check_request(messages_pb2.HandleMessageRequest(agent_id="A"), path="requests[7]")

    assert caught.value.problems[0].field == "requests[7].message"


def refused(request: Message, kind: type[ParleyError]) -> str:
    with pytest.raises(kind) as caught:
        check_request(request)
    return caught.value.problems[0].field


def test_every_request_of_the_contract_has_rules() -> None:
    for service in SERVICES:
        for method in methods_of(service):
            with suppress(InvalidField):
                check_request(method.request())


def test_the_deepest_struct_allowed_can_be_decoded() -> None:
    request = character(settings=nested(32))

    assert runtime_pb2.AddAgentsRequest.FromString(request.SerializeToString()) == request


def test_floats_of_any_bits_are_judged() -> None:
    for bits in (0x7FC00000, 0x7F800000, 0xFF800000):
        [number] = struct.unpack("<f", struct.pack("<I", bits))
        assert refused(say(embedding=[number]), InvalidField) == "message.embedding[0]"
