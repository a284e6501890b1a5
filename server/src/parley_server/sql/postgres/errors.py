"""What the errors of asyncpg mean outside."""

import re

import asyncpg  # type: ignore[import-untyped] # it has no types
import structlog

from parley_server.domain.errors import InvalidField, ParleyError, StoreUnavailable
from parley_server.sql.errors import StoreNotOpened, StoreUnreachable

_log = structlog.get_logger(__name__)

# TimeoutError is an OSError: the deadlines are among them.
DRIVER_ERRORS = (asyncpg.PostgresError, asyncpg.InterfaceError, asyncpg.InternalClientError, OSError)
# The extension is not on the machine, or nobody has made it in this database and this user may not.
_NEEDS_PGVECTOR = re.compile(r'(extension|type) "vector"|vector\.control')
# The transaction was rolled back because of others; the same unit may run again at once.
TRY_AGAIN = (asyncpg.SerializationError, asyncpg.DeadlockDetectedError)


def translate(error: Exception, doing: str) -> ParleyError:
    """Return the domain's error for a driver's, whose own words go to the log.

    Values that no column can hold (text with a NUL, a number above 64 bits) are the caller's fault.
    """
    code = getattr(error, "sqlstate", None) or ""
    _log.error("store.postgres_failed", doing=doing, error=str(error), code=code, kind=type(error).__name__)
    if isinstance(error, asyncpg.DataError):
        return InvalidField(
            "value", "cannot be stored: text that is not Unicode or has a NUL, or a number above 64 bits"
        )
    if isinstance(error, asyncpg.DiskFullError):
        return StoreUnavailable("the store's disk is full")
    return StoreUnavailable(f"the store failed while {doing}")


def not_opened(error: Exception, place: str) -> StoreNotOpened:
    """Return why a database cannot be opened. asyncpg's texts name user, host and database, never a password."""
    if _NEEDS_PGVECTOR.search(str(error)):
        note = (
            "it needs pgvector: install it on that server, and let an administrator run CREATE EXTENSION vector there"
        )
        return StoreUnreachable(place, f"{note} ({error})")
    return StoreUnreachable(place, str(error) or type(error).__name__)
