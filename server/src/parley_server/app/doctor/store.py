"""Can the store be opened, is its schema known, and is the log of the bus whole?"""

from __future__ import annotations

import asyncio

from parley_server.app.doctor.findings import Finding, fine, problem, remark
from parley_server.app.settings import Settings
from parley_server.bus.sql.inspection import LogState, inspect_log_postgres, inspect_log_sqlite
from parley_server.sql.errors import StoreDamaged, StoreNotOpened, StoreTooNew
from parley_server.sql.inspection import StoreState, inspect_postgres, inspect_sqlite

_CHECK = "store"
_LOG = "bus log"
_MEND_FILE = (
    "Stop the server. Move the file away, with parley.db-wal and parley.db-shm, to begin anew; or put a backup in "
    "their place, or what can still be read: sqlite3 BROKEN .recover | sqlite3 parley.db. Check the disk."
)
_MEND_POSTGRES = "Name an empty database in DATABASE_URL to begin anew, or put a backup in the place of this one."
# Damaged places that are named; the rest is counted.
_NAMED = 5


async def check_store(settings: Settings, *, deep: bool = False) -> list[Finding]:
    """Look at the store that the settings name, without taking it from a server that runs.

    Of a large store only a part is looked at, unless `deep`.
    """
    url = settings.database_url.get_secret_value()
    try:
        if url:
            state = await inspect_postgres(url)
        else:
            state = await asyncio.to_thread(inspect_sqlite, settings.data, deep=deep)
    except StoreNotOpened as error:
        return [problem(_CHECK, str(error), _remedy(error, on_postgres=bool(url)))]
    return [_told(state), *(await _check_log(settings, deep) if state.is_current else [])]


async def _check_log(settings: Settings, deep: bool) -> list[Finding]:
    url = settings.database_url.get_secret_value()
    try:
        if url:
            return [_told_log(await inspect_log_postgres(url, deep=deep))]
        return [_told_log(await inspect_log_sqlite(settings.data, deep=deep))]
    except StoreNotOpened as error:
        return [problem(_LOG, str(error), _remedy(error, on_postgres=bool(url)))]


def _told_log(state: LogState) -> Finding:
    part = "" if state.is_whole else " of the newest (all with --deep)"
    if not state.damaged:
        return fine(_LOG, f"{state.events}{part} events are as they were stored")
    places = [
        f"{first}-{last} ({tenant})" if last > first else f"{first} ({tenant})" for tenant, first, last in state.damaged
    ]
    number = sum(last - first + 1 for _, first, last in state.damaged)
    more = f" and {len(places) - _NAMED} places more" if len(places) > _NAMED else ""
    words = f"{number} of {state.events}{part} events in {state.place} are damaged: {', '.join(places[:_NAMED])}{more}"
    remedy = (
        "They are left out, all others are served; they go when the log is trimmed. To have them back, stop the server "
        "and put a backup in the place of the store. Check the disk and the memory of this machine."
    )
    return problem(_LOG, words, remedy)


def _told(state: StoreState) -> Finding:
    words = f"{state.place} ({state.version})"
    if not state.revision:
        return fine(_CHECK, f"{words}, made at the first start")
    if state.is_current:
        return fine(_CHECK, f"{words}, schema {state.revision}")
    remedy = "The next start migrates it; make a backup first."
    return remark(_CHECK, f"{words}, schema {state.revision} of an older release", remedy)


def _remedy(error: StoreNotOpened, *, on_postgres: bool) -> str:
    if isinstance(error, StoreTooNew):
        return "Install the newer release again, or use another data folder with --data or PARLEY_DATA."
    if isinstance(error, StoreDamaged):
        return _MEND_POSTGRES if on_postgres else _MEND_FILE
    if on_postgres:
        return "Start PostgreSQL, and check host, port, user, password and database in DATABASE_URL."
    return "Mend the permissions of the file, or use another data folder with --data or PARLEY_DATA."
