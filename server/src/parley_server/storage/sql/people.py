"""Entities, what is known of them, and how they know each other, on SQL."""

from collections.abc import Sequence
from dataclasses import replace

from sqlalchemy import bindparam, delete, literal_column, or_, select, update

from parley_server.domain.errors import AlreadyExists, NotFound, RevisionMismatch
from parley_server.domain.ids import AgentId, ComponentId, EntityId, RelationshipId, TenantId
from parley_server.domain.worlds import Entity, EntityComponent, Relationship
from parley_server.sql.database import Database
from parley_server.sql.expressions import OneOf, texts
from parley_server.sql.queries import Params, Query, insert_new
from parley_server.sql.tables import ENTITIES, ENTITY_COMPONENTS, PARTICIPANTS, RELATIONSHIPS
from parley_server.storage.sql.documents import document_of
from parley_server.storage.sql.surroundings import INSERT_ENTITY, Surroundings, entity_row, loaded, revising

# So many entities of one call are remembered for the next one; more would push out those that often speak.
_REMEMBER_AT_MOST = 64
# A component or relationship that others keep putting, too, is tried so often.
_TRIES = 16

_OF_AGENT = (ENTITIES.c.tenant == bindparam("in_tenant"), ENTITIES.c.agent_id == bindparam("of_agent"))
_IS_ENTITY = ENTITIES.c.entity_id == bindparam("which")
_GET = Query(select(ENTITIES.c.document).where(*_OF_AGENT, OneOf(ENTITIES.c.entity_id, "entity_ids")))
_EXISTS = Query(select(literal_column("1")).where(*_OF_AGENT, _IS_ENTITY))
_UPDATE = Query(
    update(ENTITIES)
    .where(*_OF_AGENT, _IS_ENTITY, ENTITIES.c.revision == bindparam("seen"))
    .values(document=bindparam("new_document"), revision=bindparam("new_revision"))
)

_C = ENTITY_COMPONENTS.c
_COMPONENT_OF_AGENT = (_C.tenant == bindparam("in_tenant"), _C.agent_id == bindparam("of_agent"))
_INSERT_COMPONENT = insert_new(ENTITY_COMPONENTS)
_COMPONENTS = Query(
    select(_C.document).where(*_COMPONENT_OF_AGENT, OneOf(_C.entity_id, "entity_ids")).order_by(_C.position)
)
_SAME_COMPONENT = Query(
    select(_C.document).where(
        *_COMPONENT_OF_AGENT,
        _C.entity_id == bindparam("entity_id"),
        _C.type == bindparam("type"),
        _C.world_id == bindparam("world_id"),
        _C.source_entity_id == bindparam("source_entity_id"),
    )
)
_IS_COMPONENT = (*_COMPONENT_OF_AGENT, _C.component_id == bindparam("which"))
_UPDATE_COMPONENT = Query(update(ENTITY_COMPONENTS).where(*_IS_COMPONENT).values(document=bindparam("new_document")))
_DELETE_COMPONENT = Query(delete(ENTITY_COMPONENTS).where(*_IS_COMPONENT))

_R = RELATIONSHIPS.c
_RELATIONSHIP_OF_AGENT = (_R.tenant == bindparam("in_tenant"), _R.agent_id == bindparam("of_agent"))
_AT_EITHER_END = or_(_R.source_entity_id == bindparam("which"), _R.target_entity_id == bindparam("which"))
_INSERT_RELATIONSHIP = insert_new(RELATIONSHIPS)
_RELATIONSHIPS = Query(select(_R.document).where(*_RELATIONSHIP_OF_AGENT, _AT_EITHER_END).order_by(_R.position))
_SAME_RELATIONSHIP = Query(
    select(_R.document).where(
        *_RELATIONSHIP_OF_AGENT, _R.source_entity_id == bindparam("source"), _R.target_entity_id == bindparam("target")
    )
)
_IS_RELATIONSHIP = (*_RELATIONSHIP_OF_AGENT, _R.relationship_id == bindparam("which"))
_UPDATE_RELATIONSHIP = Query(update(RELATIONSHIPS).where(*_IS_RELATIONSHIP).values(document=bindparam("new_document")))
_DELETE_RELATIONSHIP = Query(delete(RELATIONSHIPS).where(*_IS_RELATIONSHIP))

