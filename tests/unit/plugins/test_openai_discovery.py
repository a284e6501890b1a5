"""Model servers on this machine are found by asking, shown, and used only where the operator says so."""

from __future__ import annotations

import asyncio
import json
import socket
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from urllib.parse import urlsplit

import pytest

from parley_server.domain.characters import Character
from parley_server.domain.errors import ConfigurationMissing, InvalidField, ModelCredential
from parley_server.domain.models import TEXT_LARGE, TEXT_SMALL
from parley_server.plugin_api import ModelRequest, Reach
from parley_server.plugins.openai import openai_plugin
from parley_server.plugins.openai.discovery import FoundServer, find_servers
from tests.fakes.agents import make_agent
from tests.fakes.model_server import ModelServer, model_server, refuses, says
from tests.fakes.openai_agents import ASK, HASTY, KEY, LOOPBACK, agent

Talk = Callable[[asyncio.StreamReader, asyncio.StreamWriter], Awaitable[None]]

LIST = {"object": "list", "data": [{"id": "llama3.2", "object": "model"}]}
AUTO = {"OPENAI_BASE_URL": "auto", "OPENAI_API_KEY": "", "OPENAI_LARGE_MODEL": ""}


def port_of(server: ModelServer) -> int:
    port = urlsplit(server.url).port
    assert port is not None
    return port


def closed_port() -> int:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        port = one.getsockname()[1]
        assert isinstance(port, int)
        return port


@asynccontextmanager
async def talker(talk: Talk) -> AsyncIterator[int]:
    """Listen on loopback and talk to whoever comes; yield the port."""

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            await talk(reader, writer)
        except (OSError, asyncio.IncompleteReadError):
            pass  # the one who asks has heard enough
        finally:
            writer.close()

    server = await asyncio.start_server(serve, "127.0.0.1", 0)
    try:
        yield server.sockets[0].getsockname()[1]
    finally:
        server.close()
        await server.wait_closed()


