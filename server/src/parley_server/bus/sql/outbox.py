"""The outbox: events of domain changes, written in the transaction of the change, numbered later.

A change inserts rows here and knows no sequence; whoever writes the log moves committed rows there. So a slow
transaction only ever makes its events later, and hides none behind a reader's place.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence

from sqlalchemy import bindparam, delete, insert, select

from parley_server.bus.events import DraftEncoder
from parley_server.bus.sql.rows import pack_one
from parley_server.domain.events import DomainEvent
from parley_server.domain.ids import TenantId
from parley_server.sql.database import Database
from parley_server.sql.queries import Backend, Outcome, Params, Query, Row, Statement, Unit
from parley_server.sql.tables import BUS_OUTBOX

# When it is not known whether a unit was committed, one looks again after so many seconds.
_LATER_SECONDS = 1.0

_INSERT = Query(
    insert(BUS_OUTBOX).values({name: bindparam(name) for name in ("tenant", "head", "data")}).inline(),
    returns_rows=False,
)
_DELETE = Query(
    delete(BUS_OUTBOX).where(BUS_OUTBOX.c.position == bindparam("which"), BUS_OUTBOX.c.tenant == bindparam("tenant"))
)
WAITING = Query(
    select(BUS_OUTBOX.c.position, BUS_OUTBOX.c.head, BUS_OUTBOX.c.data)
    .where(BUS_OUTBOX.c.tenant == bindparam("tenant"), BUS_OUTBOX.c.position > bindparam("after"))
    .order_by(BUS_OUTBOX.c.position)
    .limit(bindparam("at_most"))
)
WAITING_TENANTS = select(BUS_OUTBOX.c.tenant)


def take_statement(tenant: TenantId, positions: Sequence[int]) -> Statement:
    """Return what deletes entries, for the unit that puts them into the log."""
    return _DELETE.many([{"tenant": tenant, "which": position} for position in positions])


class SqlOutbox:
    """The Outbox that writes rows for the bus."""

    def __init__(self, encode: DraftEncoder) -> None:
        """Write events as `encode` makes them."""
        self._encode = encode

    def statements(self, events: Sequence[DomainEvent]) -> Sequence[Statement]:
        """Return one insert for all events, in their order; nothing for none."""
        if not events:
            return ()
        return (_INSERT.many([self._row(event) for event in events]),)

    def _row(self, event: DomainEvent) -> Params:
        draft = self._encode(event)
        return {"tenant": event.tenant, "head": pack_one(draft), "data": draft.data}


class NotifyingDatabase:
    """A Database that tells when a unit with entries for the outbox was written.

    `written` is called in the event loop, once a unit and tenant, and must not wait. After a failure or a cancelled
    caller nobody knows whether the unit was committed: then it is called a second later, perhaps for nothing.
    """

    def __init__(self, database: Database, written: Callable[[TenantId], None]) -> None:
        """Pass everything on to `database`, which stays the opener's."""
        self._database = database
        self._written = written

    @property
    def backend(self) -> Backend:
        """Which database this is."""
        return self._database.backend

    async def write(self, unit: Unit) -> list[Outcome]:
        """Run a unit of work and tell of its outbox entries; see Database.write."""
        tenants = [row["tenant"] for statement in unit if statement.query is _INSERT for row in statement.rows]
        if not tenants:
            return await self._database.write(unit)
        told = {TenantId(str(tenant)) for tenant in tenants}
        try:
            outcomes = await self._database.write(unit)
        except BaseException:
            loop = asyncio.get_running_loop()
            for tenant in told:
                loop.call_later(_LATER_SECONDS, self._written, tenant)
            raise
        for tenant in told:
            self._written(tenant)
        return outcomes

    async def read(self, query: Query, params: Params, *, few: bool = False) -> list[Row]:
        """Return the rows of a query; see Database.read."""
        return await self._database.read(query, params, few=few)

    async def ping(self) -> None:
        """Make sure that the database answers; see Database.ping."""
        await self._database.ping()
