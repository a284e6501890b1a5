"""Earlier requests, on SQL."""

from datetime import datetime

from sqlalchemy import bindparam, delete, select, tuple_

from parley_server.domain.ids import TenantId
from parley_server.sql.database import Database
from parley_server.sql.queries import Params, Query, Statement, insert_new
from parley_server.sql.tables import REQUEST_KEYS
from parley_server.sql.times import from_micros, to_micros
from parley_server.storage.requests import RequestRecord, RequestTaken

_INSERT = insert_new(REQUEST_KEYS)
_FIND = Query(
    select(REQUEST_KEYS.c.fingerprint, REQUEST_KEYS.c.answer, REQUEST_KEYS.c.created_at).where(
        REQUEST_KEYS.c.tenant == bindparam("tenant"), REQUEST_KEYS.c.request_id == bindparam("request_id")
    )
)
# So many at once that no other unit waits long for the writer.
_PRUNE_AT_ONCE = 500
_KEY = (REQUEST_KEYS.c.tenant, REQUEST_KEYS.c.request_id)
_PRUNE = Query(
    delete(REQUEST_KEYS).where(
        tuple_(*_KEY).in_(
            select(*_KEY).where(REQUEST_KEYS.c.created_at < bindparam("before")).limit(bindparam("at_once"))
        )
    )
)


def request_statement(tenant: TenantId, request: RequestRecord) -> Statement:
    """Return what stores a request in the unit that it asked for, and refuses the unit when it is known."""
    return _INSERT.one(
        {
            "tenant": tenant,
            "request_id": request.request_id,
            "fingerprint": request.fingerprint,
            "answer": request.answer,
            "created_at": to_micros(request.created_at),
        },
        RequestTaken,
    )


class SqlRequests:
    """The RequestStore of a Database."""

    def __init__(self, database: Database) -> None:
        """Keep requests in this database."""
        self._database = database

    async def find(self, tenant: TenantId, request_id: str) -> RequestRecord | None:
        """Return the request made under this id, or None."""
        rows = await self._database.read(_FIND, {"tenant": tenant, "request_id": request_id})
        for fingerprint, answer, created_at in rows:
            return RequestRecord(
                request_id=request_id, fingerprint=fingerprint, answer=answer, created_at=from_micros(created_at)
            )
        return None

    async def prune(self, before: datetime) -> int:
        """Forget requests made before this time, of all tenants; return how many."""
        total = 0
        while True:
            params: Params = {"before": to_micros(before), "at_once": _PRUNE_AT_ONCE}
            (done,) = await self._database.write([_PRUNE.one(params)])
            total += done.touched
            if done.touched < _PRUNE_AT_ONCE:
                return total
