"""Methods of services that others may call by name."""

from __future__ import annotations

import asyncio
from typing import Self

import pytest

from parley_server.domain.errors import (
    ComponentFailed,
    ComponentTimeout,
    InvalidField,
    NoService,
    NotFound,
    ParleyError,
)
from parley_server.domain.json import JsonObject, JsonValue
from parley_server.plugin_api import Plugin, Runtime, Service, service_method
from parley_server.plugin_api.listing import ComponentKind
from parley_server.runtime.agent_runtime import AgentRuntime
from parley_server.runtime.limits import ComponentLimits
from tests.fakes.agents import make_agent


class Shop(Service):
    """Sells things."""

    service_type = "shop"

    @classmethod
    async def start(cls, runtime: Runtime) -> Self:  # noqa: ARG003 - the name is Service's
        return cls()

    async def stop(self) -> None:
        return

    @service_method
    async def price(self, item: str, count: int = 1) -> JsonValue:
        """Tell what things cost.

        In cents.
        """
        return {"item": item, "cents": 250 * count}

    @service_method
    async def fail(self) -> JsonValue:
        raise RuntimeError("sold out")

    @service_method
    async def hang(self) -> JsonValue:
        await asyncio.Event().wait()
        return None

    @service_method
    async def babble(self) -> JsonValue:
        return object()  # type: ignore[return-value] # what a plugin may do all the same

    async def open_till(self) -> JsonValue:
        return "all the money"


class OtherShop(Shop):
    """Sells for less."""

    @service_method
    async def price(self, item: str, count: int = 1) -> JsonValue:
        return {"item": item, "cents": 10}


async def shopping(limits: ComponentLimits | None = None) -> AgentRuntime:
    bench = await make_agent(
        Plugin(name="first", services=(Shop,)),
        Plugin(name="second", services=(OtherShop,)),
        limits=limits or ComponentLimits(),
    )
    return bench.runtime


async def test_a_marked_method_is_called_with_its_arguments_by_name() -> None:
    runtime = await shopping()
    assert await runtime.call_service("shop", "price", {"item": "pen"}) == {"item": "pen", "cents": 250}
    assert await runtime.call_service("shop", "price", {"item": "pen", "count": 2}) == {"item": "pen", "cents": 500}


async def test_of_several_services_of_a_type_the_first_answers_or_that_of_a_plugin() -> None:
    runtime = await shopping()
    assert await runtime.call_service("shop", "price", {"item": "pen"}, plugin="second") == {"item": "pen", "cents": 10}
    with pytest.raises(NoService):
        await runtime.call_service("shop", "price", {"item": "pen"}, plugin="third")


@pytest.mark.parametrize(
    ("service", "method", "arguments", "error"),
    [
        ("bank", "price", {}, NoService),
        ("shop", "sell", {}, NotFound),
        ("shop", "open_till", {}, NotFound),
        ("shop", "stop", {}, NotFound),
        ("shop", "__class__", {}, NotFound),
        ("shop", "price", {}, InvalidField),
        ("shop", "price", {"item": "pen", "colour": "red"}, InvalidField),
        ("shop", "fail", {}, ComponentFailed),
        ("shop", "babble", {}, ComponentFailed),
        ("shop", "hang", {}, ComponentTimeout),
    ],
)
async def test_anything_else_is_a_clear_error(
    service: str, method: str, arguments: JsonObject, error: type[ParleyError]
) -> None:
    runtime = await shopping(ComponentLimits(service_call=0.05))
    with pytest.raises(error):
        await runtime.call_service(service, method, arguments)


async def test_methods_are_listed_with_the_schema_of_their_arguments() -> None:
    runtime = await shopping()
    listed = [one for one in runtime.list_components() if one.kind is ComponentKind.SERVICE and one.plugin == "first"]
    price = next(method for method in listed[0].methods if method.name == "price")
    assert [method.name for method in listed[0].methods] == ["babble", "fail", "hang", "price"]
    assert price.description == "Tell what things cost."
    assert price.parameters == {
        "type": "object",
        "properties": {"item": {"type": "string"}, "count": {"type": "integer"}},
        "required": ["item"],
        "additionalProperties": False,
    }
