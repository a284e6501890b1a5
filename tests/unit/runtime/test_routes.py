"""Routes of plugins: found by method and path, called without HTTP."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

from parley_server.domain.errors import ComponentFailed, ComponentTimeout, NotFound, TooLarge
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
    assert [route.path for route in runtime.routes if route.path in "/a/b/c/d"] == ["/a"]


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
        limits=ComponentLimits(route=0.01),
    )

    for path, expected in {
        "/shop/fail": ComponentFailed,
        "/shop/hang": ComponentTimeout,
        "/shop/talk": ComponentFailed,
    }.items():
        with pytest.raises(expected):
            await runtime.call_route(RouteRequest(method="GET", path=path))


@pytest.fixture
def site(tmp_path: Path) -> Path:
    folder = tmp_path / "site"
    (folder / "docs").mkdir(parents=True)
    (folder / "a b.txt").write_text("plain")
    (folder / "docs/index.html").write_text("<p>")
    (folder / "large.bin").write_bytes(b"x" * (MAX_BODY_BYTES + 1))
    (tmp_path / "secret.txt").write_text("secret")
    (folder / "way-out").symlink_to(tmp_path / "secret.txt")
    return folder


@pytest.mark.parametrize(
    ("path", "kind", "body"),
    [
        ("/shop/files/a%20b.txt", "text/plain", b"plain"),
        ("/shop/files/docs", "text/html", b"<p>"),
        ("/shop/files/docs/index.html", "text/html", b"<p>"),
        ("/shop/one", "text/plain", b"plain"),
    ],
)
async def test_a_static_route_serves_a_file_or_what_lies_below_a_folder(
    site: Path, path: str, kind: str, body: bytes
) -> None:
    runtime = await agent_with(
        Route(path="/files", method="STATIC", file_path=str(site)),
        Route(path="/one", method="STATIC", file_path=str(site / "a b.txt")),
    )

    response = await runtime.call_route(RouteRequest(method="GET", path=path))

    assert (response.status, response.headers["content-type"], response.body) == (200, kind, body)


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("GET", "/shop/files/none.txt"),
        ("GET", "/shop/files"),
        ("GET", "/shop/files/../secret.txt"),
        ("GET", "/shop/files/%2e%2e/secret.txt"),
        ("GET", "/shop/files/%2Fetc%2Fpasswd"),
        ("GET", "/shop/files/way-out"),
        ("GET", "/shop/files/a%00b"),
        ("GET", "/shop/one/more"),
        ("GET", "/shop/filesystem"),
        ("POST", "/shop/files/a%20b.txt"),
        ("STATIC", "/shop/files/a%20b.txt"),
    ],
)
async def test_a_static_route_serves_nothing_else_and_names_no_place_of_the_server(
    site: Path, method: str, path: str
) -> None:
    runtime = await agent_with(
        Route(path="/files", method="STATIC", file_path=str(site)),
        Route(path="/one", method="STATIC", file_path=str(site / "a b.txt")),
    )

    with pytest.raises(NotFound) as caught:
        await runtime.call_route(RouteRequest(method=method, path=path))
    assert str(site) not in str(caught.value)


async def test_a_file_above_the_limit_is_refused(site: Path) -> None:
    runtime = await agent_with(Route(path="/files", method="STATIC", file_path=str(site)))

    with pytest.raises(TooLarge):
        await runtime.call_route(RouteRequest(method="GET", path="/shop/files/large.bin"))
