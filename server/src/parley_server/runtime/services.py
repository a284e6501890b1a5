"""Services of one agent: several of a type, started after initialisation, stopped in isolation (document 2)."""

from __future__ import annotations

import structlog

from parley_server.plugin_api import Runtime, Service


class ServiceRegistry:
    """Keeps the running services of one agent, by type; the first of a type is the one that `get` returns."""

    def __init__(self) -> None:
        """Start empty."""
        self._running: dict[str, list[Service]] = {}
        self._failed: dict[str, str] = {}
        self._log = structlog.get_logger("parley.services")

    async def start(self, runtime: Runtime, service_class: type[Service]) -> None:
        """Start a service. One that fails is logged and listed as failed; it harms no other."""
        kind = service_class.service_type
        try:
            service = await service_class.start(runtime)
        except Exception as error:  # noqa: BLE001 - one bad service must not take the agent down
            self._failed[kind] = str(error) or type(error).__name__
            self._log.error("service_failed_to_start", service=kind, error=str(error), exc_info=error)
            return
        self._running.setdefault(kind, []).append(service)

    def get(self, kind: str) -> Service | None:
        """Return the first running service of a type, or None."""
        services = self._running.get(kind)
        return services[0] if services else None

    @property
    def failed(self) -> dict[str, str]:
        """Types of services that could not start, with the reason."""
        return dict(self._failed)

    async def stop(self) -> None:
        """Stop all services; an error of one is logged and does not keep the others."""
        for kind, services in self._running.items():
            for service in services:
                try:
                    await service.stop()
                except Exception as error:  # noqa: BLE001 - the spec isolates the stops of services
                    self._log.error("service_failed_to_stop", service=kind, error=str(error), exc_info=error)
        self._running.clear()
        self._failed.clear()
