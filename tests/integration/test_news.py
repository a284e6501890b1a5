"""Event handlers of plugins hear of runs, beside them (document 4, "Events")."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from datetime import timedelta
from pathlib import Path

import pytest

from parley_server.domain.content import ActionResult, Memory, State
from parley_server.domain.ids import EntityId
from parley_server.domain.models import TEXT_LARGE, ModelResult, ModelUsage
from parley_server.domain.runs import RunStatus
from parley_server.orchestrator.runs import news
from parley_server.plugin_api import (
    Action,
    Evaluator,
    HandlerCallback,
    HandlerOptions,
    ModelHandler,
    ModelRequest,
    Plugin,
    Runtime,
)
from parley_server.plugin_api.components import EventHandler, EventParams
from tests.fakes.models import Gate
from tests.integration.test_overlap import CALLER, house_with, request

STEPS = ("ACTION_STARTED", "ACTION_COMPLETED", "EVALUATOR_STARTED", "EVALUATOR_COMPLETED", "MODEL_USED")
EVENTS = ("RUN_STARTED", "MESSAGE_SENT", "RUN_ENDED", "RUN_TIMEOUT")


class Ear:
    """Hears everything, and fails after each event."""

    def __init__(self) -> None:
        self.heard: list[tuple[str, EventParams]] = []
        self.ended = asyncio.Event()

    def plugin(self, gate: Gate) -> Plugin:
        return Plugin(
            name="ear", models=gate.plugin().models, events={event: (self._handler(event),) for event in EVENTS}
        )

    def _handler(self, event: str) -> EventHandler:
        async def hear(params: EventParams) -> None:
            self.heard.append((event, params))
            if event in ("RUN_ENDED", "RUN_TIMEOUT"):
                self.ended.set()
            raise RuntimeError("deaf")

        return hear

    async def until_ended(self) -> None:
        async with asyncio.timeout(5):
            await self.ended.wait()


async def test_plugins_hear_of_begin_reply_and_end_with_the_fields_of_the_spec(tmp_path: Path) -> None:
    gate, ear = Gate(), Ear()
    gate.open.set()
    async with house_with(tmp_path, ear.plugin(gate)) as house:
        run = (await house.runs.handle(CALLER, request("one"))).run
        await ear.until_ended()

    assert [event for event, _ in ear.heard] == ["RUN_STARTED", "MESSAGE_SENT", "RUN_ENDED"]
    started, sent, ended = (params for _, params in ear.heard)
    who = {"runId": run.run_id, "messageId": run.message_id, "roomId": run.room_id, "entityId": run.entity_id}
    assert started.items() >= {**who, "source": "messageHandler", "status": "started"}.items()
    assert set(started) == {*who, "runtime", "source", "startTime", "status"}
    assert isinstance(sent["message"], Memory)
    assert sent["message"].entity_id == EntityId(run.agent_id)
    assert sent["source"] == "client_chat"
    assert ended.items() >= {**who, "source": "messageHandler", "status": "completed"}.items()
    assert set(ended) == {*who, "runtime", "source", "startTime", "endTime", "duration", "status"}
    assert ended["startTime"] == started["startTime"]


async def test_plugins_hear_of_actions_evaluators_and_models_of_a_run(tmp_path: Path) -> None:
    heard: list[tuple[str, EventParams]] = []
    ended = asyncio.Event()

    def handler(event: str) -> EventHandler:
        async def hear(params: EventParams) -> None:
            heard.append((event, params))

        return hear

    async def end(_params: EventParams) -> None:
        ended.set()

    async def reflect(_runtime: Runtime, _message: Memory, _state: State) -> None:
        raise RuntimeError("no thought")

    async def work(
        _runtime: Runtime,
        _message: Memory,
        _state: State,
        _options: HandlerOptions,
        _callback: HandlerCallback,
        _responses: Sequence[Memory],
    ) -> ActionResult:
        return ActionResult(action_name="WORK")

    async def generate(_runtime: Runtime, _request: ModelRequest) -> ModelResult:
        text = "<response><thought>t</thought><actions>REPLY,WORK</actions><text>Yes.</text></response>"
        return ModelResult(text=text, usage=ModelUsage(input_tokens=3, output_tokens=4))

    plugin = Plugin(
        name="all",
        models=(ModelHandler(model_type=TEXT_LARGE, generate=generate),),
        actions=(Action(name="WORK", description="", handler=work),),
        evaluators=(Evaluator(name="REFLECT", description="", handler=reflect),),
        events={**{event: (handler(event),) for event in STEPS}, "RUN_ENDED": (end,)},
    )
    async with asyncio.timeout(10), house_with(tmp_path, plugin) as house:
        run = (await house.runs.handle(CALLER, request("one"))).run
        await ended.wait()

    told = [(event, params) for event, params in heard if params.get("actionName") != "REPLY"]
    assert [event for event, _ in told][:3] == ["MODEL_USED", "ACTION_STARTED", "ACTION_COMPLETED"]
    assert [event for event, _ in told][-2:] == ["EVALUATOR_STARTED", "EVALUATOR_COMPLETED"]
    assert all(params["runId"] == run.run_id and params["roomId"] == run.room_id for _, params in told)
    used, started, done = (params for _, params in told[:3])
    assert (used["provider"], used["type"]) == ("all", TEXT_LARGE)
    assert used["tokens"] == {"prompt": 3, "completion": 4, "total": 7}
    assert (started["actionName"], started["status"], started["planStep"]) == ("WORK", "started", "2/2")
    assert (done["actionId"], done["status"]) == (started["actionId"], "completed")
    evaluated = told[-1][1]
    assert (evaluated["evaluatorName"], evaluated["status"]) == ("REFLECT", "failed")
    assert "no thought" in str(evaluated["error"])


async def test_plugins_hear_of_a_timeout_with_its_error(tmp_path: Path) -> None:
    gate, ear = Gate(), Ear()
    async with house_with(tmp_path, ear.plugin(gate)) as house:
        await house.runs.handle(CALLER, request("one", timeout=timedelta(milliseconds=100)))
        await ear.until_ended()

    event, params = ear.heard[-1]
    assert event == "RUN_TIMEOUT"
    assert (params["status"], params["error"]) == ("timeout", "Run exceeded timeout")


async def test_handlers_that_hang_hold_up_neither_the_reply_nor_the_room(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(news, "FINISH_SECONDS", 0.01)
    gate = Gate()
    gate.open.set()

    async def hang(_params: EventParams) -> None:
        await asyncio.Event().wait()

    plugin = Plugin(name="hanging", models=gate.plugin().models, events=dict.fromkeys(EVENTS, (hang,)))
    async with asyncio.timeout(10), house_with(tmp_path, plugin) as house:
        outcomes = [await house.runs.handle(CALLER, request(text)) for text in ("one", "two")]

    assert [outcome.run.status for outcome in outcomes] == [RunStatus.COMPLETED] * 2
