"""The openai plugin against a server on loopback that misbehaves as told."""

from __future__ import annotations

import asyncio
import json
import sys
from decimal import Decimal
from typing import cast

import pytest

from parley_server.domain.characters import Character
from parley_server.domain.errors import (
    ComponentFailed,
    ConfigurationMissing,
    InvalidField,
    ModelCredential,
    ModelUnavailable,
    ParleyError,
)
from parley_server.domain.json import JsonObject, JsonValue
from parley_server.domain.models import (
    OBJECT_LARGE,
    TEXT_EMBEDDING,
    TEXT_LARGE,
    TEXT_SMALL,
    ModelResult,
    ModelUsage,
)
from parley_server.domain.runs import StepKind, StepPhase
from parley_server.plugin_api import ModelRequest, Reach, TextDelta
from parley_server.plugins.openai import openai_plugin
from parley_server.runtime.context import run_scope
from tests.fakes.agents import make_agent
from tests.fakes.model_scenes import then_error, then_reset
from tests.fakes.model_server import Exchange, model_server, refuses, says
from tests.fakes.openai_agents import ASK, HASTY, KEY, LOOPBACK, agent, streamed


async def test_text_comes_as_it_is_written_with_usage_at_its_end() -> None:
    second = asyncio.Event()

    async def scene(exchange: Exchange) -> None:
        await exchange.head()
        await exchange.text("Hel")
        await second.wait()
        await exchange.text("lo")
        await exchange.end()

    async with model_server(scene) as server, agent(server) as bench:
        parts = bench.runtime.stream_model(ASK)
        assert await anext(parts) == TextDelta("Hel")
        second.set()
        rest = [part async for part in parts]

    assert rest[0] == TextDelta("lo")
    result = cast(ModelResult, rest[1])
    assert (result.text, result.provider, result.model_id, result.cut_short) == ("Hello", "openai", "openai-1", False)
    assert result.usage == ModelUsage(input_tokens=100, output_tokens=20, cached_input_tokens=40)
    asked = server.requests[0]
    assert asked.path == "/v1/chat/completions"
    assert asked.headers["authorization"] == f"Bearer {KEY}"
    assert asked.body["messages"] == [
        {"role": "system", "content": "Be kind."},
        {"role": "user", "content": "Say hi."},
    ]
    assert asked.body["stream_options"] == {"include_usage": True}
    assert asked.body["model"] == "openai-1"


