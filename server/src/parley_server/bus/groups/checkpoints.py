"""Checkpoints of a tenant's groups: one save at a time, which carries all that has changed meanwhile."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine, Mapping, Sequence
from typing import Protocol, TypeAlias

import structlog

from parley_server.bus.store import Checkpoint, SubscriptionStore
from parley_server.domain.errors import ParleyError, StoreUnavailable
from parley_server.domain.ids import TenantId

SOON = 0.05
LATER = 1.0
_log = structlog.get_logger(__name__)


class Kept(Protocol):
    """What has checkpoints: a group."""

    async def prepare(self) -> None:
        """Fetch what the checkpoint needs. Raises StoreUnavailable."""
        ...

    def checkpoint(self) -> Checkpoint:
        """Return the state as it is now."""
        ...

    def saved(self, checkpoint: Checkpoint) -> None:
        """Note that a checkpoint is stored."""
        ...


class CallLater(Protocol):
    """loop.call_later, or a test's."""

    def __call__(self, delay: float, callback: Callable[[], None], /) -> asyncio.TimerHandle:
        """Call back after so many seconds."""
        ...


Spawn = Callable[[Coroutine[None, None, None]], object]
# Whose progress somebody waits for, and whom to tell.
_Waiting: TypeAlias = tuple[Sequence[Kept], "asyncio.Future[None]"]


class Checkpoints:
    """Stores the progress of groups: soon after they have changed, and at once when somebody waits for it."""

    def __init__(self, tenant: TenantId, store: SubscriptionStore, call_later: CallLater, spawn: Spawn) -> None:
        """`spawn` starts a task that somebody awaits."""
        self._tenant = tenant
        self._store = store
        self._call_later = call_later
        self._spawn = spawn
        self._dirty: dict[Kept, None] = {}
        self._waiting: list[_Waiting] = []
        self._running = False
        self._is_due = False
        self._timer: asyncio.TimerHandle | None = None
        self._timer_delay = 0.0
        self._stopped = False

    def touch(self, group: Kept, delay: float) -> None:
        """Store a group's progress within so many seconds."""
        self._dirty[group] = None
        if self._timer is not None and delay < self._timer_delay:
            self._timer.cancel()
            self._timer = None
        if self._timer is None and not self._stopped:
            self._timer_delay = delay
            self._timer = self._call_later(delay, self._on_timer)

    def is_dirty(self, group: Kept) -> bool:
        """Tell whether something of a group is not stored yet."""
        return group in self._dirty or self._running

    async def flush(self, *groups: Kept) -> None:
        """Return when all that these groups are now is stored. Raises StoreUnavailable."""
        for group in groups:
            self._dirty[group] = None
        done: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._waiting.append((groups, done))
        self._start()
        await done

    def forget(self, group: Kept) -> None:
        """Store nothing more of a group: it is deleted."""
        self._dirty.pop(group, None)

    def stop(self) -> None:
        """Store nothing more by itself."""
        self._stopped = True
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None

    def _on_timer(self) -> None:
        self._timer = None
        if self._dirty:
            # What has changed since the save at hand began is not in it.
            self._is_due = True
            self._start()

    def _start(self) -> None:
        if not self._running:
            self._running = True
            self._spawn(self._run())

    async def _run(self) -> None:
        try:
            self._is_due = True
            while self._waiting or self._is_due:
                self._is_due = False
                await self._round()
        finally:
            self._running = False
            for _, waiting in self._waiting:
                waiting.cancel()
            self._waiting = []

    async def _round(self) -> None:
        groups, waiting = list(self._dirty), self._waiting
        self._dirty, self._waiting = {}, []
        failed: dict[Kept, Exception] = {}
        try:
            await self._save(groups, failed)
        except Exception as error:  # noqa: BLE001 - one bad save must not end the bus: who waits hears of it, later saves try again
            self._note(error)
            failed = dict.fromkeys(groups, error)
        except asyncio.CancelledError:
            _settle(waiting, dict.fromkeys(groups, StoreUnavailable("the server is leaving")))
            raise
        _settle(waiting, failed)
        for group in failed:
            self.touch(group, LATER)

    async def _save(self, groups: Sequence[Kept], failed: dict[Kept, Exception]) -> None:
        """Save groups together; what one cannot get ready goes into `failed`, and holds up no other."""
        for group in groups:
            try:
                await group.prepare()
            except Exception as error:  # noqa: BLE001 - as in _round
                self._note(error)
                failed[group] = error
        ready = [group for group in groups if group not in failed]
        checkpoints = [group.checkpoint() for group in ready]
        if checkpoints:
            await self._store.save(self._tenant, checkpoints)
        for group, checkpoint in zip(ready, checkpoints, strict=True):
            group.saved(checkpoint)

    def _note(self, error: Exception) -> None:
        if not isinstance(error, ParleyError):
            _log.error("bus.checkpoint_failed", tenant=self._tenant, exc_info=error)


def _settle(waiting: Sequence[_Waiting], failed: Mapping[Kept, Exception]) -> None:
    for groups, done in waiting:
        if done.done():
            continue
        error = next((failed[group] for group in groups if group in failed), None)
        if error is None:
            done.set_result(None)
        else:
            done.set_exception(error)
