"""Domain to protobuf, through bytes, and back: nothing is lost."""

from collections.abc import Callable
from typing import Any

import pytest
from google.protobuf.message import Message
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from parley_server.wire import agents, content, event_bodies, memories, messages, models, payloads, runs, structs
from tests.fakes import strategies

TRIPS: dict[str, tuple[st.SearchStrategy[Any], Callable[[Any], Message], Callable[[Any], object]]] = {
    "payload": (strategies.payloads, payloads.payload_to_proto, payloads.payload_from_proto),
    "json value": (strategies.json_values, structs.value_from_json, structs.value_to_json),
    "json object": (strategies.json_objects, structs.struct_from_json, structs.struct_to_json),
    "raw json": (strategies.json_values, payloads.json_to_proto, payloads.read_json),
    "media": (strategies.media, content.media_to_proto, content.media_from_proto),
    "content": (strategies.contents, content.content_to_proto, content.content_from_proto),
    "action result": (strategies.action_results, content.action_result_to_proto, content.action_result_from_proto),
    "state": (strategies.states, content.state_to_proto, content.state_from_proto),
    "model usage": (strategies.usages, models.usage_to_proto, models.usage_from_proto),
    "model result": (strategies.model_results, models.model_result_to_proto, models.model_result_from_proto),
    "memory": (strategies.memories, memories.memory_to_proto, memories.memory_from_proto),
    "options": (strategies.options, messages.options_to_proto, messages.options_from_proto),
    "run": (strategies.runs(), runs.run_to_proto, runs.run_from_proto),
    "event": (strategies.events, event_bodies.event_to_proto, event_bodies.event_from_proto),
    "character": (strategies.public_characters, agents.character_to_proto, agents.character_from_proto),
}


@pytest.mark.parametrize("name", TRIPS)
@settings(deadline=None, max_examples=30, suppress_health_check=list(HealthCheck))
@given(data=st.data())
def test_what_goes_out_comes_back(name: str, data: st.DataObject) -> None:
    values, to_proto, from_proto = TRIPS[name]
    value = data.draw(values)

    message = to_proto(value)
    arrived = type(message).FromString(message.SerializeToString())

    assert from_proto(arrived) == value
