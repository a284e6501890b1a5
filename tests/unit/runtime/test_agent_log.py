"""The log of an agent: its own level, and the records that help to find a fault."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from io import StringIO

import pytest
import structlog

from parley_server.domain.content import ActionResult, Content, Memory, State
from parley_server.domain.errors import ActionError
from parley_server.domain.models import TEXT_LARGE
from parley_server.domain.worlds import Connection, Entity, Room, World
from parley_server.plugin_api import Action, HandlerCallback, HandlerOptions, ModelRequest, Plugin, Runtime
from parley_server.runtime.agent_log import AgentLog
from tests.fakes.agents import ScriptedModel, make_agent, make_message
from tests.fakes.values import AGENT_ID, ENTITY_ID, ROOM_ID
from tests.unit.runtime.test_services import Quiet


@pytest.fixture
def written() -> StringIO:
    """Set the server's log to info, and return what is written."""
    out = StringIO()
    structlog.configure(
        processors=[structlog.processors.add_log_level, structlog.processors.KeyValueRenderer()],
        wrapper_class=structlog.make_filtering_bound_logger(20),
        logger_factory=structlog.WriteLoggerFactory(file=out),
        cache_logger_on_first_use=False,
    )
    return out


@pytest.mark.parametrize(
    ("level", "events"),
    [
        (None, ["b", "c", "d"]),
        ("loud", ["b", "c", "d"]),
        ("debug", ["a", "b", "c", "d"]),
        ("DEBUG", ["a", "b", "c", "d"]),
        ("warn", ["c", "d"]),
        ("error", ["d"]),
    ],
)
def test_the_level_of_the_agent_counts_else_that_of_the_server(
    written: StringIO, level: str | None, events: list[str]
) -> None:
    log = AgentLog("test", AGENT_ID, {"LOG_LEVEL": level}.get)

    log.debug("a")
    log.info("b")
    log.warning("c")
    log.error("d", why="it broke")

    lines = written.getvalue().splitlines()
    assert [line.split("event='")[1][0] for line in lines] == events
    assert all(AGENT_ID in line for line in lines)
    assert "why='it broke'" in lines[-1]


async def test_an_agent_in_debug_tells_of_all_its_parts_and_of_no_words(written: StringIO) -> None:
    async def work(
        runtime: Runtime,
        _message: Memory,
        _state: State,
        _options: HandlerOptions,
        _callback: HandlerCallback,
        _responses: Sequence[Memory],
    ) -> ActionResult:
        await runtime.use_model(ModelRequest(model_type=TEXT_LARGE, prompt="a planted word"))
        return ActionResult(action_name="WORK", text="a planted word")

    async def say(_content: Content) -> None:
        return

    plugin = Plugin(name="test", services=(Quiet,), actions=(Action(name="WORK", description="", handler=work),))
    bench = await make_agent(plugin, ScriptedModel("a planted word").plugin(), settings={"LOG_LEVEL": "debug"})
    message = make_message("a planted word")
    response = replace(message, content=Content(text="a planted word", actions=("WORK",)))
    await bench.runtime.process_actions(message, [response], State(), say)
    await bench.runtime.ensure_connection(
        Connection(
            entity=Entity(entity_id=ENTITY_ID, agent_id=AGENT_ID),
            room=Room(room_id=ROOM_ID, agent_id=AGENT_ID),
            world=World(world_id=bench.store.worlds.rooms[AGENT_ID, ROOM_ID].world_id, agent_id=AGENT_ID),
        )
    )
    bench.runtime.logger.debug("own_record")
    bench.runtime.get_service("nowhere")
    await bench.runtime.stop()

    text = written.getvalue()
    for event in (
        "plugin_registered",
        "service_registered",
        "model_used",
        "provider_done",
        "action_done",
        "memory_created",
        "connection_ensured",
        "own_record",
        "service_not_found",
        "service_stopping",
    ):
        assert f"event='{event}'" in text, event
    assert "planted" not in text


async def test_an_action_that_fails_is_logged_with_its_name_and_where_it_broke(written: StringIO) -> None:
    async def work(*_args: object) -> None:
        raise RuntimeError("no paper for sk-planted-1")

    plugin = Plugin(name="test", actions=(Action(name="WORK", description="", handler=work),))
    bench = await make_agent(plugin, settings={"API_KEY": "sk-planted-1"})
    response = replace(make_message(), content=Content(actions=("WORK",)))

    with pytest.raises(ActionError, match="no paper"):
        await bench.runtime.process_actions(make_message(), [response])

    text = written.getvalue()
    assert "action='WORK' plugin='test' error='WORK: no paper" in text
    assert "event='action_failed'" in text
    assert "in work" in text
    assert "planted" not in text