async def test_the_headers_of_the_environment_stay_here(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("OPENAI_ORG_ID", "OPENAI_PROJECT_ID", "OPENAI_ADMIN_KEY"):
        monkeypatch.setenv(name, "org-secret")
    monkeypatch.setenv("OPENAI_CUSTOM_HEADERS", "X-Secret: org-secret\nAuthorization: Bearer org-secret")
    async with model_server(says("Hi")) as server, agent(server) as bench:
        await bench.runtime.use_model(ASK)

    assert "org-secret" not in repr(server.requests[0].headers)


@pytest.mark.parametrize("header", ["retry-after: 0.01", "x: y"])
@pytest.mark.parametrize("status", [408, 429, 500, 502, 503])
async def test_what_may_pass_is_asked_again(status: int, header: str) -> None:
    async with model_server(refuses(status, "wait", header), says("Hi")) as server, agent(server) as bench:
        assert (await bench.runtime.use_model(ASK)).text == "Hi"
        assert len(server.requests) == 2


async def test_retry_after_is_waited_for() -> None:
    async with model_server(refuses(429, "wait", "retry-after: 0.3"), says("Hi")) as server, agent(server) as bench:
        loop = asyncio.get_running_loop()
        started = loop.time()
        await bench.runtime.use_model(ASK)
        assert loop.time() - started >= 0.3


@pytest.mark.parametrize(
    ("message", "header", "code", "requests"),
    [("wait", "retry-after: 3600", None, 1), ("pay", "x: y", "insufficient_quota", 1), ("wait", "x: y", None, 3)],
)
async def test_a_provider_that_stays_away_is_not_waited_for_without_end(
    message: str, header: str, code: str | None, requests: int
) -> None:
    async with model_server(refuses(429, message, header, code=code)) as server, agent(server) as bench:
        with pytest.raises(ModelUnavailable, match=f"429: {message}"):
            await bench.runtime.use_model(ASK)
        assert len(server.requests) == requests


@pytest.mark.parametrize("status", [401, 403])
async def test_a_wrong_key_is_told_by_its_setting_and_never_tried_twice(status: int) -> None:
    scene = refuses(status, f"Incorrect API key provided: {KEY}", code="invalid_api_key")
    async with model_server(scene) as server, model_server(says("Hi")) as other, agent(server, other) as bench:
        with pytest.raises(ModelCredential, match="refuses the key in OPENAI_API_KEY") as caught:
            await bench.runtime.use_model(ASK)
        assert (len(server.requests), len(other.requests)) == (1, 0)
    assert caught.value.metadata == {"setting": "OPENAI_API_KEY"}


@pytest.mark.parametrize(
    ("status", "message", "code"),
    [
        (404, "The model `openai-1` does not exist", "model_not_found"),
        (404, "model 'openai-1' not found, try pulling it first", None),
        (400, "Invalid model name passed in model=openai-1", None),
        (400, "openai-1 is not a valid model ID", 400),
    ],
)
async def test_an_unknown_model_is_told_with_its_setting_and_the_choice(
    status: int, message: str, code: object
) -> None:
    async with model_server(refuses(status, message, code=code), models=["a", "b"]) as server, agent(server) as bench:
        with pytest.raises(ConfigurationMissing) as caught:
            await bench.runtime.use_model(ASK)
        assert len(server.requests) == 1
    assert "has no model 'openai-1'; set OPENAI_LARGE_MODEL to one that it has (there are: a, b)" in str(caught.value)


async def test_what_is_refused_is_told_in_the_words_of_the_provider_without_the_key() -> None:
    message = f"too long a prompt\n{KEY} " + "x" * 2000
    async with model_server(refuses(400, message)) as server, agent(server) as bench:
        with pytest.raises(ComponentFailed, match=r"status 400.: too long a prompt \[key\]") as caught:
            await bench.runtime.use_model(ASK)
        assert len(server.requests) == 1
    assert len(str(caught.value)) < 500


async def test_an_address_without_the_api_is_told_by_its_setting() -> None:
    async with model_server(refuses(404, "nothing here")) as server, agent(server) as bench:
        with pytest.raises(ConfigurationMissing, match="OPENAI_BASE_URL"):
            await bench.runtime.use_model(ASK)


async def test_redirects_are_not_followed() -> None:
    async with model_server(says("Hi")) as aim:

        async def scene(exchange: Exchange) -> None:
            await exchange.json({}, 307, f"location: {aim.url}/chat/completions")

        async with model_server(scene) as server, agent(server) as bench:
            with pytest.raises(ConfigurationMissing, match="OPENAI_BASE_URL"):
                await bench.runtime.use_model(ASK)


async def test_the_next_provider_answers_before_anything_was_seen_and_each_attempt_is_a_step() -> None:
    async with (
        model_server(refuses(503, "down")) as server,
        model_server(says("Hi")) as other,
        agent(server, other) as bench,
    ):
        with run_scope(bench.run()):
            pieces, result = await streamed(bench)
        assert (pieces, result.provider, result.model_id) == (["Hi"], "second", "second-1")
        assert (len(server.requests), len(other.requests)) == (3, 1)
        # The key of one provider is no key of another.
        assert "authorization" not in other.requests[0].headers
    ends = [step for step in bench.sink.steps(StepKind.MODEL) if step.phase is not StepPhase.STARTED]
    assert [(step.phase, step.detail["plugin"]) for step in ends] == [
        (StepPhase.FAILED, "openai"),
        (StepPhase.COMPLETED, "second"),
    ]


async def test_a_provider_that_is_asked_by_name_has_no_stand_in() -> None:
    async with (
        model_server(refuses(503, "down")) as server,
        model_server(says("Hi")) as other,
        agent(server, other) as bench,
    ):
        assert (await bench.runtime.use_model(ASK, provider="second")).text == "Hi"
        with pytest.raises(ModelUnavailable):
            await bench.runtime.use_model(ASK, provider="openai")


PRICES = json.dumps({"openai-1": {"input": 2, "cached_input": 0.5, "output": 8}})


@pytest.mark.parametrize(
    ("prices", "usage", "cost"),
    [
        (PRICES, {"prompt_tokens": 100, "completion_tokens": 20}, Decimal("0.00036")),
        (
            PRICES,
            {"prompt_tokens": 100, "completion_tokens": 20, "prompt_tokens_details": {"cached_tokens": 40}},
            Decimal("0.0003"),
        ),
        (PRICES, {"prompt_tokens": 100}, None),
        (PRICES, None, None),
        ("{}", {"prompt_tokens": 100, "completion_tokens": 20}, None),
    ],
)
async def test_cost_is_known_only_by_a_price_and_by_usage(prices: str, usage: object, cost: Decimal | None) -> None:
    scene = says("Hi", usage=usage)
    async with model_server(scene) as server, agent(server, settings={"OPENAI_PRICES": prices}) as bench:
        with run_scope(bench.run()):
            result = await bench.runtime.use_model(ASK)
    assert (result.usage.cost, result.usage.currency) == (cost, "USD" if cost is not None else "")
    assert bench.sink.steps(StepKind.MODEL)[-1].usage == result.usage


async def test_parameters_of_the_settings_are_sent() -> None:
    settings: JsonObject = {"TEXT_LARGE_TEMPERATURE": 0.3, "DEFAULT_MAX_TOKENS": "77", "DEFAULT_TOP_K": 5}
    async with model_server(says("Hi")) as server, agent(server, settings=settings) as bench:
        await bench.runtime.use_model(ASK)
    body = server.requests[0].body
    assert (body["temperature"], body["max_tokens"], body["top_k"], body["user"]) == (0.3, 77, 5, "Ann")


async def test_a_conversation_is_sent_as_it_was_put_together() -> None:
    said: list[JsonValue] = [{"role": "user", "content": "One?"}, {"role": "assistant", "content": "One."}]
    async with model_server(says("Two.")) as server, agent(server) as bench:
        await bench.runtime.use_model(ModelRequest(model_type=TEXT_LARGE, system="Count.", params={"messages": said}))
        with pytest.raises(InvalidField):
            await bench.runtime.use_model(ModelRequest(model_type=TEXT_LARGE, params={"messages": ["One?"]}))
    (asked,) = server.requests
    assert asked.body["messages"] == [{"role": "system", "content": "Count."}, *said]


@pytest.mark.parametrize("text", ['{"a": [1]}', '```json\n{"a": [1]}\n```'])
async def test_objects_are_read(text: str) -> None:
    async with model_server(says(text)) as server, agent(server) as bench:
        result = await bench.runtime.use_model(ModelRequest(model_type=OBJECT_LARGE, prompt="Give me JSON."))
    assert result.object == {"a": [1]}
    assert server.requests[0].body["response_format"] == {"type": "json_object"}


async def test_text_where_an_object_was_wanted_is_an_error() -> None:
    async with model_server(says("Sure!")) as server, agent(server) as bench:
        with pytest.raises(ComponentFailed, match="JSON was asked for"):
            await bench.runtime.use_model(ModelRequest(model_type=OBJECT_LARGE, prompt="Give me JSON."))


async def test_embeddings_stay_with_their_model() -> None:
    async def vector(exchange: Exchange) -> None:
        await exchange.json({"data": [{"index": 0, "embedding": [0.5, -1]}], "usage": {"prompt_tokens": 3}})

    settings: JsonObject = {"OPENAI_EMBEDDING_MODEL": "e-1", "SECOND_EMBEDDING_MODEL": "e-2"}
    request = ModelRequest(model_type=TEXT_EMBEDDING, prompt="word")
    async with (
        model_server(vector, refuses(503, "down")) as server,
        model_server(vector) as other,
        agent(server, other, settings=settings) as bench,
    ):
        result = await bench.runtime.use_model(request)
        with pytest.raises(ModelUnavailable):
            await bench.runtime.use_model(request)
        assert not other.requests
    assert (result.embedding, result.model_id, result.usage.input_tokens) == ((0.5, -1.0), "e-1", 3)


async def test_a_local_server_with_one_model_needs_no_name_and_no_key() -> None:
    environment = {"OPENAI_LARGE_MODEL": "", "OPENAI_API_KEY": ""}
    async with (
        model_server(says("Hi"), models=["llama"]) as server,
        agent(server, environment=environment) as bench,
    ):
        for kind in (TEXT_SMALL, TEXT_LARGE):
            assert (await bench.runtime.use_model(ModelRequest(model_type=kind, prompt="x"))).model_id == "llama"
    assert [exchange.body["model"] for exchange in server.requests] == ["llama", "llama"]
    assert all("authorization" not in exchange.headers for exchange in server.exchanges)


async def test_which_of_several_models_is_never_guessed() -> None:
    async with (
        model_server(says("Hi"), models=["a", "b"]) as server,
        agent(server, environment={"OPENAI_LARGE_MODEL": ""}) as bench,
    ):
        with pytest.raises(ConfigurationMissing, match=r"Set OPENAI_LARGE_MODEL \(there are: a, b\)"):
            await bench.runtime.use_model(ASK)
        assert not server.requests


@pytest.mark.parametrize(
    ("secrets", "character", "own", "sent"),
    [
        ({}, {"OPENAI_BASE_URL": "URL"}, {}, None),
        ({}, {}, {"OPENAI_BASE_URL": "URL"}, None),
        ({}, {"OPENAI_BASE_URL": "URL"}, {"OPENAI_API_KEY": "own"}, None),
        ({"OPENAI_API_KEY": "mine"}, {"OPENAI_BASE_URL": "URL"}, {}, "Bearer mine"),
        ({"OPENAI_API_KEY": "mine"}, {}, {"OPENAI_BASE_URL": "URL"}, "Bearer mine"),
        ({}, {}, {"OPENAI_BASE_URL": "URL", "OPENAI_API_KEY": "own"}, "Bearer own"),
    ],
)
async def test_a_key_goes_only_where_its_own_layer_or_a_more_trusted_one_sends_it(
    secrets: dict[str, str], character: JsonObject, own: JsonObject, sent: str | None
) -> None:
    async with model_server(refuses(401)) as server:

        def filled(values: JsonObject) -> JsonObject:
            return {name: server.url if value == "URL" else value for name, value in values.items()}

        ann = Character(name="Ann", secrets=secrets, settings={"OPENAI_LARGE_MODEL": "m", **filled(character)})
        reach = Reach(LOOPBACK)
        async with agent(
            character=ann, settings=filled(own), environment={"OPENAI_API_KEY": KEY}, reach=reach
        ) as bench:
            with pytest.raises(ModelCredential) as caught:
                await bench.runtime.use_model(ASK)
    assert server.requests[0].headers.get("authorization") == sent
    assert ("stays here" in str(caught.value)) == (sent is None)
    assert KEY not in str(caught.value)


async def test_a_provider_that_only_the_character_names_gets_nothing_from_the_environment() -> None:
    async with model_server(says("Hi")) as server:
        settings: JsonObject = {"OPENAI_PROVIDERS": "aws", "AWS_BASE_URL": server.url, "AWS_LARGE_MODEL": "m"}
        bench = await make_agent(
            openai_plugin(retry=HASTY, reach=Reach(LOOPBACK)),
            character=Character(name="Ann", settings=settings),
            environment={"AWS_API_KEY": "aws-secret"},
        )
        assert (await bench.runtime.use_model(ASK)).provider == "aws"
        await bench.runtime.stop()
    assert "aws-secret" not in repr(server.requests[0].headers)


async def test_no_key_shows_in_logs_events_or_journal(capfd: pytest.CaptureFixture[str]) -> None:
    scenes = (refuses(500, f"oh {KEY}"), refuses(400, f"bad {KEY}"), refuses(401, KEY), then_error)
    async with model_server(*scenes) as server, agent(server) as bench:
        with run_scope(bench.run()):
            for _ in range(3):
                with pytest.raises(ParleyError) as caught:
                    await bench.runtime.use_model(ASK)
                assert KEY not in repr(caught.value)
        entries = await bench.entries()
    shown = capfd.readouterr()
    assert KEY not in shown.out + shown.err + repr(bench.sink.events) + repr(entries)
    assert "retry_scheduled" in shown.out + shown.err


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("OPENAI_BASE_URL", "ftp://127.0.0.1/v1"),
        ("OPENAI_BASE_URL", "http://user@127.0.0.1/v1"),
        ("OPENAI_BASE_URL", "http://169.254.169.254/latest"),
        ("OPENAI_BASE_URL", "http://[::1"),
        ("OPENAI_TIMEOUT", "soon"),
        ("OPENAI_TIMEOUT", "-1"),
        ("OPENAI_PRICES", "[1]"),
        ("OPENAI_PRICES", '{"m": {"input": "a lot"}}'),
        ("OPENAI_API_KEY", "sk-two\nlines"),
        ("OPENAI_PROVIDERS", "a;b"),
        ("GROQ_BASE_URL", ""),
    ],
)
async def test_a_bad_setting_is_named_when_the_agent_starts(name: str, value: str) -> None:
    settings: JsonObject = {"OPENAI_API_KEY": "k", name: value}
    if name == "GROQ_BASE_URL":
        settings = {"OPENAI_PROVIDERS": "groq"}
    with pytest.raises(ParleyError, match=name) as caught:
        await make_agent(openai_plugin(retry=HASTY), settings=settings)
    assert "sk-two" not in str(caught.value)


