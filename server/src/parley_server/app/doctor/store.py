"""Can the store be opened, and is its schema known?"""

from __future__ import annotations

import asyncio

from parley_server.app.doctor.findings import Finding, fine, problem, remark
from parley_server.app.settings import Settings
from parley_server.sql.errors import StoreDamaged, StoreNotOpened, StoreTooNew
from parley_server.sql.inspection import StoreState, inspect_postgres, inspect_sqlite

_CHECK = "store"


async def check_store(settings: Settings) -> list[Finding]:
    """Look at the store that the settings name, without taking it from a server that runs."""
    url = settings.database_url.get_secret_value()
    try:
        if url:
            state = await inspect_postgres(url)
        else:
            state = await asyncio.to_thread(inspect_sqlite, settings.data)
    except StoreNotOpened as error:
        return [problem(_CHECK, str(error), _remedy(error, on_postgres=bool(url)))]
    return [_told(state)]


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
        return "Move the file away to begin anew, or put a backup in its place."
    if on_postgres:
        return "Start PostgreSQL, and check host, port, user, password and database in DATABASE_URL."
    return "Mend the permissions of the file, or use another data folder with --data or PARLEY_DATA."
