"""Services of one agent: several of a type, started after initialisation, stopped in isolation (document 2)."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from contextlib import suppress
from contextvars import ContextVar
from dataclasses import dataclass

from parley_server.domain.errors import ComponentTimeout, NoService
from parley_server.plugin_api import Logger, Runtime, Service
from parley_server.plugin_api.services import ServiceHealth, ServiceStatus
from parley_server.runtime.limits import ComponentLimits, within
from parley_server.runtime.ownership import current_plugin, owned_by

_BEST_FIRST = (
    ServiceStatus.REGISTERED,
    ServiceStatus.REGISTERING,
    ServiceStatus.PENDING,
    ServiceStatus.FAILED,
)
_turn: ContextVar[asyncio.Event | None] = ContextVar("parley_service_turn", default=None)


@dataclass(slots=True, kw_only=True)
class ServiceEntry:
    """A service of one agent, from its registration to its stop."""

    kind: str
    plugin: str
    service_class: type[Service]
    status: ServiceStatus = ServiceStatus.PENDING
    service: Service | None = None
    error: str = ""


class ServiceRegistry:
    """Keeps the services of one agent, in order of registration; the first of a type is the one that `get` returns."""

    def __init__(self, runtime: Runtime, limits: ComponentLimits, log: Logger) -> None:
        """Start empty; services are given this runtime."""
        self._runtime = runtime
        self._limits = limits
        self._entries: list[ServiceEntry] = []
        self._awaited: dict[str, int] = {}
        self._changed = asyncio.Event()
        self._log = log

    # ---- Starting and stopping ----

    def add(self, service_class: type[Service], *, plugin: str) -> ServiceEntry | None:
        """Take a service in, to be started; None for one without a type, with a warning."""
        kind = getattr(service_class, "service_type", "")
        if not kind:
            self._log.warning("service_without_type", service=service_class.__name__, plugin=plugin)
            return None
        entry = ServiceEntry(kind=kind, plugin=plugin or current_plugin(), service_class=service_class)
        self._entries.append(entry)
        return entry

    async def start_pending(self) -> None:
        """Start what waits, in order. One that fails or takes too long is logged and kept as failed.

        The next one begins when the one before it has started, waits for another service, or has had its turn.
        """
        turns: list[asyncio.Event] = []
        async with asyncio.TaskGroup() as group:
            for entry in [one for one in self._entries if one.status is ServiceStatus.PENDING]:
                if turns:
                    with suppress(TimeoutError):
                        async with asyncio.timeout(self._limits.service_turn):
                            await turns[-1].wait()
                if not any(one is entry for one in self._entries):
                    continue  # its plugin has left meanwhile
                turns.append(asyncio.Event())
                group.create_task(self._start(entry, turns[-1]))

    async def start(self, entry: ServiceEntry) -> None:
        """Start one service; its entry tells how it went."""
        await self._start(entry, asyncio.Event())

    async def stop(self, *, plugin: str | None = None) -> None:
        """Stop and forget all services, or those of a plugin, the last one first.

        One that fails or takes too long is logged and left. Those of a plugin that are about to start do so first.
        """
        while plugin is not None and any(
            one.plugin == plugin and one.status is ServiceStatus.REGISTERING for one in self._entries
        ):
            await self._changed.wait()
        while leaving := [one for one in self._entries if plugin in (None, one.plugin)]:
            entry = leaving[-1]
            self._entries = [one for one in self._entries if one is not entry]
            if entry.service is not None:
                await self._stop(entry, entry.service)

    async def _stop(self, entry: ServiceEntry, service: Service) -> None:
        self._log.debug("service_stopping", service=entry.kind, plugin=entry.plugin)
        try:
            async with within(self._limits.service_stop, entry.plugin, entry.kind):
                await service.stop()
        except Exception as error:  # noqa: BLE001 - the spec isolates the stops of services
            self._log.error(
                "service_failed_to_stop",
                service=entry.kind,
                plugin=entry.plugin,
                error=str(error),
                exc_info=error,
            )

    async def _start(self, entry: ServiceEntry, turn: asyncio.Event) -> None:
        if entry.status is not ServiceStatus.PENDING:
            turn.set()
            return  # somebody else, who starts what waits as well, was faster
        token = _turn.set(turn)
        entry.status = ServiceStatus.REGISTERING
        try:
            async with within(self._limits.service_start, entry.plugin, entry.kind):
                with owned_by(entry.plugin):
                    entry.service = await entry.service_class.start(self._runtime)
                    entry.service_class.register_send_handlers(self._runtime, entry.service)
        except Exception as error:  # noqa: BLE001 - one bad service must not take the agent down
            entry.status, entry.error = (
                ServiceStatus.FAILED,
                self._runtime.redact_secrets(str(error)) or type(error).__name__,
            )
            self._log.error(
                "service_failed_to_start", service=entry.kind, plugin=entry.plugin, error=str(error), exc_info=error
            )
        except BaseException:
            # A cancellation, perhaps its own: nobody is to wait for it any longer.
            entry.status, entry.error = ServiceStatus.FAILED, "its start was cut off"
            raise
        else:
            entry.status = ServiceStatus.REGISTERED
            self._log.debug("service_registered", service=entry.kind, plugin=entry.plugin)
        finally:
            _turn.reset(token)
            turn.set()
            self.tell()
        if entry.service is not None and not any(one is entry for one in self._entries):
            await self._stop(entry, entry.service)  # the agent has stopped meanwhile

    def tell(self) -> None:
        """Let those look again who wait for a change."""
        self._changed.set()
        self._changed = asyncio.Event()

    async def next_change(self) -> None:
        """Wait until a service has started or failed, or the agent is ready."""
        await self._changed.wait()

    # ---- Finding ----

    @property
    def entries(self) -> Sequence[ServiceEntry]:
        """Every service, started or not, in order of registration."""
        return tuple(self._entries)

    @property
    def failed(self) -> dict[str, str]:
        """Types of services that could not start, with the reason."""
        return {entry.kind: entry.error for entry in self._entries if entry.status is ServiceStatus.FAILED}

    def of(self, kind: str) -> tuple[Service, ...]:
        """Return the running services of a type, in order of registration."""
        return tuple(service for known, service in self._running() if known == kind)

    def get(self, kind: str) -> Service | None:
        """Return the first running service of a type, or None."""
        return next(iter(self.of(kind)), None)

    def by_type(self) -> dict[str, tuple[Service, ...]]:
        """Return all running services by type."""
        return {kind: self.of(kind) for kind, _ in self._running()}

    async def load(self, kind: str) -> Service:
        """Wait for a service of a type. Raises NoService when all of it failed, ComponentTimeout when none comes."""
        self._awaited[kind] = self._awaited.get(kind, 0) + 1
        try:
            async with asyncio.timeout(self._limits.service_load):
                return await self._next(kind)
        except TimeoutError:
            raise ComponentTimeout("", f"service {kind}", self._limits.service_load) from None
        finally:
            self._awaited[kind] -= 1
            if not self._awaited[kind]:
                del self._awaited[kind]

    async def _next(self, kind: str) -> Service:
        while (found := self.get(kind)) is None:
            if self.status(kind) is ServiceStatus.FAILED:
                raise NoService(kind)
            # A service that waits for another one lets that one start.
            if turn := _turn.get():
                turn.set()
            await self.next_change()
        return found

    def status(self, kind: str) -> ServiceStatus:
        """Tell how far the services of a type are; the best counts where there are several."""
        found = {entry.status for entry in self._entries if entry.kind == kind}
        return next((status for status in _BEST_FIRST if status in found), ServiceStatus.UNKNOWN)

    def health(self) -> Mapping[str, ServiceHealth]:
        """Tell by type how services are, also those that are only waited for."""
        kinds = dict.fromkeys([*(entry.kind for entry in self._entries), *self._awaited])
        failed = self.failed
        return {
            kind: ServiceHealth(
                status=self.status(kind),
                instances=len(self.of(kind)),
                awaited=kind in self._awaited,
                error=failed.get(kind, ""),
            )
            for kind in kinds
        }

    def _running(self) -> list[tuple[str, Service]]:
        return [(entry.kind, entry.service) for entry in self._entries if entry.service is not None]