@pytest.mark.parametrize("package", ["openai", "stamina"])
async def test_without_the_packages_the_agent_says_what_to_install(
    monkeypatch: pytest.MonkeyPatch, package: str
) -> None:
    monkeypatch.setitem(sys.modules, package, None)
    with pytest.raises(ConfigurationMissing, match=rf"needs {package}: pip install 'parley\[openai\]'"):
        await make_agent(openai_plugin(retry=HASTY), settings={"OPENAI_API_KEY": "k"})


async def test_an_agent_that_was_stopped_asks_again_after_its_start() -> None:
    async with model_server(says("Hi")) as server, agent(server) as bench:
        await bench.runtime.use_model(ASK)
        await bench.runtime.stop()
        await bench.runtime.initialize()
        assert (await bench.runtime.use_model(ASK)).text == "Hi"


async def test_an_answer_that_nobody_saw_is_asked_for_anew() -> None:
    async with model_server(then_reset, says("Hello")) as server, agent(server) as bench:
        assert (await bench.runtime.use_model(ASK)).text == "Hello"


async def test_without_a_key_nothing_goes_to_openai() -> None:
    bench = await make_agent(openai_plugin(retry=HASTY))
    with pytest.raises(ModelCredential, match="set OPENAI_API_KEY"):
        await bench.runtime.use_model(ASK)


@pytest.mark.parametrize("finish", ["stop", None])
@pytest.mark.parametrize("broken", [False, True])
async def test_what_happens_behind_the_last_word_is_no_fault(finish: str | None, broken: bool) -> None:
    async def scene(exchange: Exchange) -> None:
        await exchange.head()
        await exchange.text("Hello")
        if finish:
            await exchange.event({"choices": [{"delta": {}, "finish_reason": finish}]})
        else:
            await exchange.raw(b"data: [DONE]\n\n")
        if broken:
            await asyncio.sleep(0.05)
            exchange.reset()
        await exchange.gone()

    async with model_server(scene) as server, agent(server, settings={"OPENAI_TIMEOUT": 0.4}) as bench:
        pieces, result = await streamed(bench)
    assert (pieces, result.text) == (["Hello"], "Hello")
