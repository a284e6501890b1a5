"""Services of one agent: several of a type, started after initialisation, stopped in isolation (document 2)."""

from __future__ import annotations

import structlog

from parley_server.plugin_api import Runtime, Service
from parley_server.runtime.limits import ComponentLimits, within


class ServiceRegistry:
    """Keeps the running services of one agent, by type; the first of a type is the one that `get` returns."""

    def __init__(self, limits: ComponentLimits) -> None:
        """Start empty."""
        self._limits = limits
        self._running: list[tuple[str, str, Service]] = []
        self._failed: dict[str, str] = {}
        self._log = structlog.get_logger("parley.services")

    async def start(self, runtime: Runtime, service_class: type[Service], *, plugin: str) -> None:
        """Start a service. One that fails or takes too long is logged and listed as failed; it harms no other."""
        kind = getattr(service_class, "service_type", "")
        if not kind:
            self._log.warning("service_without_type", service=service_class.__name__, plugin=plugin)
            return
        try:
            async with within(self._limits.service_start, plugin, kind):
                service = await service_class.start(runtime)
        except Exception as error:  # noqa: BLE001 - one bad service must not take the agent down
            self._failed[kind] = str(error) or type(error).__name__
            self._log.error("service_failed_to_start", service=kind, plugin=plugin, error=str(error), exc_info=error)
            return
        self._running.append((kind, plugin, service))

    def get(self, kind: str) -> Service | None:
        """Return the first running service of a type, or None."""
        return next((service for known, _, service in self._running if known == kind), None)

    @property
    def failed(self) -> dict[str, str]:
        """Types of services that could not start, with the reason."""
        return dict(self._failed)

    async def stop(self) -> None:
        """Stop all services, the last one first; one that fails or takes too long is logged and left."""
        while self._running:
            kind, plugin, service = self._running.pop()
            try:
                async with within(self._limits.service_stop, plugin, kind):
                    await service.stop()
            except Exception as error:  # noqa: BLE001 - the spec isolates the stops of services
                self._log.error("service_failed_to_stop", service=kind, plugin=plugin, error=str(error), exc_info=error)
        self._failed.clear()
