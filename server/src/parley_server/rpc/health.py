"""grpc.health.v1: the server, each of its services, and each agent as `agent/<name>`."""

import asyncio
from collections.abc import AsyncIterator

from grpc_health.v1 import health_pb2

from parley_server.domain.errors import Draining, NotFound
from parley_server.rpc.doors import FleetService
from parley_server.rpc.drain import Drain
from parley_server.rpc.methods import SERVICES
from parley_server.rpc.types import Context

HEALTH_SERVICE = "grpc.health.v1.Health"
_SERVING = health_pb2.HealthCheckResponse.SERVING
_NOT_SERVING = health_pb2.HealthCheckResponse.NOT_SERVING
_UNKNOWN = health_pb2.HealthCheckResponse.SERVICE_UNKNOWN


class HealthServicer:
    """Serves `grpc.health.v1.Health`.

    Written here instead of taken from the package that has the messages: agents come and go, and that one forgets no
    name, ends no watch on a drain, and writes to its watchers while it holds their lock.
    """

    def __init__(self, *, fleet: FleetService, drain: Drain) -> None:
        """Begin as not serving; `run` says otherwise."""
        self._fleet = fleet
        self._drain = drain
        self._ready = dict.fromkeys(("", *(service.full_name for service in SERVICES)), False)
        self._changed = asyncio.Event()

    async def run(self) -> None:
        """Serve until the server drains: mirror the agents' readiness, then say that nothing is served any more.

        Belongs into the TaskGroup of the server. Cancelling it ends the mirror at once.
        """
        self.set_serving(True)
        async with asyncio.TaskGroup() as group:
            mirror = group.create_task(self._mirror())
            await self._drain.wait()
            mirror.cancel()
        self._ready = dict.fromkeys(self._ready, False)
        self._announce()

    def set_serving(self, serving: bool) -> None:
        """Say whether the server and its services can be used, for example when the store is away."""
        self._ready |= {name: serving for name in self._ready if not name.startswith("agent/")}
        self._announce()

    async def _mirror(self) -> None:
        async for agent, ready in self._fleet.readiness():
            name = f"agent/{agent}"
            if ready is None:
                self._ready.pop(name, None)
            else:
                self._ready[name] = ready
            self._announce()

    def _announce(self) -> None:
        changed, self._changed = self._changed, asyncio.Event()
        changed.set()

    async def Check(self, request: health_pb2.HealthCheckRequest, context: Context) -> health_pb2.HealthCheckResponse:
        """Tell how one service is doing. Raises NotFound for a name that nobody has."""
        ready = self._ready.get(request.service)
        if ready is None:
            raise NotFound("service", request.service)
        return health_pb2.HealthCheckResponse(status=_SERVING if ready else _NOT_SERVING)

    async def Watch(
        self, request: health_pb2.HealthCheckRequest, context: Context
    ) -> AsyncIterator[health_pb2.HealthCheckResponse]:
        """Tell how one service is doing, now and at every change; unknown names may come later."""
        last = None
        while True:
            changed = self._changed
            ready = self._ready.get(request.service)
            status = _UNKNOWN if ready is None else _SERVING if ready else _NOT_SERVING
            if status != last:
                yield health_pb2.HealthCheckResponse(status=status)
                last = status
            if self._drain.is_draining and status != _SERVING:
                # An open watch would hold up the end of the server.
                raise Draining
            await changed.wait()
