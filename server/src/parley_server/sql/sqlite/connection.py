"""Connections to the one file, and what their errors mean outside."""

import sqlite3
from pathlib import Path
from typing import Literal

import structlog

from parley_server.domain.errors import InvalidField, ParleyError, StoreUnavailable

Flush = Literal["process", "disk"]

FILE_NAME = "parley.db"
# Somebody outside who writes to the file is waited for so long; inline, the whole loop waits.
_BUSY_SECONDS = 5.0
INLINE_BUSY_SECONDS = 0.5
_STATEMENTS = 512
_CACHE_KIB = 32 * 1024
_WAL_LIMIT_BYTES = 64 * 1024 * 1024

_log = structlog.get_logger(__name__)


def connect_writer(path: Path, flush: Flush) -> sqlite3.Connection:
    """Open the connection that writes. It may be used from any thread, but from one at a time only."""
    connection = sqlite3.connect(
        path,
        timeout=_BUSY_SECONDS if flush == "disk" else INLINE_BUSY_SECONDS,
        isolation_level=None,
        check_same_thread=False,
        cached_statements=_STATEMENTS,
    )
    connection.execute("PRAGMA journal_mode = WAL")
    connection.execute(f"PRAGMA synchronous = {'FULL' if flush == 'disk' else 'NORMAL'}")
    # The checkpointer does it: in the writer it would stop every waiting unit for tens of milliseconds.
    connection.execute("PRAGMA wal_autocheckpoint = 0")
    connection.execute(f"PRAGMA journal_size_limit = {_WAL_LIMIT_BYTES}")
    connection.execute("PRAGMA temp_store = MEMORY")
    # Each run at work has pages of its own; with the usual 2 MB a few hundred runs read them again and again.
    connection.execute(f"PRAGMA cache_size = -{_CACHE_KIB}")
    return connection


def connect_reader(path: Path, *, timeout: float = _BUSY_SECONDS) -> sqlite3.Connection:
    """Open a connection that cannot write. It may be used from any thread, but from one at a time only."""
    connection = sqlite3.connect(
        f"{path.absolute().as_uri()}?mode=ro",
        uri=True,
        timeout=timeout,
        isolation_level=None,
        check_same_thread=False,
        cached_statements=_STATEMENTS,
    )
    connection.execute("PRAGMA temp_store = MEMORY")
    return connection


def translate(error: Exception, doing: str) -> ParleyError:
    """Return the domain's error for a driver's, whose own words go to the log.

    Values that no column can hold (half a surrogate pair, a number above 64 bits) are the caller's fault.
    """
    code = getattr(error, "sqlite_errorname", "")
    _log.error("store.sqlite_failed", doing=doing, error=str(error), code=code, kind=type(error).__name__)
    if isinstance(error, OverflowError | UnicodeError | sqlite3.DataError):
        return InvalidField("value", "cannot be stored: text that is not Unicode, or a number above 64 bits")
    if code == "SQLITE_FULL":
        return StoreUnavailable("the store's disk is full")
    return StoreUnavailable(f"the store failed while {doing}")


DRIVER_ERRORS = (sqlite3.Error, sqlite3.Warning, OverflowError, UnicodeError)
