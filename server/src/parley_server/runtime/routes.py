"""Routes of one agent: found by method and path, called without HTTP (reference-values 1.5, "Route")."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from urllib.parse import unquote

from parley_server.domain.errors import NotFound, ParleyError
from parley_server.domain.routes import MAX_BODY_BYTES, RouteRequest, RouteResponse
from parley_server.domain.runs import StepKind
from parley_server.plugin_api import Logger, Route, Runtime
from parley_server.runtime.limits import ComponentLimits, within
from parley_server.runtime.static_files import serve_file
from parley_server.runtime.steps import component_error

_STATIC = "STATIC"


@dataclass(frozen=True, slots=True, kw_only=True)
class RegisteredRoute:
    """A route with the plugin that brought it and the path under which it is known."""

    route: Route
    plugin: str
    path: str

    @property
    def key(self) -> str:
        """Return its name, for example "GET /plugin/path"."""
        return f"{self.route.method} {self.path}"


class RouteRegistry:
    """Keeps the routes of one agent."""

    def __init__(self, limits: ComponentLimits, log: Logger) -> None:
        """Start empty."""
        self._limits = limits
        self._routes: dict[str, RegisteredRoute] = {}
        self._log = log

    @property
    def routes(self) -> Sequence[RegisteredRoute]:
        """Registered routes, in order of registration."""
        return tuple(self._routes.values())

    def register(self, route: Route, *, plugin: str) -> bool:
        """Add a route; False, with a warning, for one that is there, has nothing to do, or is public and nameless."""
        known = RegisteredRoute(route=route, plugin=plugin, path=f"/{plugin}/{route.path.lstrip('/')}".rstrip("/"))
        does_nothing = not route.file_path if route.method == _STATIC else route.handler is None
        if does_nothing or (route.public and not route.name) or known.key in self._routes:
            self._log.warning("route_left_out", route=known.key, plugin=plugin)
            return False
        self._routes[known.key] = known
        return True

    def remove_of(self, plugin: str) -> None:
        """Forget the routes of a plugin; calls that are under way end."""
        self._routes = {key: known for key, known in self._routes.items() if known.plugin != plugin}

    async def call(self, runtime: Runtime, request: RouteRequest) -> RouteResponse:
        """Answer a request. Raises NotFound, ComponentTimeout, and ComponentFailed for what the handler raises."""
        route, params = self._find(request)
        try:
            async with within(self._limits.route, route.plugin, route.key):
                response = await self._answer(route, replace(request, params=params), runtime)
            if len(response.body) > MAX_BODY_BYTES:
                raise ValueError(f"the answer has more than {MAX_BODY_BYTES} bytes")
        except ParleyError:
            raise
        except Exception as error:
            self._log.error("route_failed", route=route.key, plugin=route.plugin, error=str(error), exc_info=error)
            raise component_error(error, StepKind.SERVICE, route.plugin, route.key, runtime.redact_secrets) from error
        return response

    async def _answer(self, route: RegisteredRoute, request: RouteRequest, runtime: Runtime) -> RouteResponse:
        if route.route.handler is not None and route.route.method != _STATIC:
            return await route.route.handler(request, runtime)
        rest = request.path.rstrip("/").removeprefix(route.path)
        return await serve_file(route.route.file_path, rest, path=request.path)

    def _find(self, request: RouteRequest) -> tuple[RegisteredRoute, Mapping[str, str]]:
        """Return the first route that fits and its parameters; one without parameters comes first, files last."""
        method = request.method.upper()
        exact = self._routes.get(f"{method} {request.path.rstrip('/')}")
        if exact is not None and ":" not in exact.path and method != _STATIC:
            return exact, {}
        kinds = {"GET": ("GET", _STATIC), _STATIC: ()}.get(method, (method,))
        for kind in kinds:
            for route in self._routes.values():
                if route.route.method == kind and (params := _match(route, request.path)) is not None:
                    return route, params
        raise NotFound("route", f"{method} {request.path}")


def _match(route: RegisteredRoute, path: str) -> dict[str, str] | None:
    wanted, given = route.path.split("/"), path.rstrip("/").split("/")
    if route.route.method == _STATIC:
        return {} if given[: len(wanted)] == wanted else None
    if len(wanted) != len(given):
        return None
    params: dict[str, str] = {}
    for part, value in zip(wanted, given, strict=True):
        if part.startswith(":") and value:
            params[part[1:]] = unquote(value)
        elif part != value:
            return None
    return params
