"""The doctor shows the model servers of this machine, and how to use them; it chooses none."""

from __future__ import annotations

from pathlib import Path
from urllib.parse import urlsplit

import pytest

from parley_server.app.doctor import Finding, Level, examine
from tests.fakes.model_server import ModelServer, model_server

KEY = "sk-planted-0123456789"


@pytest.fixture(autouse=True)
def well(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("DATABASE_URL", "PARLEY_DATABASE_URL", "PARLEY_PLUGINS"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("PARLEY_DATA", str(tmp_path))
    monkeypatch.setenv("PARLEY_PORT", "0")


async def look(monkeypatch: pytest.MonkeyPatch, *servers: ModelServer, **environment: str) -> list[Finding]:
    """Return what is found of models, with these servers at the ports that are looked at."""
    monkeypatch.setenv("PARLEY_MODEL_PORTS", ",".join(str(urlsplit(server.url).port) for server in servers))
    for name, value in environment.items():
        monkeypatch.setenv(name, value)

    async def nobody(_address: str) -> str:
        return ""

    findings = await examine(data=None, ask_server=nobody)
    return [one for one in findings if "model" in one.check]


async def test_a_server_is_shown_with_the_settings_that_make_use_of_it(monkeypatch: pytest.MonkeyPatch) -> None:
    async with model_server(models=["llama3.2"]) as one, model_server(models=["a", "b"]) as two:
        key, *local = await look(monkeypatch, one, two)

    assert key.found.endswith("`classic` answers")
    assert [(found.level, found.check, found.found) for found in local] == [
        (Level.REMARK, "local models", f"{one.url} (llama3.2)"),
        (Level.REMARK, "local models", f"{two.url} (a, b)"),
    ]
    assert local[0].remedy == f"To use it, set OPENAI_BASE_URL={one.url} OPENAI_LARGE_MODEL=llama3.2."
    assert local[1].remedy == f"To use it, set OPENAI_BASE_URL={two.url} and OPENAI_LARGE_MODEL to one of a, b."


async def test_that_there_is_no_server_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    findings = await look(monkeypatch)

    assert (findings[-1].check, findings[-1].level) == ("local models", Level.FINE)
    assert "no model server" in findings[-1].found


async def test_nobody_is_asked_where_the_settings_name_a_server(monkeypatch: pytest.MonkeyPatch) -> None:
    async with model_server(models=["a"]) as named, model_server(models=["b"]) as other:
        await look(monkeypatch, other, OPENAI_BASE_URL=named.url)

    assert (named.connections, other.connections) == (1, 0)


async def test_auto_that_finds_one_server_is_fine_and_sends_no_key(monkeypatch: pytest.MonkeyPatch) -> None:
    async with model_server(models=["a"]) as server:
        findings = await look(monkeypatch, server, OPENAI_BASE_URL="auto", OPENAI_API_KEY=KEY)

    assert [found.level for found in findings] == [Level.FINE]
    assert server.url in findings[0].found
    assert all("authorization" not in exchange.headers for exchange in server.exchanges)
    assert KEY not in repr(findings)


@pytest.mark.parametrize(
    ("models", "environment", "found", "remedy"),
    [
        ([], {}, "finds no model server", "Start one"),
        ([["a"], ["b"]], {}, "finds several: ", "Set OPENAI_BASE_URL to the address of one of them."),
        ([["a", "b"]], {}, "has 2 models, and none is named", "Set OPENAI_LARGE_MODEL to one of a, b."),
        ([[]], {}, "has 0 models", "Set OPENAI_LARGE_MODEL to the one that you install there."),
        ([["a", "b"]], {"OPENAI_LARGE_MODEL": "c"}, "the server has no model 'c'", "(a, b)"),
    ],
)
async def test_auto_that_leaves_a_choice_is_a_problem(
    monkeypatch: pytest.MonkeyPatch, models: list[list[str]], environment: dict[str, str], found: str, remedy: str
) -> None:
    async with model_server(models=models[0] if models else ()) as one, model_server(models=["b"]) as two:
        findings = await look(monkeypatch, *(one, two)[: len(models)], OPENAI_BASE_URL="auto", **environment)

    (problem,) = [one for one in findings if one.level is Level.PROBLEM]
    assert found in problem.found
    assert remedy in problem.remedy


async def test_a_named_provider_may_be_found_too(monkeypatch: pytest.MonkeyPatch) -> None:
    environment = {"OPENAI_PROVIDERS": "local", "LOCAL_BASE_URL": "auto", "LOCAL_LARGE_MODEL": "b"}
    async with model_server(models=["a"]) as server:
        findings = await look(monkeypatch, server, **environment)

    assert [(found.check, found.level) for found in findings] == [
        ("model server local", Level.FINE),
        ("models local", Level.PROBLEM),
    ]
    assert f"LOCAL_BASE_URL=auto finds {server.url}" in findings[0].found
    assert findings[1].found == "LOCAL_LARGE_MODEL: the server has no model 'b'"


async def test_nobody_looks_for_servers_where_a_named_provider_is_set_up(monkeypatch: pytest.MonkeyPatch) -> None:
    async with model_server(models=["a"]) as named, model_server(models=["b"]) as other:
        await look(monkeypatch, other, OPENAI_PROVIDERS="local", LOCAL_BASE_URL=named.url)

    assert (named.connections, other.connections) == (1, 0)
