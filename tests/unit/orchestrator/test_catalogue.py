"""Who joins an agent that brings no text model."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pytest

from parley_server.app.errors import StartError
from parley_server.app.plugins import load_plugins
from parley_server.app.settings import Settings
from parley_server.domain.characters import Character
from parley_server.domain.clock import SystemClock
from parley_server.domain.models import TEXT_LARGE, ModelResult
from parley_server.plugin_api import ModelHandler, ModelRequest, Plugin, Runtime
from parley_server.runtime.settings import AgentSettings


async def _answer(_runtime: Runtime, _request: ModelRequest) -> ModelResult:
    return ModelResult(text="hi")


MINE = Plugin(name="mine", models=(ModelHandler(model_type=TEXT_LARGE, generate=_answer),))


def names(
    data: Path,
    *listed: str,
    environment: dict[str, str] | None = None,
    character: Character | None = None,
    further: Sequence[Plugin] = (),
) -> set[str]:
    """Return the plugins that an agent gets beside bootstrap."""
    environment = environment or {}
    catalogue = load_plugins(Settings(data=data), SystemClock(), further, environment)
    settings = AgentSettings(character or Character(name="Ann"), {}, environment)
    settings.declare(catalogue.declared_settings())
    return {plugin.name for plugin in catalogue.for_agent(listed, settings)} - {"bootstrap"}


def test_nothing_configured_is_classic(tmp_path: Path) -> None:
    assert names(tmp_path) == {"classic"}
    assert names(tmp_path, environment={"OPENAI_API_KEY": "", "OPENAI_LARGE_MODEL": "m"}) == {"classic"}


@pytest.mark.parametrize(
    "environment",
    [
        {"OPENAI_API_KEY": "k"},
        {"OPENAI_BASE_URL": "http://127.0.0.1:11434/v1"},
        {"OPENAI_BASE_URL": "auto"},
        {"OPENAI_PROVIDERS": "Groq, local", "LOCAL_BASE_URL": "http://127.0.0.1:1/v1"},
    ],
)
def test_a_key_or_an_address_is_openai(tmp_path: Path, environment: dict[str, str]) -> None:
    assert names(tmp_path, environment=environment) == {"openai"}


def test_a_key_among_the_secrets_of_a_character_is_openai(tmp_path: Path) -> None:
    assert names(tmp_path, character=Character(name="Ann", secrets={"OPENAI_API_KEY": "k"})) == {"openai"}


@pytest.mark.parametrize("listed", ["classic", "openai", "@elizaos/plugin-openai"])
def test_what_a_character_lists_is_enough(tmp_path: Path, listed: str) -> None:
    assert names(tmp_path, listed, environment={"OPENAI_API_KEY": "k"}) == {listed.rpartition("-")[2]}


def test_another_model_is_enough(tmp_path: Path) -> None:
    assert names(tmp_path, environment={"OPENAI_API_KEY": "k"}, further=[MINE]) == {"mine"}


def test_a_bad_name_of_a_provider_keeps_the_server_from_starting(tmp_path: Path) -> None:
    with pytest.raises(StartError, match="OPENAI_PROVIDERS"):
        names(tmp_path, environment={"OPENAI_PROVIDERS": "a;b"})


def test_a_provider_that_only_a_character_names_declares_nothing(tmp_path: Path) -> None:
    character = Character(name="Ann", settings={"OPENAI_PROVIDERS": "aws"})
    assert names(tmp_path, environment={"AWS_API_KEY": "k"}, character=character) == {"classic"}
