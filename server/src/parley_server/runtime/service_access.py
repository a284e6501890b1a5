"""The services of a runtime, as plugins ask for them."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from parley_server.domain.content import Content
from parley_server.domain.errors import ComponentFailed
from parley_server.domain.json import JsonObject, JsonValue
from parley_server.domain.targets import SendTarget
from parley_server.plugin_api import Logger, Runtime, Service
from parley_server.plugin_api.services import S, SendHandler, ServiceHealth, ServiceStatus
from parley_server.runtime.limits import ComponentLimits
from parley_server.runtime.sending import SendRegistry
from parley_server.runtime.service_calls import ServiceCalls
from parley_server.runtime.services import ServiceRegistry


class RuntimeServices:
    """Implements the protocol ServiceAccess for AgentRuntime."""

    _initialized: bool
    _log: Logger

    def _open_services(self, runtime: Runtime, limits: ComponentLimits, log: Logger) -> None:
        """Make the registries; `runtime` is what services and send handlers are given."""
        self._services = ServiceRegistry(runtime, limits, log)
        self._sending = SendRegistry()
        self._service_calls = ServiceCalls(limits, log, runtime.redact_secrets)
        self._given = runtime

    def get_service(self, service_type: str) -> Service | None:
        """Return the first running service of a type, or None."""
        service = self._services.get(service_type)
        if service is None:
            self._log.debug("service_not_found", service=service_type)
        return service

    def get_typed_service(self, service_class: type[S]) -> S | None:
        """Return the first running service that is an instance of this class, or None."""
        running = (service for services in self._services.by_type().values() for service in services)
        return next((service for service in running if isinstance(service, service_class)), None)

    def get_services_by_type(self, service_type: str) -> Sequence[Service]:
        """Return all running services of a type, in order of registration."""
        return self._services.of(service_type)

    def get_all_services(self) -> Mapping[str, Sequence[Service]]:
        """Return all running services by type."""
        return self._services.by_type()

    def get_registered_service_types(self) -> Sequence[str]:
        """Return the types of which a service runs."""
        return tuple(self._services.by_type())

    def has_service(self, service_type: str) -> bool:
        """Tell whether a service of this type runs."""
        return self._services.get(service_type) is not None

    async def register_service(self, service_class: type[Service], *, plugin: str = "") -> None:
        """Start a service now, or with the others while the agent is not initialised."""
        entry = self._services.add(service_class, plugin=plugin)
        if entry is None:
            return
        if self._initialized:
            await self._services.start(entry)
        if entry.status is ServiceStatus.FAILED:
            raise ComponentFailed(plugin, entry.kind, entry.error)

    async def get_service_load_promise(self, service_type: str) -> Service:
        """Wait for a service of a type and return it."""
        return await self._services.load(service_type)

    async def call_service(
        self, service_type: str, method: str, arguments: JsonObject, *, plugin: str = ""
    ) -> JsonValue:
        """Call a method of a service by name; see ServiceCalls.call for what is raised."""
        return await self._service_calls.call(self._services.entries, service_type, method, arguments, plugin)

    async def settled(self, is_settled: Callable[[], bool]) -> None:
        """Wait until this is so, looking again whenever a service has started or failed, or the agent is ready."""
        while not (self._initialized and is_settled()):
            await self._services.next_change()

    def get_service_registration_status(self, service_type: str) -> ServiceStatus:
        """Tell how far the services of a type are."""
        return self._services.status(service_type)

    def get_service_health(self) -> Mapping[str, ServiceHealth]:
        """Tell by type how services are."""
        return self._services.health()

    def register_send_handler(self, source: str, handler: SendHandler) -> None:
        """Let a handler deliver to a platform."""
        self._sending.register(source, handler)

    async def send_message_to_target(self, target: SendTarget, content: Content) -> None:
        """Deliver content through the handler of the target's platform."""
        await self._sending.send(self._given, target, content)