_DELETE_ENTITY = [
    Query(delete(ENTITY_COMPONENTS).where(*_COMPONENT_OF_AGENT, _C.entity_id == bindparam("which"))),
    Query(delete(RELATIONSHIPS).where(*_RELATIONSHIP_OF_AGENT, _AT_EITHER_END)),
    Query(
        delete(PARTICIPANTS).where(
            PARTICIPANTS.c.tenant == bindparam("in_tenant"),
            PARTICIPANTS.c.agent_id == bindparam("of_agent"),
            PARTICIPANTS.c.entity_id == bindparam("which"),
        )
    ),
    Query(delete(ENTITIES).where(*_OF_AGENT, _IS_ENTITY)),
]


class SqlPeople:
    """The part of SqlWorlds that keeps entities, components and relationships."""

    _database: Database
    _known: Surroundings

    # ---- Entities ----

    async def create_entities(self, tenant: TenantId, entities: Sequence[Entity]) -> None:
        """Store entities; see WorldStore."""
        if entities:
            await self._database.write([INSERT_ENTITY.many([entity_row(tenant, entity) for entity in entities])])

    async def get_entities(self, tenant: TenantId, agent_id: AgentId, entity_ids: Sequence[EntityId]) -> list[Entity]:
        """Return those that exist, in the order of the ids."""
        found: dict[EntityId, Entity] = {}
        for entity_id in entity_ids:
            document = self._known.entity(tenant, agent_id, entity_id)
            if document is not None:
                found[entity_id] = loaded(Entity, document)
        missing = [entity_id for entity_id in entity_ids if entity_id not in found]
        if missing:
            since = self._known.now()
            params = {"in_tenant": tenant, "of_agent": agent_id, "entity_ids": texts(missing)}
            for (document,) in await self._database.read(_GET, params):
                entity = loaded(Entity, document)
                found[entity.entity_id] = entity
                if len(missing) <= _REMEMBER_AT_MOST:
                    self._known.keep_entity(tenant, entity, document, since=since)
        return [found[entity_id] for entity_id in entity_ids if entity_id in found]

    async def update_entity(self, tenant: TenantId, entity: Entity) -> Entity:
        """Replace an entity; see WorldStore."""
        key = _entity_key(tenant, entity)
        changed = replace(entity, revision=entity.revision + 1)
        unit = [
            _EXISTS.one(key, lambda: NotFound("entity", entity.entity_id)),
            _UPDATE.one({**key, **revising(changed)}, lambda: RevisionMismatch("entity", entity.entity_id)),
        ]
        with self._known.changing(tenant, entity.agent_id, entity.entity_id):
            await self._database.write(unit)
        return changed

    async def update_entities(self, tenant: TenantId, agent_id: AgentId, entities: Sequence[Entity]) -> None:
        """Replace entities of one agent; those that are unknown or of another revision are left out."""
        if entities:
            changed = [replace(entity, revision=entity.revision + 1) for entity in entities]
            rows = [{**_entity_key(tenant, entity), **revising(entity)} for entity in changed]
            with self._known.changing(tenant, agent_id, *(entity.entity_id for entity in entities)):
                await self._database.write([_UPDATE.many(rows)])

    async def delete_entity(self, tenant: TenantId, agent_id: AgentId, entity_id: EntityId) -> None:
        """Delete an entity with its components, relationships and places in rooms."""
        params = {"in_tenant": tenant, "of_agent": agent_id, "which": entity_id}
        with self._known.changing(tenant, agent_id):
            await self._database.write([query.one(params) for query in _DELETE_ENTITY])

    # ---- Components ----

    async def put_component(self, tenant: TenantId, component: EntityComponent) -> EntityComponent:
        """Store a component; see WorldStore. Raises AlreadyExists when another one has its id."""
        of_agent = {"in_tenant": tenant, "of_agent": component.agent_id}
        key = {
            "entity_id": component.entity_id,
            "type": component.type,
            "world_id": component.world_id,
            "source_entity_id": component.source_entity_id,
        }
        for _ in range(_TRIES):
            known = await self._components(_SAME_COMPONENT, {**of_agent, **key})
            if known:
                merged = replace(component, component_id=known[0].component_id, created_at=known[0].created_at)
                changed = {"which": merged.component_id, "new_document": document_of(EntityComponent).dump(merged)}
                unit = _UPDATE_COMPONENT.one({**of_agent, **changed})
            else:
                merged = component
                row = {"component_id": component.component_id, "document": document_of(EntityComponent).dump(component)}
                unit = _INSERT_COMPONENT.one({"tenant": tenant, "agent_id": component.agent_id, **key, **row})
            (outcome,) = await self._database.write([unit])
            if outcome.touched:
                return merged
        raise AlreadyExists("component", component.component_id)

    async def components(
        self, tenant: TenantId, agent_id: AgentId, entity_ids: Sequence[EntityId]
    ) -> list[EntityComponent]:
        """Return the components of entities, all in order of making."""
        params = {"in_tenant": tenant, "of_agent": agent_id, "entity_ids": texts(entity_ids)}
        return await self._components(_COMPONENTS, params)

    async def delete_component(self, tenant: TenantId, agent_id: AgentId, component_id: ComponentId) -> None:
        """Delete a component."""
        params = {"in_tenant": tenant, "of_agent": agent_id, "which": component_id}
        await self._database.write([_DELETE_COMPONENT.one(params)])

    async def _components(self, query: Query, params: Params) -> list[EntityComponent]:
        rows = await self._database.read(query, params)
        return [document_of(EntityComponent).load(document) for (document,) in rows]

    # ---- Relationships ----

    async def put_relationship(self, tenant: TenantId, relationship: Relationship) -> Relationship:
        """Store a relationship; see WorldStore. Raises AlreadyExists when another one has its id."""
        agent_id = relationship.agent_id
        source, target = relationship.source_entity_id, relationship.target_entity_id
        for _ in range(_TRIES):
            known = await self.get_relationship(tenant, agent_id, source, target)
            if known:
                merged = replace(relationship, relationship_id=known.relationship_id, created_at=known.created_at)
                changed = {"which": merged.relationship_id, "new_document": document_of(Relationship).dump(merged)}
                unit = _UPDATE_RELATIONSHIP.one({"in_tenant": tenant, "of_agent": agent_id, **changed})
            else:
                merged = relationship
                unit = _INSERT_RELATIONSHIP.one(_relationship_row(tenant, relationship))
            (outcome,) = await self._database.write([unit])
            if outcome.touched:
                return merged
        raise AlreadyExists("relationship", relationship.relationship_id)

    async def get_relationship(
        self, tenant: TenantId, agent_id: AgentId, source_id: EntityId, target_id: EntityId
    ) -> Relationship | None:
        """Return how one entity stands to another, or None."""
        params = {"in_tenant": tenant, "of_agent": agent_id, "source": source_id, "target": target_id}
        for relationship in await self._relationships(_SAME_RELATIONSHIP, params):
            return relationship
        return None

    async def relationships(self, tenant: TenantId, agent_id: AgentId, entity_id: EntityId) -> list[Relationship]:
        """Return the relationships from or to an entity, in order of making."""
        params = {"in_tenant": tenant, "of_agent": agent_id, "which": entity_id}
        return await self._relationships(_RELATIONSHIPS, params)

    async def delete_relationship(self, tenant: TenantId, agent_id: AgentId, relationship_id: RelationshipId) -> None:
        """Delete a relationship."""
        params = {"in_tenant": tenant, "of_agent": agent_id, "which": relationship_id}
        await self._database.write([_DELETE_RELATIONSHIP.one(params)])

    async def _relationships(self, query: Query, params: Params) -> list[Relationship]:
        rows = await self._database.read(query, params)
        return [document_of(Relationship).load(document) for (document,) in rows]


def _entity_key(tenant: TenantId, entity: Entity) -> Params:
    return {"in_tenant": tenant, "of_agent": entity.agent_id, "which": entity.entity_id}


def _relationship_row(tenant: TenantId, relationship: Relationship) -> Params:
    return {
        "tenant": tenant,
        "agent_id": relationship.agent_id,
        "relationship_id": relationship.relationship_id,
        "source_entity_id": relationship.source_entity_id,
        "target_entity_id": relationship.target_entity_id,
        "document": document_of(Relationship).dump(relationship),
    }
