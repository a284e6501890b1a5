"""Services of one agent as plugins see them: found by type, waited for, asked how they are; ways to platforms."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from enum import Enum
from typing import TYPE_CHECKING, Protocol, TypeVar

from parley_server.domain.content import Content
from parley_server.domain.json import JsonObject, JsonValue
from parley_server.domain.targets import SendTarget
from parley_server.plugin_api.components import Service

if TYPE_CHECKING:
    from parley_server.plugin_api.runtime import Runtime

S = TypeVar("S", bound=Service)

SendHandler = Callable[["Runtime", SendTarget, Content], Awaitable[None]]
"""Delivers content to a platform. What it raises goes to the one who sends."""


class ServiceStatus(Enum):
    """How far the services of a type are (reference-values 1.5)."""

    PENDING = "pending"
    REGISTERING = "registering"
    REGISTERED = "registered"
    FAILED = "failed"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True, kw_only=True)
class ServiceHealth:
    """How the services of a type are: `instances` run; somebody waits when `awaited`; `error` is why one failed."""

    status: ServiceStatus
    instances: int
    awaited: bool
    error: str = ""


class ServiceAccess(Protocol):
    """The part of the runtime that has to do with services (document 2, "Service Management"; document 3)."""

    def get_service(self, service_type: str) -> Service | None:
        """Return the first running service of a type, or None."""
        ...

    def get_typed_service(self, service_class: type[S]) -> S | None:
        """Return the first running service that is an instance of this class, or None."""
        ...

    def get_services_by_type(self, service_type: str) -> Sequence[Service]:
        """Return all running services of a type, in order of registration."""
        ...

    def get_all_services(self) -> Mapping[str, Sequence[Service]]:
        """Return all running services by type."""
        ...

    def get_registered_service_types(self) -> Sequence[str]:
        """Return the types of which a service runs."""
        ...

    def has_service(self, service_type: str) -> bool:
        """Tell whether a service of this type runs."""
        ...

    async def register_service(self, service_class: type[Service], *, plugin: str = "") -> None:
        """Start a service now, or with the others while the agent is not initialised.

        A class without a type is left out with a warning. Raises ComponentFailed for one that does not start.
        """
        ...

    async def get_service_load_promise(self, service_type: str) -> Service:
        """Wait for a service of a type and return it.

        Raises NoService when all of this type have failed, ComponentTimeout after 30 s.
        """
        ...

    def get_service_registration_status(self, service_type: str) -> ServiceStatus:
        """Tell how far the services of a type are; the best counts where there are several."""
        ...

    def get_service_health(self) -> Mapping[str, ServiceHealth]:
        """Tell by type how services are, also those that did not start or are only waited for."""
        ...

    async def call_service(
        self, service_type: str, method: str, arguments: JsonObject, *, plugin: str = ""
    ) -> JsonValue:
        """Call a method that a service has marked with `service_method`, as CallService does; 30 s at the most.

        Of several services of a type the first one counts, or that of `plugin`. Raises NoService, NotFound for an
        unknown method, InvalidField for arguments that do not fit, ComponentTimeout, ComponentFailed.
        """
        ...

    def register_send_handler(self, source: str, handler: SendHandler) -> None:
        """Let a handler deliver to a platform; a later one for the same platform takes its place, with a warning."""
        ...

    async def send_message_to_target(self, target: SendTarget, content: Content) -> None:
        """Deliver content through the handler of the target's platform. Raises NoSendHandler and what it raises."""
        ...
