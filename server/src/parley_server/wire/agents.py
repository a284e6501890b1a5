"""Agents and characters. Secrets come in and never go out."""

from parley.v1 import agents_pb2, common_pb2, runtime_pb2
from parley_server.domain.agents import AddedAgents, Agent, AgentSpec, AgentState
from parley_server.domain.characters import (
    Character,
    CharacterStyle,
    Dialogue,
    KnowledgeSource,
    Turn,
    without_secrets,
    written_templates,
)
from parley_server.domain.ids import parse_uuid
from parley_server.wire.content import content_from_proto, content_to_proto
from parley_server.wire.enums import EnumMap
from parley_server.wire.errors import failure_to_status
from parley_server.wire.structs import struct_from_json, struct_to_json
from parley_server.wire.times import time_to_proto

AGENT_STATES = EnumMap(AgentState, agents_pb2.AgentState, "AGENT_STATE_", AgentState.ADDED)


def agent_to_proto(agent: Agent) -> agents_pb2.Agent:
    """Return an agent, without secrets."""
    return agents_pb2.Agent(
        agent_id=agent.agent_id,
        character=character_to_proto(agent.character),
        state=AGENT_STATES.to_wire(agent.state),
        plugins=agent.plugins,
        ephemeral=agent.ephemeral,
        last_error=None if agent.last_error is None else failure_to_status(agent.last_error),
        conversation_length=agent.conversation_length,
        create_time=time_to_proto(agent.created_at),
        update_time=time_to_proto(agent.updated_at),
        revision=agent.revision,
    )


def spec_from_proto(message: agents_pb2.AgentSpec) -> AgentSpec:
    """Return an agent to be added."""
    return AgentSpec(
        character=character_from_proto(message.character) if message.HasField("character") else None,
        character_file=struct_to_json(message.character_file) if message.HasField("character_file") else None,
        agent_id=parse_uuid(message.agent_id) or message.agent_id,
        plugins=tuple(message.plugins),
        settings=struct_to_json(message.settings),
        database=message.database,
    )


def added_to_proto(added: AddedAgents) -> runtime_pb2.AddAgentsResponse:
    """Return what became of AddAgents."""
    changes = [
        runtime_pb2.CharacterChange(index=spec.index, pointer=spec.change.pointer, note=spec.change.note)
        for spec in added.changes
    ]
    return runtime_pb2.AddAgentsResponse(agents=map(agent_to_proto, added.agents), changes=changes)


def character_to_proto(character: Character) -> agents_pb2.Character:
    """Return who an agent is, without its secrets, wherever the file keeps them."""
    character = without_secrets(character)
    return agents_pb2.Character(
        name=character.name,
        id=character.id,
        username=character.username,
        system=character.system,
        bio=character.bio,
        lore=character.lore,
        message_examples=map(dialogue_to_proto, character.message_examples),
        post_examples=character.post_examples,
        topics=character.topics,
        adjectives=character.adjectives,
        knowledge=map(_knowledge_to_proto, character.knowledge),
        plugins=character.plugins,
        style=_style_to_proto(character.style),
        templates=written_templates(character),
        settings=struct_from_json(character.settings) if character.settings else None,
        model_provider=character.model_provider,
        clients=character.clients,
        extra=struct_from_json(character.extra) if character.extra else None,
    )


def character_from_proto(message: agents_pb2.Character) -> Character:
    """Return who an agent is, with the secrets that the caller gives it."""
    return Character(
        name=message.name,
        id=message.id,
        username=message.username,
        system=message.system,
        bio=tuple(message.bio),
        lore=tuple(message.lore),
        message_examples=tuple(map(_dialogue_from_proto, message.message_examples)),
        post_examples=tuple(message.post_examples),
        topics=tuple(message.topics),
        adjectives=tuple(message.adjectives),
        knowledge=tuple(map(_knowledge_from_proto, message.knowledge)),
        plugins=tuple(message.plugins),
        style=_style_from_proto(message.style),
        templates=dict(message.templates),
        settings=struct_to_json(message.settings),
        secrets=dict(message.secrets),
        model_provider=message.model_provider,
        clients=tuple(message.clients),
        extra=struct_to_json(message.extra),
    )


def dialogue_to_proto(dialogue: Dialogue) -> common_pb2.Dialogue:
    """Return an example conversation."""
    turns = [common_pb2.Turn(name=turn.name, content=content_to_proto(turn.content)) for turn in dialogue.turns]
    return common_pb2.Dialogue(turns=turns, prompt=dialogue.prompt, outcome=dialogue.outcome)


def _dialogue_from_proto(message: common_pb2.Dialogue) -> Dialogue:
    turns = tuple(Turn(name=turn.name, content=content_from_proto(turn.content)) for turn in message.turns)
    return Dialogue(turns=turns, prompt=message.prompt, outcome=message.outcome)


def _style_to_proto(style: CharacterStyle) -> agents_pb2.CharacterStyle:
    return agents_pb2.CharacterStyle(all=style.all, chat=style.chat, post=style.post)


def _style_from_proto(message: agents_pb2.CharacterStyle) -> CharacterStyle:
    return CharacterStyle(all=tuple(message.all), chat=tuple(message.chat), post=tuple(message.post))


def _knowledge_to_proto(source: KnowledgeSource) -> agents_pb2.KnowledgeSource:
    message = agents_pb2.KnowledgeSource(
        shared=source.shared, source_id=source.source_id, source_path=source.source_path
    )
    if source.path:
        message.path = source.path
    elif source.directory:
        message.directory = source.directory
    elif source.text:
        message.text = source.text
    return message


def _knowledge_from_proto(message: agents_pb2.KnowledgeSource) -> KnowledgeSource:
    return KnowledgeSource(
        text=message.text,
        path=message.path,
        directory=message.directory,
        shared=message.shared,
        source_id=message.source_id,
        source_path=message.source_path,
    )
