"""Routes of plugins: found by method and path, called without HTTP."""

from __future__ import annotations

import asyncio

import pytest

from parley_server.domain.errors import ComponentFailed, ComponentTimeout, NotFound, NotImplementedYet
from parley_server.domain.routes import MAX_BODY_BYTES
from parley_server.plugin_api import Plugin, Route, RouteRequest, RouteResponse, Runtime
from parley_server.runtime.agent_runtime import AgentRuntime
from parley_server.runtime.limits import ComponentLimits
from tests.fakes.agents import make_agent


async def echo(request: RouteRequest, runtime: Runtime) -> RouteResponse:
    return RouteResponse(body=f"{runtime.character.name} {dict(request.params)} {request.body.decode()}".encode())


async def agent_with(*routes: Route, limits: ComponentLimits | None = None) -> AgentRuntime:
    bench = await make_agent(Plugin(name="shop", routes=routes), limits=limits or ComponentLimits())
    return bench.runtime


@pytest.mark.parametrize(
    ("method", "path", "body"),
    [
        ("GET", "/shop/items", "Ann {} hi"),
        ("get", "/shop/items/", "Ann {} hi"),
        ("GET", "/shop/items/7%20a", "Ann {'id': '7 a'} hi"),
        ("POST", "/shop/items/7/parts/8", "Ann {'id': '7', 'part': '8'} hi"),
    ],
)
async def test_a_route_has_the_prefix_of_its_plugin_and_gets_the_parts_of_its_path(
    method: str, path: str, body: str
) -> None:
    runtime = await agent_with(
        Route(path="items", handler=echo),
        Route(path="/items/:id", handler=echo),
        Route(path="/items/:id/parts/:part", method="POST", handler=echo),
    )

    response = await runtime.call_route(RouteRequest(method=method, path=path, body=b"hi"))

    assert (response.status, response.body.decode()) == (200, body)


@pytest.mark.parametrize(
    ("method", "path"),
    [("POST", "/shop/items"), ("GET", "/items"), ("GET", "/shop/items/1/2"), ("GET", "/shop/other/"), ("GET", "")],
)
async def test_what_nobody_serves_is_not_found(method: str, path: str) -> None:
    runtime = await agent_with(Route(path="/items", handler=echo), Route(path="/items/:id", handler=echo))

    with pytest.raises(NotFound):
        await runtime.call_route(RouteRequest(method=method, path=path))


async def test_routes_that_cannot_work_are_left_out() -> None:
    runtime = await agent_with(
        Route(path="/a", handler=echo),
        Route(path="a", handler=echo),
        Route(path="/b"),
        Route(path="/c", public=True, handler=echo),
        Route(path="/d", method="STATIC", handler=echo),
    )

    assert [one.name for one in runtime.list_components() if one.name.endswith(("/a", "/b", "/c", "/d"))] == [
        "GET /shop/a"
    ]


async def test_a_route_that_fails_hangs_or_says_too_much_is_a_failed_call() -> None:
    async def fail(_request: RouteRequest, _runtime: Runtime) -> RouteResponse:
        raise RuntimeError("no stock")

    async def hang(_request: RouteRequest, _runtime: Runtime) -> RouteResponse:
        await asyncio.Event().wait()
        return RouteResponse()

    async def talk(_request: RouteRequest, _runtime: Runtime) -> RouteResponse:
        return RouteResponse(body=b"x" * (MAX_BODY_BYTES + 1))

    runtime = await agent_with(
        Route(path="/fail", handler=fail),
        Route(path="/hang", handler=hang),
        Route(path="/talk", handler=talk),
        Route(path="/files", method="STATIC", file_path="/srv"),
        limits=ComponentLimits(route=0.01),
    )

    for path, expected in {
        "/shop/fail": ComponentFailed,
        "/shop/hang": ComponentTimeout,
        "/shop/talk": ComponentFailed,
        "/shop/files/a.txt": NotImplementedYet,
    }.items():
        with pytest.raises(expected):
            await runtime.call_route(RouteRequest(method="GET", path=path))
