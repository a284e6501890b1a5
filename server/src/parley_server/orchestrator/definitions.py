"""From what callers send to agents as they are stored, and back."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from parley_server.domain.agents import AgentSpec, SpecChange, StoredAgent
from parley_server.domain.characters import Character, CharacterChange
from parley_server.domain.errors import BadCharacter, FieldProblem, InvalidField
from parley_server.domain.ids import AgentId, parse_uuid, string_to_uuid
from parley_server.domain.json import JsonValue
from parley_server.orchestrator.catalogue import PluginCatalogue
from parley_server.orchestrator.characters import (
    join_nested,
    keep_nested,
    normalize_character,
    part_nested,
    part_secrets,
    read_character,
    without_nested,
    write_character,
)
from parley_server.orchestrator.old_secrets import open_old_secrets
from parley_server.orchestrator.secrets import SecretBox


@dataclass(frozen=True, slots=True, kw_only=True)
class Definition:
    """An agent that is about to be added, with what the reader changed in its file."""

    agent_id: AgentId
    character: Character
    stored: StoredAgent
    changes: tuple[SpecChange, ...] = ()


class Definitions:
    """Reads agent specs and seals their secrets."""

    def __init__(self, *, secrets: SecretBox, catalogue: PluginCatalogue, salt: str = "") -> None:
        """Seal with this box; the catalogue tells which model plugins are there.

        Secrets that elizaOS has sealed with this salt are opened; empty = its own default.
        """
        self._salt = salt
        self._secrets = secrets
        self._catalogue = catalogue

    def read(self, spec: AgentSpec, index: int, now: datetime, *, should_run: bool) -> Definition:
        """Return the agent of a spec. Raises BadCharacter or InvalidField, naming the field."""
        path = f"agents[{index}]"
        character, changes = self._character(spec, path)
        declared = self._catalogue.secret_settings()
        settings, further = part_secrets(spec.settings, declared)
        plain, named = part_secrets(character.settings, declared)
        secrets = open_old_secrets({**further, **named, **character.secrets}, self._salt)
        character = replace(character, settings=plain, secrets=secrets)
        agent_id = _agent_id(spec, character, path)
        plugins = tuple(dict.fromkeys((*character.plugins, *spec.plugins)))
        file, sealed = self._part(character)
        stored = StoredAgent(
            agent_id=agent_id,
            name=character.name,
            character=file,
            sealed_secrets=sealed,
            plugins=plugins,
            settings={key: without_nested(value) for key, value in settings.items()},
            database=spec.database,
            should_run=should_run,
            created_at=now,
            updated_at=now,
        )
        noted = tuple(SpecChange(index=index, change=change) for change in changes)
        return Definition(agent_id=agent_id, character=character, stored=stored, changes=noted)

    def change(self, stored: StoredAgent, present: Character, character: Character, now: datetime) -> Definition:
        """Return an agent with another character and the next revision. Raises BadCharacter, naming the field.

        Plugins that it was given beside those of its character stay, and so do secrets deep in its settings.
        """
        try:
            read = normalize_character(keep_nested(character, present))
        except BadCharacter as error:
            raise _at(error, "agent.character") from None
        plain, named = part_secrets(read.character.settings, self._catalogue.secret_settings())
        secrets = open_old_secrets({**named, **read.character.secrets}, self._salt)
        character = replace(read.character, settings=plain, secrets=secrets)
        further = [name for name in stored.plugins if name not in present.plugins]
        file, sealed = self._part(character)
        changed = replace(
            stored,
            name=character.name,
            character=file,
            sealed_secrets=sealed,
            plugins=tuple(dict.fromkeys((*character.plugins, *further))),
            updated_at=now,
            revision=stored.revision + 1,
        )
        noted = tuple(SpecChange(index=0, change=change) for change in read.changes)
        return Definition(agent_id=stored.agent_id, character=character, stored=changed, changes=noted)

    def restore(self, stored: StoredAgent) -> Character:
        """Return the character of a stored agent with its secrets. Raises what the reader and the box raise."""
        file, secrets = join_nested(stored.character, self._secrets.open(stored.sealed_secrets))
        return replace(read_character(file).character, secrets=secrets)

    def placeholder(self, stored: StoredAgent) -> Character:
        """Return what can be told of a stored agent that cannot be restored: its name."""
        return Character(name=stored.name)

    def _part(self, character: Character) -> tuple[dict[str, JsonValue], bytes]:
        """Return a character as it is stored: its file without secrets, and these, sealed."""
        file, nested = part_nested(write_character(character))
        return file, self._secrets.seal({**character.secrets, **nested})

    def _character(self, spec: AgentSpec, path: str) -> tuple[Character, Sequence[CharacterChange]]:
        if spec.database:
            raise InvalidField(f"{path}.database", "no further databases are configured; leave it empty")
        if spec.character is not None:
            try:
                read = normalize_character(spec.character)
            except BadCharacter as error:
                raise _at(error, f"{path}.character") from None
            return read.character, read.changes
        if spec.character_file is None:
            raise InvalidField(path, "give a character or a character_file")
        try:
            read = read_character(spec.character_file)
        except BadCharacter as error:
            raise _at(error, f"{path}.character_file") from None
        return read.character, (*read.changes, *self._missing_model_plugin(read.character))

    def _missing_model_plugin(self, character: Character) -> Sequence[CharacterChange]:
        provider = character.model_provider
        if not provider or self._catalogue.has(provider):
            return ()
        note = f"there is no model plugin {provider!r} here; kept, and another text model answers"
        return (CharacterChange(pointer="/modelProvider", note=note),)


def _agent_id(spec: AgentSpec, character: Character, path: str) -> AgentId:
    """Return the id that is given, the character's own, or one derived from its name (reference-values A)."""
    if spec.agent_id:
        given = parse_uuid(spec.agent_id)
        if given is None:
            raise InvalidField(f"{path}.agent_id", "not an UUID")
        return AgentId(given)
    own = parse_uuid(character.id) if character.id else None
    return AgentId(own or string_to_uuid(character.name))


def _at(error: BadCharacter, path: str) -> BadCharacter:
    """Return the error with its pointers below the place of the character in the request."""
    problems = [FieldProblem(field=f"{path}{problem.field}", note=problem.note) for problem in error.problems]
    return BadCharacter(f"{path}: {error.message}", problems=problems)
