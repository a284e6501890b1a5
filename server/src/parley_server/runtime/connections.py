"""The rooms of a runtime, as plugins make sure of them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from parley_server.domain.characters import Character
from parley_server.domain.ids import AgentId, EntityId, TenantId
from parley_server.domain.worlds import Connection, Entity, Room, World
from parley_server.plugin_api import Logger, Orchestrator
from parley_server.storage.worlds import WorldStore


class RuntimeConnections:
    """Implements the protocol Connections for AgentRuntime."""

    _agent_id: AgentId
    _character: Character
    _tenant: TenantId
    _worlds: WorldStore
    _adapter: object
    _log: Logger
    _elizaos: Orchestrator | None = None

    @property
    def elizaos(self) -> Orchestrator | None:
        """The orchestrator that this agent belongs to, or None."""
        return self._elizaos

    def attach_elizaos(self, elizaos: Orchestrator | None) -> None:
        """Let the agent know its orchestrator; None, and `stop`, let it forget."""
        self._elizaos = elizaos

    def has_elizaos(self) -> bool:
        """Tell whether this agent belongs to an orchestrator."""
        return self._elizaos is not None

    async def get_connection(self) -> object:
        """Return the database adapter."""
        return self._adapter

    async def ensure_connection(self, connection: Connection) -> None:
        """Create what is missing, for this agent whatever the connection names."""
        own = self._agent_id
        await self._worlds.ensure_connection(
            self._tenant,
            Connection(
                entity=replace(connection.entity, agent_id=own),
                room=replace(connection.room, agent_id=own),
                world=replace(connection.world, agent_id=own),
            ),
        )
        self._log.debug("connection_ensured", entity_id=connection.entity.entity_id, room_id=connection.room.room_id)

    async def ensure_connections(
        self, entities: Sequence[Entity], rooms: Sequence[Room], *, source: str, world: World
    ) -> None:
        """Create what is missing of a world, its rooms and its people."""
        if not rooms:
            return
        placed = [replace(room, world_id=world.world_id, source=source, server_id=world.server_id) for room in rooms]
        agent = Entity(entity_id=EntityId(self._agent_id), agent_id=self._agent_id, names=(self._character.name,))
        for room in placed:
            await self.ensure_connection(Connection(entity=agent, room=room, world=world))
        for entity in entities:
            await self.ensure_connection(Connection(entity=entity, room=placed[0], world=world))
