"""Addresses that a character or a client names: none leads into the network of the server."""

from __future__ import annotations

from urllib.parse import urlsplit

import pytest

from parley_server.domain.characters import Character
from parley_server.domain.errors import InvalidField, ModelUnavailable
from parley_server.domain.json import JsonObject
from parley_server.domain.models import TEXT_EMBEDDING
from parley_server.plugin_api import ModelRequest, Reach
from tests.fakes.lookups import FakeLookup
from tests.fakes.model_server import ModelServer, model_server, says
from tests.fakes.openai_agents import ASK, KEY, LOOPBACK, agent, streamed

NAME = "models.example"
PUBLIC = "93.184.215.14"


def named(server: ModelServer, host: str) -> JsonObject:
    """Return the settings of a character that names the server by a host."""
    return {"OPENAI_BASE_URL": f"http://{host}:{urlsplit(server.url).port}/v1", "OPENAI_LARGE_MODEL": "m"}


@pytest.mark.parametrize("of_character", [True, False])
@pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "10.0.0.1", "[::1]", "[::ffff:127.0.0.1]", "0.1.2.3"])
async def test_an_address_inside_is_refused_when_the_agent_starts(host: str, of_character: bool) -> None:
    async with model_server(says("Hi"), models=["m"]) as server:
        settings = named(server, host)
        ann = Character(name="Ann", settings=settings if of_character else {})
        with pytest.raises(InvalidField, match=r"OPENAI_BASE_URL: leads to .*PARLEY_ALLOW_PRIVATE_ADDRESSES"):
            async with agent(character=ann, settings={} if of_character else settings):
                pass

    assert server.connections == 0


@pytest.mark.parametrize("answers", [["127.0.0.1"], [PUBLIC, "127.0.0.1"], ["::ffff:127.0.0.1"]])
async def test_a_name_that_leads_inside_gets_no_connection(answers: list[str]) -> None:
    async with model_server(says("Hi"), models=["m"]) as server:
        reach = Reach(lookup=FakeLookup(answers))
        settings = {**named(server, NAME), "OPENAI_EMBEDDING_MODEL": "e"}
        async with agent(settings=settings, reach=reach) as bench:
            for request in (ASK, ModelRequest(model_type=TEXT_EMBEDDING, prompt="x")):
                with pytest.raises(InvalidField, match="OPENAI_BASE_URL: leads to"):
                    await bench.runtime.use_model(request)
            with pytest.raises(InvalidField):
                await streamed(bench)

    assert server.connections == 0


@pytest.mark.parametrize("host", ["127.1", "2130706433", "0x7f000001"])
async def test_other_spellings_of_the_loopback_get_no_connection(host: str) -> None:
    async with model_server(says("Hi"), models=["m"]) as server, agent(settings=named(server, host)) as bench:
        with pytest.raises(InvalidField, match="OPENAI_BASE_URL"):
            await bench.runtime.use_model(ASK)

    assert server.connections == 0


async def test_a_name_that_is_rebound_is_not_followed() -> None:
    """What was judged is what is called: between the two nobody looks the name up again."""
    lookup = FakeLookup(["127.0.0.1"], ["127.0.0.2"])
    async with model_server(says("Hi")) as server:
        async with agent(settings=named(server, NAME), reach=Reach(LOOPBACK[:1], lookup=lookup)) as bench:
            assert (await bench.runtime.use_model(ASK)).text == "Hi"
            assert lookup.asked == [NAME]
            with pytest.raises(ModelUnavailable):  # nobody listens at the second address, and the first is none of it
                await bench.runtime.use_model(ASK)
        assert server.connections == 1
    assert server.requests[0].headers["host"] == f"{NAME}:{urlsplit(server.url).port}"


async def test_a_name_that_is_rebound_to_the_inside_is_refused_from_then_on() -> None:
    lookup = FakeLookup(["127.0.0.1"], ["10.0.0.1"])
    async with model_server(says("Hi")) as server:
        async with agent(settings=named(server, NAME), reach=Reach(LOOPBACK, lookup=lookup)) as bench:
            await bench.runtime.use_model(ASK)
            with pytest.raises(InvalidField, match="private"):
                await bench.runtime.use_model(ASK)
        assert len(server.requests) == 1


async def test_a_name_that_is_not_there_may_pass() -> None:
    lookup = FakeLookup((), (), ["127.0.0.1"])
    async with (
        model_server(says("Hi")) as server,
        agent(settings=named(server, NAME), reach=Reach(LOOPBACK, lookup=lookup)) as bench,
    ):
        assert (await bench.runtime.use_model(ASK)).text == "Hi"
    assert len(lookup.asked) == 3


async def test_what_an_operator_allows_may_be_named() -> None:
    async with (
        model_server(says("Hi"), models=["llama"]) as server,
        agent(settings={"OPENAI_BASE_URL": server.url}, reach=Reach(LOOPBACK)) as bench,
    ):
        result = await bench.runtime.use_model(ASK)
    assert (result.text, result.model_id) == ("Hi", "llama")
    assert KEY not in repr(server.requests[0].headers)


async def test_the_operator_names_what_he_likes_and_nothing_is_judged() -> None:
    lookup = FakeLookup(())
    async with model_server(says("Hi")) as server, agent(server, reach=Reach(lookup=lookup)) as bench:
        assert (await bench.runtime.use_model(ASK)).text == "Hi"
    assert lookup.asked == []


async def test_no_proxy_is_asked_for_an_address_from_outside(monkeypatch: pytest.MonkeyPatch) -> None:
    """It would look the name up by itself."""
    lookup = FakeLookup(["127.0.0.1"])
    async with model_server(says("Oh")) as proxy, model_server(says("Hi")) as server:
        for name in ("HTTP_PROXY", "http_proxy", "ALL_PROXY"):
            monkeypatch.setenv(name, proxy.url.removesuffix("/v1"))
        async with agent(settings=named(server, NAME), reach=Reach(LOOPBACK, lookup=lookup)) as bench:
            assert (await bench.runtime.use_model(ASK)).text == "Hi"
        assert proxy.connections == 0
