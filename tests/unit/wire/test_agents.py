import json
from dataclasses import replace

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from parley.v1 import agents_pb2
from parley_server.domain.agents import AddedAgents, AgentSpec, SpecChange
from parley_server.domain.characters import Character, CharacterChange
from parley_server.wire.agents import added_to_proto, agent_to_proto, character_to_proto, spec_from_proto
from parley_server.wire.structs import struct_from_json, struct_to_json
from tests.fakes import strategies
from tests.fakes.values import AGENT_ID, make_agent


@settings(deadline=None, max_examples=15, suppress_health_check=list(HealthCheck))
@given(character=strategies.public_characters, secret=st.text(st.characters(categories=["L"]), min_size=30))
def test_secrets_never_go_out(character: Character, secret: str) -> None:
    leaky = replace(
        character,
        secrets={"KEY": secret},
        settings={**character.settings, "secrets": {"KEY": secret}},
        extra={**character.extra, "Secrets": [secret]},
    )

    data = agent_to_proto(replace(make_agent(), character=leaky)).SerializeToString()

    assert secret.encode() not in data


def test_secrets_below_a_key_never_go_out() -> None:
    leaky = Character(
        name="Ann",
        settings={"discord": {"botToken": "s3cret", "prefix": "!"}},
        extra={"accounts": [{"PASSWORD": "s3cret", "name": "ann"}]},
    )

    shown = character_to_proto(leaky)

    assert b"s3cret" not in shown.SerializeToString()
    assert struct_to_json(shown.settings) == {"discord": {"prefix": "!"}}
    assert struct_to_json(shown.extra) == {"accounts": [{"name": "ann"}]}


def test_a_spec_keeps_its_secrets_on_the_way_in() -> None:
    message = agents_pb2.AgentSpec(
        agent_id=AGENT_ID.upper(), character=agents_pb2.Character(name="Ann", secrets={"KEY": "s"}), plugins=["a"]
    )

    spec = spec_from_proto(message)

    assert spec.character is not None
    assert (spec.agent_id, spec.character.secrets, spec.plugins) == (AGENT_ID, {"KEY": "s"}, ("a",))


def test_a_character_file_is_plain_json_with_whole_numbers() -> None:
    message = agents_pb2.AgentSpec(character_file=struct_from_json({"name": "Ann", "settings": {"n": 3}}))

    assert json.dumps(spec_from_proto(message).character_file, sort_keys=True) == (
        '{"name": "Ann", "settings": {"n": 3}}'
    )


def test_an_empty_spec_has_neither_definition() -> None:
    assert spec_from_proto(agents_pb2.AgentSpec()) == AgentSpec()


def test_changes_of_a_file_are_told_with_their_place() -> None:
    change = SpecChange(index=1, change=CharacterChange(pointer="/bio", note="made a list"))

    reply = added_to_proto(AddedAgents(agents=(make_agent(),), changes=(change,)))

    assert [(item.index, item.pointer, item.note) for item in reply.changes] == [(1, "/bio", "made a list")]


def test_the_empty_character_is_small() -> None:
    assert character_to_proto(Character(name="A")) == agents_pb2.Character(name="A", style=agents_pb2.CharacterStyle())
