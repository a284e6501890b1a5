"""Housekeeping of runs: folding the logs of ended ones, forgetting old ones."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from datetime import timedelta

import structlog

from parley_server.domain.clock import Clock
from parley_server.domain.errors import ParleyError
from parley_server.storage.store import Store

_FOLD_BATCH = 200
_FOLD_SECONDS = 1.0
_PRUNE_EVERY = 600


@dataclass(frozen=True, slots=True, kw_only=True)
class Retention:
    """How long things are kept. `keep` counts are per tenant."""

    runs_for: timedelta = timedelta(days=30)
    keep_runs: int = 100_000
    keep_logs: int = 100_000
    requests_for: timedelta = timedelta(hours=24)


class RunMaintenance:
    """Keeps the store small."""

    def __init__(self, *, store: Store, clock: Clock, retention: Retention) -> None:
        """Work on this store."""
        self._store = store
        self._clock = clock
        self._retention = retention
        self._log = structlog.get_logger("parley.maintenance")

    async def run(self) -> None:
        """Fold every second and prune every ten minutes, until cancelled. A failure is logged and tried again."""
        turn = 0
        while True:
            try:
                await self.fold()
                if turn % _PRUNE_EVERY == 0:
                    await self.prune()
            except ParleyError as error:
                self._log.warning("maintenance_failed", reason=error.reason, error=error.message)
            except Exception as error:  # noqa: BLE001 - a store that grows is no reason to end the server
                self._log.error("maintenance_broken", exc_info=error)
            turn += 1
            await asyncio.sleep(_FOLD_SECONDS)

    async def fold(self) -> None:
        """Fold the logs of all runs that have ended."""
        while await self._store.runs.fold(_FOLD_BATCH) == _FOLD_BATCH:
            pass

    async def prune(self) -> None:
        """Forget what is too old or too much."""
        now, keep = self._clock.now(), self._retention
        await self._store.runs.prune(before=now - keep.runs_for, keep=keep.keep_runs)
        await self._store.logs.prune(before=now - keep.runs_for, keep=keep.keep_logs)
        await self._store.requests.prune(now - keep.requests_for)
