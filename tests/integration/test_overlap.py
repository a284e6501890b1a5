"""Overlapping messages, timeouts, cancels: each run ends once, and its work really stops (reference-values A)."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import aclosing, asynccontextmanager
from datetime import timedelta
from pathlib import Path

import pytest

from parley_server.app.build import House, build
from parley_server.app.settings import Settings
from parley_server.domain.agents import AgentSpec
from parley_server.domain.callers import LOCAL_CALLER
from parley_server.domain.characters import Character
from parley_server.domain.content import Content
from parley_server.domain.errors import Draining, RoomBusy, RunAlreadyEnded
from parley_server.domain.ids import RunId
from parley_server.domain.models import TEXT_LARGE, ModelResult
from parley_server.domain.pages import PageRequest
from parley_server.domain.runs import (
    DisconnectPolicy,
    IncomingMessage,
    MessageOptions,
    MessageRequest,
    Run,
    RunOutcome,
    RunQuery,
    RunStatus,
    TextChunk,
)
from parley_server.domain.worlds import OverlapPolicy
from parley_server.plugin_api import ModelHandler, ModelRequest, Plugin, Runtime
from tests.fakes.models import Gate

CALLER = LOCAL_CALLER


@asynccontextmanager
async def house_with(folder: Path, plugin: Plugin) -> AsyncIterator[House]:
    """Open a server without its network side, with one agent called Ann."""
    async with build(Settings(data=folder), plugins=[plugin]) as house:
        await house.fleet.add(
            CALLER,
            [AgentSpec(character=Character(name="Ann"))],
            ephemeral=False,
            auto_start=True,
            skip_migrations=False,
            test_mode=False,
            request_id="",
        )
        yield house


def request(text: str, **options: object) -> MessageRequest:
    """Return a message for Ann."""
    return MessageRequest(
        agent="Ann",
        message=IncomingMessage(content=Content(text=text)),
        options=MessageOptions(**options),  # type: ignore[arg-type] # the options of each test
    )


async def ended(house: House, run: Run) -> RunOutcome:
    """Wait for the end of a run."""
    async with asyncio.timeout(10), aclosing(house.runs.watch(CALLER, run.run_id, after=0)) as batches:
        async for _ in batches:
            pass
    return await house.runs.get(CALLER, run.run_id)


async def at_gate(gate: Gate) -> None:
    """Wait until the model waits at its gate."""
    async with asyncio.timeout(10):
        await gate.waiting.wait()


async def test_queued_messages_are_answered_one_after_the_other(tmp_path: Path) -> None:
    gate = Gate()
    async with house_with(tmp_path, gate.plugin()) as house:
        first = await house.runs.submit(CALLER, request("one"))
        await at_gate(gate)
        second = await house.runs.submit(CALLER, request("two"))
        assert second.status is RunStatus.QUEUED
        assert gate.seen == ["one"]

        gate.open.set()
        outcomes = [await ended(house, first), await ended(house, second)]

    assert [outcome.run.status for outcome in outcomes] == [RunStatus.COMPLETED] * 2
    assert outcomes[0].run.ended_at <= outcomes[1].run.started_at  # type: ignore[operator] # both are over
    assert gate.seen == ["one", "two"]


async def test_a_superseding_message_replaces_the_run_at_work_and_those_that_wait(tmp_path: Path) -> None:
    gate = Gate()
    async with house_with(tmp_path, gate.plugin()) as house:
        first = await house.runs.submit(CALLER, request("one"))
        await at_gate(gate)
        second = await house.runs.submit(CALLER, request("two"))
        third = await house.runs.submit(CALLER, request("three", overlap=OverlapPolicy.SUPERSEDE))
        replaced = [await ended(house, first), await ended(house, second)]
        gate.open.set()
        last = await ended(house, third)

    assert [outcome.run.status for outcome in replaced] == [RunStatus.REPLACED] * 2
    assert all(third.run_id in outcome.run.reason for outcome in replaced)
    assert last.run.status is RunStatus.COMPLETED
    assert gate.seen == ["one", "three"]


async def test_a_rejected_message_leaves_no_run_and_names_the_one_that_is_there(tmp_path: Path) -> None:
    gate = Gate()
    async with house_with(tmp_path, gate.plugin()) as house:
        first = await house.runs.submit(CALLER, request("one"))
        await at_gate(gate)
        with pytest.raises(RoomBusy) as busy:
            await house.runs.submit(CALLER, request("two", overlap=OverlapPolicy.REJECT))
        gate.open.set()
        await ended(house, first)

    assert busy.value.metadata["run_id"] == first.run_id
    assert gate.seen == ["one"]


async def test_parallel_messages_do_not_wait(tmp_path: Path) -> None:
    gate = Gate()
    async with house_with(tmp_path, gate.plugin()) as house:
        first = await house.runs.submit(CALLER, request("one"))
        await at_gate(gate)
        gate.waiting.clear()
        second = await house.runs.submit(CALLER, request("two", overlap=OverlapPolicy.PARALLEL))
        await at_gate(gate)
        gate.open.set()
        statuses = {(await ended(house, run)).run.status for run in (first, second)}

    assert statuses == {RunStatus.COMPLETED}


async def test_a_timeout_stops_the_model_and_ends_the_run_with_what_there_was(tmp_path: Path) -> None:
    gate = Gate()
    async with house_with(tmp_path, gate.plugin()) as house:
        run = await house.runs.submit(CALLER, request("one", timeout=timedelta(milliseconds=300)))
        outcome = await ended(house, run)

    assert outcome.run.status is RunStatus.TIMEOUT
    assert outcome.run.error is not None
    assert outcome.run.error.reason == "RUN_TIMEOUT"
    assert outcome.run.error.message == "Run exceeded timeout"
    assert gate.cancelled.is_set()


async def test_a_cancel_stops_the_model_and_keeps_its_reason(tmp_path: Path) -> None:
    gate = Gate()
    async with house_with(tmp_path, gate.plugin()) as house:
        run = await house.runs.submit(CALLER, request("one"))
        await at_gate(gate)
        cancelled = await house.runs.cancel(CALLER, run.run_id, reason="enough")
        again = await house.runs.cancel(CALLER, run.run_id, reason="twice")

    assert cancelled.status is RunStatus.CANCELLED
    assert cancelled.reason == "enough"
    assert again == cancelled
    assert gate.cancelled.is_set()


async def test_a_queued_run_that_is_cancelled_never_starts(tmp_path: Path) -> None:
    gate = Gate()
    async with house_with(tmp_path, gate.plugin()) as house:
        first = await house.runs.submit(CALLER, request("one"))
        await at_gate(gate)
        second = await house.runs.submit(CALLER, request("two"))
        cancelled = await house.runs.cancel(CALLER, second.run_id, reason="")
        gate.open.set()
        await ended(house, first)

    assert cancelled.status is RunStatus.CANCELLED
    assert cancelled.started_at is None
    assert cancelled.last_sequence == 1
    assert gate.seen == ["one"]


async def test_work_that_refuses_to_stop_is_fenced_off(tmp_path: Path) -> None:
    """The run ends without it, the room goes on, and what it says later is refused."""
    gate = Gate()
    async with house_with(tmp_path, gate.plugin(stubborn=True)) as house:
        run = await house.runs.submit(CALLER, request("one"))
        await at_gate(gate)
        live = house.host.by_id(RunId(run.run_id))
        assert live is not None
        cancelled = await house.runs.cancel(CALLER, run.run_id, reason="enough")
        with pytest.raises(RunAlreadyEnded):
            await live.log.append(TextChunk(message_id=run.message_id, text="late"))
        second = await house.runs.submit(CALLER, request("two"))
        async with asyncio.timeout(5), aclosing(house.runs.watch(CALLER, second.run_id, after=0)) as batches:
            await anext(batches)  # it has started
        gate.open.set()
        await ended(house, second)

    assert cancelled.status is RunStatus.CANCELLED
    assert gate.seen == ["one", "two"]


async def test_a_caller_who_goes_away_takes_the_run_along_only_if_asked_to(tmp_path: Path) -> None:
    cases = {DisconnectPolicy.CANCEL: RunStatus.CANCELLED, DisconnectPolicy.CONTINUE: RunStatus.COMPLETED}
    for policy, expected in cases.items():
        gate = Gate()
        async with house_with(tmp_path / policy.value, gate.plugin()) as house:
            async with aclosing(house.runs.stream(CALLER, request("one", on_disconnect=policy))) as batches:
                await anext(batches)
                await at_gate(gate)
            if policy is DisconnectPolicy.CONTINUE:
                gate.open.set()
            (run,) = (await house.runs.list_page(CALLER, RunQuery(), PageRequest())).items
            assert (await ended(house, run)).run.status is expected


async def test_a_drained_run_stays_open_and_its_watchers_are_told(tmp_path: Path) -> None:
    gate = Gate()
    async with house_with(tmp_path, gate.plugin()) as house:
        first = await house.runs.submit(CALLER, request("one"))
        await at_gate(gate)
        second = await house.runs.submit(CALLER, request("two"))
        watchers = [house.runs.watch(CALLER, run.run_id, after=0) for run in (first, second)]
        await anext(watchers[0])
        await house.host.drain(timedelta(0))
        for watcher in watchers:
            with pytest.raises(Draining):
                async for _ in watcher:
                    pass
        with pytest.raises(Draining):
            await house.runs.submit(CALLER, request("three"))

    gate = Gate()
    gate.open.set()
    async with house_with(tmp_path, gate.plugin()) as house:
        cut, queued = await ended(house, first), await ended(house, second)

    assert cut.run.status is RunStatus.ERROR
    assert cut.run.error is not None
    assert cut.run.error.reason == "RUN_INTERRUPTED"
    assert queued.run.status is RunStatus.COMPLETED


async def test_draining_lets_runs_end_within_the_grace(tmp_path: Path) -> None:
    gate = Gate()
    async with house_with(tmp_path, gate.plugin()) as house:
        run = await house.runs.submit(CALLER, request("one"))
        await at_gate(gate)
        async with asyncio.TaskGroup() as group:
            group.create_task(house.host.drain(timedelta(seconds=10)))
            gate.open.set()
            outcome = await ended(house, run)

    assert outcome.run.status is RunStatus.COMPLETED


async def test_stopping_an_agent_cancels_its_runs_after_the_grace(tmp_path: Path) -> None:
    gate = Gate()
    async with house_with(tmp_path, gate.plugin()) as house:
        run = await house.runs.submit(CALLER, request("one"))
        await at_gate(gate)
        (agent,) = await house.fleet.stop(CALLER, ["ann"], grace=timedelta(milliseconds=50))
        outcome = await house.runs.get(CALLER, run.run_id)

    assert agent.state.value == "stopped"
    assert outcome.run.status is RunStatus.CANCELLED
    assert outcome.run.reason == "the agent was stopped"


async def test_work_that_cancels_itself_is_a_fault_and_no_timeout(tmp_path: Path) -> None:
    async def generate(_runtime: Runtime, _request: ModelRequest) -> ModelResult:
        raise asyncio.CancelledError

    model = ModelHandler(model_type=TEXT_LARGE, generate=generate)
    async with house_with(tmp_path, Plugin(name="self-cancelling", models=(model,))) as house:
        outcome = await ended(house, await house.runs.submit(CALLER, request("one")))

    assert outcome.run.status is RunStatus.ERROR
    assert outcome.run.error is not None
    assert outcome.run.error.reason == "INTERNAL"
