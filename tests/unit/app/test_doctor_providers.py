"""The doctor looks at every provider that the environment names, each with its own key, address and models."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from parley_server.app.cli.main import app
from parley_server.app.doctor import Finding, Level, examine
from tests.fakes.model_server import model_server

KEY = "sk-planted-0123456789"
SECOND_KEY = "sk-planted-of-the-second"
DEAD = "http://127.0.0.1:1/v1"


@pytest.fixture(autouse=True)
def alone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PARLEY_DATA", str(tmp_path))
    monkeypatch.setenv("PARLEY_PORT", "0")


async def nobody(_address: str) -> str:
    return ""


async def look(monkeypatch: pytest.MonkeyPatch, **environment: str) -> list[Finding]:
    """Return what the doctor finds of models in this environment; no key may be in it."""
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    findings = await examine(data=None, ask_server=nobody)
    assert KEY not in repr(findings)
    assert SECOND_KEY not in repr(findings)
    return [one for one in findings if one.check.startswith("model")]


def problem_of(findings: list[Finding]) -> Finding:
    (problem,) = [one for one in findings if one.level is Level.PROBLEM]
    return problem


async def test_two_providers_that_are_well_each_get_their_own_key(monkeypatch: pytest.MonkeyPatch) -> None:
    async with model_server(models=["m-1"], key=KEY) as first, model_server(models=["m-2"], key=SECOND_KEY) as second:
        findings = await look(
            monkeypatch,
            OPENAI_PROVIDERS="Groq",
            OPENAI_BASE_URL=first.url,
            OPENAI_API_KEY=KEY,
            OPENAI_LARGE_MODEL="m-1",
            GROQ_BASE_URL=second.url,
            GROQ_API_KEY=SECOND_KEY,
            GROQ_LARGE_MODEL="m-2",
        )

    assert [(one.check, one.level.value) for one in findings] == [
        ("model key", "fine"),
        ("model server", "fine"),
        ("models", "fine"),
        ("model key groq", "fine"),
        ("model server groq", "fine"),
        ("models groq", "fine"),
    ]
    assert [one.headers["authorization"] for one in first.exchanges] == [f"Bearer {KEY}"]
    assert [one.headers["authorization"] for one in second.exchanges] == [f"Bearer {SECOND_KEY}"]


async def test_a_second_provider_that_is_dead_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    async with model_server(models=["m-1"]) as first:
        findings = await look(
            monkeypatch,
            OPENAI_PROVIDERS="groq",
            OPENAI_BASE_URL=first.url,
            OPENAI_LARGE_MODEL="m-1",
            GROQ_BASE_URL=DEAD,
            GROQ_LARGE_MODEL="m-2",
        )

    problem = problem_of(findings)
    assert problem.check == "model server groq"
    assert f"{DEAD} cannot be reached" in problem.found
    assert "correct GROQ_BASE_URL" in problem.remedy


async def test_a_wrong_key_of_a_second_provider_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    async with model_server(models=["m-2"], key="sk-another") as second:
        findings = await look(
            monkeypatch, OPENAI_PROVIDERS="groq", GROQ_BASE_URL=second.url, GROQ_API_KEY=SECOND_KEY, OPENAI_API_KEY=""
        )

    problem = problem_of(findings)
    assert problem.check == "model server groq"
    assert "refuses the key in GROQ_API_KEY (401)" in problem.found
    assert problem.remedy == "Set GROQ_API_KEY to a key that is valid there."


async def test_a_second_provider_that_wants_a_key_does_not_get_that_of_openai(monkeypatch: pytest.MonkeyPatch) -> None:
    async with model_server(models=["m-1"]) as first, model_server(models=["m-2"], key=SECOND_KEY) as second:
        findings = await look(
            monkeypatch,
            OPENAI_PROVIDERS="groq",
            OPENAI_API_KEY=KEY,
            OPENAI_BASE_URL=first.url,
            OPENAI_LARGE_MODEL="m-1",
            GROQ_BASE_URL=second.url,
        )

    assert "refuses a call without a key (401)" in problem_of(findings).found
    assert "authorization" not in second.exchanges[0].headers


async def test_a_model_that_a_second_provider_has_not_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    async with model_server(models=["m-2", "m-3"]) as second:
        findings = await look(
            monkeypatch,
            OPENAI_PROVIDERS="groq",
            GROQ_BASE_URL=second.url,
            GROQ_LARGE_MODEL="m-9",
            GROQ_SMALL_MODEL="m-3",
        )

    problem = problem_of(findings)
    assert problem.check == "models groq"
    assert problem.found == "GROQ_LARGE_MODEL: the server has no model 'm-9'"
    assert "Set GROQ_LARGE_MODEL to one that it has (m-2, m-3)" in problem.remedy


async def test_a_key_never_travels_readably(monkeypatch: pytest.MonkeyPatch) -> None:
    findings = await look(
        monkeypatch, OPENAI_PROVIDERS="groq", GROQ_BASE_URL="http://models.example/v1", GROQ_API_KEY=SECOND_KEY
    )

    problem = problem_of(findings)
    assert "has no TLS" in problem.found
    assert "unset GROQ_API_KEY" in problem.remedy


@pytest.mark.parametrize(
    ("models", "level", "words"),
    [
        (["only"], Level.FINE, "only is taken"),
        (["m-2", "m-3"], Level.REMARK, "no model is guessed"),
        ([], Level.REMARK, "no model is guessed"),
    ],
)
async def test_what_is_taken_where_no_model_is_named_is_told(
    monkeypatch: pytest.MonkeyPatch, models: list[str], level: Level, words: str
) -> None:
    async with model_server(models=models) as second:
        findings = await look(monkeypatch, OPENAI_PROVIDERS="local", LOCAL_BASE_URL=second.url)

    (found,) = [one for one in findings if one.check == "models local"]
    assert found.level is level
    assert "LOCAL_LARGE_MODEL is not set" in found.found
    assert words in found.found
    assert all(name in found.found + found.remedy for name in models)


@pytest.mark.parametrize(
    ("environment", "check", "found", "remedy"),
    [
        ({"OPENAI_PROVIDERS": "groq"}, "model server groq", "GROQ_BASE_URL is not set", "Set GROQ_BASE_URL"),
        ({"OPENAI_PROVIDERS": "my groq"}, "model settings", "'my groq' is no name", "groq,local"),
        ({"GROQ_BASE_URL": "groq.example", "OPENAI_PROVIDERS": "groq"}, "model server groq", "is not", "GROQ_BASE_URL"),
        (
            {"GROQ_API_KEY": "a b", "GROQ_BASE_URL": DEAD, "OPENAI_PROVIDERS": "groq"},
            "model key groq",
            "GROQ_API_KEY has spaces",
            "Set GROQ_API_KEY again",
        ),
    ],
    ids=["no address", "no name", "no server's address", "no key"],
)
async def test_settings_that_nobody_can_use_are_found(
    monkeypatch: pytest.MonkeyPatch, environment: dict[str, str], check: str, found: str, remedy: str
) -> None:
    problem = problem_of(await look(monkeypatch, **environment))

    assert problem.check == check
    assert found in problem.found
    assert remedy in problem.remedy


async def test_a_setting_that_an_agent_would_refuse_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    async with model_server(models=["m-2"]) as second:
        findings = await look(
            monkeypatch, OPENAI_PROVIDERS="groq", GROQ_BASE_URL=second.url, GROQ_TIMEOUT="soon", GROQ_LARGE_MODEL="m-2"
        )

    problem = problem_of(findings)
    assert problem.check == "model settings"
    assert "GROQ_TIMEOUT: must be a number of seconds" in problem.found
    assert "GROQ_TIMEOUT" in problem.remedy


async def test_a_dead_provider_does_not_hide_the_others(monkeypatch: pytest.MonkeyPatch) -> None:
    async with model_server(models=["m-3"]) as third:
        findings = await look(
            monkeypatch,
            OPENAI_PROVIDERS="groq,local",
            GROQ_BASE_URL=DEAD,
            LOCAL_BASE_URL=third.url,
            LOCAL_LARGE_MODEL="m-3",
        )

    # Nothing is said of openai, which nobody has set up.
    assert [(one.check, one.level.value) for one in findings] == [
        ("model key groq", "remark"),
        ("model server groq", "problem"),
        ("model key local", "remark"),
        ("model server local", "fine"),
        ("models local", "fine"),
    ]


def test_json_names_the_provider_too(monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in {"OPENAI_PROVIDERS": "groq", "GROQ_BASE_URL": DEAD, "GROQ_API_KEY": SECOND_KEY}.items():
        monkeypatch.setenv(name, value)

    result = CliRunner().invoke(app, ["doctor", "--json"])

    assert result.exit_code == 1
    by_check = {one["check"]: one for one in json.loads(result.stdout)}
    assert by_check["model key groq"]["level"] == "fine"
    assert by_check["model server groq"]["level"] == "problem"
    assert "GROQ_BASE_URL" in by_check["model server groq"]["remedy"]
    assert SECOND_KEY not in result.output
