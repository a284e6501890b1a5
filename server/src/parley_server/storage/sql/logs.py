"""Log entries, on SQL."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from functools import cache

from sqlalchemy import bindparam, delete, func, or_, select

from parley_server.domain.ids import AgentId, TenantId
from parley_server.domain.logs import LogEntry
from parley_server.sql.database import Database
from parley_server.sql.json_text import dump_json, load_json
from parley_server.sql.queries import Params, Query, Row, insert_new
from parley_server.sql.tables import LOGS
from parley_server.sql.times import from_micros, to_micros

_INSERT = insert_new(LOGS)
_COLUMNS = (
    LOGS.c.log_id,
    LOGS.c.type,
    LOGS.c.agent_id,
    LOGS.c.created_at,
    LOGS.c.entity_id,
    LOGS.c.room_id,
    LOGS.c.run_id,
    LOGS.c.body,
)
_place = func.row_number().over(partition_by=LOGS.c.tenant, order_by=(LOGS.c.created_at.desc(), LOGS.c.position.desc()))
_placed = select(LOGS.c.position, LOGS.c.created_at, _place.label("place")).subquery()
_TO_PRUNE = Query(
    select(_placed.c.position)
    .where(or_(_placed.c.created_at < bindparam("before"), _placed.c.place > bindparam("keep")))
    .limit(bindparam("at_most"))
)
_DELETE = Query(delete(LOGS).where(LOGS.c.position == bindparam("which")))
_PRUNE_AT_MOST = 10_000
# So many in one unit that no other waits long for the writer.
_PRUNE_AT_ONCE = 500


class SqlLogs:
    """The LogStore of a Database."""

    def __init__(self, database: Database) -> None:
        """Keep log entries in this database."""
        self._database = database

    async def add(self, tenant: TenantId, entries: Sequence[LogEntry]) -> None:
        """Store entries in one transaction; one whose id is there already is left as it is."""
        await self._database.write([_INSERT.many([_to_row(tenant, entry) for entry in entries])])

    async def recent(
        self,
        tenant: TenantId,
        agent_id: AgentId,
        *,
        type_prefix: str = "",
        run_id: str = "",
        room_id: str = "",
        entity_id: str = "",
        limit: int = 50,
    ) -> list[LogEntry]:
        """Return entries, newest first."""
        params: dict[str, str | int] = {"tenant": tenant, "agent_id": agent_id, "wanted": limit}
        if type_prefix:
            params |= {"prefix": type_prefix, "prefix_length": len(type_prefix)}
        same = {"run_id": run_id, "room_id": room_id, "entity_id": entity_id}
        given = {name: value for name, value in same.items() if value}
        query = _recent(tuple(given), by_prefix=bool(type_prefix))
        params |= given
        return [_from_row(row) for row in await self._database.read(query, params)]

    async def prune(self, *, before: datetime, keep: int) -> int:
        """Forget entries made before this time, and the oldest above `keep` a tenant; return how many."""
        total = 0
        while True:
            params = {"before": to_micros(before), "keep": keep, "at_most": _PRUNE_AT_MOST}
            found = await self._database.read(_TO_PRUNE, params)
            for start in range(0, len(found), _PRUNE_AT_ONCE):
                some = found[start : start + _PRUNE_AT_ONCE]
                await self._database.write([_DELETE.many([{"which": position} for (position,) in some])])
            total += len(found)
            if len(found) < _PRUNE_AT_MOST:
                return total


@cache
def _recent(columns: tuple[str, ...], *, by_prefix: bool) -> Query:
    """Return the query for the filters that are set: sixteen in all, each compiled once."""
    found = select(*_COLUMNS).where(LOGS.c.tenant == bindparam("tenant"), LOGS.c.agent_id == bindparam("agent_id"))
    if by_prefix:
        found = found.where(func.substr(LOGS.c.type, 1, bindparam("prefix_length")) == bindparam("prefix"))
    for name in columns:
        found = found.where(LOGS.c[name] == bindparam(name))
    return Query(found.order_by(LOGS.c.created_at.desc(), LOGS.c.position.desc()).limit(bindparam("wanted")))


def _to_row(tenant: TenantId, entry: LogEntry) -> Params:
    return {
        "tenant": tenant,
        "agent_id": entry.agent_id,
        "log_id": entry.log_id,
        "type": entry.type,
        "entity_id": entry.entity_id,
        "room_id": entry.room_id,
        "run_id": entry.run_id,
        "body": dump_json(entry.body),
        "created_at": to_micros(entry.created_at),
    }


def _from_row(row: Row) -> LogEntry:
    log_id, kind, agent_id, created_at, entity_id, room_id, run_id, body = row
    details = load_json(body)
    return LogEntry(
        log_id=log_id,
        type=kind,
        agent_id=agent_id,
        created_at=from_micros(created_at),
        entity_id=entity_id,
        room_id=room_id,
        run_id=run_id,
        body=details if isinstance(details, Mapping) else {},
    )
