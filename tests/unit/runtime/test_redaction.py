"""Secrets are taken out of what others wrote."""

from __future__ import annotations

import io
import logging
from collections.abc import Callable

import pytest
import structlog

from parley_server.domain.characters import Character
from parley_server.domain.errors import ComponentFailed, ModelUnavailable
from parley_server.domain.json import JsonValue
from parley_server.domain.runs import StepKind
from parley_server.plugin_api import Plugin, PluginSetting, Runtime
from parley_server.runtime.redaction import SHORTEST, Redactor
from parley_server.runtime.settings import AgentSettings
from parley_server.runtime.steps import component_error
from tests.fakes.agents import make_agent

STARS = "****************"


@pytest.fixture
def log() -> io.StringIO:
    out = io.StringIO()
    structlog.configure(
        processors=[structlog.processors.format_exc_info, structlog.processors.JSONRenderer()],
        wrapper_class=structlog.make_filtering_bound_logger(logging.INFO),
        logger_factory=structlog.WriteLoggerFactory(file=out),
        cache_logger_on_first_use=False,
    )
    return out


def test_secrets_are_replaced_wherever_they_stand_the_longer_ones_first() -> None:
    redactor = Redactor()
    for secret in ("planted-1", "planted-1-and-more", "planted-1", None, 12345678, "short", "x" * (SHORTEST - 1)):
        redactor.learn(secret)

    assert redactor.redact("short planted-1 and planted-1-and-more.") == f"short {STARS} and {STARS}."
    value: JsonValue = {"a": ["planted-1", 1, None], "b": {"c": ("planted-1",)}, "d": True}
    assert redactor.redact_value(value) == {"a": [STARS, 1, None], "b": {"c": [STARS]}, "d": True}


def test_so_many_secrets_are_known_and_the_newest_stay() -> None:
    redactor = Redactor()
    for number in range(1000):
        redactor.learn(f"planted-{number:04d}")

    assert redactor.redact("planted-0000 planted-0999") == f"planted-0000 {STARS}"


def test_all_secrets_of_an_agent_are_known() -> None:
    character = Character(
        name="Ann",
        secrets={"A": "planted-a"},
        settings={
            "B_TOKEN": "planted-b",
            "deep": [{"password": "planted-c"}],
            "secrets": {"D": "planted-d"},
            "T": "tone-tone",
        },
        extra={"x": {"apiKey": "planted-e"}},
    )
    settings = AgentSettings(
        character, {"F_SECRET": "planted-f"}, {"G_API_KEY": "planted-g", "H": "planted-h", "I": "not-asked"}
    )
    settings.declare(["G_API_KEY", "H", "I"], secrets=["H"])
    settings.set_setting("J", "planted-j", secret=True)
    settings.set_setting("J", "planted-k")

    text = " ".join(f"planted-{letter}" for letter in "abcdefghjk")

    assert settings.redactor.redact(text) == " ".join([STARS] * 10)
    assert settings.redactor.redact("tone-tone not-asked") == "tone-tone not-asked"


def test_errors_of_components_quote_no_secret_also_those_of_ours() -> None:
    redactor = Redactor()
    redactor.learn("planted-1")

    theirs = component_error(RuntimeError("bad planted-1"), StepKind.MODEL, "p", "m", redactor.redact)
    ours = component_error(ModelUnavailable("bad planted-1"), StepKind.MODEL, "p", "m", redactor.redact)
    other = ModelUnavailable("bad day")

    assert isinstance(theirs, ComponentFailed)
    # Its kind stays, since another model is asked for this one.
    assert isinstance(ours, ModelUnavailable)
    assert "planted" not in f"{theirs} {theirs.failure()} {ours} {ours!r} {ours.failure()}"
    assert component_error(other, StepKind.MODEL, "p", "m", redactor.redact) is other
    assert other.message == "bad day"


async def test_what_is_logged_of_an_agent_and_kept_of_it_has_no_secret(log: io.StringIO) -> None:
    bench = await make_agent(character=Character(name="Ann", secrets={"A": "planted-1"}))
    bench.runtime.logger.warning("told", text="my planted-1", number=1)
    error = RuntimeError("bad planted-1")
    bench.runtime.logger.error("broken", error=error, exc_info=error)
    await bench.runtime.write_log("note", body={"prompt": "planted-1", "list": [{"a": "planted-1"}]})

    entries = await bench.entries("note")

    assert bench.runtime.redact_secrets("planted-1") == STARS
    assert "planted" not in log.getvalue()
    assert log.getvalue().count(STARS) >= 3
    assert "RuntimeError" in log.getvalue()
    assert entries[0].body == {"prompt": STARS, "list": [{"a": STARS}]}


@pytest.mark.parametrize("kind", [RuntimeError, ModelUnavailable])
async def test_a_plugin_that_quotes_its_key_when_it_starts_does_not_show_it(
    log: io.StringIO, kind: Callable[[str], Exception]
) -> None:
    async def init(_config: object, runtime: Runtime) -> None:
        raise kind(f"{runtime.get_setting('CODE')} is refused")

    plugin = Plugin(name="vault", init=init, settings=(PluginSetting(key="CODE", secret=True),))

    with pytest.raises(ComponentFailed) as caught:
        await make_agent(plugin, environment={"CODE": "planted-1"})

    assert "planted" not in str(caught.value)
    assert STARS in str(caught.value)
    assert caught.value.__cause__ is None
    assert "plugin_init_failed" in log.getvalue()
    assert "planted" not in log.getvalue()