def answers(body: bytes, *, head: bytes = b"HTTP/1.1 200 OK\r\nconnection: close\r\n\r\n", stays: bool = False) -> Talk:
    async def talk(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        writer.write(head + body)
        await writer.drain()
        if stays:
            await reader.read()

    return talk


async def test_servers_are_found_in_the_order_of_the_ports_and_told_nothing() -> None:
    async with model_server(models=["b", "c"]) as two, model_server(models=["a"]) as one:
        found = await find_servers([closed_port(), port_of(one), port_of(two), port_of(one)])

    assert found == [FoundServer(url=one.url, models=["a"]), FoundServer(url=two.url, models=["b", "c"])]
    (asked,) = one.exchanges
    assert (asked.method, asked.path, asked.body) == ("GET", "/v1/models", None)
    assert "authorization" not in asked.headers


@pytest.mark.parametrize(
    ("answer", "models"),
    [
        (answers(json.dumps(LIST).encode()), ["llama3.2"]),
        (answers(b'{"object": "list", "data": null}'), []),
        (
            answers(
                b"2f\r\n" + b'{"object":"list","data":[{"id":"x","extra":{}}]}'[:47] + b"\r\n1\r\n}\r\n0\r\n\r\n",
                head=b"HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n",
            ),
            ["x"],
        ),
        (
            answers(
                json.dumps(LIST).encode(),
                head=b"HTTP/1.1 200 OK\r\ncontent-length: %d\r\n\r\n" % len(json.dumps(LIST)),
                stays=True,
            ),
            ["llama3.2"],
        ),
    ],
    ids=["closes", "no model yet", "chunked", "stays open"],
)
async def test_a_list_of_models_is_read(answer: Talk, models: list[str]) -> None:
    async with talker(answer) as port:
        (found,) = await find_servers([port], seconds=1)
    assert (found.url, found.models) == (f"http://127.0.0.1:{port}/v1", models)


def listing(*ids: object) -> bytes:
    return json.dumps({"object": "list", "data": [{"id": one} for one in ids]}).encode()


async def drips(_reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    while True:
        writer.write(b"H")
        await writer.drain()
        await asyncio.sleep(0.01)


async def says_nothing(reader: asyncio.StreamReader, _writer: asyncio.StreamWriter) -> None:
    await reader.read()
    await reader.read()


@pytest.mark.parametrize(
    "talk",
    [
        says_nothing,
        drips,
        answers(b"", head=b"SSH-2.0-OpenSSH_9.2\r\n"),
        answers(b"<html>hello</html>"),
        answers(b'{"data": [{"id": "x"}]}'),
        answers(b'{"object": "list"}'),
        answers(b'{"object": "list", "data": {"id": "x"}}'),
        answers(b'{"object": "list", "data": ["x"]}'),
        answers(b"[" * 100_000),
        answers(listing("x", None)),
        answers(listing("x", 7)),
        answers(listing("")),
        answers(listing("a\nOPENAI_API_KEY=b")),
        answers(listing("\u202etxt")),
        answers(listing("x" * 201)),
        answers(listing(*map(str, range(1001)))),
        answers(listing(*["x" * 200] * 6000)),
        answers(listing("x"), head=b"HTTP/1.1 401 No\r\nconnection: close\r\n\r\n"),
        answers(listing("x"), head=b"HTTP/1.1 302 Found\r\nlocation: http://127.0.0.1:1/\r\n\r\n"),
        answers(listing("x"), head=b"HTTP/1.1 200 OK\r\ncontent-length: 9999\r\n\r\n"),
        answers(listing("x"), head=b"HTTP/1.1 200 OK\r\ncontent-length: %d\r\n\r\n" % 10**30),
        answers(b"f" * 30 + b"\r\n" + listing("x"), head=b"HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n"),
    ],
)
async def test_what_is_no_model_server_is_passed_over_in_time(talk: Talk) -> None:
    loop = asyncio.get_running_loop()
    async with talker(talk) as port:
        began = loop.time()
        assert await find_servers([port], seconds=0.2) == []
        assert loop.time() - began < 2


async def test_all_ports_are_asked_at_once() -> None:
    together = asyncio.Barrier(3)

    async def talk(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await together.wait()
        await answers(listing("x"))(reader, writer)

    async with talker(talk) as one, talker(talk) as two, talker(talk) as three:
        assert len(await find_servers([one, two, three], seconds=5)) == 3


@pytest.mark.parametrize(
    ("models", "recipe"),
    [
        (["llama3.2"], "OPENAI_BASE_URL=URL OPENAI_LARGE_MODEL=llama3.2"),
        (["$(reboot)"], "OPENAI_BASE_URL=URL OPENAI_LARGE_MODEL='$(reboot)'"),
        (["a", "b"], "OPENAI_BASE_URL=URL and OPENAI_LARGE_MODEL to one of a, b"),
        ([], "OPENAI_BASE_URL=URL"),
    ],
)
def test_the_recipe_names_the_settings_and_never_chooses(models: list[str], recipe: str) -> None:
    assert FoundServer(url="URL", models=models).recipe == recipe


async def test_what_is_found_is_logged_and_not_used(capfd: pytest.CaptureFixture[str]) -> None:
    async with model_server(says("Hi"), models=["llama"]) as server:
        bench = await make_agent(openai_plugin(retry=HASTY, ports=[port_of(server)]))
        with pytest.raises(ModelCredential, match="parley doctor") as caught:
            await bench.runtime.use_model(ASK)
        await bench.runtime.stop()

    assert not server.requests
    shown = capfd.readouterr()
    assert f"OPENAI_BASE_URL={server.url} OPENAI_LARGE_MODEL=llama" in shown.out + shown.err
    assert "llama" not in str(caught.value)  # whoever talks to the agent need not know what else runs here


@pytest.mark.parametrize("environment", [{}, {"OPENAI_BASE_URL": "https://models.example/v1", "OPENAI_API_KEY": ""}])
async def test_nobody_is_asked_where_there_is_a_key_or_an_address(environment: dict[str, str]) -> None:
    async with (
        model_server(models=["llama"]) as server,
        agent(ports=[port_of(server)], environment=environment),
    ):
        pass
    assert server.connections == 0


async def test_auto_takes_the_one_server_with_its_one_model_and_sends_no_key(capfd: pytest.CaptureFixture[str]) -> None:
    environment = {**AUTO, "OPENAI_BASE_URL": " Auto ", "OPENAI_API_KEY": KEY}
    async with (
        model_server(says("Hi"), models=["llama"]) as server,
        agent(ports=[closed_port(), port_of(server)], environment=environment) as bench,
    ):
        for kind in (TEXT_SMALL, TEXT_LARGE):
            result = await bench.runtime.use_model(ModelRequest(model_type=kind, prompt="x"))
            assert (result.text, result.model_id) == ("Hi", "llama")
    assert all("authorization" not in exchange.headers for exchange in server.exchanges)
    shown = capfd.readouterr()
    assert KEY not in shown.out + shown.err


async def test_auto_takes_the_model_that_is_named() -> None:
    async with (
        model_server(says("Hi"), models=["a", "b"]) as server,
        agent(ports=[port_of(server)], environment={**AUTO, "OPENAI_SMALL_MODEL": "b"}) as bench,
    ):
        assert (await bench.runtime.use_model(ASK)).model_id == "b"


async def test_a_found_server_that_wants_a_key_is_not_sent_one() -> None:
    async with (
        model_server(refuses(401), models=["llama"]) as server,
        agent(ports=[port_of(server)], environment={**AUTO, "OPENAI_API_KEY": KEY}) as bench,
    ):
        with pytest.raises(ModelCredential, match="was found and not named: name it in OPENAI_BASE_URL"):
            await bench.runtime.use_model(ASK)
        assert "authorization" not in server.requests[0].headers


async def refused_auto(*ports: int) -> str:
    with pytest.raises(ConfigurationMissing) as caught:
        async with agent(ports=ports, environment=AUTO):
            pass
    return str(caught.value)


async def test_auto_guesses_neither_the_server_nor_the_model() -> None:
    async with model_server(models=["a"]) as one, model_server(models=["b", "c"]) as two, model_server() as empty:
        nobody = await refused_auto(closed_port())
        several = await refused_auto(port_of(one), port_of(two))
        models = await refused_auto(port_of(two))
        none = await refused_auto(port_of(empty))

    assert nobody == (
        "OPENAI_BASE_URL=auto finds no model server on this machine; "
        "set OPENAI_BASE_URL to the address of one, or start it"
    )
    assert f"these model servers: {one.url} (a); {two.url} (b, c)" in several
    assert "set OPENAI_BASE_URL to the address of one of them" in several
    assert f"{two.url} (b, c)" in models
    assert "set OPENAI_LARGE_MODEL" in models
    assert f"{empty.url} (no model yet)" in none


@pytest.mark.parametrize("of_character", [True, False])
async def test_auto_is_the_word_of_the_operator_alone(of_character: bool) -> None:
    auto = {"OPENAI_BASE_URL": "auto"}
    ann = Character(name="Ann", settings=auto if of_character else {})
    async with model_server(says("Hi"), models=["llama"]) as server:
        with pytest.raises(InvalidField, match="OPENAI_BASE_URL: leads to a loopback address"):
            async with agent(ports=[port_of(server)], character=ann, settings={} if of_character else auto):
                pass
        assert server.connections == 0
        async with agent(ports=[port_of(server)], character=ann, settings=auto, reach=Reach(LOOPBACK)) as bench:
            assert (await bench.runtime.use_model(ASK)).text == "Hi"
    assert KEY not in repr([exchange.headers for exchange in server.exchanges])
