"""Values that plugins keep by key, on SQL."""

from collections.abc import Sequence

from sqlalchemy import bindparam, delete, select

from parley_server.domain.errors import InvalidField, TooLarge
from parley_server.domain.ids import AgentId, TenantId
from parley_server.domain.json import JsonValue
from parley_server.sql.database import Database
from parley_server.sql.expressions import OneOf, Upsert, texts
from parley_server.sql.json_text import dump_json, load_json
from parley_server.sql.queries import Query, Statement
from parley_server.sql.tables import CACHE_VALUES
from parley_server.storage.cache import MAX_KEY_BYTES, MAX_VALUE_BYTES

_IS_TENANT = CACHE_VALUES.c.tenant == bindparam("in_tenant")
_ONE = (
    _IS_TENANT,
    CACHE_VALUES.c.agent_id == bindparam("of_agent"),
    CACHE_VALUES.c.cache_key == bindparam("which"),
)
_GET = Query(select(CACHE_VALUES.c.value).where(*_ONE))
_PUT = Query(
    Upsert(CACHE_VALUES)
    .values({column.name: bindparam(column.name) for column in CACHE_VALUES.columns})
    .over("tenant", "agent_id", "cache_key")
)
_DELETE = Query(delete(CACHE_VALUES).where(*_ONE))
_DELETE_OF_AGENTS = Query(delete(CACHE_VALUES).where(_IS_TENANT, OneOf(CACHE_VALUES.c.agent_id, "agent_ids")))


class SqlCache:
    """The CacheStore of a Database."""

    def __init__(self, database: Database) -> None:
        """Keep values in this database."""
        self._database = database

    async def get(self, tenant: TenantId, agent_id: AgentId, key: str) -> JsonValue:
        """Return the value of a key; None for a key that has none."""
        params = {"in_tenant": tenant, "of_agent": agent_id, "which": _checked(key)}
        for (value,) in await self._database.read(_GET, params):
            return load_json(value)
        return None

    async def put(self, tenant: TenantId, agent_id: AgentId, key: str, value: JsonValue) -> None:
        """Keep a value, in place of the one before it. Raises InvalidField and TooLarge."""
        row = {"tenant": tenant, "agent_id": agent_id, "cache_key": _checked(key), "value": _text_of(value)}
        await self._database.write([_PUT.one(row)])

    async def delete(self, tenant: TenantId, agent_id: AgentId, key: str) -> bool:
        """Forget the value of a key; return whether there was one."""
        params = {"in_tenant": tenant, "of_agent": agent_id, "which": _checked(key)}
        (outcome,) = await self._database.write([_DELETE.one(params)])
        return outcome.touched > 0


def forget_agents(tenant: TenantId, agent_ids: Sequence[AgentId]) -> Statement:
    """Return what deletes all values of agents."""
    return _DELETE_OF_AGENTS.one({"in_tenant": tenant, "agent_ids": texts(agent_ids)})


def _checked(key: object) -> str:
    if not isinstance(key, str):
        raise InvalidField("key", "is no text")
    # PostgreSQL keeps no NUL, and neither database half a surrogate pair.
    try:
        size = len(key.encode())
    except UnicodeEncodeError:
        raise InvalidField("key", "is not Unicode") from None
    if not key or "\0" in key:
        raise InvalidField("key", "is empty, or holds a NUL")
    if size > MAX_KEY_BYTES:
        raise TooLarge("key", limit=MAX_KEY_BYTES, unit="bytes")
    return key


def _text_of(value: JsonValue) -> str:
    try:
        text = dump_json(value)
    except (TypeError, ValueError, RecursionError):
        raise InvalidField("value", "is no JSON value") from None
    if len(text.encode()) > MAX_VALUE_BYTES:
        raise TooLarge("value", limit=MAX_VALUE_BYTES, unit="bytes")
    return text
