"""Changes of some fields of an agent."""

from __future__ import annotations

from dataclasses import replace

from google.protobuf.field_mask_pb2 import FieldMask

from parley.v1 import agents_pb2, runtime_pb2
from parley_server.domain.characters import Character
from parley_server.domain.errors import InvalidField
from parley_server.wire.agents import character_from_proto, character_to_proto

_CHARACTER = "character"
_SECRETS = "secrets"
_ALL = "*"


def masked_fields(request: runtime_pb2.UpdateAgentRequest) -> tuple[str, ...]:
    """Return the names of what a request changes: "character", or fields of it such as "character.system".

    Raises InvalidField for a mask that names nothing, or what cannot be changed.
    """
    paths = tuple(dict.fromkeys(request.update_mask.paths))
    if not paths:
        raise InvalidField("update_mask", f"name what to change: {_CHARACTER}, fields of it, or {_ALL}")
    if paths == (_ALL,):
        return (_CHARACTER,)
    for path in paths:
        if path.partition(".")[0] != _CHARACTER:
            raise InvalidField("update_mask", f"{path!r} cannot be changed: {_CHARACTER} and its fields can")
        if not FieldMask(paths=[path]).IsValidForDescriptor(agents_pb2.Agent.DESCRIPTOR):
            raise InvalidField("update_mask", f"there is no {path!r}")
    return paths


def apply_mask(present: Character, request: runtime_pb2.UpdateAgentRequest) -> Character:
    """Return the character with those fields changed that the mask names; one that is not set becomes empty.

    Nobody can read secrets, so that nobody has them to send back: with "character" as a whole, those that are not given
    stay. With "character.secrets" the ones that are given are all that there are.
    """
    paths = masked_fields(request)
    given = request.agent.character
    merged = agents_pb2.Agent(character=character_to_proto(present))
    if _CHARACTER in paths:
        changed = character_from_proto(given)
        return replace(changed, secrets={**present.secrets, **changed.secrets})
    wanted = agents_pb2.Agent(character=given)
    for path in paths:
        _, name, *deeper = path.split(".")
        if not deeper:
            # Merging a message that is not set would leave the old one.
            merged.character.ClearField(name)  # type: ignore[arg-type]  # a field of Character
    FieldMask(paths=paths).MergeMessage(wanted, merged, replace_message_field=True, replace_repeated_field=True)
    changed = character_from_proto(merged.character)
    if f"{_CHARACTER}.{_SECRETS}" not in paths:
        return replace(changed, secrets=present.secrets)
    return changed
