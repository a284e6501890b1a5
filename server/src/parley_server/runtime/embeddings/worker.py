"""The worker: one for the embeddings of all agents.

What holds. A memory that is queued gets one vector in its space, unless its model fails too often; what is stored is
the vector together with the end of its job, under the fence of who took it. So nothing is lost in a crash, nothing is
stored twice, and only the model calls that were in flight are made again. An agent without work costs no query and no
task; each has its own share of the work, so that a slow one holds up no other.
"""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine
from contextlib import suppress
from contextvars import Context
from datetime import datetime
from typing import Protocol

import structlog

from parley_server.domain.clock import Clock
from parley_server.domain.errors import ParleyError
from parley_server.domain.ids import TenantId
from parley_server.runtime.embeddings.limits import EmbeddingLimits
from parley_server.storage.embeddings import EmbeddingStore

# Vectors of texts that are stored between two looks at how many are kept.
_TRIM_EVERY = 500


class Desk(Protocol):
    """The embeddings of one agent, as the worker sees them."""

    @property
    def at_work(self) -> int:
        """How many memories are worked on, those of models that hang included."""
        ...

    @property
    def look_at(self) -> datetime | None:
        """When there may be something to do; None = not before somebody says so."""
        ...

    async def serve(self, room: int) -> None:
        """Begin with so many memories at most. Never raises anything but a cancellation."""
        ...

    def leave_overdue_behind(self) -> None:
        """Give up waiting for models that should have ended long ago."""
        ...


class EmbeddingWorker:
    """Lets agents make the vectors of the memories that they have queued."""

    def __init__(self, *, store: EmbeddingStore, clock: Clock, limits: EmbeddingLimits | None = None) -> None:
        """Work in the bounds of `limits`; nothing is done before `run`."""
        self.limits = limits or EmbeddingLimits()
        self._store = store
        self._clock = clock
        self._desks: dict[Desk, None] = {}
        self._due: dict[Desk, None] = {}
        self._serving: dict[Desk, asyncio.Task[None]] = {}
        self._group: asyncio.TaskGroup | None = None
        self._wake = asyncio.Event()
        self._at_work = 0
        self._promised = 0
        self._idle = asyncio.Event()
        self._idle.set()
        self._looked = clock.monotonic() - self.limits.tick
        self._untrimmed: dict[TenantId, int] = {}
        self.texts_kept: dict[TenantId, int] = {}
        """How many vectors of texts were kept for each tenant at the last look: the metric of the cache."""
        self._log = structlog.get_logger("parley.embeddings")

    def __len__(self) -> int:
        """Return the number of memories at work."""
        return self._at_work

    async def idle(self) -> None:
        """Wait until nothing is at work and nobody is about to be served."""
        await self._idle.wait()

    # ---- Agents ----

    def join(self, desk: Desk) -> None:
        """Serve an agent from now on, when it says that there is something to do."""
        self._desks[desk] = None
        self.touch(desk)

    async def leave(self, desk: Desk) -> None:
        """Serve an agent no more; returns once it is not being served. What is at work is its own to end."""
        self._desks.pop(desk, None)
        self._due.pop(desk, None)
        self._note_idle()
        serving = self._serving.get(desk)
        if serving is not None:
            await asyncio.wait({serving}, timeout=self.limits.stop)

    def touch(self, desk: Desk) -> None:
        """Look at the time of an agent: it has changed."""
        if desk in self._desks and self._is_due(desk):
            self._due[desk] = None
            self._idle.clear()
            self._wake.set()

    def spawn(self, work: Coroutine[object, object, None]) -> asyncio.Task[None] | None:
        """Start work of an agent; None, and nothing is started, while the worker does not run.

        What it raises is logged: it is never the server's end.
        """
        if self._group is None:
            work.close()
            return None
        # A context of its own: it may be started within a run, and is no part of it.
        task = self._group.create_task(self._guarded(work), context=Context())
        # Where it is cancelled before it has begun, nobody else does.
        task.add_done_callback(lambda _task: work.close())
        return task

    async def _guarded(self, work: Coroutine[object, object, None]) -> None:
        try:
            await work
        except Exception as error:  # noqa: BLE001 - a fault with one memory harms nobody else; its lease runs out
            self._log.error("embedding_broken", exc_info=error)

    def begun(self, number: int) -> None:
        """Count memories that are worked on."""
        self._at_work += number
        self._idle.clear()

    def ended(self, number: int) -> None:
        """Count memories that are worked on no more."""
        self._at_work -= number
        self._wake.set()
        self._note_idle()

    def kept(self, tenant: TenantId, number: int) -> None:
        """Count vectors of texts that were stored; now and then the oldest go."""
        self._untrimmed[tenant] = self._untrimmed.get(tenant, _TRIM_EVERY) + number
        if self._untrimmed[tenant] >= _TRIM_EVERY:
            self._untrimmed[tenant] = 0
            self.spawn(self._trim(tenant))

    # ---- Time ----

    async def run(self) -> None:
        """Serve whom there is something to do for, until cancelled."""
        async with asyncio.TaskGroup() as group:
            self._group = group
            try:
                while True:
                    self.tick()
                    with suppress(TimeoutError):
                        async with asyncio.timeout(self.limits.tick):
                            await self._wake.wait()
            finally:
                self._group = None

    def tick(self) -> None:
        """Serve those who are due, as far as there is room; others are looked at once in a while."""
        self._wake.clear()
        now = self._clock.monotonic()
        if now - self._looked >= self.limits.tick:
            self._looked = now
            self._look_around()
        for desk in list(self._due):
            room = min(self.limits.per_agent - desk.at_work, self.limits.at_once - self._at_work - self._promised)
            if room > 0 and desk not in self._serving and self._group is not None:
                del self._due[desk]
                self._promised += room
                self._serving[desk] = self._group.create_task(self._serve(desk, room))

    def _look_around(self) -> None:
        for desk in self._desks:
            if desk.at_work:
                desk.leave_overdue_behind()
            if self._is_due(desk):
                self._due[desk] = None
                self._idle.clear()

    def _is_due(self, desk: Desk) -> bool:
        return desk.look_at is not None and desk.look_at <= self._clock.now()

    async def _serve(self, desk: Desk, room: int) -> None:
        try:
            await desk.serve(room)
        finally:
            self._promised -= room
            del self._serving[desk]
            self.touch(desk)
            self._wake.set()
            self._note_idle()

    def _note_idle(self) -> None:
        if not self._at_work and not self._due and not self._serving:
            self._idle.set()

    async def _trim(self, tenant: TenantId) -> None:
        try:
            self.texts_kept[tenant] = await self._store.trim(tenant, keep=self.limits.keep_texts)
        except ParleyError as error:
            self._log.warning("embedding_cache_not_trimmed", reason=error.reason)
